"""The two lists as they are now: a line for each organisation, and for each who acts for one."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from actors.models import Actor, Membership, Person
from actors.people import OWN_ROLES
from followup.rounds import contacts, invitations
from followup.rounds.mail import Reached, ways
from followup.rounds.models import Round, SentMail
from followup.rounds.querysets import contacts as contacts_of
from strategy_portal.access import Role

YES, NO = "Ja", "Nej"


@dataclass(frozen=True)
class Column:
    """One column of a list; `how` says what may be written in it, blank where nothing may."""

    key: str
    heading: str
    width: int
    how: str = ""
    is_yes_or_no: bool = False


@dataclass(frozen=True)
class Table:
    """One list as a sheet; known again by the headings that it `needs`."""

    title: str
    about: str
    columns: tuple[Column, ...]
    needs: frozenset[str]

    def column(self, key: str) -> Column:
        """The column that holds something."""
        return next(one for one in self.columns if one.key == key)


_YES_OR_NO = "Ja eller Nej."
INVITED = Table(
    "Inbjudna",
    "Ändra i de färgade rutorna. Organisationer läggs till i aktörsregistret, inte här.",
    (
        Column("organisation", "Organisation", 44),
        Column("type", "Typ", 22),
        Column("invited", "Inbjuden", 12, _YES_OR_NO, is_yes_or_no=True),
        Column(
            "mailbox",
            "Funktionsbrevlåda",
            36,
            "En e-postadress. Dit går breven när ingen kontaktperson kan nås. Får vara tomt.",
        ),
        Column("reached", "Breven går nu till", 60),
    ),
    frozenset({"Organisation", "Inbjuden"}),
)
PEOPLE = Table(
    "Kontaktpersoner",
    "En rad för varje person i en organisation. De tomma raderna sist är till för nya personer. "
    "Skriv Nej i alla fyra rutorna för att ta bort någon.",
    (
        Column("organisation", "Organisation", 44, "Välj organisationen i listan."),
        Column("name", "Namn", 30, "För- och efternamn."),
        Column("email", "E-postadress", 36, "En e-postadress. Dit går koden vid inloggning."),
        Column(contacts.CONTACT, "Får breven", 14, _YES_OR_NO, is_yes_or_no=True),
        Column(contacts.ANSWERS, "Svarar", 14, _YES_OR_NO, is_yes_or_no=True),
        Column(
            Role.ADMINISTRATOR.value,
            "Ansvarar för enkäten",
            14,
            "Ja eller Nej. Den som ansvarar bjuder in kollegor och fördelar avsnitt.",
            is_yes_or_no=True,
        ),
        Column(Role.APPROVER.value, "Attesterar", 14, _YES_OR_NO, is_yes_or_no=True),
        Column("remark", "Att veta", 40),
    ),
    frozenset({"Organisation", "E-postadress"}),
)
# What a person may do, in the order of the columns.
DOES = tuple(column.key for column in PEOPLE.columns if column.is_yes_or_no)


@dataclass(frozen=True)
class Line:
    """One organisation, or one person in one, as the list says it now.

    `facts` is what can be changed, by name: `invited` and `mailbox`, or `email` and `does`. `shown`
    is what else stands on the line.
    """

    actor: Actor
    person: Person | None
    facts: dict[str, str]
    shown: dict[str, str]

    @property
    def key(self) -> str:
        """The line's lasting name: the organisation's id, and the person's."""
        return f"{self.actor.pk}/{self.person.pk}" if self.person else str(self.actor.pk)

    @property
    def who(self) -> str:
        """Whom the line is about, so that another's is told from it."""
        return who(self.actor.name, self.person.name if self.person else "")

    def cell(self, key: str) -> str:
        """What stands in a column."""
        if key in DOES:
            return YES if key in self.facts["does"].split() else NO
        return self.facts.get(key, self.shown.get(key, ""))


def who(organisation: str, name: str = "") -> str:
    """An organisation and a name in it as one text, without regard to spaces and capitals."""
    return " / ".join(" ".join(part.split()).casefold() for part in (organisation, name))


