"""The frozen content of an annual report: plain data, complete in itself, format 1.

Everything that the report says stands here in words and numbers, so that an adopted report reads
the same whatever happens to the registers later. Only JSON's types: a snapshot is stored as it
is, and its checksum is the checksum of its canonical JSON. Dates are ISO 8601 text. Nothing is
suppressed here; `suppression.public_copy` makes the copy for publication.

Blank is never zero: a count that was left empty is None, and None is written as "..", which the
report explains. "Inget gjort", "ej relevant" and "vet ej" have words of their own.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Literal, NotRequired, TypedDict

from followup.report.composition import Choice

# Which way it goes, as Beredningsgruppen judges; "" is not judged yet.
Development = Literal["right", "same", "wrong", "cannot", ""]

# What an organisation answered for a goal area. "nothing_done": it says that it did nothing.
SectionState = Literal["answered", "nothing_done", "not_relevant", "not_known", "blank"]

# A count as it is printed: a number, left blank, or words ("under 5", "minst 28").
Count = int | str | None

# Whom a count is of, as they stand in every table.
Person = Literal["women", "men", "girls", "boys", "unknown"]
PERSONS: tuple[Person, ...] = ("women", "men", "girls", "boys", "unknown")

# What says when a snapshot was made, not what it says.
_WHEN_MADE = ("made_at", "place_date")


class Saved(TypedDict):
    """Which version of something written stands in the report; `on` is ISO 8601 or ""."""

    version: int
    on: str


class StrategyPart(TypedDict):
    """The strategy that the year belongs to; `document` is where it stands in writing."""

    title: str
    period: str
    vision: str
    overall_goal: str
    document: NotRequired[str]


class TypeResponse(TypedDict):
    """How many of one type of actor were invited and answered."""

    type: str
    invited: int
    answered: int


class OrganisationResponse(TypedDict):
    """One invited organisation; `status` in words, `submitted_at` ISO or "".

    `version` counts its handings-in: the report rests on the last of them. `slug` stays when the
    organisation changes its name.
    """

    name: str
    slug: NotRequired[str]
    type: str
    status: str
    submitted_at: str
    version: NotRequired[int]


class Inhabitants(TypedDict):
    """How many of the county's inhabitants live in the municipalities that answered.

    `covered` of `all` persons at the end of `year`; `sentence` says the same in words.
    """

    all: int
    covered: int
    percent: int
    year: int
    source: str
    sentence: str


class Response(TypedDict):
    """Who was asked and who answered; the test organisation is never here."""

    invited: int
    answered: int
    by_type: list[TypeResponse]
    organisations: list[OrganisationResponse]
    inhabitants: NotRequired[Inhabitants]


class AreaAssessment(TypedDict):
    """Beredningsgruppen's judgement of a goal area."""

    development: Development
    development_label: str
    reasons: str
    saved: NotRequired[Saved]


class AreaTexts(TypedDict):
    """What Beredningsgruppen has written of a goal area, as Markdown; "" is not written."""

    development: str
    interventions: str
    challenges: str


class Degrees(TypedDict):
    """Number of organisations per implementation degree; N is "ej relevant"."""

    G: int
    H: int
    P: int
    E: int
    N: int
    blank: int


class Comment(TypedDict):
    """What an organisation wrote about a sub-goal."""

    organisation: str
    text: str


class SubGoalPart(TypedDict):
    """A sub-goal with its degrees, its judged development and the organisations' comments."""

    code: str
    title: str
    wording: str
    kind_label: str
    degrees: Degrees
    development: Development
    development_label: str
    reasons: str
    saved: NotRequired[Saved]
    comments: list[Comment]


class Reach(TypedDict):
    """Persons reached in a goal area; `without_counts` interventions gave no number at all."""

    women: Count
    men: Count
    girls: Count
    boys: Count
    unknown: Count
    total: Count
    without_counts: int


class InterventionCounts(TypedDict):
    """Persons reached by one intervention; None is blank, `not_known` the answer "vet ej"."""

    women: Count
    men: Count
    girls: Count
    boys: Count
    unknown: Count
    not_known: bool


class InterventionPart(TypedDict):
    """Something that an organisation did; `chosen` ones are told of in the report's body."""

    id: str
    title: str
    organisation: str
    description: NotRequired[str]
    sub_goals: list[str]
    target_groups: list[str]
    partners: list[str]
    funding: list[str]
    status_label: str
    effect: str
    counts: InterventionCounts
    continues_label: str
    chosen: bool


