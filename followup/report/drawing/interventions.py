"""An intervention as the report tells of it: its counts in words."""

from dataclasses import dataclass

from followup.report.drawing.cells import Cell, count_cell
from followup.report.drawing.sources.source import Source
from followup.report.snapshot import PERSONS, Count, InterventionCounts, InterventionPart
from followup.report.suppression import total

# In characters: what is longer is not kept whole on a page.
LONG = 1_200


@dataclass(frozen=True)
class InterventionRow:
    """An intervention with its counts in words: women, men, girls, boys, unknown; and the sum.

    `cited` is the source of one that the report tells of.
    """

    about: InterventionPart
    cells: tuple[Cell, ...]
    total: Cell
    cited: Source | None = None

    @property
    def is_long(self) -> bool:
        """Whether so much is told that it is rather cut than kept whole on a page."""
        return len(self.about.get("description", "")) + len(self.about["effect"]) > LONG

    @property
    def has_long_effect(self) -> bool:
        """Whether its effect has no room in a table's column and stands across the table."""
        return len(self.about["effect"]) > LONG


def intervention_row(
    intervention: InterventionPart, cited: Source | None = None
) -> InterventionRow:
    """An intervention with its five counts and their sum as cells."""
    counts = intervention["counts"]
    values: list[Count] = [counts[who] for who in PERSONS]
    return InterventionRow(
        about=intervention,
        cells=tuple(count_cell(value, not_known=counts["not_known"]) for value in values),
        total=_total_cell(values, counts),
        cited=cited,
    )


def _total_cell(values: list[Count], counts: InterventionCounts) -> Cell:
    return count_cell(total(values), not_known=counts["not_known"])
