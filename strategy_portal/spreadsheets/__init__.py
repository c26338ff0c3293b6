"""Workbooks in and out: hostile files opened safely, cells read as what they are, text written
so that it stays text.

What somebody uploads is judged by its content, never by its name, and checked before anything in
it is parsed: sizes, parts, how far it unpacks, document types (`container.py`). It is then read
part by part within bounds (`reading.py`), so that every cell comes with its address, and a fault
names the cell. All that can be wrong with a file becomes one exception, `SpreadsheetError`, whose
text says in Swedish what is wrong and what to do. Writing (`writing.py`) goes through openpyxl.

A workbook that goes out to be filled in and comes back looks alike everywhere (`sheets.py`), holds
a signed word of what it was made from (`marker.py`), and what is wrong in it is told once for all
its cells (`telling.py`).
"""

from strategy_portal.spreadsheets.container import LARGEST_FILE, SpreadsheetError
from strategy_portal.spreadsheets.marker import (
    KEY_HEADING,
    NO_MARKER,
    WrongWorkbookError,
    read_marker,
    write_marker,
)
from strategy_portal.spreadsheets.reading import Book, Cell, CellValue, Sheet, read_workbook
from strategy_portal.spreadsheets.telling import Spot, Told, gathered, note_of
from strategy_portal.spreadsheets.writing import (
    LONGEST_CELL,
    XLSX,
    csv_text,
    from_csv_text,
    put,
    put_text,
    saved,
    sheet_title,
)

__all__ = [
    "KEY_HEADING",
    "LARGEST_FILE",
    "LONGEST_CELL",
    "NO_MARKER",
    "XLSX",
    "Book",
    "Cell",
    "CellValue",
    "Sheet",
    "Spot",
    "SpreadsheetError",
    "Told",
    "WrongWorkbookError",
    "csv_text",
    "from_csv_text",
    "gathered",
    "note_of",
    "put",
    "put_text",
    "read_marker",
    "read_workbook",
    "saved",
    "sheet_title",
    "write_marker",
]
