"""Two figures for each proposal: how far the county is, and how many organisations ask for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from followup.review.models import Proposal
from followup.rounds.models import Question, Round
from followup.survey.models import ImplementationDegree, ReportedAnswer


@dataclass(frozen=True)
class ProposalFigures:
    """Organisations: those that are done, of those for whom it is relevant; those who ask."""

    done: int = 0
    answered: int = 0
    asking: int = 0


def figures_for(round_: Round, proposals: Iterable[Proposal]) -> dict[int, ProposalFigures]:
    """The figures of a round by sub-goal id; one query, however many proposals.

    Only submitted answers count, and of each organisation only its newest version.
    """
    sub_goals = {proposal.sub_goal_id for proposal in proposals}
    organisations = "version__submission"
    degree = ~Q(degree__in=["", ImplementationDegree.NOT_RELEVANT])
    asks = Q(question_version__question__kind=Question.Kind.PROPOSAL)
    rows = (
        ReportedAnswer.objects.current()
        .for_round(round_)
        .filter(sub_goal__in=sub_goals)
        .order_by("sub_goal")
        .values("sub_goal")
        .annotate(
            done=Count(organisations, Q(degree=ImplementationDegree.DONE), distinct=True),
            answered=Count(organisations, degree, distinct=True),
            asking=Count(organisations, asks, distinct=True),
        )
    )
    known = {row.pop("sub_goal"): ProposalFigures(**row) for row in rows}
    return {pk: known.get(pk, ProposalFigures()) for pk in sub_goals}
