"""Reads a strategy from its files into the registers, as often as one likes.

The files are the strategy as it was decided; the registers are then looked after by people. So a
row that is new or has changed in the files is written, a row that is as it was is not touched,
and a row that somebody has edited in the portal is left as they made it and reported.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction

from actors.models import Actor, Body, Seat
from funding.models import FundingApplicant, FundingSource
from goals.models import GoalArea, SteeringDocument, Strategy, SubGoal, TargetGroup
from goals.statistics.models import Indicator, Measurement

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "strategy"
CHANGE_REASON = "load_strategy"

Row = dict[str, Any]
M = TypeVar("M", bound=models.Model)


class FixtureError(Exception):
    """A row in the files is wrong; the text names the register, the row and the fault."""


@dataclass
class Tally:
    """What happened to the rows of one register."""

    read: int = 0
    created: int = 0
    changed: int = 0


@dataclass
class Loaded:
    """What a load did: a tally for each register, and the rows left as people made them."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)

    @property
    def wrote(self) -> int:
        """How many rows were created or changed; 0 when everything was already there."""
        return sum(tally.created + tally.changed for tally in self.tallies.values())


class Register:
    """One table seen through its key: finds a row among those already there, or makes it."""

    def __init__(self, model: type[M], key: tuple[str, ...], loaded: Loaded) -> None:
        name = str(model._meta.verbose_name_plural)
        self.model, self.key, self.loaded = model, key, loaded
        self.tally = loaded.tallies.setdefault(name, Tally())
        self.rows = {self._key_of(row): row for row in model._default_manager.all()}
        self.mine: set[int] = set()

    def put(self, values: Row) -> Any:
        """Write one row if it is new or differs; `may_change` then says if it is still ours."""
        self.tally.read += 1
        key = tuple(_plain(values[name]) for name in self.key)
        row = self.rows.get(key)
        if row is None:
            row = self.rows[key] = self.model()
            self.tally.created += 1
        elif not _differs(row, values) or not self.may_change(row):
            return row
        else:
            self.tally.changed += 1
        return self._write(row, values)

    def may_change(self, row: models.Model) -> bool:
        """Whether nobody but this loader has written the row."""
        history = getattr(row, "history", None)
        if row.pk in self.mine or history is None:
            return True
        if not history.exclude(history_change_reason=CHANGE_REASON).exists():
            return True
        note = f"{self.model._meta.verbose_name} {row}"
        if note not in self.loaded.kept:
            self.loaded.kept.append(note)
        return False

    def _write(self, row: models.Model, values: Row) -> models.Model:
        for name, value in values.items():
            setattr(row, name, value)
        try:
            row.clean_fields(exclude={f.name for f in row._meta.fields if f.is_relation})
        except ValidationError as error:
            raise FixtureError(f"{self.model.__name__} {row}: {error.message_dict}") from error
        row._change_reason = CHANGE_REASON  # type: ignore[attr-defined]  # read by simple-history
        row.save()
        self.mine.add(row.pk)
        return row

    def _key_of(self, row: models.Model) -> tuple[Any, ...]:
        return tuple(_stored(row, name) for name in self.key)


def _stored(row: models.Model, name: str) -> Any:
    """A field's plain value; of a relation the other row's id, without fetching it."""
    column: Any = row._meta.get_field(name)
    return getattr(row, column.attname)


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def _differs(row: models.Model, values: Row) -> bool:
    return any(_stored(row, name) != _plain(value) for name, value in values.items())


@transaction.atomic
def load_strategy(folder: Path = FOLDER) -> Loaded:
    """Load every file of a strategy's folder; all of it, or nothing if a row is wrong.

    Raises `FixtureError`.
    """
    loaded = Loaded()
    actors = load_actors(folder, loaded)
    load_bodies(folder, actors, loaded)
    strategy = Register(Strategy, ("slug",), loaded).put(read(folder / "strategy.toml"))
    groups = load_target_groups(folder, strategy, loaded)
    load_steering_documents(folder, strategy, loaded)
    load_goal_areas(folder, strategy, actors, loaded)
    load_indicators(folder, strategy, loaded)
    load_funding(folder, actors, groups, loaded)
    return loaded


