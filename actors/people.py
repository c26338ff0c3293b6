"""People who act for organisations: let in, given roles, and asked to be reached.

Nobody signs up by themselves: a coordinator, or whoever administers an organisation's answers,
writes down a name and an address, and a code to that address is how the person signs in.
"""

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from actors.events import record
from actors.models import Actor, Membership, Person
from strategy_portal.access import Role
from strategy_portal.exceptions import WrongStateError

# The roles within an organisation; the others belong to the county.
OWN_ROLES = (Role.RESPONDENT, Role.ADMINISTRATOR, Role.APPROVER)


@transaction.atomic
def let_in(*, name: str, email: str, by: Person | None) -> Person:
    """The person with this address, however capitalised; a new one where nobody has it.

    A known person keeps the name they have. Raises `WrongStateError` for somebody who has been
    shut out.
    """
    person = Person.objects.filter(email__iexact=email.strip()).first()
    if person is None:
        return _make(name, email, by)
    if not person.is_active:
        raise WrongStateError(f"{person.email} får inte längre logga in i portalen.")
    return person


def _make(name: str, email: str, by: Person | None) -> Person:
    """Somebody new; of two who write down the same address at once both get the same person."""
    try:
        with transaction.atomic():
            person = Person.objects.create_user(email.strip(), name.strip())
    except IntegrityError:
        return Person.objects.get(email__iexact=email.strip())
    record("let_in", person, by=by)
    return person


def holders(actor: Actor, *roles: str) -> list[Person]:
    """Those who act for an organisation as any of these and may sign in, by name."""
    held = Person.objects.filter(
        is_active=True, memberships__actor=actor, memberships__role__in=roles
    )
    return list(held.distinct().order_by("name", "pk"))


def coordinators() -> list[Person]:
    """Those who run the survey at the county administrative board and may sign in, by name."""
    held = Person.objects.filter(is_active=True, memberships__role=Role.COORDINATOR)
    return list(held.distinct().order_by("name", "pk"))


@transaction.atomic
def give_role(
    person: Person, actor: Actor, role: str, *, by: Person | None, is_contact: bool | None = None
) -> bool:
    """Let a person act for an organisation; whether they did not already.

    `is_contact` says whether the survey's letters go to them; None leaves it as it is.
    """
    held, created = Membership.objects.get_or_create(
        person=person, actor=actor, role=role, defaults={"is_contact": bool(is_contact)}
    )
    if created:
        record("give_role", actor, by=by, actor=actor, person=person.pk, role=str(role))
    elif is_contact is not None and held.is_contact != is_contact:
        _set_contact(held, is_contact, by)
    return created


def _set_contact(held: Membership, is_contact: bool, by: Person | None) -> None:
    held.is_contact = is_contact
    held.save()
    actor = held.actor
    record("change_contact", actor, by=by, actor=actor, person=held.person_id, contact=is_contact)


@transaction.atomic
def take_role(person: Person, actor: Actor, *roles: str, by: Person | None) -> None:
    """A person no longer acts as any of these for the organisation; what they wrote stays."""
    for held in Membership.objects.filter(person=person, actor=actor, role__in=roles):
        role = held.role
        held.delete()
        record("take_role", actor, by=by, actor=actor, person=person.pk, role=role)


@transaction.atomic
def ensure_administrator(actor: Actor, *, otherwise: Person) -> None:
    """Somebody looks after an organisation's answers: where nobody does, the first invited.

    That is the contact person who was written down first; `otherwise` where there is none.
    """
    Actor.objects.select_for_update().get(pk=actor.pk)
    if holders(actor, Role.ADMINISTRATOR):
        return
    contacts = Membership.objects.filter(
        actor=actor, role=Role.RESPONDENT, is_contact=True, person__is_active=True
    )
    first = contacts.select_related("person").order_by("pk").first()
    give_role(first.person if first else otherwise, actor, Role.ADMINISTRATOR, by=None)


@transaction.atomic
def set_roles(
    person: Person, actor: Actor, roles: Iterable[str], *, is_contact: bool, by: Person | None
) -> None:
    """What a person does for an organisation from now on: these roles and no other of its own.

    Where `is_contact` the survey's letters go to them; only somebody who answers can be one.
    """
    wanted = set(roles)
    for role in OWN_ROLES:
        if role in wanted:
            contact = is_contact and role != Role.APPROVER
            give_role(person, actor, role, by=by, is_contact=contact)
        else:
            take_role(person, actor, role, by=by)


@transaction.atomic
def set_contacts(
    actor: Actor, people: Iterable[tuple[str, str]], *, by: Person | None
) -> list[Person]:
    """Make these the organisation's contact persons, and no others: pairs of name and address.

    Somebody new may answer for the organisation. Somebody left out goes on answering, but the
    letters no longer go to them.
    """
    wanted = [let_in(name=name, email=email, by=by) for name, email in people]
    for person in wanted:
        give_role(person, actor, Role.RESPONDENT, by=by, is_contact=True)
    others = Membership.objects.filter(actor=actor, is_contact=True).exclude(person__in=wanted)
    for held in others.select_related("actor"):
        _set_contact(held, is_contact=False, by=by)
    return wanted


@transaction.atomic
def change_address(person: Person, *, email: str, by: Person | None) -> None:
    """Write down a person's new address; it is also how they sign in from now on."""
    new = email.strip().lower()
    if new == person.email.lower():
        return
    if Person.objects.filter(email__iexact=new).exclude(pk=person.pk).exists():
        raise WrongStateError(f"Någon annan har redan adressen {new}.")
    person.email = new
    person.save(update_fields=["email"])
    record("change_address", person, by=by)


@transaction.atomic
def change_mailbox(actor: Actor, *, email: str, by: Person | None) -> None:
    """Write down an organisation's functional address; blank where it has none."""
    if actor.functional_email != email:
        actor.functional_email = email
        actor.save(update_fields=["functional_email"])
        record("change_mailbox", actor, by=by, actor=actor)
