"""The board: how far each organisation has come, section by section, and never what it wrote."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

import pyphen
from django.db import models
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor, ActorType
from followup.rounds.models import Invitation, Round, end_of_day
from goals.models import GoalArea

NOT_OPENED = "not_started"


class Progress(models.TextChoices):
    """How far an organisation's answers have come; the value is also the sign's name."""

    SUBMITTED = "submitted", "inlämnade"
    AWAITING = "awaiting_sign_off", "väntar på attest"
    IN_PROGRESS = "in_progress", "påbörjade"
    CHANGES = "changes_requested", "ska ändras"
    NOT_OPENED = NOT_OPENED, "inte öppnade"


WORDS = {
    Progress.SUBMITTED: "Inlämnat",
    Progress.AWAITING: "Väntar på attest",
    Progress.IN_PROGRESS: "Påbörjat",
    Progress.CHANGES: "Ska ändras",
    Progress.NOT_OPENED: "Inte öppnat",
}
# What the board can be narrowed to beside type and progress: where somebody has to act.
CONCERNS = {
    "late": "Försenade",
    "more_time": "Har fått mer tid",
    "returned": "Har svar att ändra",
    "asked": "Ber att få ändra",
    "paper": "Svarar på papper",
}
GROUPS = {
    ActorType.MUNICIPALITY: "Kommuner",
    ActorType.REGION: "Region",
    ActorType.AGENCY: "Statliga myndigheter",
    ActorType.COORDINATION: "Samordningsförbund",
    ActorType.COMPANY: "Kommunala bolag",
    ActorType.UNIVERSITY: "Lärosäten",
    ActorType.CIVIL: "Civilsamhälle",
    ActorType.BUSINESS: "Näringsliv",
}
TEST_GROUP = "Testorganisation, räknas inte"


@dataclass(frozen=True)
class Column:
    """A section: the organisation itself (number 0) or a goal area."""

    number: int
    title: str

    @property
    def broken(self) -> str:
        """The title with soft hyphens, so that its long words fit a narrow column."""
        return " ".join(_swedish().inserted(word, "\u00ad") for word in self.title.split())


@cache
def _swedish() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="sv", left=4, right=4)


@dataclass(frozen=True)
class Row:
    """One organisation: the state of each column's section, and of the whole."""

    actor: Actor
    cells: list[str]
    progress: str
    accepted: bool
    last_touched: datetime | None
    closes_on: Any
    has_more_time: bool
    concerns: frozenset[str] = frozenset()

    @property
    def notes(self) -> list[str]:
        """What is special about it, in words, beside how far it has come."""
        words = {"late": "Försenad", "asked": "Ber att få ändra", "paper": "På papper"}
        return [word for concern, word in words.items() if concern in self.concerns]

    @property
    def sign(self) -> str:
        """The name of the sign that shows the whole."""
        return "accepted" if self.accepted else self.progress

    @property
    def word(self) -> str:
        """What the sign means here."""
        return "Godtaget" if self.accepted else WORDS[Progress(self.progress)]


@dataclass(frozen=True)
class Group:
    """The organisations of one kind."""

    heading: str
    rows: list[Row]


@dataclass(frozen=True)
class Board:
    """All that the board's page shows; `figures` count everybody, whatever is chosen."""

    columns: list[Column]
    groups: list[Group]
    figures: list[dict[str, Any]]
    invited: int
    kinds: list[tuple[str, str]]
    chosen_kind: str = ""
    chosen_progress: str = ""
    chosen_concern: str = ""
    progress_choices: list[tuple[str, str]] = field(
        default_factory=lambda: [(str(value), word) for value, word in WORDS.items()]
    )
    concern_choices: list[tuple[str, str]] = field(default_factory=lambda: [*CONCERNS.items()])

    @property
    def shown(self) -> int:
        """How many organisations are in the table."""
        return sum(len(group.rows) for group in self.groups)


