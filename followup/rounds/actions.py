"""What the coordinator does with a round: plans, opens, closes, takes it to the next year.

Who is asked stands in `invitations.py`, what is asked in `questions.py`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from actors.events import record
from actors.models import Actor, Person
from followup.rounds.editions import refuse_changed
from followup.rounds.mail import write_letters
from followup.rounds.models import AskedQuestion, Consultation, Invitation, Round, SentMail
from followup.rounds.questionnaire import ask_standard, letter_of, standard
from followup.rounds.workflow import ROUNDS
from goals.actions import prolong, succeed, take_over
from goals.models import Strategy
from strategy_portal.exceptions import WrongStateError

State = Round.State
COPIED = (
    "is_example",
    "purpose",
    "use_of_answers",
    "legal_basis",
    "is_voluntary",
    "expected_minutes",
    "invitation_subject",
    "invitation_text",
    "reminder_subject",
    "reminder_text",
    "overdue_subject",
    "overdue_text",
    "reminder_days",
    "overdue_days",
)
# What can still be changed once the round is open: its calendar, and letters not yet sent.
CALENDAR = frozenset({"closes_on", "reminder_days", "overdue_days"})
STILL_OPEN = CALENDAR | {
    "reply_to",
    "reminder_subject",
    "reminder_text",
    "overdue_subject",
    "overdue_text",
}


def hold(round_: Round, *states: str) -> None:
    """Keep a round as it is until the transaction ends, with what others have saved.

    Raises `WrongStateError` unless it is in one of the states.
    """
    # Its key never changes: rows that point at it may come meanwhile, so that nobody who holds
    # an invitation and begins to answer waits here while we wait for the invitation.
    Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    round_.refresh_from_db()
    if round_.state not in states:
        raise WrongStateError(f"Det går inte nu: omgången är ”{round_.get_state_display()}”.")


# --- A round comes to be ---------------------------------------------------------------------


@transaction.atomic
def create_first_round(*, year: int, strategy: Strategy, by: Person | None) -> Round:
    """A draft that asks the standard questionnaire of all organisations that are usually asked.

    Raises `WrongStateError` where the year has a round or the strategy does not apply.
    """
    _refuse_taken(year)
    if not strategy.covers(year):
        raise WrongStateError(f"”{strategy}” gäller {strategy.years}, inte {year}.")
    questionnaire = standard()
    round_ = _new_round(
        strategy=strategy,
        year=year,
        reply_to=by.email if by else "",
        invitation_subject=questionnaire.invitation.subject,
        invitation_text=questionnaire.invitation.text.strip(),
        reminder_subject=questionnaire.reminder.subject,
        reminder_text=questionnaire.reminder.text.strip(),
        overdue_subject=questionnaire.overdue.subject,
        overdue_text=questionnaire.overdue.text.strip(),
        **{field: _stripped(value) for field, value in questionnaire.plan.items()},
    )
    for order, asked in enumerate(questionnaire.questions, 1):
        ask_standard(round_, asked, order)
    _invite_all(round_, Actor.objects.invited())
    record("create_round", round_, by=by)
    return round_


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _refuse_taken(year: int) -> None:
    if Round.objects.filter(year=year).exists():
        raise WrongStateError(f"Det finns redan en omgång för {year}.")


def _new_round(*, year: int, **fields: Any) -> Round:
    """The year's round; of two who make it at once the second is told so."""
    try:
        with transaction.atomic():
            return Round.objects.create(year=year, **fields)
    except IntegrityError as error:
        raise WrongStateError(f"Det finns redan en omgång för {year}.") from error


def _invite_all(round_: Round, actors: Any) -> None:
    Invitation.objects.bulk_create(Invitation(round=round_, actor=actor) for actor in actors)


# --- Next year -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Prolong:
    """The strategy goes on applying, until this year."""

    year_to: int


@dataclass(frozen=True)
class Succeed:
    """A new strategy takes over, beginning with the round's year."""

    title: str
    year_to: int


StrategyChoice = Prolong | Succeed


def strategy_for(round_: Round, year: int) -> Strategy | None:
    """The strategy a copy for `year` would follow; None where somebody must choose.

    The round's own if it still applies, else the one that has already been made to replace it.
    """
    known = [round_.strategy, *round_.strategy.superseded_by.all()]
    return next((strategy for strategy in known if strategy.covers(year)), None)


@transaction.atomic
def copy_round(
    source: Round,
    *,
    year: int,
    by: Person | None,
    strategy_choice: StrategyChoice | None = None,
) -> Round:
    """A draft for another year with the same texts, questions and organisations.

    An organisation that the register no longer marks as asked is left out. Questions keep their
    identity and their words. Dates and consultation start empty. Where the strategy has ended by
    then, `strategy_choice` says what happens with it; without one, `WrongStateError`.
    """
    _refuse_taken(year)
    strategy = strategy_for(source, year) or _chosen(source.strategy, year, strategy_choice, by)
    copied = {field: getattr(source, field) for field in COPIED}
    copied["reply_to"] = by.email if by else source.reply_to
    round_ = _new_round(strategy=strategy, year=year, copied_from=source, **copied)
    AskedQuestion.objects.bulk_create(
        AskedQuestion(
            round=round_,
            version_id=asked.version_id,
            question_id=asked.question_id,
            order=order,
            actor_types=asked.actor_types,
            shown_if_id=asked.shown_if_id,
            shown_if_values=asked.shown_if_values,
        )
        for order, asked in enumerate(source.asked_questions.order_by("order"), 1)
    )
    _invite_all(round_, Actor.objects.filter(invitations__round=source, is_invited=True))
    record("copy_round", round_, by=by, copied_from=source.year)
    return round_


