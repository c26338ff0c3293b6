"""A round's submitted answers rolled up: who answered, and each goal area side by side.

The review's pages and the annual report both read these values, so that a figure is counted in
one way only. Everything counts the newest submitted version of each organisation that counts;
drafts and the test organisation are never here. Blank, 0, "inget gjort", "ej relevant" and
"vet ej" are kept apart: a count that is None was left blank, 0 was answered.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from actors.models import Actor, ActorType
from followup.review import querysets
from followup.review.models import Assessment, Challenge, Proposal
from followup.rounds.models import Question, Round
from followup.survey.models import ReportedAnswer, ReportedIntervention
from followup.survey.submitting.reading import Read, read_answer
from goals.models import GoalArea, SubGoal
from goals.statistics.models import Indicator


@dataclass(frozen=True)
class TypeResponse:
    """How many of one type of actor were invited and have answered; `label` as on screen."""

    actor_type: str
    label: str
    invited: int
    answered: int


@dataclass(frozen=True)
class OrganisationResponse:
    """One invited organisation; the last two are None until it has handed in.

    `version` counts its handings-in.
    """

    actor: Actor
    submitted_at: datetime | None
    version: int | None


@dataclass(frozen=True)
class Response:
    """Who was asked and who has answered, by type of actor in the county's order."""

    invited: int
    answered: int
    by_type: tuple[TypeResponse, ...]
    organisations: tuple[OrganisationResponse, ...]


@dataclass(frozen=True)
class Degrees:
    """Number of organisations per implementation degree of one sub-goal.

    N is "ej relevant", said of the sub-goal or of the whole area; `blank` counts those that
    handed in without answering. All six together are the organisations that have answered.
    """

    G: int = 0
    H: int = 0
    P: int = 0
    E: int = 0
    N: int = 0
    blank: int = 0

    @property
    def by_key(self) -> dict[str, int]:
        """The counts by degree, in the scale's order, blank last."""
        return asdict(self)


@dataclass(frozen=True)
class Words:
    """Something an organisation wrote, and what it was asked (`question` is the wording)."""

    actor: Actor
    text: str
    question: str


@dataclass(frozen=True)
class OtherAnswer:
    """What an organisation answered to a question that has no place of its own."""

    actor: Actor
    read: Read


@dataclass(frozen=True)
class SubGoalCompilation:
    """One sub-goal: degrees, comments, this round's and last round's judgement.

    An assessment is None until somebody has written one. `prioritised` says whether the council
    put the sub-goal first for this round's year.
    """

    sub_goal: SubGoal
    prioritised: bool
    degrees: Degrees
    comments: tuple[Words, ...]
    assessment: Assessment | None
    last_assessment: Assessment | None


@dataclass(frozen=True)
class InterventionRow:
    """A submitted intervention with its relations loaded, and whether the report tells of it."""

    reported: ReportedIntervention
    actor: Actor
    chosen: bool


@dataclass(frozen=True)
class Reach:
    """Persons reached in an area, in persons; None where no intervention gave that count.

    The last four count interventions: all, those with at least one number (0 is a number),
    those whose counts were all left blank, and those that answered that they do not know how
    the reached are divided ("vet ej"; some of these may have a number as well).
    """

    women: int | None = None
    men: int | None = None
    girls: int | None = None
    boys: int | None = None
    unknown: int | None = None
    interventions: int = 0
    with_counts: int = 0
    blank: int = 0
    not_known: int = 0

    @property
    def total(self) -> int | None:
        """All persons, or None where nothing was counted."""
        counts = (self.women, self.men, self.girls, self.boys, self.unknown)
        known = [count for count in counts if count is not None]
        return sum(known) if known else None


@dataclass(frozen=True)
class DoneAnswers:
    """Organisations by their answer to whether they did anything (`interventions-done`).

    "Ja", "Nej, inget gjort", "Ej relevant för oss", "Vet ej", any other wording, and blank.
    """

    yes: int = 0
    nothing_done: int = 0
    not_relevant: int = 0
    not_known: int = 0
    other: int = 0
    blank: int = 0


