"""Letters: filled in safely, sent once, tried again when they did not leave."""

from datetime import date, timedelta
from smtplib import SMTPException

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.utils import timezone

from actors.models import Actor
from followup.rounds import actions
from followup.rounds import invitations as inviting
from followup.rounds.letters import Letter, addressed, unknown_placeholders
from followup.rounds.models import Round, SentMail
from followup.rounds.sending import deliver
from strategy_portal.access import Role
from strategy_portal.exceptions import WrongStateError
from tests.year import invite, make_person, make_round, start, submit

REMINDER = Letter("Påminnelse {år}", "Hej {organisation}, svara på {länk}")


class UnreliableBackend(EmailBackend):
    """A mail server that refuses some recipients."""

    refuses: frozenset[str] = frozenset()

    def send_messages(self, messages):
        if self.refuses & {to for message in messages for to in message.to}:
            raise SMTPException("450 try again later")
        return super().send_messages(messages)


@pytest.fixture
def unreliable(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.UnreliableBackend"

    def refuse(*addresses):
        monkeypatch.setattr(UnreliableBackend, "refuses", frozenset(addresses))

    return refuse


def test_a_letter_is_filled_in(open_round, sala):
    [invitation] = invite(open_round, sala)
    written = addressed(Letter("{år}: {organisation}", "Senast {sista_dag}: {länk}"), invitation)
    assert written == Letter(
        "2026: Sala kommun",
        "Senast fredag 30 oktober 2026: http://127.0.0.1:8000/enkat/2026/sala-kommun/",
    )


@pytest.mark.parametrize(
    "text",
    [
        "{organisation.pk}",
        "{organisation.__class__}",
        "{0.__init__.__globals__}",
        "{länk!r}",
        "{organisation:>9999999}",
        "{organisation[0]}",
        "{settings.SECRET_KEY}",
        "%(organisation)s {{ organisation }} $organisation",
        "{ organisation }",
        "{} {",
    ],
)
def test_placeholders_cannot_reach_into_objects(open_round, sala, text):
    [invitation] = invite(open_round, sala)
    written = addressed(Letter("Ämne", text), invitation).text
    assert written == text.replace("{organisation}", "Sala kommun")


def test_what_is_filled_in_is_not_filled_in_again(open_round, sala):
    sala.name = "{länk}\nBcc: andra@example.org"
    [invitation] = invite(open_round, sala)
    written = addressed(Letter("{organisation}", "{organisation}"), invitation)
    assert written.subject == "{länk} Bcc: andra@example.org"
    assert written.text == "{länk}\nBcc: andra@example.org"


def test_a_placeholder_that_does_not_exist_is_named():
    assert unknown_placeholders("{organisation} {namn} {år}") == ["{namn}"]


def test_a_reminder_goes_only_to_those_who_have_not_handed_in(
    open_round, strategy, coordinator, commit, mailed, nameless
):
    actors = list(Actor.objects.filter(actor_type="municipality")[:5])
    people = [make_person(f"Person{n} Nord", a, Role.RESPONDENT) for n, a in enumerate(actors)]
    not_opened, started, to_change, handed_in, accepted = actors
    invite(open_round, *actors, nameless)
    start(open_round, started)
    for actor, state in ((to_change, "changes_requested"), (accepted, "accepted")):
        submission = submit(open_round, actor, people[0]).submission
        submission.state = state
        submission.save()
    submit(open_round, handed_in, people[0])
    with commit():
        assert inviting.send_reminder(open_round, REMINDER, by=coordinator) == 3
    assert mailed() == [person.email for person in people[:3]]
    assert not_opened.name in mail.outbox[0].body


def test_a_reminder_is_sent_once_a_day(
    open_round, sala, official_in_sala, coordinator, commit, mailed
):
    invite(open_round, sala)
    for _ in range(2):
        with commit():
            inviting.send_reminder(open_round, REMINDER, by=coordinator)
    assert mailed() == ["amina.lund@example.org"]
    with time_machine.travel("2026-10-13 10:00 +0200"), commit():
        inviting.send_reminder(open_round, REMINDER, by=coordinator)
    assert mailed() == ["amina.lund@example.org"] * 2


def test_nobody_is_reminded_when_their_time_is_over(strategy, sala, arboga, coordinator):
    round_ = make_round(state=Round.State.CLOSED, closes_on=date(2026, 10, 1))
    late, _ = invite(round_, sala, arboga)
    with pytest.raises(WrongStateError, match="ingen organisation att påminna"):
        inviting.send_reminder(round_, REMINDER, by=coordinator)
    inviting.give_more_time(late, to=date(2026, 10, 20), reason="Sjukdom", by=coordinator)
    assert [one.actor for one in inviting.to_remind(round_)] == [sala]


def test_the_test_organisation_is_not_reminded(open_round, sala):
    Actor.objects.filter(pk=sala.pk).update(is_test=True)
    invite(open_round, sala)
    assert inviting.to_remind(open_round) == []


def test_one_refused_recipient_does_not_stop_the_others_and_can_be_tried_again(
    small_draft, coordinator, official_in_sala, official_in_arboga, commit, mailed, unreliable
):
    unreliable("amina.lund@example.org")
    with commit():
        actions.open_round(small_draft, by=coordinator)
    assert mailed() == ["olle.dahl@example.org"]
    assert [m.recipient for m in SentMail.objects.waiting()] == ["amina.lund@example.org"]
    unreliable()
    deliver(SentMail.objects.all())
    deliver(SentMail.objects.all())
    assert mailed() == ["amina.lund@example.org", "olle.dahl@example.org"]
    assert small_draft.state == Round.State.OPEN


def test_a_mail_whose_sender_was_stopped_is_not_sent_again(
    small_draft, coordinator, official_in_sala, commit, mailed
):
    with commit():
        actions.open_round(small_draft, by=coordinator)
    SentMail.objects.update(sent_at=None)
    mail.outbox.clear()
    deliver(SentMail.objects.all())
    assert mailed() == []
    later = timezone.now() + timedelta(minutes=3)
    assert "amina.lund@example.org" in {m.recipient for m in SentMail.objects.uncertain(later)}
    assert not SentMail.objects.uncertain(timezone.now()).exists(), "it may still be on its way"


def test_nothing_is_sent_when_the_act_itself_fails(
    small_draft, coordinator, official_in_sala, commit, mailed
):
    def open_and_fail():
        with transaction.atomic():
            actions.open_round(small_draft, by=coordinator)
            raise RuntimeError

    with commit(), pytest.raises(RuntimeError):
        open_and_fail()
    assert mailed() == []
    assert not SentMail.objects.exists()


def test_the_database_refuses_a_second_mail_for_one_occasion(open_round, sala):
    [invitation] = invite(open_round, sala)
    row = {"invitation": invitation, "occasion": "opening", "recipient": "a@example.org"}
    SentMail.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        SentMail.objects.create(**row)


def test_an_organisation_added_to_an_open_round_gets_its_letter_at_once(
    open_round, sala, official_in_sala, coordinator, commit, mailed
):
    for _ in range(2):
        with commit():
            inviting.invite(open_round, [sala], by=coordinator)
    assert mailed() == ["amina.lund@example.org"]


def test_an_invitation_is_taken_back_only_from_a_draft(small_draft, sala, coordinator):
    inviting.uninvite(small_draft, [sala], by=coordinator)
    assert not small_draft.invitations.filter(actor=sala).exists()
    inviting.invite(small_draft, [sala], by=coordinator)
    actions.open_round(small_draft, by=coordinator)
    with pytest.raises(WrongStateError):
        inviting.uninvite(small_draft, [sala], by=coordinator)
    assert small_draft.invitations.filter(actor=sala).exists()
