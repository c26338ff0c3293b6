"""Named questions of the review: what was submitted in a round, counted in the database.

Everything starts from `current()`: the newest submitted version of each organisation that
counts. A draft is never read here.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.fields.json import KT

from actors.models import Actor, ActorType
from followup.review.models import Assessment, Challenge, ChosenIntervention, Proposal
from followup.rounds.models import Invitation, Round
from followup.survey.models import (
    ImplementationDegree,
    ReportedAnswer,
    ReportedIntervention,
    Section,
    SubmissionVersion,
)
from followup.survey.together.named import WITH_CONFIRMATIONS
from goals.models import GoalArea, SubGoal
from goals.statistics.models import Indicator

Counts = dict[str, int]


def readable_rounds() -> QuerySet[Round]:
    """Rounds that have been opened, the latest first."""
    return Round.objects.exclude(state=Round.State.DRAFT).order_by("-year")


def last_round(round_: Round) -> Round | None:
    """The opened round before this one, whatever strategy it followed."""
    return Round.objects.before(round_.year).exclude(state=Round.State.DRAFT).first()


def asks(round_: Round, key: str) -> bool:
    """Whether a question is among the round's."""
    return round_.asked_questions.filter(question__key=key).exists()


def areas(round_: Round) -> QuerySet[GoalArea]:
    """The strategy's areas in order, each with its `sub_goal_count`."""
    return round_.strategy.goal_areas.annotate(sub_goal_count=Count("sub_goals")).order_by("number")


def invitations(round_: Round) -> QuerySet[Any]:
    """The invited organisations; `submitted_at` and `version` are None until they hand in."""
    return (
        Invitation.objects.counted()
        .filter(round=round_)
        .select_related("actor")
        .annotate(
            submitted_at=F("submission__current_version__submitted_at"),
            version=F("submission__current_version__number"),
        )
    )


def response_by_type(round_: Round) -> dict[str, Counts]:
    """How many were invited and have answered, by type of actor."""
    rows = (
        Invitation.objects.counted()
        .filter(round=round_)
        .order_by()
        .values("actor__actor_type")
        .annotate(
            invited=Count("pk"),
            answered=Count("pk", Q(submission__current_version__isnull=False)),
        )
    )
    return {row.pop("actor__actor_type"): row for row in rows}


def answering_actors(round_: Round) -> QuerySet[Actor]:
    """The organisations that have handed in."""
    return Actor.objects.counted().filter(
        submissions__round=round_, submissions__current_version__isnull=False
    )


def county_order(actor: Actor) -> tuple[int, str]:
    """An organisation's place in the county's order: by type, then by name."""
    return ActorType.values.index(actor.actor_type), actor.name


def not_relevant(round_: Round, goal_area: GoalArea) -> dict[int, str]:
    """Organisations that handed in the whole area as not relevant, with their reason, by id.

    Read from the submitted version, since the section itself may have been reopened. A version
    keeps its sections in order: the one about the organisation first, then the areas by number.
    """
    section = f"answers__sections__{goal_area.number}"
    rows = SubmissionVersion.objects.filter(
        **{f"{section}__slug": goal_area.slug, f"{section}__state": Section.State.NOT_RELEVANT},
        current_of__round=round_,
        submission__actor__is_test=False,
    )
    return dict(rows.values_list("submission__actor_id", KT(f"{section}__not_relevant_because")))


def answers(round_: Round, goal_area: GoalArea | None) -> QuerySet[ReportedAnswer]:
    """The area's submitted answers with their organisation and question.

    Without an area those about the organisation itself.
    """
    return all_answers(round_).filter(goal_area=goal_area)


def all_answers(round_: Round) -> QuerySet[ReportedAnswer]:
    """Every submitted answer of the round, those about the organisation itself included."""
    return (
        ReportedAnswer.objects.current()
        .for_round(round_)
        .select_related("version__submission__actor", "question_version__question", "sub_goal")
        .prefetch_related("version__attachments")
    )


def degrees_given(round_: Round, degrees: Iterable[str]) -> QuerySet[ReportedAnswer]:
    """Who has given a sub-goal one of these degrees, in the whole round."""
    return (
        ReportedAnswer.objects.current()
        .for_round(round_)
        .filter(degree__in=list(degrees))
        .select_related("version__submission__actor")
    )


def degree_counts(round_: Round, goal_area: GoalArea) -> dict[int, Counts]:
    """Organisations per implementation degree, by sub-goal id; blank answers have no row."""
    rows = (
        ReportedAnswer.objects.current()
        .for_round(round_)
        .filter(sub_goal__goal_area=goal_area, degree__in=ImplementationDegree.values)
        .order_by()
        .values_list("sub_goal", "degree")
        .annotate(organisations=Count("version__submission", distinct=True))
    )
    counts: dict[int, Counts] = defaultdict(dict)
    for sub_goal, degree, organisations in rows:
        counts[sub_goal][degree] = organisations
    return counts


