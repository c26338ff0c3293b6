"""From a snapshot to what the report's templates show, put together from what its neighbours make.

Pure functions over plain data; nothing is fetched and nothing decided. The templates get the
snapshot as `report` and, for each goal area, an `AreaPage`.
"""

from typing import Any

from django.urls import reverse

from followup.report import composition
from followup.report.drawing.answered import answered
from followup.report.drawing.areas import AreaPage, area_page
from followup.report.drawing.beside import areas_beside, cautions
from followup.report.drawing.definitions import definitions
from followup.report.drawing.one_page import one_page
from followup.report.drawing.parts import part_pages, printed
from followup.report.drawing.proposals import proposal_page
from followup.report.drawing.quotations import Quotations
from followup.report.drawing.sources import keys
from followup.report.drawing.sources.numbering import SourceList
from followup.report.drawing.texts import lead_and_more, printable
from followup.report.snapshot import Snapshot
from strategy_portal.swedish import date_in_words

# What the PDF's own cover calls its picture; no file on the machine.
COVER_ADDRESS = "file:///omslag.jpg"
# Where the cover's shapes hang on the thread, in the units of its drawing; six at most.
_BEADS = ((54, 242), (138, 298), (220, 262), (354, 280), (432, 322), (510, 266))
# What the parts that are of no single goal area rest on.
_CITED = {
    "strategy": keys.STRATEGY,
    "survey": keys.SURVEY,
    "inhabitants": keys.INHABITANTS,
    "decisions": keys.DECISIONS,
    **{kind: keys.text(kind) for kind in keys.OF_THE_YEAR},
}


def report_context(snapshot: Snapshot, *, paper: bool) -> dict[str, Any]:
    """What the report's templates need; `paper` chooses between the PDF's and the screen's form."""
    report = printable(snapshot)
    found = SourceList(report)
    quotations = Quotations(report, found, paper=paper)
    areas = [area_page(area, found, quotations) for area in report["areas"]]
    lead, more_summary = _summary(report)
    parts = part_pages(report, areas, more_summary)
    return {
        "report": report,
        "paper": paper,
        "lead": lead,
        "one_page": one_page(report),
        "more_summary": more_summary,
        "areas": areas,
        "proposals": [proposal_page(one, areas, found) for one in report["proposals"]],
        "words": definitions(is_public=report["public"]),
        "made": date_in_words(report["made_at"]),
        "quotations": {kind: quotations.of(kind) for kind in keys.OF_THE_YEAR},
        **printed(report, found, parts),
        **_cover(report, areas, paper=paper),
        **_before(report),
        **answered(report),
        "cited": {name: found.get(key) for name, key in _CITED.items()},
    }


def _summary(report: Snapshot) -> tuple[str, str]:
    """The summary's beginning for the governor's page, and what follows it: without a page all."""
    lead, more = lead_and_more(report["summary"])
    has_page = composition.includes(report.get("composition"), "one_page")
    return lead, more if has_page else report["summary"]


def _cover(report: Snapshot, areas: list[AreaPage], *, paper: bool) -> dict[str, Any]:
    return {
        "name": report["title"].removesuffix(str(report["year"])).rstrip(" ,:"),
        "beads": list(zip(_BEADS, areas, strict=False)),
        "cover_address": _cover_address(report, paper=paper),
    }


def _cover_address(report: Snapshot, *, paper: bool) -> str:
    """Where the cover's picture is fetched: on the screen from the portal, on paper by the PDF."""
    cover = report.get("cover")
    if cover is None or paper:
        return COVER_ADDRESS
    return reverse("report:cover_picture", args=[report["year"], cover["checksum"]])


def _before(report: Snapshot) -> dict[str, Any]:
    """What became of last year's priorities, and last year's report beside this one."""
    last = report.get("last_report")
    return {
        "priorities": [
            {**one, "decided_words": date_in_words(one.get("decided_on", ""))}
            for one in report["last_year_priorities"]
        ],
        "beside": areas_beside(report),
        "cautions": cautions(report),
        "last_adopted": date_in_words(last["adopted_on"]) if last else "",
    }