def _chosen(
    strategy: Strategy, year: int, choice: StrategyChoice | None, by: Person | None
) -> Strategy:
    match choice:
        case Prolong(year_to):
            new = prolong(strategy, year_to=year_to, by=by)
        case Succeed(title, year_to):
            new = succeed(strategy, title=title, year_from=year, year_to=year_to, by=by)
        case None:
            raise WrongStateError(
                f"Strategin slutar {strategy.year_to}. Välj om den förlängs "
                "eller om en ny strategi tar över."
            )
    if not new.covers(year):
        raise WrongStateError(f"Strategin gäller fortfarande inte {year}.")
    return new


# --- Plan and consultation -------------------------------------------------------------------


@transaction.atomic
def change_plan(round_: Round, *, by: Person | None, edition: str = "", **changes: Any) -> None:
    """Change what a draft says of itself; once open, only its calendar and letters to come.

    `changes` are fields of `Round`, and `edition` marks them as the writer saw them. Raises
    `ChangedMeanwhileError` where somebody else has changed one of them since, and
    `WrongStateError` for anything that can no longer be changed.
    """
    hold(round_, State.DRAFT, State.OPEN)
    old = {field: getattr(round_, field) for field in changes}
    if round_.state == State.OPEN and not STILL_OPEN.issuperset(changes):
        raise WrongStateError(
            "Omgången är öppen. Nu går det bara att flytta sista dagen och ändra påminnelserna."
        )
    refuse_changed(old, edition)
    _refuse_past(changes.get("closes_on"))
    for field, value in changes.items():
        setattr(round_, field, value)
    changed = sorted(field for field in changes if old[field] != changes[field])
    if CALENDAR.intersection(changed):
        round_.schedule_set_at = timezone.now()
    round_.save()
    if changed:
        last_day = round_.closes_on.isoformat() if round_.closes_on else None
        record("change_plan", round_, by=by, changed=changed, closes_on=last_day)


def _refuse_past(day: date | None) -> None:
    if day and day < timezone.localdate():
        raise WrongStateError("Sista dagen kan inte vara en dag som har varit.")


def consultation_as_stored(round_: Round) -> dict[str, Any]:
    """The consultation's fields as they are; blank where none has been written."""
    stored = getattr(round_, "consultation", None) or Consultation()
    names = ("with_whom", "consulted_on", "what_changed", "omitted_because")
    return {name: getattr(stored, name) for name in names}


@transaction.atomic
def record_consultation(
    round_: Round,
    *,
    by: Person | None,
    with_whom: str = "",
    consulted_on: date | None = None,
    what_changed: str = "",
    omitted_because: str = "",
    edition: str = "",
) -> Consultation:
    """Write down with whom the form was discussed and when, or why that was not needed.

    Raises `ChangedMeanwhileError` where somebody has written it since `edition` was read.
    """
    hold(round_, State.DRAFT)
    refuse_changed(consultation_as_stored(round_), edition)
    consultation, _ = Consultation.objects.update_or_create(
        round=round_,
        defaults={
            "with_whom": with_whom,
            "consulted_on": consulted_on,
            "what_changed": what_changed,
            "omitted_because": omitted_because,
        },
    )
    round_.consultation = consultation
    record("record_consultation", round_, by=by, omitted=bool(omitted_because))
    return consultation


# --- From state to state ---------------------------------------------------------------------


@transaction.atomic
def open_round(round_: Round, *, by: Person | None) -> None:
    """Let the organisations answer, and write to each of them, once.

    A strategy that was waiting for its first round takes over now. Raises `WrongStateError`
    with the first thing that is missing.
    """
    hold(round_, *State)
    ROUNDS.move(round_, "open", by=by, opens_on=timezone.localdate())
    if round_.strategy.status == Strategy.Status.DRAFT:
        take_over(round_.strategy, by=by)
    write_letters(
        round_,
        round_.invitations.with_contacts(),
        SentMail.Occasion.OPENING,
        "1",
        letter_of(round_, SentMail.Occasion.OPENING),
        by=by,
    )


@transaction.atomic
def close_round(round_: Round, *, by: Person | None) -> None:
    """Stop taking answers, except from organisations that have been given more time."""
    hold(round_, *State)
    ROUNDS.move(round_, "close", by=by)


@transaction.atomic
def reopen_round(round_: Round, *, closes_on: date, reason: str, by: Person | None) -> None:
    """Take answers again, until a new last day. The reason is kept."""
    hold(round_, *State)
    _refuse_past(closes_on)
    # A new last day has a calendar of its own, and no letter of it is late already.
    ROUNDS.move(
        round_,
        "reopen",
        by=by,
        reason=reason,
        closes_on=closes_on,
        schedule_set_at=timezone.now(),
    )


@transaction.atomic
def compile_round(round_: Round, *, by: Person | None) -> None:
    """Mark that the answers have been read, judged and put together."""
    hold(round_, *State)
    ROUNDS.move(round_, "compile", by=by)


@transaction.atomic
def archive_round(round_: Round, *, by: Person | None) -> None:
    """Put a finished round away; it can still be read."""
    hold(round_, *State)
    ROUNDS.move(round_, "archive", by=by)


@transaction.atomic
def take_out_round(round_: Round, *, reason: str, by: Person | None) -> None:
    """Take a round out of the archive, so that what is written of it can be put right."""
    hold(round_, *State)
    ROUNDS.move(round_, "take_out", by=by, reason=reason)
