"""What respondents do: begin, save, add and take away interventions, finish, hand in.

Every change locks the submission first. Savers of one organisation therefore take turns, and
none can slip in an answer while the organisation hands in. Closing the round waits for nobody: a
save that arrived in time counts, also when it is stored a moment after.
"""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Case, F, Max, Q, When
from django.utils import timezone
from django.utils.formats import date_format

from actors.events import record
from actors.models import Person
from followup.rounds.models import Invitation
from followup.survey.checking import check
from followup.survey.form import Field, Value
from followup.survey.models import (
    Answer,
    AnswerRevision,
    Intervention,
    Origin,
    Section,
    Submission,
    SubmissionVersion,
)
from followup.survey.receipt import write_receipt
from followup.survey.reporting import report_answers
from followup.survey.workflow import SUBMISSION
from strategy_portal.exceptions import WrongStateError


@dataclass(frozen=True)
class Saved:
    """What became of one save: whether it took hold, and the answer as it now stands.

    `met` is the newer revision that stood in the way, where there was one.
    """

    answer: Answer
    revision: AnswerRevision
    met: AnswerRevision | None = None


def hinder(submission: Submission, at: datetime) -> str:
    """Why answers cannot be changed at this instant, in Swedish; empty when they can."""
    if not submission.is_editable:
        return "Svaren är redan inlämnade. Be samordnaren öppna dem om något behöver ändras."
    invitation = submission.invitation
    if invitation.accepts_answers(at):
        return ""
    if invitation.closes_on and invitation.closes_on < timezone.localdate(at):
        day = date_format(invitation.closes_on, "j F Y")
        return f"Omgången är stängd. Sista dag att svara var {day}. Be samordnaren om mer tid."
    return "Omgången är stängd. Be samordnaren om mer tid."


def _locked(submission_id: int) -> Submission:
    """The submission, held until the transaction ends."""
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related("invitation__round", "round__strategy", "actor")
        .get(pk=submission_id)
    )


def _lock(submission_id: int, at: datetime) -> Submission:
    """The submission, held until the transaction ends; raises where it cannot be changed."""
    submission = _locked(submission_id)
    if why := hinder(submission, at):
        raise WrongStateError(why)
    return submission


@transaction.atomic
def start(invitation: Invitation, *, by: Person, at: datetime | None = None) -> Submission:
    """Begin an organisation's answers: a section about itself and one for each goal area."""
    if not invitation.accepts_answers(at or timezone.now()):
        raise WrongStateError("Omgången tar inte emot svar nu.")
    submission, created = Submission.objects.get_or_create(
        invitation=invitation, round=invitation.round, actor=invitation.actor
    )
    if created:
        areas = [None, *invitation.round.strategy.goal_areas.order_by("number")]
        Section.objects.bulk_create(
            Section(submission=submission, goal_area=area, order=order)
            for order, area in enumerate(areas)
        )
        record("start", submission, by=by, actor=invitation.actor)
    return submission


@transaction.atomic
def save_answer(
    section: Section,
    field: Field,
    value: Value,
    *,
    save_id: uuid.UUID,
    base_version: int,
    by: Person,
    at: datetime,
    origin: str = Origin.WRITTEN,
) -> Saved:
    """Save one field, or keep the text beside a newer one that the writer had not seen.

    `save_id` is made by the client: the same save sent again changes nothing and gets the same
    answer. `base_version` is the version the writer saw. Raises `WrongStateError` when the
    time for answering is over; nothing is stored then.
    """
    submission = _locked(section.submission_id)
    # A save that was stored but whose answer was lost is answered also after the last day.
    if repeated := _sent_before(section, field, save_id):
        return repeated
    if why := hinder(submission, at):
        raise WrongStateError(why)
    answer = _answer(section, field)
    # Where nothing is stored there is nothing to meet, whatever the page believes it has seen.
    if answer.version not in {0, base_version} and answer.value != value:
        return _keep_beside(answer, value, save_id, base_version, by, at, origin)
    return _take_hold(section, answer, value, save_id, base_version, by, at, origin)


def _sent_before(section: Section, field: Field, save_id: uuid.UUID) -> Saved | None:
    revision = AnswerRevision.objects.select_related("answer").filter(pk=save_id).first()
    if revision is None:
        return None
    answer = revision.answer
    if answer.section_id != section.pk or answer.key != field.key:
        raise WrongStateError("Ladda om sidan och spara igen.")
    return Saved(answer, revision, None if revision.version else _newest(answer))


def _answer(section: Section, field: Field) -> Answer:
    """The field's answer; the lock on the submission keeps it from being made twice."""
    answer = Answer.objects.filter(section=section, key=field.key).first()
    return answer or Answer.objects.create(
        section=section,
        key=field.key,
        question=field.asked.question,
        sub_goal=field.sub_goal,
        intervention=field.intervention,
        part=field.part,
        value=field.empty,
    )


def _newest(answer: Answer) -> AnswerRevision | None:
    return answer.revisions.select_related("by").filter(version=answer.version).first()


def _keep_beside(
    answer: Answer,
    value: Value,
    save_id: uuid.UUID,
    base: int,
    by: Person,
    at: datetime,
    origin: str,
) -> Saved:
    revision = AnswerRevision.objects.create(
        id=save_id, answer=answer, value=value, base_version=base, by=by, at=at, origin=origin
    )
    return Saved(answer, revision, _newest(answer))


