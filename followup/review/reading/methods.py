"""Interventions whose organisation says in words what came of them, so that others find them.

The survey asks for effects, not for methods: what is gathered here is what organisations say of
their own work, and nobody has tried whether the one follows from the other.
"""

from collections import defaultdict
from dataclasses import dataclass

from followup.review.reading import querysets
from followup.review.reading.narrowed import Narrowed
from followup.review.reading.themes import tags
from followup.rounds.models import Round
from followup.survey.models import ReportedIntervention
from goals.models import GoalArea

# What has not been done cannot have had an effect, whatever stands there.
_NOT_DONE = (ReportedIntervention.Status.PLANNED, ReportedIntervention.Status.NOT_DONE)


@dataclass(frozen=True)
class Methods:
    """By area, the interventions with a described effect; `of_all` are all that were asked for."""

    by_area: tuple[tuple[GoalArea, tuple[ReportedIntervention, ...]], ...]
    found: int
    of_all: int


def methods(round_: Round, kept_to: Narrowed) -> Methods:
    """What is said to have had an effect; as many queries whoever has answered."""
    asked_for = querysets.interventions_described(round_, kept_to).exclude(status__in=_NOT_DONE)
    by_area: dict[GoalArea, list[ReportedIntervention]] = defaultdict(list)
    rows = asked_for.prefetch_related("sub_goals__goal_area", "target_groups").order_by(
        "goal_area__number", "version__submission__actor__name", "pk"
    )
    of_all = 0
    marked = tags(round_, kept_to.theme).interventions if kept_to.theme else None
    for one in rows:
        if marked is not None and one.intervention_id not in marked:
            continue
        of_all += 1
        if one.effect.strip():
            by_area[one.goal_area].append(one)
    found = sum(len(some) for some in by_area.values())
    return Methods(tuple((area, tuple(some)) for area, some in by_area.items()), found, of_all)
