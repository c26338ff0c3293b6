"""Who answered: by type, and each organisation for each goal area."""

from dataclasses import dataclass
from typing import Any

from followup.report.drawing.cells import BLANK, NOT_KNOWN, Cell
from followup.report.snapshot import SectionAnswer, Snapshot
from strategy_portal.swedish import date_in_words, number

_SECTION_WORDS = {
    "nothing_done": "inget gjort",
    "not_relevant": "ej relevant",
    "not_known": NOT_KNOWN,
    "blank": BLANK,
}


def answered(report: Snapshot) -> dict[str, Any]:
    """What the templates say of those who were asked."""
    asked = report["response"]
    return {
        "types": [
            {**one, "share": _share(one["answered"], one["invited"])} for one in asked["by_type"]
        ],
        "all_share": _share(asked["answered"], asked["invited"]),
        "organisations": organisation_rows(report),
    }


def _share(part: int, whole: int) -> str:
    return f"{number(100 * part / whole, 0)}\u00a0%" if whole else ""


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation in the annex of who answered: one cell for each goal area."""

    name: str
    type: str
    status: str
    submitted: str
    cells: tuple[Cell, ...]


def organisation_rows(report: Snapshot) -> list[OrganisationRow]:
    """Every invited organisation with its answer for each goal area, in the areas' order."""
    answers = [
        {one["organisation"]: one for one in area.get("sections", [])} for area in report["areas"]
    ]
    return [
        OrganisationRow(
            name=one["name"],
            type=one["type"],
            status=one["status"],
            submitted=date_in_words(one["submitted_at"]),
            cells=tuple(section_cell(by_name.get(one["name"])) for by_name in answers),
        )
        for one in report["response"]["organisations"]
    ]


def section_cell(answer: SectionAnswer | None) -> Cell:
    """How an organisation answered for an area: its number of interventions, or why none."""
    state = answer["state"] if answer else "blank"
    if answer and state == "answered":
        return Cell(number(answer["interventions"]))
    kind = {"nothing_done": "nothing", "not_relevant": "irrelevant", "not_known": "unknown"}
    return Cell(_SECTION_WORDS[state], kind.get(state, "blank"))