@dataclass(frozen=True)
class AskedPriority:
    """A priority that an organisation asks for; the sub-goal is None where it named none."""

    actor: Actor
    sub_goal: SubGoal | None
    reason: str


@dataclass(frozen=True)
class OrganisationAnswers:
    """All that one organisation handed in about the area.

    `done` is a field name of `DoneAnswers`; `degrees` maps sub-goal ids to letters and leaves
    out what was left blank; `not_relevant_because` is the reason where the whole area was said
    not to be relevant. `comments` maps sub-goal ids to what was written about them.
    """

    actor: Actor
    done: str
    not_relevant_because: str
    degrees: Mapping[int, str]
    comments: Mapping[int, tuple[Words, ...]]
    challenges: tuple[Words, ...]
    others: tuple[OtherAnswer, ...]
    priorities: tuple[AskedPriority, ...]
    interventions: tuple[InterventionRow, ...]


@dataclass(frozen=True)
class AreaCompilation:
    """One goal area in one round: everything that was answered, judged and proposed.

    `answered` counts organisations that have handed in. `done` is None where the round did not
    ask. `challenges_from_answers` are organisations' words, `challenges` those the preparation
    group named; `asked_priorities` are organisations' wishes, `proposals` the group's. `others`
    are answers to any further question of the round. `indicators` have their valid measurements
    prefetched (`indicator.measurements.all()`). `last_round` is the round before, or None.
    """

    round: Round
    goal_area: GoalArea
    answered: int
    organisations: tuple[OrganisationAnswers, ...]
    sub_goals: tuple[SubGoalCompilation, ...]
    interventions: tuple[InterventionRow, ...]
    reach: Reach
    done: DoneAnswers | None
    challenges_from_answers: tuple[Words, ...]
    challenges: tuple[Challenge, ...]
    asked_priorities: tuple[AskedPriority, ...]
    proposals: tuple[Proposal, ...]
    others: tuple[OtherAnswer, ...]
    indicators: tuple[Indicator, ...]
    assessment: Assessment | None
    last_assessment: Assessment | None
    last_round: Round | None

    @property
    def chosen(self) -> tuple[InterventionRow, ...]:
        """The interventions that the annual report tells of."""
        return tuple(row for row in self.interventions if row.chosen)

    @property
    def judged_sub_goals(self) -> int:
        """How many sub-goals have a judged development."""
        return sum(1 for one in self.sub_goals if one.assessment and one.assessment.development)


# The standard questions that the review has a place of its own for.
COMMENT_QUESTION = "comment"
DONE_QUESTION = "interventions-done"
CHALLENGES_QUESTION = "challenges"

# The choices of `interventions-done`, as the survey words them.
DONE_WORDS = {
    "Ja": "yes",
    "Nej, inget gjort": "nothing_done",
    "Ej relevant för oss": "not_relevant",
    "Vet ej": "not_known",
}


def response(round_: Round) -> Response:
    """Who was invited to a round and who has handed in; two queries."""
    counts = querysets.response_by_type(round_)
    by_type = tuple(
        TypeResponse(kind.value, kind.label, **counts[kind]) for kind in ActorType if kind in counts
    )
    invitations = sorted(
        querysets.invitations(round_), key=lambda one: querysets.county_order(one.actor)
    )
    return Response(
        invited=sum(row.invited for row in by_type),
        answered=sum(row.answered for row in by_type),
        by_type=by_type,
        organisations=tuple(
            OrganisationResponse(one.actor, one.submitted_at, one.version) for one in invitations
        ),
    )


def as_row(reported: Any) -> InterventionRow:
    """An intervention that `querysets.interventions` has read, with who did it."""
    return InterventionRow(reported, reported.version.submission.actor, bool(reported.chosen))


def compile_area(round_: Round, goal_area: GoalArea) -> AreaCompilation:
    """Everything about one goal area in one round; as many queries whoever has answered."""
    return _AreaReading(round_, goal_area).compiled()


def all_answers(round_: Round) -> list[tuple[GoalArea | None, OtherAnswer]]:
    """Every answer that was handed in, each once with its area; None: about the organisation."""
    rows = querysets.all_answers(round_).select_related("goal_area", "sub_goal__goal_area")
    return [(one[0].goal_area, _as_answer(one)) for one in _each_answer(rows)]


