"""The invented example: what it holds, that it is loaded whole and once, and the door to it.

The example is loaded once for the whole module, in a transaction that is rolled back; each test
runs in a savepoint of its own inside it.
"""

import uuid
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor, Event, Person
from followup.council.models import Decision, Meeting, Priority
from followup.report.files import faults
from followup.report.models import AnnualReport
from followup.review import compilation
from followup.review.models import Assessment, ChosenIntervention, PartText, Proposal, Thread
from followup.review.reading.themes import passages
from followup.review.writing.pages import texts_page
from followup.review.writing.quotations import standing_in
from followup.rounds.actions import open_round
from followup.rounds.budget import budgets, section_minutes
from followup.rounds.models import Question, Round, SentMail
from followup.rounds.workflow import opening_hinder
from followup.survey.answering.actions import save_answer
from followup.survey.form.section_form import SectionForm
from followup.survey.models import (
    Answer,
    AnswerRevision,
    ReportedAnswer,
    ReportedIntervention,
    Section,
    Submission,
)
from goals.models import Strategy, SubGoal
from strategy_portal.demo.answers import answers_of
from strategy_portal.demo.cast import cast
from strategy_portal.demo.files import FOLDER
from strategy_portal.demo.report import judgement
from strategy_portal.demo.steps import STEPS


@pytest.fixture(scope="module")
def example(django_db_setup, django_db_blocker):
    """The whole example as `manage.py load_demo` leaves it."""
    with django_db_blocker.unblock(), transaction.atomic():
        if not Strategy.objects.exists():
            call_command("load_strategy", verbosity=0)
        call_command("load_demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def year(example, db) -> Round:
    return Round.objects.get(year=2025)


@pytest.fixture
def draft(example, db) -> Round:
    return Round.objects.get(year=2026)


def somebody(name: str) -> Person:
    return Person.objects.get(name=name)


def number_of_rows() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in apps.get_models()}


# --- The files -------------------------------------------------------------------------------


def test_every_file_says_that_it_is_invented():
    files = list(FOLDER.rglob("*.toml"))
    heads = {path.name: path.read_text("utf-8").partition("\n")[0] for path in files}
    assert len(heads) == 12
    assert [name for name, head in heads.items() if "Exempeldata: påhittat." not in head] == []


def test_nobody_in_the_cast_can_be_reached_and_no_two_are_the_same():
    addresses = [member.email for member in cast()]
    assert all(address.endswith("@example.org") for address in addresses)
    assert Counter(addresses).most_common(1)[0][1] == 1


def test_the_answers_fit_the_strategy(strategy):
    goals = Counter(str(g.goal_area.number) for g in SubGoal.objects.in_order())
    codes = {g.code for g in SubGoal.objects.in_order()}
    slugs = set(Actor.objects.values_list("slug", flat=True))
    for answers in (answers_of(2025), answers_of(2026)):
        for said in answers.values():
            lengths = {area: len(letters) for area, letters in said.degrees.items()}
            assert lengths == {area: goals[area] for area in lengths}, said.actor
            named = {*said.comments, *said.proposals}
            for row in said.interventions:
                named |= set(row["sub_goals"])
                assert set(row.get("partners", [])) <= slugs - {said.actor}, row["title"]
                assert len({code[0] for code in row["sub_goals"]}) == 1, row["title"]
            assert named <= codes, said.actor
            assert not set(said.done) & set(said.not_relevant), said.actor


# --- Loading ---------------------------------------------------------------------------------


def test_loading_again_changes_nothing(example, db):
    before = number_of_rows()
    told = StringIO()
    call_command("load_demo", stdout=told)
    assert number_of_rows() == before
    assert told.getvalue() == "The example was already loaded.\n"