def read(path: Path) -> Row:
    """A file's tables, its long texts set in paragraphs."""
    with path.open("rb") as file:
        return {name: _reflowed(value) for name, value in tomllib.load(file).items()}


def _reflowed(value: Any) -> Any:
    """Lines joined to paragraphs, which an empty line separates; numbers kept exact."""
    match value:
        case str():
            return "\n\n".join(" ".join(part.split()) for part in value.strip().split("\n\n"))
        case float():
            return Decimal(str(value))
        case dict():
            return {name: _reflowed(inner) for name, inner in value.items()}
        case list():
            return [_reflowed(inner) for inner in value]
    return value


def load_actors(folder: Path, loaded: Loaded) -> dict[str, Actor]:
    """The organisations by slug; a mandate given for a whole kind goes to each of that kind."""
    data = read(folder / "actors.toml")
    register = Register(Actor, ("slug",), loaded)
    shared = {
        row["actor_type"]: {name: row[name] for name in ("mandate", "mandate_source")}
        for row in data["mandates"]
    }
    common = {"last_checked": data["last_checked"]}
    return {
        row["slug"]: register.put(common | shared.get(row["actor_type"], {}) | row)
        for row in data["actors"]
    }


def chosen(actors: dict[str, Actor], names: Iterable[str]) -> list[Actor]:
    """Organisations by slug, or all of a kind by "type:municipality"; the test one never."""
    found: list[Actor] = []
    for name in names:
        prefix, _, kind = name.partition("type:")
        if prefix:
            found.append(actors[name])
        else:
            found += [a for a in actors.values() if a.actor_type == kind and not a.is_test]
    return found


def load_bodies(folder: Path, actors: dict[str, Actor], loaded: Loaded) -> None:
    """The council and what supports it; seats only for a body that has none yet."""
    register = Register(Body, ("slug",), loaded)
    bodies: dict[str, Body] = {}
    for row in read(folder / "bodies.toml")["bodies"]:
        seats = row.pop("seats")
        if "reports_to" in row:
            row["reports_to"] = bodies[row["reports_to"]]
        body = bodies[row["slug"]] = register.put(row)
        if not body.seats.exists():
            Seat.objects.bulk_create(
                Seat(body=body, **(seat | {"actor": actor}))
                for seat in seats
                for actor in (chosen(actors, [seat["actor"]]) if "actor" in seat else [None])
            )


def load_target_groups(folder: Path, strategy: Strategy, loaded: Loaded) -> dict[str, TargetGroup]:
    """The groups that the strategy is for, by slug, in the file's order."""
    register = Register(TargetGroup, ("strategy", "slug"), loaded)
    rows = read(folder / "target_groups.toml")["target_groups"]
    return {
        row["slug"]: register.put({"strategy": strategy, "order": order} | row)
        for order, row in enumerate(rows, 1)
    }


def load_steering_documents(folder: Path, strategy: Strategy, loaded: Loaded) -> None:
    """What the strategy starts from; a part comes after its whole."""
    register = Register(SteeringDocument, ("strategy", "slug"), loaded)
    documents: dict[str, SteeringDocument] = {}
    rows = read(folder / "steering_documents.toml")["steering_documents"]
    for order, row in enumerate(rows, 1):
        if "parent" in row:
            row["parent"] = documents[row["parent"]]
        row |= {"strategy": strategy, "order": order}
        documents[row["slug"]] = register.put(row)


