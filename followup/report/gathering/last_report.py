"""What this year's report keeps of last year's, to compare with (`drawing/beside.py`).

Last year is what its adopted report said, never what the tables say now. From its snapshot only
the figures that are compared are kept (`LastReport`), once with every count and once as they were
published, so that the public copy compares public numbers. The sums over the organisations that
answered both years are made from what is printed, as all sums are.
"""

from collections.abc import Iterable

from followup.report.names import called, renamed
from followup.report.snapshot import (
    PERSONS,
    AreaAssessment,
    AreaPart,
    Count,
    IndicatorPart,
    IndicatorSeries,
    InterventionCounts,
    LastArea,
    LastReport,
    LastSubGoal,
    LastValue,
    Snapshot,
    SubGoalPart,
)
from followup.report.suppression import public_copy, total

# An indicator of more groups, such as every municipality, is not set beside last year's.
_MOST_GROUPS = 4
_NOT_JUDGED = "Inte bedömt"


def last_report(then: Snapshot, now: Snapshot, adopted_on: str) -> LastReport:
    """What this year's report keeps of last year's adopted one, by this year's names."""
    then = called(then, renamed(then, now))
    before, after = _answered(then), _answered(now)
    asked_before, asked_now = _questions(then), _questions(now)
    same = [name for name in after if name in set(before)]
    return {
        "year": then["year"],
        "version": then["version"],
        "adopted_on": adopted_on,
        "same_organisations": same,
        "new_organisations": [name for name in after if name not in set(before)],
        "gone_organisations": [name for name in before if name not in set(after)],
        "new_questions": [one for one in asked_now if one not in set(asked_before)],
        "gone_questions": [one for one in asked_before if one not in set(asked_now)],
        "areas": [_area(one, same) for one in then["areas"]],
        "public_areas": [_area(one, same) for one in public_copy(then)["areas"]],
    }


def _answered(snapshot: Snapshot) -> list[str]:
    return [one["name"] for one in snapshot["response"]["organisations"] if one["submitted_at"]]


def _questions(snapshot: Snapshot) -> list[str]:
    return list(dict.fromkeys(one["question"] for one in snapshot.get("answers", [])))


def _area(area: AreaPart, same: list[str]) -> LastArea:
    return {
        "slug": area["slug"],
        "development_label": judged(area["assessment"]),
        "sub_goals": [_sub_goal(one) for one in area["sub_goals"]],
        "interventions": len(area["interventions"]),
        "reached": area["reach"]["total"],
        "same_interventions": len(of_same(area, same)),
        "same_reached": reached(area, same),
        "indicators": [value for one in area["indicators"] for value in newest_values(one)],
    }


def judged(assessment: AreaAssessment) -> str:
    """How an area was judged, in words."""
    return (assessment["development"] and assessment["development_label"]) or _NOT_JUDGED


def _sub_goal(one: SubGoalPart) -> LastSubGoal:
    return {"code": one["code"], "title": one["title"], "degrees": one["degrees"]}


def of_same(area: AreaPart, same: list[str]) -> list[InterventionCounts]:
    """The counts of what those who answered both years did in an area."""
    names = set(same)
    return [one["counts"] for one in area["interventions"] if one["organisation"] in names]


def reached(area: AreaPart, same: list[str]) -> Count:
    """How many those who answered both years reached in an area."""
    rows = of_same(area, same)
    return total(total(row[who] for row in rows) for who in PERSONS)


def newest_values(indicator: IndicatorPart) -> Iterable[LastValue]:
    """An indicator's newest value for each line or group that says its year."""
    place = indicator.get("place", "")
    for line in _for_all(indicator["series"]):
        known = [(one["year"], one["value"]) for one in line["points"] if one["value"] is not None]
        if known:
            yield _last_value(indicator, line["label"], place, *max(known))
    for group in indicator["groups"] if len(indicator["groups"]) <= _MOST_GROUPS else ():
        if group["value"] is not None and group["year"] is not None:
            label, place = group["label"], group["place"]
            yield _last_value(indicator, label, place, group["year"], group["value"])


def _for_all(lines: list[IndicatorSeries]) -> list[IndicatorSeries]:
    """The lines for women, men and all; the municipalities have a chart of their own."""
    return [line for line in lines if line["kind"] != "other"]


def _last_value(
    indicator: IndicatorPart, label: str, place: str, year: int, value: float
) -> LastValue:
    return {
        "title": indicator["title"],
        "unit": indicator["unit"],
        "label": label,
        "place": place,
        "year": year,
        "value": value,
    }
