"""An organisation that answers on paper: written in by the coordinator, confirmed by itself."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from actors.models import Event
from followup.rounds import paper as marking
from followup.rounds.models import Invitation, Round
from followup.survey.answering import actions
from followup.survey.models import PaperConfirmation, Section, Submission
from followup.survey.submitting import handing_in, paper
from strategy_portal.access import Role, can
from strategy_portal.exceptions import WrongStateError
from tests.year import invite, make_person, start

pytestmark = pytest.mark.django_db
SURVEY = "/enkat/2026/sala-kommun/"
CONFIRM = SURVEY + "bekrafta/"
BOARD = "/omgangar/2026/lage/sala-kommun/"


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def invited(open_round, sala, official_in_sala) -> Invitation:
    [invitation] = invite(open_round, sala)
    return invitation


@pytest.fixture
def on_paper(invited, coordinator) -> Submission:
    """Sala's answers, begun by the coordinator."""
    marking.begin_paper(invited, reason="Har bara papper", by=coordinator)
    return actions.start(invited, by=coordinator)


def say_something(submission, save, client):
    """One answer, so that there is something to hand in."""
    section = submission.sections.get(goal_area=None)
    assert save(client, section, "cooperation", "Så här var det").status_code == 200


@pytest.fixture
def handed_in(on_paper, coordinator, commit, save, as_):
    """Sala's answers handed in from paper."""
    say_something(on_paper, save, as_(coordinator))
    with commit():
        return handing_in.submit(on_paper, by=coordinator)


def test_the_coordinator_marks_it_and_comes_to_the_survey(invited, coordinator, as_):
    client = as_(coordinator)
    assert client.get(SURVEY).status_code == 404
    response = client.post(f"{BOARD}papper/", {"because": "Har bara papper"})
    assert (response.status_code, response["Location"]) == (302, SURVEY)
    assert client.get(SURVEY).status_code == 200
    assert client.post(f"{SURVEY}borja/").status_code == 302
    assert client.get(f"{SURVEY}avsnitt/organisation/").status_code == 200
    event = Event.objects.get(verb="begin_paper")
    assert (event.person, event.reason) == (coordinator, "Har bara papper")
    page = client.get(BOARD).content.decode()
    assert "Svarar på papper" in page
    assert "Har bara papper" in page


def test_without_a_reason_nothing_is_marked_and_the_page_says_so(invited, coordinator, as_):
    response = as_(coordinator).post(f"{BOARD}papper/", {"because": ""})
    assert response.status_code == 422
    invited.refresh_from_db()
    assert not invited.is_on_paper


def test_who_has_only_opened_the_survey_may_still_answer_on_paper(
    invited, official_in_sala, coordinator, as_, save
):
    submission = actions.start(invited, by=official_in_sala)
    client = as_(coordinator)
    assert "Skriv in svaren" in client.get(BOARD).content.decode()
    assert client.post(f"{BOARD}papper/", {"because": "Har bara papper"}).status_code == 302
    say_something(submission, save, client)
    own = submission.sections.get(goal_area=None)
    refused = save(as_(official_in_sala), own, "cooperation", "Mitt eget", base=1)
    assert refused.status_code in {403, 409}


def not_relevant(submission, save, client, by):
    area = submission.sections.exclude(goal_area=None)[0]
    state = Section.State.NOT_RELEVANT
    actions.set_section_state(area, state, by=by, at=timezone.now(), reason="Inte vi")


def a_word(submission, save, client, by):
    say_something(submission, save, client)


@pytest.mark.parametrize("write", [a_word, not_relevant])
def test_an_organisation_that_has_written_is_not_taken_over_and_the_page_says_why(
    write, invited, official_in_sala, coordinator, as_, save
):
    submission = actions.start(invited, by=official_in_sala)
    write(submission, save, as_(official_in_sala), official_in_sala)
    client = as_(coordinator)
    page = client.get(BOARD).content.decode()
    assert "Skriv in svaren" not in page
    assert "De har börjat svara i portalen" in page
    assert client.post(f"{BOARD}papper/", {"because": "Vill läsa"}).status_code == 409
    assert client.get(SURVEY).status_code == 404
    assert client.get(f"{SURVEY}avsnitt/organisation/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_who_saves_while_the_mark_is_being_put_is_refused(
    invited, official_in_sala, coordinator, as_, save
):
    submission = actions.start(invited, by=official_in_sala)
    own = submission.sections.get(goal_area=None)
    client, answers = as_(official_in_sala), []

    def write() -> None:
        answers.append(save(client, own, "cooperation", "Mitt eget").status_code)
        connection.close()

    saver = threading.Thread(target=write)
    with transaction.atomic():
        marking.begin_paper(invited, reason="Papper", by=coordinator)
        saver.start()
        saver.join(timeout=1)
        assert not answers  # it waits for the mark
    saver.join(timeout=20)
    assert answers[0] in {403, 409}
    assert not own.answers.exists()


def test_a_mark_is_not_put_where_no_answers_are_taken(invited, coordinator):
    Round.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(WrongStateError, match="tar inte emot svar"):
        marking.begin_paper(Invitation.objects.get(), reason="Papper", by=coordinator)


def test_only_that_organisation_opens_to_the_coordinator(on_paper, arboga, coordinator, as_):
    start(on_paper.round, arboga)
    client = as_(coordinator)
    assert client.get("/enkat/2026/arboga-kommun/").status_code == 404
    assert client.get("/enkat/2026/arboga-kommun/avsnitt/organisation/").status_code == 404
    assert client.get(f"{SURVEY}avsnitt/organisation/").status_code == 200


