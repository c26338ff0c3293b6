"""Named questions of reading across; all start from the newest submitted versions."""

from django.db.models import Q, QuerySet

from followup.review.reading.narrowed import Narrowed
from followup.rounds.models import AskedQuestion, Question, Round
from followup.survey.models import Intervention, ReportedAnswer, ReportedIntervention
from goals.models import GoalArea


def texts_answered(round_: Round, kept_to: Narrowed) -> QuerySet[ReportedAnswer]:
    """Every submitted answer that has words, of those asked for."""
    return (
        ReportedAnswer.objects.current()
        .for_round(round_)
        .filter(**kept_to.rows)
        .exclude(text="")
        .select_related(
            "version__submission__actor",
            "goal_area",
            "sub_goal__goal_area",
            "question_version__question",
        )
        .order_by("pk")
    )


def interventions_described(round_: Round, kept_to: Narrowed) -> QuerySet[ReportedIntervention]:
    """Every submitted intervention of those asked for, for a target group or for all."""
    group = kept_to.target_group
    return (
        ReportedIntervention.objects.current()
        .for_round(round_)
        .filter(**kept_to.rows, **({"target_groups": group} if group else {}))
        .select_related("version__submission__actor", "goal_area", "intervention")
        .order_by("intervention__section", "intervention__position", "pk")
    )


def asked_in_area(round_: Round) -> QuerySet[AskedQuestion]:
    """What the round asks about areas and sub-goals, in its order, with the wording it has."""
    return (
        round_.asked_questions.exclude(question__scope=Question.Scope.ORGANISATION)
        .select_related("version", "question")
        .order_by("order")
    )


def going_on_or_merged(round_: Round, goal_area: GoalArea) -> QuerySet[Intervention]:
    """An area's interventions that go on from an earlier one, or were merged into another."""
    return Intervention.objects.filter(
        Q(continues__isnull=False) | Q(merged_into__isnull=False),
        section__submission__round=round_,
        section__goal_area=goal_area,
    )
