"""An area's answers beside last year's, kept to those one asks for."""

import re

import pytest
from django.db.models import F

from followup.review.models import Assessment
from followup.review.querysets import indicators
from followup.review.reading import actions
from followup.review.reading.beside import AnswersPage, answers_page
from followup.review.reading.narrowed import Narrowed
from followup.rounds.models import Question
from followup.survey.models import ReportedAnswer, ReportedIntervention, SubmissionVersion
from goals.models import TargetGroup
from tests.followup.review.conftest import AREA, SENTINEL, answer, ask, say_not_relevant
from tests.followup.review.test_pages import fill, text_of
from tests.year import make_round, submit

PAGE = f"/sammanstallning/2026/{AREA}/svaren/"
BY_ORGANISATION = {"visa": "organisationer"}


def read(answered, **kept_to) -> AnswersPage:
    return answers_page(answered.round, answered.area, Narrowed(**kept_to))


def names(page: AnswersPage) -> list[str]:
    return [one.actor.short_name for one in page.organisations]


@pytest.fixture
def last_year(answered, official_in_sala) -> SubmissionVersion:
    """Sala answered last year as well, and did two things of which one goes on."""
    one, two, *_ = answered.sub_goals
    version = submit(
        make_round(2025, "archived"),
        answered.sala,
        official_in_sala,
        degrees={one: "P", two: "H"},
        comments={one: "Sala har anställt en vägledare.", two: "Vi planerar."},
        challenges={answered.area: "Färre praktikplatser i Sala."},
        interventions=[
            {"goal_area": answered.area, "sub_goals": [one], "title": "Språkvän", "women": 20},
            {"goal_area": answered.area, "sub_goals": [one], "title": "Kvällskurs"},
        ],
    )
    before = ReportedIntervention.objects.get(title="Språkvän").intervention
    goes_on = ReportedIntervention.objects.get(title="Språkvän på jobbet").intervention
    goes_on.continues = before
    goes_on.save()
    return version


def test_the_areas_figures_stand_above_the_answers_and_stay_when_the_filter_changes(
    answered, as_, preparer
):
    client = as_(preparer)
    page = client.get(PAGE)
    titles = {one.indicator.title for one in page.context["figures"]}
    assert titles == {one.title for one in indicators(answered.area) if one.measurements.all()}
    assert len(titles) > 3
    assert all(one.chart.finding in text_of(page) for one in page.context["figures"] if one.chart)
    fragment = client.get(PAGE, headers={"HX-Request": "true"})
    assert "figures" not in fragment.context


def test_the_same_questions_answers_stand_beside_each_other(answered, last_year):
    first, second, *_ = read(answered).sub_goals

    arboga, sala = first.answers
    assert (arboga.last, arboga.now.value) == (None, "Arboga kommenterar.")
    assert (sala.now.value, sala.last.value) == (
        "Sala har anställt två vägledare.",
        "Sala har anställt en vägledare.",
    )
    now, last = sala.pieces
    assert [piece.text.strip() for piece in now if piece.differs] == ["två"]
    assert [piece.text.strip() for piece in last if piece.differs] == ["en"]
    (silent,) = second.answers
    assert (silent.now, silent.last.value, silent.is_same) == (None, "Vi planerar.", False)


def test_degrees_say_what_they_were(answered, last_year):
    sala = next(one for one in read(answered).organisations if one.actor == answered.sala)
    arboga = next(one for one in read(answered).organisations if one.actor == answered.arboga)

    assert [(d.now, d.last, d.has_changed) for d in sala.degrees[:4]] == [
        ("G", "P", True),
        ("H", "H", False),
        ("N", "", True),
        ("", "", False),
    ]
    assert [(d.now, d.last, d.has_changed) for d in arboga.degrees[:2]] == [
        ("G", None, False),
        ("E", None, False),
    ]


def test_an_area_that_was_not_relevant_is_so_both_years(answered, last_year):
    say_not_relevant(last_year, answered.area, "Ingen personal.")
    sala = next(one for one in read(answered).organisations if one.actor == answered.sala)
    assert {degree.last for degree in sala.degrees} == {"N"}