def load_goal_areas(
    folder: Path, strategy: Strategy, actors: dict[str, Actor], loaded: Loaded
) -> None:
    """The goal areas, one file each, with their sub-goals numbered in the file's order."""
    areas = Register(GoalArea, ("strategy", "slug"), loaded)
    sub_goals = Register(SubGoal, ("goal_area", "slug"), loaded)
    for path in sorted(folder.glob("area-*.toml")):
        row = read(path)
        below = row.pop("sub_goals")
        area = areas.put(row | {"strategy": strategy, "order": row["number"]})
        for number, part in enumerate(below, 1):
            responsible = chosen(actors, part.pop("responsible", []))
            sub_goal = sub_goals.put(part | {"goal_area": area, "number": number})
            _relate(sub_goals, sub_goal, "responsible", responsible)


def _relate(register: Register, row: Any, name: str, wanted: Iterable[models.Model]) -> None:
    """Make a relation to many what the file says, unless people have edited the row."""
    ids = {other.pk for other in wanted}
    relation = getattr(row, name)
    if set(relation.values_list("pk", flat=True)) != ids and register.may_change(row):
        relation.set(ids)


# What a measurement takes over from its indicator in the file, and what holds if neither says.
SHARED = {
    "year": None,
    "year_note": "år anges inte",
    "place": "",
    "place_level": "unstated",
    "source": "",
    "source_place": "",
}
IDENTITY = ("indicator", "year", "place", "group", "sex", "origin")


def load_indicators(folder: Path, strategy: Strategy, loaded: Loaded) -> None:
    """Every figure that the strategy's text gives, each with who, where, when and who says so."""
    indicators = Register(Indicator, ("slug",), loaded)
    measurements = Register(Measurement, IDENTITY, loaded)
    areas = {area.slug: area for area in strategy.goal_areas.all()}
    sub_goals = {goal.slug: goal for goal in SubGoal.objects.filter(goal_area__strategy=strategy)}
    for order, row in enumerate(read(folder / "indicators.toml")["indicators"], 1):
        values = row.pop("measurements")
        related = [sub_goals[slug] for slug in row.pop("sub_goals", [])]
        shared = {name: row.pop(name, default) for name, default in SHARED.items()}
        row |= {"strategy": strategy, "order": order, "is_strategy_figure": True}
        row |= {"goal_area": areas[row["goal_area"]], "source_place": shared["source_place"]}
        indicator = indicators.put(row)
        _relate(indicators, indicator, "sub_goals", related)
        for place, value in enumerate(values, 1):
            start = shared | {"indicator": indicator, "order": place, "sex": "total", "origin": ""}
            measurements.put(start | value)


def load_funding(
    folder: Path, actors: dict[str, Actor], groups: dict[str, TargetGroup], loaded: Loaded
) -> None:
    """The grants and funds of the annex, with who may apply to each."""
    data = read(folder / "funding.toml")
    register = Register(FundingSource, ("slug",), loaded)
    for order, row in enumerate(data["funding"], 1):
        applicants = row.pop("applicants")
        related = [groups[slug] for slug in row.pop("target_groups", [])]
        if "provider" in row:
            row["provider"] = actors[row["provider"]]
        row["source_place"] = f"{data['annex']}, {row['source_place']}"
        source = register.put({"order": order, "last_checked": data["last_checked"]} | row)
        _relate(register, source, "target_groups", related)
        _let_apply(register, source, applicants)


def _let_apply(register: Register, source: FundingSource, applicants: list[Any]) -> None:
    """Make the list of who may apply what the file says, unless people have edited the source."""
    rows = [row if isinstance(row, dict) else {"actor_type": row} for row in applicants]
    wanted = [(row["actor_type"], row.get("condition", "")) for row in rows]
    found = list(source.applicants.order_by("pk").values_list("actor_type", "condition"))
    if found == wanted or not register.may_change(source):
        return
    source.applicants.all().delete()
    FundingApplicant.objects.bulk_create(
        FundingApplicant(source=source, actor_type=kind, condition=condition)
        for kind, condition in wanted
    )
