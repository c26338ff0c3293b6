"""What is seen only when all organisations are read together.

What they answer about themselves, question by question; sub-goals that nobody works with; and who
does alike, so that they can be told of each other. Only what is handed in is read here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from actors.models import Actor
from followup.review import querysets
from followup.review.compilation import OtherAnswer, other_answers
from followup.rounds.models import Question, QuestionVersion, Round
from followup.rounds.question_kinds import TEXTS
from followup.survey.models import ReportedIntervention
from goals.models import GoalArea, SubGoal

# Kinds whose answers are counted together before each is read.
_COUNTED = frozenset({Question.Kind.ONE_OF, Question.Kind.YES_NO, Question.Kind.SCALE})
_WORKING = frozenset("GHP")


@dataclass(frozen=True)
class AnsweredQuestion:
    """A question about the organisation itself, with every answer to it.

    `counts` says how many gave each answer, the commonest first; only where one chooses among a
    few. `blank` are those that handed in without answering.
    """

    version: QuestionVersion
    answers: tuple[OtherAnswer, ...]
    counts: tuple[tuple[str, int], ...]
    blank: int

    @property
    def wording(self) -> str:
        """As it was asked."""
        return self.version.wording

    @property
    def can_be_marked(self) -> bool:
        """Whether its answers are words, which may stand under a theme."""
        return self.version.question.kind in TEXTS


def about_organisations(round_: Round) -> tuple[AnsweredQuestion, ...]:
    """What the organisations answered about themselves, in the order in which it was asked."""
    answers: dict[int, list[OtherAnswer]] = defaultdict(list)
    for one in other_answers(querysets.answers(round_, None)):
        answers[one.read.version.question_id].append(one)
    handed_in = querysets.answering_actors(round_).count()
    asked = round_.asked_questions.filter(question__scope=Question.Scope.ORGANISATION)
    in_order = asked.select_related("version__question").order_by("order")
    return tuple(
        _answered(one.version, tuple(answers[one.question_id]), handed_in) for one in in_order
    )


def _answered(
    version: QuestionVersion, answers: tuple[OtherAnswer, ...], handed_in: int
) -> AnsweredQuestion:
    counts: Counter[str] = Counter()
    if version.question.kind in _COUNTED:
        counts = Counter(one.read.value for one in answers)
    return AnsweredQuestion(version, answers, tuple(counts.most_common()), handed_in - len(answers))


@dataclass(frozen=True)
class SubGoalWork:
    """Who works with a sub-goal: with an intervention, or by saying that it has begun."""

    sub_goal: SubGoal
    organisations: tuple[Actor, ...]
    interventions: tuple[ReportedIntervention, ...]

    @property
    def is_alike(self) -> bool:
        """Whether interventions of at least two organisations stand beside each other."""
        return len({one.version.submission.actor_id for one in self.interventions}) > 1


@dataclass(frozen=True)
class AreaWork:
    """One goal area's sub-goals by who works with them."""

    area: GoalArea
    sub_goals: tuple[SubGoalWork, ...]

    @property
    def gaps(self) -> list[SubGoalWork]:
        """Sub-goals that no organisation works with."""
        return [one for one in self.sub_goals if not one.organisations]

    @property
    def alone(self) -> list[SubGoalWork]:
        """Sub-goals that a single organisation works with."""
        return [one for one in self.sub_goals if len(one.organisations) == 1]

    @property
    def only_said(self) -> list[SubGoalWork]:
        """Sub-goals where work is said to have begun, but no intervention is reported."""
        return [one for one in self.sub_goals if one.organisations and not one.interventions]

    @property
    def neighbours(self) -> list[SubGoalWork]:
        """Sub-goals with interventions of several organisations, most organisations first."""
        alike = [one for one in self.sub_goals if one.is_alike]
        return sorted(alike, key=lambda one: -len(one.organisations))


def work(round_: Round) -> tuple[AreaWork, ...]:
    """Every area with who works with what; as many queries whoever has answered."""
    actors: dict[int, dict[int, Actor]] = defaultdict(dict)
    interventions: dict[int, list[ReportedIntervention]] = defaultdict(list)
    for answer in querysets.degrees_given(round_, _WORKING):
        actor = answer.version.submission.actor
        actors[answer.sub_goal_id or 0][actor.pk] = actor
    for intervention in querysets.interventions_with_sub_goals(round_):
        actor = intervention.version.submission.actor
        for sub_goal in intervention.sub_goals.all():
            actors[sub_goal.pk][actor.pk] = actor
            interventions[sub_goal.pk].append(intervention)
    return tuple(
        AreaWork(
            area,
            tuple(
                SubGoalWork(
                    one,
                    tuple(_in_order(actors[one.pk].values())),
                    tuple(interventions[one.pk]),
                )
                for one in area.sub_goals.all()
            ),
        )
        for area in round_.strategy.goal_areas.with_sub_goals().order_by("number")
    )


def _in_order(actors: Iterable[Actor]) -> list[Actor]:
    return sorted(actors, key=lambda actor: actor.name.casefold())
