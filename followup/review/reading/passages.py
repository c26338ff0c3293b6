"""Passages of what is handed in, marked under a theme or picked for a text, followed over versions.

A passage follows its organisation's newest version as long as that still says it; otherwise it is
read as from an earlier version.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from actors.models import Actor
from followup.review.models import Quotation, TaggedPassage
from followup.rounds.models import Question, Round
from followup.rounds.question_kinds import TEXTS
from followup.survey.models import ReportedAnswer, ReportedIntervention
from goals.models import GoalArea

Source = ReportedAnswer | ReportedIntervention
# An organisation, a question, the area, and the sub-goal where the question is asked about each.
AnswerKey = tuple[int, int, int | None, int | None]
Marked = TypeVar("Marked", TaggedPassage, Quotation)

NOT_THERE = "Stycket står inte i svaret. Kopiera det ordagrant."
# Kinds of question whose answers are words.
WORDS = TEXTS | {Question.Kind.PROPOSAL}
# What must be read along with a marked passage to follow it.
WITH_SOURCES = (
    "by",
    "answer__version__submission__actor",
    "answer__question_version__question",
    "answer__goal_area",
    "answer__sub_goal__goal_area",
    "intervention__version__submission__actor",
    "intervention__goal_area",
)


@dataclass(frozen=True)
class Passage(Generic[Marked]):
    """A passage with its source as it stands now; `newest` is None where it no longer says it."""

    marked: Marked
    newest: Source | None

    @property
    def source(self) -> Source:
        """Where it is read: in the newest version that says it."""
        return self.newest or source_of(self.marked)

    @property
    def is_earlier(self) -> bool:
        """Whether the organisation has handed in a version that does not say it."""
        return self.newest is None

    @property
    def actor(self) -> Actor:
        """Who wrote it."""
        return self.source.version.submission.actor

    @property
    def area(self) -> GoalArea | None:
        """What it is about; None for the organisation itself."""
        return self.source.goal_area

    @property
    def about(self) -> str:
        """What it answers, or which intervention it tells of."""
        return about(self.source)

    @property
    def anchor(self) -> str:
        """Its place among the area's answers or interventions."""
        source = self.source
        if isinstance(source, ReportedIntervention):
            return f"insats-{source.intervention_id}"
        return place(source)

    @property
    def is_intervention(self) -> bool:
        """Whether it is from an intervention."""
        return isinstance(self.source, ReportedIntervention)


def followed(round_: Round, marked: Sequence[Marked]) -> list[Passage[Marked]]:
    """Each passage with its newest source, in the same order; two queries however many."""
    answers = _newest_answers(round_, [one.answer for one in marked if one.answer])
    interventions = _newest_interventions(
        round_, [one.intervention for one in marked if one.intervention]
    )
    return [Passage(one, _holding(one, answers, interventions)) for one in marked]


def place(answer: ReportedAnswer) -> str:
    """Where an answer is read: at its sub-goal, or at its question about the whole area."""
    question = answer.question_version.question
    if answer.sub_goal and question.scope == Question.Scope.SUB_GOAL:
        return f"svar-{answer.sub_goal.number}"
    return f"fraga-{question.key}"


def key_of(answer: ReportedAnswer) -> AnswerKey:
    """What an answer is told by, whatever version it is of."""
    question = answer.question_version.question
    is_about = question.scope == Question.Scope.SUB_GOAL
    actor: int = answer.version.submission.actor_id
    sub_goal = answer.sub_goal_id if is_about else None
    return actor, question.pk, answer.goal_area_id, sub_goal


def is_same(one: Source, other: Source) -> bool:
    """Whether two are one intervention or one answer, in the same version or in two."""
    if isinstance(one, ReportedIntervention):
        return (
            isinstance(other, ReportedIntervention) and one.intervention_id == other.intervention_id
        )
    if isinstance(other, ReportedIntervention) or one.version_id == other.version_id:
        # A question about priorities may have many answers in one version.
        return one == other
    return key_of(one) == key_of(other) and one.sub_goal_id == other.sub_goal_id


def about(source: Source) -> str:
    """What something answers, or which intervention it tells of."""
    if isinstance(source, ReportedIntervention):
        return f"Insats: {source.title}" if source.title else "Insats utan namn"
    wording: str = source.question_version.wording
    return f"{source.sub_goal}: {wording}" if source.sub_goal else wording


def text_of(source: Source) -> str:
    """All that is written there."""
    if isinstance(source, ReportedIntervention):
        return "\n\n".join(filter(None, (source.title, source.description, source.effect)))
    return source.text


def can_be_quoted(source: Source) -> bool:
    """Whether it is words; a number's answer may count persons, whom the public report hides."""
    if isinstance(source, ReportedIntervention):
        return True
    return source.question_version.question.kind in WORDS


def says(text: str, passage: str) -> bool:
    """Whether a text holds a passage; line breaks and double blanks make no difference."""
    return " ".join(passage.split()) in " ".join(text.split())


def verbatim(text: str, passage: str) -> str:
    """A passage exactly as the text has it, line breaks and all; "" where the text has it not."""
    found = re.search(r"\s+".join(map(re.escape, passage.split())), text)
    return found.group() if found else ""


def _newest_answers(
    round_: Round, marked: Iterable[ReportedAnswer]
) -> dict[AnswerKey, list[ReportedAnswer]]:
    questions = {one.question_version.question_id for one in marked}
    rows = (
        ReportedAnswer.objects.current()
        .for_round(round_)
        .filter(question_version__question__in=questions)
        .select_related(
            "version__submission__actor",
            "question_version__question",
            "goal_area",
            "sub_goal__goal_area",
        )
    )
    found: dict[AnswerKey, list[ReportedAnswer]] = defaultdict(list)
    for one in rows:
        found[key_of(one)].append(one)
    return found


def _newest_interventions(
    round_: Round, marked: Iterable[ReportedIntervention]
) -> dict[UUID, ReportedIntervention]:
    rows = (
        ReportedIntervention.objects.current()
        .for_round(round_)
        .filter(intervention__in={one.intervention_id for one in marked})
        .select_related("version__submission__actor", "goal_area")
    )
    return {one.intervention_id: one for one in rows}


def _holding(
    marked: TaggedPassage | Quotation,
    answers: dict[AnswerKey, list[ReportedAnswer]],
    interventions: dict[UUID, ReportedIntervention],
) -> Source | None:
    candidates: list[Source] = []
    if marked.answer:
        candidates += answers.get(key_of(marked.answer), [])
    elif marked.intervention and (one := interventions.get(marked.intervention.intervention_id)):
        candidates.append(one)
    return next((one for one in candidates if says(text_of(one), marked.passage)), None)


def source_of(marked: TaggedPassage | Quotation) -> Source:
    """Where a passage was found when it was picked."""
    source = marked.answer or marked.intervention
    if source is None:  # the database lets no such row in
        raise ValueError("A passage has a source")
    return source