class _AreaReading:
    """One area's rows, each read once, sorted out by what they answer."""

    def __init__(self, round_: Round, goal_area: GoalArea) -> None:
        self.round, self.goal_area = round_, goal_area

    def compiled(self) -> AreaCompilation:
        """The rows put together."""
        return AreaCompilation(
            round=self.round,
            goal_area=self.goal_area,
            answered=len(self.actors),
            organisations=tuple(self._organisation(actor) for actor in self.actors),
            sub_goals=self._sub_goals(),
            interventions=self.interventions,
            reach=Reach(**querysets.reach(self.round, self.goal_area)),
            done=self._done_answers(),
            challenges_from_answers=self._words("challenge"),
            challenges=tuple(querysets.challenges(self.round, self.goal_area)),
            asked_priorities=self._priorities(self.answers["priority"]),
            proposals=tuple(querysets.proposals(self.round, self.goal_area)),
            others=self._others,
            indicators=tuple(querysets.indicators(self.goal_area)),
            assessment=self._assessment(self.round),
            last_assessment=self._assessment(self.last_round),
            last_round=self.last_round,
        )

    @cached_property
    def actors(self) -> list[Actor]:
        return sorted(querysets.answering_actors(self.round), key=querysets.county_order)

    @cached_property
    def not_relevant(self) -> dict[int, str]:
        return querysets.not_relevant(self.round, self.goal_area)

    @cached_property
    def sub_goals(self) -> dict[int, SubGoal]:
        return {one.pk: one for one in self.goal_area.sub_goals.in_order()}

    @cached_property
    def last_round(self) -> Round | None:
        return querysets.last_round(self.round)

    @cached_property
    def interventions(self) -> tuple[InterventionRow, ...]:
        rows = map(as_row, querysets.interventions(self.round, self.goal_area))
        return tuple(sorted(rows, key=lambda row: querysets.county_order(row.actor)))

    @cached_property
    def answers(self) -> Mapping[str, list[ReportedAnswer]]:
        """The submitted answers by what they are: see `_meaning`."""
        rows = sorted(querysets.answers(self.round, self.goal_area), key=_answer_order)
        grouped = defaultdict(list)
        for row in rows:
            grouped[_meaning(row)].append(row)
        return grouped

    @cached_property
    def assessments(self) -> dict[tuple[int, int | None], Assessment]:
        """By round and sub-goal; None for the area itself."""
        rounds = [one for one in (self.round, self.last_round) if one]
        rows = querysets.assessments(rounds, self.goal_area, self.sub_goals.values())
        return {(one.round_id, one.sub_goal_id): one for one in rows}

    def _assessment(
        self, round_: Round | None, sub_goal: SubGoal | None = None
    ) -> Assessment | None:
        if round_ is None:
            return None
        if sub_goal is None:
            return self.assessments.get((round_.pk, None))
        own = self.assessments.get((round_.pk, sub_goal.pk))
        return own or self.assessments.get((round_.pk, sub_goal.derived_from_id or 0))

    def _words(self, meaning: str, actor: Actor | None = None) -> tuple[Words, ...]:
        return tuple(_as_words(row) for row in self._rows(meaning, actor))

    @cached_property
    def _others(self) -> tuple[OtherAnswer, ...]:
        return tuple(other_answers(self.answers.get("other", [])))

    def _rows(self, meaning: str, actor: Actor | None = None) -> Sequence[ReportedAnswer]:
        rows = self.answers.get(meaning, [])
        return rows if actor is None else [row for row in rows if _actor(row) == actor]

    def _sub_goals(self) -> tuple[SubGoalCompilation, ...]:
        counts = querysets.degree_counts(self.round, self.goal_area)
        prioritised = querysets.prioritised(self.round, self.goal_area)
        comments = _by_sub_goal(self._rows("comment"))
        return tuple(
            SubGoalCompilation(
                sub_goal,
                pk in prioritised,
                self._degrees(counts.get(pk, {})),
                comments.get(pk, ()),
                self._assessment(self.round, sub_goal),
                self._assessment(self.last_round, sub_goal),
            )
            for pk, sub_goal in self.sub_goals.items()
        )

    def _degrees(self, counts: Mapping[str, int]) -> Degrees:
        """The counted degrees; who said that the area is not relevant has not left it blank."""
        said = {**counts, "N": counts.get("N", 0) + len(self.not_relevant)}
        return Degrees(**said, blank=len(self.actors) - sum(said.values()))

    def _priorities(self, rows: Iterable[ReportedAnswer]) -> tuple[AskedPriority, ...]:
        return tuple(
            AskedPriority(_actor(row), self.sub_goals.get(row.sub_goal_id or 0), row.text)
            for row in rows
        )

    @cached_property
    def done(self) -> dict[int, str]:
        """What each organisation answered to whether it did anything, by its id."""
        said = {_actor(row).pk: DONE_WORDS.get(row.text, "other") for row in self._rows("done")}
        return {
            actor.pk: "not_relevant"
            if actor.pk in self.not_relevant
            else said.get(actor.pk, "blank")
            for actor in self.actors
        }

    def _done_answers(self) -> DoneAnswers | None:
        if not querysets.asks(self.round, DONE_QUESTION):
            return None
        return DoneAnswers(**Counter(self.done.values()))

    def _organisation(self, actor: Actor) -> OrganisationAnswers:
        degrees = self._rows("degree", actor)
        return OrganisationAnswers(
            actor=actor,
            done=self.done[actor.pk],
            not_relevant_because=self.not_relevant.get(actor.pk, ""),
            degrees={row.sub_goal_id: row.degree for row in degrees if row.sub_goal_id},
            comments=_by_sub_goal(self._rows("comment", actor)),
            challenges=self._words("challenge", actor),
            others=tuple(one for one in self._others if one.actor == actor),
            priorities=self._priorities(self._rows("priority", actor)),
            interventions=tuple(row for row in self.interventions if row.actor == actor),
        )


