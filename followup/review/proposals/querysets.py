"""Named questions about where proposals come from and what speaks for them."""

from typing import Any

from django.db.models import QuerySet

from followup.rounds.models import Question, Round
from followup.survey.models import ReportedAnswer


def reasons_for_priorities(round_: Round) -> QuerySet[ReportedAnswer]:
    """Organisations' wishes for next year with who asks, what for and why."""
    return (
        _asked_priorities(round_)
        .select_related("version__submission__actor", "sub_goal__goal_area", "goal_area")
        .order_by("version__submission__actor__name", "pk")
    )


def _asked_priorities(round_: Round) -> Any:
    return (
        ReportedAnswer.objects.current()
        .for_round(round_)
        .filter(question_version__question__kind=Question.Kind.PROPOSAL)
    )
