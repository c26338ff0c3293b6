"""What the writing pages show: the list of texts, and one text with what stands round it."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from actors.models import Person
from followup.review.models import PartText
from followup.review.workflow import closed_for_writing
from followup.review.writing.facts import Fact, facts
from followup.review.writing.history import Deed, timeline
from followup.review.writing.querysets import parts, times_read, writers
from followup.review.writing.quotations import (
    Picked,
    Shown,
    faults,
    mentioned,
    picked_for,
    picked_in,
    shown,
)
from followup.review.writing.saving import Posted, written
from followup.review.writing.workflow import READERS, TEXTS
from followup.rounds.models import Round
from goals.models import GoalArea
from strategy_portal.access import can
from strategy_portal.swedish import in_words

State = PartText.State
_SIGNS = {State.WRITING: "in_progress", State.READY: "awaiting_sign_off", State.PUT_FORWARD: "done"}


@dataclass(frozen=True)
class TextRow:
    """One text in the list: how far it has come, how many have read it as it is, what is amiss."""

    part: PartText
    read: int
    faults: tuple[str, ...] = ()

    @property
    def sign(self) -> str:
        """The shape of its state."""
        return _SIGNS[State(self.part.state)] if self.part.text.strip() else "not_started"

    @property
    def word(self) -> str:
        """Its state in words; empty for what nobody has begun."""
        if not self.part.text.strip():
            return ""
        if self.part.state == State.READY:
            return f"Läst av {self.read} av {READERS}"
        return str(self.part.get_state_display())


@dataclass(frozen=True)
class AreaTexts:
    """One goal area's texts; the year's own have no area."""

    area: GoalArea | None
    rows: tuple[TextRow, ...]


@dataclass(frozen=True)
class TextsPage:
    """All texts of a year's report."""

    round: Round
    groups: tuple[AreaTexts, ...]
    hinder: str

    @property
    def parts(self) -> list[PartText]:
        """All of them, in order."""
        return [row.part for group in self.groups for row in group.rows]

    @property
    def faulty(self) -> list[TextRow]:
        """Those in which something is amiss for their writers to put right."""
        return [row for group in self.groups for row in group.rows if row.faults]

    @property
    def forward(self) -> int:
        """How many are put forward."""
        return sum(1 for part in self.parts if part.state == State.PUT_FORWARD)


def texts_page(round_: Round) -> TextsPage:
    """The list of the year's texts; as many queries however much is written."""
    read, picked = times_read(round_), picked_in(round_)
    grouped: dict[GoalArea | None, list[TextRow]] = {}
    for part in parts(round_):
        amiss = faults(part.text, picked.get(part.pk, ()))
        grouped.setdefault(part.goal_area, []).append(TextRow(part, read.get(part.pk, 0), amiss))
    groups = tuple(AreaTexts(area, tuple(rows)) for area, rows in grouped.items())
    return TextsPage(round_, groups, closed_for_writing(round_))


@dataclass(frozen=True)
class Move:
    """A button that takes the text on, and where it is sent."""

    label: str
    url: str


@dataclass(frozen=True)
class PickedRow:
    """Something picked for a text, and whether its mark is written there."""

    picked: Picked
    stands: bool


@dataclass(frozen=True)
class TextPage:
    """One text to write or read, for one person.

    `hinder` says why it cannot be written now. `read_by` are those who have read it as it is.
    `shown` is the text as it stands in the box.
    """

    part: PartText
    posted: Posted
    person: Person
    may_write: bool
    hinder: str
    facts: tuple[Fact, ...]
    picked: tuple[PickedRow, ...]
    shown: Shown
    writers: tuple[Person, ...]
    read_by: tuple[Person, ...]
    timeline: tuple[Deed, ...]
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def hint(self) -> str:
        """What the text is to say."""
        return HINTS[self.part.kind]

    @property
    def written(self) -> str:
        """When the text was written last, and by whom."""
        return written(self.part) if self.part.updated_at else "Ingen har skrivit här än."

    @property
    def facts_in_short(self) -> list[Fact]:
        """Those about the whole, which are few."""
        return [one for one in self.facts if not one.is_of_sub_goal]

    @property
    def facts_of_sub_goals(self) -> list[Fact]:
        """Those about each sub-goal, which are many."""
        return [one for one in self.facts if one.is_of_sub_goal]

    @property
    def status(self) -> str:
        """The shape of its state."""
        return TextRow(self.part, 0).sign

    @property
    def readers(self) -> str:
        """Who has read it as it is, in words."""
        return in_words(one.name for one in self.read_by)

    @property
    def readers_missing(self) -> int:
        """How many must still read it."""
        return max(READERS - sum(1 for one in self.read_by if one != self.part.updated_by), 0)

    @property
    def may_read(self) -> bool:
        """Whether this person's reading would count."""
        is_mine = self.person == self.part.updated_by or self.person in self.read_by
        return self.part.state != State.WRITING and not is_mine

    @property
    def moves(self) -> list[Move]:
        """The steps this person can take with it now; not what two have yet to read."""
        open_now = [
            one
            for one in TEXTS.open_to(self.person, self.part)
            if one.name != "text_put_forward" or not self.readers_missing
        ]
        address = [self.part.round.year, self.part.key]
        return [Move(one.label, reverse(f"review:{one.name}", args=address)) for one in open_now]

    @property
    def warning(self) -> str:
        """What a change would undo, said before it is made; empty while the text is written."""
        if self.part.state == State.WRITING:
            return ""
        return (
            f"Texten är {self.part.get_state_display().lower()}. Ändrar du den går den tillbaka "
            "till ”Skrivs”, och två ska läsa den igen."
        )

    @property
    def earlier_deeds(self) -> int:
        """How many deeds are folded away."""
        return len(self.timeline) - DEEDS_SHOWN


DEEDS_SHOWN = 12


def text_page(posted: Posted, *, person: Person) -> TextPage:
    """What a person sees of one text."""
    part = posted.part
    hinder = closed_for_writing(part.round)
    may_write = can(person, "review.write") and not hinder
    picked = picked_for(part)
    marks = mentioned(posted.text)
    readings: Any = (
        part.readings.filter(edition=part.edition).select_related("by") if part.pk else ()
    )
    return TextPage(
        part,
        posted,
        person,
        may_write,
        hinder,
        facts(part) if may_write else (),
        tuple(PickedRow(one, one.marked.mark in marks) for one in picked),
        shown(posted.text, picked),
        tuple(writers()) if may_write else (),
        tuple(one.by for one in readings),
        tuple(timeline(part)),
    )


HINTS = {
    "foreword": "Vad rapporten är, vem den är till och vem som står bakom den.",
    "summary": "Det viktigaste om året, så att den som bara läser en sida förstår. "
    "Det första stycket står överst i ”Året på en sida”.",
    "method": "Hur svaren har samlats in, lästs och bedömts, och vad läsaren bör tänka på.",
    "development": "Hur går det, och varför? Skriv för den som inte har läst svaren. "
    "Siffror och bedömning står redan i rapporten.",
    "interventions": "Vad gjordes, av vilka och för vilka, och vad blev effekten? "
    "De insatser som är valda till rapporten står redan där.",
    "challenges": "Vad är nytt sedan förra året, och vad är svårt? "
    "De utmaningar som ni och organisationerna har skrivit står redan i rapporten.",
}
