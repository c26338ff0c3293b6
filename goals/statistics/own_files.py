"""Own measurements as a workbook or CSV, out and in.

A file that comes in is read as a whole or not at all: with a fault in any cell nothing of it is
kept. A row that says what it said when the workbook was fetched proposes nothing, so that an old
workbook does not bring an old value back.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from goals.statistics.models import Indicator, Measurement
from goals.statistics.own_values import COLUMNS, NotAValueError, Places, Row, read_row, row_of
from goals.statistics.values import Value
from strategy_portal.spreadsheets import (
    LARGEST_FILE,
    Book,
    Sheet,
    Spot,
    SpreadsheetError,
    Told,
    WrongWorkbookError,
    csv_text,
    from_csv_text,
    gathered,
    put_text,
    read_marker,
    read_workbook,
    saved,
    write_marker,
)
from strategy_portal.spreadsheets.sheets import (
    ONLY_FROM_THE_LIST,
    boxed,
    describe,
    finish,
    fit_rows,
    heading,
    shortened,
    words_in,
)

SALT = "goals.statistics.own_files"
SHEET = "Värden"
MOST_ROWS = 5_000
# Empty rows for values that are not there yet.
NEW_ROWS = 60
_HEAD_ROW = 3
_HEADINGS = {column.heading.casefold(): column for column in COLUMNS}
_NEEDED = {"år", "plats", "värde"}


# --- Out -------------------------------------------------------------------------------------


def rows_of(indicator: Indicator) -> list[Row]:
    """The valid measurements that people write, in words."""
    rows: list[Measurement] = list(indicator.measurements.valid().written())
    return [row_of(one) for one in rows]


def write_workbook(indicator: Indicator) -> bytes:
    """The own measurements to fill in and send back."""
    workbook, rows = Workbook(), rows_of(indicator)
    sheet = workbook.worksheets[0]
    sheet.title = SHEET
    unit = indicator.get_unit_display()
    words_in(sheet.cell(1, 1), f"{indicator.title} ({unit})", size=16)
    put_text(
        sheet.cell(2, 1),
        "Ändra och fyll på i rutorna, spara som .xlsx och ladda upp filen i portalen. "
        "Inget ändras förrän du har sagt ja där.",
    )
    last = _HEAD_ROW + len(rows) + NEW_ROWS
    for number, column in enumerate(COLUMNS, 1):
        heading(sheet.cell(_HEAD_ROW, number), column.heading)
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        _add_rule(sheet, number, last)
    for at, row in enumerate([*rows, *({} for _ in range(NEW_ROWS))], _HEAD_ROW + 1):
        for number, column in enumerate(COLUMNS, 1):
            put_text(sheet.cell(at, number), row.get(column.key, ""))
            boxed(sheet.cell(at, number), is_open=True)
    fit_rows(sheet, len(COLUMNS))
    finish(sheet, _HEAD_ROW, len(COLUMNS) + 1, last)
    write_marker(workbook, {"indicator": indicator.slug, "was": [_mark(one) for one in rows]}, SALT)
    describe(workbook, f"Mätvärden: {indicator.title}")
    return saved(workbook)


def _add_rule(sheet: Worksheet, number: int, last: int) -> None:
    """What may be written in a column, with a message when one of its cells is chosen."""
    column = COLUMNS[number - 1]
    if column.choices and sum(len(one) + 1 for one in column.choices) < 250:
        listed = ",".join(column.choices)
        rule = DataValidation("list", f'"{listed}"', **ONLY_FROM_THE_LIST)
    else:
        rule = DataValidation(None, showErrorMessage=False)
    rule.allow_blank = rule.showInputMessage = True
    rule.promptTitle, rule.prompt = shortened(column.heading, 32), shortened(column.how, 255)
    letter = get_column_letter(number)
    rule.add(f"{letter}{_HEAD_ROW + 1}:{letter}{last}")
    sheet.add_data_validation(rule)


def write_csv(indicator: Indicator) -> bytes:
    """The own measurements with semicolon and decimal comma, as Excel in Swedish opens it."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.heading for column in COLUMNS])
    for row in rows_of(indicator):
        writer.writerow(
            [row[one.key] if one.key == "value" else csv_text(row[one.key]) for one in COLUMNS]
        )
    return file.getvalue().encode("utf-8-sig")


