"""An area's answers side by side with last year's, of the organisations one asks for.

A question keeps its identity over the years: its answers stand beside each other also where it
was reworded, which is then said. Only what is handed in is read.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from actors.models import Actor
from followup.review import querysets
from followup.review.compilation import OtherAnswer, Reach, other_answers
from followup.review.models import Theme
from followup.review.reading import querysets as reading
from followup.review.reading.narrowed import Narrowed
from followup.review.reading.passages import WORDS
from followup.review.reading.themes import tags
from followup.rounds.models import AskedQuestion, Question, Round
from followup.survey.models import ImplementationDegree, ReportedIntervention, stand_ins
from followup.survey.submitting.differences import Piece, compare
from followup.survey.submitting.reading import Read
from goals.models import GoalArea, SubGoal

NOT_RELEVANT = ImplementationDegree.NOT_RELEVANT.value


@dataclass(frozen=True)
class Asked:
    """A question of this year's and how it stood last year.

    `is_new` says that it was not asked then; `was_worded` is last year's wording where it differs.
    """

    question: AskedQuestion
    is_new: bool
    was_worded: str

    @property
    def wording(self) -> str:
        """As it is worded this year."""
        return self.question.version.wording


@dataclass(frozen=True)
class Beside:
    """One organisation's answer this year and last year to the same; None: it gave none."""

    actor: Actor
    asked: Asked
    sub_goal: SubGoal | None
    now: Read | None
    last: Read | None
    themes: tuple[Theme, ...] = ()

    @property
    def can_be_marked(self) -> bool:
        """Whether there are words of this year's to mark with a theme."""
        return bool(self.now and self.now.value) and self.asked.question.question.kind in WORDS

    @property
    def is_same(self) -> bool:
        """Whether the same was answered both years."""
        return bool(self.now and self.last) and _said(self.now) == _said(self.last)

    @property
    def is_text(self) -> bool:
        """Whether the two can be compared word by word."""
        return self.asked.question.question.kind in WORDS and bool(self.now and self.last)

    @cached_property
    def pieces(self) -> tuple[list[Piece], list[Piece]]:
        """This year's and last year's words, with what differs told apart."""
        return compare(_said(self.now), _said(self.last))


def _said(read: Read | None) -> str:
    if read is None:
        return ""
    is_chosen = read.version.question.kind == Question.Kind.PROPOSAL and read.sub_goal
    return f"{read.sub_goal}\n{read.value}".strip() if is_chosen else read.value


@dataclass(frozen=True)
class Degree:
    """How far an organisation has come with a sub-goal this year and last; "" is blank.

    `last` is None where it did not hand in last year.
    """

    actor: Actor
    sub_goal: SubGoal
    now: str
    last: str | None

    @property
    def has_changed(self) -> bool:
        """Whether both years are known and differ."""
        return self.last is not None and self.last != self.now


@dataclass(frozen=True)
class OnSubGoal:
    """What is answered about a sub-goal: organisations by degree, then their words."""

    sub_goal: SubGoal
    by_degree: tuple[tuple[str, tuple[Degree, ...]], ...]
    answers: tuple[Beside, ...]


@dataclass(frozen=True)
class OnQuestion:
    """What is answered to a question about the whole area."""

    asked: Asked
    answers: tuple[Beside, ...]


@dataclass(frozen=True)
class OfOrganisation:
    """All that an organisation answers in the area, and what became of last year's interventions.

    `ended` were handed in last year and go on in none of this year's.
    """

    actor: Actor
    not_relevant_because: str
    answered_last_year: bool
    degrees: tuple[Degree, ...]
    answers: tuple[Beside, ...]
    new: tuple[ReportedIntervention, ...]
    going_on: tuple[ReportedIntervention, ...]
    ended: tuple[ReportedIntervention, ...]


@dataclass(frozen=True)
class AnswersPage:
    """An area's answers, of `shown` organisations among the `answered` that have handed in.

    `silent` handed in last year but have not this year.
    """

    round: Round
    area: GoalArea
    last_round: Round | None
    answered: int
    organisations: tuple[OfOrganisation, ...]
    sub_goals: tuple[OnSubGoal, ...]
    questions: tuple[OnQuestion, ...]
    reach: Reach
    last_reach: Reach | None
    silent: tuple[Actor, ...]

    @property
    def shown(self) -> int:
        """How many organisations are shown."""
        return len(self.organisations)


def answers_page(round_: Round, area: GoalArea, kept_to: Narrowed) -> AnswersPage:
    """The area's answers; as many queries whoever has answered."""
    return _Page(round_, area, kept_to).made()


_Key = tuple[int, int, int | None]


