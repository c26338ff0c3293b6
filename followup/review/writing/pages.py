"""What the writing pages show: the list of texts, and one text with what stands round it."""

import uuid
from dataclasses import dataclass, field

from actors.models import Person
from followup.review.models import PartText
from followup.review.workflow import closed_for_writing
from followup.review.writing.querysets import parts
from followup.review.writing.saving import Posted
from followup.rounds.models import Round
from goals.models import GoalArea
from strategy_portal.access import can


@dataclass(frozen=True)
class AreaTexts:
    """One goal area's texts; the year's own have no area."""

    area: GoalArea | None
    parts: tuple[PartText, ...]


@dataclass(frozen=True)
class TextsPage:
    """All texts of a year's report."""

    round: Round
    groups: tuple[AreaTexts, ...]
    hinder: str

    @property
    def written(self) -> int:
        """How many have any words."""
        return sum(1 for part in self.parts if part.text.strip())

    @property
    def parts(self) -> list[PartText]:
        """All of them, in order."""
        return [part for group in self.groups for part in group.parts]


def texts_page(round_: Round) -> TextsPage:
    """The list of the year's texts."""
    grouped: dict[GoalArea | None, list[PartText]] = {}
    for part in parts(round_):
        grouped.setdefault(part.goal_area, []).append(part)
    groups = tuple(AreaTexts(area, tuple(found)) for area, found in grouped.items())
    return TextsPage(round_, groups, closed_for_writing(round_))


@dataclass(frozen=True)
class TextPage:
    """One text to write or read. `hinder`: why it cannot be written now, or by this person."""

    part: PartText
    posted: Posted
    neighbours: tuple[PartText, ...]
    may_write: bool
    hinder: str
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def hint(self) -> str:
        """What the text is to say."""
        return HINTS[self.part.kind]

    @property
    def shown(self) -> PartText:
        """The text as it stands in the box."""
        return PartText(kind=self.part.kind, text=self.posted.text)


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


def text_page(posted: Posted, *, person: Person) -> TextPage:
    """What a person sees of one text."""
    part = posted.part
    hinder = closed_for_writing(part.round)
    may_write = can(person, "review.write") and not hinder
    return TextPage(part, posted, tuple(parts(part.round)), may_write, hinder)
