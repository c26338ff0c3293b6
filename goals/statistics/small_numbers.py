"""Small numbers: what a published figure must not say about so few that they can be recognised.

A count of one to four persons is hidden. Where a sum stands beside its parts, a single hidden
part could be worked out by subtraction; then the smallest other part is hidden as well, and so on
until no sum has a single one. Zero says that there was nobody, not something about somebody: it is
hidden only where nothing else can cover. Shares and rates are shown as
their source gives them, since the source has hidden what must be hidden.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from copy import copy

from goals.statistics.models import Measurement, MissingReason, PlaceLevel, Sex, Unit

SMALLEST = 5
HIDDEN = f"under {SMALLEST}"

_PARTS_BY_SEX = {Sex.WOMEN, Sex.MEN, Sex.GIRLS, Sex.BOYS}


def published(measurements: Sequence[Measurement]) -> tuple[Measurement, ...]:
    """One indicator's measurements as anybody may see them, in the same order.

    The rows given are left as they are; those that hide something are copies, never to be saved.
    """
    if not measurements or measurements[0].indicator.unit != Unit.PERSONS:
        return tuple(measurements)
    small = {one.pk for one in measurements if _is_small(one)}
    by_sex = _sums(measurements, lambda m: m.sex in _PARTS_BY_SEX, _in_all_sexes)
    by_place = _sums(measurements, lambda m: m.place_level == PlaceLevel.MUNICIPALITY, _in_county)
    covered, seen = set(small), None
    while seen != covered:  # what protects one sum may stand alone in another
        seen = set(covered)
        covered |= _beside(by_sex, covered)
        covered |= _beside(by_place, covered)
    return tuple(
        _hidden(one, one.pk in small) if one.pk in covered else one for one in measurements
    )


def _is_small(measurement: Measurement) -> bool:
    return measurement.value is not None and 0 < measurement.value < SMALLEST


def _in_all_sexes(m: Measurement) -> Hashable:
    return m.year, m.year_note, m.place, m.group, m.origin


def _in_county(m: Measurement) -> Hashable:
    return m.year, m.year_note, m.sex, m.group, m.origin


def _sums(
    measurements: Iterable[Measurement],
    is_part: Callable[[Measurement], bool],
    whole: Callable[[Measurement], Hashable],
) -> list[list[Measurement]]:
    """The parts of each whole whose sum is, or may be, published beside them."""
    parts: dict[Hashable, list[Measurement]] = defaultdict(list)
    for one in measurements:
        if is_part(one) and one.value is not None:
            parts[whole(one)].append(one)
    return list(parts.values())


def _beside(sums: Iterable[Sequence[Measurement]], hidden: set[int]) -> set[int]:
    """The smallest other part of each sum of which a single part is hidden."""
    more = set()
    for parts in sums:
        if sum(one.pk in hidden for one in parts) == 1:
            others = [one for one in parts if one.pk not in hidden]
            if others:  # a zero only where nothing else is left to cover with
                more.add(min(others, key=lambda one: (not one.value, one.value, one.pk)).pk)
    return more


def _hidden(measurement: Measurement, is_small: bool) -> Measurement:
    shown = copy(measurement)
    shown.value, shown.out_of = None, None
    shown.missing_reason = MissingReason.SUPPRESSED
    shown.approximate = HIDDEN if is_small else ""
    return shown
