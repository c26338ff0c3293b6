"""Themes: which passages stand under each, whose they are, and whether they still hold.

A passage follows its organisation's newest version as long as that still says it; otherwise it is
read as from an earlier version.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from actors.models import Actor
from followup.review.models import TaggedPassage, Theme
from followup.rounds.models import Question, Round
from followup.survey.models import ReportedAnswer, ReportedIntervention
from goals.models import GoalArea, Strategy

Source = ReportedAnswer | ReportedIntervention
# An organisation, a question, the area, and the sub-goal where the question is asked about each.
AnswerKey = tuple[int, int, int | None, int | None]


@dataclass(frozen=True)
class Passage:
    """A passage with its source as it stands now; `newest` is None where it no longer says it."""

    tagged: TaggedPassage
    newest: Source | None

    @property
    def source(self) -> Source:
        """Where it is read: in the newest version that says it."""
        return self.newest or _source(self.tagged)

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


@dataclass(frozen=True)
class Tags:
    """The themes of a round's answers and interventions, by what they are of."""

    answers: dict[AnswerKey, list[Theme]] = field(default_factory=dict)
    interventions: dict[UUID, list[Theme]] = field(default_factory=dict)


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


def says(text: str, passage: str) -> bool:
    """Whether a text holds a passage; line breaks and double blanks make no difference."""
    return " ".join(passage.split()) in " ".join(text.split())


def in_strategy(strategy: Strategy, round_: Round) -> QuerySet[Theme]:
    """A strategy's themes, each with how many `passages_in_round` it has."""
    answers = Q(passages__answer__version__submission__round=round_)
    interventions = Q(passages__intervention__version__submission__round=round_)
    return strategy.themes.annotate(
        passages_in_round=Count("passages", answers | interventions, distinct=True)
    ).order_by("name")


def passages(round_: Round, theme: Theme | None = None) -> list[Passage]:
    """Every marked passage of a round, of one theme or of all, in the organisations' order."""
    tagged = list(_tagged(round_, theme))
    answers = _newest_answers(round_, [one.answer for one in tagged if one.answer])
    interventions = _newest_interventions(
        round_, [one.intervention for one in tagged if one.intervention]
    )
    found = [Passage(one, _holding(one, answers, interventions)) for one in tagged]
    return sorted(found, key=lambda one: (one.actor.name.casefold(), one.tagged.pk))


def tags(round_: Round, theme: Theme | None = None) -> Tags:
    """What is marked in the newest versions, by answer and by intervention."""
    by_answer: dict[AnswerKey, list[Theme]] = defaultdict(list)
    by_intervention: dict[UUID, list[Theme]] = defaultdict(list)
    for one in passages(round_, theme):
        if one.is_earlier:
            continue
        if isinstance(one.source, ReportedIntervention):
            under = by_intervention[one.source.intervention_id]
        else:
            under = by_answer[key_of(one.source)]
        if one.tagged.theme not in under:
            under.append(one.tagged.theme)
    return Tags(dict(by_answer), dict(by_intervention))


def _tagged(round_: Round, theme: Theme | None) -> QuerySet[TaggedPassage]:
    in_round = Q(answer__version__submission__round=round_)
    in_round |= Q(intervention__version__submission__round=round_)
    rows = TaggedPassage.objects.filter(in_round, **({"theme": theme} if theme else {}))
    return rows.select_related(
        "theme",
        "by",
        "answer__version__submission__actor",
        "answer__question_version__question",
        "answer__goal_area",
        "answer__sub_goal__goal_area",
        "intervention__version__submission__actor",
        "intervention__goal_area",
    ).order_by("pk")


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
    tagged: TaggedPassage,
    answers: dict[AnswerKey, list[ReportedAnswer]],
    interventions: dict[UUID, ReportedIntervention],
) -> Source | None:
    candidates: list[Source] = []
    if tagged.answer:
        candidates += answers.get(key_of(tagged.answer), [])
    elif tagged.intervention and (one := interventions.get(tagged.intervention.intervention_id)):
        candidates.append(one)
    return next((one for one in candidates if says(text_of(one), tagged.passage)), None)


def _source(tagged: TaggedPassage) -> Source:
    source = tagged.answer or tagged.intervention
    if source is None:  # the database lets no such row in
        raise ValueError("A passage has a source")
    return source
