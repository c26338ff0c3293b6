"""A round's calendar: when it opens, reminds, closes and writes afterwards, and doing so once.

`calendar` tells the dates, for the page; `run` does what is due, for the portal itself
(`manage.py run_schedule`). What was done is an event of the round that carries the occasion's
key, written in the same transaction as the letters. So `run` may be called as often as one
likes, by two machines at once and by a clock that jumps, and each occasion still comes once.

Days are whole Swedish days and letters go in the morning, so that no hour that summer time
skips or repeats is ever asked for.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from actors.events import record
from actors.models import Event
from followup.rounds.actions import close_round, hold, open_round
from followup.rounds.letters import Letter
from followup.rounds.mail import write_letters
from followup.rounds.models import Invitation, Round, SentMail
from followup.rounds.questionnaire import letter_of
from followup.rounds.workflow import opening_hinder
from followup.rounds.working_days import working_days_from
from strategy_portal.exceptions import WrongStateError

logger = logging.getLogger(__name__)

MORNING = 8  # o'clock in Sweden; nothing is sent at night
# An overdue letter that the portal was not awake to send is not sent weeks later.
LATE_ENOUGH = timedelta(days=7)
# Two reminders never come closer than this, however the last day is moved.
BREATHER = timedelta(days=2)
State = Round.State
TAKES_LETTERS = (State.OPEN, State.CLOSED)
Occasion = SentMail.Occasion


@dataclass(frozen=True)
class Planned:
    """A letter of the calendar, to those whose last day to answer is `closes_on`.

    `number` is working days before or after it. `gone_at` is when it went; a letter whose day
    had been when the schedule was set is `passed` and never goes.
    """

    occasion: str
    day: date
    closes_on: date
    number: int
    gone_at: datetime | None = None
    letters: int = 0
    passed: bool = False

    @property
    def key(self) -> str:
        """What tells this occasion from all others of the round."""
        return f"{self.closes_on.isoformat()}/{self.number}"

    @property
    def what(self) -> str:
        """The occasion in words."""
        days = f"{self.number} arbetsdag{'' if self.number == 1 else 'ar'}"
        if self.occasion == Occasion.OVERDUE:
            return f"Brev till dem som inte har svarat, {days} efter sista dagen"
        return f"Påminnelse, {days} före sista dagen"


# --- The calendar ----------------------------------------------------------------------------


def calendar(round_: Round) -> list[Planned]:
    """The letters of the round's own last day, the earliest first; two queries."""
    return _letters(round_, round_.closes_on, _set_on(round_), _gone(round_))


def _letters(
    round_: Round, closes_on: date | None, set_on: date, gone: dict[tuple[str, str], Event]
) -> list[Planned]:
    if closes_on is None:
        return []
    plain = [
        Planned(Occasion.REMINDER, working_days_from(closes_on, -number), closes_on, number)
        for number in round_.reminder_days
    ]
    if after := round_.overdue_days:
        day = working_days_from(closes_on, after)
        plain.append(Planned(Occasion.OVERDUE, day, closes_on, after))
    told = [_told(one, set_on, gone.get((one.occasion, one.key))) for one in plain]
    return sorted(told, key=lambda one: one.day)


def _told(plain: Planned, set_on: date, done: Event | None) -> Planned:
    if done is None:
        return replace(plain, passed=plain.day < set_on)
    return replace(plain, gone_at=done.at, letters=done.data["letters"])


def _set_on(round_: Round) -> date:
    """The day from which letters may go: when the schedule was set, and after the opening."""
    set_on = timezone.localdate(round_.schedule_set_at)
    if round_.state == State.DRAFT or round_.opens_on is None:
        return set_on
    return max(set_on, round_.opens_on + timedelta(days=1))


def _gone(round_: Round) -> dict[tuple[str, str], Event]:
    """What was done of the round's calendar, by letter and key."""
    events = Event.objects.about(round_).filter(verb="scheduled_letter")
    return {(one.data["occasion"], one.data["key"]): one for one in events}


# --- Doing it --------------------------------------------------------------------------------


def run(at: datetime | None = None) -> int:
    """Do all that is due now, in all rounds; how many things were done.

    A fault in one round is logged and does not stop the others.
    """
    now = at or timezone.now()
    rounds = Round.objects.filter(state__in=[State.DRAFT, State.OPEN, State.CLOSED])
    return sum(_run_one(round_, now) for round_ in rounds.select_related("strategy"))


