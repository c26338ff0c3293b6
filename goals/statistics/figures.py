"""How indicators are shown: shares drawn and compared, anything else as a large figure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from goals.statistics.models import Indicator, Measurement, Unit
from strategy_portal.charts import Bar, Chart, comparison


@dataclass(frozen=True)
class Figure:
    """One indicator as a page shows it; `chart` is None for a single value that is no share."""

    indicator: Indicator
    measurements: tuple[Measurement, ...]
    chart: Chart | None

    @property
    def only(self) -> Measurement:
        """The value of an indicator that is not drawn."""
        return self.measurements[0]

    @property
    def meaning(self) -> str:
        """What a value that stands alone tells, where and when."""
        return f"{self.indicator.definition} {setting(self.only)}"

    @property
    def name(self) -> str:
        """An id for its heading, unique on the page."""
        return f"siffra-{self.indicator.slug}"


def figures(indicators: Iterable[Indicator]) -> list[Figure]:
    """Those indicators that have measurements, in order; the measurements must be loaded."""
    found = (figure_of(one, tuple(one.measurements.all())) for one in indicators)
    return [figure for figure in found if figure]


def figure_of(indicator: Indicator, measurements: tuple[Measurement, ...]) -> Figure | None:
    """One indicator with these values; None where nothing has been measured."""
    if not measurements:
        return None
    drawn = len(measurements) > 1 or _is_share(measurements[0])
    return Figure(indicator, measurements, _comparison(indicator, measurements) if drawn else None)


def _is_share(measurement: Measurement) -> bool:
    return measurement.indicator.unit == Unit.PERCENT or measurement.out_of is not None


def _comparison(indicator: Indicator, measurements: tuple[Measurement, ...]) -> Chart:
    unit = indicator.get_unit_display()
    shares = all(_is_share(measurement) for measurement in measurements)
    chart = comparison(
        name=f"bild-{indicator.slug}",
        finding=indicator.finding or indicator.title,
        measure=f"{indicator.definition} {setting(measurements[0])}",
        groups=[_bar(measurement) for measurement in measurements],
        unit="procent" if shares else unit,
        source=source_line(measurements),
    )
    return replace(chart, header=("Grupp", unit.capitalize()))


def _bar(measurement: Measurement) -> Bar:
    """A part of a whole is drawn as its share; the text keeps the source's own way to say it."""
    value = measurement.value
    if value is not None and measurement.out_of:
        return Bar(measurement.group, float(100 * value / measurement.out_of), measurement.shown)
    plain = value is not None and not measurement.approximate
    text = "" if plain and measurement.indicator.unit == Unit.PERCENT else measurement.shown
    return Bar(measurement.group, None if value is None else float(value), text)


def source_line(rows: Sequence[Measurement], worked_out: bool = False) -> str:
    """Where values come from; what we have worked out from them says so.

    A source is named alone only for its own raw values (Kolada's terms).
    """
    named = "; ".join(dict.fromkeys(row.source.rstrip(".") for row in rows[::-1]))
    days = [row.fetched_on for row in rows if row.fetched_on]
    fetched = f", hämtat {max(days).isoformat()}" if days else ""
    if worked_out or any(row.is_worked_out for row in rows):
        return f"Källa: {named}{fetched}; egen bearbetning."
    return f"Källa: {named}{fetched}."


def setting(measurement: Measurement) -> str:
    """Where and when, as a sentence that also says what is not known."""
    where, when = measurement.place, measurement.year
    if not where and not when and measurement.year_note == "år anges inte":
        return "Strategin anger varken plats eller år."
    text = f"{measurement.where}, {measurement.time}."
    return text[0].upper() + text[1:]
