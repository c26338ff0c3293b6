"""What became of what the council put first for the year: decision, group, plan, this year's work.

The council's rows are read through the ORM's reverse relations; its room stands above this one.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from followup.report.snapshot import GroupPart, LastYearPriority, PlannedActivityPart, WorkPart
from followup.review.compilation import AreaCompilation, SubGoalCompilation
from followup.rounds.models import Round
from followup.survey.models import Intervention, ReportedIntervention
from followup.survey.models.draft import stand_ins
from goals.models import SubGoal
from strategy_portal.swedish import in_words

NOT_TOLD = "Ingen har berättat"
_DONE = {ReportedIntervention.Status.ONGOING, ReportedIntervention.Status.DONE}
_DEGREES_IN_WORDS = (
    ("G", "har genomfört det"),
    ("H", "har kommit minst halvvägs"),
    ("P", "har börjat"),
    ("E", "har inte börjat"),
)


def last_year_parts(round_: Round, compiled: list[AreaCompilation]) -> list[LastYearPriority]:
    """The council's priorities for the round's year, in its order, with this year's answers."""
    known = {one.sub_goal.pk: one for area in compiled for one in area.sub_goals}
    priorities = [(one, _priority(one, round_)) for one in _prioritised(round_)]
    activities = [
        activity
        for _, priority in priorities
        for group in _groups(priority)
        for activity in group[1]
    ]
    told = _told(round_, [one.pk for one in activities])
    work = _work(compiled)
    return [
        {
            "title": f"{known[sub_goal.pk].sub_goal.code} {sub_goal.title}",
            "what_became": _what_became(known[sub_goal.pk]),
            "decision": str(priority.decision),
            "decided_on": priority.decision.decided_on.isoformat(),
            "development_label": _judged(known[sub_goal.pk]),
            "groups": [_group(group, planned, told) for group, planned in _groups(priority)],
            "work": work[known[sub_goal.pk].sub_goal.code],
        }
        for sub_goal, priority in priorities
        if sub_goal.pk in known
    ]


def _prioritised(round_: Round) -> Iterable[SubGoal]:
    prioritised = SubGoal.objects.prioritised_for(round_.year)
    return prioritised.order_by("priorities__order", "priorities__pk").prefetch_related(
        "priorities__decision",
        "priorities__focus_groups__body",
        "priorities__focus_groups__convener",
        "priorities__focus_groups__plan__activities",
    )


def _priority(sub_goal: SubGoal, round_: Round) -> Any:
    priorities = sub_goal.priorities.all()
    return next(one for one in priorities if one.year == round_.year)


def _groups(priority: Any) -> list[tuple[Any, list[Any]]]:
    """Each focus group with the activities of its decided plan, in the plan's order."""
    found = []
    for group in sorted(priority.focus_groups.all(), key=lambda one: (str(one.body), one.pk)):
        plan = getattr(group, "plan", None)
        kept = [one for one in plan.activities.all() if not one.removed_at] if plan else []
        is_decided = plan is not None and plan.state == "decided"
        planned = sorted(kept, key=lambda one: (one.position, str(one.pk)))
        found.append((group, planned if is_decided else []))
    return found


def _group(group: Any, planned: list[Any], told: dict[UUID, set[str]]) -> GroupPart:
    return {
        "name": str(group.body),
        "convener": str(group.convener),
        "activities": [_activity(one, told[one.pk]) for one in planned],
    }


def _activity(activity: Any, statuses: set[str]) -> PlannedActivityPart:
    """An activity and how far it has come, by the one who has come furthest."""
    order = ("done", "ongoing", "planned", "not_done")
    furthest = next((one for one in order if one in statuses), "")
    label = str(ReportedIntervention.Status(furthest).label) if furthest else NOT_TOLD
    return {"title": activity.title, "state": label, "is_done": furthest in _DONE}


def _told(round_: Round, activities: list[UUID]) -> dict[UUID, set[str]]:
    """What this year's answers say of each activity: the states of what carries it out.

    An intervention that was merged into another is told of by that one.
    """
    found: dict[UUID, set[str]] = defaultdict(set)
    if not activities:
        return found
    took_up = Intervention.objects.filter(planned_activity__in=activities)
    merged = Q(section__in=took_up.values("section"), merged_into__isnull=False)
    every = list(
        Intervention.objects.filter(Q(planned_activity__in=activities) | merged).distinct()
    )
    instead = stand_ins(every)
    carries = defaultdict(set)
    for one in every:
        if one.planned_activity:
            carries[instead.get(one.pk, one.pk)].add(one.planned_activity)
    reported = ReportedIntervention.objects.current().for_round(round_)
    rows = reported.filter(intervention__in=list(carries))
    for pk, status in rows.values_list("intervention", "status"):
        for activity in carries[pk]:
            found[activity].add(status)
    return found


def _work(compiled: list[AreaCompilation]) -> dict[str, list[WorkPart]]:
    """What was done this year for each sub-goal, by its code."""
    found: dict[str, list[WorkPart]] = defaultdict(list)
    for area in compiled:
        for row in area.interventions:
            part: WorkPart = {
                "title": row.reported.title,
                "organisation": row.actor.name,
                "status_label": str(row.reported.get_status_display()),
            }
            for sub_goal in row.reported.sub_goals.all():
                found[sub_goal.code].append(part)
    return found


def _judged(compiled: SubGoalCompilation) -> str:
    assessment = compiled.assessment
    judged = assessment is not None and assessment.development
    return str(assessment.get_development_display()) if assessment and judged else ""


def _what_became(compiled: SubGoalCompilation) -> str:
    counts = compiled.degrees.by_key
    said = [f"{counts[key]} {words}" for key, words in _DEGREES_IN_WORDS if counts[key]]
    answered = sum(counts[key] for key, _ in _DEGREES_IN_WORDS)
    if not answered:
        return "Ingen organisation har svarat hur långt den har kommit."
    noun = "organisation" if answered == 1 else "organisationer"
    text = f"Av {answered} {noun} som svarat: {in_words(said)}."
    judged = _judged(compiled)
    return f"{text} Bedömning: {judged.lower()}." if judged else text
