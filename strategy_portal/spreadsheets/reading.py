"""A workbook's cells, read one part at a time within bounds.

The parts are read by a streaming parser that refuses document types, so that a file is never
held as a tree. openpyxl is not used here: it tells a formula or its last value but not both,
forgets merged cells when it streams, and lets a doubled cell pass.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import IO, Any, TypeVar
from xml.sax.handler import ContentHandler  # a base class; the parser itself is defused

from defusedxml.expatreader import DefusedExpatParser
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from strategy_portal.spreadsheets.container import (
    DAMAGED,
    Container,
    SpreadsheetError,
    content_of,
    told_in_swedish,
)

CellValue = str | Decimal | bool | date | datetime | time | None

MOST_ROWS = 20_000
MOST_COLUMNS = 400
MOST_SHEETS = 100
MOST_CELLS = 30_000
MOST_ELEMENTS = 150_000
MOST_TEXT = 10_000_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what stands in it, where, and why it cannot be used where it cannot.

    A number is a Decimal of at most fifteen digits, as Excel shows it. `is_share` says that it
    is shown as per cent: 0.1 stands for "10 %". `is_formula`: the value is what the formula last
    gave.
    """

    row: int
    column: int
    value: CellValue
    is_formula: bool = False
    is_share: bool = False
    problem: str = ""

    @property
    def address(self) -> str:
        """As people say it: D14."""
        return f"{get_column_letter(self.column)}{self.row}"

    @property
    def text(self) -> str:
        """The value as somebody in Sweden would type it: "10 %", "1,5", "2026-03-31"."""
        value = self.value
        if isinstance(value, bool):
            return "Ja" if value else "Nej"
        if isinstance(value, Decimal):
            shown = value * 100 if self.is_share else value
            digits = f"{shown.normalize():f}".replace(".", ",")
            return f"{digits} %" if self.is_share else digits
        if isinstance(value, datetime):
            return f"{value:%Y-%m-%d %H:%M}"
        if isinstance(value, time):
            return f"{value:%H:%M}"
        return str(value) if value is not None else ""


@dataclass
class Sheet:
    """One sheet's cells that hold something, by row and column, and its merged ranges."""

    name: str
    is_hidden: bool
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)

    def merged_at(self, row: int, column: int) -> str:
        """The merged range that a cell lies in, as "D14–E15"; empty where it is not merged."""
        for first_column, first_row, last_column, last_row in self._merged_ends:
            if first_row <= row <= last_row and first_column <= column <= last_column:
                first = f"{get_column_letter(first_column)}{first_row}"
                return f"{first}–{get_column_letter(last_column)}{last_row}"
        return ""

    @cached_property
    def _merged_ends(self) -> list[tuple[int, int, int, int]]:
        return [_ends(one) for one in self.merged]

    def rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Each row that holds something: its number and its cells by column, from the top."""
        by_row: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in self.cells.items():
            by_row.setdefault(row, {})[column] = cell
        for row in sorted(by_row):
            yield row, by_row[row]


def _ends(merged: str) -> tuple[int, int, int, int]:
    """A range's first column and row and its last; a whole row or column has no ends."""
    first_column, first_row, last_column, last_row = range_boundaries(merged)
    return first_column or 1, first_row or 1, last_column or 16_384, last_row or 1_048_576


@dataclass(frozen=True)
class Book:
    """The sheets of a workbook, in order."""

    sheets: list[Sheet]

    def __getitem__(self, name: str) -> Sheet:
        return next(sheet for sheet in self.sheets if sheet.name == name)


def read_workbook(file: IO[bytes] | bytes) -> Book:
    """All sheets of an uploaded workbook; raises `SpreadsheetError` for what cannot be used."""
    container = Container(content_of(file))
    with told_in_swedish():
        return _read(container)


