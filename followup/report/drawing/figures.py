"""The report's charts: an area's indicators, implementation degrees and persons reached.

A chart's heading is a finding. Where nobody has written one, it is made from the figures and
says no more than they do.
"""

from followup.report.snapshot import (
    AreaPart,
    Count,
    Degrees,
    IndicatorGroup,
    IndicatorPart,
    IndicatorSeries,
    KeyFigure,
    Reach,
)
from followup.review.figures import degree_finding
from strategy_portal import charts
from strategy_portal.charts import Bar, Chart, Series
from strategy_portal.swedish import HARD_SPACE, in_words, number

_FEW_GROUPS = 4
_OWN = "Källa: organisationernas svar i enkäten."


def indicator_charts(area: AreaPart, anchor: str) -> list[Chart]:
    """One chart an indicator, in the snapshot's order; `anchor` keeps their names unique."""
    return [
        indicator_chart(indicator, f"{anchor}-i{index}")
        for index, indicator in enumerate(area["indicators"], start=1)
    ]


def indicator_chart(indicator: IndicatorPart, name: str) -> Chart:
    """A trend where there are years to follow, large figures for a few groups, else bars."""
    finding = indicator.get("finding") or made_finding(indicator)
    measure, source = _measure(indicator), _source(indicator)
    if indicator["series"]:
        return charts.trend(
            name=name,
            finding=finding,
            measure=measure,
            series=[_series(line) for line in indicator["series"]],
            breaks=indicator.get("breaks", []),
            unit=indicator["unit"],
            source=source,
        )
    groups = [_bar(group, indicator["groups"]) for group in indicator["groups"]]
    if len(groups) <= _FEW_GROUPS:
        return charts.comparison(
            name=name,
            finding=finding,
            measure=measure,
            groups=groups,
            unit=indicator["unit"],
            source=source,
        )
    reference = indicator.get("reference")
    return charts.bars(
        name=name,
        finding=finding,
        measure=measure,
        rows=groups,
        reference=(reference["label"], reference["value"]) if reference else None,
        header=("Grupp", indicator["unit"].capitalize()),
        source=source,
    )


def _series(line: IndicatorSeries) -> Series:
    points = {point["year"]: point["value"] for point in line["points"]}
    return Series(line["label"], points, line["kind"])


def _bar(group: IndicatorGroup, groups: list[IndicatorGroup]) -> Bar:
    """A group's bar; its place and year are said where the groups differ in them."""
    parts = [group["label"]]
    if group["place"] and group["place"] != group["label"] and _differ(groups, "place"):
        parts.append(group["place"])
    if group["year"] and _differ(groups, "year"):
        parts.append(str(group["year"]))
    return Bar(", ".join(part for part in parts if part), group["value"], group.get("text", ""))


def _differ(groups: list[IndicatorGroup], field: str) -> bool:
    return len({group.get(field) for group in groups}) > 1


def _measure(indicator: IndicatorPart) -> str:
    """Measure, place, year and unit on one line; what differs stands at each group instead."""
    groups = indicator["groups"]
    parts = [indicator["title"], indicator.get("place", "")]
    if groups and not indicator["series"]:
        parts += [str(groups[0][f] or "") for f in ("place", "year") if not _differ(groups, f)]
    return ", ".join(part for part in [*parts, indicator["unit"]] if part)


def _source(indicator: IndicatorPart) -> str:
    said = indicator["source"].strip().rstrip(".")
    said = said if said.lower().startswith("källa") else f"Källa: {said}"
    owner = indicator["owner"].strip().rstrip(".")
    return f"{said}. Följs upp i {owner}." if owner else f"{said}."


def made_finding(indicator: IndicatorPart) -> str:
    """A heading made from the figures alone: last values, or highest and lowest."""
    if indicator["series"]:
        return f"{indicator['title']}: {_last_values(indicator)}"
    known = [group for group in indicator["groups"] if group["value"] is not None]
    if len(known) < 2:
        return indicator["title"]
    if len(known) <= _FEW_GROUPS:
        said = (f"{_with_unit(g['value'] or 0, indicator)} {_lower(g['label'])}" for g in known)
        return f"{indicator['title']}: {in_words(said)}"
    ranked = sorted(known, key=lambda group: group["value"] or 0)
    ends = (f"{g['label']} ({number(g['value'] or 0)})" for g in (ranked[-1], ranked[0]))
    return "Högst i {}, lägst i {}".format(*ends)


def _last_values(indicator: IndicatorPart) -> str:
    said = [
        f"{_named(line['label'], indicator)} {_with_unit(last[1], indicator)}"
        for line in indicator["series"]
        if (last := _last(line))
    ]
    return in_words(said) or charts.NO_DATA.lower()


