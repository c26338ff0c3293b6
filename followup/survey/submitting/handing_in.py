"""Handing in: every answer frozen as a version that never changes, counted from then on."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from actors.models import Person
from followup.rounds.models import Round
from followup.survey.attachments.actions import hand_in_files
from followup.survey.form.checking import check, values_of
from followup.survey.form.section_form import SectionForm
from followup.survey.holding import hold, hold_editable
from followup.survey.models import Answer, Submission, SubmissionVersion
from followup.survey.submitting.paper import ask_to_confirm
from followup.survey.submitting.receipt import write_receipts
from followup.survey.submitting.reporting import asked_in, report_answers
from followup.survey.workflow import SUBMISSION
from strategy_portal.exceptions import WrongStateError


@transaction.atomic
def submit(submission: Submission, *, by: Person, at: datetime | None = None) -> SubmissionVersion:
    """Hand in: freeze every answer as a new version, and count it from now on.

    Raises `WrongStateError` when something must be put right first, it is too late, or the
    manager is to approve first.
    """
    at = at or timezone.now()
    submission = hold_editable(submission.pk, at)
    refuse_stops(submission)
    version = _freeze(submission, at, submitted_by=by)
    SUBMISSION.move(submission, "submit", by=by, actor=submission.actor, **_current(version))
    _tell(version)
    return version


@transaction.atomic
def approve(submission: Submission, *, by: Person, at: datetime | None = None) -> SubmissionVersion:
    """The manager approves, and with that the answers are handed in.

    What was sent to the manager in time may be approved also after the last day, until the
    round is compiled. Raises `WrongStateError` for anybody but the chosen manager.
    """
    at = at or timezone.now()
    submission = hold(submission.pk)
    if submission.approver_id != by.pk:
        raise WrongStateError("Det är inte du som ska attestera de här svaren.")
    if submission.round.state not in {Round.State.OPEN, Round.State.CLOSED}:
        raise WrongStateError("Omgången är redan sammanställd. Kontakta samordnaren.")
    refuse_stops(submission)
    version = _freeze(
        submission,
        at,
        submitted_by=submission.sign_off_asked_by or by,
        approved_by=by,
        approved_at=at,
    )
    SUBMISSION.move(submission, "approve", by=by, actor=submission.actor, **_current(version))
    _tell(version)
    return version


def refuse_stops(submission: Submission) -> None:
    """Raises `WrongStateError` where something must be put right before the answers go in."""
    if check(submission).stops:
        raise WrongStateError("Något behöver rättas innan ni kan lämna in.")


def _freeze(submission: Submission, at: datetime, **who: Any) -> SubmissionVersion:
    answers = _snapshot(submission)
    version = SubmissionVersion.objects.create(
        submission=submission,
        number=submission.versions.count() + 1,
        submitted_at=at,
        answers=answers,
        checksum=checksum(answers),
        from_paper=submission.is_on_paper,
        **who,
    )
    report_answers(version)
    hand_in_files(version)
    submission.sections.update(reopened_at=None)
    return version


def _current(version: SubmissionVersion) -> dict[str, Any]:
    """What follows for the submission: the version counts, and nothing is asked any more."""
    return {
        "current_version": version,
        "returned_because": "",
        "reopening_asked_at": None,
        "reopening_asked_by": None,
        "reopening_asked_because": "",
    }


def _tell(version: SubmissionVersion) -> None:
    write_receipts(version)
    ask_to_confirm(version)


def _snapshot(submission: Submission) -> dict[str, Any]:
    """Every field as it stands, by section and key, with the wording it answered.

    What was written in a question that is not asked now stays in the draft alone.
    """
    sections: dict[int, dict[str, Any]] = {}
    left_out: dict[int, set[str]] = {}
    values = values_of(submission)
    for form in SectionForm.all_of(submission):
        section = form.section
        asked, left_out[section.pk] = asked_in(form, values[section.pk])
        sections[section.pk] = {
            "slug": section.slug,
            "state": section.state,
            "not_relevant_because": section.not_relevant_because,
            "asked": asked,
            "answers": {},
        }
    answers = Answer.objects.filter(section__submission=submission).order_by("key")
    removed = Q(intervention__removed_at__isnull=False) | Q(record__removed_at__isnull=False)
    for answer in answers.exclude(removed):
        if answer.key not in left_out[answer.section_id]:
            sections[answer.section_id]["answers"][answer.key] = answer.value
    wordings = {
        asked.question.key: asked.version_id
        for asked in submission.round.asked_questions.select_related("question")
    }
    return {"sections": list(sections.values()), "wordings": wordings}


def checksum(answers: dict[str, Any]) -> str:
    """SHA-256 of a version's answers, in hexadecimal; the same whatever the keys' order."""
    text = json.dumps(answers, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
