"""After handing in: the coordinator sends named sections back or accepts; the organisation asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from actors.events import record
from actors.models import Person
from actors.people import coordinators
from followup.rounds.invitations import give_more_time
from followup.rounds.letters import Letter
from followup.rounds.mail import recipients, write_mail
from followup.rounds.models import Invitation, SentMail
from followup.survey.holding import hold
from followup.survey.models import Comment, Section, Submission
from followup.survey.workflow import SUBMISSION
from strategy_portal.exceptions import WrongStateError

_SENT_BACK = """Hej!

Länsstyrelsen ber {organisation} att ändra något i svaren på enkäten {year}:

{reason}

De här avsnitten är öppna igen:
{sections}

Sista dag att ändra är {last_day}.

Ändra och lämna in igen här:
{link}

Det ni lämnade in tidigare gäller tills dess.
"""

_ASKED = """Hej!

{by} ber att {organisation} ska få ändra i svaren på enkäten {year}:

{reason}

Läs svaren, och säg ja eller nej:
{link}

Det som är inlämnat gäller tills dess.
"""

_DECLINED = """Hej!

{organisation} bad att få ändra i svaren på enkäten {year}. Det går inte nu:

{reason}

Det ni lämnade in gäller. Svara på det här brevet om du har frågor.
"""


@dataclass(frozen=True)
class Remark:
    """A comment on a section, or on one of its fields where `key` is given."""

    section: Section
    text: str
    key: str = ""


@transaction.atomic
def send_back(
    submission: Submission,
    *,
    sections: Iterable[Section],
    reason: str,
    by: Person,
    remarks: Iterable[Remark] = (),
    more_time: date | None = None,
) -> None:
    """Open named sections for change; what was handed in counts until it is handed in again.

    The rest stays locked. Where the organisation's time is over it gets more, to the end of the
    day `more_time`. Raises `WrongStateError` where no section is named, no reason is given, or
    there would be no time to change anything.
    """
    submission = hold(submission.pk)
    opened = list(sections)
    if not opened:
        raise WrongStateError("Välj minst ett avsnitt som ska ändras.")
    now = timezone.now()
    version = submission.current_version
    SUBMISSION.move(
        submission,
        "send_back",
        by=by,
        reason=reason,
        actor=submission.actor,
        reopening_asked_at=None,
        reopening_asked_by=None,
        reopening_asked_because="",
    )
    Section.objects.filter(pk__in=[one.pk for one in opened]).update(
        reopened_at=now, state=Section.State.CHANGES, state_changed_at=now
    )
    Comment.objects.bulk_create(
        Comment(version=version, section=one.section, key=one.key, text=one.text, by=by, at=now)
        for one in remarks
        if one.text.strip()
    )
    _see_to_time(submission, more_time, reason, by)
    titles = "\n".join(f"- {section.title}" for section in opened)
    last_day = submission.invitation.closes_on
    text = _SENT_BACK.format(
        organisation=submission.actor.name,
        year=submission.round.year,
        reason=reason.strip(),
        sections=titles,
        last_day=date_format(last_day, "j F Y") if last_day else "inte bestämd",
        link=_address("survey:survey", submission),
    )
    subject = f"Ändra något i enkäten {submission.round.year}"
    _tell(submission, SentMail.Occasion.SENT_BACK, Letter(subject, text), by)


def _see_to_time(submission: Submission, more_time: date | None, reason: str, by: Person) -> None:
    if more_time:
        give_more_time(submission.invitation, to=more_time, reason=reason, by=by)
    elif not submission.invitation.accepts_answers(timezone.now()):
        raise WrongStateError("Tiden är ute. Ange en ny sista dag, så att de kan ändra.")


@transaction.atomic
def accept(submission: Submission, *, by: Person) -> None:
    """The coordinator has read the answers and has nothing to ask."""
    submission = hold(submission.pk)
    SUBMISSION.move(submission, "accept", by=by, actor=submission.actor)


@transaction.atomic
def ask_to_reopen(submission: Submission, *, reason: str, by: Person) -> None:
    """The organisation asks to change what it handed in; the coordinator answers.

    Raises `WrongStateError` where nothing is handed in, or the question is already asked.
    """
    submission = hold(submission.pk)
    if submission.state not in {Submission.State.SUBMITTED, Submission.State.ACCEPTED}:
        raise WrongStateError("Svaren är inte inlämnade, så ni kan ändra dem.")
    if submission.reopening_asked_at:
        raise WrongStateError("Ni har redan bett om att få ändra. Samordnaren svarar med e-post.")
    if not reason.strip():
        raise WrongStateError("Skriv vad ni vill ändra.")
    submission.reopening_asked_at = timezone.now()
    submission.reopening_asked_by = by
    submission.reopening_asked_because = reason.strip()
    submission.save(
        update_fields=["reopening_asked_at", "reopening_asked_by", "reopening_asked_because"]
    )
    record("ask_to_reopen", submission, by=by, actor=submission.actor, reason=reason.strip())
    _tell_coordinators(submission, by)


def _tell_coordinators(submission: Submission, by: Person) -> None:
    """Write to those who can say yes that an organisation asks to change its answers."""
    text = _ASKED.format(
        by=by.name,
        organisation=submission.actor.name,
        year=submission.round.year,
        reason=submission.reopening_asked_because,
        link=_address("survey:review", submission),
    )
    subject = f"{submission.actor.name} ber att få ändra i enkäten {submission.round.year}"
    asked_at = submission.reopening_asked_at
    key = asked_at.isoformat() if asked_at else ""
    for person in coordinators():
        write_mail(
            submission.invitation,
            SentMail.Occasion.REOPENING_ASKED,
            key,
            (person.email, person),
            Letter(subject, text),
            by=by,
        )


@transaction.atomic
def decline_reopening(submission: Submission, *, reason: str, by: Person) -> None:
    """Say no to an organisation that asked to change its answers, and why."""
    submission = hold(submission.pk)
    if not submission.reopening_asked_at:
        raise WrongStateError("Ingen har bett om att få ändra.")
    if not reason.strip():
        raise WrongStateError("Skriv varför. Organisationen får läsa det.")
    submission.reopening_asked_at = None
    submission.save(update_fields=["reopening_asked_at"])
    record("decline_reopening", submission, by=by, actor=submission.actor, reason=reason.strip())
    text = _DECLINED.format(
        organisation=submission.actor.name, year=submission.round.year, reason=reason.strip()
    )
    subject = f"Svar om att ändra i enkäten {submission.round.year}"
    _tell(submission, SentMail.Occasion.REOPENING, Letter(subject, text), by)


def _tell(submission: Submission, occasion: str, letter: Letter, by: Person) -> None:
    invitation = Invitation.objects.with_contacts().get(pk=submission.invitation_id)
    for recipient in recipients(invitation.actor):
        write_mail(invitation, occasion, timezone.now().isoformat(), recipient, letter, by=by)


def _address(name: str, submission: Submission) -> str:
    path = reverse(name, args=[submission.round.year, submission.actor.slug])
    return settings.BASE_URL + path
