"""What is to be said of a workbook's cells, each thing once with all the cells it is about."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from strategy_portal.spreadsheets.reading import Cell
from strategy_portal.texts import tidy


@dataclass(frozen=True)
class Spot:
    """Something to tell about a place in the workbook; `column` 0 is the whole row."""

    sheet: str
    row: int
    column: int
    text: str


@dataclass(frozen=True)
class Told:
    """One thing to tell of one sheet, and all cells that it is about: "D14–D22, F3"."""

    sheet: str
    cells: str
    text: str


def gathered(spots: Iterable[Spot]) -> list[Told]:
    """Each thing once for each sheet, with its cells; in the order of the sheets."""
    by_text: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for one in spots:
        by_text.setdefault((one.sheet, one.text), []).append((one.column, one.row))
    return [Told(sheet, _cells(places), text) for (sheet, text), places in by_text.items()]


def note_of(cell: Cell) -> str:
    """What is good to know of a cell that was read."""
    if cell.is_formula:
        return "Cellen har en formel. Dess senaste värde används."
    text = unicodedata.normalize("NFC", cell.value if isinstance(cell.value, str) else "")
    if len(tidy(text)) < len(text.rstrip()):
        return "Osynliga styrtecken i texten tas bort."
    return ""


def _cells(places: list[tuple[int, int]]) -> str:
    """Cells as people name them, those below each other as a run."""
    return ", ".join(_run(*one) for one in _runs(sorted(set(places))) if one[1])


def _runs(places: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    column = first = last = -1
    for at, row in places:
        if (at, row) == (column, last + 1):
            last = row
            continue
        if first >= 0:
            yield column, first, last
        column, first, last = at, row, row
    if first >= 0:
        yield column, first, last


def _run(column: int, first: int, last: int) -> str:
    if not column:
        return f"rad {first}" if first == last else f"rad {first}–{last}"
    letter = get_column_letter(column)
    return f"{letter}{first}" if first == last else f"{letter}{first}–{letter}{last}"
