"""The coordinator reads the survey as others will, and answers as the test organisation."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor, Event, Membership
from followup.review.compilation import response
from followup.rounds.models import Invitation, Question, Round, SentMail
from followup.survey.answering.actions import save_answer
from followup.survey.answering.records import add_record
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Answer, AnswerRevision, Submission, SubmissionVersion
from followup.survey.submitting.handing_in import submit
from followup.survey.trying import trying
from strategy_portal.access import can
from strategy_portal.exceptions import WrongStateError
from tests.followup.survey.asking import ask
from tests.year import invite, make_round, start

TRY, PREVIEW = "/enkat/2026/prova/", "/enkat/2026/forhandsvisning/"


@pytest.fixture
def draft(strategy) -> Round:
    return make_round(2026, state="draft")


@pytest.fixture
def tester(strategy) -> Actor:
    return Actor.objects.get(is_test=True)


@pytest.fixture
def client(as_, coordinator):
    return as_(coordinator)


def home_of(actor: Actor) -> str:
    return f"/enkat/2026/{actor.slug}/"


# --- As the test organisation ------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "open"])
def test_one_press_leads_into_answering(client, tester, strategy, state):
    make_round(2026, state=state)
    answered = client.post(TRY)
    assert answered["Location"] == home_of(tester)
    page = client.get(home_of(tester)).content.decode()
    assert "Du provar enkäten som testorganisation" in page
    assert Submission.objects.get().actor == tester
    assert client.post(TRY)["Location"] == home_of(tester)
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("state", ["closed", "compiled", "archived"])
def test_a_round_that_is_over_is_not_tried(client, strategy, state):
    make_round(2026, state=state)
    assert client.post(TRY).status_code == 409
    assert not Submission.objects.exists()


def test_without_a_test_organisation_it_is_said(client, draft):
    Actor.objects.filter(is_test=True).update(is_test=False)
    answered = client.post(TRY)
    assert answered.status_code == 409
    assert "ingen testorganisation" in answered.content.decode()


def test_a_draft_is_answered_and_handed_in_from_its_pages_and_never_counts(
    client, draft, tester, sala, coordinator
):
    invite(draft, sala)
    client.post(TRY)
    section = Submission.objects.get().sections.get(goal_area=None)
    place = home_of(tester) + "avsnitt/organisation/"
    sent = {"key": "cooperation", "base": 0, "save_id": uuid.uuid4(), "value": "Prov"}
    assert client.post(place + "spara/", sent).status_code == 200
    assert section.answers.get().value == "Prov"
    assert client.get(home_of(tester) + "kontrollera/").status_code == 200
    assert client.post(home_of(tester) + "lamna-in/").status_code == 302
    assert SubmissionVersion.objects.count() == 1
    counted = response(draft)
    assert (counted.invited, counted.answered) == (1, 0)
    assert not draft.submissions.counted().exists()
    assert Round.objects.with_counts().get().handed_in == 0
    assert not Membership.objects.filter(actor=tester, person=coordinator).exists()


def test_others_never_see_a_draft(draft, tester, sala, official_in_sala, preparer, as_):
    invite(draft, sala, tester)
    assert as_(official_in_sala).get(home_of(sala)).status_code == 404
    assert as_(official_in_sala).get(home_of(tester)).status_code == 404
    assert as_(preparer).get(home_of(tester)).status_code == 403


def test_trying_gives_no_way_into_another_organisation_s_answers(
    client, open_round, sala, coordinator
):
    submission = start(open_round, sala)
    assert client.get(home_of(sala)).status_code == 404
    for permission in ("survey.read", "survey.answer", "survey.submit"):
        assert not can(coordinator, permission, submission)
        assert not can(coordinator, permission, submission.invitation)
        assert not can(coordinator, permission, submission.sections.first())
        assert not can(coordinator, permission, sala)


def test_respondents_do_not_try(draft, official_in_sala, as_):
    assert as_(official_in_sala).post(TRY).status_code == 403
    assert as_(official_in_sala).get(PREVIEW).status_code == 403


def test_trying_is_no_reading(client, draft):
    assert client.get(TRY).status_code == 405


def test_the_home_page_does_not_ask_the_coordinator_to_answer(client, draft):
    client.post(TRY)
    assert "Enkät 2026 för" not in client.get("/").content.decode()


def test_an_organisation_that_has_tried_stays_invited(client, draft, tester, sala):
    client.post(TRY)
    seen = [str(one.actor_id) for one in draft.invitations.all()]
    client.post("/omgangar/2026/inbjudna/", {"shown": "1", "seen": seen, "actors": [sala.pk]})
    assert {one.actor for one in draft.invitations.all()} == {tester, sala}


# --- Begin anew --------------------------------------------------------------------------------


def test_everything_is_thrown_away_after_a_question(client, open_round, tester, coordinator):
    ask(
        open_round,
        "courses",
        Question.Kind.RECORDS,
        columns=[{"key": "name", "label": "Kurs", "kind": "short_text"}],
    )
    client.post(TRY)
    submission = Submission.objects.get()
    section = submission.sections.get(goal_area__number=5)
    at = timezone.now()
    asked = open_round.asked_questions.get(question__key="courses")
    add_record(section, asked, by=coordinator, at=at, sub_goal=None)
    field = next(f for f in SectionForm(section, open_round).fields() if f.part == "name")
    save_answer(section, field, "SFI", save_id=uuid.uuid4(), base_version=0, by=coordinator, at=at)
    client.post(home_of(tester) + f"avsnitt/{section.slug}/insats/")
    submit(submission, by=coordinator, at=at)
    address = home_of(tester) + "borja-om/"
    assert "Kasta testorganisationens svar?" in client.get(address).content.decode()
    assert Submission.objects.exists()
    assert client.post(address)["Location"] == "/omgangar/2026/"
    for model in (Submission, SubmissionVersion, Answer, AnswerRevision):
        assert not model.objects.exists()
    assert Invitation.objects.filter(actor=tester).exists()
    assert Event.objects.filter(verb="begin_anew").count() == 1
    assert client.get(address).status_code == 404
    assert client.post(TRY).status_code == 302


def test_no_other_organisation_s_answers_can_be_thrown_away(client, open_round, sala, coordinator):
    submission = start(open_round, sala)
    assert client.post(home_of(sala) + "borja-om/").status_code == 404
    with pytest.raises(WrongStateError, match="Bara testorganisationens"):
        trying.begin_anew(submission, by=coordinator)
    assert Submission.objects.get() == submission


# --- Preview -----------------------------------------------------------------------------------


def preview(client, kind="municipality", section=""):
    page = client.get(PREVIEW, {"typ": kind, "avsnitt": section})
    assert page.status_code == 200
    return page.content.decode()


def test_each_type_reads_exactly_what_it_is_asked(client, draft):
    ask(
        draft,
        "towns",
        Question.Kind.DATE,
        "organisation",
        wording="Bara kommuner?",
        actor_types=["municipality"],
    )
    ask(
        draft,
        "churches",
        Question.Kind.DATE,
        "organisation",
        wording="Bara föreningar?",
        actor_types=["civil"],
    )
    town, church = preview(client), preview(client, "civil")
    assert "Bara kommuner?" in town
    assert "Bara föreningar?" not in town
    assert "Bara föreningar?" in church
    assert "Bara kommuner?" not in church
    assert 'name="cooperation"' in town
    assert 'name="cooperation"' in church


@pytest.mark.parametrize("kind", Question.Kind.values)
def test_every_kind_is_drawn_as_its_respondents_see_it(client, draft, kind):
    if kind in {"degree", "interventions", "proposal"}:
        asked = draft.asked_questions.get(question__kind=kind)
    else:
        asked = ask(
            draft,
            "new",
            kind,
            choices=["A", "B"],
            columns=[{"key": "name", "label": "Kursens namn", "kind": "short_text"}],
        )
    area = draft.strategy.goal_areas.get(number=5)
    page = preview(client, section=area.slug)
    key = asked.question.key
    assert f'name="{key}' in page or f'id="f-{key}' in page
    assert not Submission.objects.exists()
    assert page.count("<h1") == 1


def test_when_a_question_is_shown_is_told_in_words(client, draft):
    lead = ask(draft, "lead", Question.Kind.YES_NO, "organisation", wording="Har ni en plan?")
    ask(
        draft,
        "date",
        Question.Kind.DATE,
        "organisation",
        wording="Från när?",
        shown_if=lead,
        shown_if_values=["yes"],
    )
    page = preview(client)
    assert "Visas bara om svaret på ”Har ni en plan?” är Ja." in page
    assert "Från när?" in page
    assert " hidden" not in page[page.index("Från när?") - 300 : page.index("Från när?")]


def test_a_type_that_is_asked_nothing_is_told_so(client, draft):
    draft.asked_questions.all().delete()
    assert "får inga frågor i avsnittet" in preview(client)


def test_a_type_that_does_not_exist_shows_the_page(client, draft):
    assert client.get(PREVIEW, {"typ": "x", "avsnitt": "y"}).status_code == 200


def test_the_preview_asks_the_same_of_the_database_whatever_is_asked(
    client, draft, django_assert_num_queries
):
    area = draft.strategy.goal_areas.get(number=5)
    for number in range(2):
        for many in range(number * 8):
            ask(draft, f"q{many}", Question.Kind.COUNTS, "sub_goal")
        with django_assert_num_queries(12):
            preview(client, section=area.slug)


def test_no_letter_is_written_by_trying_a_draft(client, draft):
    client.post(TRY)
    assert not SentMail.objects.exists()
    assert client.get(reverse("rounds:round", args=[2026])).status_code == 200
