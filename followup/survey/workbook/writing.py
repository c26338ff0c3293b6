"""The workbook of one organisation's answers, made to be filled in by anybody, also by ear.

Every sheet begins in A1 with what it is; headings are frozen and repeated in print; nothing is
merged; what is not to be written in is locked, without a password; what is to be chosen has a
list. A hidden column holds each row's key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from actors.models import Person
from followup.survey.form.fields import Field, Value
from followup.survey.form.last_year import LastYear, last_year
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Answer, Submission
from followup.survey.rights import section_hinder
from followup.survey.tasks import deadline
from followup.survey.workbook import marker as markers
from followup.survey.workbook.lines import (
    HEADINGS,
    TABLE_KEY,
    TEXT_KEY,
    Line,
    Table,
    address_of,
    lines,
    tables,
)
from followup.survey.workbook.words import YES, as_cell, how_to_answer, labels, shown
from strategy_portal.spreadsheets import (
    KEY_HEADING,
    put,
    put_text,
    saved,
    sheet_title,
    write_marker,
)
from strategy_portal.spreadsheets.sheets import (
    ONLY_FROM_THE_LIST,
    boxed,
    describe,
    finish,
    first_sheet,
    fit_pages,
    fit_rows,
    font,
    heading,
    protect,
    shortened,
    words_in,
)

_HEAD_ROW = 4
_WIDTHS = (34, 46, 56, 38, 38)
_ANSWER_COLUMN = 3
_NARROW, _WIDE = 14, 44
# Lines of room for a text that nobody has written yet.
_ROOM = {"text": 4}
_NARROW_WIDGETS = frozenset({"count", "number", "per_cent", "money", "tick", "date"})


def write_workbook(submission: Submission, by: Person, at: datetime) -> bytes:
    """The file: a first sheet that explains, one for each section, the lists, the marker."""
    forms = forms_of(submission)
    marker = markers.marker_for(submission, forms, at)
    last = last_year(submission)
    for form in forms:
        markers.with_new_rows(form, marker.seed)
    book = _Book(Workbook(), by, at)
    first = book.workbook.worksheets[0]
    first.title = "Börja här"
    for form in forms:
        book.add_section(form, last)
    book.add_lists()
    _write_first_sheet(first, submission, book, at)
    write_marker(book.workbook, vars(marker), markers.SALT)
    describe(book.workbook, f"Enkät {submission.round.year}, {submission.actor}")
    return saved(book.workbook)


def forms_of(submission: Submission) -> list[SectionForm]:
    """The forms of all sections, their answers read and who has each."""
    forms = SectionForm.all_of(submission)
    prefetch_related_objects([form.section for form in forms], "answers", "assigned_to")
    return forms


@dataclass
class _Book:
    """The workbook under way: its sections' sheets, and the lists that their cells choose from."""

    workbook: Workbook
    by: Person
    at: datetime
    sections: list[tuple[str, SectionForm, str]] = field(default_factory=list)
    lists: dict[tuple[str, ...], tuple[str, str]] = field(default_factory=dict)

    LISTS = "Alternativ"

    def add_section(self, form: SectionForm, last: LastYear) -> None:
        """One sheet, locked altogether where this person may not change the section now."""
        title = sheet_title(form.section.title, self.workbook.sheetnames)
        hinder = section_hinder(form.section, self.by, self.at)
        sheet = self.workbook.create_sheet(title)
        _SectionSheet(self, sheet, form, last.values(form), is_open=not hinder).write(hinder)
        self.sections.append((title, form, hinder))

    def list_of(self, named: Field) -> str:
        """Where a field's choices stand, as a reference for a list; each list is kept once."""
        words = tuple(labels(named).values())
        if words not in self.lists:
            column = get_column_letter(len(self.lists) + 1)
            where = f"{self.LISTS}!${column}$3:${column}${len(words) + 2}"
            self.lists[words] = (where, named.label)
        return self.lists[words][0]

    def add_lists(self) -> None:
        """The sheet with everything that can be chosen."""
        sheet = self.workbook.create_sheet(self.LISTS)
        words_in(sheet.cell(1, 1), "Alternativ att välja bland", size=14)
        for column, (words, (_, title)) in enumerate(self.lists.items(), 1):
            heading(sheet.cell(2, column), title)
            sheet.column_dimensions[get_column_letter(column)].width = _WIDE
            for row, word in enumerate(words, 3):
                words_in(sheet.cell(row, column), word)
        fit_rows(sheet, max(len(self.lists), 1))
        sheet.freeze_panes = "A3"
        protect(sheet)


