"""A section's page: every field with its value, its version, last year's answer and its fault."""

import dataclasses
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format

from actors.models import Person
from followup.rounds.models import Question
from followup.survey.answering.beside import SectionBeside, Shelf, copied_keys, has_confirmed
from followup.survey.answering.continuing import Expected, expected
from followup.survey.answering.groups import Group, gather, remarks_of_intervention
from followup.survey.answering.merging import Merged, merged_into
from followup.survey.attachments.files_shown import FilesAtField, files_at
from followup.survey.form.checking import Remark
from followup.survey.form.fields import COUNT_PARTS, Field, Value
from followup.survey.form.last_year import last_year
from followup.survey.form.section_form import SectionForm
from followup.survey.form.values import ValueFaultError, count
from followup.survey.models import Answer, Comment, Intervention, Section
from followup.survey.submitting.remarks import key_of
from goals.models import SubGoal


@dataclass
class Box:
    """A field as it stands on the page; the attributes a template needs, and no more."""

    field: Field
    value: Value
    version: int = 0
    error: str = ""
    conflict: Any = None
    group: Group | None = None
    comments: list[Comment] = dataclasses.field(default_factory=list)
    answer: Answer | None = None
    files: FilesAtField | None = None

    @property
    def html_name(self) -> str:
        """The input's name: the field's key."""
        return self.field.key

    @property
    def auto_id(self) -> str:
        """The input's id."""
        return self.field.html_id

    @property
    def errors(self) -> list[str]:
        """As the components expect a form field's errors."""
        return [self.error] if self.error else []

    @property
    def is_answered(self) -> bool:
        """Whether anything is written or chosen, in any part of the question."""
        return self.group.is_answered if self.group else bool(self.value)

    @property
    def written(self) -> str:
        """Who wrote last in the question, and when; empty where nobody has."""
        return last_written(self.together)

    @property
    def has_history(self) -> bool:
        """Whether anything in the question has been saved more than once."""
        return any(getattr(one.answer, "saves", 0) > 1 for one in self.together)

    @property
    def together(self) -> "list[Box]":
        """It and the boxes of the same question that it stands for on the page."""
        return self.group.boxes if self.group else [self]


def last_written(boxes: "Iterable[Box]") -> str:
    """Who wrote last in any of these, and when: "Bo Ek, 3 mars 14:02"."""
    saved = [
        (one.answer.saved_at, one.answer.saved_by)
        for one in boxes
        if one.answer and one.answer.saved_at
    ]
    if not saved:
        return ""
    at, person = max(saved, key=lambda one: one[0])
    return written_by(person, at)


def written_by(person: Person | None, at: datetime) -> str:
    """Who wrote something, and when, as the page says it."""
    return f"{person}, {date_format(timezone.localtime(at), 'j F H:i')}" if person else ""


@dataclass
class SubGoalBlock:
    """One sub-goal on the page with its fields."""

    sub_goal: SubGoal
    is_prioritised: bool
    boxes: list[Box]

    @property
    def status(self) -> str:
        """For the list beside the page: not started, in progress or done."""
        answered = [box.is_answered for box in self.boxes]
        if all(answered):
            return "done"
        return "in_progress" if any(answered) else "not_started"


