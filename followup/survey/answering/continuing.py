"""What an organisation is expected to tell of, listed before it has written anything.

Interventions that it said last year were to continue, and activities that the focus groups' plans
give it. Each is taken up with one choice, and what is known of it is filled in to be confirmed.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from actors.models import Person
from followup.rounds.models import Question
from followup.survey.answering.actions import save_answer
from followup.survey.answering.interventions import add_intervention
from followup.survey.form.fields import Field, Value
from followup.survey.form.last_year import LastYear, carried, last_year
from followup.survey.form.section_form import SectionForm
from followup.survey.holding import hold_section
from followup.survey.models import (
    Intervention,
    Origin,
    ReportedIntervention,
    Section,
    stand_ins,
)
from strategy_portal.exceptions import WrongStateError

Status = ReportedIntervention.Status
FROM_LAST_YEAR, FROM_A_PLAN = "insats", "aktivitet"
CHOICES: Mapping[str, Status] = {
    "pagar": Status.ONGOING,
    "avslutad": Status.DONE,
    "blev-inte-av": Status.NOT_DONE,
}
_WORDS = ("title", "description", "other_partners", "other_funding")
_MANY = ("sub_goals", "target_groups", "partners", "funding_sources")


@dataclass(frozen=True)
class Expected:
    """One thing that waits to be taken up; `kind` and `pk` say what it is in its address."""

    kind: str
    pk: uuid.UUID
    title: str
    description: str = ""
    year: int = 0


def expected(form: SectionForm, last: LastYear) -> list[Expected]:
    """What waits in one section: continued interventions, then planned activities."""
    if not any(asked.question.kind == Question.Kind.INTERVENTIONS for asked in form.asked):
        return []
    taken = _taken(form.section)
    continued = [
        Expected(FROM_LAST_YEAR, one.intervention_id, one.title, one.description, last.year)
        for one in _to_continue(form, last)
    ]
    planned = [Expected(FROM_A_PLAN, one.pk, one.title, one.description) for one in _planned(form)]
    return [one for one in (*continued, *planned) if one.pk not in taken]


def _taken(section: Section) -> set[uuid.UUID]:
    """What has been taken up already, in any section; also where it was merged into another."""
    every = Intervention.objects.filter(section__submission=section.submission_id)
    standing = {one.pk for one in every if one.removed_at is None}
    instead = stand_ins(every)
    told = [one for one in every if instead.get(one.pk, one.pk) in standing]
    return {pk for one in told for pk in (one.continues_id, one.planned_activity) if pk}


def _to_continue(form: SectionForm, last: LastYear) -> Iterable[ReportedIntervention]:
    if last.version is None:
        return ReportedIntervention.objects.none()
    rows = last.version.reported_interventions.filter(
        continues_next_year=ReportedIntervention.Continues.YES,
        goal_area__slug=form.section.slug,
    )
    return rows.order_by("intervention__position", "pk")


def _planned(form: SectionForm) -> Any:
    """The decided activities that this organisation is responsible for; see decision 0003."""
    planned = form.section.submission.actor.planned_activities.decided()
    here = planned.for_year(form.round.year).filter(sub_goal__in=form.sub_goals)
    return here.order_by("plan", "position", "pk")


@transaction.atomic
def take_up(
    section: Section, kind: str, pk: uuid.UUID, status: str, *, by: Person, at: datetime
) -> Intervention:
    """Tell how it went with one of them: an intervention with what is known filled in.

    What came to nothing needs no more, so that it is not marked as a copy to be confirmed.
    Raises `WrongStateError` where somebody else has just taken it up.
    """
    hold_section(section, by, at)
    form = SectionForm(section, section.submission.round)
    last = last_year(section.submission)
    if not any((one.kind, one.pk) == (kind, pk) for one in expected(form, last)):
        raise WrongStateError("Den är redan med bland insatserna.")
    added = add_intervention(section, by=by, at=at)
    if kind == FROM_LAST_YEAR:
        reported = next(one for one in _to_continue(form, last) if one.intervention_id == pk)
        known, added.continues = _of_intervention(reported), reported.intervention
    else:
        activity = _planned(form).get(pk=pk)
        known, added.planned_activity = _of_activity(activity), activity.pk
    added.save(update_fields=["continues", "planned_activity"])
    _fill_in(SectionForm(section, form.round), added, known, status, by, at)
    return added


def _of_intervention(reported: ReportedIntervention) -> dict[str, Value]:
    """What was said last year that may still be so; not how many, nor to what effect."""
    words: dict[str, Value] = {name: getattr(reported, name) for name in _WORDS}
    return words | {name: _keys(getattr(reported, name)) for name in _MANY}


def _of_activity(activity: Any) -> dict[str, Value]:
    """What the plan says that is still to be told in the survey."""
    return {
        "title": activity.title,
        "description": activity.description,
        "sub_goals": [str(activity.sub_goal_id)],
        "partners": [*_keys(activity.responsible), *_keys(activity.participants)],
        "funding_sources": _keys(activity.funding_sources),
        "other_funding": activity.funding,
    }


def _keys(rows: Any) -> list[str]:
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


def _fill_in(
    form: SectionForm,
    added: Intervention,
    known: Mapping[str, Value],
    status: str,
    by: Person,
    at: datetime,
) -> None:
    came_to_nothing = status == Status.NOT_DONE
    for field in form.fields():
        if field.intervention != added:
            continue
        if field.part == "status":
            _save(form.section, field, status, by, at, Origin.WRITTEN)
        elif came_to_nothing and field.part in {"title", "sub_goals"}:
            _save(form.section, field, known[field.part], by, at, Origin.CONFIRMED, form)
        elif not came_to_nothing and field.part in known:
            _save(form.section, field, known[field.part], by, at, Origin.COPIED, form)


def _save(
    section: Section,
    field: Field,
    value: Value,
    by: Person,
    at: datetime,
    origin: str,
    form: SectionForm | None = None,
) -> None:
    value = carried(field, value, form.sub_goals) if form else value
    if value:
        save_answer(
            section,
            field,
            value,
            save_id=uuid.uuid4(),
            base_version=0,
            by=by,
            at=at,
            origin=origin,
        )