@dataclass
class _SectionSheet:
    """One section's sheet, written from the top."""

    book: _Book
    sheet: Worksheet
    form: SectionForm
    last: Mapping[str, Value]
    is_open: bool
    row: int = 1
    validations: dict[tuple, DataValidation] = field(default_factory=dict)
    least: dict[int, int] = field(default_factory=dict)

    def write(self, hinder: str) -> None:
        """All of it."""
        self.answers = {answer.key: answer for answer in self.form.section.answers.all()}
        found = tables(self.form)
        self.key_column = 1 + max([len(HEADINGS), *(len(table.columns) for table in found)])
        self._write_head(hinder)
        for line in lines(self.form):
            self._write_line(line)
        for table in found:
            self._write_table(table)
        self._finish()

    def _write_head(self, hinder: str) -> None:
        words_in(self.sheet.cell(1, 1), self.form.section.title, size=16)
        for row, words in ((2, hinder or _HOW), (3, _HOW_MANY if not hinder else "")):
            put_text(self.sheet.cell(row, 1), words)
            self.sheet.cell(row, 1).font = font()
        for column, title in enumerate(HEADINGS, 1):
            heading(self.sheet.cell(_HEAD_ROW, column), title)
            self.sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS[column - 1]
        self._key(_HEAD_ROW, KEY_HEADING)
        self.row = _HEAD_ROW + 1

    def _write_line(self, line: Line) -> None:
        what = line.field
        hint = " ".join(words for words in (how_to_answer(what), line.hint) if words)
        for column, words in ((1, line.about), (2, line.question), (4, hint)):
            words_in(self.sheet.cell(self.row, column), words)
        self._write_answer(self.row, _ANSWER_COLUMN, what, line.question)
        self.least[self.row] = _ROOM.get(what.widget, 1) if not what.sub_goal else 1
        words_in(self.sheet.cell(self.row, 5), shown(what, self.last.get(what.key, what.empty)))
        answerable = what.widget != "file"
        self._key(self.row, self._address(what.key) if answerable else TEXT_KEY)
        self.row += 1

    def _write_table(self, table: Table) -> None:
        self.row += 1
        for words, size in ((table.title, 14), (table.hint, 11), (_TABLE_HINT, 11)):
            cell = self.sheet.cell(self.row, 1)
            words_in(cell, words, size=size)
            cell.alignment = Alignment(vertical="top")
            self._key(self.row, TEXT_KEY)
            self.row += 1
        for column, title in enumerate(table.columns, 1):
            heading(self.sheet.cell(self.row, column), title)
            self._widen(column, table.rows[0][1][column - 1])
        self._key(self.row, f"{TABLE_KEY}:{table.rows[0][0].rpartition('/')[0]}")
        self.row += 1
        for key, fields in table.rows:
            for column, one in enumerate(fields, 1):
                self._write_answer(self.row, column, one, table.columns[column - 1])
            self._key(self.row, key)
            self.row += 1

    def _write_answer(self, row: int, column: int, what: Field, label: str) -> None:
        cell = self.sheet.cell(row, column)
        answer: Answer | None = self.answers.get(what.key)
        value = as_cell(what, answer.value if answer else what.empty)
        if isinstance(value, str):
            put_text(cell, value)
        else:
            put(cell, value)
        if not isinstance(value, str) or not value:
            cell.number_format = _number_format(what, value)
        is_open = self.is_open and what.widget != "file"
        boxed(cell, is_open)
        if is_open:
            self._validate(what, label).add(cell.coordinate)

    def _widen(self, column: int, what: Field) -> None:
        """Columns beyond those of the questions are as wide as what stands in them."""
        if column > len(HEADINGS):
            width = _NARROW if what.widget in _NARROW_WIDGETS else _WIDE
            held = self.sheet.column_dimensions[get_column_letter(column)]
            held.width = max(width, held.width if held.width != 13 else 0)

    def _key(self, row: int, key: str) -> None:
        put_text(self.sheet.cell(row, self.key_column), key)

    def _address(self, key: str) -> str:
        return address_of(self.form.section, key)

    # --- What may be written ---------------------------------------------------------------

    def _validate(self, what: Field, label: str) -> DataValidation:
        """The list or limits of a cell, with a message when it is chosen; alike ones are shared."""
        rule = self._rule(what)
        message = shortened(f"{how_to_answer(what)} {what.hint}".strip(), 250)
        shared = (tuple(sorted(rule.items())), label, message)
        if shared not in self.validations:
            made = DataValidation(allow_blank=True, **rule)
            made.promptTitle, made.prompt = shortened(label, 32), message
            made.showInputMessage = True
            self.validations[shared] = made
            self.sheet.add_data_validation(made)
        return self.validations[shared]

    def _rule(self, what: Field) -> dict[str, Any]:
        if what.widget == "tick":
            return {"type": "list", "formula1": f'"{YES}"'} | ONLY_FROM_THE_LIST
        if what.widget == "many" and what.choices:
            # Several may be written, so the list only helps.
            return {"type": "list", "formula1": self.book.list_of(what), "showErrorMessage": False}
        if what.widget in {"degree", "one_of", "pick"} and what.choices:
            return {"type": "list", "formula1": self.book.list_of(what)} | ONLY_FROM_THE_LIST
        if what.widget in {"count", "number"}:
            least = {"count": 0}.get(what.widget, -(10**12))
            return {"type": "whole", "operator": "between"} | _limits(what, least) | _WARN_NUMBER
        if what.widget in {"per_cent", "money"}:
            return {"type": "decimal", "operator": "between"} | _limits(what, 0) | _WARN_NUMBER
        return {"type": None, "showErrorMessage": False}

    def _finish(self) -> None:
        sheet = self.sheet
        # Before it is hidden; a table is wider than the questions: it goes on beside them, as
        # large as they are.
        widths = [
            sheet.column_dimensions[get_column_letter(n)].width for n in range(1, self.key_column)
        ]
        fit_rows(sheet, self.key_column - 1, self.least)
        finish(sheet, _HEAD_ROW, self.key_column, self.row)
        fit_pages(sheet, across=max(1, round(sum(widths) / sum(_WIDTHS))))