@dataclass
class _Handed:
    """What was handed in of an area in one round. `same` maps its sub-goals to this year's."""

    round: Round
    area: GoalArea
    same: dict[int, int] = field(default_factory=dict)

    @cached_property
    def actors(self) -> list[Actor]:
        return sorted(querysets.answering_actors(self.round), key=querysets.county_order)

    @cached_property
    def not_relevant(self) -> dict[int, str]:
        return querysets.not_relevant(self.round, self.area)

    @cached_property
    def answers(self) -> dict[_Key, Read]:
        rows = querysets.answers(self.round, self.area).select_related("sub_goal__goal_area")
        return {self._key(one): one.read for one in other_answers(rows)}

    def _key(self, one: OtherAnswer) -> _Key:
        question = one.read.version.question
        sub_goal = one.read.sub_goal if question.scope == Question.Scope.SUB_GOAL else None
        about = self.same.get(sub_goal.pk, sub_goal.pk) if sub_goal else None
        return one.actor.pk, question.pk, about

    @cached_property
    def interventions(self) -> list[ReportedIntervention]:
        rows = reading.interventions_described(self.round, Narrowed(area=self.area))
        return list(rows.prefetch_related("target_groups"))

    @cached_property
    def asked(self) -> dict[int, AskedQuestion]:
        return {one.question_id: one for one in reading.asked_in_area(self.round)}

    def degree(self, actor: Actor, sub_goal: SubGoal, question: int) -> str:
        if actor.pk in self.not_relevant:
            return NOT_RELEVANT
        read = self.answers.get((actor.pk, question, sub_goal.pk))
        return read.degree if read else ""


