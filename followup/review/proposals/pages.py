"""What the pages about proposals show."""

from collections import defaultdict
from dataclasses import dataclass

from actors.models import Person
from followup.review import querysets
from followup.review.models import Proposal
from followup.review.proposals.querysets import reasons_for_priorities
from followup.review.proposals.workflow import PROPOSALS
from followup.review.workflow import closed_for_writing
from followup.rounds.models import Round
from followup.survey.models import ReportedAnswer
from goals.models import SubGoal
from strategy_portal.access import can


@dataclass(frozen=True)
class ProposalRow:
    """A proposal with what this person may do with it now."""

    proposal: Proposal
    asking: int
    may_change: bool
    verbs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Wish:
    """A sub-goal that organisations ask for, with each one's reason."""

    sub_goal: SubGoal
    answers: tuple[ReportedAnswer, ...]
    is_proposed: bool


@dataclass(frozen=True)
class ProposalsPage:
    """The round's proposals, and what the organisations ask for."""

    round: Round
    rows: tuple[ProposalRow, ...]
    wishes: tuple[Wish, ...]
    without_sub_goal: tuple[ReportedAnswer, ...]
    waiting: int
    hinder: str
    may_write: bool


def proposals_page(round_: Round, *, person: Person) -> ProposalsPage:
    """The proposals with the buttons this person may press."""
    hinder = closed_for_writing(round_)
    may_write = can(person, "review.assess") and not hinder
    asked: dict[int | None, list[ReportedAnswer]] = defaultdict(list)
    for answer in reasons_for_priorities(round_):
        asked[answer.sub_goal_id].append(answer)
    proposals = list(querysets.proposals(round_))
    without = asked.pop(None, [])
    proposed = {one.sub_goal_id for one in proposals}
    wishes = [
        Wish(sub_goal, tuple(answers), pk in proposed)
        for pk, answers in asked.items()
        if (sub_goal := answers[0].sub_goal)
    ]
    return ProposalsPage(
        round_,
        tuple(_row(one, asked, person, may_write) for one in proposals),
        tuple(sorted(wishes, key=_most_asked)),
        tuple(without),
        sum(1 for one in proposals if one.state == Proposal.State.PROPOSED),
        hinder,
        may_write,
    )


def _most_asked(wish: Wish) -> tuple[int, int, int]:
    return -len(wish.answers), wish.sub_goal.goal_area.number, wish.sub_goal.number


def _row(
    proposal: Proposal,
    asked: dict[int | None, list[ReportedAnswer]],
    person: Person,
    may_write: bool,
) -> ProposalRow:
    open_to = PROPOSALS.open_to(person, proposal) if may_write else []
    ours = [one for one in open_to if one.permission == "review.assess"]
    return ProposalRow(
        proposal,
        len(asked.get(proposal.sub_goal_id, [])),
        may_write and proposal.state == Proposal.State.PROPOSED,
        tuple((one.name, one.label) for one in ours),
    )
