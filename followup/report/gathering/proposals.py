"""The proposals as the report keeps them: in order, with every voice behind them and why."""

from collections.abc import Iterable

from followup.report.gathering.areas import proposer, put_forward
from followup.report.snapshot import Proposal, ProposalSource
from followup.review.compilation import AreaCompilation
from followup.review.models import Proposal as Put
from followup.review.proposals.gathering import Origin, origins
from followup.rounds.models import Round


def proposals_put_forward(round_: Round, compiled: Iterable[AreaCompilation]) -> list[Proposal]:
    """All that were put forward, in the preparation group's order, numbered from 1."""
    forward = [one for area in compiled for one in put_forward(area.proposals)]
    ordered = sorted(forward, key=lambda one: (one.order, one.pk))
    known = origins(round_)
    return [_proposal(order, one, known[one.pk]) for order, one in enumerate(ordered, 1)]


def _proposal(order: int, one: Put, origin: Origin) -> Proposal:
    proposal: Proposal = {
        "order": order,
        "title": one.title,
        "area_number": one.sub_goal.goal_area.number,
        "sub_goal": one.sub_goal.code,
        "reason": one.reason,
        "by": proposer(one),
    }
    if sources := _sources(origin):
        proposal["sources"] = sources
    if one.weighing or one.urgency or one.feasibility:
        proposal["weighing"] = {
            "urgency_label": str(one.get_urgency_display()),
            "feasibility_label": str(one.get_feasibility_display()),
            "text": one.weighing,
        }
    return proposal


def _sources(origin: Origin) -> list[ProposalSource]:
    """Those whose wish still stands, then what was merged into it."""
    voices: list[ProposalSource] = [
        {
            "kind": one.kind,
            "name": one.name,
            "sub_goal": one.sub_goal.code if one.sub_goal else "",
            "text": one.text,
        }
        for one in origin.voices
        if one.stands
    ]
    merged: list[ProposalSource] = [
        {"kind": "merged", "name": one.title, "sub_goal": one.sub_goal.code, "text": one.reason}
        for one in origin.merged
    ]
    return voices + merged
