"""A submitted version as people read it: every question with the words it had then.

Blank, 0, "inget gjort", "ej relevant" and "vet ej" are five different answers, also here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects

from followup.rounds.models import Question, QuestionVersion
from followup.survey.form.fields import COUNT_PARTS, WHY
from followup.survey.form.values import readable_link
from followup.survey.models import (
    Attachment,
    ImplementationDegree,
    ReportedAnswer,
    ReportedIntervention,
    SubmissionVersion,
)
from followup.survey.submitting.reporting import NOTHING, STATED_TOTAL
from followup.survey.together.named import WITH_CONFIRMATIONS
from goals.models import SubGoal

NOT_KNOWN = "Vet ej"
COUNTS_NOT_KNOWN = "Vi vet inte hur de fördelar sig"
_COUNT_WORDS = dict(
    zip(COUNT_PARTS, ("kvinnor", "män", "flickor", "pojkar", "okänt kön"), strict=True)
)


@dataclass(frozen=True)
class CountsRead:
    """Submitted counts; None is blank. `stated` is the total that the organisation stated."""

    women: int | None = None
    men: int | None = None
    girls: int | None = None
    boys: int | None = None
    unknown: int | None = None
    total: int | None = None
    not_known: bool = False
    stated: int | None = None
    because: str = ""

    @property
    def in_words(self) -> str:
        """On one line, for where there is no room for a table."""
        numbers = {part: getattr(self, part) for part in COUNT_PARTS}
        said = [f"{n} {_COUNT_WORDS[part]}" for part, n in numbers.items() if n is not None]
        if self.total is not None:
            said.append(f"{self.total} tillsammans")
        if self.not_known:
            said.append(COUNTS_NOT_KNOWN.lower())
        return ", ".join(said)


@dataclass(frozen=True)
class Read:
    """One question's answer to read; `value` is blank where there is none.

    Counts, repeated `entries` (each its (label, value) pairs) and files are in their own form
    besides; `value` then holds them as one text. `why` is the explanation to a warning, `remark`
    the place for a comment where somebody may comment.
    """

    version: QuestionVersion
    sub_goal: SubGoal | None = None
    value: str = ""
    degree: str = ""
    counts: CountsRead | None = None
    entries: tuple[tuple[tuple[str, str], ...], ...] = ()
    link: str = ""
    files: tuple[Attachment, ...] = ()
    why: str = ""
    remark: Any = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """The question's key, with the sub-goal's id after it where it is about one."""
        about = self.sub_goal and _is_about_sub_goal(self.version)
        key: str = self.version.question.key
        return f"{key}/{self.sub_goal.pk}" if about and self.sub_goal else key

    @property
    def term(self) -> str:
        """What was asked, with the sub-goal in front."""
        return f"{self.sub_goal} – {self.version.wording}" if self.sub_goal else self.wording

    @property
    def wording(self) -> str:
        """What was asked, as it read then."""
        return self.version.wording


@dataclass
class ReadSection:
    """One section as it was handed in, or as a draft says now.

    `then` is its part of the frozen answers. `interventions` are `ReportedIntervention`, or a
    draft's, which read alike (`drafts.py`).
    """

    section: Any
    then: dict[str, Any]
    rows: list[Read] = field(default_factory=list)
    interventions: list[Any] = field(default_factory=list)
    remark: Any = None

    @property
    def about_sub_goals(self) -> list[tuple[SubGoal, list[Read]]]:
        """The answers about each sub-goal; a proposal is not among them."""
        grouped: dict[int, tuple[SubGoal, list[Read]]] = {}
        for row in self.rows:
            if row.sub_goal and _is_about_sub_goal(row.version):
                grouped.setdefault(row.sub_goal.pk, (row.sub_goal, []))[1].append(row)
        return list(grouped.values())

    @property
    def about_the_whole(self) -> list[Read]:
        """The answers about the area or the organisation."""
        return [row for row in self.rows if not _is_about_sub_goal(row.version)]


def _is_about_sub_goal(version: QuestionVersion) -> bool:
    return version.question.scope == Question.Scope.SUB_GOAL


def read_sections(version: SubmissionVersion) -> list[ReadSection]:
    """Submitted answers for reading: constant queries, whatever was answered."""
    prefetch_related_objects([version], "attachments")
    answers: dict[int | None, dict[str, list[ReportedAnswer]]] = defaultdict(dict)
    for answer in version.reported_answers.select_related(
        "question_version__question", "sub_goal__goal_area", "goal_area"
    ):
        answers[answer.goal_area_id].setdefault(base_key(answer), []).append(answer)
    done: dict[int, list[ReportedIntervention]] = defaultdict(list)
    for intervention in version.reported_interventions.select_related(
        "intervention"
    ).prefetch_related(
        "sub_goals__goal_area",
        "target_groups",
        "partners",
        "funding_sources",
        WITH_CONFIRMATIONS,
    ):
        done[intervention.goal_area_id].append(intervention)
    as_it_was = {one["slug"]: one for one in version.answers["sections"]}
    blank = _Blank(version)
    files = {str(one.pk): one for one in version.attachments.all()}
    sections = version.submission.sections.select_related("goal_area").order_by("order")
    return [
        ReadSection(
            section,
            as_it_was[section.slug],
            _rows(as_it_was[section.slug], answers[section.goal_area_id], blank, files),
            done[section.goal_area_id] if section.goal_area_id else [],
        )
        for section in sections
    ]


def base_key(answer: ReportedAnswer) -> str:
    key = answer.question_version.question.key
    about = _is_about_sub_goal(answer.question_version)
    return f"{key}/{answer.sub_goal_id}" if about else key


class _Blank:
    """What is shown for questions without an answer: the words and sub-goals of then."""

    def __init__(self, version: SubmissionVersion) -> None:
        wordings = version.answers.get("wordings", {})
        versions = QuestionVersion.objects.filter(pk__in=wordings.values())
        self.versions = {one.question.key: one for one in versions.select_related("question")}
        asked = [key for one in version.answers["sections"] for key in one.get("asked", [])]
        about = {int(key.split("/")[1]) for key in asked if "/" in key}
        goals = SubGoal.objects.filter(pk__in=about).select_related("goal_area")
        self.sub_goals = {goal.pk: goal for goal in goals}

    def row(self, key: str, then: Mapping[str, Any]) -> Read | None:
        """A question that was asked and not answered; interventions are no question to read."""
        name, _, sub_goal = key.partition("/")
        version = self.versions.get(name)
        if version is None or version.question.kind == Question.Kind.INTERVENTIONS:
            return None
        goal = self.sub_goals.get(int(sub_goal)) if sub_goal else None
        return Read(version, goal, why=str(then["answers"].get(f"{WHY}/{key}", "")))


def _rows(
    then: dict[str, Any],
    answered: dict[str, list[ReportedAnswer]],
    blank: _Blank,
    files: Mapping[str, Attachment],
) -> list[Read]:
    """The section's questions in the order they were asked, answered or not.

    A version from before it was kept what was asked has only its answers.
    """
    keys = then.get("asked") or list(answered)
    rows = (
        read_answer(answered[key], files) if key in answered else blank.row(key, then)
        for key in keys
    )
    return [row for row in rows if row]


def read_answer(answers: list[ReportedAnswer], files: Mapping[str, Attachment]) -> Read:
    """The rows of one question as one answer."""
    first = answers[0]
    version, sub_goal = first.question_version, first.sub_goal
    why = next((one.why for one in answers if one.why and one.part != STATED_TOTAL), "")
    kind = version.question.kind
    if kind == Question.Kind.COUNTS:
        counts = _counts(answers)
        return Read(version, sub_goal, counts.in_words, counts=counts, why=why)
    if kind == Question.Kind.RECORDS and first.part != NOTHING:
        entries = tuple(_entries(version, answers))
        text = "\n".join(", ".join(f"{a}: {b}" for a, b in entry) for entry in entries)
        return Read(version, sub_goal, text, entries=entries, why=why)
    if kind == Question.Kind.FILE:
        handed_in = tuple(files[pk] for pk in first.chosen if pk in files)
        return Read(version, sub_goal, first.text, files=handed_in, why=why)
    value = _said(first)
    link = readable_link(first.text) if kind == Question.Kind.LINK else ""
    return Read(version, sub_goal, value, degree=first.degree, link=link, why=why)


def _said(answer: ReportedAnswer) -> str:
    """One row as words."""
    if answer.not_known:
        return NOT_KNOWN
    if answer.degree:
        return ImplementationDegree(answer.degree).label
    # A proposed sub-goal may stand without a reason.
    return answer.text or (str(answer.sub_goal) if answer.sub_goal else "")


def _counts(answers: Iterable[ReportedAnswer]) -> CountsRead:
    by_part = {one.part: one for one in answers}
    numbers = {part: int(by_part[part].number or 0) for part in COUNT_PARTS if part in by_part}
    stated = by_part.get(STATED_TOTAL)
    return CountsRead(
        **numbers,
        total=sum(numbers.values()) if numbers else None,
        not_known="counts_not_known" in by_part,
        stated=int(stated.number or 0) if stated else None,
        because=stated.why if stated else "",
    )


def _entries(
    version: QuestionVersion, answers: Iterable[ReportedAnswer]
) -> Iterable[tuple[tuple[str, str], ...]]:
    """Each entry's parts, called as the columns were then; a blank part says nothing."""
    by_record: dict[Any, dict[str, str]] = defaultdict(dict)
    for one in answers:
        by_record[one.record_id][one.part] = _said(one)
    for parts in by_record.values():
        yield tuple((column["label"], parts.get(column["key"], "")) for column in version.columns)
