"""What has been written in the lists: found by the hidden keys, each fault by its cell.

A row is known by its key, a column by its heading, so rows may be moved and sorted and columns
change places. A row without a key is known by the organisation, and the address of a person in it;
a person who is not there yet is new. A row that is gone is proposed to be taken away.
"""

from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from followup.rounds.lists.kept import (
    DOES,
    INVITED,
    NO,
    PEOPLE,
    YES,
    Line,
    Lists,
    Table,
    does,
    mark,
    who,
)
from strategy_portal.spreadsheets import KEY_HEADING, Book, Cell, Sheet, Spot, note_of
from strategy_portal.texts import glimpse, said_yes, tidy, too_long

Read = TypeVar("Read")
Was = Mapping[str, Mapping[str, str]]
LONGEST_NAME, LONGEST_ADDRESS = 120, 254


@dataclass(frozen=True)
class Proposed:
    """One thing that the file says otherwise than the portal did when it was fetched.

    `key` is a line's; for somebody new (`joins`) the organisation's id and the address. `mark` is
    what the portal said then, blank where it said nothing. Row 0 is one that is gone.
    """

    key: str
    fact: str
    value: str
    mark: str
    sheet: str
    row: int
    column: int
    name: str = ""

    @property
    def organisation(self) -> str:
        """The organisation's id, as text."""
        return self.key.partition("/")[0]


@dataclass
class Reading:
    """All that was found: what would change, what is wrong, what is good to know."""

    proposed: list[Proposed] = field(default_factory=list)
    faults: list[Spot] = field(default_factory=list)
    notes: list[Spot] = field(default_factory=list)


def read_lists(book: Book, was: Was, lists: Lists) -> Reading:
    """Everything that has been changed, of both lists; `was` is what the workbook remembers."""
    reading = Reading()
    _Invited(INVITED, was, lists, reading).read(book)
    _People(PEOPLE, was, lists, reading).read(book)
    return reading


class _FaultError(ValueError):
    """What is wrong with a cell and what to do, in Swedish."""


@dataclass(frozen=True)
class _Row:
    """One row in which something is written, its cells by the keys of their columns."""

    sheet: Sheet
    number: int
    columns: Mapping[str, int]
    cells: Mapping[str, Cell]

    def text(self, key: str) -> str:
        cell = self.cells.get(key)
        return " ".join(tidy(cell.text).split()) if cell else ""

    def spot(self, text: str, key: str = "") -> Spot:
        """Something to tell of one of its cells, or of the whole row."""
        column = self.columns.get(key, 0) if key else 0
        return Spot(self.sheet.name, self.number, column, text)


