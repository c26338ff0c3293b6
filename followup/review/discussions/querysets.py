"""Named questions about threads."""

from collections import Counter
from collections.abc import Mapping

from django.db.models import Q, QuerySet

from actors.models import Person
from followup.review.discussions.subjects import key_of
from followup.review.models import Thread
from followup.rounds.models import Round
from goals.models import GoalArea


def threads(round_: Round) -> QuerySet[Thread]:
    """A round's threads, those that were last opened or answered or resolved first."""
    return (
        round_.threads.select_related(
            "round", "goal_area", "sub_goal__goal_area", "opened_by", "resolved_by"
        )
        .prefetch_related("comments__by")
        .order_by("-state_changed_at", "-pk")
    )


def taken_part_in(person: Person) -> Q:
    """The threads that a person has opened or written in."""
    return Q(opened_by=person) | Q(comments__by=person)


def open_threads(round_: Round) -> int:
    """How many threads of a round wait to be resolved."""
    return round_.threads.filter(state=Thread.State.OPEN).count()


def open_by_subject(round_: Round, goal_area: GoalArea | None = None) -> Mapping[str, int]:
    """How many threads are open about each thing, by its key; one query."""
    wanted = {"goal_area": goal_area} if goal_area else {}
    return Counter(key_of(one) for one in round_.threads.filter(state=Thread.State.OPEN, **wanted))