class IndicatorGroup(TypedDict):
    """One value of an indicator for a group or place; `text` stands where words say more."""

    label: str
    value: float | None
    year: int | None
    place: str
    text: NotRequired[str]


class SeriesPoint(TypedDict):
    """One year's value; None is missing."""

    year: int
    value: float | None


class IndicatorSeries(TypedDict):
    """An indicator over the years for women, men, all or another group."""

    kind: Literal["women", "men", "total", "other"]
    label: str
    points: list[SeriesPoint]


class Reference(TypedDict):
    """A value to compare bars with, such as the county's."""

    label: str
    value: float


class IndicatorPart(TypedDict):
    """A figure: its values now (`groups`) or over the years (`series`), and its source.

    `breaks` are years from which a new method of measuring holds, and `place` is where all lines
    of a series are from. Without `finding` the heading is made from the figures. `slug` is the
    indicator's own name, which stays when its title is changed; `measures` are what the source
    calls it ("Kolada N07907: ...").
    """

    title: str
    unit: str
    groups: list[IndicatorGroup]
    series: list[IndicatorSeries]
    breaks: NotRequired[list[int]]
    place: NotRequired[str]
    reference: NotRequired[Reference]
    finding: NotRequired[str]
    source: str
    owner: str
    slug: NotRequired[str]
    definition: NotRequired[str]
    measures: NotRequired[list[str]]


class MeasurementPart(TypedDict):
    """One value of an indicator, for the data files: also those that no chart has room for.

    A part of a whole is its share in per cent, with the source's own words in `text`, where also
    stands why a value is missing. `fetched_on` is ISO or ""; `revised`: it took the place of a
    value that the source gave before.
    """

    indicator: str
    unit: str
    group: str
    sex: str
    origin: str
    place: str
    year: int | None
    value: float | None
    text: str
    preliminary: bool
    revised: NotRequired[bool]
    computed: bool
    source: str
    fetched_on: str
    owner: str


class QuotationPart(TypedDict):
    """What an organisation handed in and a text quotes, where a paragraph of it is the `mark`.

    A quotation has its `passage`, word for word; a row has none, and the id of its `intervention`,
    whose counts stand among the area's. `text_kind` is the text's kind and `area_number` its area's
    (0: a text of the whole year). `about` is the question or the intervention's name; `version`
    and `on` (ISO) are of the handing-in that says it.
    """

    number: int
    mark: str
    text_kind: str
    area_number: int
    passage: str
    intervention: NotRequired[str]
    organisation: str
    about: str
    version: int
    on: str


class Challenge(TypedDict):
    """A new challenge and who named it; an organisation's is dated by its handing in."""

    text: str
    by: str
    saved: NotRequired[Saved]


class AreaProposal(TypedDict):
    """A proposed priority for next year within a goal area."""

    title: str
    sub_goal: str
    reason: str
    by: str
    saved: NotRequired[Saved]


class SectionAnswer(TypedDict):
    """What one organisation answered for one goal area; `because`: why it is not relevant."""

    organisation: str
    state: SectionState
    interventions: int
    because: NotRequired[str]


class AnswerPart(TypedDict):
    """One answer as it was handed in, for the data files; `area_number` 0: the organisation's own.

    `kind` is the question's kind (`Question.Kind`). Where persons are counted `answer` is empty
    and `counts` holds them; `stated` is a total that the organisation stated itself. `why` is its
    explanation to a warning, `files` the names of what it handed in.
    """

    organisation: str
    area_number: int
    sub_goal: str
    question: str
    kind: str
    kind_label: str
    answer: str
    counts: NotRequired[InterventionCounts]
    stated: NotRequired[Count]
    why: str
    files: list[str]


class KeyFigure(TypedDict):
    """The one figure of an area for the governor's page: "53,4 %", "av kvinnorna arbetar"."""

    value: str
    text: str


class AreaPart(TypedDict):
    """All that the report says of one goal area."""

    number: int
    source_number: str
    slug: str
    title: str
    goal: str
    situation: str
    source_place: NotRequired[str]
    assessment: AreaAssessment
    texts: NotRequired[AreaTexts]
    texts_saved: NotRequired[dict[str, Saved]]
    key_figure: NotRequired[KeyFigure]
    sub_goals: list[SubGoalPart]
    reach: Reach
    interventions: list[InterventionPart]
    indicators: list[IndicatorPart]
    measurements: NotRequired[list[MeasurementPart]]
    challenges: list[Challenge]
    proposals: list[AreaProposal]
    sections: NotRequired[list[SectionAnswer]]


class ProposalSource(TypedDict):
    """Who asks for a proposal, in its own words; "merged": another proposal that went into it."""

    kind: Literal["organisation", "network", "group", "merged"]
    name: str
    sub_goal: str
    text: str


