"""How an indicator develops: over the years, between women and men, and from place to place.

Values of several places are never drawn in one line. What is compared over the years is the
county, or the place the source speaks of; the municipalities stand beside each other.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from goals.statistics.figures import Figure, figures, source_line
from goals.statistics.models import Indicator, Measurement, PlaceLevel, Sex, Unit
from strategy_portal import charts
from strategy_portal.charts import Bar, Chart, Panel, Series
from strategy_portal.swedish import decimals_for, number

Points = dict[int, float | None]
_KINDS = {Sex.WOMEN: "women", Sex.MEN: "men", Sex.TOTAL: "total"}
_FEMALE = {Sex.WOMEN: Sex.MEN, Sex.GIRLS: Sex.BOYS}


def followed(indicators: Iterable[Indicator]) -> list[Figure]:
    """Each indicator as a page shows it: a trend where there are years to follow.

    The measurements and series breaks must be loaded.
    """
    return [over_years(figure) for figure in figures(indicators)]


def over_years(figure: Figure) -> Figure:
    """The figure with its values over the years, where there are at least two."""
    rows = comparable(figure.measurements)
    if len({row.year for row in rows}) < 2:
        return figure
    return replace(figure, chart=_trend(figure.indicator, rows))


def comparable(measurements: Sequence[Measurement]) -> list[Measurement]:
    """Those of one place over the years: the county's, or where that is missing the first's."""
    dated = [one for one in measurements if one.year]
    county = [one for one in dated if one.place_level == PlaceLevel.COUNTY]
    rows = county or dated
    return [one for one in rows if one.place == rows[0].place]


def break_years(indicator: Indicator) -> list[int]:
    """Years from which the values cannot be compared with earlier ones."""
    return [one.year for one in indicator.series_breaks.all()]


def value_of(measurement: Measurement) -> float | None:
    """The value as it is drawn: a part of a whole as its share in per cent."""
    if measurement.value is None:
        return None
    if measurement.out_of:
        return float(100 * measurement.value / measurement.out_of)
    return float(measurement.value)


def unit_of(indicator: Indicator, rows: Iterable[Measurement]) -> str:
    """The unit of what `value_of` gives, in words."""
    if any(row.out_of for row in rows):
        return str(Unit.PERCENT.label)
    return str(indicator.get_unit_display())


# --- Over the years --------------------------------------------------------------------------


def _trend(indicator: Indicator, rows: Sequence[Measurement]) -> Chart:
    lines = _lines(rows)
    several = len({group for group, _ in lines}) > 1
    unit = unit_of(indicator, rows)
    return charts.trend(
        name=f"bild-{indicator.slug}",
        finding=_development(indicator, lines, unit),
        measure=_measure(indicator, rows[0].place, unit),
        series=[
            Series(_line_name(group, sex, several), points, _KINDS.get(Sex(sex), "other"))
            for (group, sex), points in lines.items()
        ],
        breaks=break_years(indicator),
        unit=unit,
        source=source_line(rows),
    )


def _lines(rows: Iterable[Measurement]) -> dict[tuple[str, str], Points]:
    """Values by year for each group and sex, in reading order."""
    lines: dict[tuple[str, str], Points] = defaultdict(dict)
    for row in rows:
        if row.year:
            lines[row.group or row.origin, row.sex][row.year] = value_of(row)
    return lines


def _line_name(group: str, sex: str, several_groups: bool) -> str:
    label = str(Sex(sex).label)
    if not several_groups:
        return label
    return group if sex == Sex.TOTAL else f"{group}, {label.lower()}"


def _development(indicator: Indicator, lines: dict[tuple[str, str], Points], unit: str) -> str:
    """What the line for all together says, from the last break in the series onwards."""
    total = next((points for (_, sex), points in lines.items() if sex == Sex.TOTAL), None)
    line = total or next(iter(lines.values()))
    run = list(_since_break(indicator, line).items())
    if len(run) < 2:
        return indicator.finding or indicator.title
    (begun, before), (_, now) = run[0], run[-1]
    decimals = decimals_for([before, now])
    first, last = number(before, decimals), number(now, decimals)
    if first == last:
        return f"{indicator.title}: {last} {unit}, lika mycket som {begun}"
    verb = "ökat" if now > before else "minskat"
    return f"{indicator.title} har {verb} från {first} till {last} {unit} sedan {begun}"


def _since_break(indicator: Indicator, line: Points) -> dict[int, float]:
    """The known values that can be compared with the newest, in order of years."""
    known = {year: value for year, value in sorted(line.items()) if value is not None}
    last = max(known, default=0)
    since = max((year for year in break_years(indicator) if year <= last), default=0)
    return {year: value for year, value in known.items() if year >= since}


def _measure(indicator: Indicator, place: str, unit: str) -> str:
    where = f"{place}, {unit}." if place else f"{unit.capitalize()}."
    return f"{indicator.definition} {where}".strip()


# --- Between women and men -------------------------------------------------------------------


def gap(indicator: Indicator, measurements: Sequence[Measurement]) -> Chart | None:
    """How far apart women and men are, year by year; None where nobody is counted by sex."""
    rows = comparable(measurements)
    lines = _lines(rows)
    pair = next(
        (
            (points, lines[group, _FEMALE[Sex(sex)]])
            for (group, sex), points in lines.items()
            if sex in _FEMALE and (group, _FEMALE[Sex(sex)]) in lines
        ),
        None,
    )
    apart = _apart(*pair) if pair else {}
    if not apart:
        return None
    unit = unit_of(indicator, rows)
    measured = "procentenheter" if unit == Unit.PERCENT.label else unit
    return charts.trend(
        name=f"gap-{indicator.slug}",
        finding=_gap_finding(_since_break(indicator, apart), measured),
        measure=f"Kvinnor minus män. {rows[0].place}, {measured}.",
        series=[Series("Kvinnor minus män", apart, "other")],
        breaks=break_years(indicator),
        source=source_line(rows, worked_out=True),
    )


def _apart(women: Points, men: Points) -> dict[int, float | None]:
    differences: dict[int, float | None] = {}
    for year in sorted(women.keys() & men.keys()):
        ours, theirs = women[year], men[year]
        if ours is not None and theirs is not None:
            differences[year] = round(ours - theirs, 4)
    return differences


def _gap_finding(apart: dict[int, float], unit: str) -> str:
    year, now = max(apart.items())
    known = list(apart.values())
    decimals = decimals_for(known)
    size = number(abs(now), decimals)
    if size == number(0, decimals):
        return f"Kvinnor och män låg lika {year}"
    where = "över" if now > 0 else "under"
    said = f"Kvinnorna låg {size} {unit} {where} männen {year}"
    if len(known) < 2 or abs(known[0]) == abs(now):
        return said
    grown = "större" if abs(now) > abs(known[0]) else "mindre"
    return f"{said}, ett {grown} gap än {min(apart)}"


# --- From place to place ---------------------------------------------------------------------


@dataclass(frozen=True)
class Places:
    """The municipalities' values in the newest year that any has one, and what to compare with."""

    year: int
    rows: tuple[Measurement, ...]
    county: float | None
    country: float | None


