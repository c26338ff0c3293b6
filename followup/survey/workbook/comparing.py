"""A filled-in workbook against the draft as it is now: what would change, and what must be chosen.

A cell that still says what it said when the workbook was made is no change, whatever has happened
in the portal since. A cell that says something else is one; where the answer has got a newer
version meanwhile, somebody must choose.
"""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from openpyxl.utils import get_column_letter

from actors.models import Person
from followup.survey.form.fields import Field, Value
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Answer, AnswerRevision, Intervention, Record, Section, Submission
from followup.survey.rights import section_hinder
from followup.survey.workbook.marker import Marker, with_new_rows
from followup.survey.workbook.reading import Filled, Reading
from followup.survey.workbook.words import as_cell, same, shown
from strategy_portal.spreadsheets import Spot

# A section, and the key of a field in it.
Place = tuple[int, str]


@dataclass(frozen=True)
class Proposed:
    """One cell that says something else than it did when the workbook was made.

    `was` is what it said then, of version `base`.
    """

    section: int
    key: str
    value: Value
    was: Value
    base: int
    place: str


@dataclass(frozen=True)
class Change:
    """One answer that would change, as the page lists it."""

    section: Section
    field: Field
    proposed: Proposed
    old: Value
    version: int
    saved_by: str = ""
    saved_at: datetime | None = None

    @property
    def id(self) -> str:
        """The change's name in a form: section and key."""
        return f"{self.section.pk}:{self.field.key}"

    @property
    def html_id(self) -> str:
        """The same as an id on the page."""
        return "e-" + self.id.replace(":", "-").replace("/", "-")

    @property
    def about(self) -> str:
        """What the answer is about, where that is not the whole section."""
        if self.field.sub_goal:
            return str(self.field.sub_goal)
        if self.field.intervention or self.field.record:
            return "Ny rad" if self.is_new else "Rad i tabellen"
        return ""

    @property
    def question(self) -> str:
        """The question's words, with those of its part."""
        wording = self.field.asked.version.wording
        label = self.field.label
        if label == wording or self.field.intervention or self.field.record:
            return label
        return label if self.field.part in {"sub_goal", "reason"} else f"{wording} {label}"

    @property
    def is_new(self) -> bool:
        """Whether it belongs to an entry that does not exist yet."""
        entry = self.field.intervention or self.field.record
        return bool(entry and entry._state.adding)

    @property
    def before(self) -> str:
        """The answer in the portal, as people read it."""
        return shown(self.field, self.old)

    @property
    def after(self) -> str:
        """The answer in the workbook, as people read it."""
        return shown(self.field, self.proposed.value)


