"""What stands at the marks in the report's texts: organisations' words, and rows of what they did.

A mark that names nothing leaves its paragraph out; the texts' own pages tell their writers.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from followup.report.drawing.interventions import LONG, InterventionRow, intervention_row
from followup.report.drawing.sources.keys import quotation as quotation_key
from followup.report.drawing.sources.numbering import SourceList
from followup.report.drawing.sources.source import WHOLE, Source
from followup.report.snapshot import QuotationPart, Snapshot
from strategy_portal.markdown import Block
from strategy_portal.swedish import HARD_SPACE, date_in_words


@dataclass(frozen=True)
class Quoted:
    """A quotation, or where there is a `row` an intervention; `cited` is its source."""

    about: QuotationPart
    row: InterventionRow | None
    cited: Source | None

    @property
    def is_long(self) -> bool:
        """Whether it is rather cut than kept whole on a page."""
        return len(self.about["passage"]) > LONG

    @property
    def whose(self) -> str:
        """Whose words they are, about what, from which handing-in."""
        one = self.about
        dated = f"version{HARD_SPACE}{one['version']}, {date_in_words(one['on'])}"
        return f"{one['organisation']} · {one['about']} · {dated}"


class Quotations:
    """What can stand in one report's texts; `paper`: for the PDF, not the screen."""

    def __init__(self, report: Snapshot, found: SourceList, *, paper: bool) -> None:
        self._quoted = tuple(_quoted(report, found))
        self._paper = paper

    def of(self, kind: str, area: int = WHOLE) -> "InText":
        """What was picked for one text, by its kind and its area's number."""
        there = (kind, area)
        picked = (
            one
            for one in self._quoted
            if (one.about["text_kind"], one.about["area_number"]) == there
        )
        return InText({one.about["mark"]: one for one in picked}, paper=self._paper)


class InText:
    """What can stand in one text, by its mark; what was picked for another text names nothing."""

    def __init__(self, by_mark: dict[str, Quoted], *, paper: bool) -> None:
        self._by_mark = by_mark
        self._paper = paper

    def get(self, block: Block) -> Quoted | None:
        """What a placeholder names; None where that is nothing."""
        return self._by_mark.get(block.mark)

    def html(self, block: Block) -> SafeString | None:
        """The same as it stands in a page."""
        one = self.get(block)
        context = {"one": one, "paper": self._paper}
        return render_to_string("report/parts/quotation.html", context) if one else None


def _quoted(report: Snapshot, found: SourceList) -> Iterator[Quoted]:
    interventions = {one["id"]: one for area in report["areas"] for one in area["interventions"]}
    for one in report.get("quotations", []):
        cited = found.get(quotation_key(one["mark"]))
        if "intervention" not in one:
            yield Quoted(one, None, cited)
        elif done := interventions.get(one["intervention"]):
            yield Quoted(one, intervention_row(done), cited)
