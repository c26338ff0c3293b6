"""The invented people whom one can sign in as."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from actors.models import Actor, Membership, Person
from strategy_portal.access import Role
from strategy_portal.demo.files import read

COORDINATOR = "Maria Holm"
PREPARER = "Anders Vik"


@dataclass(frozen=True)
class Member:
    """One of the cast: `main` stands first on the page where one chooses."""

    name: str
    title: str
    roles: tuple[dict[str, str], ...]
    main: bool = False

    @property
    def email(self) -> str:
        """The address, made of the name: "Maria Holm" is maria.holm@example.org."""
        return ".".join(slugify(part) for part in self.name.split()) + "@example.org"


def cast() -> list[Member]:
    """Everyone, in the file's order."""
    return [Member(**row | {"roles": tuple(row["roles"])}) for row in read("cast.toml")["people"]]


def load_cast() -> dict[str, Person]:
    """Write the cast's people and roles; by name."""
    actors = Actor.objects.in_bulk(field_name="slug")
    return {member.name: _load(member, actors) for member in cast()}


def _load(member: Member, actors: dict[str, Actor]) -> Person:
    person = Person.objects.filter(email=member.email).first()
    person = person or Person.objects.create_user(member.email, member.name)
    for held in member.roles:
        Membership.objects.get_or_create(
            person=person,
            actor=actors[held["actor"]],
            role=Role(held["role"]),
            defaults={"is_contact": held["role"] == Role.RESPONDENT},
        )
    return person


def respondents(actor: Any) -> list[Person]:
    """Those who answer for an organisation, in the order they were added."""
    held = actor.memberships.filter(role=Role.RESPONDENT, person__is_active=True)
    return [one.person for one in held.select_related("person").order_by("pk")]