class ProposalWeighing(TypedDict):
    """How the preparation group weighed a proposal; "" where it did not say."""

    urgency_label: str
    feasibility_label: str
    text: str


class Proposal(TypedDict):
    """A priority proposed to the council, in the order it is put forward."""

    order: int
    title: str
    area_number: int
    sub_goal: str
    reason: str
    by: str
    sources: NotRequired[list[ProposalSource]]
    weighing: NotRequired[ProposalWeighing]


class CoverPart(TypedDict):
    """The cover's picture: the whole JPEG in base 64, its size in dots, what it shows in words.

    Without words it is there for its looks only.
    """

    checksum: str
    alternative_text: str
    width: int
    height: int
    jpeg: str


class PlannedActivityPart(TypedDict):
    """An activity of a focus group's plan; `state` is how far it has come, in words."""

    title: str
    state: str
    is_done: bool


class GroupPart(TypedDict):
    """A focus group that the council appointed, who convenes it, and what it had planned."""

    name: str
    convener: str
    activities: list[PlannedActivityPart]


class WorkPart(TypedDict):
    """Something that an organisation reports this year."""

    title: str
    organisation: str
    status_label: str


class LastYearPriority(TypedDict):
    """A priority of last year and what became of it; `decision` is its number, the day ISO."""

    title: str
    what_became: str
    decision: NotRequired[str]
    decided_on: NotRequired[str]
    development_label: NotRequired[str]
    groups: NotRequired[list[GroupPart]]
    work: NotRequired[list[WorkPart]]


class LastValue(TypedDict):
    """The newest value of an indicator for one group, or line, and place."""

    title: str
    unit: str
    label: str
    place: str
    year: int
    value: float


class LastSubGoal(TypedDict):
    """How far the organisations said that they had come with a sub-goal."""

    code: str
    title: str
    degrees: Degrees


class LastArea(TypedDict):
    """What last year's report said of a goal area; `same_…`: of those who answered both years."""

    slug: str
    development_label: str
    sub_goals: list[LastSubGoal]
    interventions: int
    reached: Count
    same_interventions: int
    same_reached: Count
    indicators: list[LastValue]


class LastReport(TypedDict):
    """Last year's adopted report, as far as it is compared with; see gathering/last_report.py."""

    year: int
    version: int
    adopted_on: str
    same_organisations: list[str]
    new_organisations: list[str]
    gone_organisations: list[str]
    new_questions: list[str]
    gone_questions: list[str]
    areas: list[LastArea]
    public_areas: NotRequired[list[LastArea]]


class Change(TypedDict):
    """Something that a corrected version says otherwise; `table` and `what` name it in words."""

    table: str
    row: str
    area_number: int
    what: str
    kind: Literal["text", "figure", "added", "removed"]
    before: str
    after: str


class Snapshot(TypedDict):
    """The whole report. `example` marks invented data, `public` the copy for publication.

    `composition` says which parts are printed and in which order; without it all are.
    `questions` are the survey's questions by key, as they were worded that year.
    `foreword`, `summary` and `method` are Markdown (`strategy_portal.markdown`); `texts_saved`
    says which version of each stands here, by the same names.
    """

    format: int
    title: str
    year: int
    addressee: str
    place_date: str
    example: bool
    public: bool
    version: int
    correction: NotRequired[str]
    composition: NotRequired[Choice]
    cover: NotRequired[CoverPart]
    strategy: StrategyPart
    foreword: NotRequired[str]
    summary: str
    method: NotRequired[str]
    texts_saved: NotRequired[dict[str, Saved]]
    response: Response
    areas: list[AreaPart]
    questions: NotRequired[dict[str, str]]
    answers: NotRequired[list[AnswerPart]]
    quotations: NotRequired[list[QuotationPart]]
    proposals: list[Proposal]
    last_year_priorities: list[LastYearPriority]
    last_report: NotRequired[LastReport]
    changes: NotRequired[list[Change]]
    public_changes: NotRequired[list[Change]]
    made_at: str


def canonical_json(content: Mapping[str, object]) -> str:
    """The one way to write a content as JSON: keys in order, no spaces, letters as they are."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def checksum(snapshot: Mapping[str, object]) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(snapshot).encode()).hexdigest()


def says_the_same(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether two snapshots differ in nothing but when they were made."""
    first, second = (
        {key: value for key, value in content.items() if key not in _WHEN_MADE}
        for content in (one, other)
    )
    return canonical_json(first) == canonical_json(second)