class _List(ABC):
    """One of the lists being read, wherever in the workbook its sheet is."""

    def __init__(self, table: Table, was: Was, lists: Lists, reading: Reading) -> None:
        self.table, self.was, self.lists, self.reading = table, was, lists, reading
        self.seen: set[str] = set()
        self.actors = {who(line.actor.name): line.actor for line in lists.invited.values()}

    def read(self, book: Book) -> None:
        """Fills the reading."""
        found = [(sheet, head) for sheet in book.sheets if (head := self._head(sheet))]
        if not found:
            text = f"Bladet {self.table.title} finns inte i filen. Inget på det ändras."
            self.reading.faults.append(Spot("", 0, 0, text))
            return
        rows = []
        has_keys = True
        for sheet, (number, columns) in found:
            self._tell_missing(sheet, number, columns)
            has_keys = has_keys and "" in columns
            rows += self._rows(sheet, number, columns)
        self._read_rows(rows)
        if has_keys:
            self._take_away()

    def _head(self, sheet: Sheet) -> tuple[int, dict[str, int]] | None:
        """The row of headings, and the columns by their keys; the hidden keys' is blank."""
        known = {column.heading: column.key for column in self.table.columns} | {KEY_HEADING: ""}
        for number, cells in sheet.rows():
            at = {cell.text.strip(): column for column, cell in reversed(cells.items())}
            if self.table.needs <= at.keys():
                return number, {known[one]: column for one, column in at.items() if one in known}
        return None

    def _tell_missing(self, sheet: Sheet, number: int, columns: Mapping[str, int]) -> None:
        for column in self.table.columns:
            if column.how and column.key not in columns:
                text = f"Kolumnen ”{column.heading}” saknas. Inget i den ändras."
                self.reading.faults.append(Spot(sheet.name, number, 0, text))
        if "" not in columns:
            text = (
                "Den dolda kolumnen med portalens nycklar saknas. Därför går det inte att se om "
                "en rad har tagits bort."
            )
            self.reading.faults.append(Spot(sheet.name, number, 0, text))

    def _rows(self, sheet: Sheet, head: int, columns: Mapping[str, int]) -> list[_Row]:
        """The rows below the headings that say anything; those with merged cells are told."""
        rows = []
        for number, cells in sheet.rows():
            held = {key: cells[at] for key, at in columns.items() if at in cells}
            row = _Row(sheet, number, columns, held)
            if number <= head or not (held.keys() - {""}):
                continue
            if any(sheet.merged_at(number, at) for at in columns.values()):
                self._refuse(row, _MERGED)
                self.seen.add(row.text(""))
            else:
                rows.append(row)
        return rows

    @abstractmethod
    def _read_rows(self, rows: list[_Row]) -> None:
        """Proposes what each row says that is not so in the portal."""

    @abstractmethod
    def _take_away(self) -> None:
        """Proposes what follows from each row that was there and is there no more."""

    def _gone(self, kept: Mapping[str, Line]) -> list[str]:
        return [key for key in self.was if key in kept and key not in self.seen]

    # --- Rows and cells --------------------------------------------------------------------

    def _refuse(self, row: _Row, text: str, key: str = "") -> None:
        self.reading.faults.append(row.spot(text, key))

    def _line_of(self, row: _Row, found: Callable[[_Row], str]) -> str | None:
        """The key of a row's line, blank for a new one; None where nothing can be said of it."""
        key = row.text("")
        if not key:
            return self._known(row, found)
        self.seen.add(key)
        if key not in self.was:
            self._refuse(row, _STRANGE_KEY)
            return None
        line = self.lists.line(key)
        written = who(row.text("organisation"), row.text("name"))
        if mark("who", written) == self.was[key].get("who") or (line and line.who == written):
            return key
        self._refuse(row, *self._other(row, line))
        return None

    def _other(self, row: _Row, line: Line | None) -> tuple[str, str]:
        """That a row says something else than its key, and the cell that does."""
        strange = [key for key in ("organisation", "name") if self._differs(row, line, key)]
        at = strange[0] if strange else "organisation"
        if at in row.cells and row.cells[at].problem:
            return row.cells[at].problem, at
        about = f"{line.shown.get('name', '')}, {line.actor}".lstrip(", ") if line else "annat"
        return _OTHER_ROW.format(about=about), at

    def _differs(self, row: _Row, line: Line | None, key: str) -> bool:
        return bool(line and who(row.text(key)) != who(line.shown.get(key, "")))

    def _known(self, row: _Row, found: Callable[[_Row], str]) -> str | None:
        organisation = row.text("organisation")
        if not organisation:
            broken = {key: cell.problem for key, cell in row.cells.items() if cell.problem}
            missing = {"organisation": "Skriv vilken organisation raden gäller."}
            for key, text in (broken or missing).items():
                self._refuse(row, text, key)
            return None
        if who(organisation) not in self.actors:
            text = (
                f"”{glimpse(organisation)}” finns inte i aktörsregistret. Välj en organisation i "
                "listan."
            )
            self._refuse(row, text, "organisation")
            return None
        key = found(row)
        self.seen.add(key)
        return key

    def _unlike(self, rows: list[tuple[_Row, str]]) -> list[tuple[_Row, str]]:
        """The rows whose line stands on no other row; those that do are told."""
        alone, doubled = _apart(rows, lambda one: one[1])
        for row, _ in doubled:
            self._refuse(row, "Samma rad finns flera gånger i filen. Behåll en av dem.")
        return alone

    def _cell(self, row: _Row, key: str, read: Callable[[str], str]) -> str | None:
        """What a cell says; None where it says nothing that can be used, which is told."""
        cell = row.cells.get(key)
        if key not in row.columns:
            return None
        try:
            if cell and cell.problem:
                raise _FaultError(cell.problem)
            value = read(row.text(key))
        except _FaultError as wrong:
            self._refuse(row, str(wrong), key)
            return None
        if cell and (note := note_of(cell)):
            self.reading.notes.append(row.spot(note, key))
        return value

    def _propose(self, row: _Row, at: str, key: str, fact: str, value: str) -> None:
        """A change, unless it is what the portal said when the workbook was fetched."""
        then = self.was.get(key, {}).get(fact, "")
        if then != mark(fact, value):
            place = row.sheet.name, row.number, row.columns[at]
            self.reading.proposed.append(Proposed(key, fact, value, then, *place))

    def _address(self, row: _Row, at: str, key: str, fact: str, may_be_blank: bool) -> str | None:
        """The address in a cell; one that is as it was is never at fault."""
        then = self.was.get(key, {}).get(fact, "")
        written = row.text(at)
        has_problem = at in row.cells and row.cells[at].problem
        if not has_problem and then in {mark(fact, written), mark(fact, written.lower())}:
            return written
        return self._cell(row, at, _address_or_blank if may_be_blank else _address)


