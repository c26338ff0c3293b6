"""All organisations read together: what they say of themselves, gaps, and who does alike."""

import pytest
from django.urls import reverse

from followup.review.reading import across
from followup.rounds.models import Question
from followup.survey.models import ReportedAnswer, SubmissionVersion
from tests.followup.review.conftest import SENTINEL, answer, ask
from tests.followup.review.test_pages import fill, text_of
from tests.year import make_round

KIND, ONCE = Question.Kind, Question.Scope.ORGANISATION


def pages() -> list[str]:
    return [reverse(f"review:{name}", args=[2026]) for name in ("about_organisations", "work")]


@pytest.fixture
def said(answered):
    """Sala and Arboga have a plan, the region does not know; the test organisation has one too."""
    ask(answered.round, "egen-plan", KIND.YES_NO, ONCE)
    for version in SubmissionVersion.objects.select_related("submission__actor"):
        knows = version.submission.actor != answered.region
        answer(version, "egen-plan", None, "Ja" if knows else "", not_known=not knows)
    return answered


def test_answers_about_the_organisation_are_counted_and_read(said):
    ask(said.round, "samarbete", KIND.LONG_TEXT, ONCE)
    sala = SubmissionVersion.objects.get(submission__actor=said.sala)
    answer(sala, "samarbete", None, "Det fungerar.")

    plan, together = [one for one in across.about_organisations(said.round) if one.answers]
    assert (plan.counts, plan.blank) == ((("Ja", 2), ("Vet ej", 1)), 0)
    assert [one.actor.name for one in plan.answers][:2] == ["Arboga kommun", "Sala kommun"]
    assert [one.read.value for one in together.answers] == ["Det fungerar."]
    assert (together.counts, together.blank) == ((), 2)


def test_a_sub_goal_that_nobody_works_with_is_a_gap(answered):
    area = next(one for one in across.work(answered.round) if one.area == answered.area)
    one, two, three, *_ = answered.sub_goals

    # The third was said to be not relevant, the rest were left blank: nobody works with them.
    assert [gap.sub_goal for gap in area.gaps] == answered.sub_goals[2:]
    assert three in [gap.sub_goal for gap in area.gaps]
    assert [(w.sub_goal, [a.name for a in w.organisations]) for w in area.sub_goals[:2]] == [
        (one, ["Arboga kommun", "Region Västmanland", "Sala kommun"]),
        (two, ["Arboga kommun", "Sala kommun"]),
    ]


def test_neighbours_are_interventions_of_several_organisations(answered):
    area = next(one for one in across.work(answered.round) if one.area == answered.area)

    (near,) = area.neighbours
    assert near.sub_goal == answered.sub_goals[1]
    assert [one.title for one in near.interventions] == [
        "Öppet hus",
        "Mässa",
        "Språkvän på jobbet",
    ]


def test_work_that_is_only_said_and_not_shown_is_told(answered):
    ReportedAnswer.objects.filter(sub_goal=answered.sub_goals[2]).update(degree="P")
    area = next(one for one in across.work(answered.round) if one.area == answered.area)
    assert [one.sub_goal for one in area.only_said] == [answered.sub_goals[2]]
    assert [one.sub_goal for one in area.alone] == [answered.sub_goals[2]]


def test_drafts_and_the_test_organisation_are_not_read(as_, said, draft_in_koping, preparer):
    for page in pages():
        words = text_of(as_(preparer).get(page))
        assert SENTINEL not in words
        assert "Köpings kommun" not in words
        assert "Test" not in words.split("Logga ut")[1]


def test_only_those_who_read_the_answers_come_in(as_, said, official_in_sala, coordinator):
    for page in pages():
        assert as_(official_in_sala).get(page).status_code in {403, 404}
        assert as_(coordinator).get(page).status_code == 200


@pytest.mark.parametrize("organisations", [1, 3, 40])
@pytest.mark.parametrize(("place", "queries"), [(0, 8), (1, 10)])
def test_queries_do_not_grow_with_the_organisations(
    as_, area, preparer, django_assert_num_queries, organisations, place, queries
):
    round_ = make_round(2026)
    ask(round_, "fil", KIND.FILE, ONCE)
    fill(round_, area, organisations)
    for version in SubmissionVersion.objects.select_related("submission__round"):
        answer(version, "fil", None, "plan.pdf", chosen=[])
    client = as_(preparer)
    with django_assert_num_queries(queries):
        assert client.get(pages()[place]).status_code == 200
