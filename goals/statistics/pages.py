"""What the statistics pages show: all indicators, one indicator, one goal area."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from goals.models import GoalArea
from goals.statistics import trends
from goals.statistics.figures import Figure, figure_of
from goals.statistics.models import Indicator, Measurement, PlaceLevel, Sex
from goals.statistics.small_numbers import published
from strategy_portal.charts import Chart
from strategy_portal.swedish import decimals_for, number


@dataclass(frozen=True)
class Row:
    """An indicator in a list: its newest value, and how that differs from the one before."""

    indicator: Indicator
    newest: Measurement | None
    change: str


@dataclass(frozen=True)
class IndicatorPage:
    """One indicator: its charts, its values with what they replaced, and what it is meant to reach.

    `target` and `baseline` are in words, empty where nothing is set. `replaced` are values that a
    later fetch or correction took the place of.
    """

    indicator: Indicator
    charts: tuple[Chart, ...]
    newest: Measurement | None
    change: str
    baseline: str
    target: str
    values: tuple[Measurement, ...]
    replaced: tuple[Measurement, ...]
    is_stale: bool


def overview(wanted: str = "") -> list[tuple[GoalArea | None, list[Row]]]:
    """All indicators by goal area; `wanted` keeps those that hold each of its words."""
    words = wanted.casefold().split()
    indicators = [
        one
        for one in Indicator.objects.in_order().with_series()
        if all(word in _words(one) for word in words)
    ]
    return [
        (area, [_row(one) for one in members])
        for area, members in groupby(indicators, key=lambda one: one.goal_area)
    ]


def _words(indicator: Indicator) -> str:
    document = indicator.owner_document
    owner = document.title if document else indicator.owner
    return f"{indicator.title} {indicator.definition} {owner}".casefold()


def _row(indicator: Indicator) -> Row:
    values = published(tuple(indicator.measurements.all()))
    newest = _newest(values)
    return Row(indicator, newest, _change(newest, values))


def area_figures(area: GoalArea) -> list[Figure]:
    """The charts of an area's indicators as anybody may see them."""
    indicators = Indicator.objects.for_area(area).with_series()
    return [
        trends.over_years(figure)
        for one in indicators
        if (figure := figure_of(one, published(tuple(one.measurements.all()))))
    ]


def indicator_page(indicator: Indicator, today: date) -> IndicatorPage:
    """Everything about one indicator; its measurements and series breaks are loaded."""
    values = published(tuple(indicator.measurements.all()))
    newest = _newest(values)
    return IndicatorPage(
        indicator=indicator,
        charts=tuple(_charts(indicator, values)),
        newest=newest,
        change=_change(newest, values),
        baseline=_baseline(indicator, values),
        target=_target(indicator),
        values=tuple(sorted(values, key=_reading_order)),
        replaced=published(tuple(indicator.measurements.model.objects.replaced(indicator))),
        is_stale=bool(indicator.next_value_due and indicator.next_value_due < today),
    )


def _charts(indicator: Indicator, values: tuple[Measurement, ...]) -> list[Chart]:
    figure = figure_of(indicator, values)
    drawn = [
        trends.over_years(figure).chart if figure else None,
        trends.gap(indicator, values),
        trends.places(indicator, values),
        trends.side_by_side(indicator, values),
    ]
    return [chart for chart in drawn if chart]


def _newest(values: Sequence[Measurement]) -> Measurement | None:
    """The latest value for all together, in the county where it has one."""
    rows = trends.comparable(values) or list(values)
    rows = [row for row in rows if row.sex in {Sex.TOTAL, Sex.NONE}] or rows
    rows = [row for row in rows if row.role == Measurement.Role.MAIN] or rows
    return max(rows, key=lambda row: row.year or 0, default=None)


def _change(newest: Measurement | None, values: Sequence[Measurement]) -> str:
    """How the newest value differs from the year's before it, across no break in the series."""
    if newest is None or newest.year is None:
        return ""
    indicator = newest.indicator
    earlier = [row for row in values if _is_same_line(row, newest) and row.year != newest.year]
    before = max(earlier, key=lambda row: row.year or 0, default=None)
    if before is None or before.year is None or before.value is None or newest.value is None:
        return ""
    if any(before.year < year <= newest.year for year in trends.break_years(indicator)):
        return f"Ny mätmetod sedan {before.year}"
    then, now = trends.value_of(before) or 0, trends.value_of(newest) or 0
    if now == then:
        return f"Lika mycket som {before.year}"
    difference = number(abs(now - then), decimals_for([then, now]))
    return f"{'Upp' if now > then else 'Ned'} {difference} sedan {before.year}"


def _is_same_line(row: Measurement, other: Measurement) -> bool:
    same = ("place", "group", "origin", "sex")
    return row.year is not None and all(getattr(row, f) == getattr(other, f) for f in same)


def _baseline(indicator: Indicator, values: Sequence[Measurement]) -> str:
    if indicator.baseline_year is None:
        return ""
    newest = _newest([row for row in values if row.year == indicator.baseline_year])
    return f"{newest.shown} {newest.year}" if newest else str(indicator.baseline_year)


def _target(indicator: Indicator) -> str:
    if indicator.target_value is None:
        return ""
    aim = Measurement(indicator=indicator, value=indicator.target_value)
    return f"{aim.shown} {indicator.target_year}"


def _reading_order(row: Measurement) -> tuple[int, int, str, int]:
    """The newest year first; within it county and country before the municipalities."""
    levels = [PlaceLevel.COUNTY, PlaceLevel.COUNTRY, PlaceLevel.MUNICIPALITY]
    level = levels.index(PlaceLevel(row.place_level)) if row.place_level in levels else len(levels)
    return -(row.year or 0), level, row.place, row.pk