def _read(container: Container) -> Book:
    main = _main_part(container)
    outline = _parse(container, main, _Outline())
    parts = _related(container, main)
    shared = _parse_if_there(container, parts.of_type("/sharedStrings"), _SharedStrings())
    styles = _parse_if_there(container, parts.of_type("/styles"), _Styles())
    if not outline.sheets or len(outline.sheets) > MOST_SHEETS:
        raise SpreadsheetError(DAMAGED)
    bounds = _Bounds()
    epoch = MAC_EPOCH if outline.is_1904 else WINDOWS_EPOCH
    sheets = []
    for name, relation, is_hidden in outline.sheets:
        kind, part = parts.by_id.get(relation, ("", ""))
        if kind.endswith(("/chartsheet", "/dialogsheet")):
            continue
        if part not in container:
            raise SpreadsheetError(f"Bladet ”{name}” saknas i filen. {DAMAGED}")
        sheet = Sheet(name, is_hidden)
        _parse(container, part, _SheetCells(sheet, shared.texts, styles.kinds, epoch, bounds))
        sheets.append(sheet)
    return Book(sheets)


# --- Parts -----------------------------------------------------------------------------------


@dataclass
class _Parts:
    """What a part points at inside the file: kind and name by id."""

    by_id: dict[str, tuple[str, str]]

    def of_type(self, ending: str) -> str:
        return next((name for kind, name in self.by_id.values() if kind.endswith(ending)), "")


def _main_part(container: Container) -> str:
    """The workbook's own part, wherever the package says that it lies."""
    return _related(container, "").of_type("/officeDocument") or "xl/workbook.xml"


def _related(container: Container, part: str) -> _Parts:
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    found = _parse(container, relations, _Relations()).found
    return _Parts({one: (kind, _inside(folder, target)) for one, (kind, target) in found.items()})


def _inside(folder: str, target: str) -> str:
    path = target if target.startswith("/") else posixpath.join("/", folder, target)
    return posixpath.normpath(path).lstrip("/").lower()


class _Handler(ContentHandler):
    """Elements by their local names; both the ordinary and the strict standard's are read."""

    def startElementNS(  # noqa: N802  # the parser names it, and its arguments
        self,
        name: tuple[str | None, str],
        qname: str | None,  # noqa: ARG002  # the parser sends it
        attrs: Any,
    ) -> None:
        self.open(name[1], {local: value for (_, local), value in attrs.items()})

    def endElementNS(  # noqa: N802  # the parser names it, and its arguments
        self,
        name: tuple[str | None, str],
        qname: str | None,  # noqa: ARG002  # the parser sends it
    ) -> None:
        self.close(name[1])

    def open(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def close(self, name: str) -> None:
        """An element ends."""


Read = TypeVar("Read", bound=_Handler)


def _parse(container: Container, part: str, handler: Read) -> Read:
    parser = DefusedExpatParser(namespaceHandling=1, forbid_dtd=True)
    parser.setContentHandler(handler)
    for chunk in container.chunks(part):
        parser.feed(chunk)
    parser.close()
    return handler


def _parse_if_there(container: Container, part: str, handler: Read) -> Read:
    return _parse(container, part, handler) if part else handler


class _Relations(_Handler):
    """Where a part's relations lead; those that lead out of the file are not followed."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, tuple[str, str]] = {}

    def open(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            self.found[attributes["Id"]] = (attributes["Type"], attributes["Target"])


class _Outline(_Handler):
    """The workbook's part: its sheets in order, and from which year it counts days."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, bool]] = []
        self.is_1904 = False

    def open(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "workbookPr":
            self.is_1904 = attributes.get("date1904", "0") in {"1", "true"}
        if name == "sheet":
            is_hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes["name"], attributes["id"], is_hidden))


