"""A round is prepared, opened once, closed, opened again, compiled and archived."""

from datetime import date

import pytest
from django.core import mail

from actors.models import Actor, Event, Membership
from followup.rounds import actions
from followup.rounds.models import Round, SentMail
from followup.rounds.workflow import ROUNDS
from strategy_portal.access import Role
from strategy_portal.exceptions import WrongStateError
from tests.year import invite, make_person, make_round

State = Round.State


def verbs(subject):
    return [event.verb for event in reversed(Event.objects.about(subject))]


def test_a_first_round_asks_the_standard_questionnaire_of_all_who_usually_answer(draft):
    keys = [asked.question.key for asked in draft.asked_questions.select_related("question")]
    assert keys == [
        "own-plan",
        "plan-link",
        "cooperation",
        "register-ok",
        "register-change",
        "degree",
        "comment",
        "interventions-done",
        "interventions",
        "challenges",
        "proposal",
    ]
    invited = set(draft.invitations.values_list("actor", flat=True))
    assert invited == set(Actor.objects.invited().values_list("pk", flat=True))
    assert draft.state == State.DRAFT
    assert draft.purpose.startswith("Vi vill veta")


def test_a_year_has_one_round(draft, strategy, coordinator):
    with pytest.raises(WrongStateError, match="redan en omgång för 2026"):
        actions.create_first_round(year=2026, strategy=strategy, by=coordinator)


def test_a_round_must_lie_within_its_strategy(strategy, coordinator):
    with pytest.raises(WrongStateError, match="inte 2027"):
        actions.create_first_round(year=2027, strategy=strategy, by=coordinator)
    assert not Round.objects.exists()


def test_opening_without_consultation_is_refused_with_the_reason(draft, coordinator):
    with pytest.raises(WrongStateError, match="Skriv in samrådet först"):
        actions.open_round(draft, by=coordinator)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert "open" not in verbs(draft)


def test_a_consultation_that_was_left_out_needs_its_reason(draft, coordinator):
    actions.record_consultation(draft, by=coordinator, omitted_because="Samma frågor som i fjol.")
    actions.open_round(draft, by=coordinator)
    assert draft.state == State.OPEN


@pytest.mark.parametrize(
    ("closes_on", "reason"),
    [(None, "Bestäm sista dag"), (date(2026, 10, 11), "har redan varit")],
)
def test_opening_needs_a_last_day_to_come(ready, coordinator, closes_on, reason):
    Round.objects.update(closes_on=closes_on)
    with pytest.raises(WrongStateError, match=reason):
        actions.open_round(ready, by=coordinator)


def test_opening_on_the_last_day_itself_is_allowed(ready, coordinator):
    Round.objects.update(closes_on=date(2026, 10, 12))
    actions.open_round(ready, by=coordinator)
    assert ready.state == State.OPEN


def test_opening_needs_questions(ready, coordinator):
    ready.asked_questions.all().delete()
    with pytest.raises(WrongStateError, match="minst en fråga"):
        actions.open_round(ready, by=coordinator)


def test_opening_needs_organisations_and_the_test_organisation_does_not_count(
    ready, coordinator, nameless
):
    Actor.objects.filter(pk=nameless.pk).update(is_test=True)
    ready.invitations.all().delete()
    invite(ready, nameless)
    with pytest.raises(WrongStateError, match="minst en organisation"):
        actions.open_round(ready, by=coordinator)


def test_opening_writes_to_contact_persons_or_else_to_the_functional_address(
    small_draft, coordinator, sala, arboga, nameless, commit, mailed
):
    make_person("Amina Lund", sala, Role.RESPONDENT)
    make_person("Bo Ek", sala, Role.RESPONDENT)
    Membership.objects.filter(person__name="Bo Ek").update(is_contact=False)
    make_person("Gun Lind", sala, Role.RESPONDENT, is_active=False)
    make_person("Karin Berg", sala, Role.APPROVER)
    Actor.objects.filter(pk=arboga.pk).update(functional_email="arboga@example.org")
    invite(small_draft, nameless)
    with commit():
        actions.open_round(small_draft, by=coordinator)
    assert mailed() == ["amina.lund@example.org", "arboga@example.org"]
    message = next(m for m in mail.outbox if m.to == ["amina.lund@example.org"])
    assert message.subject == "Enkät 2026"
    assert message.reply_to == ["maria.holm@example.org"]
    assert message.body == (
        "Till Sala kommun: svara senast fredag 30 oktober 2026 "
        "på http://127.0.0.1:8000/enkat/2026/sala-kommun/"
    )
    assert not SentMail.objects.filter(sent_at=None).exists()


def test_opening_twice_mails_each_organisation_once(
    small_draft, coordinator, official_in_sala, official_in_arboga, as_, commit, mailed
):
    for _ in range(2):
        with commit():
            as_(coordinator).post("/omgangar/2026/oppna/")
    assert mailed() == ["amina.lund@example.org", "olle.dahl@example.org"]
    assert verbs(small_draft) == ["open"]


