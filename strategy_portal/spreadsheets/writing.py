"""Writing cells: text stays text, whatever it looks like, and nothing is lost on the way."""

import re
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
LONGEST_TITLE = 31

Writable = str | int | float | Decimal | bool | date | datetime | None

# What XML cannot hold, and what looks like the escape for it, is written as `_xHHHH_`, which
# Excel, LibreOffice and our own reader turn back.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def put(cell: Cell | MergedCell, value: Writable) -> None:
    """A value in a cell as what it is; a text never becomes a formula."""
    if isinstance(value, str):
        put_text(cell, value)
    elif isinstance(value, float) and not abs(value) < float("inf"):
        put_text(cell, str(value))
    elif isinstance(value, datetime) and value.tzinfo:
        raise ValueError("A cell holds local time: make it naive first.")
    elif isinstance(value, bool):
        put_text(cell, "Ja" if value else "Nej")
    else:
        cell.value = value


def put_text(cell: Cell | MergedCell, text: str) -> None:
    """A text as text: a leading "=" is no formula, a number stays as it was typed.

    A text that no cell can hold ends with words that say so, and how long it is.
    """
    text = text.replace("\r\n", "\n")
    if len(text) > LONGEST_CELL:
        ending = f" … [Texten är {len(text)} tecken lång. Resten ryms inte i cellen.]"
        text = text[: LONGEST_CELL - len(ending)] + ending
    cell.value = ""
    cell._value = escaped(text)  # type: ignore[union-attr]  # its own check cuts
    cell.data_type = "s"
    cell.number_format = "@"


# A text that begins so would be worked out by a spreadsheet that opens the CSV. It gets an
# apostrophe in front, as does a text that begins with one: whoever takes one away has the text.
_WORKED_OUT = ("=", "+", "-", "@", "\t", "\r", "'", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_text(text: str) -> str:
    """A text in a CSV, with an apostrophe before what a program would work out."""
    return f"'{text}" if text.startswith(_WORKED_OUT) else text


def from_csv_text(text: str) -> str:
    """The text that `csv_text` gave, as it was."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_WORKED_OUT) else text


def escaped(text: str) -> str:
    """The text with what a workbook's XML cannot hold written as `_xHHHH_`."""
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def sheet_title(wanted: str, taken: list[str]) -> str:
    """A name that Excel takes for a sheet: short, without its forbidden signs, used once."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", wanted)
    plain = " ".join(plain.split()).strip("'") or "Blad"
    used = {title.casefold() for title in taken} | {"history"}
    title, number = plain[:LONGEST_TITLE].strip(), 2
    while title.casefold() in used:
        ending = f" {number}"
        title, number = plain[: LONGEST_TITLE - len(ending)].strip() + ending, number + 1
    return title


def saved(workbook: Workbook) -> bytes:
    """The workbook as a file's bytes."""
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()