def _mark(row: Row) -> str:
    """A row as the workbook remembers it."""
    text = json.dumps([row.get(column.key, "") for column in COLUMNS], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


# --- In --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FileRead:
    """What a file says: values, or what is wrong by cell; and what is good to know."""

    values: list[Value]
    faults: list[Told]
    sha256: str


@dataclass(frozen=True)
class _Written:
    """One row of a file: where it is, its columns by key, its words, and unreadable cells."""

    sheet: str
    number: int
    columns: dict[str, int]
    words: Row
    problems: list[Spot]


def read_file(indicator: Indicator, file: IO[bytes]) -> FileRead:
    """The values of an uploaded file; raises `SpreadsheetError` or `WrongWorkbookError`."""
    content = _content(file)
    was: set[str] = set()
    if _is_text(content):
        written = list(_rows_of_csv(content))
    else:
        book = read_workbook(content)
        was = _remembered(book, indicator)
        written = list(_rows_of_book(book))
    if not written:
        raise SpreadsheetError("Filen har inga värden. Fyll i minst en rad och försök igen.")
    if len(written) > MOST_ROWS:
        raise SpreadsheetError(f"Filen har för många rader. Dela upp den: högst {MOST_ROWS} rader.")
    new = [one for one in written if _mark(one.words) not in was]
    values, spots = _read(indicator, new)
    return FileRead(values, gathered(spots), hashlib.sha256(content).hexdigest())


def _content(file: IO[bytes]) -> bytes:
    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise SpreadsheetError("Filen är för stor. Den får vara högst 10 MB.")
    if not content:
        raise SpreadsheetError("Filen är tom. Kontrollera att du har valt rätt fil.")
    return content


def _is_text(content: bytes) -> bool:
    """Whether the file can be CSV; what it is otherwise the workbook's reader tells."""
    start = content[:4_000]
    if (
        start.startswith((b"PK", b"%PDF", b"{\\rtf"))
        or start.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<"
    ):
        return False
    return not any(byte < 9 or 13 < byte < 32 for byte in start)


def _remembered(book: Book, indicator: Indicator) -> set[str]:
    """How the rows were when the workbook was fetched; nothing for a workbook of one's own."""
    told = read_marker(book, SALT)
    if told is None:
        return set()
    if told["indicator"] != indicator.slug:
        raise WrongWorkbookError(
            "Arbetsboken hör till en annan indikator. Ladda upp den där, eller hämta en ny här."
        )
    return set(told["was"])


def _rows_of_book(book: Book) -> Iterator[_Written]:
    for sheet in book.sheets:
        head = None if sheet.is_hidden else _head_of(sheet)
        if head:
            yield from _rows_below(sheet, *head)
            return
    raise SpreadsheetError(_NO_HEADINGS)


_NO_HEADINGS = (
    "Filen saknar kolumnerna År, Plats och Värde. Hämta en arbetsbok här och för över värdena dit."
)


def _head_of(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of headings and where each known column is."""
    for number, cells in sheet.rows():
        found = {cell.text.strip().casefold(): column for column, cell in cells.items()}
        if found.keys() >= _NEEDED:
            return number, {
                _HEADINGS[name].key: column for name, column in found.items() if name in _HEADINGS
            }
    return None


def _rows_below(sheet: Sheet, head: int, columns: dict[str, int]) -> Iterator[_Written]:
    for number, cells in sheet.rows():
        words = {
            key: cells[column].text if column in cells else "" for key, column in columns.items()
        }
        problems = [
            Spot(sheet.name, number, column, cells[column].problem)
            for column in columns.values()
            if column in cells and cells[column].problem
        ]
        if number > head and (problems or any(one.strip() for one in words.values())):
            yield _Written(sheet.name, number, columns, words, problems)


def _rows_of_csv(content: bytes) -> Iterator[_Written]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    head = text.split("\n", 1)[0]
    delimiter = max(";\t,", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise SpreadsheetError("Filen går inte att läsa som CSV. Spara den som .xlsx.") from error
    names = [one.strip().casefold() for one in rows[0]] if rows else []
    if not set(names) >= _NEEDED:
        raise SpreadsheetError(_NO_HEADINGS)
    columns = {_HEADINGS[name].key: at for at, name in enumerate(names, 1) if name in _HEADINGS}
    for number, cells in enumerate(rows[1:], 2):
        words = {
            key: from_csv_text(cells[at - 1]) if at <= len(cells) else ""
            for key, at in columns.items()
        }
        if any(one.strip() for one in words.values()):
            yield _Written("CSV", number, columns, words, [])


def _read(indicator: Indicator, written: Iterable[_Written]) -> tuple[list[Value], list[Spot]]:
    places, spots = Places(), []
    others = {
        (one.year, one.place, one.group, one.sex, one.origin): one
        for one in indicator.measurements.valid()
        if not one.is_written
    }
    values: dict[object, Value] = {}
    rows: dict[object, int] = {}
    for one in written:
        spots += one.problems
        if one.problems:
            continue
        try:
            value = read_row(one.words, places)
        except NotAValueError as wrong:
            spots += [
                Spot(one.sheet, one.number, one.columns.get(key, 0), words)
                for key, words in wrong.faults.items()
            ]
            continue
        if value.key in values:
            words = f"Raden gäller samma sak som rad {rows[value.key]}. Ta bort den ena."
            spots.append(Spot(one.sheet, one.number, 0, words))
        elif other := others.get(value.key):
            how = f"hämtas från {other.source}" if other.fetch_id else "står i strategins text"
            words = f"Värdet {how} och ändras inte här. Ta bort raden."
            spots.append(Spot(one.sheet, one.number, 0, words))
        values[value.key], rows[value.key] = value, one.number
    return list(values.values()), spots