def test_of_two_who_press_at_once_the_second_is_told(small_draft, coordinator):
    first, second = Round.objects.get(), Round.objects.get()
    actions.open_round(first, by=coordinator)
    with pytest.raises(WrongStateError, match="Öppen"):
        actions.open_round(second, by=coordinator)


def test_the_table_of_transitions_itself_lets_only_one_of_two_through(small_draft, coordinator):
    first, second = Round.objects.get(), Round.objects.get()
    ROUNDS.move(first, "open", by=coordinator)
    with pytest.raises(WrongStateError, match="Någon annan hann före"):
        ROUNDS.move(second, "open", by=coordinator)
    assert verbs(first) == ["open"]


def test_a_round_goes_all_the_way_and_each_step_is_an_event(small_draft, coordinator):
    actions.open_round(small_draft, by=coordinator)
    actions.close_round(small_draft, by=coordinator)
    actions.reopen_round(
        small_draft, closes_on=date(2026, 11, 6), reason="Strömavbrott", by=coordinator
    )
    actions.close_round(small_draft, by=coordinator)
    actions.compile_round(small_draft, by=coordinator)
    actions.archive_round(small_draft, by=coordinator)
    small_draft.refresh_from_db()
    assert small_draft.state == State.ARCHIVED
    assert small_draft.opens_on == date(2026, 10, 12)
    assert small_draft.closes_on == date(2026, 11, 6)
    assert verbs(small_draft) == ["open", "close", "reopen", "close", "compile", "archive"]
    assert Event.objects.get(verb="reopen").reason == "Strömavbrott"


def test_an_archived_round_is_taken_out_with_a_reason_and_put_back(strategy, coordinator):
    archived = make_round(state=State.ARCHIVED)
    with pytest.raises(WrongStateError, match="Skriv varför"):
        actions.take_out_round(archived, reason=" ", by=coordinator)
    actions.take_out_round(archived, reason="Rapporten rättas.", by=coordinator)
    archived.refresh_from_db()
    assert archived.state == State.COMPILED
    assert Event.objects.get(verb="take_out").reason == "Rapporten rättas."
    actions.archive_round(archived, by=coordinator)
    assert verbs(archived) == ["take_out", "archive"]


@pytest.mark.parametrize("state", [one for one in State if one != State.ARCHIVED])
def test_only_an_archived_round_is_taken_out(strategy, coordinator, state):
    with pytest.raises(WrongStateError, match="Det går inte nu"):
        actions.take_out_round(make_round(state=state), reason="Fel", by=coordinator)


@pytest.mark.parametrize("act", [actions.close_round, actions.compile_round, actions.archive_round])
def test_a_draft_cannot_skip_steps(small_draft, coordinator, act):
    with pytest.raises(WrongStateError, match="Utkast"):
        act(small_draft, by=coordinator)


def test_reopening_needs_a_reason_and_a_day_to_come(strategy, coordinator):
    closed = make_round(state=State.CLOSED)
    with pytest.raises(WrongStateError, match="Skriv varför"):
        actions.reopen_round(closed, closes_on=date(2026, 11, 1), reason=" ", by=coordinator)
    with pytest.raises(WrongStateError, match="har varit"):
        actions.reopen_round(closed, closes_on=date(2026, 10, 1), reason="Fel", by=coordinator)
    closed.refresh_from_db()
    assert closed.state == State.CLOSED


def test_somebody_without_the_role_cannot_open(small_draft, official_in_sala):
    with pytest.raises(WrongStateError, match="inte rätt"):
        actions.open_round(small_draft, by=official_in_sala)


def test_once_open_only_the_last_day_can_be_moved(open_round, coordinator):
    actions.change_plan(open_round, by=coordinator, closes_on=date(2026, 11, 6))
    with pytest.raises(WrongStateError, match="bara att flytta sista dagen"):
        actions.change_plan(open_round, by=coordinator, purpose="Något annat")
    open_round.refresh_from_db()
    assert open_round.closes_on == date(2026, 11, 6)
    assert open_round.purpose == ""


def test_what_others_saved_meanwhile_is_not_overwritten(small_draft, coordinator):
    mine, theirs = Round.objects.get(), Round.objects.get()
    actions.change_plan(theirs, by=coordinator, purpose="Deras text")
    actions.change_plan(mine, by=coordinator, closes_on=date(2026, 11, 6))
    small_draft.refresh_from_db()
    assert (small_draft.purpose, small_draft.closes_on) == ("Deras text", date(2026, 11, 6))


def test_a_round_without_a_legal_basis_cannot_be_opened(ready, coordinator):
    actions.change_plan(ready, by=coordinator, legal_basis=" ")
    with pytest.raises(WrongStateError, match="rättsliga grunden"):
        actions.open_round(ready, by=coordinator)
    assert Round.objects.get().state == "draft"