@dataclass
class InterventionBlock:
    """One intervention on the page, its fields by part."""

    intervention: Intervention
    parts: dict[str, Box]
    comments: list[Comment] = dataclasses.field(default_factory=list)
    merged: list[Merged] = dataclasses.field(default_factory=list)

    @property
    def key(self) -> str:
        """What its fields' keys begin with."""
        return self.parts["title"].html_name.rpartition("/")[0]

    @property
    def has_history(self) -> bool:
        """Whether anything in it has been saved more than once, or another merged into it."""
        return bool(self.merged) or any(box.has_history for box in self.parts.values())

    @property
    def copied(self) -> list[str]:
        """The keys of its fields that hold copies nobody has touched or confirmed."""
        return copied_keys(self.parts.values())

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody has said that what was filled in is right."""
        return has_confirmed(self.parts.values())

    @property
    def count_boxes(self) -> list[Box]:
        """The five counts, the tick box beside them, and the total with its reason."""
        more = ("counts_not_known", "total", "total_because")
        return [self.parts[part] for part in (*COUNT_PARTS, *more)]

    @property
    def written(self) -> str:
        """Who wrote last in it, and when."""
        return last_written(self.parts.values())

    @property
    def warnings(self) -> list[Remark]:
        """What the checks say of it, shown beside the counts."""
        return remarks_of_intervention(self.parts)

    @property
    def total(self) -> int | None:
        """The sum of the counts that can be read; None where none is written."""
        counts = [_readable(self.parts[part]) for part in COUNT_PARTS]
        known = [n for n in counts if n is not None]
        return sum(known) if known else None


def _readable(box: Box) -> int | None:
    try:
        return count(str(box.value))
    except ValueFaultError:
        return None


@dataclass
class SectionPage:
    """Everything a section's page shows, in reading order.

    `homeless` is what somebody wrote in an entry that a colleague has taken away, or merged into
    another, meanwhile: it cannot be saved, and is shown so that it can be copied.
    """

    section: Section
    sub_goals: list[SubGoalBlock]
    interventions: list[InterventionBlock]
    interventions_asked: Any
    before: list[Box]
    after: list[Box]
    beside: SectionBeside
    expected: list[Expected]
    comments: list[Comment] = dataclasses.field(default_factory=list)
    homeless: list[str] = dataclasses.field(default_factory=list)
    id: uuid.UUID = dataclasses.field(default_factory=uuid.uuid4)

    @property
    def boxes(self) -> list[Box]:
        """Every field, in reading order."""
        nested = [box for block in self.sub_goals for box in block.boxes]
        inner = [box for block in self.interventions for box in block.parts.values()]
        listed = [*nested, *self.before, *inner, *self.after]
        return [box for one in listed for box in one.together]

    @property
    def faults(self) -> list[dict[str, str]]:
        """For the error summary: each fault, and each choice to make, with the way to it."""
        wrong = [{"href": "#" + b.auto_id, "text": b.error} for b in self.boxes if b.error]
        wrong += [{"text": words} for words in self.homeless]
        return wrong + [
            {
                "href": "#k-" + b.auto_id,
                "text": f"{b.field.label} {b.conflict.who} sparade ett annat svar. "
                "Välj vilket som ska gälla.",
            }
            for b in self.boxes
            if b.conflict
        ]


def section_page(section: Section, form: SectionForm) -> SectionPage:
    """The page of one section as it stands in the database; constant queries."""
    saved = section.answers.select_related("saved_by").annotate(saves=Count("revisions"))
    answers = {answer.key: answer for answer in saved}
    boxes = {field.key: _box(form, field, answers.get(field.key)) for field in form.fields()}
    shelf = Shelf(form, last_year(section.submission))
    prioritised = _prioritised(form)
    by_sub_goal: dict[int, list[Box]] = defaultdict(list)
    inner: dict[Any, dict[str, Box]] = defaultdict(dict)
    before: list[Box] = []
    after: list[Box] = []
    seen_interventions = False
    asked_about_interventions = next(
        (a for a in form.asked if a.question.kind == Question.Kind.INTERVENTIONS), None
    )
    said = _comments(section)
    for box in gather(form, boxes, shelf):
        box.comments = said.get(box.field.base_key, [])
        if box.field.sub_goal:
            by_sub_goal[box.field.sub_goal.pk].append(box)
        elif box.field.intervention:
            inner[box.field.intervention.pk][box.field.part] = box
        else:
            seen_interventions = bool(
                asked_about_interventions
                and box.field.asked.order > asked_about_interventions.order
            )
            (after if seen_interventions else before).append(box)
    for pk, stands in form.merged.items():
        said[key_of(stands)] += said.get(key_of(pk), [])
    done = [
        InterventionBlock(one, inner[one.pk], said[key_of(one.pk)], merged_into(one, form, answers))
        for one in form.interventions
    ]
    groups = {id(box.group): box.group for box in boxes.values() if box.group}
    return SectionPage(
        section,
        [
            SubGoalBlock(
                goal,
                bool({goal.pk, goal.derived_from_id} & prioritised),
                by_sub_goal[goal.pk],
            )
            for goal in form.sub_goals
        ],
        done,
        asked_about_interventions,
        before,
        after,
        shelf.section(groups.values(), done),
        expected(form, shelf.last),
        said.get("", []),
    )


def _comments(section: Section) -> dict[str, list[Comment]]:
    """What the coordinator said of a section that is open again, by field."""
    said: dict[str, list[Comment]] = defaultdict(list)
    if section.reopened_at is None:
        return said
    version = section.submission.current_version_id
    for one in section.comments.filter(version=version).select_related("by"):
        said[one.key].append(one)
    return said


def _box(form: SectionForm, field: Field, answer: Answer | None) -> Box:
    value = answer.value if answer else field.empty
    version = answer.version if answer else 0
    box = Box(field, value, version, field.fault(value), answer=answer)
    if field.widget == "file":
        box.files = files_at(form, field.key, value)
    return box


def _prioritised(form: SectionForm) -> set[int]:
    return set(SubGoal.objects.prioritised_for(form.round.year).values_list("pk", flat=True))
