"""What is done with the interventions of a draft: added, copied, moved, taken away, put back."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from actors.events import record
from actors.models import Event, Person
from followup.survey.answering.actions import save_answer
from followup.survey.form.fields import COUNT_PARTS
from followup.survey.form.section_form import SectionForm
from followup.survey.holding import hold_section, touch
from followup.survey.models import Intervention, Section
from strategy_portal.exceptions import WrongStateError

OTHERS = "En kollega har lagt till eller tagit bort en insats. Ladda om sidan och flytta igen."
_NOT_COPIED = frozenset(
    (*COUNT_PARTS, "counts_not_known", "total", "total_because", "evidence_files")
)


@transaction.atomic
def add_intervention(
    section: Section, *, by: Person, at: datetime, pk: uuid.UUID | None = None
) -> Intervention:
    """An empty intervention at the end of the section's list; `pk` where it has an id already."""
    hold_section(section, by, at)
    last = section.interventions.aggregate(last=Max("position"))["last"]
    intervention = Intervention.objects.create(
        pk=pk or uuid.uuid4(), section=section, position=(last or 0) + 1, added_by=by
    )
    touch(section, by, at)
    return intervention


@transaction.atomic
def remove_intervention(intervention: Intervention, *, by: Person, at: datetime) -> None:
    """Take an intervention off the list; what was written in it is kept."""
    hold_section(intervention.section, by, at)
    intervention.removed_at = at
    intervention.save(update_fields=["removed_at"])
    touch(intervention.section, by, at)
    record("remove_intervention", intervention, by=by, actor=intervention.section.submission.actor)


def removed_by(intervention: Intervention) -> Person | None:
    """Who took an intervention off the list last; None where nobody has."""
    removals = Event.objects.filter(
        verb="remove_intervention", subject_type="intervention", subject_id=str(intervention.pk)
    )
    last = removals.select_related("person").first()
    return last.person if last else None


@transaction.atomic
def restore_intervention(intervention: Intervention, *, by: Person, at: datetime) -> None:
    """Put back an intervention that was taken away."""
    hold_section(intervention.section, by, at)
    intervention.removed_at = None
    intervention.save(update_fields=["removed_at"])
    touch(intervention.section, by, at)


@transaction.atomic
def move_intervention(intervention: Intervention, step: int, *, by: Person, at: datetime) -> None:
    """Let an intervention change places with the one before it (-1) or after it (1), if any."""
    section = intervention.section
    hold_section(section, by, at)
    listed = _listed(section)
    place = listed.index(intervention.pk) if intervention.pk in listed else -1
    if place < 0 or not 0 <= place + step < len(listed):
        return
    listed.insert(place + step, listed.pop(place))
    _put_in_order(section, listed, by, at)


@transaction.atomic
def order_interventions(section: Section, wanted: list[str], *, by: Person, at: datetime) -> None:
    """Let the section's interventions stand in this order, given by their ids.

    Raises `WrongStateError` where they are no longer those that were moved.
    """
    hold_section(section, by, at)
    listed = {str(pk): pk for pk in _listed(section)}
    if sorted(wanted) != sorted(listed):
        raise WrongStateError(OTHERS)
    _put_in_order(section, [listed[pk] for pk in wanted], by, at)


def _listed(section: Section) -> list[uuid.UUID]:
    """The interventions that have not been taken away, in order."""
    standing = section.interventions.filter(removed_at=None).order_by("position", "pk")
    return list(standing.values_list("pk", flat=True))


def _put_in_order(section: Section, order: list[uuid.UUID], by: Person, at: datetime) -> None:
    for position, pk in enumerate(order, 1):
        Intervention.objects.filter(pk=pk).update(position=position)
    touch(section, by, at)


@transaction.atomic
def copy_intervention(
    intervention: Intervention, to: Section, *, by: Person, at: datetime
) -> Intervention:
    """The same words once more, last in this section or another one of the same answers.

    How many took part does not come along, so that nobody is counted twice; nor do files, nor
    sub-goals of another area.
    """
    added = add_intervention(to, by=by, at=at)
    form = SectionForm(to, to.submission.round)
    written = {one.part: one.value for one in intervention.answers.all() if one.value}
    for field in form.fields():
        if field.intervention != added or field.part not in written or field.part in _NOT_COPIED:
            continue
        value = written[field.part]
        kept = field.clean(value if isinstance(value, list) else [value])
        if kept:
            save_answer(to, field, kept, save_id=uuid.uuid4(), base_version=0, by=by, at=at)
    return added