def _take_hold(
    section: Section,
    answer: Answer,
    value: Value,
    save_id: uuid.UUID,
    base: int,
    by: Person,
    at: datetime,
    origin: str,
) -> Saved:
    answer.version += 1
    answer.value, answer.saved_at, answer.saved_by, answer.origin = value, at, by, origin
    answer.save(update_fields=["version", "value", "saved_at", "saved_by", "origin"])
    revision = AnswerRevision.objects.create(
        id=save_id,
        answer=answer,
        value=value,
        base_version=base,
        version=answer.version,
        by=by,
        at=at,
        origin=origin,
    )
    _touch(section, by, at)
    return Saved(answer, revision)


def _touch(section: Section, by: Person, at: datetime) -> None:
    """A section that somebody writes in has begun; one marked done stays so.

    Asked of the row as it is now: a colleague may have marked it since it was read.
    """
    state = Section.State
    begun_by_writing = {state.NOT_STARTED, state.NOT_RELEVANT, state.CHANGES}
    begins = Q(state__in=begun_by_writing)
    Section.objects.filter(pk=section.pk).update(
        touched_at=at,
        touched_by=by,
        state=Case(When(begins, then=models.Value(state.IN_PROGRESS.value)), default=F("state")),
        state_changed_at=Case(When(begins, then=models.Value(at)), default=F("state_changed_at")),
    )
    if section.state in begun_by_writing:
        section.state = state.IN_PROGRESS


@transaction.atomic
def add_intervention(section: Section, *, by: Person, at: datetime) -> Intervention:
    """An empty intervention at the end of the section's list."""
    _lock(section.submission_id, at)
    last = section.interventions.aggregate(last=Max("position"))["last"]
    intervention = Intervention.objects.create(
        section=section, position=(last or 0) + 1, added_by=by
    )
    _touch(section, by, at)
    return intervention


@transaction.atomic
def remove_intervention(intervention: Intervention, *, by: Person, at: datetime) -> None:
    """Take an intervention off the list; what was written in it is kept."""
    _lock(intervention.section.submission_id, at)
    intervention.removed_at = at
    intervention.save(update_fields=["removed_at"])
    _touch(intervention.section, by, at)
    record("remove_intervention", intervention, by=by, actor=intervention.section.submission.actor)


@transaction.atomic
def restore_intervention(intervention: Intervention, *, by: Person, at: datetime) -> None:
    """Put back an intervention that was taken away."""
    _lock(intervention.section.submission_id, at)
    intervention.removed_at = None
    intervention.save(update_fields=["removed_at"])
    _touch(intervention.section, by, at)


@transaction.atomic
def set_section_state(
    section: Section, state: str, *, by: Person, at: datetime, reason: str = ""
) -> None:
    """Mark a section done, in progress again, or not relevant with a reason."""
    _lock(section.submission_id, at)
    if state == Section.State.NOT_RELEVANT and not reason.strip():
        raise WrongStateError("Skriv varför avsnittet inte är relevant för er.")
    section.state, section.state_changed_at = state, at
    section.not_relevant_because = reason if state == Section.State.NOT_RELEVANT else ""
    section.touched_at, section.touched_by = at, by
    section.save()
    # The reason is part of the draft, which the readers of the log may not read.
    record(f"section_{state}", section, by=by, actor=section.submission.actor)


@transaction.atomic
def submit(submission: Submission, *, by: Person, at: datetime | None = None) -> SubmissionVersion:
    """Hand in: freeze every answer as a new version, and count it from now on.

    Raises `WrongStateError` when something must be put right first, or it is too late.
    """
    at = at or timezone.now()
    submission = _lock(submission.pk, at)
    findings = check(submission)
    if findings.stops:
        raise WrongStateError("Något behöver rättas innan ni kan lämna in.")
    answers = _snapshot(submission)
    version = SubmissionVersion.objects.create(
        submission=submission,
        number=submission.versions.count() + 1,
        submitted_at=at,
        submitted_by=by,
        answers=answers,
        checksum=_checksum(answers),
    )
    report_answers(version)
    SUBMISSION.move(submission, "submit", by=by, actor=submission.actor, current_version=version)
    write_receipt(version)
    return version


def send_back(submission: Submission, *, by: Person, reason: str) -> None:
    """Let an organisation change what it handed in; what was handed in counts until then."""
    SUBMISSION.move(submission, "send_back", by=by, reason=reason, actor=submission.actor)


def _snapshot(submission: Submission) -> dict[str, Any]:
    """Every field as it stands, by section and key, with the wording it answered."""
    sections: dict[int, dict[str, Any]] = {
        section.pk: {
            "slug": section.slug,
            "state": section.state,
            "not_relevant_because": section.not_relevant_because,
            "answers": {},
        }
        for section in submission.sections.select_related("goal_area").order_by("order")
    }
    answers = Answer.objects.filter(section__submission=submission).order_by("key")
    for answer in answers.exclude(intervention__removed_at__isnull=False):
        sections[answer.section_id]["answers"][answer.key] = answer.value
    wordings = {
        asked.question.key: asked.version_id
        for asked in submission.round.asked_questions.select_related("question")
    }
    return {"sections": list(sections.values()), "wordings": wordings}


def _checksum(answers: dict[str, Any]) -> str:
    text = json.dumps(answers, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