class _Styles(_Handler):
    """For each style whether it shows a number as a day or as per cent."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[str] = []
        self._formats: dict[str, str] = {}
        self._in_cells = False

    def open(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            self._formats[attributes["numFmtId"]] = attributes["formatCode"][:255]
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self.kinds.append(self._kind(attributes.get("numFmtId", "0")))

    def close(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def _kind(self, number: str) -> str:
        built_in = BUILTIN_FORMATS.get(int(number), "General")
        code = self._formats.get(number, built_in)
        if is_date_format(code):
            return "day"
        return "share" if "%" in re.sub(r'"[^"]*"|\\.', "", code) else ""


class _Text(_Handler):
    """Collects the text of `<t>`, but not that of reading aids (`<rPh>`)."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self._listens = False
        self._in_aid = False

    def characters(self, content: str) -> None:
        if self._listens:
            self._pieces.append(content)

    def _follow(self, name: str, begins: bool) -> None:
        if name == "rPh":
            self._in_aid = begins
        elif name == "t":
            self._listens = begins and not self._in_aid

    def _collected(self) -> str:
        text = "".join(self._pieces)
        self._pieces = []
        return text


class _SharedStrings(_Text):
    """The texts that cells point at by number."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._length = 0

    def open(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002  # the parser sends it
        if name == "si":
            self._pieces = []
        self._follow(name, True)

    def close(self, name: str) -> None:
        self._follow(name, False)
        if name != "si":
            return
        text = self._collected()
        self._length += len(text)
        if len(self.texts) >= MOST_CELLS or self._length > MOST_TEXT:
            raise SpreadsheetError(_TOO_MUCH)
        self.texts.append(unescaped(text))


# --- Cells -----------------------------------------------------------------------------------

_TOO_MUCH = (
    "Filen har fler celler än portalen läser. Ta bort tomma, formaterade rader och kolumner, "
    "eller hämta en ny fil från portalen och för över svaren dit."
)
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
_NUMBER = re.compile(r"[-+]?(?:\d{1,400}\.?\d{0,400}|\.\d{1,400})(?:[eE][-+]?\d{1,4})?", re.ASCII)
_NO_VALUE = (
    "Cellen har en formel utan uträknat värde. Skriv svaret i stället, eller öppna filen i Excel "
    "och spara den igen."
)


class _Bounds:
    """How much has been read of a whole workbook, so that no file takes the server's time."""

    def __init__(self) -> None:
        self.elements = self.cells = self.text = 0

    def element(self) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise SpreadsheetError(_TOO_MUCH)

    def cell(self, value: CellValue) -> None:
        self.cells += 1
        self.text += len(value) if isinstance(value, str) else 0
        if self.cells > MOST_CELLS or self.text > MOST_TEXT:
            raise SpreadsheetError(_TOO_MUCH)