def test_interventions_are_new_go_on_or_have_ended(answered, last_year):
    sala = next(one for one in read(answered).organisations if one.actor == answered.sala)

    assert [one.title for one in sala.going_on] == ["Språkvän på jobbet"]
    assert [one.title for one in sala.new] == ["Tyst insats"]
    assert [one.title for one in sala.ended] == ["Kvällskurs"]


def test_what_was_merged_into_another_has_not_ended(answered, last_year):
    kept = ReportedIntervention.objects.get(title="Tyst insats").intervention
    merged = ReportedIntervention.objects.get(title="Språkvän på jobbet").intervention
    merged.merged_into, merged.continues = kept, merged.continues
    merged.save()
    ReportedIntervention.objects.filter(intervention=merged).delete()

    sala = next(one for one in read(answered).organisations if one.actor == answered.sala)
    assert [one.title for one in sala.ended] == ["Kvällskurs"]
    assert [one.title for one in sala.going_on] == ["Tyst insats"]


def test_a_new_question_and_a_reworded_one_say_so(as_, answered, last_year, preparer):
    new = ask(answered.round, "metod", Question.Kind.LONG_TEXT, Question.Scope.AREA)
    version = SubmissionVersion.objects.get(
        submission__actor=answered.sala, submission__round=answered.round
    )
    answer(version, "metod", answered.area, "Arbeta med mentorer.")
    now = answered.round.asked_questions.get(question__key="challenges")
    then = now.version
    now.version = then.question.versions.create(number=9, wording="Vad har blivit svårare?")
    now.save()
    version.reported_answers.filter(question_version=then).update(question_version=now.version)

    questions = {one.asked.question.question.key: one for one in read(answered).questions}
    assert questions["metod"].asked.is_new
    assert not questions["challenges"].asked.is_new
    assert questions["challenges"].asked.was_worded == then.wording
    (challenge,) = questions["challenges"].answers
    assert challenge.is_same
    words = text_of(as_(preparer).get(PAGE))
    assert f"{new.versions.get().wording} Ny fråga i år." in words
    assert f"Frågan är omformulerad. 2025 löd den: ”{then.wording}”" in words


def test_a_sub_goal_taken_over_from_an_older_one_is_the_same(answered, last_year):
    one, two, *_ = answered.sub_goals
    # As when a new strategy's sub-goal takes over an old one's place.
    one.derived_from = two
    one.save()
    first = read(answered).sub_goals[0]
    assert [a.last.value for a in first.answers if a.last] == ["Vi planerar."]


def test_without_a_year_before_nothing_is_compared(as_, answered, preparer):
    page = read(answered)
    assert (page.last_round, page.last_reach, page.silent) == (None, None, ())
    words = text_of(as_(preparer).get(PAGE))
    assert "Det finns ingen tidigare omgång att jämföra med." in words
    assert "Inget svar 2025" not in words


def test_who_answered_last_year_but_not_now_is_named(answered, last_year, official_in_arboga):
    koping = type(answered.sala).objects.get(slug="kopings-kommun")
    submit(last_year.submission.round, koping, official_in_arboga)
    assert read(answered).silent == (koping,)
    assert read(answered, actor_type="region").silent == ()


# --- Kept to some ----------------------------------------------------------------------------


def test_answers_are_kept_to_a_type_a_municipality_and_a_target_group(answered):
    group = TargetGroup.objects.filter(strategy=answered.round.strategy)[0]
    ReportedIntervention.objects.get(title="Öppet hus").target_groups.add(group)

    assert names(read(answered)) == ["Arboga", "Sala", "Region Västmanland"]
    assert names(read(answered, actor_type="municipality")) == ["Arboga", "Sala"]
    assert names(read(answered, municipality=answered.sala)) == ["Sala"]
    for_group = read(answered, target_group=group)
    assert names(for_group) == ["Arboga"]
    assert [one.title for one in for_group.organisations[0].new] == ["Öppet hus"]
    assert (for_group.reach.women, for_group.reach.men, for_group.reach.interventions) == (
        6,
        None,
        1,
    )
    assert (for_group.answered, for_group.shown) == (3, 1)


