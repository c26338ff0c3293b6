"""What somebody does for an organisation in the survey, and the roles that it takes."""

from collections.abc import Collection, Iterable

from actors.models import Membership
from actors.people import OWN_ROLES
from strategy_portal.access import Role

CONTACT, ANSWERS = "contact", "answers"


def roles_for(does: Collection[str]) -> set[str]:
    """The roles of somebody who does this; a contact person who does nothing else answers."""
    roles = set(does) & {Role.ADMINISTRATOR.value, Role.APPROVER.value}
    only_contact = CONTACT in does and Role.ADMINISTRATOR.value not in does
    if ANSWERS in does or only_contact:
        roles.add(Role.RESPONDENT.value)
    return roles


def does_of(held: Iterable[Membership]) -> set[str]:
    """What somebody does, from the roles that they hold for one organisation."""
    own = [one for one in held if one.role in OWN_ROLES]
    does = {ANSWERS if one.role == Role.RESPONDENT else str(one.role) for one in own}
    if any(one.is_contact for one in own if one.role != Role.APPROVER):
        does.add(CONTACT)
    return does
