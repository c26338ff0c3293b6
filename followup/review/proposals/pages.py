"""What the pages about proposals show."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from actors.models import Person
from followup.review import querysets as shared
from followup.review.models import Proposal, Suggestion
from followup.review.proposals import querysets
from followup.review.proposals.gathering import Origin, origins_of
from followup.review.proposals.querysets import networks_of, wish_key
from followup.review.proposals.weighing import Facts, facts
from followup.review.proposals.workflow import PROPOSALS
from followup.review.workflow import closed_for_writing
from followup.rounds.models import Round
from followup.survey.models import ReportedAnswer
from goals.models import SubGoal
from strategy_portal.access import can


@dataclass(frozen=True)
class Weighed:
    """One sub-goal's facts in the table; `part_of` is the proposal it was merged into."""

    proposal: Proposal
    facts: Facts
    part_of: Proposal | None = None


@dataclass(frozen=True)
class ProposalRow:
    """A proposal with its origin, its facts and what this person may do with it now.

    `weighed` has its own sub-goal first, then those of what was merged into it.
    """

    place: int
    proposal: Proposal
    origin: Origin
    weighed: tuple[Weighed, ...]
    may_change: bool
    verbs: tuple[tuple[str, str], ...]

    @property
    def as_rows(self) -> "list[ProposalRow]":
        """The row alone, for the table that shows many."""
        return [self]


@dataclass(frozen=True)
class Asked:
    """What waits about one sub-goal, or about none: wishes and suggestions not taken up.

    `proposal` is the one that has the sub-goal already, if any.
    """

    sub_goal: SubGoal | None
    wishes: tuple[ReportedAnswer, ...]
    suggestions: tuple[Suggestion, ...]
    proposal: Proposal | None

    @property
    def count(self) -> int:
        """How many ask."""
        return len(self.wishes) + len(self.suggestions)


@dataclass(frozen=True)
class ProposalsPage:
    """The round's proposals in order, and what waits to be taken up."""

    round: Round
    rows: tuple[ProposalRow, ...]
    asked: tuple[Asked, ...]
    taken_up: int
    hinder: str
    may_write: bool

    @property
    def waiting(self) -> int:
        """How many have not been put forward."""
        return sum(1 for one in self.rows if one.proposal.state == Proposal.State.PROPOSED)

    @property
    def unsent(self) -> list[Proposal]:
        """Those that can still take something up."""
        return [one.proposal for one in self.rows if not one.proposal.is_sent]


def proposals_page(round_: Round, *, person: Person) -> ProposalsPage:
    """The proposals with the buttons this person may press; as many queries however many."""
    return _Reading(round_, person).page()


@dataclass(frozen=True)
class ProposalPage:
    """One proposal with all its sources, and those it can be merged into."""

    row: ProposalRow
    others: tuple[Proposal, ...]
    hinder: str
    may_write: bool


def proposal_page(proposal: Proposal, *, person: Person) -> ProposalPage:
    """One proposal; a merged one too, which then has no origin of its own."""
    reading = _Reading(proposal.round, person)
    others = [
        one
        for one in reading.proposals
        if one.state == Proposal.State.PROPOSED and one.pk != proposal.pk
    ]
    return ProposalPage(reading.row(proposal), tuple(others), reading.hinder, reading.may_write)


