"""Values of the statistics, and what to know of them."""

from collections.abc import Iterator

from followup.report.drawing.sources import keys
from followup.report.drawing.sources.source import NO_MARK, OWN_WORK, Source
from followup.report.drawing.sources.words import chapter
from followup.report.snapshot import AreaPart, IndicatorPart, MeasurementPart
from strategy_portal.swedish import date_in_words, in_words, number


def figures(area: AreaPart) -> Iterator[Source]:
    """One source an indicator: its second chart, of the municipalities, rests on the same."""
    seen = set()
    for indicator in area["indicators"]:
        key = keys.figure(area, indicator)
        if key not in seen:
            seen.add(key)
            yield _figure(key, area, indicator)


def _figure(key: str, area: AreaPart, indicator: IndicatorPart) -> Source:
    values = [one for one in area.get("measurements", []) if one["indicator"] == indicator["title"]]
    fetched = max((one["fetched_on"] for one in values), default="")
    return Source(
        key,
        "statistics",
        area["number"],
        indicator["title"],
        in_words(dict.fromkeys(one["source"].rstrip(".") for one in values))
        or indicator["source"].rstrip("."),
        tuple(_about_figure(indicator, values, fetched)),
        header=("År", "Plats", "Vilka", "Värde", "Hämtat", "Att veta"),
        rows=tuple(map(_value_row, sorted(values, key=lambda one: -(one["year"] or 0)))),
        place=f"{chapter(area)}-utveckling",
    )


def _about_figure(
    indicator: IndicatorPart, values: list[MeasurementPart], fetched: str
) -> Iterator[str]:
    if fetched:
        yield f"Hämtat senast {date_in_words(fetched)}."
    if measures := indicator.get("measures"):
        yield f"Hämtas som {in_words(measures)}."
    if definition := indicator.get("definition", "").strip():
        yield definition if definition.endswith(".") else f"{definition}."
    if said := _kinds_of_values(values):
        yield said
    if owner := indicator["owner"].rstrip("."):
        yield f"Följs upp i {owner}."


def _kinds_of_values(values: list[MeasurementPart]) -> str:
    """How many values there are, and how many of them are not the source's last word."""
    if not values:
        return ""
    noun = "värde" if len(values) == 1 else "värden"
    counted = (
        (OWN_WORK, _how_many(values, "computed")),
        ("preliminärt" if len(values) == 1 else "preliminära", _how_many(values, "preliminary")),
        ("reviderat" if len(values) == 1 else "reviderade", _how_many(values, "revised")),
    )
    every = [word for word, n in counted if n == len(values)]
    some = [f"{number(n)} {word}" for word, n in counted if 0 < n < len(values)]
    apart = [*every, f"varav {in_words(some)}" if some else ""]
    return f"{', '.join(filter(None, (f'{number(len(values))} {noun}', *apart)))}."


def _how_many(values: list[MeasurementPart], what: str) -> int:
    return sum(bool(one.get(what)) for one in values)


def _value_row(one: MeasurementPart) -> tuple[str, ...]:
    who = [one["group"], one["sex"] if one["sex"] not in one["group"] else "", one["origin"]]
    known = [
        OWN_WORK if one["computed"] else "",
        "preliminärt" if one["preliminary"] else "",
        "reviderat" if one.get("revised") else "",
    ]
    value = exact(one["value"]) if one["value"] is not None else NO_MARK
    return (
        str(one["year"] or NO_MARK),
        one["place"] or NO_MARK,
        ", ".join(filter(None, who)),
        f"{value} ({one['text']})" if one["text"] else value,
        one["fetched_on"] or NO_MARK,
        ", ".join(filter(None, known)),
    )


def exact(value: float) -> str:
    """A value with the decimals it was given with, two at most."""
    return number(value, len(f"{value:.2f}".rstrip("0").partition(".")[2]))