def test_a_municipality_stands_also_for_others_that_the_register_places_there(answered):
    answered.region.municipality_code = answered.sala.municipality_code
    answered.region.save()
    assert names(read(answered, municipality=answered.sala)) == ["Sala", "Region Västmanland"]


def test_what_is_asked_for_stands_in_the_address_and_is_told(as_, answered, preparer):
    response = as_(preparer).get(PAGE, {"typ": "region", **BY_ORGANISATION})
    words = text_of(response)
    assert "1 av 3 organisationer som har lämnat in visas." in words
    assert "Arboga kommenterar" not in words
    html = response.content.decode()
    assert f'href="{PAGE}?typ=region"' in html
    assert f'href="{PAGE}?visa=organisationer&amp;typ=region"' in html
    assert re.search(r'<option value="region"\s+selected', html)


def test_nothing_found_says_what_to_do(as_, answered, preparer):
    words = text_of(as_(preparer).get(PAGE, {"typ": "business"}))
    assert "0 av 3 organisationer" in words
    assert "Ta bort ett val, eller visa alla" in words


def test_a_choice_that_does_not_exist_is_an_error_at_its_field_and_shows_all(
    as_, answered, preparer
):
    words = text_of(as_(preparer).get(PAGE, {"typ": "martian"}))
    assert "3 av 3 organisationer" in words
    assert "martian" in words


def test_with_script_only_the_answers_are_sent_but_going_back_the_whole_page(
    as_, answered, preparer
):
    client = as_(preparer)
    part = client.get(PAGE, headers={"HX-Request": "true"})
    assert "<h1" not in part.content.decode()
    assert "3 av 3 organisationer" in text_of(part)
    restored = client.get(
        PAGE, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )
    assert "<h1" in restored.content.decode()


def test_answers_by_organisation(as_, answered, preparer):
    words = text_of(as_(preparer).get(PAGE, BY_ORGANISATION))
    assert (
        "Sala kommun 5.1 G Genomfört eller löpande 5.2 H Minst hälften 5.3 – Ej relevant" in words
    )
    assert "Region Västmanland 5.1 P Påbörjat 5.2 blankt" in words


@pytest.mark.parametrize("by_organisation", [{}, BY_ORGANISATION])
def test_no_draft_and_nothing_of_the_test_organisations_is_read(
    as_, answered, last_year, draft_in_koping, preparer, by_organisation
):
    words = text_of(as_(preparer).get(PAGE, by_organisation))
    assert SENTINEL not in words
    assert "Testorganisationens" not in words
    assert "Testinsats" not in words


def test_only_those_who_read_the_answers_come_in(as_, answered, official_in_sala, coordinator):
    assert as_(official_in_sala).get(PAGE).status_code == 403
    assert as_(coordinator).get(PAGE).status_code == 200
    assert as_(coordinator).post(PAGE).status_code == 405
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("by_organisation", [{}, BY_ORGANISATION])
@pytest.mark.parametrize("organisations", [1, 3, 40])
def test_queries_do_not_grow_with_the_organisations(
    as_, area, preparer, django_assert_num_queries, organisations, by_organisation
):
    fill(make_round(2025, "archived"), area, organisations)
    fill(make_round(2026), area, organisations)
    ReportedIntervention.objects.update(women=F("pk"))
    this_year = {"version__submission__round__year": 2026}
    for answer_ in ReportedAnswer.objects.filter(text="Utmaning.", **this_year):
        actions.tag(answer_, "Utmaning", "Tema", by=preparer)
    for one in ReportedIntervention.objects.filter(**this_year):
        actions.tag(one, "Insats", "Tema", by=preparer)
    client = as_(preparer)
    with django_assert_num_queries(QUERIES):
        assert client.get(PAGE, by_organisation).status_code == 200


QUERIES = 34
