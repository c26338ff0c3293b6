"""An uploaded workbook becomes answers: proposed first, saved only when somebody says yes."""

import uuid
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import IO

from django.db import transaction

from actors.events import record
from actors.models import Person
from followup.survey.answering.actions import save_answer
from followup.survey.answering.interventions import add_intervention
from followup.survey.answering.records import add_record
from followup.survey.attachments.late import came_too_late, keep_late
from followup.survey.form.fields import Field
from followup.survey.holding import hold
from followup.survey.models import Intervention, Origin, Record, Submission, WorkbookUpload
from followup.survey.rights import ON_PAPER, hinder, may_answer
from followup.survey.workbook.comparing import (
    Change,
    Comparison,
    Proposed,
    compare,
    forms_with_new_rows,
    propose,
)
from followup.survey.workbook.marker import marker_of, refuse_old_form
from followup.survey.workbook.reading import read_answers
from strategy_portal.exceptions import ChangedMeanwhileError, WrongStateError
from strategy_portal.spreadsheets import gathered, read_workbook


def receive(
    submission: Submission, file: IO[bytes], file_name: str, *, by: Person, at: datetime
) -> WorkbookUpload:
    """Keep what an uploaded workbook proposes; nothing in the draft changes.

    Raises `WrongStateError` where no answer can be changed now (what only came too late is kept
    for the coordinator, and the words say so), and `WrongWorkbookError` or
    `SpreadsheetError` for a file that cannot be used.
    """
    if not may_answer(by, submission.invitation):
        raise WrongStateError(ON_PAPER)
    why = hinder(submission, at)
    if why and not came_too_late(submission, by, at):
        raise WrongStateError(why)
    book = read_workbook(file)
    marker = marker_of(book, submission)
    if why:
        raise WrongStateError(f"{why} {keep_late(submission, file, file_name, by=by, at=at)}")
    forms, _new = forms_with_new_rows(submission, marker.seed)
    refuse_old_form(marker, forms)
    reading = read_answers(book, forms)
    proposed = propose(reading, marker, forms)
    return WorkbookUpload.objects.create(
        submission=submission,
        person=by,
        at=at,
        file_name=file_name[:200],
        seed=marker.seed,
        proposed=[asdict(one) for one in proposed],
        told={
            "faults": [asdict(one) for one in gathered(reading.faults)],
            "notes": [asdict(one) for one in gathered(reading.notes)],
        },
    )


def comparison_of(upload: WorkbookUpload, at: datetime) -> Comparison:
    """What the upload would change in the draft as it is now."""
    proposed = [Proposed(**one) for one in upload.proposed]
    return compare(upload.submission, proposed, upload.seed, upload.person, at)


@transaction.atomic
def import_answers(
    upload: WorkbookUpload, *, seen: str, chosen: Collection[str], by: Person, at: datetime
) -> int:
    """Save all that the upload changes, and what was chosen; how many answers that was.

    `seen` is the sum of the page that the person said yes to. All of it or none is saved: raises
    `ChangedMeanwhileError` where the draft is no longer what that page showed, and
    `WrongStateError` where it cannot be changed any more.
    """
    # Held, so that two who upload at the same time take turns, and the second sees the first's.
    upload.submission = hold(upload.submission_id)
    if not WorkbookUpload.objects.select_for_update().filter(pk=upload.pk).exists():
        raise WrongStateError("De här ändringarna är redan sparade.")
    if why := hinder(upload.submission, at):
        raise WrongStateError(why)
    comparison = comparison_of(upload, at)
    if comparison.seen != seen:
        raise ChangedMeanwhileError
    wanted = [*comparison.changes, *(one for one in comparison.choices if one.id in chosen)]
    _add_rows(comparison, wanted, by, at)
    for change in wanted:
        _save(upload, change, by, at)
    submission = upload.submission
    record("import_workbook", submission, by=by, actor=submission.actor, answers=len(wanted))
    upload.delete()
    return len(wanted)


def _add_rows(comparison: Comparison, wanted: list[Change], by: Person, at: datetime) -> None:
    """The entries that the workbook's empty rows have become, in their order there."""
    fields = {_entry(one.field): one.field for one in wanted}
    for row in comparison.new:
        if row not in fields:
            continue
        if isinstance(row, Intervention):
            add_intervention(row.section, by=by, at=at, pk=row.pk)
        else:
            asked = fields[row].asked
            add_record(row.section, asked, by=by, at=at, sub_goal=row.sub_goal, pk=row.pk)


def _entry(field: Field) -> Intervention | Record | None:
    return field.intervention or field.record


def _save(upload: WorkbookUpload, change: Change, by: Person, at: datetime) -> None:
    saved = save_answer(
        change.section,
        change.field,
        change.proposed.value,
        save_id=uuid.uuid5(upload.pk, change.id),
        base_version=change.version,
        by=by,
        at=at,
        origin=Origin.WORKBOOK,
    )
    if saved.met is not None:
        raise ChangedMeanwhileError
