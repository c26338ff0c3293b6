"""How a count stands in a table: a number, left blank, not known, or too few to be told."""

from dataclasses import dataclass

from followup.report.snapshot import Count
from strategy_portal.swedish import number

BLANK, NOT_KNOWN = "..", "vet ej"


@dataclass(frozen=True)
class Cell:
    """A table cell's words, and `kind` (blank, unknown, nothing, irrelevant, few) for its look."""

    text: str
    kind: str = ""


def count_cell(count: Count, *, not_known: bool = False) -> Cell:
    """A count in words: a number, "vet ej", ".." for blank, or the words of a hidden count."""
    if count is None:
        return Cell(NOT_KNOWN, "unknown") if not_known else Cell(BLANK, "blank")
    return Cell(number(count)) if isinstance(count, int) else Cell(count, "few")
