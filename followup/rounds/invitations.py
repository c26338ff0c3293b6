"""Who is asked: invitations, reminders and more time."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from actors.events import record
from actors.models import Actor, Person
from followup.rounds.actions import hold
from followup.rounds.letters import Letter
from followup.rounds.mail import unreachable, write_letters
from followup.rounds.models import Invitation, Round, SentMail
from strategy_portal.exceptions import WrongStateError

State = Round.State


@transaction.atomic
def invite(round_: Round, actors: Iterable[Actor], *, by: Person | None) -> None:
    """Ask more organisations; if the round is already open they get their letter now."""
    hold(round_, State.DRAFT, State.OPEN)
    asked = [_invite_one(round_, actor, by) for actor in actors]
    if round_.state == State.OPEN and asked:
        letter = Letter(round_.invitation_subject, round_.invitation_text)
        added = round_.invitations.with_contacts().filter(pk__in=[one.pk for one in asked])
        write_letters(round_, added, SentMail.Occasion.OPENING, "1", letter, by=by)


def _invite_one(round_: Round, actor: Actor, by: Person | None) -> Invitation:
    invitation, created = Invitation.objects.get_or_create(round=round_, actor=actor)
    if created:
        record("invite", invitation, by=by, actor=actor)
    return invitation


@transaction.atomic
def uninvite(round_: Round, actors: Iterable[Actor], *, by: Person | None) -> None:
    """Leave organisations out of a draft. Once the round is open they have been written to."""
    hold(round_, State.DRAFT)
    for invitation in round_.invitations.filter(actor__in=actors).select_related("actor"):
        record("uninvite", invitation, by=by, actor=invitation.actor)
        invitation.delete()


def to_remind(round_: Round) -> list[Invitation]:
    """Those a reminder would go to: they count, have not handed in, and still have time."""
    now = timezone.now()
    writing = round_.invitations.counted().still_writing().with_contacts()
    return [one for one in writing.order_by("actor__name") if one.accepts_answers(now)]


@transaction.atomic
def send_reminder(round_: Round, letter: Letter, *, by: Person | None) -> int:
    """Write to all who have not handed in, at most once a day; how many organisations it reaches.

    Raises `WrongStateError` when the round takes no answers.
    """
    hold(round_, State.OPEN, State.CLOSED)
    reminded = to_remind(round_)
    if not reminded:
        raise WrongStateError("Det finns ingen organisation att påminna.")
    key = timezone.localdate().isoformat()
    write_letters(round_, reminded, SentMail.Occasion.REMINDER, key, letter, by=by)
    reached = len(reminded) - len(unreachable(reminded))
    record("remind", round_, by=by, organisations=reached)
    return reached


@transaction.atomic
def give_more_time(invitation: Invitation, *, to: date, reason: str, by: Person | None) -> None:
    """Let one organisation answer until the end of a later day, also when the round closes."""
    hold(invitation.round, State.OPEN, State.CLOSED)
    if to < timezone.localdate():
        raise WrongStateError("Välj en dag som inte har varit.")
    if invitation.round.closes_on and to <= invitation.round.closes_on:
        raise WrongStateError("Välj en dag efter omgångens sista dag.")
    if not reason.strip():
        raise WrongStateError("Skriv varför. Skälet sparas i händelseloggen.")
    invitation.extended_to = to
    invitation.save()
    record(
        "more_time",
        invitation,
        by=by,
        actor=invitation.actor,
        reason=reason.strip(),
        to=to.isoformat(),
    )
