"""A proposal as the council reads it: why, who asks for it, how it was weighed."""

from typing import Any

from followup.report.drawing.areas import AreaPage
from followup.report.drawing.sources import keys
from followup.report.drawing.sources.numbering import SourceList
from followup.report.drawing.texts import shortened
from followup.report.snapshot import Proposal
from followup.review.proposals.gathering import asked_by


def proposal_page(proposal: Proposal, areas: list[AreaPage], found: SourceList) -> dict[str, Any]:
    """A proposal with its area's page, its source, and its words fitted to where they stand."""
    area = next((a for a in areas if a.about["number"] == proposal["area_number"]), None)
    return {
        **proposal,
        "area": area,
        "short_title": shortened(proposal["title"], 80),
        "short_reason": shortened(proposal["reason"], 90),
        "cited": found.get(keys.proposal(proposal["sub_goal"], proposal["title"])),
        "asked_by": _asked_by(proposal),
        "weighed": _weighed(proposal),
    }


def _asked_by(proposal: Proposal) -> str:
    """Who asks for a proposal, each once, and what was merged into it."""
    behind = proposal.get("sources", [])
    names = [one["name"] for one in behind if one["kind"] != "merged"]
    merged = [one["name"] for one in behind if one["kind"] == "merged"]
    return asked_by(list(dict.fromkeys(names)), merged)


def _weighed(proposal: Proposal) -> str:
    """How the preparation group weighed a proposal, as a sentence or two; "" where it did not."""
    weighing = proposal.get("weighing")
    if weighing is None:
        return ""
    scales = [weighing["urgency_label"], weighing["feasibility_label"].lower()]
    said = ", ".join(filter(None, scales)).capitalize()
    return " ".join(filter(None, [f"{said}." if said else "", weighing["text"]]))