def mark(fact: str, value: str) -> str:
    """A short sum by which a workbook remembers what the portal said, without saying it."""
    return hashlib.sha256(f"{fact}={value}".encode()).hexdigest()[:12]


def marks(line: Line) -> dict[str, str]:
    """What a workbook remembers of a line."""
    return {fact: mark(fact, value) for fact, value in {"who": line.who, **line.facts}.items()}


def does(keys: Collection[str]) -> str:
    """What a person does as one text, each once and in the order of the columns.

    A contact person who does nothing else answers, as when it is ticked on the page.
    """
    roles = contacts.roles_for(keys)
    told = set(keys) | ({contacts.ANSWERS} if Role.RESPONDENT.value in roles else set())
    return " ".join(key for key in DOES if key in told)


@dataclass(frozen=True)
class Lists:
    """Both lists of a round, by the keys of their lines; the organisations in the county's order.

    `tried` are those that have answers in a draft and stay.
    """

    round: Round
    invited: dict[str, Line]
    people: dict[str, Line]
    tried: set[int]

    def line(self, key: str) -> Line | None:
        """The line with this key, of either list."""
        return self.invited.get(key) or self.people.get(key)

    def hinder(self, actor: Actor, value: str) -> str:
        """Why an organisation's invitation cannot become this now; empty when it can."""
        state = self.round.state
        if state not in {Round.State.DRAFT, Round.State.OPEN}:
            return (
                f"Omgången är ”{self.round.get_state_display()}”. "
                "Det går inte att ändra vilka som är inbjudna."
            )
        if value == YES:
            return ""
        if state == Round.State.OPEN:
            return "Organisationen har fått sitt brev och kan inte tas bort ur en öppen omgång."
        if actor.pk in self.tried:
            return "Organisationen har redan svar i utkastet och blir kvar."
        return ""


def lists_of(round_: Round) -> Lists:
    """The lists as they are now; the number of questions does not grow with them."""
    actors = list(Actor.objects.in_county_order().prefetch_related(contacts_of("memberships")))
    actors.sort(key=lambda actor: actor.is_test)
    asked = set(round_.invitations.values_list("actor_id", flat=True))
    reached = ways(actors)
    organisations = [_organisation(one, one.pk in asked, reached[one.pk]) for one in actors]
    return Lists(
        round_,
        {line.key: line for line in organisations},
        {line.key: line for line in _people(actors)},
        invitations.tried(round_),
    )


def _organisation(actor: Actor, is_invited: bool, reached: Reached) -> Line:
    told = [f"{way.who}, {way.address}" for way in reached.used] or [reached.why_not]
    return Line(
        actor,
        None,
        {"invited": YES if is_invited else NO, "mailbox": actor.functional_email},
        {
            "organisation": actor.name,
            "type": "Testorganisation" if actor.is_test else actor.get_actor_type_display(),
            "reached": "; ".join(told),
        },
    )


def _people(actors: list[Actor]) -> list[Line]:
    """Each person once for each organisation that they act for, in its order and by name."""
    order = {actor.pk: place for place, actor in enumerate(actors)}
    by_id = {actor.pk: actor for actor in actors}
    bounced = SentMail.objects.bounced_addresses()
    held = list(Membership.objects.filter(role__in=OWN_ROLES).select_related("person"))
    held.sort(key=lambda one: (order[one.actor_id], one.person.name, one.person_id))
    together = groupby(held, key=lambda one: (one.actor_id, one.person_id))
    return [_person(by_id[actor_id], list(rows), bounced) for (actor_id, _), rows in together]


def _person(actor: Actor, held: list[Membership], bounced: set[str]) -> Line:
    person = held[0].person
    remarks = [] if person.is_active else ["Får inte logga in."]
    if person.email.lower() in bounced:
        remarks.append("Breven kommer tillbaka.")
    return Line(
        actor,
        person,
        {"email": person.email.lower(), "does": does(contacts.does_of(held))},
        {"organisation": actor.name, "name": person.name, "remark": " ".join(remarks)},
    )
