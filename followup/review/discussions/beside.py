"""How many threads are open about each thing on a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from followup.review.discussions.querysets import open_by_subject
from followup.review.discussions.subjects import answer_key
from followup.review.models import PartText, Proposal
from followup.review.reading.beside import Beside
from followup.rounds.models import Round
from followup.survey.models import ReportedIntervention
from goals.models import GoalArea, SubGoal


@dataclass(frozen=True)
class OpenThreads:
    """The open threads of a round's area, counted by the key of what they are about."""

    year: int
    by_key: Mapping[str, int]


def open_threads_on(round_: Round, goal_area: GoalArea | None = None) -> OpenThreads:
    """What a page needs to show the way to its threads; one query."""
    return OpenThreads(round_.year, open_by_subject(round_, goal_area))


def key_to_answer(area: GoalArea, said: Beside) -> str:
    """The key of an organisation's answer as it stands beside last year's."""
    sub_goal = said.sub_goal.pk if said.sub_goal else None
    return answer_key(said.actor.pk, said.asked.question.question_id, area.pk, sub_goal)


def key_to(thing: Any) -> str:
    """The key of something that stands on a page; see `subjects`."""
    match thing:
        case GoalArea():
            return f"omrade-{thing.pk}"
        case SubGoal():
            return f"delmal-{thing.pk}"
        case ReportedIntervention():
            return f"insats-{thing.intervention_id}"
        case Proposal():
            return f"forslag-{thing.pk}"
        case PartText():
            return f"text-{thing.key}"
    raise TypeError(f"Nothing to discuss about {thing!r}")
