"""How a sheet that people fill in looks and behaves: by eye, by keyboard and by ear.

Every sheet begins in A1 with what it is; headings are frozen and repeated in print; what is not
to be written in is locked, without a password; what may be written in has a colour and a frame.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from strategy_portal.spreadsheets.writing import put_text

_INK = "14242B"
_FILLED = PatternFill("solid", fgColor="12475A")
_OPEN = PatternFill("solid", fgColor="EAF3F5")
_LINE = Side(style="thin", color="6B7B83")
_HAIR = Side(style="thin", color="D5DBDE")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_RULE = Border(bottom=_HAIR)
_WRAPPED = Alignment(wrap_text=True, vertical="top")

# What a cell with a list says to whoever writes something else in it.
ONLY_FROM_THE_LIST: dict[str, Any] = {
    "errorStyle": "stop",
    "errorTitle": "Välj i listan",
    "error": "Välj ett av alternativen i listan, eller lämna rutan tom.",
    "showErrorMessage": True,
}


def font(size: int = 11, bold: bool = False, color: str = _INK, is_link: bool = False) -> Font:
    """The same type face everywhere: one that every program has, or has a twin of."""
    underline: Literal["single"] | None = "single" if is_link else None
    return Font(name="Calibri", size=size, bold=bold, color=color, underline=underline)


def words_in(cell: Any, words: str, size: int = 11) -> None:
    """Something to read; larger than 11 it is a title."""
    put_text(cell, words)
    cell.number_format = "General"
    cell.font = font(size=size, bold=size > 11)
    cell.alignment = _WRAPPED if size == 11 else Alignment(vertical="top")
    if size == 11:
        cell.border = _RULE


def heading(cell: Any, words: str) -> None:
    """What a column is called."""
    put_text(cell, words)
    cell.font = font(bold=True, color="FFFFFF")
    cell.fill, cell.alignment = _FILLED, _WRAPPED


def link_to_sheet(cell: Any, title: str) -> None:
    """The way to another sheet."""
    words_in(cell, title)
    cell.hyperlink = f"#{quote_sheetname(title)}!A1"
    cell.font = font(color="0F5470", is_link=True)


def boxed(cell: Any, is_open: bool) -> None:
    """A cell for an answer; where `is_open` it may be written in."""
    cell.font, cell.alignment, cell.border = font(), _WRAPPED, _BOX
    if is_open:
        cell.fill, cell.protection = _OPEN, Protection(locked=False)


def shortened(text: str, longest: int) -> str:
    """A text as long as an input message takes."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


class _Row(RowDimension):
    """A row as high as its text, which still grows when somebody writes more in it."""

    @property
    def customHeight(self) -> bool:  # noqa: N802  # the name in the file
        """A height that is set by hand would stay."""
        return False


def fit_rows(sheet: Worksheet, last_column: int, least: Mapping[int, int] | None = None) -> None:
    """Gives each row room for its text: LibreOffice does not, where a sheet is locked.

    `least` are lines of room by row, for texts that nobody has written yet.
    """
    least = least or {}
    for cells in sheet.iter_rows(max_col=last_column):
        row, wrapped = cells[0].row or 1, [cell for cell in cells if cell.alignment.wrap_text]
        count = max([_lines_of(sheet, cell) for cell in wrapped], default=1)
        size = max((float(cell.font.size or 11) for cell in cells if cell.value), default=11.0)
        points = max(count, least.get(row, 1)) * 15 if size == 11 else size * 1.6
        sheet.row_dimensions[row] = _Row(sheet, index=row, ht=min(points, 400))


def _lines_of(sheet: Worksheet, cell: Any) -> int:
    """About how many lines a cell's text takes."""
    width = sheet.column_dimensions[cell.column_letter].width
    return sum(1 + int(len(line) // (width - 1)) for line in str(cell.value or "").split("\n"))


def finish(sheet: Worksheet, head_row: int, key_column: int, last_row: int) -> None:
    """Hides the column of keys, freezes the headings, and makes it fit to print and to hear."""
    sheet.column_dimensions[get_column_letter(key_column)].hidden = True
    sheet.freeze_panes = f"A{head_row + 1}"
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.print_area = f"A1:{get_column_letter(key_column - 1)}{last_row}"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    fit_pages(sheet)
    # Screen readers take the names of the columns from here.
    where = f"{quote_sheetname(sheet.title)}!$A${head_row}"
    sheet.defined_names["ColumnTitle"] = DefinedName("ColumnTitle", attr_text=where)
    protect(sheet)


def fit_pages(sheet: Worksheet, across: int = 1) -> None:
    """Printed on its side, so many pages wide and as long as it is."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.page_setup.fitToWidth = across
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def protect(sheet: Worksheet) -> None:
    """Locked but for the open cells, without a password; columns and rows may be resized."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.sheet_view.showGridLines = False


def first_sheet(
    sheet: Worksheet, told: Sequence[str], beside: str, links: Sequence[tuple[str, str]]
) -> None:
    """What the workbook is and how it is used, and a way to each sheet.

    The first of `told` is the title; `beside` is what the words beside each link are about.
    """
    for row, words in enumerate(told, 1):
        words_in(sheet.cell(row, 1), words, size=16 if row == 1 else 11)
    start = len(told) + 2
    for column, title in enumerate(("Blad", beside), 1):
        heading(sheet.cell(start, column), title)
    for row, (title, words) in enumerate(links, start + 1):
        link_to_sheet(sheet.cell(row, 1), title)
        words_in(sheet.cell(row, 2), words)
    sheet.column_dimensions["A"].width = 90
    sheet.column_dimensions["B"].width = 60
    fit_rows(sheet, 2)
    fit_pages(sheet)
    protect(sheet)


def describe(workbook: Workbook, title: str) -> None:
    """What the file says of itself, also to a screen reader."""
    workbook.properties.title = title
    workbook.properties.creator, workbook.properties.language = "Strategiportalen", "sv-SE"
    workbook.active = 0
