"""That a colleague has the same section open right now: a small sign, never a record."""

from datetime import datetime, timedelta

from actors.models import Person
from followup.survey.models import Presence, Section

FRESH = timedelta(minutes=1)


def be_present(section: Section, person: Person, at: datetime) -> None:
    """Say that a person has a section open; one row each, however often it is said."""
    Presence.objects.bulk_create(
        [Presence(section=section, person=person, seen_at=at)],
        update_conflicts=True,
        unique_fields=["section", "person"],
        update_fields=["seen_at"],
    )


def others_here(section: Section, person: Person, at: datetime) -> list[Person]:
    """The others who have had the section open within the last minute, by name."""
    fresh = Presence.objects.filter(section=section, seen_at__gt=at - FRESH).exclude(person=person)
    return [one.person for one in fresh.select_related("person").order_by("person__name")]