def board(round_: Round, *, kind: str = "", progress: str = "", concern: str = "") -> Board:
    """A round's board, of one kind of organisation, one progress or one concern where chosen.

    Takes three queries, however many organisations are invited.
    """
    areas = list(round_.strategy.goal_areas.order_by("number"))
    now = timezone.now()
    rows = [_row(one, areas, now) for one in round_.invitations.with_progress()]
    counted = [row for row in rows if not row.actor.is_test]
    chosen = [
        row
        for row in rows
        if kind in {"", row.actor.actor_type}
        and progress in {"", row.progress}
        and (not concern or concern in row.concerns)
    ]
    return Board(
        columns=columns_of(areas),
        groups=_groups(chosen),
        figures=_figures(round_, counted),
        invited=len(counted),
        kinds=[(k, GROUPS[ActorType(k)]) for k in _kinds(counted)],
        chosen_kind=kind,
        chosen_progress=progress,
        chosen_concern=concern,
    )


def columns_of(areas: Iterable[GoalArea]) -> list[Column]:
    """The sections of a survey with these goal areas, in order."""
    return [Column(0, "Om organisationen"), *(Column(a.number, a.title) for a in areas)]


def sections_of(invitation: Invitation) -> tuple[Row, list[tuple[Column, str]]]:
    """One organisation's row, and its sections with their states.

    `invitation` comes from `with_progress()`.
    """
    areas = list(invitation.round.strategy.goal_areas.order_by("number"))
    row = _row(invitation, areas, timezone.now())
    return row, list(zip(columns_of(areas), row.cells, strict=True))


def _row(invitation: Invitation, areas: list[GoalArea], now: datetime) -> Row:
    submission = getattr(invitation, "submission", None)
    sections = list(submission.sections.all()) if submission else []
    by_area = {section.goal_area_id: section.state for section in sections}
    touched = [section.touched_at for section in sections if section.touched_at]
    if submission:
        touched.append(submission.state_changed_at)
    state = submission.state if submission else NOT_OPENED
    return Row(
        actor=invitation.actor,
        cells=[by_area.get(place, NOT_OPENED) for place in (None, *(a.pk for a in areas))],
        progress=Progress.SUBMITTED if state == "accepted" else state,
        accepted=state == "accepted",
        last_touched=max(touched, default=None),
        closes_on=invitation.closes_on,
        has_more_time=invitation.extended_to is not None,
        concerns=frozenset(_concerns(invitation, state, submission, now)),
    )


def _concerns(invitation: Invitation, state: str, submission: Any, now: datetime) -> Iterable[str]:
    handed_in = state in {"submitted", "accepted"}
    last = invitation.closes_on
    if not handed_in and last and end_of_day(last) <= now:
        yield "late"
    if invitation.extended_to and not handed_in:
        yield "more_time"
    if state == Progress.CHANGES:
        yield "returned"
    if submission and submission.reopening_asked_at and handed_in:
        yield "asked"
    if invitation.is_on_paper:
        yield "paper"


def _kinds(rows: Iterable[Row]) -> list[str]:
    present = {row.actor.actor_type for row in rows}
    return [kind for kind in ActorType.values if kind in present]


def _groups(rows: list[Row]) -> list[Group]:
    order = ActorType.values
    ordered = sorted(
        rows,
        key=lambda r: (r.actor.is_test, order.index(r.actor.actor_type), r.actor.name.casefold()),
    )
    return [
        Group(heading, list(members)) for heading, members in groupby(ordered, key=_group_heading)
    ]


def _group_heading(row: Row) -> str:
    return TEST_GROUP if row.actor.is_test else GROUPS[ActorType(row.actor.actor_type)]


def _figures(round_: Round, rows: list[Row]) -> list[dict[str, Any]]:
    address = reverse("rounds:board", args=[round_.year])
    return [
        {
            "number": sum(row.progress == progress for row in rows),
            "status": progress.value,
            "word": progress.label,
            "url": f"{address}?{urlencode({'status': progress.value})}#alla",
        }
        for progress in Progress
    ]