_HOW = (
    "Skriv i de färgade rutorna med ram. Resten är låst. Det ni lämnar tomt räknas som obesvarat."
)
_HOW_MANY = (
    "Ladda upp filen i portalen när ni är klara. Där ser ni vad som ändras innan det sparas."
)
_TABLE_HINT = "En rad för varje. De tomma raderna är till för nya."
_WARN_NUMBER = {
    "errorStyle": "warning",
    "errorTitle": "Kontrollera talet",
    "error": "Skriv ett tal med siffror, inom de gränser som frågan anger.",
    "showErrorMessage": True,
}


def _limits(what: Field, least: int) -> dict[str, str]:
    low = what.minimum if what.minimum is not None else least
    high = what.maximum if what.maximum is not None else 10**12
    return {"formula1": f"{low:f}" if isinstance(low, Decimal) else str(low), "formula2": f"{high}"}


def _number_format(what: Field, value: object) -> str:
    """How a cell shows what is typed; a blank cell for text takes everything as text."""
    if what.widget == "date":
        return "yyyy-mm-dd"
    if what.widget in {"count", "number"}:
        return "#,##0"
    if what.widget == "money" and isinstance(value, Decimal):
        return "#,##0" if value == value.to_integral_value() else "#,##0.00"
    if what.widget in {"money", "per_cent", "tick", "degree", "one_of", "pick", "many"}:
        return "General"
    return "@"


def _write_first_sheet(sheet: Worksheet, submission: Submission, book: _Book, at: datetime) -> None:
    """What this is, how it is filled in and sent, and a way to every sheet."""
    actor, round_ = submission.actor, submission.round
    made = date_format(timezone.localtime(at), "j F Y H:i")
    told = (
        f"Enkät {round_.year}, {actor}",
        f"Arbetsboken hämtades {made} av {book.by.name}. {deadline(submission.invitation, at)}.",
        "1. Svara på bladen. Varje avsnitt i enkäten har ett blad. Skriv i de färgade rutorna.",
        "2. Där det finns en lista väljer ni i den. Alla alternativ står på bladet "
        f"{book.LISTS}. Flera alternativ skrivs med semikolon mellan.",
        "3. Spara filen som Excel-arbetsbok (.xlsx) och ladda upp den i portalen, på sidan "
        "Svara i Excel.",
        "4. Portalen visar vad som ändras och om något är fel. Inget sparas förrän ni säger ja.",
        "Tomt, 0 och ”vet ej” är olika svar. Det ni lämnar tomt räknas som obesvarat.",
        "Filer lägger ni till i portalen. Skriv inga uppgifter om enskilda personer.",
    )
    links = [(title, hinder or "Ja") for title, _form, hinder in book.sections]
    first_sheet(sheet, told, "Kan ni svara här?", links)
