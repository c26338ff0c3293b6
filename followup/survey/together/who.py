"""Who in the organisation answers: what each does, which sections they have, when they wrote."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max

from actors.models import Membership, Person
from actors.people import OWN_ROLES
from followup.rounds.models import Invitation
from followup.survey.models import AnswerRevision, Section
from followup.survey.rights import hinder, is_locked
from strategy_portal.access import Role, can

_DOES = {
    Role.ADMINISTRATOR: "Enkätansvarig",
    Role.RESPONDENT: "Svarar",
    Role.APPROVER: "Attesterar",
}


@dataclass
class Colleague:
    """One person of the organisation; `wrote_at` is when they last saved an answer."""

    person: Person
    roles: set[str] = field(default_factory=set)
    sections: list[Section] = field(default_factory=list)
    wrote_at: datetime | None = None

    @property
    def does(self) -> str:
        """What the person does, in words."""
        words = [word for role, word in _DOES.items() if role in self.roles]
        return ", ".join([words[0], *(word.lower() for word in words[1:])])


def colleagues_of(invitation: Invitation) -> list[Colleague]:
    """Everybody who answers or approves for an organisation, by name: three queries."""
    held = Membership.objects.filter(
        actor=invitation.actor_id, role__in=OWN_ROLES, person__is_active=True
    )
    found: dict[int, Colleague] = {}
    for one in held.select_related("person").order_by("person__name", "person__pk"):
        found.setdefault(one.person_id, Colleague(one.person)).roles.add(one.role)
    submission = getattr(invitation, "submission", None)
    if submission is None:
        return list(found.values())
    assigned = submission.sections.exclude(assigned_to=None).select_related("goal_area")
    for section in assigned.order_by("order"):
        if section.assigned_to_id in found:
            found[section.assigned_to_id].sections.append(section)
    revisions = AnswerRevision.objects.filter(answer__section__submission=submission)
    for pk, at in revisions.values_list("by").annotate(Max("at")).order_by():
        if pk in found:
            found[pk].wrote_at = at
    return list(found.values())


def holder_of(section: Section, person: Person, at: datetime) -> dict[str, Any]:
    """What the section's page says of who has it, and what this person may do about it."""
    administers = can(person, "survey.administer", section)
    is_mine = section.assigned_to_id == person.pk
    is_held = section.assigned_to_id is not None
    may_change = not hinder(section.submission, at) and not is_locked(section)
    return {
        "who": section.assigned_to,
        "is_mine": is_mine,
        "may_hand_over": may_change and administers,
        "may_release": may_change and is_held and (administers or is_mine),
    }