def _named(label: str, indicator: IndicatorPart) -> str:
    """A line's label inside a sentence; the name of a place keeps its capital."""
    return label if label == indicator.get("place") else _lower(label)


def _last(line: IndicatorSeries) -> tuple[int, float] | None:
    known = [(p["year"], p["value"]) for p in line["points"] if p["value"] is not None]
    return max(known, default=None)


def _with_unit(value: float, indicator: IndicatorPart) -> str:
    unit = indicator["unit"]
    return number(value) + HARD_SPACE + ("%" if unit == "procent" else unit)


def _lower(label: str) -> str:
    """A label inside a sentence: "Kvinnor" becomes "kvinnor", "SFI" stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def key_figure(area: AreaPart) -> KeyFigure | None:
    """One figure of the year for the governor's page.

    The newest value of a series where the area has one, else how much was done. A single figure
    of the strategy's own text is never used: it says nothing about the year.
    """
    if indicator := key_indicator(area):
        line, last = next((line, last) for line in indicator["series"] if (last := _last(line)))
        label = _named(line["label"], indicator)
        text = f"{_lower(_short_title(indicator))}, {label} {last[0]}"
        return {"value": _with_unit(last[1], indicator), "text": text}
    if not area["interventions"]:
        return None
    number, doers = len(area["interventions"]), {i["organisation"] for i in area["interventions"]}
    done = "insats" if number == 1 else "insatser"
    by = "organisation" if len(doers) == 1 else "organisationer"
    return {"value": str(number), "text": f"{done} från {len(doers)} {by}"}


def key_indicator(area: AreaPart) -> IndicatorPart | None:
    """The indicator that the governor's figure is from: the first whose series has a value."""
    return next(
        (one for one in area["indicators"] if any(_last(line) for line in one["series"])), None
    )


def _short_title(indicator: IndicatorPart) -> str:
    """The title without its place, which follows a comma."""
    return indicator["title"].split(",")[0]


# --- Degrees and reach ------------------------------------------------------------------------


def degree_chart(area: AreaPart, anchor: str) -> Chart:
    """How far the area's sub-goals have come, one stacked bar each."""
    return charts.degrees(
        name=f"{anchor}-grad",
        finding=degree_finding({o["code"]: o["degrees"]["G"] for o in area["sub_goals"]}),
        measure=f"{area['title']}. Antal organisationer per delmål och genomförandegrad",
        rows=[(one["code"], one["title"], _counts(one["degrees"])) for one in area["sub_goals"]],
        source=_OWN,
    )


def _counts(degrees: Degrees) -> dict[str, int]:
    return {
        "G": degrees["G"],
        "H": degrees["H"],
        "P": degrees["P"],
        "E": degrees["E"],
        "N": degrees["N"],
        "blank": degrees["blank"],
    }


def reach_chart(area: AreaPart, anchor: str) -> Chart:
    """Women, men, girls, boys and persons of unknown sex whom the area's interventions reached."""
    reach = area["reach"]
    missing = reach["without_counts"]
    without = f" {number(missing)} insatser saknar uppgift om antal." if missing else ""
    return charts.reach(
        name=f"{anchor}-natt",
        finding=reach_finding(reach),
        measure=f"{area['title']}. Antal deltagare i målområdets insatser.{without}",
        rows=[
            _reach_bar("Kvinnor", reach["women"], "women"),
            _reach_bar("Män", reach["men"], "men"),
            _reach_bar("Flickor", reach["girls"], "women"),
            _reach_bar("Pojkar", reach["boys"], "men"),
            _reach_bar("Okänt kön", reach["unknown"], "total"),
        ],
        source=f"{_OWN} En person kan räknas i flera insatser.",
    )


def _reach_bar(label: str, count: Count, kind: str) -> Bar:
    if isinstance(count, str):
        least = count.removeprefix("minst ")
        return Bar(label, float(least) if least.isdigit() else None, count, kind)
    return Bar(label, count, "" if count is not None else "..", kind)


def reach_finding(reach: Reach) -> str:
    """Who was reached most, as far as the counts tell."""
    if reach["total"] is None:
        return "Ingen insats har uppgift om antal deltagare"
    female = _sum(reach["women"], reach["girls"])
    male = _sum(reach["men"], reach["boys"])
    if female is None or male is None or female == male:
        return "Så många deltog i insatserna"
    most, least = ("kvinnor och flickor", "män och pojkar")[:: 1 if female > male else -1]
    return f"Fler {most} än {least} deltog"


def _sum(*counts: Count) -> int | None:
    """The sum, or None where a part is hidden or blank, so that nothing is claimed."""
    known = [count for count in counts if isinstance(count, int)]
    return sum(known) if len(known) == len(counts) else None
