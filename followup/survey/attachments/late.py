"""A file that comes after the last day, or after handing in, is not lost: it is kept apart.

It changes nothing. The coordinator sees that it came, never what it says, and lets the
organisation use it or says no; the organisation then takes it in itself, as any other file.
"""

from datetime import datetime
from typing import IO

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from actors.events import record
from actors.models import Person
from actors.people import coordinators
from followup.rounds.invitations import a_few_days_more, give_more_time
from followup.rounds.letters import Letter
from followup.rounds.mail import write_mail
from followup.rounds.models import Invitation, Round, SentMail
from followup.survey.attachments import file_store
from followup.survey.holding import hold
from followup.survey.models import LateFile, Section, Submission
from followup.survey.rights import is_locked, may_answer
from strategy_portal.exceptions import WrongStateError

Occasion = SentMail.Occasion
MOST_WAITING = 20  # for each organisation in each round

KEPT = (
    "Filen är sparad, och samordnaren ser att den har kommit. Säger samordnaren ja kan ni använda "
    "den utan att skicka den igen."
)
TOO_MANY = "Fler filer kan inte sparas åt samordnaren. Hör av dig till samordnaren."

_CAME = """Hej!

{by} på {organisation} har skickat filen ”{name}” till enkäten {year}. Den kom när svaren inte
längre gick att ändra, så den är sparad vid sidan av dem.

Låt dem använda den, eller säg nej:
{link}
"""

_YES = """Hej!

Filen ”{name}” kom när svaren på enkäten {year} inte längre gick att ändra. Nu har ni tid till och
med {day}.

Öppna enkäten, använd filen och lämna in:
{link}
"""

_NO = """Hej!

Filen ”{name}”, som kom när svaren på enkäten {year} inte längre gick att ändra, tas inte med.
Det som är sparat i enkäten gäller.

Svara på det här brevet om du har frågor.
"""


def came_too_late(
    submission: Submission, by: Person, at: datetime, section: Section | None = None
) -> bool:
    """Whether it is only the time, or that the answers are handed in, that is in the way."""
    invitation = submission.invitation
    if invitation.round.state not in {Round.State.OPEN, Round.State.CLOSED}:
        return False
    if not may_answer(by, invitation) or submission.state == Submission.State.AWAITING:
        return False
    handed_in = not submission.is_editable or (section is not None and is_locked(section))
    return handed_in or not invitation.accepts_answers(at)


def keep_late(
    submission: Submission,
    file: IO[bytes],
    name: str,
    *,
    by: Person,
    at: datetime,
    section: Section | None = None,
    key: str = "",
) -> str:
    """Keep a file that came too late, and tell the coordinators; the words to say of it.

    The same file sent again is kept once. Raises `StoreFullError` where the disk is full.
    """
    stored = file_store.keep(file)
    late = LateFile(
        submission=submission,
        section=section,
        key=key,
        name=name[:200],
        sha256=stored.sha256,
        stored_name=stored.name,
        sent_by=by,
        sent_at=at,
    )
    try:
        is_new, words = _keep(late)
    except BaseException:
        file_store.drop(stored.name)
        raise
    if not is_new:
        file_store.drop(stored.name)
    return words


@transaction.atomic
def _keep(late: LateFile) -> tuple[bool, str]:
    submission = hold(late.submission_id)
    waiting = submission.late_files.waiting()
    if waiting.filter(sha256=late.sha256, key=late.key, section=late.section_id).exists():
        return False, KEPT
    if waiting.count() >= MOST_WAITING:
        return False, TOO_MANY
    late.save(force_insert=True)
    by = late.sent_by
    record("late_file", submission, by=by, actor=submission.actor)
    for person in coordinators():
        _write(late, Occasion.LATE_FILE, person, _CAME, by, link="rounds:organisation")
    return True, KEPT


# --- The coordinator answers -----------------------------------------------------------------


@transaction.atomic
def let_use(late: LateFile, *, by: Person) -> None:
    """Give the organisation some days more, so that it can take the file in.

    Raises `WrongStateError` where the answers are handed in: then sections are sent back.
    """
    submission = _hold_waiting(late)
    if submission.invitation.accepts_answers(timezone.now()):
        raise WrongStateError("De har redan tid att använda filen.")
    reason = "En fil kom efter sista dagen."
    give_more_time(submission.invitation, to=a_few_days_more(), reason=reason, by=by)
    _write(late, Occasion.LATE_FILE_ANSWER, late.sent_by, _YES, by, link="survey:survey")


@transaction.atomic
def decline(late: LateFile, *, by: Person) -> None:
    """Say no to a file that came too late."""
    submission = _hold_waiting(late)
    settle(late)
    record("decline_late_file", submission, by=by, actor=submission.actor)
    _write(late, Occasion.LATE_FILE_ANSWER, late.sent_by, _NO, by, link="survey:survey")


@transaction.atomic
def put_aside(late: LateFile, *, by: Person) -> None:
    """The organisation itself needs the file no more."""
    submission = _hold_waiting(late)
    settle(late)
    record("put_late_file_aside", submission, by=by, actor=submission.actor)


def settle(late: LateFile) -> None:
    """Note that the file waits for nothing any more; it stays stored."""
    late.settled_at = timezone.now()
    late.save(update_fields=["settled_at"])


def _hold_waiting(late: LateFile) -> Submission:
    submission = hold(late.submission_id)
    if not submission.late_files.waiting().filter(pk=late.pk).exists():
        raise WrongStateError("Filen är redan hanterad.")
    return submission


def _write(late: LateFile, occasion: str, to: Person, text: str, by: Person, *, link: str) -> None:
    invitation = Invitation.objects.select_related("round", "actor").get(
        pk=late.submission.invitation_id
    )
    year, last_day = invitation.round.year, invitation.closes_on
    letter = Letter(
        f"En fil som kom för sent till enkäten {year}",
        text.format(
            name=late.name,
            by=by.name,
            organisation=invitation.actor.name,
            year=year,
            day=date_format(last_day, "l j F") if last_day else "",
            link=settings.BASE_URL + reverse(link, args=[year, invitation.actor.slug]),
        ),
    )
    write_mail(invitation, occasion, str(late.pk), (to.email, to), letter, by=by)
