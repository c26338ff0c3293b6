"""The boxes of one question together, as a page shows them: parts, entries, remarks, reason."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from followup.rounds.models import Level, QuestionVersion
from followup.survey.answering.beside import Beside, Shelf
from followup.survey.form.checking import Remark, check_intervention, check_question, questions
from followup.survey.form.counting import counted
from followup.survey.form.fields import WHY, Condition, Field
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Record, Section


@dataclass
class Entry:
    """One repeated entry: its boxes in order, and its number on the page."""

    record: Record
    number: int
    boxes: list[Any]


@dataclass
class Group:
    """One question on the page.

    `boxes` are all its fields' boxes, the leading one first; only that one stands among the
    page's boxes, and its template draws the rest. `warnings` and `notes` stand beside it.
    `removed` is the entry that was last taken away, to put back. `beside` is last year's answer.
    """

    boxes: list[Any]
    section: Section
    is_shown: bool = True
    warnings: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    removed: Record | None = None
    beside: Beside | None = None

    @property
    def version(self) -> QuestionVersion:
        """The question as it reads this year."""
        version: QuestionVersion = self.boxes[0].field.asked.version
        return version

    @property
    def kind(self) -> str:
        """Which kind of question it is; names its template."""
        kind: str = self.boxes[0].field.asked.question.kind
        return kind

    @property
    def parts(self) -> dict[str, Any]:
        """Its boxes by part, without those of entries; the leading box also as `value`."""
        parts = {box.field.part: box for box in self.boxes if not box.field.record}
        return {"value": self.boxes[0]} | parts

    @property
    def why(self) -> Any:
        """The box for a word of explanation; None where no check asks for one."""
        return self.parts.get(WHY)

    @property
    def condition(self) -> Condition | None:
        """When it is asked, where that hangs on another question."""
        condition: Condition | None = self.boxes[0].field.condition
        return condition

    @property
    def asks_why(self) -> bool:
        """Whether the explanation is shown: a check asks for it, or something is written."""
        return bool(self.why and (self.why.value or any(one.why for one in self.warnings)))

    @property
    def is_answered(self) -> bool:
        """Whether anything is answered; an explanation is no answer."""
        return any(box.value for box in self.boxes if box.field.part != WHY)

    @property
    def total(self) -> int | None:
        """The sum of the counts that can be read."""
        return counted({part: box.value for part, box in self.parts.items()}).sum

    @property
    def address(self) -> str:
        """Where its entries are added and taken away: the question, and the sub-goal if any."""
        address: str = self.boxes[0].field.base_key
        return address

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return anchor_of(self.address)

    @property
    def has_total(self) -> bool:
        """Whether the stated total is in use, and shown open."""
        return bool(self.parts["total"].value or self.parts["total_because"].value)

    @property
    def entries(self) -> list[Entry]:
        """The repeated entries with their boxes."""
        by_record: dict[Any, list[Any]] = defaultdict(list)
        records: dict[Any, Record] = {}
        for box in self.boxes:
            if record := box.field.record:
                records[record.pk] = record
                by_record[record.pk].append(box)
        return [
            Entry(records[pk], number, boxes)
            for number, (pk, boxes) in enumerate(by_record.items(), 1)
        ]


def anchor_of(question: str) -> str:
    """The id on the page of a question, or of one intervention, by its key."""
    if question.startswith("interventions/"):
        return "insats-" + question.partition("/")[2]
    return "fraga-" + question.replace("/", "-")


def gather(form: SectionForm, boxes: Mapping[str, Any], shelf: Shelf) -> Iterable[Any]:
    """The boxes that the page lists: one a question, with the rest in its `group`.

    The boxes of interventions come as they are. A question that is not asked now keeps its text
    but shows no fault. Nothing is missing in a section that nobody has begun.
    """
    values = {key: box.value for key, box in boxes.items()}
    last = shelf.last.values(form)
    has_begun = form.section.state != Section.State.NOT_STARTED
    led: list[Any] = []
    for fields in questions(box.field for box in boxes.values()):
        together = [boxes[one.key] for one in fields]
        group = Group(together, form.section, form.is_shown(fields[0], values))
        if group.is_shown and has_begun:
            remarks = check_question(fields, values, last)
            group.warnings = [r for r in remarks if r.level == Level.WARNING]
            group.notes = [r for r in remarks if r.level == Level.NOTE]
        group.removed = _last_removed(form, fields[0])
        group.beside = shelf.beside(together)
        for box in together:
            box.group = group
            if not group.is_shown:
                box.error = ""
        led.append(together[0])
    return [*led, *(box for box in boxes.values() if box.field.intervention)]


def _last_removed(form: SectionForm, lead: Field) -> Record | None:
    """The entry of this question that was last taken away."""
    question, sub_goal = lead.asked.question_id, lead.sub_goal.pk if lead.sub_goal else None
    return next(
        (
            record
            for record in form.removed_records
            if (record.question_id, record.sub_goal_id) == (question, sub_goal)
        ),
        None,
    )


def remarks_of_intervention(boxes: Mapping[str, Any]) -> list[Remark]:
    """The warnings about one intervention, its boxes given by part."""
    fields = [box.field for box in boxes.values()]
    values = {box.field.key: box.value for box in boxes.values()}
    return [r for r in check_intervention(fields, values) if r.level == Level.WARNING]
