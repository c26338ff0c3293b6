"""Holding an organisation's answers while something in them changes, so that people take turns.

Every change locks the submission first. Savers of one organisation therefore wait for each other,
and none can slip in an answer while the organisation hands in. Closing the round waits for
nobody: a save that arrived in time counts, also when it is stored a moment after.
"""

from datetime import datetime

from django.db import models
from django.db.models import Case, F, Q, When

from actors.models import Person
from followup.survey.models import Section, Submission
from followup.survey.rights import hinder, refuse_if_hindered
from strategy_portal.exceptions import WrongStateError


def hold(submission_id: int) -> Submission:
    """The submission as it stands now, held until the transaction ends."""
    Submission.objects.select_for_update().only("pk").get(pk=submission_id)
    # Read after the wait: meanwhile the invitation may have been marked as answered on paper.
    return Submission.objects.select_related(
        "invitation__round", "round__strategy", "actor", "approver"
    ).get(pk=submission_id)


def hold_editable(submission_id: int, at: datetime) -> Submission:
    """The submission, held; raises `WrongStateError` where its answers cannot be changed."""
    submission = hold(submission_id)
    if why := hinder(submission, at):
        raise WrongStateError(why)
    return submission


def hold_section(section: Section, by: Person, at: datetime) -> Submission:
    """The submission, held, where this person may change this section now.

    Asked of the row as it is now: a colleague may have got it since it was read. Raises
    `WrongStateError`, or `NotYoursError` where somebody else has the section.
    """
    submission = hold(section.submission_id)
    refuse_now(section, submission, by, at)
    return submission


def refuse_now(section: Section, submission: Submission, by: Person, at: datetime) -> None:
    """Raises where this person cannot change this section of a submission that is held."""
    now = Section.objects.select_related("assigned_to").get(pk=section.pk)
    now.submission = submission
    refuse_if_hindered(now, by, at)


def touch(section: Section, by: Person, at: datetime) -> None:
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
