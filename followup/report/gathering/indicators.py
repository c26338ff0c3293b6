"""An indicator's measurements as the report keeps them: values now, or lines over the years."""

from collections.abc import Iterable, Sequence

from followup.report.snapshot import IndicatorGroup, IndicatorPart, IndicatorSeries, MeasurementPart
from goals.statistics.models import Indicator, Measurement, Sex, Unit
from goals.statistics.trends import Places, break_years, comparable, newest_by_place

_KINDS = {
    Sex.WOMEN: "women",
    Sex.GIRLS: "women",
    Sex.MEN: "men",
    Sex.BOYS: "men",
    Sex.TOTAL: "total",
}


def indicator_parts(indicator: Indicator) -> list[IndicatorPart]:
    """One indicator with its valid measurements loaded; empty where nothing has been measured.

    First the values now or over the years, then, where the municipalities have been measured,
    those beside each other. A part of a whole ("7 av 10") is kept as its share in per cent, with
    the source's own words.
    """
    measurements = list(indicator.measurements.all())
    if not measurements:
        return []
    by_place = newest_by_place(measurements)
    parts = [_main_part(indicator, measurements)]
    return [*parts, _places_part(indicator, by_place)] if by_place else parts


def _places_part(indicator: Indicator, by_place: Places) -> IndicatorPart:
    part: IndicatorPart = {
        "title": f"{indicator.title} i kommunerna",
        "unit": _unit(indicator, by_place.rows),
        "groups": [_group(row) | {"label": row.place} for row in by_place.rows],
        "series": [],
        "source": said_source(by_place.rows),
        "owner": indicator.owner or _owner_document(indicator),
        "slug": indicator.slug,
    }
    if by_place.county is not None:
        part["reference"] = {"label": "Länet", "value": by_place.county}
    return part


def _main_part(indicator: Indicator, measurements: list[Measurement]) -> IndicatorPart:
    series = _series(comparable(measurements))
    part: IndicatorPart = {
        "title": indicator.title,
        "unit": _unit(indicator, measurements),
        "groups": [] if series else [_group(m) for m in measurements],
        "series": series,
        "source": said_source(measurements),
        "owner": indicator.owner or _owner_document(indicator),
        "slug": indicator.slug,
    }
    if indicator.definition:
        part["definition"] = indicator.definition
    if measures := [str(link) for link in indicator.source_links.all()]:
        part["measures"] = measures
    if indicator.finding and not series:
        part["finding"] = indicator.finding
    if series and (place := comparable(measurements)[0].place):
        part["place"] = place
    if series and (breaks := break_years(indicator)):
        part["breaks"] = breaks
    return part


def measurement_parts(indicator: Indicator) -> list[MeasurementPart]:
    """Every valid measurement of an indicator, for the data files."""
    measurements = list(indicator.measurements.all())
    unit = _unit(indicator, measurements)
    owner = indicator.owner or _owner_document(indicator)
    return [_measurement(m, indicator.title, unit, owner) for m in measurements]


def _measurement(m: Measurement, title: str, unit: str, owner: str) -> MeasurementPart:
    part: MeasurementPart = {
        "indicator": title,
        "unit": unit,
        "group": m.group,
        "sex": str(m.get_sex_display()),
        "origin": m.origin,
        "place": m.place,
        "year": m.year,
        "value": _value(m),
        "text": _said_in_words(m),
        "preliminary": m.is_preliminary,
        "computed": m.is_worked_out,
        "source": m.source,
        "fetched_on": m.fetched_on.isoformat() if m.fetched_on else "",
        "owner": owner,
    }
    if getattr(m, "revised", False):
        part["revised"] = True
    return part


def _unit(indicator: Indicator, measurements: Iterable[Measurement]) -> str:
    is_share = any(m.out_of for m in measurements)
    return str(Unit.PERCENT.label if is_share else indicator.get_unit_display())


def _said_in_words(measurement: Measurement) -> str:
    """What the number does not tell: why it is missing, or how the source puts it."""
    is_plain = measurement.value is not None and not measurement.approximate
    return "" if is_plain and not measurement.out_of else str(measurement.shown)


def _owner_document(indicator: Indicator) -> str:
    return indicator.owner_document.title if indicator.owner_document else ""


def said_source(measurements: Sequence[Measurement]) -> str:
    """Where the figures come from and when they were fetched, each once, in order of reading.

    A source is named alone only for its own raw values (Kolada's terms).
    """
    said = dict.fromkeys(
        f"{m.source}, hämtat {m.fetched_on:%Y-%m-%d}" if m.fetched_on else m.source
        for m in measurements
    )
    own = ["egen bearbetning"] if any(one.is_worked_out for one in measurements) else []
    return "; ".join([*said, *own])


def _value(measurement: Measurement) -> float | None:
    if measurement.value is None:
        return None
    if measurement.out_of:
        return float(100 * measurement.value / measurement.out_of)
    return float(measurement.value)


def _group(measurement: Measurement) -> IndicatorGroup:
    group: IndicatorGroup = {
        "label": _label(measurement),
        "value": _value(measurement),
        "year": measurement.year,
        "place": measurement.place,
    }
    if said := _said_in_words(measurement):
        group["text"] = said
    return group


def _among(measurement: Measurement) -> str:
    """Whom a line among others is about: its group, else the sex."""
    return measurement.group or str(measurement.get_sex_display())


def _label(measurement: Measurement) -> str:
    """Whom the value is about: its group, else the sex, else the place."""
    if measurement.group:
        return measurement.group
    if measurement.sex not in {Sex.TOTAL, Sex.NONE}:
        return str(measurement.get_sex_display())
    return measurement.place or str(measurement.get_sex_display())


def _series(measurements: list[Measurement]) -> list[IndicatorSeries]:
    """One line for each group, place, sex and origin; none unless some line has two years."""
    lines: dict[tuple[str, ...], list[Measurement]] = {}
    for m in measurements:
        if m.year is not None:
            lines.setdefault((m.group, m.place, m.sex, m.origin), []).append(m)
    if not any(len(points) > 1 for points in lines.values()):
        return []
    taken: set[str] = set()
    return [_line(points, taken, alone=len(lines) == 1) for points in lines.values()]


def _line(points: list[Measurement], taken: set[str], *, alone: bool) -> IndicatorSeries:
    """A line; a second one of the same sex is drawn as "other", so that no two look alike.

    Only a line that stands alone is called by its place: beside women and men it is the total.
    """
    kind = _KINDS.get(Sex(points[0].sex), "other")
    kind = "other" if kind in taken else kind
    taken.add(kind)
    return {
        "kind": kind,  # type: ignore[typeddict-item]  # its values are those of _KINDS
        "label": _label(points[0]) if alone else _among(points[0]),
        "points": [
            {"year": m.year or 0, "value": _value(m)}
            for m in sorted(points, key=lambda m: m.year or 0)
        ],
    }
