"""The tables as a workbook: a sheet for each, and one that explains every column.

Made to be sorted, filtered and listened to: the headings are the first row of each sheet, nothing
is merged, every sheet is a named table. Every text is text, whatever it looks like.
"""

from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from followup.report.outputs.packages import made_at, repacked
from followup.report.outputs.tables import Column, Table, Value, data_tables
from followup.report.snapshot import Snapshot
from strategy_portal.spreadsheets import LONGEST_CELL, put, saved
from strategy_portal.spreadsheets.sheets import fit_pages, fit_rows, font, heading

LIST_MARK = "; "
# Room to spare: some characters take several places when they are written.
_PART = 30_000
_TOP = Alignment(wrap_text=True, vertical="top")
_WIDTHS = {"number": 12, "count": 12, "list": 30}
_EXPLAINED = Table(
    "columns",
    "Förklaring",
    "Vad varje kolumn betyder.",
    (
        Column("sheet", "Blad", "Bladet som kolumnen finns på."),
        Column("column", "Kolumn", "Kolumnens rubrik."),
        Column("unit", "Enhet", "Vad tal är räknade i. Tom: texten har ingen enhet."),
        Column("about", "Förklaring", "Vad som står i kolumnen, och vad en tom ruta betyder."),
    ),
    (),
)
_LONG = Table(
    "long_texts",
    "Långa texter",
    "Texter som inte ryms i en ruta, hela, i delar.",
    (
        Column("sheet", "Blad", "Bladet där textens början står."),
        Column("row", "Rad", "Radens nummer på det bladet.", "number", "nummer"),
        Column("column", "Kolumn", "Kolumnens rubrik på det bladet."),
        Column("part", "Del", "Delarna i ordning ger hela texten.", "number", "nummer"),
        Column("text", "Text", "En del av texten."),
    ),
    (),
)


def workbook(snapshot: Snapshot) -> bytes:
    """The workbook's bytes; the same snapshot gives the same."""
    book = Workbook()
    book.remove(book.worksheets[0])
    moment = made_at(snapshot)
    about = book.properties
    about.title, about.creator, about.language = snapshot["title"], "Strategiportalen", "sv-SE"
    about.created = moment
    tables = data_tables(snapshot)
    long_rows = tuple(_long_texts(tables))
    if long_rows:
        tables.append(_with_rows(_LONG, long_rows))
    first, *others = tables
    for table in (first, _with_rows(_EXPLAINED, _explained([*tables, _EXPLAINED])), *others):
        _write(book.create_sheet(table.title), table)
    return repacked(saved(book), moment)


def _with_rows(table: Table, rows: tuple[Mapping[str, Value], ...]) -> Table:
    return Table(table.key, table.title, table.about, table.columns, rows)


def _explained(tables: list[Table]) -> tuple[Mapping[str, Value], ...]:
    return tuple(
        {
            "sheet": table.title,
            "column": column.heading,
            "unit": column.unit or None,
            "about": column.about,
        }
        for table in tables
        for column in table.columns
    )


def in_a_cell(value: Value) -> str | int | float | None:
    """A value as a cell holds it: lists as one text, an empty text as an empty cell."""
    if isinstance(value, list):
        return LIST_MARK.join(value) or None
    return None if value == "" else value


def _write(sheet: Worksheet, table: Table) -> None:
    for place, column in enumerate(table.columns, 1):
        heading(sheet.cell(1, place), _headed(column))
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _WIDTHS.get(column.kind, _width(table, column))
    for number, row in enumerate(table.rows, 2):
        for place, column in enumerate(table.columns, 1):
            value = in_a_cell(row.get(column.key))
            if value is not None:
                cell = sheet.cell(number, place)
                put(cell, value)
                cell.font, cell.alignment = font(), _TOP
    _finish(sheet, table)


def _headed(column: Column) -> str:
    """The heading with the unit of its numbers: "Kvinnor (personer)"."""
    plain = column.unit in {"", "nummer", "år", "se Enhet"}
    return column.heading if plain else f"{column.heading} ({column.unit})"


def _width(table: Table, column: Column) -> int:
    longest = max((len(str(row.get(column.key) or "")) for row in table.rows), default=0)
    return min(max(longest, len(column.heading)) + 3, 60)


def _finish(sheet: Worksheet, table: Table) -> None:
    """Headings that stay, a filter, a name that screen readers read headings from, and print."""
    last = f"{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    fit_rows(sheet, len(table.columns))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{last}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    fit_pages(sheet)
    where = f"{quote_sheetname(sheet.title)}!$A$1"
    sheet.defined_names["ColumnTitle"] = DefinedName("ColumnTitle", attr_text=where)


def _long_texts(tables: list[Table]) -> list[Mapping[str, Value]]:
    """Every text that a cell cannot hold, whole, in parts."""
    found: list[Mapping[str, Value]] = []
    for table in tables:
        for number, row in enumerate(table.rows, 2):
            for column in table.columns:
                text = in_a_cell(row.get(column.key))
                if isinstance(text, str) and len(text) > LONGEST_CELL:
                    found += [
                        {
                            "sheet": table.title,
                            "row": number,
                            "column": column.heading,
                            "part": part,
                            "text": text[start : start + _PART],
                        }
                        for part, start in enumerate(range(0, len(text), _PART), 1)
                    ]
    return found