def _meaning(row: ReportedAnswer) -> str:
    """What a submitted answer is about, by its question: degree, priority, comment and so on."""
    question = row.question_version.question
    if question.kind == Question.Kind.DEGREE:
        return "degree"
    if question.kind == Question.Kind.PROPOSAL:
        return "priority"
    known = {
        COMMENT_QUESTION: "comment",
        DONE_QUESTION: "done",
        CHALLENGES_QUESTION: "challenge",
    }
    return known.get(question.key, "other")


def _actor(row: ReportedAnswer) -> Actor:
    return row.version.submission.actor


def _answer_order(row: ReportedAnswer) -> tuple[tuple[int, str], int]:
    return querysets.county_order(_actor(row)), row.pk


def _as_words(row: ReportedAnswer) -> Words:
    version = row.question_version
    return Words(_actor(row), row.text, version.wording)


def other_answers(rows: Iterable[ReportedAnswer]) -> list[OtherAnswer]:
    """Each answer once, however many rows it was handed in as; organisations in county order."""
    return [_as_answer(one) for one in _each_answer(rows)]


def _each_answer(rows: Iterable[ReportedAnswer]) -> list[list[ReportedAnswer]]:
    """Rows that are one answer, together; organisations in county order."""
    grouped: dict[tuple[int | None, ...], list[ReportedAnswer]] = defaultdict(list)
    for row in sorted(rows, key=_answer_order):
        about = row.goal_area_id, row.sub_goal_id
        grouped[row.version_id, row.question_version_id, *about].append(row)
    return list(grouped.values())


def _as_answer(rows: list[ReportedAnswer]) -> OtherAnswer:
    return OtherAnswer(_actor(rows[0]), _read(rows))


def _read(rows: list[ReportedAnswer]) -> Read:
    """The rows of one answer as its readers see it, with the files that were handed in."""
    return read_answer(rows, {str(one.pk): one for one in rows[0].version.attachments.all()})


def _by_sub_goal(rows: Iterable[ReportedAnswer]) -> dict[int, tuple[Words, ...]]:
    grouped: dict[int, list[Words]] = defaultdict(list)
    for row in rows:
        if row.sub_goal_id:
            grouped[row.sub_goal_id].append(_as_words(row))
    return {pk: tuple(words) for pk, words in grouped.items()}
