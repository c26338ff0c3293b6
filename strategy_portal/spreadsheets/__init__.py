"""Workbooks in and out: hostile files opened safely, cells read as what they are, text written
so that it stays text.

What somebody uploads is judged by its content, never by its name, and checked before anything in
it is parsed: sizes, parts, how far it unpacks, document types (`container.py`). It is then read
part by part within bounds (`reading.py`), so that every cell comes with its address, and a fault
names the cell. All that can be wrong with a file becomes one exception, `SpreadsheetError`, whose
text says in Swedish what is wrong and what to do. Writing (`writing.py`) goes through openpyxl.
"""

from strategy_portal.spreadsheets.container import LARGEST_FILE, SpreadsheetError
from strategy_portal.spreadsheets.reading import Book, Cell, CellValue, Sheet, read_workbook
from strategy_portal.spreadsheets.writing import (
    LONGEST_CELL,
    put,
    put_text,
    saved,
    sheet_title,
)

__all__ = [
    "LARGEST_FILE",
    "LONGEST_CELL",
    "Book",
    "Cell",
    "CellValue",
    "Sheet",
    "SpreadsheetError",
    "put",
    "put_text",
    "read_workbook",
    "saved",
    "sheet_title",
]