class _SheetCells(_Text):
    """Fills a sheet; `f` is a formula and `v` the value as it is stored, or as it was last."""

    def __init__(
        self,
        sheet: Sheet,
        shared: list[str],
        kinds: list[str],
        epoch: datetime,
        bounds: _Bounds,
    ) -> None:
        super().__init__()
        self._sheet, self._shared, self._kinds = sheet, shared, kinds
        self._epoch, self._bounds = epoch, bounds
        self._row = self._column = 0
        self._cell: dict[str, str] | None = None
        self._is_formula = False

    def open(self, name: str, attributes: Mapping[str, str]) -> None:
        self._bounds.element()
        if name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif name == "c":
            self._begin(attributes)
        elif name == "f":
            self._is_formula = True
        elif name == "v":
            self._listens = True
        elif name == "mergeCell":
            self._sheet.merged.append(attributes["ref"])
        else:
            self._follow(name, True)

    def close(self, name: str) -> None:
        if name == "c":
            self._end()
        elif name == "v":
            self._listens = False
        else:
            self._follow(name, False)

    def _begin(self, attributes: Mapping[str, str]) -> None:
        self._cell, self._is_formula, self._pieces = dict(attributes), False, []
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
            return
        found = _REFERENCE.fullmatch(reference)
        if found is None or int(found[2]) != self._row:
            raise SpreadsheetError(
                f"Cellen ”{reference[:12]}” på bladet ”{self._sheet.name}” har ingen riktig plats. "
                f"{DAMAGED}"
            )
        self._column = column_index_from_string(found[1].upper())

    def _end(self) -> None:
        attributes, raw = self._cell or {}, self._collected()
        place = self._row, self._column
        value, problem, is_share = self._value(attributes, raw)
        if value in (None, "") and not problem:
            return
        if place in self._sheet.cells:
            raise SpreadsheetError(
                f"Cell {self._sheet.cells[place].address} på bladet ”{self._sheet.name}” finns två "
                f"gånger. {DAMAGED}"
            )
        cell = Cell(*place, value, self._is_formula, is_share, problem)
        if self._row > MOST_ROWS or self._column > MOST_COLUMNS:
            raise SpreadsheetError(
                f"Bladet ”{self._sheet.name}” har något i cell {cell.address}, långt utanför det "
                "som portalen läser. Ta bort det och ladda upp filen igen."
            )
        self._bounds.cell(value)
        self._sheet.cells[place] = cell

    def _value(self, attributes: Mapping[str, str], raw: str) -> tuple[CellValue, str, bool]:
        """The value, what is wrong with it, and whether it is shown as per cent."""
        kind = attributes.get("t", "n")
        if self._is_formula and not raw and kind != "str":
            return None, _NO_VALUE, False
        match kind:
            case "s":
                return self._shared_text(raw), "", False
            case "str" | "inlineStr":
                return unescaped(raw), "", False
            case "b" if raw in {"0", "1", "true", "false", ""}:
                return (raw in {"1", "true"} if raw else None), "", False
            case "e":
                return None, f"Cellen visar felet {raw[:20]}. Skriv svaret i stället.", False
            case "d":
                return _iso_day(raw), "", False
            case "n":
                return self._number(attributes.get("s", "0"), raw)
        raise SpreadsheetError(
            f"Cell {get_column_letter(self._column)}{self._row} på bladet ”{self._sheet.name}” har "
            f"ett okänt innehåll. {DAMAGED}"
        )

    def _shared_text(self, raw: str) -> str:
        if not raw:
            return ""
        if not (raw.isascii() and raw.isdigit()):
            raise SpreadsheetError(DAMAGED)
        return self._shared[int(raw)]

    def _number(self, style: str, raw: str) -> tuple[CellValue, str, bool]:
        if not raw.strip():
            return None, "", False
        number = _decimal(raw.strip())
        if number is None:
            return None, f"”{raw[:20]}” är inget tal. Skriv svaret med siffror.", False
        kind = self._kinds[int(style)] if int(style) < len(self._kinds) else ""
        if kind != "day":
            return number, "", kind == "share"
        try:
            return _day(number, self._epoch), "", False
        except (ValueError, OverflowError):
            words = "Cellen ska visa ett datum, men talet i den är inget datum. Skriv datumet igen."
            return None, words, False


def _decimal(raw: str) -> Decimal | None:
    """A number as Excel shows it, of at most fifteen digits; None for what is none."""
    if not _NUMBER.fullmatch(raw):
        return None
    number = float(raw)
    if number in {float("inf"), float("-inf")}:
        return None
    return Decimal(f"{number:.15g}") + 0  # + 0 makes zero of minus zero


def _day(number: Decimal, epoch: datetime) -> date | datetime | time:
    """The day, or the time of day, that a number stands for."""
    found = from_excel(float(number), epoch)
    if isinstance(found, datetime):
        if not 1900 <= found.year <= 9999:
            raise ValueError(number)
        return found.date() if found.time() == time(0) else found
    if isinstance(found, time):
        return found
    raise ValueError(number)


def _iso_day(raw: str) -> CellValue:
    if not raw:
        return None
    found = datetime.fromisoformat(raw).replace(tzinfo=None)
    return found.date() if found.time() == time(0) else found


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """A text as its writer saw it: `_x000D_` is a character, line breaks are of one kind.

    What no database takes (NUL, half a character) becomes the replacement sign.
    """
    if "_x" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
        whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        text = whole.replace("\x00", "\ufffd")
    return text.replace("\r\n", "\n").replace("\r", "\n")