def newest_by_place(measurements: Sequence[Measurement]) -> Places | None:
    """All sexes together, by municipality; None where fewer than two have been measured."""
    rows = [row for row in _of_everybody(measurements) if row.year]
    local = [row for row in rows if row.place_level == PlaceLevel.MUNICIPALITY]
    if len({row.place for row in local}) < 2:
        return None
    year = max(row.year or 0 for row in local)
    return Places(
        year,
        tuple(row for row in local if row.year == year),
        _value_at(rows, PlaceLevel.COUNTY, year),
        _value_at(rows, PlaceLevel.COUNTRY, year),
    )


def places(indicator: Indicator, measurements: Sequence[Measurement]) -> Chart | None:
    """The municipalities side by side in the newest year, with county and country to compare."""
    found = newest_by_place(measurements)
    if found is None:
        return None
    unit = unit_of(indicator, found.rows)
    bars = [Bar(row.place, value_of(row), _words(row)) for row in found.rows]
    if found.country is not None:
        bars.append(Bar("Riket", found.country, kind="total"))
    return charts.bars(
        name=f"platser-{indicator.slug}",
        finding=_places_finding(found.rows, unit),
        measure=f"{indicator.definition} {found.year}, {unit}.".strip(),
        rows=bars,
        reference=("Länet", found.county) if found.county is not None else None,
        header=("Plats", unit.capitalize()),
        source=source_line(found.rows),
    )


def _of_everybody(measurements: Iterable[Measurement]) -> list[Measurement]:
    """Those of the indicator's main group that count all sexes together."""
    return [
        row
        for row in measurements
        if row.sex in {Sex.TOTAL, Sex.NONE} and row.role == Measurement.Role.MAIN
    ]


def _value_at(rows: Iterable[Measurement], level: str, year: int) -> float | None:
    found = (value_of(row) for row in rows if row.place_level == level and row.year == year)
    return next(found, None)


def _words(row: Measurement) -> str:
    """What stands instead of a number that is not there."""
    return "" if row.value is not None else row.approximate or row.get_missing_reason_display()


def _places_finding(rows: Sequence[Measurement], unit: str) -> str:
    known = sorted((value, row.place) for row in rows if (value := value_of(row)) is not None)
    if len(known) < 2:
        return "Få kommuner har en uppgift"
    decimals = decimals_for([value for value, _ in known])
    (low, lowest), (high, highest) = known[0], known[-1]
    return (
        f"Från {number(low, decimals)} {unit} i {lowest} till {number(high, decimals)} i {highest}"
    )


def side_by_side(indicator: Indicator, measurements: Sequence[Measurement]) -> Chart | None:
    """Each municipality's development in a small drawing of its own, all on one scale."""
    dated = [row for row in measurements if row.year and row.role == Measurement.Role.MAIN]
    local: dict[str, list[Measurement]] = defaultdict(list)
    for row in dated:
        if row.place_level == PlaceLevel.MUNICIPALITY:
            local[row.place].append(row)
    if len(local) < 2 or len({row.year for rows in local.values() for row in rows}) < 2:
        return None
    unit = unit_of(indicator, dated)
    county = [row for row in _of_everybody(dated) if row.place_level == PlaceLevel.COUNTY]
    line = {row.year or 0: value_of(row) for row in county}
    return charts.multiples(
        name=f"kommuner-{indicator.slug}",
        finding=f"{indicator.title} i {len(local)} kommuner",
        measure=_measure(indicator, "", unit),
        panels=[Panel(place, tuple(_by_sex(rows))) for place, rows in sorted(local.items())],
        reference=Series("Länet totalt", line, "total") if line else None,
        breaks=break_years(indicator),
        unit=unit,
        source=source_line([row for rows in local.values() for row in rows]),
    )


def _by_sex(rows: Iterable[Measurement]) -> Iterable[Series]:
    """Lines for women and men where both are there, else for all together."""
    lines = {sex: points for (_, sex), points in _lines(rows).items()}
    pair = [Sex.WOMEN, Sex.MEN] if {Sex.WOMEN, Sex.MEN} <= lines.keys() else list(lines)
    for sex in pair:
        yield Series(str(Sex(sex).label), lines[sex], _KINDS.get(Sex(sex), "other"))
