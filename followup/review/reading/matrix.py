"""How far every organisation has come with every sub-goal, on one sheet.

Five things are told apart in a cell: a degree, "ej relevant", blank, and, for a whole row, that the
organisation has not handed in.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO

from actors.models import Actor, ActorType
from followup.review import querysets
from followup.review.reading.narrowed import Narrowed
from followup.rounds.models import Round
from followup.survey.models import ImplementationDegree
from goals.models import GoalArea, SubGoal
from strategy_portal.spreadsheets import csv_text

_NOT_RELEVANT = ImplementationDegree.NOT_RELEVANT.value
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # tells Excel that the file is UTF-8


@dataclass(frozen=True)
class Cell:
    """A degree this year, "" where left blank; `was` is last year's, None where it was the same.

    Who did not hand in last year has nothing to compare with.
    """

    now: str
    was: str | None

    @property
    def sign(self) -> str:
        """What stands in the cell: the letter, a dash for "ej relevant", nothing for blank."""
        return "–" if self.now == _NOT_RELEVANT else self.now

    @property
    def was_sign(self) -> str:
        """The same of last year; a ring where it was left blank."""
        return "–" if self.was == _NOT_RELEVANT else self.was or "○"

    @property
    def look(self) -> str:
        """The style of the letter's ground."""
        return "none" if self.now == _NOT_RELEVANT else self.now.lower()


@dataclass(frozen=True)
class Row:
    """One invited organisation; no cells where it has not handed in."""

    actor: Actor
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class AreaColumns:
    """An area with its sub-goals, a column each."""

    area: GoalArea
    sub_goals: tuple[SubGoal, ...]


@dataclass(frozen=True)
class Matrix:
    """Organisations by type, sub-goals by area; without a year before `last_round` is None."""

    round: Round
    last_round: Round | None
    areas: tuple[AreaColumns, ...]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]

    @property
    def columns(self) -> list[SubGoal]:
        """Every sub-goal shown, in order."""
        return [one for area in self.areas for one in area.sub_goals]

    @property
    def rows(self) -> list[Row]:
        """Every organisation shown, in order."""
        return [row for _, rows in self.groups for row in rows]

    @property
    def handed_in(self) -> int:
        """How many of those shown have handed in."""
        return sum(1 for row in self.rows if row.cells)


_Degrees = dict[int, dict[int, str]]


def matrix(round_: Round, kept_to: Narrowed) -> Matrix:
    """The sheet, of an area or of all; as many queries whoever has answered."""
    areas = [
        AreaColumns(area, tuple(area.sub_goals.all()))
        for area in round_.strategy.goal_areas.with_sub_goals().order_by("number")
        if kept_to.area in {None, area}
    ]
    last_round = querysets.last_round(round_)
    now = _degrees(round_, areas)
    last = _degrees(last_round, areas) if last_round else {}
    invited = [one.actor for one in querysets.invitations(round_) if kept_to.keeps(one.actor)]
    columns = [one for area in areas for one in area.sub_goals]
    rows: dict[str, list[Row]] = defaultdict(list)
    for actor in sorted(invited, key=lambda one: one.name):
        cells = _cells(columns, now[actor.pk], last.get(actor.pk)) if actor.pk in now else ()
        rows[actor.actor_type].append(Row(actor, tuple(cells)))
    groups = tuple((kind.label, tuple(rows[kind])) for kind in ActorType if kind in rows)
    return Matrix(round_, last_round, tuple(areas), groups)


def _degrees(round_: Round, areas: Iterable[AreaColumns]) -> _Degrees:
    """By organisation that has handed in: degree by this year's sub-goal; blank has none."""
    same = {
        old: one.pk
        for area in areas
        for one in area.sub_goals
        for old in (one.pk, one.derived_from_id)
        if old
    }
    found: _Degrees = {actor.pk: {} for actor in querysets.answering_actors(round_)}
    for actor, sub_goal, degree in querysets.degrees_given(
        round_, ImplementationDegree.values
    ).values_list("version__submission__actor", "sub_goal", "degree"):
        if sub_goal in same:
            found[actor][same[sub_goal]] = degree
    by_slug = {one.slug: one for one in round_.strategy.goal_areas.all()}
    for area in areas:
        then = by_slug.get(area.area.slug)
        for actor in querysets.not_relevant(round_, then) if then else ():
            found[actor] = {**found[actor], **{one.pk: _NOT_RELEVANT for one in area.sub_goals}}
    return found


def _cells(
    columns: Iterable[SubGoal], now: dict[int, str], last: dict[int, str] | None
) -> Iterable[Cell]:
    for one in columns:
        degree = now.get(one.pk, "")
        was = degree if last is None else last.get(one.pk, "")
        yield Cell(degree, None if was == degree else was)


_IN_WORDS = {_NOT_RELEVANT: "ej relevant", "": "blankt"}


def as_csv(sheet: Matrix) -> bytes:
    """The sheet in Swedish form: semicolons, UTF-8, a row an organisation, a column a sub-goal."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Organisation", "Typ", *(csv_text(str(one)) for one in sheet.columns)])
    for kind, rows in sheet.groups:
        for row in rows:
            said = [_IN_WORDS.get(one.now, one.now) for one in row.cells]
            silent = ["inte svarat"] * (0 if row.cells else len(sheet.columns))
            writer.writerow([csv_text(row.actor.name), kind, *said, *silent])
    return (_BOM + out.getvalue()).encode()
