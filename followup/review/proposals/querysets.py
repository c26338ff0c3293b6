"""Named questions about where proposals come from and what speaks for them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from actors.models import Body, BodyKind, Person
from followup.review.models import Assessment, Proposal, ProposalSource, Suggestion
from followup.rounds.models import Question, Round
from followup.survey.models import ImplementationDegree, ReportedAnswer, ReportedIntervention
from goals.models import SubGoal
from strategy_portal.access import organisations

# A wish is the same wish when an organisation hands in again: who asks, where, for what.
WishKey = tuple[int, int, int | None, int | None]


def in_the_order(round_: Round) -> QuerySet[Proposal]:
    """The proposals that stand on their own, in the order the council is to see."""
    return round_.proposals.exclude(state=Proposal.State.MERGED).order_by("order", "pk")


def reasons_for_priorities(round_: Round) -> QuerySet[ReportedAnswer]:
    """Organisations' wishes for next year with who asks, what for and why."""
    return (
        _asked_priorities(round_)
        .select_related(
            "version__submission__actor",
            "question_version",
            "sub_goal__goal_area",
            "goal_area",
        )
        .order_by("version__submission__actor__name", "pk")
    )


def _asked_priorities(round_: Round) -> Any:
    return (
        ReportedAnswer.objects.current()
        .for_round(round_)
        .filter(question_version__question__kind=Question.Kind.PROPOSAL)
    )


def wish_key(answer: ReportedAnswer) -> WishKey:
    """What makes a wish the same wish in an organisation's next version."""
    actor = answer.version.submission.actor_id
    return actor, answer.question_version.question_id, answer.goal_area_id, answer.sub_goal_id


def sources(round_: Round) -> QuerySet[ProposalSource]:
    """Everything that the round's proposals have taken up, oldest first, with its words."""
    return (
        ProposalSource.objects.filter(proposal__round=round_)
        .select_related(
            "answer__version__submission__actor",
            "answer__question_version",
            "answer__sub_goal__goal_area",
            "suggestion__body",
            "suggestion__sub_goal__goal_area",
            "taken_up_by",
        )
        .order_by("pk")
    )


def wishes_waiting(round_: Round, sub_goal: SubGoal | None = None) -> list[ReportedAnswer]:
    """Wishes that no proposal has taken up, also not in the organisation's earlier version."""
    taken = {wish_key(one.answer) for one in sources(round_) if one.answer}
    asked = reasons_for_priorities(round_)
    if sub_goal:
        asked = asked.filter(sub_goal=sub_goal)
    return [one for one in asked if wish_key(one) not in taken]


def suggestions(round_: Round) -> QuerySet[Suggestion]:
    """Everything that networks and the group have suggested, the taken back included."""
    return round_.suggestions.select_related(
        "body", "sub_goal__goal_area", "suggested_by", "taken_up_in__proposal__merged_into"
    ).order_by("pk")


def suggestions_waiting(round_: Round) -> QuerySet[Suggestion]:
    """Suggestions that no proposal has taken up, and that stand."""
    return suggestions(round_).filter(taken_up_in=None, taken_back_at=None)


def networks_of(person: Person) -> QuerySet[Body]:
    """The networks that a person speaks for.

    Those where the person, or the organisation that they hold the role for, has a seat. Networks
    vary over time, and where no seat is written down it is any of them.
    """
    networks = Body.objects.filter(kind=BodyKind.NETWORK).order_by("name")
    own = organisations(person, "suggestion.hand_in")
    seated = networks.filter(Q(seats__person=person) | Q(seats__actor__in=own)).distinct()
    return seated if seated.exists() else networks


def suggesting_bodies() -> QuerySet[Body]:
    """The bodies whose suggestions the preparation group notes: the networks and its own."""
    kinds = [BodyKind.NETWORK, BodyKind.PREPARATION]
    return Body.objects.filter(kind__in=kinds).order_by("-kind", "name")


# --- What speaks for a proposal ----------------------------------------------------------------

_WORKING = frozenset("GHP")


def degrees_by_sub_goal(
    round_: Round, sub_goals: Iterable[int]
) -> QuerySet[Any, tuple[int, int, str]]:
    """Triples of sub-goal, organisation and the degree it gave."""
    return (
        ReportedAnswer.objects.current()
        .for_round(round_)
        .filter(sub_goal__in=list(sub_goals), degree__in=ImplementationDegree.values)
        .order_by()
        .values_list("sub_goal", "version__submission__actor", "degree")
    )


def at_work(round_: Round, sub_goals: Iterable[int]) -> QuerySet[Any, tuple[int, int]]:
    """Pairs of sub-goal and an organisation that has reported an intervention for it."""
    return (
        ReportedIntervention.objects.current()
        .for_round(round_)
        .filter(sub_goals__in=list(sub_goals))
        .order_by()
        .values_list("sub_goals", "version__submission__actor")
        .distinct()
    )


def judged(round_: Round, sub_goals: Iterable[int]) -> QuerySet[Assessment]:
    """The judgements of some sub-goals."""
    return round_.assessments.filter(sub_goal__in=list(sub_goals)).exclude(development="")


def prioritised(round_: Round) -> set[int]:
    """The sub-goals that the council put first for the round's own year; ids."""
    found = SubGoal.objects.filter(goal_area__strategy=round_.strategy_id)
    return set(found.prioritised_for(round_.year).order_by().values_list("pk", flat=True))


def is_working(degree: str) -> bool:
    """Whether a degree says that the work has begun."""
    return degree in _WORKING
