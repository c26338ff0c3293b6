"""What the survey's own pages show: the first page, the task list, the receipt."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from actors.models import Event
from followup.rounds.models import Invitation, Question
from followup.survey.actions import hinder
from followup.survey.models import (
    ImplementationDegree,
    ReportedIntervention,
    Section,
    Submission,
    SubmissionVersion,
)
from goals.models import SubGoal

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
        "consultation": getattr(round_, "consultation", None),
    }


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


def task_list(invitation: Invitation, at: datetime) -> dict[str, Any]:
    """The sections with how far each has come; constant queries."""
    submission: Submission = invitation.submission
    submission.invitation = invitation
    sections = list(
        submission.sections.select_related("goal_area", "touched_by")
        .annotate(answered=Count("answers", filter=_asked_and_answered()))
        .order_by("order")
    )
    asked = _asked(invitation)
    tasks = [
        _task(invitation, section, section.answered, asked[section.goal_area_id])
        for section in sections
    ]
    done = sum(section.state in _FINISHED for section in sections)
    return {
        "invitation": invitation,
        "submission": submission,
        "round": invitation.round,
        "tasks": tasks,
        "done": done,
        "next_section": next((s for s in sections if s.state not in _FINISHED), None),
        "deadline": deadline(invitation, at),
        "hinder": hinder(submission, at),
        "sent_back_because": _sent_back_because(submission),
        "prioritised": SubGoal.objects.prioritised_for(invitation.round.year).in_order(),
    }


def _sent_back_because(submission: Submission) -> str:
    """What the coordinator asks to have changed; empty when nothing is."""
    if submission.state != Submission.State.CHANGES:
        return ""
    event = Event.objects.about(submission).filter(verb="send_back").first()
    return event.reason if event else ""


def _asked_and_answered() -> Q:
    """Answers to plain questions that say something; interventions are counted by themselves."""
    written = ~Q(answers__value="")
    return written & ~Q(answers__question__kind=Question.Kind.INTERVENTIONS)


def _asked(invitation: Invitation) -> dict[int | None, int]:
    """How many plain fields each section has, by goal area."""
    by_scope: dict[str, int] = {}
    questions = invitation.round.asked_questions.exclude(
        question__kind=Question.Kind.INTERVENTIONS
    ).values_list("question__scope", "question__kind")
    for scope, kind in questions:
        boxes = 2 if kind == Question.Kind.PROPOSAL else 1
        by_scope[scope] = by_scope.get(scope, 0) + boxes
    areas = invitation.round.strategy.goal_areas.annotate(goals=Count("sub_goals"))
    in_area = by_scope.get(Question.Scope.AREA, 0)
    for_each = by_scope.get(Question.Scope.SUB_GOAL, 0)
    asked: dict[int | None, int] = {area.pk: in_area + for_each * area.goals for area in areas}
    asked[None] = by_scope.get(Question.Scope.ORGANISATION, 0)
    return asked


def _task(invitation: Invitation, section: Section, answered: int, asked: int) -> dict[str, Any]:
    """One row as the task list component wants it."""
    address = [invitation.round.year, invitation.actor.slug, section.slug]
    touched = ""
    if section.touched_at and section.touched_by:
        when = date_format(timezone.localtime(section.touched_at), "j b H:i")
        touched = f"{section.touched_by.name}, {when}"
    return {
        "name": section.title,
        "url": reverse("survey:section", args=address),
        "status": section.state,
        "area": section.goal_area.number if section.goal_area else 7,
        "meta": f"{answered} av {asked} svar",
        "who": touched,
    }


def receipt_of(invitation: Invitation, version: SubmissionVersion) -> dict[str, Any]:
    """A submitted version as it was, section by section, and whether its receipt was mailed."""
    mail = invitation.mails.filter(occasion="receipt", occasion_key=str(version.number)).first()
    return {
        "invitation": invitation,
        "round": invitation.round,
        "submission": invitation.submission,
        "version": version,
        "mail": mail,
        "sections": list(_read_sections(version)),
    }


def _read_sections(version: SubmissionVersion) -> Iterable[dict[str, Any]]:
    """Submitted answers for reading: constant queries, whatever was answered."""
    answers = version.reported_answers.select_related(
        "question_version", "sub_goal__goal_area", "goal_area"
    )
    interventions = version.reported_interventions.prefetch_related("sub_goals__goal_area")
    by_area: dict[int | None, list[Any]] = {}
    for answer in answers:
        by_area.setdefault(answer.goal_area_id, []).append(answer)
    done: dict[int, list[ReportedIntervention]] = {}
    for intervention in interventions:
        done.setdefault(intervention.goal_area_id, []).append(intervention)
    as_it_was = {section["slug"]: section for section in version.answers["sections"]}
    sections = version.submission.sections.select_related("goal_area").order_by("order")
    for section in sections:
        area = section.goal_area_id
        yield {
            "section": section,
            "then": as_it_was[section.slug],
            "rows": [_row(answer) for answer in by_area.get(area, [])],
            "interventions": done.get(area, []) if area else [],
        }


def _row(answer: Any) -> dict[str, str]:
    """One answer as the summary list component wants it."""
    about = f"{answer.sub_goal} – " if answer.sub_goal else ""
    value = ImplementationDegree(answer.degree).label if answer.degree else answer.text
    return {"term": about + answer.question_version.wording, "value": value}
