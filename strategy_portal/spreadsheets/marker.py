"""A signed word, hidden in a workbook, of what it was made from and what may be done with it."""

from collections.abc import Mapping
from typing import Any

from django.core import signing
from openpyxl import Workbook

from strategy_portal.spreadsheets.reading import Book
from strategy_portal.spreadsheets.writing import put_text

MARKER_SHEET = "_portalen"
# Above the hidden column of keys, by which rows are known wherever they stand.
KEY_HEADING = "Portalens nyckel, ändra inte"
# Excel takes 32 767 characters in a cell; the rest stands in the next.
_PIECE = 30_000

NO_MARKER = (
    "Arbetsboken saknar portalens dolda märkning, eller så är den ändrad. Det händer om bladen har "
    "kopierats till en annan fil. Hämta en ny arbetsbok här och för över {what} dit."
)


class WrongWorkbookError(Exception):
    """A workbook that cannot be used here; the text says why and the way out, in Swedish."""


def write_marker(workbook: Workbook, told: Mapping[str, Any], salt: str) -> None:
    """Puts the word on a sheet that nobody sees; `salt` tells one kind of workbook from another."""
    sheet = workbook.create_sheet(MARKER_SHEET)
    put_text(sheet.cell(1, 1), "Portalens märkning av arbetsboken. Ändra inget här.")
    signed = signing.dumps(dict(told), salt=salt, compress=True)
    for row, at in enumerate(range(0, len(signed), _PIECE), 1):
        put_text(sheet.cell(row, 2), signed[at : at + _PIECE])
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True


def read_marker(book: Book, salt: str) -> dict[str, Any] | None:
    """What the portal wrote, wherever it lies: a sheet may have been renamed. None without one."""
    for sheet in sorted(book.sheets, key=lambda one: one.name != MARKER_SHEET):
        pieces = [cell.text for (_, column), cell in sorted(sheet.cells.items()) if column == 2]
        if sheet.is_hidden and pieces:
            try:
                told = signing.loads("".join(pieces), salt=salt)
            except (signing.BadSignature, ValueError):
                continue
            if isinstance(told, dict):
                return told
    return None