class _Invited(_List):
    """The organisations, who is invited and which mailbox each has."""

    def _read_rows(self, rows: list[_Row]) -> None:
        known = [(row, self._line_of(row, self._by_name)) for row in rows]
        for row, key in self._unlike([(row, key) for row, key in known if key]):
            invited = self._cell(row, "invited", _yes_or_no)
            if invited is not None:
                self._propose(row, "invited", key, "invited", invited)
            mailbox = self._address(row, "mailbox", key, "mailbox", may_be_blank=True)
            if mailbox is not None:
                self._propose(row, "mailbox", key, "mailbox", mailbox)

    def _by_name(self, row: _Row) -> str:
        return str(self.actors[who(row.text("organisation"))].pk)

    def _take_away(self) -> None:
        self.reading.proposed += [
            Proposed(key, "invited", NO, self.was[key]["invited"], self.table.title, 0, 0)
            for key in self._gone(self.lists.invited)
        ]


@dataclass(frozen=True)
class _Someone:
    """One row about a person, as far as it could be read; `key` is blank for somebody new."""

    row: _Row
    actor: int
    key: str
    name: str
    email: str
    does: str | None

    @property
    def person(self) -> str:
        """The person's id, blank for somebody new."""
        return self.key.partition("/")[2]


class _People(_List):
    """The people who act for the organisations."""

    def _read_rows(self, rows: list[_Row]) -> None:
        self.by_address = {
            f"{line.actor.pk}/{line.facts['email']}": line.key
            for line in self.lists.people.values()
        }
        told = [(row, self._line_of(row, self._by_email)) for row in rows]
        new = [row for row, key in told if key == ""]
        known = self._unlike([(row, key) for row, key in told if key])
        read = [self._someone(row, key) for row, key in known]
        read += [one for row in new if (one := self._newcomer(row)) is not None]
        for one in self._with_own_address(read):
            self._tell(one)

    def _by_email(self, row: _Row) -> str:
        actor = self.actors[who(row.text("organisation"))]
        return self.by_address.get(f"{actor.pk}/{row.text('email').lower()}", "")

    def _someone(self, row: _Row, key: str) -> _Someone:
        """Somebody the portal knows; an address that cannot be read is left as it is."""
        email = self._address(row, "email", key, "email", may_be_blank=False) or ""
        actor = int(key.partition("/")[0])
        return _Someone(row, actor, key, row.text("name"), email.lower(), self._does(row))

    def _newcomer(self, row: _Row) -> _Someone | None:
        """Somebody new, or nobody where anything that is needed is missing."""
        name = self._cell(row, "name", _name)
        email = self._cell(row, "email", _address)
        does_what = self._does(row)
        if does_what == "":
            self._refuse(row, "Skriv Ja för minst en sak som personen gör.", DOES[0])
        if not (name and email and does_what):
            return None
        actor = self.actors[who(row.text("organisation"))]
        return _Someone(row, actor.pk, "", name, email.lower(), does_what)

    def _does(self, row: _Row) -> str | None:
        """What the person does, by the four columns; None where any of them cannot be read."""
        said = {key: self._cell(row, key, _yes_or_no) for key in DOES}
        if None in said.values():
            return None
        return does([key for key, value in said.items() if value == YES])

    def _with_own_address(self, read: list[_Someone]) -> list[_Someone]:
        """Those whose address is theirs alone; the others are told, and nothing of them changes."""
        placed, doubled = _apart(read, lambda one: one.email and f"{one.actor}/{one.email}")
        self._refuse_addresses(doubled, _TWICE)
        names = _several(placed, lambda one: one.email, lambda one: who("", one.name))
        shared = [one for one in placed if one.email in names and not self._is_as_it_was(one)]
        self._refuse_addresses(shared, _SHARED)
        placed = [one for one in placed if one not in shared]
        changed = [one for one in placed if one.person and not self._is_as_it_was(one)]
        torn = _several(changed, lambda one: one.person, lambda one: one.email)
        split = [one for one in changed if one.person in torn]
        self._refuse_addresses(split, _SPLIT)
        return [one for one in placed if one not in split]

    def _is_as_it_was(self, one: _Someone) -> bool:
        """Whether a known person has the address they had, or one that cannot be read."""
        then = self.was.get(one.key, {}).get("email", "")
        return bool(one.person) and (not one.email or then == mark("email", one.email))

    def _refuse_addresses(self, rows: Iterable[_Someone], text: str) -> None:
        for one in rows:
            self._refuse(one.row, text, "email")

    def _tell(self, one: _Someone) -> None:
        if not one.key:
            place = one.row.sheet.name, one.row.number, one.row.columns["email"]
            key = f"{one.actor}/{one.email}"
            self.reading.proposed.append(
                Proposed(key, "joins", one.does or "", "", *place, name=one.name)
            )
            return
        if one.email:
            self._propose(one.row, "email", one.key, "email", one.email)
        if one.does is not None:
            self._propose(one.row, DOES[0], one.key, "does", one.does)

    def _take_away(self) -> None:
        self.reading.proposed += [
            Proposed(key, "does", "", self.was[key]["does"], self.table.title, 0, 0)
            for key in self._gone(self.lists.people)
        ]


