"""This year beside last year's report, in words: what can be compared, and what cannot and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from followup.report.drawing.cells import BLANK, count_cell
from followup.report.gathering.last_report import judged, newest_values, of_same, reached
from followup.report.snapshot import (
    AreaPart,
    Count,
    Degrees,
    LastArea,
    LastReport,
    LastValue,
    Snapshot,
)
from strategy_portal.swedish import number

_Letter = Literal["G", "H", "P", "E", "N"]
_LETTERS: tuple[_Letter, ...] = ("G", "H", "P", "E", "N")


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
        Beside("Bedömd utveckling", then["development_label"], judged(area["assessment"])),
        Beside("Insatser", number(then["interventions"]), number(len(area["interventions"]))),
        Beside("Deltagare", _persons(then["reached"]), _persons(area["reach"]["total"])),
        _degrees(area, then),
        *_indicators(area, then),
    ]
    if last["new_organisations"] or last["gone_organisations"]:
        rows[2:2] = [
            Beside(
                "Insatser",
                number(then["same_interventions"]),
                number(len(of_same(area, same))),
                both,
            )
        ]
        rows[4:4] = [
            Beside(
                "Deltagare",
                _persons(then["same_reached"]),
                _persons(reached(area, same)),
                both,
            )
        ]
    return AreaBeside(area, tuple(rows))


def _persons(count: Count) -> str:
    return count_cell(count).text


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
    newest = {_identity(value): value for one in area["indicators"] for value in newest_values(one)}
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
