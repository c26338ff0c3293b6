"""Makes the invented years: 2025 from plan to published report, 2026 up to its opening.

The year is a diary: each entry is a moment and an act, and the acts are carried out in order of
time by the rooms' own actions, with the clock turned to the moment.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.test.utils import override_settings
from django.utils import timezone

from actors.models import Actor, Person
from followup.rounds import actions as rounds
from followup.rounds.invitations import invite
from followup.rounds.models import Invitation, Round, SentMail
from followup.rounds.sending import deliver
from followup.survey.submitting.handing_in import submit
from goals.models import Strategy
from strategy_portal.demo import meetings, report, themes
from strategy_portal.demo.answers import FIRST_YEAR, Registers, Said, answers_of, fill_in
from strategy_portal.demo.cast import COORDINATOR, load_cast, respondents
from strategy_portal.demo.clock import clock_at, do_what_waits_for_commit
from strategy_portal.demo.files import read, swedish
from strategy_portal.demo.statistics import load_measurements
from strategy_portal.exceptions import WrongStateError

NOBODY_GETS_MAIL = "django.core.mail.backends.dummy.EmailBackend"
# Whoever began but never handed in, wrote this long before the round closed.
LATE = timedelta(hours=16)


@dataclass(frozen=True)
class Entry:
    """Something that happens in the invented year."""

    at: datetime
    act: Callable[[], Any]


def is_loaded() -> bool:
    """Whether the example is already there; it is loaded whole or not at all."""
    return Round.objects.filter(is_example=True).exists()


def load_year(tell: Callable[[str], None]) -> None:
    """Write the whole example in one transaction; `tell` hears how far it has come.

    Raises `WrongStateError` where the years already have rounds of somebody's own.
    """
    if Round.objects.filter(year__in=[FIRST_YEAR, FIRST_YEAR + 1]).exists():
        raise WrongStateError(f"There are already rounds for {FIRST_YEAR} or the year after.")
    with override_settings(EMAIL_BACKEND=NOBODY_GETS_MAIL), transaction.atomic():
        people = load_cast()
        tell(f"  {len(people):3} invented people who can sign in")
        for entry in sorted(diary(people, tell), key=lambda entry: entry.at):
            with clock_at(entry.at):
                entry.act()
                do_what_waits_for_commit()
                # What the worker would have sent that day; in here it reaches nobody.
                deliver(SentMail.objects.all())
        tell(f"  {load_measurements():3} invented measurements of the county and its places")
        prepare_next_round(people[COORDINATOR])
        tell(f"  {FIRST_YEAR + 1}: a draft that can be opened today")


def diary(people: dict[str, Person], tell: Callable[[str], None]) -> Iterator[Entry]:
    """Everything that happened in 2025 and, in the council, in 2026; in no order."""
    coordinator = people[COORDINATOR]
    yield from _the_round(coordinator)
    yield from _the_answers(tell)
    for source in (
        themes.entries(people, tell),
        report.entries(people, tell),
        meetings.entries(coordinator, tell),
    ):
        yield from (Entry(at, act) for at, act in source)


# --- The round of 2025 -----------------------------------------------------------------------


def first_round() -> Round:
    """The invented year's round, as it now is."""
    return Round.objects.get(year=FIRST_YEAR)


def _plan() -> dict[str, Any]:
    return read("rounds.toml")[str(FIRST_YEAR)]


def _the_round(coordinator: Person) -> Iterator[Entry]:
    plan = _plan()
    yield Entry(swedish(plan["created"]), partial(_create_round, coordinator))
    for moment, act in (
        ("opened", rounds.open_round),
        ("closed", rounds.close_round),
        ("compiled", rounds.compile_round),
        ("archived", rounds.archive_round),
    ):
        yield Entry(swedish(plan[moment]), partial(_move, act, coordinator))


def _move(act: Callable[..., None], by: Person) -> None:
    act(first_round(), by=by)


def _create_round(by: Person) -> None:
    plan = _plan()
    strategy = Strategy.objects.current().get()
    round_ = rounds.create_first_round(year=FIRST_YEAR, strategy=strategy, by=by)
    _mark_as_example(round_)
    days = {"opens_on": plan["opened"].date(), "closes_on": plan["closes_on"]}
    rounds.change_plan(round_, by=by, **days)
    rounds.record_consultation(round_, by=by, **plan["consultation"])
    invite(round_, Actor.objects.filter(is_test=True), by=by)


def _mark_as_example(round_: Round) -> None:
    """Says "Exempeldata" wherever the round is shown; no action does this for real rounds."""
    round_.is_example = True
    round_.save(update_fields=["is_example"])


def _the_answers(tell: Callable[[str], None]) -> Iterator[Entry]:
    said = answers_of(FIRST_YEAR)
    for one in said.values():
        begun = one.handed_in or datetime.combine(_plan()["closes_on"], datetime.min.time()) + LATE
        yield Entry(swedish(begun) - timedelta(hours=2), partial(_answer, one))
        if one.handed_in:
            yield Entry(swedish(one.handed_in), partial(_hand_in, one))
    yield Entry(swedish(_plan()["closed"]) + timedelta(hours=1), partial(_tell_how_many, tell))


def _tell_how_many(tell: Callable[[str], None]) -> None:
    number = first_round().submissions.counted().submitted().count()
    tell(f"  {FIRST_YEAR}: {number} organisations have answered")


def _invitation(said: Said) -> Invitation:
    invitations = Invitation.objects.select_related("actor", "round__strategy")
    return invitations.get(round__year=FIRST_YEAR, actor__slug=said.actor)


def _answer(said: Said) -> None:
    invitation = _invitation(said)
    fill_in(
        invitation,
        said,
        by=respondents(invitation.actor),
        registers=Registers(invitation.round),
    )


def _hand_in(said: Said) -> None:
    invitation = _invitation(said)
    submit(invitation.submission, by=respondents(invitation.actor)[0])


# --- The round of 2026 -----------------------------------------------------------------------


def prepare_next_round(by: Person) -> Round:
    """A copy of the year before, ready to be opened today by whoever tries the portal."""
    plan = read("rounds.toml")[str(FIRST_YEAR + 1)]
    round_ = rounds.copy_round(first_round(), year=FIRST_YEAR + 1, by=by)
    _mark_as_example(round_)
    today = timezone.localdate()
    last_day = today + timedelta(days=plan["days_open"])
    rounds.change_plan(round_, by=by, opens_on=today, closes_on=last_day)
    rounds.record_consultation(round_, by=by, **plan["consultation"])
    return round_
