"""Small numbers: what a published report must not say about so few that they can be recognised.

A count of one to four persons is written "under 5". A sum that holds such a count would give it
away by subtraction, and so would a rounded sum now and then; therefore every such sum is made
from what is printed anyway: "minst 28", where each hidden count stands for one person. The rule
is the same for a row (one intervention) and for a column (an area's women). Zero is printed:
it says that nobody was reached, not something about somebody.
"""

from collections.abc import Iterable

from followup.report.snapshot import (
    AreaPart,
    Count,
    IndicatorGroup,
    IndicatorPart,
    IndicatorSeries,
    InterventionCounts,
    InterventionPart,
    Reach,
    SeriesPoint,
    Snapshot,
)

SMALLEST = 5
HIDDEN = f"under {SMALLEST}"
_PERSONS = frozenset({"personer", "antal personer"})


def public_copy(snapshot: Snapshot) -> Snapshot:
    """The snapshot as it may be published; the council's own copy is left as it was."""
    areas = [_public_area(area) for area in snapshot["areas"]]
    return {**snapshot, "public": True, "areas": areas}


def hide(count: Count) -> Count:
    """A count of one to four becomes "under 5"; 0, None and larger counts stay."""
    return HIDDEN if isinstance(count, int) and 0 < count < SMALLEST else count


def total(counts: Iterable[Count]) -> Count:
    """The sum of what is printed: exact, "minst n" where a part is hidden, None if all are blank.

    Callers who publish pass counts that are already hidden; an exact sum of those is then 0 or
    at least five, so that nothing is left to hide here.
    """
    known = [count for count in counts if count is not None]
    if not known:
        return None
    least = sum(count if isinstance(count, int) else _least(count) for count in known)
    return least if all(isinstance(count, int) for count in known) else f"minst {least}"


def _least(words: str) -> int:
    """The fewest persons that a printed text can stand for."""
    return 1 if words == HIDDEN else int(words.removeprefix("minst "))


def _public_area(area: AreaPart) -> AreaPart:
    interventions = [_public_intervention(one) for one in area["interventions"]]
    return {
        **area,
        "interventions": interventions,
        "reach": _public_reach(area["reach"], [one["counts"] for one in interventions]),
        "indicators": [_public_indicator(one) for one in area["indicators"]],
    }


def _public_intervention(intervention: InterventionPart) -> InterventionPart:
    counts = intervention["counts"]
    hidden: InterventionCounts = {
        "women": hide(counts["women"]),
        "men": hide(counts["men"]),
        "girls": hide(counts["girls"]),
        "boys": hide(counts["boys"]),
        "unknown": hide(counts["unknown"]),
        "not_known": counts["not_known"],
    }
    return {**intervention, "counts": hidden}


def _public_reach(reach: Reach, counts: list[InterventionCounts]) -> Reach:
    """The area's reach, summed again from the published rows."""
    women = total(row["women"] for row in counts)
    men = total(row["men"] for row in counts)
    girls = total(row["girls"] for row in counts)
    boys = total(row["boys"] for row in counts)
    unknown = total(row["unknown"] for row in counts)
    return {
        "women": women,
        "men": men,
        "girls": girls,
        "boys": boys,
        "unknown": unknown,
        "total": total([women, men, girls, boys, unknown]),
        "without_counts": reach["without_counts"],
    }


def _public_indicator(indicator: IndicatorPart) -> IndicatorPart:
    """A figure that counts persons hides its small values; shares and rates stay."""
    if indicator["unit"] not in _PERSONS:
        return indicator
    groups = [_public_group(group) for group in indicator["groups"]]
    series = [_public_series(line) for line in indicator["series"]]
    return {**indicator, "groups": groups, "series": series}


def _public_series(line: IndicatorSeries) -> IndicatorSeries:
    points: list[SeriesPoint] = [
        {"year": point["year"], "value": _shown(point["value"])} for point in line["points"]
    ]
    return {**line, "points": points}


def _public_group(group: IndicatorGroup) -> IndicatorGroup:
    if _shown(group["value"]) == group["value"]:
        return group
    return {**group, "value": None, "text": HIDDEN}


def _shown(value: float | None) -> float | None:
    return None if value is not None and 0 < value < SMALLEST else value
