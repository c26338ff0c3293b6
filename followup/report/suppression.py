"""Small numbers: what a published report must not say about so few that they can be recognised.

A count of one to four persons is written "under 5". A sum that holds such a count would give it
away by subtraction, and so would a rounded sum now and then; therefore every such sum is made
from what is printed anyway: "minst 28", where each hidden count stands for one person. The rule
is the same for a row (one intervention) and for a column (an area's women). Zero is printed:
it says that nobody was reached, not something about somebody.

Of answers to a round's own questions the public copy keeps words and choices, and counts by sex
with the small ones hidden. Numbers whose meaning only the organisation knows, a stated total that
could be compared with the parts, and names of files are left out.
"""

from collections.abc import Iterable

from followup.report.snapshot import (
    AnswerPart,
    AreaPart,
    Count,
    IndicatorGroup,
    IndicatorPart,
    IndicatorSeries,
    InterventionCounts,
    InterventionPart,
    MeasurementPart,
    Reach,
    SeriesPoint,
    Snapshot,
)
from goals.statistics.small_numbers import HIDDEN, SMALLEST

WITHHELD = "visas inte i den publika versionen"

_PERSONS = frozenset({"personer", "antal personer"})
# Kinds of question whose answers may count persons without saying so.
_NUMBERS = frozenset({"whole_number", "records", "per_cent"})


def public_copy(snapshot: Snapshot) -> Snapshot:
    """The snapshot as it may be published; the council's own copy is left as it was."""
    areas = [_public_area(area) for area in snapshot["areas"]]
    public: Snapshot = {**snapshot, "public": True, "areas": areas}
    if "answers" in snapshot:
        public["answers"] = [_public_answer(one) for one in snapshot["answers"]]
    if "last_report" in snapshot:
        last = snapshot["last_report"]
        public["last_report"] = {**last, "areas": last.get("public_areas", last["areas"])}
        public["last_report"].pop("public_areas", None)
    if "changes" in snapshot:
        # Worked out from two public copies: the difference of two hidden counts is hidden too.
        public["changes"] = snapshot.get("public_changes", snapshot["changes"])
        public.pop("public_changes", None)
    return public


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
        "measurements": _public_measurements(area.get("measurements", [])),
    }


def _public_intervention(intervention: InterventionPart) -> InterventionPart:
    return {**intervention, "counts": _public_counts(intervention["counts"])}


def _public_counts(counts: InterventionCounts) -> InterventionCounts:
    return {
        "women": hide(counts["women"]),
        "men": hide(counts["men"]),
        "girls": hide(counts["girls"]),
        "boys": hide(counts["boys"]),
        "unknown": hide(counts["unknown"]),
        "not_known": counts["not_known"],
    }


def _public_answer(answer: AnswerPart) -> AnswerPart:
    public: AnswerPart = {**answer, "files": []}
    public.pop("stated", None)
    if "counts" in answer:
        public["counts"] = _public_counts(answer["counts"])
    if "counts" in answer or answer["kind"] in _NUMBERS:
        # The explanation of a number tends to hold it.
        public["why"] = WITHHELD if answer["why"] else ""
    if answer["kind"] in _NUMBERS and answer["answer"]:
        public["answer"] = WITHHELD
    return public


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
    """A figure that counts persons leaves out every year that holds a small value.

    Its other values of that year are parts or sums of the same persons, so that one hidden alone
    would be found by subtraction. Shares and rates stay.
    """
    if indicator["unit"] not in _PERSONS:
        return indicator
    years = _years_with_few(indicator)
    groups = [_public_group(group, years) for group in indicator["groups"]]
    series = [_public_series(line, years) for line in indicator["series"]]
    return {**indicator, "groups": groups, "series": series}


def _years_with_few(indicator: IndicatorPart) -> set[int | None]:
    points = [point for line in indicator["series"] for point in line["points"]]
    return {one["year"] for one in (*indicator["groups"], *points) if _is_few(one["value"])}


def _is_few(value: float | None) -> bool:
    return value is not None and 0 < value < SMALLEST


def _public_measurements(measurements: list[MeasurementPart]) -> list[MeasurementPart]:
    """The same rule for single values: an indicator's whole year goes where one is small."""
    few = {
        (one["indicator"], one["year"])
        for one in measurements
        if one["unit"] in _PERSONS and _is_few(one["value"])
    }
    return [
        {**one, "value": None, "text": HIDDEN if _is_few(one["value"]) else WITHHELD}
        if one["value"] is not None and (one["indicator"], one["year"]) in few
        else one
        for one in measurements
    ]


def _public_series(line: IndicatorSeries, years: set[int | None]) -> IndicatorSeries:
    points: list[SeriesPoint] = [
        {"year": point["year"], "value": None if point["year"] in years else point["value"]}
        for point in line["points"]
    ]
    return {**line, "points": points}


def _public_group(group: IndicatorGroup, years: set[int | None]) -> IndicatorGroup:
    if group["year"] not in years or group["value"] is None:
        return group
    return {**group, "value": None, "text": HIDDEN if _is_few(group["value"]) else WITHHELD}
