"""Changed lists against the lists as they are now: what would change, and what must be chosen.

What the portal has changed since the file was fetched is a choice; what it no longer holds, or
cannot become, is told.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models.functions import Lower
from openpyxl.utils import get_column_letter

from actors.models import Actor, Person
from followup.rounds.lists.kept import NO, PEOPLE, YES, Line, Lists, mark
from followup.rounds.lists.reading import Proposed
from followup.rounds.models import Round
from strategy_portal.spreadsheets import Spot, Told, gathered

_WHAT = {
    "invited": "Inbjuden",
    "mailbox": "Funktionsbrevlåda",
    "email": "E-postadress",
    "does": "Gör",
    "joins": "Ny person",
}


@dataclass(frozen=True)
class Change:
    """One thing that would change, as the page lists it; `kind` is added, changed or removed."""

    id: str
    kind: str
    proposed: Proposed
    actor: Actor
    person: Person | None
    before: str
    note: str = ""

    @property
    def html_id(self) -> str:
        """The same as an id on the page."""
        return "e-" + hashlib.sha256(self.id.encode()).hexdigest()[:12]

    @property
    def about(self) -> str:
        """Whom it is about."""
        name = self.person.name if self.person else self.proposed.name
        return f"{name}, {self.actor}" if name else str(self.actor)

    @property
    def what(self) -> str:
        """Which of their facts."""
        return _WHAT[self.proposed.fact]

    @property
    def is_new(self) -> bool:
        """Whether it is somebody new, of whom the portal says nothing."""
        return self.proposed.fact == "joins"

    @property
    def was(self) -> str:
        """What the portal says, as people read it."""
        return self._words(self.before)

    @property
    def becomes(self) -> str:
        """What the file says, as people read it."""
        address = self.proposed.key.partition("/")[2]
        words = self._words(self.proposed.value)
        if self.proposed.fact == "does" and not words:
            return "inget, och lämnar organisationen"
        return f"{address}: {words}" if self.is_new else words

    def _words(self, value: str) -> str:
        if self.proposed.fact in {"does", "joins"}:
            return ", ".join(PEOPLE.column(key).heading.lower() for key in value.split())
        return value

    @property
    def place(self) -> str:
        """Where in the file it stands."""
        if not self.proposed.row:
            return f"{self.proposed.sheet}, borttagen rad"
        cell = f"{get_column_letter(self.proposed.column)}{self.proposed.row}"
        return f"{self.proposed.sheet}, {cell}"


@dataclass
class Comparison:
    """Everything that would change, what must be chosen, and what cannot be done."""

    round: Round
    changes: list[Change] = field(default_factory=list)
    choices: list[Change] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    gone: list[Spot] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[Change]:
        """What is added, changed or removed without a choice."""
        return [change for change in self.changes if change.kind == kind]

    @property
    def sorted_out(self) -> list[tuple[str, list[Change]]]:
        """The changes under a heading for each kind, those that take something away first."""
        headings = (("removed", "Tas bort"), ("added", "Läggs till"), ("changed", "Ändras"))
        return [(words, found) for kind, words in headings if (found := self.of_kind(kind))]

    @property
    def faults(self) -> list[Told]:
        """What the lists cannot become now, by its cells."""
        return gathered(self.spots)

    @property
    def notes(self) -> list[Told]:
        """What belongs to nothing any more, by its cells."""
        return gathered(self.gone)

    @property
    def letters(self) -> int:
        """How many organisations get their invitation at once."""
        if self.round.state != Round.State.OPEN:
            return 0
        asked = [one for one in self.changes if one.proposed.fact == "invited"]
        return len([one for one in asked if one.proposed.value == YES])

    @property
    def seen(self) -> str:
        """A sum of everything that the page shows; another sum is another page."""
        shown = [(one.id, one.before, one.proposed.value) for one in (*self.changes, *self.choices)]
        told = [(one.sheet, one.row, one.column, one.text) for one in (*self.spots, *self.gone)]
        return hashlib.sha256(repr((shown, told, self.letters)).encode()).hexdigest()[:24]

    def __bool__(self) -> bool:
        return bool(self.changes or self.choices)


def compare(lists: Lists, proposed: Iterable[Proposed]) -> Comparison:
    """What a proposal would change in the lists as they are now."""
    proposed = list(proposed)
    comparison = Comparison(lists.round)
    owners = _owners(proposed)
    done: set[str] = set()
    for one in proposed:
        change = _Sorting(lists, owners, comparison).of(one)
        if change and change.id not in done:
            done.add(change.id)
            portal_moved = one.mark != mark(one.fact, change.before)
            is_choice = portal_moved and not change.is_new
            (comparison.choices if is_choice else comparison.changes).append(change)
    return comparison


def _owners(proposed: list[Proposed]) -> dict[str, Person]:
    """Who has each of the addresses that the file writes down: one question."""
    wanted = {one.value for one in proposed if one.fact == "email"}
    wanted |= {one.key.partition("/")[2] for one in proposed if one.fact == "joins"}
    found = Person.objects.annotate(address=Lower("email")).filter(address__in=wanted)
    return {person.address: person for person in found}


@dataclass
class _Sorting:
    """What becomes of each thing that the file says."""

    lists: Lists
    owners: dict[str, Person]
    comparison: Comparison

    def of(self, one: Proposed) -> Change | None:
        """The change that it is; None where it is none, which is told unless it is so already."""
        if one.fact == "joins":
            return self._joining(one)
        line = self.lists.line(one.key)
        if line is None:
            self._tell_gone(one)
            return None
        before = line.facts[one.fact]
        if before == one.value:
            return None
        if hinder := self._hinder(one, line):
            self._tell(one, hinder if one.row else f"Raden för {line.actor} är borttagen. {hinder}")
            return None
        subject = line.person.pk if line.person and one.fact == "email" else one.key
        name = f"{subject}:{one.fact}"
        return Change(name, _kind(one), one, line.actor, line.person, before)

    def _joining(self, one: Proposed) -> Change | None:
        """Somebody new, unless a colleague has written them down meanwhile."""
        address = one.key.partition("/")[2]
        known = self.owners.get(address)
        if known and (line := self.lists.people.get(f"{one.organisation}/{known.pk}")):
            again = Proposed(line.key, "does", one.value, "", one.sheet, one.row, one.column)
            return self.of(again)
        if known and not known.is_active:
            self._tell(one, f"{address} får inte längre logga in i portalen.")
            return None
        note = ""
        if known and known.name != one.name:
            note = f"Adressen finns redan i portalen. Personen heter {known.name} där."
        actor = self.lists.invited[one.organisation].actor
        return Change(f"{one.key}:joins", "added", one, actor, known, "", note)

    def _tell_gone(self, one: Proposed) -> None:
        if one.row:
            text = "Raden har tagits bort i portalen. Inget på den ändras."
            self.comparison.gone.append(Spot(one.sheet, one.row, one.column, text))

    def _hinder(self, one: Proposed, line: Line) -> str:
        if one.fact == "invited":
            return self.lists.hinder(line.actor, one.value)
        owner = self.owners.get(one.value) if one.fact == "email" else None
        if owner and line.person and owner.pk != line.person.pk:
            return f"Någon annan har redan adressen {one.value}."
        return ""

    def _tell(self, one: Proposed, text: str) -> None:
        self.comparison.spots.append(Spot(one.sheet, one.row, one.column, text))


def _kind(one: Proposed) -> str:
    return {
        ("invited", YES): "added",
        ("invited", NO): "removed",
        ("does", ""): "removed",
    }.get((one.fact, one.value), "changed")