_COUNTED = {name: Q(**{f"{name}__isnull": False}) for name in ReportedIntervention.COUNTS}
_ANY_COUNT = Q(*_COUNTED.values(), _connector=Q.OR)


def reach(round_: Round, goal_area: GoalArea) -> dict[str, Any]:
    """Persons reached by sex, and how many interventions gave counts: fields of `Reach`.

    The database's sum is null where every count was left blank, and 0 where 0 was answered.
    """
    return (
        ReportedIntervention.objects.current()
        .for_round(round_)
        .filter(goal_area=goal_area)
        .aggregate(
            interventions=Count("pk"),
            with_counts=Count("pk", _ANY_COUNT),
            blank=Count("pk", ~_ANY_COUNT & Q(counts_not_known=False)),
            not_known=Count("pk", Q(counts_not_known=True)),
            # Last: from here on the names stand for the sums and no longer for the columns.
            **{name: Sum(name) for name in ReportedIntervention.COUNTS},
        )
    )


def interventions(round_: Round, goal_area: GoalArea) -> QuerySet[Any]:
    """The area's submitted interventions with all their relations, and whether `chosen`."""
    chosen = ChosenIntervention.objects.filter(round=round_, intervention=OuterRef("intervention"))
    return (
        ReportedIntervention.objects.current()
        .for_round(round_)
        .filter(goal_area=goal_area)
        .select_related("version__submission__actor", "intervention")
        .prefetch_related(
            Prefetch("sub_goals", SubGoal.objects.in_order()),
            "target_groups",
            "partners",
            "funding_sources",
            "version__attachments",
            WITH_CONFIRMATIONS,
        )
        .annotate(chosen=Exists(chosen))
        .order_by("intervention__section", "intervention__position", "pk")
    )


def interventions_with_sub_goals(round_: Round) -> QuerySet[ReportedIntervention]:
    """Every submitted intervention of the round with its sub-goals, area and organisation."""
    return (
        ReportedIntervention.objects.current()
        .for_round(round_)
        .select_related("version__submission__actor", "goal_area")
        .prefetch_related("sub_goals", "target_groups")
        .order_by("version__submission__actor__name", "pk")
    )


def challenges(round_: Round, goal_area: GoalArea) -> QuerySet[Challenge]:
    """The challenges that the preparation group names in an area."""
    return round_.challenges.filter(goal_area=goal_area).select_related("named_by")


def proposals(round_: Round, goal_area: GoalArea | None = None) -> QuerySet[Proposal]:
    """The round's proposals in their order, of one area or of all."""
    wanted = {"sub_goal__goal_area": goal_area} if goal_area else {}
    return (
        round_.proposals.filter(**wanted)
        .select_related(
            "round", "sub_goal__goal_area", "body", "actor", "proposed_by", "merged_into"
        )
        .order_by("order", "pk")
    )


def indicators(goal_area: GoalArea) -> QuerySet[Indicator]:
    """The area's indicators with the measurements that apply."""
    return Indicator.objects.for_area(goal_area).with_series().select_related("owner_document")


def assessments(
    rounds: Iterable[Round], goal_area: GoalArea, sub_goals: Iterable[SubGoal]
) -> QuerySet[Assessment]:
    """The judgements of an area in some rounds, also of what its sub-goals were taken over from."""
    earlier = [one.derived_from_id for one in sub_goals if one.derived_from_id]
    return Assessment.objects.filter(
        Q(goal_area__slug=goal_area.slug) | Q(sub_goal__in=earlier), round__in=list(rounds)
    ).select_related("updated_by")


def prioritised(round_: Round, goal_area: GoalArea) -> set[int]:
    """The area's sub-goals that the council put first for the round's year; ids."""
    return set(
        goal_area.sub_goals.prioritised_for(round_.year).order_by().values_list("pk", flat=True)
    )


def judged_by_area(round_: Round) -> dict[int, dict[str, Any]]:
    """By area id: its own development, and its sub-goals judged and those without reasons."""
    rows = round_.assessments.exclude(development="").order_by()
    areas: dict[int, dict[str, Any]] = defaultdict(
        lambda: {"development": "", "judged": 0, "without_reasons": 0}
    )
    for area, sub_goal, development, reasons in rows.values_list(
        "goal_area", "sub_goal", "development", "reasons"
    ):
        if sub_goal is None:
            areas[area]["development"] = development
        else:
            areas[area]["judged"] += 1
        areas[area]["without_reasons"] += not reasons.strip()
    return areas


def interventions_by_area(round_: Round) -> dict[int, Counts]:
    """By area id: submitted interventions, and those chosen for the report."""
    chosen = Q(intervention__chosen_in__round=round_)
    rows = (
        ReportedIntervention.objects.current()
        .for_round(round_)
        .order_by()
        .values("goal_area")
        .annotate(
            interventions=Count("pk", distinct=True), chosen=Count("pk", chosen, distinct=True)
        )
    )
    return {row.pop("goal_area"): row for row in rows}
