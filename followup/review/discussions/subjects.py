"""What a thread can be about, and how an address names it.

A key is short enough for a link beside the thing: `omrade-5`, `delmal-12`, `insats-<uuid>`,
`forslag-4`, `text-forord`, `svar-<organisation>-<question>-<area>-<sub-goal or 0>`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from actors.models import Actor
from followup.review import querysets
from followup.review.models import Proposal, Thread
from followup.review.writing.querysets import find_part
from followup.rounds.models import Question, Round
from followup.survey.models import Intervention
from goals.models import GoalArea, SubGoal


@dataclass(frozen=True)
class Subject:
    """The thing itself, `about` in words, and what was said that one might want to quote."""

    about: str
    goal_area: GoalArea | None = None
    sub_goal: SubGoal | None = None
    actor: Actor | None = None
    question: Question | None = None
    intervention: Intervention | None = None
    proposal: Proposal | None = None
    text_key: str = ""
    said: str = ""


def key_of(thread: Thread) -> str:
    """The key of what a thread is about; empty where that has been taken away since."""
    if thread.text_key:
        return f"text-{thread.text_key}"
    if thread.intervention_id:
        return f"insats-{thread.intervention_id}"
    if thread.proposal_id:
        return f"forslag-{thread.proposal_id}"
    if thread.actor_id:
        return answer_key(
            thread.actor_id, thread.question_id or 0, thread.goal_area_id, thread.sub_goal_id
        )
    if thread.sub_goal_id:
        return f"delmal-{thread.sub_goal_id}"
    return f"omrade-{thread.goal_area_id}" if thread.goal_area_id else ""


def answer_key(actor: int, question: int, area: int | None, sub_goal: int | None) -> str:
    """The key of an organisation's answer to a question in an area, or about a sub-goal."""
    return f"svar-{actor}-{question}-{area or 0}-{sub_goal or 0}"


def subject(round_: Round, key: str) -> Subject:
    """What a key names in a round; `LookupError` where there is no such thing to talk about.

    A draft is never one: of answers and interventions only what is handed in.
    """
    kind, _, rest = key.partition("-")
    find = _KINDS.get(kind)
    if find is None:
        raise LookupError(key)
    try:
        found = find(round_, rest)
    except ValueError as error:
        raise LookupError(key) from error
    if found is None:
        raise LookupError(key)
    return found


def _area(round_: Round, rest: str) -> Subject | None:
    area = round_.strategy.goal_areas.filter(pk=int(rest)).first()
    return Subject(f"Målområdet {area.title}", area) if area else None


def _sub_goal(round_: Round, rest: str) -> Subject | None:
    found = SubGoal.objects.filter(goal_area__strategy=round_.strategy_id, pk=int(rest))
    one = found.select_related("goal_area").first()
    return Subject(f"Delmål {one}", one.goal_area, one) if one else None


def _answer(round_: Round, rest: str) -> Subject | None:
    actor, question, area, sub_goal = map(int, rest.split("-"))
    rows = querysets.all_answers(round_).filter(
        version__submission__actor=actor,
        question_version__question=question,
        goal_area=area or None,
        sub_goal=sub_goal or None,
    )
    one = rows.select_related("goal_area").first()
    if one is None:
        return None
    organisation, where = one.version.submission.actor, one.sub_goal or one.goal_area
    return Subject(
        f"{organisation} om {where}" if where else str(organisation),
        one.goal_area,
        one.sub_goal,
        actor=organisation,
        question=one.question_version.question,
        said=one.text,
    )


def _intervention(round_: Round, rest: str) -> Subject | None:
    found = querysets.interventions_with_sub_goals(round_).filter(intervention=UUID(rest))
    one = found.select_related("intervention").first()
    if one is None:
        return None
    organisation = one.version.submission.actor
    return Subject(
        f"Insatsen {one.title or 'utan namn'}, {organisation}",
        one.goal_area,
        intervention=one.intervention,
        said=one.description,
    )


def _proposal(round_: Round, rest: str) -> Subject | None:
    one = querysets.proposals(round_).filter(pk=int(rest)).first()
    if one is None:
        return None
    area = one.sub_goal.goal_area
    return Subject(f"Förslaget ”{one}”", area, proposal=one, said=one.reason)


def _text(round_: Round, rest: str) -> Subject | None:
    part = find_part(round_, rest)
    return Subject(f"Texten ”{part.title}”", part.goal_area, text_key=part.key)


_KINDS: dict[str, Callable[[Round, str], Subject | None]] = {
    "omrade": _area,
    "delmal": _sub_goal,
    "svar": _answer,
    "insats": _intervention,
    "forslag": _proposal,
    "text": _text,
}