# --- What cells say --------------------------------------------------------------------------


def _yes_or_no(text: str) -> str:
    said = said_yes(text)
    if said is None:
        raise _FaultError(f"”{glimpse(text)}” går inte att läsa. Skriv Ja eller Nej.")
    return YES if said else NO


def _address_or_blank(text: str) -> str:
    return _address(text) if text else ""


def _address(text: str) -> str:
    if not text:
        raise _FaultError("Skriv en e-postadress.")
    if fault := too_long(text, LONGEST_ADDRESS):
        raise _FaultError(fault)
    try:
        validate_email(text)
    except ValidationError as wrong:
        raise _FaultError(
            f"”{glimpse(text)}” är ingen e-postadress. Skriv den som namn@exempel.se."
        ) from wrong
    return text


def _name(text: str) -> str:
    if not text:
        raise _FaultError("Skriv personens namn.")
    if fault := too_long(text, LONGEST_NAME):
        raise _FaultError(fault)
    return text


def _apart(rows: list[Read], of: Callable[[Read], str]) -> tuple[list[Read], list[Read]]:
    """The rows of which something is said once, or nothing, and those of which it is said again."""
    times = Counter(of(one) for one in rows)
    doubled = [one for one in rows if of(one) and times[of(one)] > 1]
    return [one for one in rows if one not in doubled], doubled


def _several(
    rows: list[_Someone], of: Callable[[_Someone], str], what: Callable[[_Someone], str]
) -> set[str]:
    """Those of which different rows say different things."""
    said: dict[str, set[str]] = defaultdict(set)
    for one in rows:
        if of(one):
            said[of(one)].add(what(one))
    return {about for about, things in said.items() if len(things) > 1}


_MERGED = "Raden har sammanslagna celler. Dela dem och fyll i varje cell för sig."
_STRANGE_KEY = "Den dolda nyckeln på raden är ändrad. Inget på raden ändras."
_OTHER_ROW = (
    "Raden hör till {about}, men något annat står här. Organisation och namn ändras inte i filen. "
    "Inget på raden ändras."
)
_TWICE = "Adressen står på flera rader för samma organisation. Behåll en av dem."
_SHARED = (
    "Samma adress står med olika namn. Skriv en egen adress för var och en, eller samma namn på "
    "alla rader."
)
_SPLIT = "Personen har fått olika adresser på olika rader. Skriv samma adress på alla."
