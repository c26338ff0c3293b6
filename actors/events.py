"""The event log: every act of weight is written down with who, when and why."""

from typing import Any

from django.db.models import Model

from actors.models import Actor, Event, Person


def record(
    verb: str,
    subject: Model,
    *,
    by: Person | None,
    actor: Actor | None = None,
    reason: str = "",
    **data: Any,
) -> Event:
    """Write one event, inside the transaction of the act itself.

    `by` is None only for what the portal does by itself at a set time.
    """
    return Event.objects.create(
        verb=verb,
        subject_type=str(subject._meta.model_name),
        subject_id=str(subject.pk),
        person=by,
        actor=actor,
        reason=reason,
        data=data,
    )
