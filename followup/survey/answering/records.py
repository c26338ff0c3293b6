"""Repeated entries: a row is added to a question, taken away, and put back."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from actors.events import record as log
from actors.models import Person
from followup.rounds.models import AskedQuestion, Question
from followup.survey.form.section_form import SectionForm
from followup.survey.holding import hold_section, touch
from followup.survey.models import Record, Section
from goals.models import SubGoal
from strategy_portal.exceptions import WrongStateError

MOST = 100


@transaction.atomic
def add_record(
    section: Section,
    asked: AskedQuestion,
    *,
    by: Person,
    at: datetime,
    sub_goal: SubGoal | None = None,
    pk: uuid.UUID | None = None,
) -> Record:
    """An empty entry at the end of a question's rows; at most `MOST` of them.

    `pk` where it has an id already.
    """
    hold_section(section, by, at)
    rows = section.records.filter(question=asked.question, sub_goal=sub_goal)
    if rows.filter(removed_at=None).count() >= MOST:
        raise WrongStateError(f"Det går att ha högst {MOST} rader.")
    last = rows.aggregate(last=Max("position"))["last"]
    added = Record.objects.create(
        pk=pk or uuid.uuid4(),
        section=section,
        question=asked.question,
        sub_goal=sub_goal,
        position=(last or 0) + 1,
        added_by=by,
    )
    touch(section, by, at)
    return added


@transaction.atomic
def remove_record(record: Record, *, by: Person, at: datetime) -> None:
    """Take an entry away; what was written in it is kept."""
    hold_section(record.section, by, at)
    record.removed_at = at
    record.save(update_fields=["removed_at"])
    touch(record.section, by, at)
    log("remove_record", record, by=by, actor=record.section.submission.actor)


@transaction.atomic
def restore_record(record: Record, *, by: Person, at: datetime) -> None:
    """Put back an entry that was taken away."""
    hold_section(record.section, by, at)
    record.removed_at = None
    record.save(update_fields=["removed_at"])
    touch(record.section, by, at)


def question_with_rows(
    form: SectionForm, key: str, sub_goal: int | None
) -> tuple[AskedQuestion, SubGoal | None] | None:
    """The question of a section that rows are added to, with its sub-goal; None for any other."""
    asked = next((one for one in form.asked if one.question.key == key), None)
    if asked is None or asked.question.kind != Question.Kind.RECORDS:
        return None
    if asked.question.scope != Question.Scope.SUB_GOAL:
        return (asked, None) if sub_goal is None else None
    goal = next((one for one in form.sub_goals if one.pk == sub_goal), None)
    return (asked, goal) if goal else None
