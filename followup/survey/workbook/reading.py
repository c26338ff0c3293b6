"""What has been filled in in a workbook: found by the hidden keys, each fault by its cell.

Rows may have been moved, sheets renamed, other sheets added: a row is known by its key, a column
by its heading. What cannot be told with certainty is a fault, and changes nothing.
"""

from collections import Counter
from dataclasses import dataclass, field

from followup.survey.form.fields import Field, Value
from followup.survey.form.section_form import SectionForm
from followup.survey.form.values import ValueFaultError
from followup.survey.workbook.lines import (
    ANSWER,
    TABLE_KEY,
    TEXT_KEY,
    address_of,
    column_titles,
    entry_key,
)
from followup.survey.workbook.words import as_answer
from strategy_portal.spreadsheets import KEY_HEADING, Book, Cell, Sheet, Spot, note_of

Entry = tuple[Field, ...]


@dataclass(frozen=True)
class Filled:
    """One cell that says something about a field: its answer, or why there is none."""

    section: int
    field: Field
    sheet: str
    row: int
    column: int
    value: Value = ""
    typed: str = ""
    fault: str = ""
    note: str = ""


@dataclass
class Reading:
    """All that was found: what is filled in, what is wrong, what is good to know."""

    filled: list[Filled] = field(default_factory=list)
    faults: list[Spot] = field(default_factory=list)
    notes: list[Spot] = field(default_factory=list)


class _Keys:
    """The fields of all sections by the keys that stand in a workbook."""

    def __init__(self, forms: list[SectionForm]) -> None:
        self.lines: dict[str, tuple[int, Field]] = {}
        self.entries: dict[str, tuple[int, list[Field]]] = {}
        for form in forms:
            for one in form.fields():
                self._add(form, one)

    def _add(self, form: SectionForm, one: Field) -> None:
        section = form.section.pk
        if one.intervention or one.record:
            key = address_of(form.section, entry_key(one))
            self.entries.setdefault(key, (section, []))[1].append(one)
        elif one.widget != "file":
            self.lines[address_of(form.section, one.key)] = section, one


def read_answers(book: Book, forms: list[SectionForm]) -> Reading:
    """Everything that is filled in, of all sheets; the forms have the rows for what is new."""
    keys, reading = _Keys(forms), Reading()
    seen: set[int] = set()
    for sheet in book.sheets:
        if place := _key_column(sheet):
            seen |= _Sheet(sheet, keys, reading, *place).read()
    for form in forms:
        if form.section.pk not in seen:
            text = (
                f"Bladet för {form.section.title} finns inte i filen, eller har förlorat sin dolda "
                "kolumn. Inget i det avsnittet ändras."
            )
            reading.faults.append(Spot("", 0, 0, text))
    _refuse_doubles(reading)
    return reading


def _key_column(sheet: Sheet) -> tuple[int, int] | None:
    """Where the heading of the hidden column stands."""
    return next((place for place, cell in sheet.cells.items() if cell.value == KEY_HEADING), None)


def _refuse_doubles(reading: Reading) -> None:
    """A question that stands on two rows is answered on neither."""
    times = Counter((one.section, one.field.key) for one in reading.filled)
    doubled = [one for one in reading.filled if times[one.section, one.field.key] > 1]
    reading.filled = [one for one in reading.filled if times[one.section, one.field.key] == 1]
    rows = sorted({(one.sheet, one.row) for one in doubled})
    reading.faults += [
        Spot(sheet, row, 0, "Samma fråga eller rad finns flera gånger i filen. Behåll en av dem.")
        for sheet, row in rows
    ]


@dataclass
class _Sheet:
    """One sheet being read."""

    sheet: Sheet
    keys: _Keys
    reading: Reading
    head_row: int
    key_column: int

    def read(self) -> set[int]:
        """Fills the reading; the sections whose rows it held."""
        self.told: set[str] = set()
        answer_column = self._heading(self.head_row, ANSWER)
        sections: set[int] = set()
        columns: dict[int, str] = {}
        for row, cells in self.sheet.rows():
            if row <= self.head_row:
                continue
            key = cells[self.key_column].text if self.key_column in cells else ""
            if key == TEXT_KEY:
                continue
            if key.startswith(f"{TABLE_KEY}:"):
                columns = {at: cell.text for at, cell in cells.items() if at != self.key_column}
            elif key in self.keys.lines:
                columns = {}
                section, one = self.keys.lines[key]
                sections.add(section)
                self._line(section, one, row, answer_column, cells)
            elif key in self.keys.entries:
                section, fields = self.keys.entries[key]
                sections.add(section)
                self._entry(section, fields, row, columns, cells)
            else:
                self._stray(key, row, cells, columns, answer_column)
        return sections

    def _heading(self, row: int, heading: str) -> int | None:
        return next(
            (at for (r, at), cell in self.sheet.cells.items() if r == row and cell.text == heading),
            None,
        )

    def _line(
        self, section: int, one: Field, row: int, column: int | None, cells: dict[int, Cell]
    ) -> None:
        if column is None:
            self._tell_once(
                self.head_row, f"Rubriken ”{ANSWER}” saknas, så svaren går inte att hitta."
            )
            return
        self._read_cell(section, one, row, column, cells.get(column))

    def _entry(
        self,
        section: int,
        fields: list[Field],
        row: int,
        columns: dict[int, str],
        cells: dict[int, Cell],
    ) -> None:
        by_title = {title: at for at, title in columns.items()}
        for title, one in zip(column_titles(fields), fields, strict=True):
            if one.widget == "file":
                continue
            if title not in by_title:
                self._tell_once(
                    row,
                    f"Kolumnen ”{title}” saknas i tabellen. Inget i den kolumnen ändras.",
                )
                continue
            self._read_cell(section, one, row, by_title[title], cells.get(by_title[title]))

    def _read_cell(
        self, section: int, one: Field, row: int, column: int, cell: Cell | None
    ) -> None:
        value, fault = one.empty, ""
        if merged := self.sheet.merged_at(row, column):
            fault = f"Cellerna {merged} är sammanslagna. Dela dem och skriv svaret i rätt cell."
        else:
            try:
                value = as_answer(one, cell)
            except ValueFaultError as wrong:
                fault = str(wrong)
        note = note_of(cell) if not fault and cell else ""
        typed = cell.text if cell else ""
        self.reading.filled.append(
            Filled(section, one, self.sheet.name, row, column, value, typed, fault, note)
        )

    def _stray(
        self,
        key: str,
        row: int,
        cells: dict[int, Cell],
        columns: dict[int, str],
        answer_column: int | None,
    ) -> None:
        """A row that belongs to nothing: told where somebody has written in it."""
        written = [
            at
            for at, cell in cells.items()
            if at != self.key_column and (cell.value is not None or cell.problem)
        ]
        if not columns:
            written = [at for at in written if at == answer_column]
        if key and not written:
            return
        text = (
            _GONE
            if key
            else "Raden är tillagd i filen och hör inte till någon fråga. Flytta svaret till en av "
            "portalens egna rader."
        )
        self.reading.faults += [Spot(self.sheet.name, row, at, text) for at in written]

    def _tell_once(self, row: int, text: str) -> None:
        if text not in self.told:
            self.told.add(text)
            self.reading.faults.append(Spot(self.sheet.name, row, 0, text))


_GONE = (
    "Raden hör till något som inte längre finns i enkäten, eller så är den dolda nyckeln ändrad. "
    "Inget på raden ändras."
)