def test_what_happened_bears_the_day_it_happened(year):
    moments = list(Event.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    swedish_days = [timezone.localdate(one.at) for one in AnswerRevision.objects.all()]
    assert year.opens_on <= min(swedish_days) <= max(swedish_days) <= year.closes_on
    handed_in = Submission.objects.filter(round=year).submitted()
    assert all(one.started_at < one.state_changed_at for one in handed_in)
    sent = SentMail.objects.filter(invitation__round=year).values_list("sent_at", flat=True)
    assert {timezone.localdate(moment).year for moment in sent} == {2025}


def test_the_year_is_marked_as_an_example(example, db):
    assert list(Round.objects.values_list("year", "is_example")) == [(2026, True), (2025, True)]
    assert set(Meeting.objects.values_list("is_example", flat=True)) == {True}
    snapshot = AnnualReport.objects.get().snapshot
    assert snapshot is not None
    assert snapshot["example"] is True


# --- The round of 2025 -----------------------------------------------------------------------


def test_34_of_38_have_answered_and_the_test_organisation_never_counts(year):
    response = compilation.response(year)
    assert (response.invited, response.answered) == (38, 34)
    silent = {one.actor.slug for one in response.organisations if one.submitted_at is None}
    assert silent == {
        "skinnskattebergs-kommun",
        "handelskammaren-malardalen",
        "svenskt-naringsliv",
        "ikea",
    }
    begun = Submission.objects.get(round=year, actor__slug="ikea")
    assert begun.state == Submission.State.IN_PROGRESS
    tested = Submission.objects.get(round=year, actor__is_test=True)
    assert tested.state == Submission.State.SUBMITTED
    counted = ReportedIntervention.objects.current().for_round(year)
    assert not counted.filter(title__startswith="Provinsats").exists()
    assert counted.count() == 78


def test_each_kind_of_answer_is_there_and_kept_apart(year):
    answers = ReportedAnswer.objects.current().for_round(year)
    assert set(answers.exclude(degree="").values_list("degree", flat=True)) == set("GHPEN")
    done = answers.filter(question_version__question__key="interventions-done")
    assert set(done.values_list("text", flat=True)) == {
        "Ja",
        "Nej, inget gjort",
        "Ej relevant för oss",
        "Vet ej",
    }
    reached = ReportedIntervention.objects.current().for_round(year)
    assert reached.filter(women=0).exists() or reached.filter(men=0).exists()
    assert reached.filter(women=None, counts_not_known=False).exists()
    assert reached.filter(women=None, counts_not_known=True).exists()
    assert reached.filter(girls__in=range(1, 5)).exists()
    left_out = Section.objects.filter(submission__round=year, state=Section.State.NOT_RELEVANT)
    assert left_out.count() > 20
    assert not left_out.filter(not_relevant_because="").exists()


def test_answers_are_stored_as_the_survey_itself_would_store_them(year):
    """Takes an organisation's answers away and saves each of them again by the survey's action."""
    submission = Submission.objects.get(round=year, actor__slug="arboga-kommun")
    answers = Answer.objects.filter(section__submission=submission)
    by_load, saves_by_load = _rows(answers), list(answers.order_by("pk"))
    AnswerRevision.objects.filter(answer__in=answers).delete()
    answers.all().delete()
    Submission.objects.filter(pk=submission.pk).update(state=Submission.State.IN_PROGRESS)
    submission.sections.update(reopened_at=timezone.now())
    Round.objects.filter(pk=year.pk).update(state=Round.State.OPEN)
    for saved in saves_by_load:
        assert saved.saved_by is not None
        assert saved.saved_at is not None
        section = Section.objects.select_related("submission", "goal_area").get(pk=saved.section_id)
        save_answer(
            section,
            SectionForm(section, year).find(saved.key),
            saved.value,
            save_id=uuid.uuid4(),
            base_version=0,
            by=saved.saved_by,
            at=saved.saved_at,
        )
    assert len(by_load) > 80
    assert _rows(answers.all()) == by_load


def _rows(answers) -> list[dict]:
    """Everything that is stored of answers and their saves, but for the ids of both."""
    rows = list(answers.order_by("section", "key").values())
    saves = AnswerRevision.objects.filter(answer__in=answers)
    stored = ("value", "base_version", "version", "by", "at")
    for row, save in zip(
        rows, saves.order_by("answer__section", "answer__key").values(*stored), strict=True
    ):
        del row["id"]
        row["save"] = save
    return rows


def test_a_section_took_an_organisation_some_minutes(year):
    took = section_minutes(year)
    assert set(took) == {True, False}
    assert all(4 <= minutes <= 20 for minutes in took.values())
    first = Answer.objects.filter(section__submission__round=year).earliest("saved_at")
    assert first.saved_at.date() >= year.opens_on


def test_what_was_asked_to_be_prioritised_was_used(year, draft):
    asked = Question.objects.get(key="proposal")
    assert budgets(draft, [asked])[asked.pk].used_in == ("Förslag till prioriteringar",)


def test_passages_of_the_answers_stand_under_themes(year):
    found = passages(year)
    assert Counter(one.marked.theme.name for one in found) == {
        "Bristande tolkning": 2,
        "Vägen till förskolan": 4,
    }
    assert not any(one.is_earlier for one in found)


def test_everything_is_judged_with_reasons(year):
    assessments = Assessment.objects.filter(round=year)
    assert assessments.count() == 6 + 45
    assert not assessments.filter(development="").exists()
    assert not assessments.filter(reasons="").exists()
    texts = PartText.objects.filter(round=year).exclude(text="")
    assert texts.count() == 3 + 6 + 2
    assert not texts.exclude(state=PartText.State.PUT_FORWARD).exists()
    assert [one.marked.mark for one in standing_in(year)] == [
        "{citat 1}",
        "{insats 2}",
        "{citat 3}",
    ]
    assert texts_page(year).faulty == []
    chosen = ChosenIntervention.objects.filter(round=year)
    assert chosen.count() == len(judgement()["chosen"])


def test_what_was_asked_while_compiling_is_resolved(year):
    (thread,) = Thread.objects.filter(round=year)
    assert (thread.state, thread.comments.count()) == ("resolved", 3)


def test_the_report_is_published_and_undamaged(year, client):
    report = AnnualReport.objects.get(round=year)
    assert report.state == AnnualReport.State.PUBLISHED
    assert list(faults()) == []
    assert report.pdf.size > 100_000
    assert client.get(reverse("report:report", args=[2025])).status_code == 200


def test_the_council_decided_and_one_priority_has_no_group_yet(year):
    paragraphs = list(Decision.objects.filter(year=2025).values_list("paragraph", flat=True))
    assert paragraphs == [1, 2, 3, 4, 5, 6, 7]
    states = Counter(Proposal.objects.values_list("state", flat=True))
    assert states == {"decided": 3, "merged": 1, "not_adopted": 2}
    groups = [p.focus_groups.count() for p in Priority.objects.for_year(2026)]
    assert groups == [1, 1, 0]
    held = Counter(Meeting.objects.values_list("year", "state"))
    assert held == {
        (2025, "minutes_adjusted"): 4,
        (2026, "minutes_adjusted"): 3,
        (2026, "planned"): 1,
    }


# --- The round of 2026 -----------------------------------------------------------------------


def test_the_next_round_waits_to_be_opened_today(draft):
    today = timezone.localdate()
    assert draft.state == Round.State.DRAFT
    assert (draft.opens_on, draft.closes_on) == (today, today + timedelta(days=30))
    assert draft.copied_from.year == 2025
    assert opening_hinder(draft) == ""
    assert draft.invitations.count() == 38
    open_round(draft, by=somebody("Maria Holm"))
    letters = SentMail.objects.filter(invitation__round=draft)
    assert letters.count() == 39  # two people answer for Sala
    assert SubGoal.objects.prioritised_for(2026).count() == 3


# --- The page --------------------------------------------------------------------------------


def test_the_page_shows_the_cast_and_the_year(example, db, client):
    page = client.get("/prova/").content.decode()
    assert page.count('name="step"') == 9
    for member in cast():
        assert member.name in page
    assert "Det går när en omgång är öppen." in page


def test_the_pages_queries_do_not_grow_with_the_cast(
    example, db, client, django_assert_num_queries
):
    client.get("/prova/")
    with django_assert_num_queries(5):
        client.get("/prova/")
    Person.objects.filter(name__gt="D").update(is_active=False)
    with django_assert_num_queries(5):
        client.get("/prova/")


def test_one_press_signs_in_and_leads_to_where_a_step_happens(example, db, client):
    maria = somebody("Maria Holm")
    answer = client.post(f"/prova/{maria.pk}/", {"step": "1"})
    assert (answer.status_code, answer["Location"]) == (302, "/omgangar/2026/")
    assert client.session["_auth_user_id"] == str(maria.pk)
    assert "Gå dit<" in client.get("/prova/").content.decode()


@pytest.mark.parametrize("step", ["0", "11", "-1", "x", "https://example.org/", ""])
def test_a_step_that_does_not_exist_leads_to_the_start(example, db, client, step):
    answer = client.post(f"/prova/{somebody('Eva Strand').pk}/", {"step": step})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.title)
