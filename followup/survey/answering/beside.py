"""What stands beside each question: last year's answer in words, and what can be done with it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from followup.rounds.models import Question
from followup.survey.form.fields import Field, Value
from followup.survey.form.last_year import (
    LastYear,
    base_keys_then,
    carried,
    entries_then,
    keys_then,
)
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Origin, ReportedAnswer
from followup.survey.submitting.reading import Read, base_key, read_answer

LONG = 320


@dataclass(frozen=True)
class Beside:
    """One question beside which an answer of an earlier year stands, in the words of then.

    `copied` are the keys of fields that hold a copy nobody has touched or confirmed.
    """

    year: int
    is_last: bool
    read: Read | None = None
    can_copy: bool = False
    copied: tuple[str, ...] = ()
    is_confirmed: bool = False
    asked_otherwise: str = ""

    @property
    def when(self) -> str:
        """The year in words: "i fjol", or its number where a year lies between."""
        return "i fjol" if self.is_last else str(self.year)

    @property
    def is_long(self) -> bool:
        """Whether only its beginning is shown until it is opened."""
        return bool(self.read and len(self.read.value) > LONG)


@dataclass(frozen=True)
class SectionBeside:
    """The same of a whole section: how many answers can be copied, how many wait to be confirmed.

    `not_relevant` says why the section did not concern the organisation then.
    """

    year: int = 0
    is_last: bool = True
    to_copy: int = 0
    copied: int = 0
    not_relevant: str = ""

    @property
    def when(self) -> str:
        """The year in words."""
        return "i fjol" if self.is_last else str(self.year)


class Shelf:
    """What was handed in then about one section, ready to be looked up question by question."""

    def __init__(self, form: SectionForm, last: LastYear) -> None:
        self.form = form
        self.last = last
        self.said = last.said_in(form)
        self.read = _read_then(form, last)

    def beside(self, boxes: list[Any]) -> Beside | None:
        """What stands beside the question of these boxes; None where nothing does."""
        lead: Field = boxes[0].field
        read = next((self.read[key] for key in base_keys_then(lead) if key in self.read), None)
        copied = tuple(copied_keys(boxes))
        if read is None and not copied:
            return None
        blank = not any(box.value for box in boxes if not box.field.is_explanation)
        asked_then = read.wording if read else ""
        return Beside(
            self.last.year,
            self.last.year == self.form.round.year - 1,
            read,
            blank and can_be_copied([box.field for box in boxes], self.said, self.form),
            copied,
            has_confirmed(boxes),
            asked_then if asked_then != lead.asked.version.wording else "",
        )

    def section(self, groups: Iterable[Any], interventions: Iterable[Any]) -> SectionBeside:
        """What can be done with the whole section."""
        beside = [group.beside for group in groups if group.beside and group.is_shown]
        copied = [one for block in interventions for one in block.copied]
        then = self.last.section(self.form.section.slug)
        return SectionBeside(
            self.last.year,
            self.last.year == self.form.round.year - 1,
            sum(one.can_copy for one in beside),
            sum(bool(one.copied) for one in beside) + len({_of(key) for key in copied}),
            then.get("not_relevant_because", "") if then.get("state") == "not_relevant" else "",
        )


def _of(key: str) -> str:
    """The intervention that a field's key is about."""
    return key.rpartition("/")[0]


def copied_keys(boxes: Iterable[Any]) -> list[str]:
    """The keys of the boxes whose text is a copy that nobody has touched or confirmed."""
    return [box.html_name for box in boxes if _is(box, Origin.COPIED)]


def has_confirmed(boxes: Iterable[Any]) -> bool:
    """Whether any of the boxes holds a copy that somebody has said is right."""
    return any(_is(box, Origin.CONFIRMED) for box in boxes)


def _is(box: Any, origin: Origin) -> bool:
    return bool(box.answer and box.value and box.answer.origin == origin)


def can_be_copied(fields: list[Field], said: Mapping[str, Value], form: SectionForm) -> bool:
    """Whether anything of what was said then can be said again in these fields."""
    if fields[0].asked.question.kind == Question.Kind.RECORDS and entries_then(fields[0], said):
        return True
    return any(
        carried(field, said[key], form.sub_goals)
        for field in fields
        for key in keys_then(field)
        if said.get(key)
    )


def _read_then(form: SectionForm, last: LastYear) -> dict[str, Read]:
    """The answers of then in words, by the keys of then; one query, two where there are files."""
    if last.version is None:
        return {}
    about = {goal.pk for goal in form.sub_goals} | {goal.derived_from_id for goal in form.sub_goals}
    area = form.section.goal_area
    here = Q(goal_area__slug=area.slug) if area else Q(goal_area=None)
    moved_here = Q(
        sub_goal__in=about - {None}, question_version__question__scope=Question.Scope.SUB_GOAL
    )
    rows = last.version.reported_answers.filter(here | moved_here)
    grouped: dict[str, list[ReportedAnswer]] = defaultdict(list)
    for row in rows.select_related("question_version__question", "sub_goal__goal_area"):
        grouped[base_key(row)].append(row)
    with_files = any(
        one[0].question_version.question.kind == Question.Kind.FILE for one in grouped.values()
    )
    there = last.version.attachments.all() if with_files else []
    files = {str(one.pk): one for one in there}
    return {key: read_answer(answers, files) for key, answers in grouped.items()}
