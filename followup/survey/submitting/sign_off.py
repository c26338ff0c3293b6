"""Sign-off inside the organisation: the manager reads the whole, approves or returns it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from actors.events import record
from actors.models import Person
from actors.people import holders
from followup.rounds.letters import Letter
from followup.rounds.mail import write_mail
from followup.rounds.models import SentMail
from followup.survey.holding import hold, hold_editable
from followup.survey.models import Submission
from followup.survey.submitting.handing_in import refuse_stops
from followup.survey.workflow import SUBMISSION
from strategy_portal.access import Role
from strategy_portal.exceptions import WrongStateError

_ASKED = """Hej {name}!

{by} ber dig läsa och godkänna det som {organisation} svarar på enkäten {year} om länets
integrationsstrategi.

Läs allt på en sida, och godkänn eller skicka tillbaka:
{link}

När du godkänner lämnas svaren in. Sista dag att svara är {last_day}.
"""

_RETURNED = """Hej!

{by} har läst svaren på enkäten {year} för {organisation} och vill att något ändras:

{reason}

Fortsätt svara här:
{link}
"""


@transaction.atomic
def choose_approver(submission: Submission, approver: Person | None, *, by: Person) -> None:
    """Let a manager approve before the answers go in, or nobody.

    Where the answers already wait for somebody else, the new manager is asked instead. Raises
    `WrongStateError` for somebody who is no approver of the organisation.
    """
    submission = hold(submission.pk)
    if submission.state in {Submission.State.SUBMITTED, Submission.State.ACCEPTED}:
        raise WrongStateError("Svaren är redan inlämnade.")
    if approver and approver not in holders(submission.actor, Role.APPROVER):
        raise WrongStateError(f"{approver.name} är inte attestant för er organisation.")
    awaiting = submission.state == Submission.State.AWAITING
    if awaiting and approver is None:
        raise WrongStateError("Svaren väntar på attest. Ta tillbaka dem först.")
    changed = submission.approver != approver
    submission.approver = approver
    submission.save(update_fields=["approver"])
    record("choose_approver", submission, by=by, actor=submission.actor)
    if awaiting and changed:
        _ask(submission, by)


@transaction.atomic
def ask_for_sign_off(submission: Submission, *, by: Person, at: datetime | None = None) -> None:
    """Send the answers to the manager; nothing in them is changed while they wait."""
    at = at or timezone.now()
    submission = hold_editable(submission.pk, at)
    refuse_stops(submission)
    SUBMISSION.move(
        submission,
        "ask_for_sign_off",
        by=by,
        actor=submission.actor,
        sign_off_asked_by=by,
        sign_off_asked_at=at,
        returned_because="",
    )
    _ask(submission, by)


def _ask(submission: Submission, by: Person) -> None:
    approver = submission.approver
    if approver is None:
        raise WrongStateError("Välj först vem som ska attestera.")
    last_day = submission.invitation.closes_on
    text = _ASKED.format(
        name=approver.name,
        by=by.name,
        organisation=submission.actor.name,
        year=submission.round.year,
        link=_address("survey:sign_off", submission),
        last_day=f"{last_day:%Y-%m-%d}" if last_day else "inte bestämd",
    )
    letter = Letter(f"Attestera svaren på enkäten {submission.round.year}", text)
    key = submission.state_changed_at.isoformat()
    to = (approver.email, approver)
    write_mail(submission.invitation, SentMail.Occasion.SIGN_OFF, key, to, letter, by=by)


@transaction.atomic
def return_answers(submission: Submission, *, by: Person, reason: str) -> None:
    """The manager wants something changed, and says what."""
    submission = hold(submission.pk)
    if submission.approver_id != by.pk:
        raise WrongStateError("Det är inte du som ska attestera de här svaren.")
    if not reason.strip():
        raise WrongStateError("Skriv vad som ska ändras.")
    asked_by = submission.sign_off_asked_by
    # The manager's words are the organisation's own: they stand in the draft, not in the log.
    SUBMISSION.move(
        submission,
        "return",
        by=by,
        actor=submission.actor,
        reason="Attestanten vill ändra något.",
        returned_because=reason.strip(),
    )
    if asked_by is None:
        return
    text = _RETURNED.format(
        by=by.name,
        year=submission.round.year,
        organisation=submission.actor.name,
        reason=reason.strip(),
        link=_address("survey:survey", submission),
    )
    letter = Letter(f"{by.name} vill ändra något i enkäten {submission.round.year}", text)
    key = submission.state_changed_at.isoformat()
    to = (asked_by.email, asked_by)
    write_mail(submission.invitation, SentMail.Occasion.RETURNED, key, to, letter, by=by)


@transaction.atomic
def take_back(submission: Submission, *, by: Person) -> None:
    """The organisation takes its answers back from the manager, to change them."""
    submission = hold(submission.pk)
    SUBMISSION.move(submission, "take_back", by=by, actor=submission.actor)


def _address(name: str, submission: Submission) -> str:
    return settings.BASE_URL + reverse(name, args=[submission.round.year, submission.actor.slug])
