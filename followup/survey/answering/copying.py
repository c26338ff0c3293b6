"""Last year's answers taken over: a question or a whole section, and the word that they are right.

A copy never takes the place of anything written, and is marked as a copy until somebody touches
or confirms it. Each is a save like any other, with a revision of its own.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from actors.models import Person
from followup.rounds.models import Question
from followup.survey.answering.actions import save_answer
from followup.survey.answering.records import add_record
from followup.survey.form.checking import is_answered, questions
from followup.survey.form.fields import Field, Value
from followup.survey.form.last_year import LastYear, carried, entries_then, keys_then, last_year
from followup.survey.form.section_form import SectionForm
from followup.survey.holding import hold_section
from followup.survey.models import Answer, Origin, Record, Section


@transaction.atomic
def copy_answers(section: Section, *, by: Person, at: datetime, question: str | None = None) -> int:
    """Answer as last year where nothing is answered; returns how many questions that became.

    `question` is the key of one question, with the sub-goal's id where it is about one; without
    it the whole section is meant. Interventions are not copied here.
    """
    hold_section(section, by, at)
    form = SectionForm(section, section.submission.round)
    copier = _Copier(form, last_year(section.submission), by, at)
    return sum(
        copier.copy(fields)
        for fields in questions(form.fields())
        if question in {None, fields[0].base_key}
    )


class _Copier:
    """One section's answers of now and then, while copies are made."""

    def __init__(self, form: SectionForm, last: LastYear, by: Person, at: datetime) -> None:
        self.form, self.last, self.by, self.at = form, last, by, at
        self.said = last.said_in(form)
        answers = form.section.answers.values_list("key", "value", "version")
        self.values: dict[str, Value] = {key: value for key, value, _ in answers}
        self.versions = {key: version for key, _, version in answers}

    def copy(self, fields: list[Field]) -> bool:
        """Copy one question; whether anything came of it.

        What is copied first decides which questions are asked after it.
        """
        if is_answered(fields, self.values) or not self.form.is_shown(fields[0], self.values):
            return False
        copied = [self._save(field, self._then(field)) for field in fields]
        if fields[0].asked.question.kind == Question.Kind.RECORDS:
            copied += self._copy_rows(fields[0])
        return any(copied)

    def _then(self, field: Field) -> Value:
        value = next((self.said[key] for key in keys_then(field) if self.said.get(key)), None)
        return field.empty if value is None else carried(field, value, self.form.sub_goals)

    def _copy_rows(self, lead: Field) -> list[bool]:
        rows = entries_then(lead, self.said)
        in_order = Record.objects.filter(pk__in=rows).order_by("position").values_list("pk")
        return [copied for (pk,) in in_order for copied in self._copy_row(lead, rows[str(pk)])]

    def _copy_row(self, lead: Field, columns: dict[str, Value]) -> Iterable[bool]:
        record = add_record(
            self.form.section, lead.asked, by=self.by, at=self.at, sub_goal=lead.sub_goal
        )
        for field in self.form.of_record(lead, record):
            value = columns.get(field.part)
            if value:
                yield self._save(field, carried(field, value, self.form.sub_goals))

    def _save(self, field: Field, value: Value) -> bool:
        if not value:
            return False
        save_answer(
            self.form.section,
            field,
            value,
            save_id=uuid.uuid4(),
            base_version=self.versions.get(field.key, 0),
            by=self.by,
            at=self.at,
            origin=Origin.COPIED,
        )
        self.values[field.key] = value
        return True


@transaction.atomic
def confirm_answers(
    section: Section, *, by: Person, at: datetime, question: str | None = None
) -> int:
    """Say that copies are right, without changing them; returns how many fields.

    `question` as above, or "interventions/<id>" for the copied text of one intervention.
    """
    hold_section(section, by, at)
    form = SectionForm(section, section.submission.round)
    copied = {one.key: one for one in section.answers.filter(origin=Origin.COPIED)}
    wanted = [
        field
        for field in form.fields()
        if field.key in copied and (question is None or _is_of(field, question))
    ]
    for field in wanted:
        _confirm(section, field, copied[field.key], by, at)
    return len(wanted)


def _is_of(field: Field, question: str) -> bool:
    if field.intervention:
        return f"{field.asked.question.key}/{field.intervention.pk}" == question
    return field.base_key == question


def _confirm(section: Section, field: Field, answer: Answer, by: Person, at: datetime) -> None:
    save_answer(
        section,
        field,
        answer.value,
        save_id=uuid.uuid4(),
        base_version=answer.version,
        by=by,
        at=at,
        origin=Origin.CONFIRMED,
    )
