"""The workbook of a round's lists: what may be changed is open, the rest is locked."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from actors.models import Person
from followup.rounds.lists.kept import INVITED, NO, PEOPLE, YES, Column, Line, Lists, Table, marks
from followup.rounds.models import Round
from strategy_portal.spreadsheets import KEY_HEADING, put_text, saved, write_marker
from strategy_portal.spreadsheets.sheets import (
    ONLY_FROM_THE_LIST,
    boxed,
    describe,
    finish,
    first_sheet,
    fit_rows,
    heading,
    shortened,
    words_in,
)

SALT = "followup.rounds.lists"
# Empty rows for people who are not there yet.
NEW_PEOPLE = 40
_HEAD_ROW = 3
_FIRST_ROW = _HEAD_ROW + 1


def write_lists(lists: Lists, by: Person, at: datetime) -> bytes:
    """The file: a first sheet that explains, one for each list, and the marker."""
    workbook = Workbook()
    _write_first(workbook.worksheets[0], lists.round, by, at)
    invited, people = list(lists.invited.values()), list(lists.people.values())
    sheet = _Sheet(workbook.create_sheet(INVITED.title), INVITED, len(invited))
    sheet.write([(line, _open_of(lists, line)) for line in invited])
    sheet = _Sheet(workbook.create_sheet(PEOPLE.title), PEOPLE, len(invited))
    known = frozenset(column.key for column in PEOPLE.columns if column.how)
    sheet.write([(line, known - {"organisation", "name"}) for line in people], empty=NEW_PEOPLE)
    told = {
        "round": lists.round.pk,
        "year": lists.round.year,
        "issued_at": at.isoformat(timespec="seconds"),
        "was": {line.key: marks(line) for line in (*invited, *people)},
    }
    write_marker(workbook, told, SALT)
    describe(workbook, f"Inbjudna och kontakter, omgång {lists.round.year}")
    return saved(workbook)


def _open_of(lists: Lists, line: Line) -> frozenset[str]:
    """The columns of an organisation's line that may be written in now."""
    other = NO if line.facts["invited"] == YES else YES
    return frozenset({"mailbox"} if lists.hinder(line.actor, other) else {"mailbox", "invited"})


def _write_first(sheet: Worksheet, round_: Round, by: Person, at: datetime) -> None:
    sheet.title = "Börja här"
    made = date_format(timezone.localtime(at), "j F Y H:i")
    told = (
        f"Inbjudna och kontakter, omgång {round_.year}",
        f"Arbetsboken hämtades {made} av {by.name}.",
        "1. Ändra på bladen. Skriv i de färgade rutorna med ram. Resten är låst.",
        "2. Spara filen som Excel-arbetsbok (.xlsx) och ladda upp den i portalen, på sidan Listor "
        "i Excel.",
        "3. Portalen visar vad som ändras och om något är fel. Inget sparas förrän du säger ja.",
        "Filen innehåller personuppgifter. Spara den inte längre än du behöver.",
    )
    links = [(table.title, table.about) for table in (INVITED, PEOPLE)]
    first_sheet(sheet, told, "Vad som står där", links)


class _Sheet:
    """One list being written, from the top."""

    def __init__(self, sheet: Worksheet, table: Table, organisations: int) -> None:
        self.sheet, self.table = sheet, table
        self.key_column = len(table.columns) + 1
        self.row = _FIRST_ROW
        where = f"$A${_FIRST_ROW}:$A${_HEAD_ROW + organisations}"
        self.organisations = f"{quote_sheetname(INVITED.title)}!{where}"
        words_in(sheet.cell(1, 1), table.title, size=16)
        put_text(sheet.cell(2, 1), table.about)
        for number, column in enumerate(table.columns, 1):
            heading(sheet.cell(_HEAD_ROW, number), column.heading)
            sheet.column_dimensions[get_column_letter(number)].width = column.width
        put_text(sheet.cell(_HEAD_ROW, self.key_column), KEY_HEADING)
        self.rules = {column.key: self._rule(column) for column in table.columns if column.how}

    def write(self, lines: list[tuple[Line, frozenset[str]]], empty: int = 0) -> None:
        """A row for each line, with the columns of it that may be written in; then empty rows."""
        for line, is_open in lines:
            for number, column in enumerate(self.table.columns, 1):
                self._write(number, column, line.cell(column.key), column.key in is_open)
            put_text(self.sheet.cell(self.row, self.key_column), line.key)
            self.row += 1
        for _ in range(empty):
            for number, column in enumerate(self.table.columns, 1):
                self._write(number, column, "", bool(column.how))
            self.row += 1
        fit_rows(self.sheet, self.key_column - 1)
        finish(self.sheet, _HEAD_ROW, self.key_column, self.row - 1)

    def _write(self, number: int, column: Column, words: str, is_open: bool) -> None:
        cell = self.sheet.cell(self.row, number)
        if not column.how:
            words_in(cell, words)
            return
        put_text(cell, words)
        boxed(cell, is_open)
        if is_open:
            self.rules[column.key].add(cell.coordinate)

    def _rule(self, column: Column) -> DataValidation:
        """What may be written in a column, with a message when one of its cells is chosen."""
        if column.is_yes_or_no:
            rule = DataValidation("list", f'"{YES},{NO}"', **ONLY_FROM_THE_LIST)
        elif column.key == "organisation":
            rule = DataValidation("list", self.organisations, **ONLY_FROM_THE_LIST)
        else:
            rule = DataValidation(None, showErrorMessage=False)
        rule.allow_blank = rule.showInputMessage = True
        rule.promptTitle, rule.prompt = shortened(column.heading, 32), column.how
        self.sheet.add_data_validation(rule)
        return rule
