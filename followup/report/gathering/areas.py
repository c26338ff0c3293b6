"""A goal area's compilation as the report keeps it: words and numbers, no rows."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from django.utils.timezone import localtime

from followup.report.gathering.indicators import indicator_parts, measurement_parts
from followup.report.snapshot import (
    AreaAssessment,
    AreaPart,
    AreaProposal,
    Challenge,
    Development,
    InterventionCounts,
    InterventionPart,
    Reach,
    Saved,
    SectionAnswer,
    SectionState,
    SubGoalPart,
)
from followup.review.compilation import (
    AreaCompilation,
    InterventionRow,
    OrganisationAnswers,
    SubGoalCompilation,
)
from followup.review.models import Assessment, PartText, Proposal
from followup.review.writing.querysets import Texts, Written

PREPARERS = "Beredningsgruppen"


def area_part(compiled: AreaCompilation, texts: Texts) -> AreaPart:
    """All that the report says of one goal area; `texts` by kind and area."""
    area = compiled.goal_area
    own = texts_of(texts, PartText.OF_AN_AREA, area.pk)
    return {
        "number": area.number,
        "source_number": area.source_number,
        "slug": area.slug,
        "title": area.title,
        "goal": area.goal,
        "situation": area.situation,
        "source_place": area.source_place,
        "assessment": _assessment(compiled.assessment),
        "texts": {
            "development": own["development"].text,
            "interventions": own["interventions"].text,
            "challenges": own["challenges"].text,
        },
        "texts_saved": texts_saved(own),
        "sub_goals": [_sub_goal(one) for one in compiled.sub_goals],
        "reach": _reach(compiled),
        "interventions": [_intervention(row) for row in compiled.interventions],
        "indicators": [part for one in compiled.indicators for part in indicator_parts(one)],
        "measurements": [one for part in compiled.indicators for one in measurement_parts(part)],
        "challenges": _challenges(compiled),
        "proposals": [_proposal(one) for one in put_forward(compiled.proposals)],
        "sections": [_section(one) for one in compiled.organisations],
    }


def texts_of(
    texts: Texts, kinds: Iterable[PartText.Kind], area_id: int | None = None
) -> dict[str, Written]:
    """The texts of the year or of one area by kind; what is not written is empty."""
    return {kind.value: texts.get((kind, area_id), Written()) for kind in kinds}


def texts_saved(own: dict[str, Written]) -> dict[str, Saved]:
    """Which version of each written text stands in the report."""
    return {kind: saved(one.edition, one.at) for kind, one in own.items() if one.text}


def _development(assessment: Assessment | None) -> tuple[Development, str]:
    if assessment is None or not assessment.development:
        return "", "Inte bedömt"
    development = cast(Development, assessment.development)
    return development, str(assessment.get_development_display())


def _assessment(assessment: Assessment | None) -> AreaAssessment:
    development, label = _development(assessment)
    part: AreaAssessment = {
        "development": development,
        "development_label": label,
        "reasons": assessment.reasons if assessment else "",
    }
    if assessment:
        part["saved"] = saved(assessment.edition, assessment.updated_at)
    return part


def saved(version: int, at: datetime | None) -> Saved:
    """Which version of something written it is, and when it was saved."""
    return {"version": version, "on": localtime(at).date().isoformat() if at else ""}


def _sub_goal(compiled: SubGoalCompilation) -> SubGoalPart:
    sub_goal, degrees = compiled.sub_goal, compiled.degrees
    development, label = _development(compiled.assessment)
    part: SubGoalPart = {
        "code": sub_goal.code,
        "title": sub_goal.title,
        "wording": sub_goal.wording,
        "kind_label": str(sub_goal.get_kind_display()),
        "degrees": {
            "G": degrees.G,
            "H": degrees.H,
            "P": degrees.P,
            "E": degrees.E,
            "N": degrees.N,
            "blank": degrees.blank,
        },
        "development": development,
        "development_label": label,
        "reasons": compiled.assessment.reasons if compiled.assessment else "",
        "comments": [
            {"organisation": one.actor.name, "text": one.text} for one in compiled.comments
        ],
    }
    if judged := compiled.assessment:
        part["saved"] = saved(judged.edition, judged.updated_at)
    return part


def _reach(compiled: AreaCompilation) -> Reach:
    reach = compiled.reach
    return {
        "women": reach.women,
        "men": reach.men,
        "girls": reach.girls,
        "boys": reach.boys,
        "unknown": reach.unknown,
        "total": reach.total,
        "without_counts": reach.interventions - reach.with_counts,
    }


def _intervention(row: InterventionRow) -> InterventionPart:
    one = row.reported
    counts: InterventionCounts = {
        "women": one.women,
        "men": one.men,
        "girls": one.girls,
        "boys": one.boys,
        "unknown": one.unknown,
        "not_known": one.counts_not_known,
    }
    return {
        "id": str(one.intervention_id),
        "title": one.title,
        "organisation": row.actor.name,
        "description": one.description,
        "sub_goals": [sub_goal.code for sub_goal in one.sub_goals.all()],
        "target_groups": [group.name for group in one.target_groups.all()],
        "partners": _named((p.name for p in one.partners.all()), one.other_partners),
        "funding": _named((s.name for s in one.funding_sources.all()), one.other_funding),
        "status_label": str(one.get_status_display()),
        "effect": one.effect,
        "counts": counts,
        "continues_label": str(one.get_continues_next_year_display()),
        "chosen": row.chosen,
    }


def _named(names: Iterable[str], others: str) -> list[str]:
    return [*names, others.strip()] if others.strip() else list(names)


def _challenges(compiled: AreaCompilation) -> list[Challenge]:
    """Those the preparation group named first, then the organisations' own words."""
    named: list[Challenge] = [
        {"text": one.text, "by": PREPARERS, "saved": saved(1, one.named_at)}
        for one in compiled.challenges
    ]
    said: list[Challenge] = [
        {"text": one.text, "by": one.actor.name} for one in compiled.challenges_from_answers
    ]
    return named + said


def put_forward(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Proposals that have reached the council, decided or not; the others are still notes."""
    return [one for one in proposals if one.is_sent]


def proposer(proposal: Proposal) -> str:
    """The body or organisation a proposal comes from."""
    return str(proposal.body or proposal.actor or PREPARERS)


def _proposal(proposal: Proposal) -> AreaProposal:
    return {
        "title": proposal.title,
        "sub_goal": proposal.sub_goal.code,
        "reason": proposal.reason,
        "by": proposer(proposal),
        "saved": saved(proposal.edition, proposal.proposed_at),
    }


_STATES: dict[str, SectionState] = {
    "yes": "answered",
    "other": "answered",
    "nothing_done": "nothing_done",
    "not_relevant": "not_relevant",
    "not_known": "not_known",
}


def _section(answers: OrganisationAnswers) -> SectionAnswer:
    state = _STATES.get(answers.done, "blank")
    if answers.not_relevant_because:
        state = "not_relevant"
    elif answers.interventions or (state == "blank" and _wrote_something(answers)):
        state = "answered"
    section: SectionAnswer = {
        "organisation": answers.actor.name,
        "state": state,
        "interventions": len(answers.interventions),
    }
    if answers.not_relevant_because:
        section["because"] = answers.not_relevant_because
    return section


def _wrote_something(answers: OrganisationAnswers) -> bool:
    return bool(answers.degrees or answers.comments or answers.others or answers.priorities)