class _Page:
    """Both years' rows, each read once, sorted out by what they answer."""

    def __init__(self, round_: Round, area: GoalArea, kept_to: Narrowed) -> None:
        self.kept_to = kept_to
        self.sub_goals = list(area.sub_goals.in_order())
        self.tags = tags(round_)
        self.now = _Handed(round_, area)
        self.last = self._last_year(round_, area)

    def _last_year(self, round_: Round, area: GoalArea) -> _Handed | None:
        last_round = querysets.last_round(round_)
        if last_round is None:
            return None
        last_area = last_round.strategy.goal_areas.filter(slug=area.slug).first()
        if last_area is None:
            return None
        same = {one.derived_from_id: one.pk for one in self.sub_goals if one.derived_from_id}
        return _Handed(last_round, last_area, same)

    def made(self) -> AnswersPage:
        """The rows put together."""
        now, last = self.now, self.last
        return AnswersPage(
            round=now.round,
            area=now.area,
            last_round=last.round if last else None,
            answered=len(now.actors),
            organisations=tuple(self._organisation(actor) for actor in self.actors),
            sub_goals=tuple(self._sub_goal(one) for one in self.sub_goals),
            questions=tuple(
                OnQuestion(one, tuple(self._answers(one, None, self.actors)))
                for one in self.asked
                if one.question.question.scope == Question.Scope.AREA
            ),
            reach=_reach(self._kept(now.interventions)),
            last_reach=_reach(self._kept(last.interventions)) if last else None,
            silent=tuple(
                one
                for one in (last.actors if last else [])
                if one not in now.actors and self.kept_to.keeps(one)
            ),
        )

    @cached_property
    def actors(self) -> list[Actor]:
        """Those who have handed in and are asked for."""
        kept = [actor for actor in self.now.actors if self.kept_to.keeps(actor)]
        if self.kept_to.target_group is None and self.kept_to.theme is None:
            return kept
        said = {_actor(one).pk for one in self._kept(self.now.interventions)}
        if self.kept_to.target_group is None:
            said |= {key[0] for key in self.now.answers if self._themes(key)}
        return [actor for actor in kept if actor.pk in said]

    def _themes(self, key: _Key) -> list[Theme]:
        """What an answer of this year's is marked with, of those asked for."""
        actor, question, sub_goal = key
        found = self.tags.answers.get((actor, question, self.now.area.pk, sub_goal), [])
        theme = self.kept_to.theme
        return [one for one in found if theme in {None, one}]

    def _kept(self, interventions: Iterable[ReportedIntervention]) -> list[ReportedIntervention]:
        group, theme, marked = (
            self.kept_to.target_group,
            self.kept_to.theme,
            self.tags.interventions,
        )
        return [
            one
            for one in interventions
            if self.kept_to.keeps(_actor(one))
            and (group is None or group.pk in {g.pk for g in one.target_groups.all()})
            and (theme is None or theme in marked.get(one.intervention_id, []))
        ]

    @cached_property
    def asked(self) -> list[Asked]:
        """This year's questions, interventions and degrees apart, with how they stood last year."""
        then = self.last.asked if self.last else {}
        return [
            Asked(one, bool(self.last) and pk not in then, self._was_worded(one, then.get(pk)))
            for pk, one in self.now.asked.items()
            if one.question.kind not in {Question.Kind.DEGREE, Question.Kind.INTERVENTIONS}
        ]

    def _was_worded(self, now: AskedQuestion, then: AskedQuestion | None) -> str:
        if then is None or then.version.wording == now.version.wording:
            return ""
        return then.version.wording

    @cached_property
    def degree_question(self) -> int:
        """The question about degree; 0 where the round has none."""
        kinds = {pk: one.question.kind for pk, one in self.now.asked.items()}
        return next((pk for pk, kind in kinds.items() if kind == Question.Kind.DEGREE), 0)

    def _degree(self, actor: Actor, sub_goal: SubGoal) -> Degree:
        then = None
        if self.last and actor in self.last.actors:
            then = self.last.degree(actor, sub_goal, self.degree_question)
        now = self.now.degree(actor, sub_goal, self.degree_question)
        return Degree(actor, sub_goal, now, then)

    def _answers(
        self, asked: Asked, sub_goal: SubGoal | None, actors: Sequence[Actor]
    ) -> Iterable[Beside]:
        about = sub_goal.pk if sub_goal else None
        for actor in actors:
            key = actor.pk, asked.question.question_id, about
            now = self.now.answers.get(key)
            last = self.last.answers.get(key) if self.last else None
            themes = tuple(self._themes(key))
            if (now or last) and (themes or self.kept_to.theme is None):
                yield Beside(actor, asked, sub_goal, now, last, themes)

    def _on_sub_goals(self) -> list[Asked]:
        scope = Question.Scope.SUB_GOAL
        return [one for one in self.asked if one.question.question.scope == scope]

    def _sub_goal(self, sub_goal: SubGoal) -> OnSubGoal:
        by_degree: dict[str, list[Degree]] = defaultdict(list)
        for actor in self.actors:
            degree = self._degree(actor, sub_goal)
            by_degree[degree.now].append(degree)
        order = [*ImplementationDegree.values, ""]
        words = [
            one
            for asked in self._on_sub_goals()
            for one in self._answers(asked, sub_goal, self.actors)
        ]
        return OnSubGoal(
            sub_goal,
            tuple((key, tuple(by_degree[key])) for key in order if key in by_degree),
            tuple(words),
        )

    def _organisation(self, actor: Actor) -> OfOrganisation:
        on_sub_goals = [
            one
            for sub_goal in self.sub_goals
            for asked in self._on_sub_goals()
            for one in self._answers(asked, sub_goal, [actor])
        ]
        on_area = [
            one
            for asked in self.asked
            if asked.question.question.scope == Question.Scope.AREA
            for one in self._answers(asked, None, [actor])
        ]
        own = self.interventions[actor.pk]
        return OfOrganisation(
            actor=actor,
            not_relevant_because=self.now.not_relevant.get(actor.pk, ""),
            answered_last_year=bool(self.last and actor in self.last.actors),
            degrees=tuple(self._degree(actor, one) for one in self.sub_goals),
            answers=(*on_sub_goals, *on_area),
            new=tuple(one for one in own if one.intervention_id not in self.goes_on_from),
            going_on=tuple(one for one in own if one.intervention_id in self.goes_on_from),
            ended=tuple(self.ended[actor.pk]),
        )

    @cached_property
    def interventions(self) -> dict[int, list[ReportedIntervention]]:
        """This year's, by organisation."""
        return _by_actor(self._kept(self.now.interventions))

    @cached_property
    def goes_on_from(self) -> dict[UUID, set[UUID]]:
        """This year's interventions that were handed in, and those before that each goes on from.

        What was merged into another goes on in that one.
        """
        rows = list(reading.going_on_or_merged(self.now.round, self.now.area))
        merged_into = stand_ins(rows)
        handed_in = {one.intervention_id for one in self.now.interventions}
        found: dict[UUID, set[UUID]] = defaultdict(set)
        for one in rows:
            stands = merged_into.get(one.pk, one.pk)
            if one.continues_id and stands in handed_in:
                found[stands].add(one.continues_id)
        return dict(found)

    @cached_property
    def ended(self) -> dict[int, list[ReportedIntervention]]:
        """Last year's that go on in none of this year's, by organisation."""
        goes_on: set[UUID] = set().union(*self.goes_on_from.values())
        rows = self._kept(self.last.interventions) if self.last else []
        return _by_actor(one for one in rows if one.intervention_id not in goes_on)


def _by_actor(rows: Iterable[ReportedIntervention]) -> dict[int, list[ReportedIntervention]]:
    grouped: dict[int, list[ReportedIntervention]] = defaultdict(list)
    for one in rows:
        grouped[_actor(one).pk].append(one)
    return grouped


def _actor(row: ReportedIntervention) -> Actor:
    return row.version.submission.actor


def _reach(interventions: Sequence[ReportedIntervention]) -> Reach:
    """Persons reached; a count that nobody gave is None."""

    def total(name: str) -> int | None:
        given = [n for one in interventions if (n := getattr(one, name)) is not None]
        return sum(given) if given else None

    women, men, girls, boys, unknown = map(total, ReportedIntervention.COUNTS)
    return Reach(women, men, girls, boys, unknown, interventions=len(interventions))