def test_each_step_has_a_page_once_the_round_is_open(draft, as_, client, step):
    open_round(draft, by=somebody("Maria Holm"))
    visitor = as_(somebody(step.who)) if step.who else client
    assert visitor.get(step.url, follow=True).status_code == 200


def test_the_door_exists_only_in_the_demonstration(example, db, client, settings):
    pk = somebody("Maria Holm").pk
    settings.DEMO = False
    answers = [client.get("/prova/"), client.post(f"/prova/{pk}/"), client.post("/prova/svara/")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_verbs_refuse_get(example, db, client):
    pk = somebody("Maria Holm").pk
    assert client.get(f"/prova/{pk}/").status_code == 405
    assert client.get("/prova/svara/").status_code == 405


def test_somebody_who_may_no_longer_sign_in_cannot_be_entered_as(example, db, client):
    bo = somebody("Bo Ek")
    Person.objects.filter(pk=bo.pk).update(is_active=False)
    assert client.post(f"/prova/{bo.pk}/").status_code == 404
    assert "Bo Ek" not in client.get("/prova/").content.decode()


# --- The others answer -----------------------------------------------------------------------


def test_the_others_do_not_answer_a_round_that_is_not_open(draft, client):
    page = client.post("/prova/svara/", follow=True).content.decode()
    assert "Ingen omgång är öppen." in page
    assert not Submission.objects.filter(round=draft).exists()


def test_the_others_answer_once_but_never_sala(draft, client):
    open_round(draft, by=somebody("Maria Holm"))
    page = client.post("/prova/svara/", follow=True).content.decode()
    assert "37 organisationer har svarat med påhittade svar." in page
    handed_in = Submission.objects.filter(round=draft).submitted()
    assert handed_in.count() == 37
    assert not handed_in.filter(actor__slug="sala-kommun").exists()
    again = client.post("/prova/svara/", follow=True).content.decode()
    assert "Alla andra har redan svarat" in again
    assert Submission.objects.filter(round=draft).count() == 37
    before = ReportedIntervention.objects.get(title="Hälsokommunikatörer", women=412)
    after = ReportedIntervention.objects.current().for_round(draft)
    assert after.get(title="Hälsokommunikatörer").women > before.women
    assert after.filter(title="Materialbanken").exists()
    assert not after.filter(title="Snabbspår för kockar").exists()