def test_others_of_the_county_come_nowhere(on_paper, preparer, official_in_arboga, as_):
    assert as_(preparer).get(SURVEY).status_code == 403
    assert as_(official_in_arboga).get(SURVEY).status_code == 404
    assert as_(preparer).post(f"{BOARD}papper/").status_code == 403


def test_the_coordinator_saves_and_the_organisation_only_reads(
    on_paper, official_in_sala, coordinator, as_, save
):
    section = on_paper.sections.get(goal_area=None)
    saved = save(as_(coordinator), section, "cooperation", "Skrivet på papper")
    assert saved.status_code == 200
    refused = save(as_(official_in_sala), section, "cooperation", "Mitt eget")
    assert refused.status_code in {403, 409}
    assert [answer.value for answer in section.answers.all()] == ["Skrivet på papper"]
    page = as_(official_in_sala).get(f"{SURVEY}avsnitt/organisation/").content.decode()
    assert "Skrivet på papper" in page
    assert "Inskrivet från papper" in page
    assert "En uppgiftslämnare i er organisation skriver svaren" not in page


def test_the_organisation_cannot_begin_or_hand_in_meanwhile(invited, official_in_sala, coordinator):
    marking.begin_paper(invited, reason="Papper", by=coordinator)
    invited.refresh_from_db()
    with pytest.raises(WrongStateError, match="från papper"):
        actions.start(invited, by=official_in_sala)
    submission = actions.start(invited, by=coordinator)
    with pytest.raises(WrongStateError):
        handing_in.submit(submission, by=official_in_sala)


def test_it_is_handed_in_as_from_paper_and_the_organisation_is_written_to(
    handed_in, official_in_sala, coordinator
):
    assert handed_in.from_paper
    assert handed_in.submitted_by == coordinator
    assert paper.waits_for_confirmation(handed_in)
    letter = next(m for m in mail.outbox if m.to == [official_in_sala.email])
    assert "http://127.0.0.1:8000" + CONFIRM in letter.body
    assert letter.reply_to == [coordinator.email]


def test_the_organisation_reads_the_whole_and_confirms_once(
    handed_in, official_in_sala, coordinator, as_
):
    client = as_(official_in_sala)
    page = client.get(CONFIRM).content.decode()
    assert "Stämmer svaren?" in page
    assert "Så här var det" in page
    assert not PaperConfirmation.objects.exists(), "reading confirms nothing"
    for _ in range(2):
        assert client.post(CONFIRM).status_code == 302
    assert PaperConfirmation.objects.get().by == official_in_sala
    assert "Amina Lund bekräftade dem" in client.get(f"{SURVEY}kvitto/").content.decode()
    assert Event.objects.filter(verb="confirm_paper").count() == 1
    assert "Ja, svaren stämmer" not in client.get(CONFIRM).content.decode()


def test_until_then_the_coordinator_sees_that_it_waits(
    handed_in, official_in_sala, coordinator, as_
):
    client = as_(coordinator)
    assert "väntar på bekräftelse" in client.get(BOARD).content.decode()
    paper.confirm_paper(handed_in, by=official_in_sala)
    page = client.get(BOARD).content.decode()
    assert "väntar på bekräftelse" not in page
    assert "Bekräftade svaren från papper" in page


def test_only_the_organisation_itself_confirms(
    handed_in, coordinator, official_in_arboga, manager_in_sala, as_
):
    assert as_(coordinator).post(CONFIRM).status_code == 403
    assert as_(manager_in_sala).post(CONFIRM).status_code == 403
    assert as_(official_in_arboga).post(CONFIRM).status_code == 404
    with pytest.raises(WrongStateError):
        paper.confirm_paper(handed_in, by=coordinator)
    assert not PaperConfirmation.objects.exists()


def test_answers_that_were_not_from_paper_have_nothing_to_confirm(
    invited, official_in_sala, as_, save
):
    submission = actions.start(invited, by=official_in_sala)
    say_something(submission, save, as_(official_in_sala))
    version = handing_in.submit(submission, by=official_in_sala)
    assert not version.from_paper
    assert as_(official_in_sala).get(CONFIRM).status_code == 404
    assert [m for m in invited.mails.all() if m.occasion == "paper"] == []


def test_the_organisation_may_take_over_and_the_coordinator_then_reads_nothing(
    on_paper, official_in_sala, coordinator, as_
):
    client = as_(coordinator)
    assert client.post(f"{BOARD}papper/avsluta/").status_code == 302
    assert client.get(SURVEY).status_code == 404
    on_paper.invitation.refresh_from_db()
    assert can(official_in_sala, "survey.answer", on_paper.invitation)
    assert not can(coordinator, "survey.answer", on_paper.invitation)
    assert client.post(f"{BOARD}papper/avsluta/").status_code == 409


def test_the_board_shows_those_on_paper(on_paper, coordinator, as_):
    client = as_(coordinator)
    page = client.get("/omgangar/2026/lage/", {"sarskilt": "paper"}).content.decode()
    assert "Sala kommun" in page
    assert "På papper" in page
    page = client.get("/omgangar/2026/lage/", {"sarskilt": "late"}).content.decode()
    assert "Ingen organisation passar" in page


def test_an_administrator_of_the_organisation_may_confirm(handed_in, sala, as_):
    lead = make_person("Lena Ek", sala, Role.ADMINISTRATOR)
    assert as_(lead).post(CONFIRM).status_code == 302
    assert PaperConfirmation.objects.get().by == lead
