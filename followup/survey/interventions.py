"""What is done with the interventions of a draft: added, taken away, put back."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from actors.events import record
from actors.models import Person
from followup.survey.holding import hold_section, touch
from followup.survey.models import Intervention, Section


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


@transaction.atomic
def restore_intervention(intervention: Intervention, *, by: Person, at: datetime) -> None:
    """Put back an intervention that was taken away."""
    hold_section(intervention.section, by, at)
    intervention.removed_at = None
    intervention.save(update_fields=["removed_at"])
    touch(intervention.section, by, at)
