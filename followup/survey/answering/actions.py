"""What respondents do with their answers: begin, save a field, mark a section."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from actors.events import record
from actors.models import Person
from actors.people import ensure_administrator
from followup.rounds.models import Invitation
from followup.survey.form.section_form import Field, Value
from followup.survey.holding import hold, hold_section, refuse_now, touch
from followup.survey.models import Answer, AnswerRevision, Origin, Section, Submission
from followup.survey.together.colleagues import tell_finished
from strategy_portal.access import can, organisations
from strategy_portal.exceptions import WrongStateError

ON_PAPER = "Länsstyrelsen skriver in era svar från papper. Säg till om ni vill svara själva."


@dataclass(frozen=True)
class Saved:
    """What became of one save: whether it took hold, and the answer as it now stands.

    `met` is the newer revision that stood in the way, where there was one.
    """

    answer: Answer
    revision: AnswerRevision
    met: AnswerRevision | None = None


@transaction.atomic
def start(invitation: Invitation, *, by: Person, at: datetime | None = None) -> Submission:
    """Begin an organisation's answers: a section about itself and one for each goal area."""
    if not invitation.accepts_answers(at or timezone.now()):
        raise WrongStateError("Omgången tar inte emot svar nu.")
    # Held, so that nobody marks it as answered on paper in the same moment.
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if held.is_on_paper and not can(by, "survey.enter_for"):
        raise WrongStateError(ON_PAPER)
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
        if not held.is_on_paper and invitation.actor_id in organisations(by, "survey.answer"):
            ensure_administrator(invitation.actor, otherwise=by)
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
    submission = hold(section.submission_id)
    # A save that was stored but whose answer was lost is answered also after the last day.
    if repeated := _sent_before(section, field, save_id):
        return repeated
    refuse_now(section, submission, by, at)
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
        record=field.record,
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
    touch(section, by, at)
    return Saved(answer, revision)


@transaction.atomic
def set_section_state(
    section: Section, state: str, *, by: Person, at: datetime, reason: str = ""
) -> None:
    """Mark a section done, in progress again, or not relevant with a reason.

    A colleague's reason is never written over: `WrongStateError` says who was first.
    """
    hold_section(section, by, at)
    if state == Section.State.NOT_RELEVANT and not reason.strip():
        raise WrongStateError("Skriv varför avsnittet inte är relevant för er.")
    stored = Section.objects.select_related("touched_by").get(pk=section.pk)
    was, said = stored.state, stored.not_relevant_because
    if state == Section.State.NOT_RELEVANT == was and said != reason:
        raise WrongStateError(
            f"{stored.touched_by or 'En kollega'} har redan markerat avsnittet som ej relevant. "
            "Välj ”Svara på avsnittet ändå” om skälet ska vara ett annat."
        )
    section.state, section.state_changed_at = state, at
    section.not_relevant_because = reason if state == Section.State.NOT_RELEVANT else ""
    section.touched_at, section.touched_by = at, by
    section.save()
    # The reason is part of the draft, which the readers of the log may not read.
    record(f"section_{state}", section, by=by, actor=section.submission.actor)
    # Pressed twice without being opened between is done once.
    if state == Section.State.DONE != was:
        tell_finished(section, by=by, at=at)
