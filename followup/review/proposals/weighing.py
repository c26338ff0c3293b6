"""What speaks for each proposal, side by side: who asks, how far it is, who works with it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from actors.models import ActorType
from followup.review.models import Assessment, Suggestion
from followup.review.proposals import querysets
from followup.rounds.models import Round
from followup.survey.models import ReportedAnswer


@dataclass
class Facts:
    """What the round's answers say about one sub-goal; organisations are counted once each.

    `asking` counts them by type in words, in the county's order; `networks` names those that
    suggest it. `degrees` are organisations by letter. `working` is how many work with it: with an
    intervention, or by saying that it has begun; 0 is a gap.
    """

    asking: dict[str, int] = field(default_factory=dict)
    networks: list[str] = field(default_factory=list)
    degrees: dict[str, int] = field(default_factory=dict)
    working: int = 0
    judged: Assessment | None = None
    was_prioritised: bool = False

    @property
    def organisations(self) -> int:
        """How many organisations ask for it."""
        return sum(self.asking.values())

    @property
    def is_gap(self) -> bool:
        """Whether no organisation works with it."""
        return self.working == 0


def facts(
    round_: Round,
    sub_goals: Iterable[int],
    wishes: Iterable[ReportedAnswer],
    suggestions: Iterable[Suggestion],
) -> Mapping[int, Facts]:
    """The facts of some sub-goals by id; five queries, however many.

    `wishes` and `suggestions` are all of the round's that stand.
    """
    wanted = set(sub_goals)
    found = {pk: Facts() for pk in wanted}
    if not wanted:
        return found
    _count_degrees(round_, found)
    for one in querysets.judged(round_, wanted):
        found[one.sub_goal_id or 0].judged = one
    for pk in querysets.prioritised(round_) & wanted:
        found[pk].was_prioritised = True
    for pk, asking in _asking(wishes).items():
        if pk in found:
            found[pk].asking = asking
    for suggestion in suggestions:
        if suggestion.sub_goal_id in found:
            networks = found[suggestion.sub_goal_id].networks
            if suggestion.body.name not in networks:
                networks.append(suggestion.body.name)
    return found


def _count_degrees(round_: Round, found: Mapping[int, Facts]) -> None:
    working: dict[int, set[int]] = defaultdict(set)
    degrees: dict[int, Counter[str]] = defaultdict(Counter)
    for pk, actor, degree in querysets.degrees_by_sub_goal(round_, found):
        degrees[pk][degree] += 1
        if querysets.is_working(degree):
            working[pk].add(actor)
    for pk, actor in querysets.at_work(round_, found):
        working[pk].add(actor)
    for pk, one in found.items():
        one.working = len(working[pk])
        one.degrees = {letter: degrees[pk][letter] for letter in "GHPE"}


def _asking(wishes: Iterable[ReportedAnswer]) -> Mapping[int, dict[str, int]]:
    """Organisations that ask for each sub-goal, counted by type in the county's order."""
    asking: dict[int, dict[int, str]] = defaultdict(dict)
    for one in wishes:
        actor = one.version.submission.actor
        asking[one.sub_goal_id or 0][actor.pk] = actor.actor_type
    return {pk: _by_type(Counter(types.values())) for pk, types in asking.items()}


def _by_type(counts: Counter[str]) -> dict[str, int]:
    return {kind.label: counts[kind] for kind in ActorType if counts[kind]}