class _Reading:
    """A round's proposals and what they come from, each read once."""

    def __init__(self, round_: Round, person: Person) -> None:
        self.round, self.person = round_, person
        self.hinder = closed_for_writing(round_)
        self.may_write = can(person, "review.assess") and not self.hinder
        self.proposals = list(shared.proposals(round_))
        self.wishes = list(querysets.reasons_for_priorities(round_))
        self.suggestions = [one for one in querysets.suggestions(round_) if not one.taken_back_at]
        self.sources = list(querysets.sources(round_))
        self.origins = origins_of(self.proposals, self.sources, self.wishes)
        sub_goals = [one.sub_goal_id for one in self.proposals]
        self.facts = facts(round_, sub_goals, self.wishes, self.suggestions)
        standing = [one for one in self.proposals if not one.is_merged]
        self.places = {one.pk: place for place, one in enumerate(standing, 1)}

    def page(self) -> ProposalsPage:
        rows = [self.row(one) for one in self.proposals if not one.is_merged]
        return ProposalsPage(
            self.round,
            tuple(rows),
            tuple(_asked(self.proposals, self._wishes_waiting(), self._suggestions_waiting())),
            len(self.sources),
            self.hinder,
            self.may_write,
        )

    def row(self, proposal: Proposal) -> ProposalRow:
        origin = self.origins.get(proposal.pk, Origin())
        open_to = PROPOSALS.open_to(self.person, proposal) if self.may_write else []
        verbs = [one for one in open_to if one.name in {"put_forward", "withdraw"}]
        parts = [Weighed(proposal, self.facts[proposal.sub_goal_id])]
        parts += [Weighed(one, self.facts[one.sub_goal_id], proposal) for one in origin.merged]
        return ProposalRow(
            self.places.get(proposal.pk, 0),
            proposal,
            origin,
            tuple(parts),
            self.may_write and proposal.state == Proposal.State.PROPOSED,
            tuple((one.name, one.label) for one in verbs),
        )

    def _wishes_waiting(self) -> list[ReportedAnswer]:
        taken = {wish_key(one.answer) for one in self.sources if one.answer}
        return [one for one in self.wishes if wish_key(one) not in taken]

    def _suggestions_waiting(self) -> list[Suggestion]:
        return [one for one in self.suggestions if not hasattr(one, "taken_up_in")]


def _asked(
    proposals: Iterable[Proposal],
    wishes: Iterable[ReportedAnswer],
    suggestions: Iterable[Suggestion],
) -> list[Asked]:
    """What waits by sub-goal, the most asked for first; what names no sub-goal last."""
    by_wish: dict[SubGoal | None, list[ReportedAnswer]] = defaultdict(list)
    by_suggestion: dict[SubGoal | None, list[Suggestion]] = defaultdict(list)
    for wish in wishes:
        by_wish[wish.sub_goal].append(wish)
    for suggestion in suggestions:
        by_suggestion[suggestion.sub_goal].append(suggestion)
    known = {one.sub_goal_id: one for one in proposals}
    asked = [
        Asked(
            sub_goal,
            tuple(by_wish[sub_goal]),
            tuple(by_suggestion[sub_goal]),
            known.get(sub_goal.pk) if sub_goal else None,
        )
        for sub_goal in {**by_wish, **by_suggestion}
    ]
    return sorted(asked, key=_most_asked)


def _most_asked(one: Asked) -> tuple[bool, int, int, int]:
    if one.sub_goal is None:
        return True, 0, 0, 0
    return False, -one.count, one.sub_goal.goal_area.number, one.sub_goal.number


# --- The network's own page ---------------------------------------------------------------------


@dataclass(frozen=True)
class Fate:
    """A suggestion, and what became of it: a word, and the proposal once the council has it."""

    suggestion: Suggestion
    word: str
    proposal: Proposal | None
    may_change: bool


@dataclass(frozen=True)
class NetworkPage:
    """What a person's networks have handed in, and what became of it."""

    round: Round
    fates: tuple[Fate, ...]
    hinder: str


def network_page(round_: Round, *, person: Person) -> NetworkPage:
    """The suggestions of the networks that a person speaks for; the newest first."""
    hinder = closed_for_writing(round_)
    own = querysets.suggestions(round_).filter(body__in=networks_of(person)).order_by("-pk")
    known = {one.pk: one for one in shared.proposals(round_)}
    return NetworkPage(round_, tuple(_fate(one, known, bool(hinder)) for one in own), hinder)


def _fate(suggestion: Suggestion, known: Mapping[int, Proposal], is_closed: bool) -> Fate:
    if suggestion.taken_back_at:
        return Fate(suggestion, "Tillbakataget", None, may_change=False)
    if not hasattr(suggestion, "taken_up_in"):
        return Fate(suggestion, "Väntar på Beredningsgruppen", None, may_change=not is_closed)
    proposal = known[suggestion.taken_up_in.proposal_id]
    while proposal.merged_into_id:
        proposal = known[proposal.merged_into_id]
    if not proposal.is_sent:
        return Fate(suggestion, "Beredningsgruppen arbetar vidare med det", None, may_change=False)
    word = {
        Proposal.State.PUT_FORWARD: "Framfört till rådet",
        Proposal.State.DECIDED: "Rådet har prioriterat det",
        Proposal.State.NOT_ADOPTED: "Rådet prioriterade annat",
    }[Proposal.State(proposal.state)]
    return Fate(suggestion, word, proposal, may_change=False)