@dataclass
class Part:
    """What would change in one section; `hinder` is why none of it can."""

    section: Section
    hinder: str = ""
    changes: list[Change] = field(default_factory=list)
    choices: list[Change] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many answers it is about."""
        return len(self.changes) + len(self.choices)


@dataclass
class Comparison:
    """All sections in which something would change, and what belongs to nothing any more."""

    parts: list[Part]
    new: list[Intervention | Record]
    gone: list[Proposed]

    @property
    def open_parts(self) -> list[Part]:
        """The sections that may be changed."""
        return [part for part in self.parts if not part.hinder]

    @property
    def changes(self) -> list[Change]:
        """What can be saved without a choice."""
        return [change for part in self.open_parts for change in part.changes]

    @property
    def choices(self) -> list[Change]:
        """What differs from a newer answer."""
        return [change for part in self.open_parts for change in part.choices]

    @property
    def seen(self) -> str:
        """A sum of everything that the page shows; another sum is another page."""
        shown = [(one.id, one.version) for one in (*self.changes, *self.choices)]
        hindered = [part.section.pk for part in self.parts if part.hinder]
        return hashlib.sha256(repr((shown, hindered)).encode()).hexdigest()[:24]

    def __bool__(self) -> bool:
        return bool(self.changes or self.choices)


def propose(reading: Reading, marker: Marker, forms: list[SectionForm]) -> list[Proposed]:
    """The cells that say something else than when the workbook was made; faults are told.

    A cell that cannot be read but is as it was, such as "ca 10" that already stands in the
    portal, is left alone.
    """
    then = _as_it_was(marker, forms)
    proposed = []
    for one in reading.filled:
        was, base = then.get((one.section, one.field.key), (one.field.empty, 0))
        if one.fault and _stands_as_it_was(one, was):
            continue
        if one.fault:
            reading.faults.append(Spot(one.sheet, one.row, one.column, one.fault))
        elif not same(one.field, one.value, was):
            proposed.append(Proposed(one.section, one.field.key, one.value, was, base, _place(one)))
            if one.note:
                reading.notes.append(Spot(one.sheet, one.row, one.column, one.note))
    return proposed


def _stands_as_it_was(one: Filled, was: Value) -> bool:
    """Whether a cell that is at fault holds what the portal had put there."""
    put = as_cell(one.field, was)
    return bool(one.typed) and (one.typed == put or same(one.field, one.typed, was))


def _place(one: Filled) -> str:
    return f"{one.sheet}, {get_column_letter(one.column)}{one.row}"


def _as_it_was(marker: Marker, forms: list[SectionForm]) -> dict[Place, tuple[Value, int]]:
    """Every answer as it was when the workbook was made, with its version then."""
    was: dict[Place, tuple[Value, int]] = {}
    earlier: dict[int, tuple[int, str, int]] = {}
    for form in forms:
        for answer in form.section.answers.all():
            base = marker.base(form.section.pk, answer.key)
            if base == answer.version:
                was[form.section.pk, answer.key] = answer.value, base
            elif base:
                earlier[answer.pk] = form.section.pk, answer.key, base
    revisions = AnswerRevision.objects.filter(
        answer__in=earlier, version__in={base for _, _, base in earlier.values()}
    )
    for answer_id, version, value in revisions.values_list("answer_id", "version", "value"):
        section, key, base = earlier[answer_id]
        if version == base:
            was[section, key] = value, base
    return was


# --- Against the draft -----------------------------------------------------------------------


def forms_with_new_rows(submission: Submission, seed: str) -> tuple[list[SectionForm], list[Any]]:
    """The forms of all sections with their answers, and the entries that do not exist yet."""
    forms = SectionForm.all_of(submission)
    sections = [form.section for form in forms]
    prefetch_related_objects(sections, "answers__saved_by", "assigned_to")
    return forms, [row for form in forms for row in with_new_rows(form, seed)]


def compare(
    submission: Submission, proposed: Iterable[Proposed], seed: str, by: Person, at: datetime
) -> Comparison:
    """What a proposal would change in the draft as it is now, section by section."""
    forms, new = forms_with_new_rows(submission, seed)
    fields = {(form.section.pk, one.key): one for form in forms for one in form.fields()}
    parts = {
        form.section.pk: Part(form.section, section_hinder(form.section, by, at)) for form in forms
    }
    answers = {
        (form.section.pk, answer.key): answer
        for form in forms
        for answer in form.section.answers.all()
    }
    gone = []
    for one in proposed:
        found = fields.get((one.section, one.key))
        if found is None:
            gone.append(one)
            continue
        _sort_in(parts[one.section], found, one, answers.get((one.section, one.key)))
    used = {_entry_id(change.field) for part in parts.values() for change in _all(part)}
    listed = [part for part in parts.values() if part.count]
    return Comparison(listed, [row for row in new if row.pk in used], gone)


def _all(part: Part) -> list[Change]:
    return [*part.changes, *part.choices]


def _entry_id(one: Field) -> uuid.UUID | None:
    entry = one.intervention or one.record
    return entry.pk if entry else None


def _sort_in(part: Part, one: Field, proposed: Proposed, answer: Answer | None) -> None:
    """A change, a choice, or nothing where the portal already says the same."""
    old: Value = answer.value if answer else one.empty
    version = answer.version if answer else 0
    if same(one, proposed.value, old):
        return
    who = answer.saved_by.name if answer and answer.saved_by else ""
    when = answer.saved_at if answer else None
    change = Change(part.section, one, proposed, old, version, who, when)
    as_it_was = version == proposed.base or same(one, old, proposed.was)
    (part.changes if as_it_was else part.choices).append(change)
