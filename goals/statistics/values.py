"""Values on their way in, from a source or a file: beside what is known, then taken in."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from actors.models import Person
from goals.statistics.models import (
    Fetch,
    Indicator,
    Measurement,
    MeasurementUpload,
    PlaceLevel,
    Sex,
)
from strategy_portal.exceptions import ChangedMeanwhileError

Key = tuple[int, str, str, str, str]


@dataclass(frozen=True)
class Value:
    """One value that somebody says holds, for a year, a place, a sex; None has a reason."""

    year: int
    place: str
    place_level: str
    sex: str
    value: Decimal | None
    missing_reason: str = ""
    group: str = ""
    origin: str = ""
    is_preliminary: bool = False
    is_computed: bool = False
    source: str = ""
    source_place: str = ""

    @property
    def key(self) -> Key:
        """What tells it from all other values of the indicator."""
        return self.year, self.place, self.group, self.sex, self.origin

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        value = None if self.value is None else str(self.value)
        return asdict(self) | {"value": value}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Value":
        """What `plain` gave."""
        value = None if plain["value"] is None else Decimal(plain["value"])
        return cls(**(plain | {"value": value}))

    def measurement(self, indicator: Indicator, **origin: Any) -> Measurement:
        """The row it becomes; not saved."""
        role = Measurement.Role.MAIN
        return Measurement(indicator=indicator, role=role, **asdict(self), **origin)


@dataclass(frozen=True)
class Line:
    """A value beside the measurement that holds now, if there is one; for reading."""

    value: Value
    after: Measurement
    before: Measurement | None = None


@dataclass(frozen=True)
class Series:
    """The new values of one place and one group of people, a cell for each year; None is none."""

    first: Measurement
    cells: tuple[Measurement | None, ...]


@dataclass(frozen=True)
class Comparison:
    """What taking in would mean: new values, changed ones, and those that already hold.

    `gone` are measurements from the same source that it no longer gives; they are left as they
    are. `seen` is a sum of it all, so that a yes is to what was shown.
    """

    new: tuple[Line, ...]
    changed: tuple[Line, ...]
    unchanged: tuple[Line, ...]
    gone: tuple[Measurement, ...]

    @property
    def changes_anything(self) -> bool:
        """Whether there is something to say yes to."""
        return bool(self.new or self.changed)

    @property
    def years(self) -> list[int]:
        """The years of the new values."""
        return sorted({line.value.year for line in self.new})

    @property
    def series(self) -> list[Series]:
        """The new values, a row for each place and group of people, by year."""
        found: dict[tuple[str, str, str, str], dict[int, Measurement]] = {}
        for line in self.new:
            _, place, group, sex, origin = line.value.key
            found.setdefault((place, group, sex, origin), {})[line.value.year] = line.after
        years = self.years
        return [
            Series(next(iter(by_year.values())), tuple(by_year.get(year) for year in years))
            for _, by_year in sorted(found.items(), key=lambda one: _in_reading_order(one[0]))
        ]

    @property
    def seen(self) -> str:
        """Of what is known and what would change."""
        told = [
            [line.value.plain(), line.before.pk if line.before else None]
            for line in (*self.new, *self.changed)
        ]
        text = json.dumps(told, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def compare(
    indicator: Indicator, values: Iterable[Value], same_source: Iterable[Measurement] = ()
) -> Comparison:
    """Values beside the indicator's valid measurements; one query."""
    valid = {_key(one): one for one in indicator.measurements.valid()}
    new: list[Line] = []
    changed: list[Line] = []
    unchanged: list[Line] = []
    given = set()
    for value in sorted(values, key=lambda one: one.key):
        given.add(value.key)
        before = valid.get(value.key)
        if before:
            before.indicator = indicator
        line = Line(value, value.measurement(indicator), before)
        if before is None:
            new.append(line)
        elif _says(before) != _says(line.after):
            changed.append(line)
        else:
            unchanged.append(line)
    gone = [one for one in same_source if _key(one) not in given]
    return Comparison(tuple(new), tuple(changed), tuple(unchanged), tuple(gone))


# The total first, then women before men, as the tables of others have it.
_SEXES = {sex.value: place for place, sex in enumerate((Sex.TOTAL, Sex.WOMEN, Sex.MEN))}


def _in_reading_order(key: tuple[str, str, str, str]) -> tuple[Any, ...]:
    place, group, sex, origin = key
    return place, group, origin, _SEXES.get(sex, len(_SEXES)), sex


def _key(one: Measurement) -> tuple[int | None, str, str, str, str]:
    return one.year, one.place, one.group, one.sex, one.origin


def _says(one: Measurement) -> tuple[Any, ...]:
    """What a measurement tells; who says it is another matter."""
    value = None if one.value is None else Decimal(one.value).quantize(Decimal("0.01"))
    flags = (one.is_preliminary, one.is_computed)
    return value, one.out_of, one.missing_reason, one.approximate, one.place_level, *flags


@transaction.atomic
def take_in(
    indicator: Indicator,
    values: Iterable[Value],
    *,
    seen: str | None = None,
    by: Person,
    fetch: Fetch | None = None,
    upload: MeasurementUpload | None = None,
) -> Comparison:
    """Make the new and changed values hold; what held before is superseded and kept.

    All or nothing. `seen` is the sum of the page that the person said yes to: raises
    `ChangedMeanwhileError` where the measurements are no longer what it showed.
    """
    # Held, so that two who take in at once take turns and the second sees what the first did.
    Indicator.objects.select_for_update().get(pk=indicator.pk)
    comparison = compare(indicator, values)
    if seen is not None and seen != comparison.seen:
        raise ChangedMeanwhileError
    came = (fetch.finished_at if fetch else None) or timezone.now()
    for line in (*comparison.new, *comparison.changed):
        after = line.after
        after.fetch, after.upload = fetch, upload
        after.fetched_on = timezone.localdate(came)
        after._history_user = by  # type: ignore[attr-defined]  # read by simple-history
        if line.before:
            supersede(line.before, after)
        else:
            after.save()
    return comparison


def supersede(before: Measurement, after: Measurement) -> None:
    """Let one measurement take another's place; inside a transaction.

    Only one value may be valid, so the new row is written as if the old one replaced it until the
    old one has been told.
    """
    after.role, after.order = before.role, before.order
    after.superseded_by = before
    after.save_without_historical_record()  # type: ignore[attr-defined]  # of simple-history
    before.superseded_by = after
    before.save()
    after.superseded_by = None
    after.save()


def level_of(code: str) -> str:
    """The level of a place by Sweden's region codes: "00", a county's two digits, or four."""
    if code in {"00", "0000"}:
        return PlaceLevel.COUNTRY
    if len(code) == 2 or code.startswith("00"):
        return PlaceLevel.COUNTY
    return PlaceLevel.MUNICIPALITY