def _run_one(round_: Round, now: datetime) -> int:
    done = 0
    for act in (_open, _remind, _close, _write_afterwards):
        try:
            done += act(round_, now)
        except WrongStateError as wrong:
            logger.info("%s: %s: %s", round_, act.__name__, wrong)
        except Exception:
            logger.exception("%s: %s failed", round_, act.__name__)
        round_.refresh_from_db()
    return done


def _is_morning(now: datetime) -> bool:
    return timezone.localtime(now).hour >= MORNING


def _open(round_: Round, now: datetime) -> int:
    """Open a draft on its day, and no other day: later it may come as a surprise."""
    on_its_day = round_.opens_on == timezone.localdate(now)
    if round_.state != State.DRAFT or not round_.opens_by_itself or not on_its_day:
        return 0
    if not _is_morning(now) or opening_hinder(round_):
        return 0
    open_round(round_, by=None)
    return 1


def _close(round_: Round, now: datetime) -> int:
    """Close once the last day has passed; those with more time go on answering."""
    over = round_.closes_at is not None and round_.closes_at <= now
    if round_.state != State.OPEN or not over:
        return 0
    close_round(round_, by=None)
    return 1


def _remind(round_: Round, now: datetime) -> int:
    return _write_due(round_, now, Occasion.REMINDER)


def _write_afterwards(round_: Round, now: datetime) -> int:
    return _write_due(round_, now, Occasion.OVERDUE)


@transaction.atomic
def _write_due(round_: Round, now: datetime, occasion: str) -> int:
    """Write the letters that are due, each to those it concerns."""
    if round_.state not in TAKES_LETTERS or not _is_morning(now):
        return 0
    hold(round_, *TAKES_LETTERS)
    gone, letter = _gone(round_), letter_of(round_, occasion)
    writing = list(round_.invitations.counted().to_write_to().with_contacts())
    done = 0
    for closes_on, those in _by_last_day(round_, writing).items():
        planned = _letters(round_, closes_on, _set_on(round_), gone)
        due = _due([one for one in planned if one.occasion == occasion], now)
        for one in due:
            done += _write(round_, one, those, letter, now, is_last=one is due[-1])
    return done


def _by_last_day(round_: Round, invitations: Iterable[Invitation]) -> dict[date, list[Invitation]]:
    """Those who still write by their last day; the round's own also where nobody is left."""
    found: dict[date, list[Invitation]] = {round_.closes_on: []} if round_.closes_on else {}
    for one in invitations:
        if one.closes_on:
            found.setdefault(one.closes_on, []).append(one)
    return found


def _due(planned: list[Planned], now: datetime) -> list[Planned]:
    """Those whose day has come and that have not been done.

    A reminder is no use after the last day, nor an overdue letter long after its day.
    """
    today = timezone.localdate(now)
    waits = [one for one in planned if one.day <= today and not one.gone_at and not one.passed]
    if any(one.occasion == Occasion.OVERDUE for one in waits):
        return [one for one in waits if today <= one.day + LATE_ENOUGH]
    return [one for one in waits if today <= one.closes_on]


def _write(
    round_: Round,
    planned: Planned,
    those: list[Invitation],
    letter: Letter,
    now: datetime,
    *,
    is_last: bool,
) -> int:
    """Write one letter and mark the occasion as done.

    Of reminders that have piled up only the last is written; the others are done with it.
    """
    written = 0
    if is_last:
        concerned = [one for one in those if _concerns(one, planned, now)]
        recent = _reminded_lately(round_, now) if planned.occasion == Occasion.REMINDER else set()
        to = [one for one in concerned if one.pk not in recent]
        written = write_letters(round_, to, planned.occasion, planned.key, letter, by=None)
    record(
        "scheduled_letter",
        round_,
        by=None,
        occasion=planned.occasion,
        key=planned.key,
        letters=written,
    )
    return 1


def _concerns(invitation: Invitation, planned: Planned, now: datetime) -> bool:
    """Not somebody whose more time was given after the letter's day, nor out of time to act."""
    given = invitation.extended_at
    if given and planned.day < timezone.localdate(given):
        return False
    is_reminder = planned.occasion == Occasion.REMINDER
    return invitation.accepts_answers(now) or not is_reminder


def _reminded_lately(round_: Round, now: datetime) -> set[int]:
    lately = SentMail.objects.filter(
        invitation__round=round_, occasion=Occasion.REMINDER, written_at__gt=now - BREATHER
    )
    return set(lately.values_list("invitation_id", flat=True))
