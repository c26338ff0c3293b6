"""This year beside last year's report: what can be compared, and what cannot and why.

Last year is what its adopted report said, never what the tables say now. From its snapshot only
the figures that are compared are kept (`LastReport`), once with every count and once as they were
published, so that the public copy compares public numbers. The sums over the organisations that
answered both years are made from what is printed, as all sums are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from followup.report.snapshot import (
    AreaAssessment,
    AreaPart,
    Count,
    Degrees,
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
from strategy_portal.swedish import number

_Person = Literal["women", "men", "girls", "boys", "unknown"]
_PERSONS: tuple[_Person, ...] = ("women", "men", "girls", "boys", "unknown")
_Letter = Literal["G", "H", "P", "E", "N"]
_LETTERS: tuple[_Letter, ...] = ("G", "H", "P", "E", "N")
BLANK = ".."
# An indicator of more groups, such as every municipality, is not set beside last year's.
_MOST_GROUPS = 4
_NOT_JUDGED = "Inte bedömt"


@dataclass(frozen=True)
class Beside:
    """One thing then and now, in words; `note` says what to think of when they are compared."""

    what: str
    then: str
    now: str
    note: str = ""


@dataclass(frozen=True)
class AreaBeside:
    """A goal area's year beside the year before; `why_not` where there is nothing to compare."""

    area: AreaPart
    rows: tuple[Beside, ...]
    why_not: str = ""


# --- What is kept of last year's report ---------------------------------------------------------


def last_report(then: Snapshot, now: Snapshot, adopted_on: str) -> LastReport:
    """What this year's report keeps of last year's adopted one."""
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
        "development_label": _judged(area["assessment"]),
        "sub_goals": [_sub_goal(one) for one in area["sub_goals"]],
        "interventions": len(area["interventions"]),
        "reached": area["reach"]["total"],
        "same_interventions": len(_of_same(area, same)),
        "same_reached": _reached(area, same),
        "indicators": [value for one in area["indicators"] for value in _values(one)],
    }


def _judged(judged: AreaAssessment) -> str:
    return (judged["development"] and judged["development_label"]) or _NOT_JUDGED


def _sub_goal(one: SubGoalPart) -> LastSubGoal:
    return {"code": one["code"], "title": one["title"], "degrees": one["degrees"]}


def _of_same(area: AreaPart, same: list[str]) -> list[InterventionCounts]:
    """The counts of what those who answered both years did in an area."""
    names = set(same)
    return [one["counts"] for one in area["interventions"] if one["organisation"] in names]


def _reached(area: AreaPart, same: list[str]) -> Count:
    rows = _of_same(area, same)
    return total(total(row[who] for row in rows) for who in _PERSONS)


def _values(indicator: IndicatorPart) -> Iterable[LastValue]:
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


# --- Beside each other --------------------------------------------------------------------------


def areas_beside(now: Snapshot) -> list[AreaBeside]:
    """Each area of this year beside last year's; empty when there is no report to compare with."""
    last = now.get("last_report")
    if last is None:
        return []
    by_slug = {one["slug"]: one for one in last["areas"]}
    return [_beside(area, by_slug.get(area["slug"]), last) for area in now["areas"]]


def _beside(area: AreaPart, then: LastArea | None, last: LastReport) -> AreaBeside:
    if then is None:
        return AreaBeside(area, (), f"Målområdet fanns inte i rapporten för {last['year']}.")
    same = last["same_organisations"]
    both = f"De {len(same)} som svarade båda åren"
    rows = [
        Beside("Bedömd utveckling", then["development_label"], _judged(area["assessment"])),
        Beside("Insatser", number(then["interventions"]), number(len(area["interventions"]))),
        Beside("Deltagare", _count(then["reached"]), _count(area["reach"]["total"])),
        _degrees(area, then),
        *_indicators(area, then),
    ]
    if last["new_organisations"] or last["gone_organisations"]:
        rows[2:2] = [
            Beside(
                "Insatser",
                number(then["same_interventions"]),
                number(len(_of_same(area, same))),
                both,
            )
        ]
        rows[4:4] = [
            Beside("Deltagare", _count(then["same_reached"]), _count(_reached(area, same)), both)
        ]
    return AreaBeside(area, tuple(rows))


def _count(count: Count) -> str:
    if count is None:
        return BLANK
    return number(count) if isinstance(count, int) else count


def _degrees(area: AreaPart, then: LastArea) -> Beside:
    """The degrees of the sub-goals that are the same both years, summed."""
    before = {(one["code"], one["title"]): one["degrees"] for one in then["sub_goals"]}
    after = {(one["code"], one["title"]): one["degrees"] for one in area["sub_goals"]}
    same = before.keys() & after.keys()
    note = ""
    if same != before.keys() or same != after.keys():
        note = f"Bara de {len(same)} delmål som är desamma båda åren."
    return Beside(
        "Genomförandegrad",
        _letters(before[one] for one in same),
        _letters(after[one] for one in same),
        note,
    )


def _letters(degrees: Iterable[Degrees]) -> str:
    """ "G 12, H 5, P 3": how many answers of each degree; ".." for none."""
    counted = list(degrees)
    sums = {key: sum(one[key] for one in counted) for key in _LETTERS}
    words: dict[str, str] = {"N": "ej relevant"}
    told = [f"{words.get(key, key)} {number(n)}" for key, n in sums.items() if n]
    return ", ".join(told) or BLANK


def _indicators(area: AreaPart, then: LastArea) -> Iterable[Beside]:
    """The last value of each line or group that is measured alike and is newer now."""
    breaks = {one["title"]: one.get("breaks", []) for one in area["indicators"]}
    newest = {_identity(value): value for one in area["indicators"] for value in _values(one)}
    for before in then["indicators"]:
        after = newest.get(_identity(before))
        if after is None or after["year"] <= before["year"]:
            continue
        broken = [y for y in breaks[before["title"]] if before["year"] < y <= after["year"]]
        yield Beside(
            ", ".join(filter(None, (before["title"], before["label"], before["place"]))),
            _value(before),
            _value(after),
            f"Ny mätmetod {broken[0]}: åren kan inte jämföras." if broken else "",
        )


def _identity(value: LastValue) -> tuple[str, str, str, str]:
    return value["title"], value["unit"], value["label"], value["place"]


def _value(value: LastValue) -> str:
    unit = "\u00a0%" if value["unit"] == "procent" else f" {value['unit']}"
    return f"{number(value['value'])}{unit} ({value['year']})"


def cautions(now: Snapshot) -> list[str]:
    """What a reader must know before comparing: who answered, and what was asked."""
    last = now.get("last_report")
    if last is None:
        return []
    told = (
        ("Svarade i år men inte förra året", last["new_organisations"]),
        ("Svarade förra året men inte i år", last["gone_organisations"]),
        ("Nya eller omformulerade frågor", last["new_questions"]),
        ("Frågor som inte längre ställs så", last["gone_questions"]),
    )
    return [f"{words}: {_listed(names)}" for words, names in told if names]


def _listed(names: list[str], most: int = 8) -> str:
    shown, more = names[:most], len(names) - most
    return "; ".join(shown) + (f" och {more} till." if more > 0 else ".")
