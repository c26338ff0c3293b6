"""What the survey's own pages show: the first page, the task list, the receipt."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from actors.models import Event, Person
from followup.rounds.models import Invitation, Round
from followup.survey.form.progress import Progress, progress
from followup.survey.models import Section, Submission, SubmissionVersion
from followup.survey.rights import hinder, is_locked, may_answer
from followup.survey.submitting.reading import read_sections
from followup.survey.together.named import named_in
from goals.models import SubGoal
from strategy_portal.access import can

_FINISHED = {Section.State.DONE, Section.State.NOT_RELEVANT}


def first_page(invitation: Invitation, at: datetime) -> dict[str, Any]:
    """Why we ask, how long it takes, what happens with the answers."""
    round_ = invitation.round
    return {
        "invitation": invitation,
        "round": round_,
        "deadline": deadline(invitation, at),
        "is_open": invitation.accepts_answers(at),
        "areas": round_.strategy.goal_areas.order_by("number"),
        "named": named_in(invitation),
        "consultation": getattr(round_, "consultation", None),
        **asked_together(round_),
    }


def asked_together(round_: Round) -> dict[str, int]:
    """How many organisations are asked, and the hours that all of them together give."""
    asked = round_.invitations.counted().count()
    return {"asked": asked, "hours": round(asked * round_.expected_minutes / 60)}


def deadline(invitation: Invitation, at: datetime) -> str:
    """The last day in words, with the days that are left."""
    day = invitation.closes_on
    if day is None:
        return ""
    left = (day - timezone.localtime(at).date()).days
    words = {0: "i dag", 1: "i morgon"}.get(left, f"{left} dagar kvar")
    if left < 0:
        return f"Sista dag var {date_format(day, 'l j F')}"
    return f"Sista dag {date_format(day, 'l j F')}, {words}"


def task_list(invitation: Invitation, at: datetime, person: Person) -> dict[str, Any]:
    """The sections with how far each has come and who has them; constant queries."""
    submission: Submission = invitation.submission
    submission.invitation = invitation
    why = hinder(submission, at)
    hands_over = can(person, "survey.administer", invitation) and not why
    submission.round, submission.actor = invitation.round, invitation.actor
    sections = list(
        submission.sections.select_related("goal_area", "touched_by", "assigned_to").order_by(
            "order"
        )
    )
    come = progress(submission)
    tasks = [
        _task(invitation, section, come[section.pk], person, hands_over) for section in sections
    ]
    to_do = [section for section in sections if not is_locked(section)]
    left = [section for section in to_do if section.state not in _FINISHED]
    return {
        "invitation": invitation,
        "submission": submission,
        "round": invitation.round,
        "tasks": tasks,
        "done": len(to_do) - len(left),
        "to_do": len(to_do),
        "next_section": next(iter(left), None),
        "deadline": deadline(invitation, at),
        "hinder": why,
        "may_write": not why,
        "awaits_me": submission.approver_id == person.pk
        and can(person, "survey.approve", invitation),
        "sent_back_because": _sent_back_because(submission),
        "late_files": submission.late_files.waiting(),
        "may_use_files": not why and may_answer(person, invitation),
        "named": named_in(invitation),
        "prioritised": SubGoal.objects.prioritised_for(invitation.round.year).in_order(),
    }


def _sent_back_because(submission: Submission) -> str:
    """What the coordinator asks to have changed; empty when nothing is.

    It stands until the answers are handed in again, also while a manager reads them.
    """
    handed_in = submission.state in {Submission.State.SUBMITTED, Submission.State.ACCEPTED}
    if submission.current_version_id is None or handed_in:
        return ""
    event = Event.objects.about(submission).filter(verb="send_back").first()
    return event.reason if event else ""


def _task(
    invitation: Invitation, section: Section, come: Progress, person: Person, hands_over: bool
) -> dict[str, Any]:
    """One row as the task list component wants it."""
    address = [invitation.round.year, invitation.actor.slug, section.slug]
    locked = is_locked(section) and invitation.submission.is_editable
    how_far = f"{come.answered} av {come.asked} svar"
    if come.interventions:
        how_far += f", {come.interventions} insats{'er' if come.interventions > 1 else ''}"
    if section.touched_at and section.touched_by:
        when = date_format(timezone.localtime(section.touched_at), "j b H:i")
        how_far += f". Senast {section.touched_by.name}, {when}"
    if locked:
        how_far = "Låst. Gäller som ni lämnade in det"
    who = section.assigned_to
    return {
        "name": section.title,
        "url": reverse("survey:section", args=address),
        "status": section.state,
        "area": section.goal_area.number if section.goal_area else 7,
        "meta": how_far,
        "who": ("Du" if who == person else who.name) if who else "",
        "who_url": reverse("survey:delegate", args=address) if hands_over and not locked else "",
        "who_text": "Ändra" if who else "Fördela",
    }


def receipt_of(invitation: Invitation, version: SubmissionVersion) -> dict[str, Any]:
    """A submitted version as it was, section by section, and whether its receipt was mailed."""
    mail = invitation.mails.filter(
        occasion="receipt", occasion_key=str(version.number), person=version.submitted_by
    ).first()
    return {
        "invitation": invitation,
        "round": invitation.round,
        "submission": invitation.submission,
        "version": version,
        "mail": mail,
        "sections": read_sections(version),
    }
