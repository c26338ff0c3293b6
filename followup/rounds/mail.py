"""How a round's mails reach people: to whom they go, and how they are written down.

The rows are written in the same transaction as the act they tell of, together with a task for
the worker, which sends them (`sending.py`). An organisation is reached through its contact
persons; else through whoever administers its answers; else through its functional address. An
address that a mail has come back from is passed by.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from actors.models import Actor, Person
from followup.rounds.letters import Letter, addressed
from followup.rounds.models import Invitation, Round, SentMail
from followup.rounds.querysets import SentMailQuerySet
from followup.rounds.sending import send_mails
from strategy_portal.access import Role

Recipient = tuple[str, Person | None]
# Who a mail goes to, in words, in the order they are tried.
CONTACT, ADMINISTRATOR, FUNCTIONAL = "kontaktperson", "enkätansvarig", "funktionsbrevlåda"


@dataclass(frozen=True)
class Way:
    """One address of an organisation: whose it is, and as what."""

    address: str
    person: Person | None
    as_what: str
    bounced: bool = False

    @property
    def who(self) -> str:
        """The person's name, or that it is the organisation's own mailbox."""
        return self.person.name if self.person else "Funktionsbrevlåda"


@dataclass(frozen=True)
class Reached:
    """How an organisation is reached now: the addresses used, and those that were passed by."""

    used: list[Way]
    passed: list[Way]

    @property
    def recipients(self) -> list[Recipient]:
        """The addresses a mail goes to."""
        return [(way.address, way.person) for way in self.used]

    @property
    def why_not(self) -> str:
        """Why nobody can be reached; empty when somebody can."""
        if self.used:
            return ""
        if self.passed:
            return "Breven kommer tillbaka från alla adresser som finns."
        return "Kontaktperson och funktionsbrevlåda saknas."


def ways(actors: Iterable[Any]) -> dict[int, Reached]:
    """How each organisation is reached, by its id: one query.

    Each `actor` is an `Actor` with `contacts` loaded, as by `Invitation.objects.with_contacts()`.
    """
    bounced = SentMail.objects.bounced_addresses()
    return {actor.pk: _reached(actor, bounced) for actor in actors}


def _reached(actor: Any, bounced: set[str]) -> Reached:
    steps = (_contacts(actor), _administrators(actor), _functional(actor))
    passed: list[Way] = []
    for step in steps:
        told = [
            Way(way.address, way.person, way.as_what, way.address.lower() in bounced)
            for way in step
        ]
        passed += [way for way in told if way.bounced]
        if used := [way for way in told if not way.bounced]:
            return Reached(used, passed)
    return Reached([], passed)


def _contacts(actor: Any) -> list[Way]:
    people = {held.person_id: held.person for held in actor.contacts if held.is_contact}
    return [Way(person.email, person, CONTACT) for person in people.values()]


def _administrators(actor: Any) -> list[Way]:
    held = [one for one in actor.contacts if one.role == Role.ADMINISTRATOR]
    return [Way(one.person.email, one.person, ADMINISTRATOR) for one in held]


def _functional(actor: Any) -> list[Way]:
    address = actor.functional_email
    return [Way(address, None, FUNCTIONAL)] if address else []


def recipients(actor: Any) -> list[Recipient]:
    """Who gets one organisation's mail; empty when nobody can be reached.

    `actor` has `contacts` loaded. For many organisations, ask `ways` once.
    """
    return ways([actor])[actor.pk].recipients


def unreachable(invitations: Iterable[Invitation]) -> list[Actor]:
    """The organisations that no mail can be sent to."""
    asked = [one.actor for one in invitations]
    reached = ways(asked)
    return [actor for actor in asked if not reached[actor.pk].used]


def write_letters(
    round_: Round,
    invitations: Iterable[Invitation],
    occasion: str,
    key: str,
    letter: Letter,
    *,
    by: Person | None,
) -> int:
    """Write down one mail to each recipient, for the worker to send; how many are new.

    `key` tells one reminder from the next. Who has had it, by `already_had`, is passed by.
    Answers go to the one who writes, else to the round's address.
    """
    asked = list(invitations)
    reached = ways(one.actor for one in asked)
    reply_to = by.email if by else round_.reply_to
    had = already_had(round_, occasion, key)
    rows = [
        _row(one, occasion, key, letter, recipient, reply_to)
        for one in asked
        for recipient in reached[one.actor_id].recipients
        if (one.pk, recipient[0]) not in had
    ]
    SentMail.objects.bulk_create(rows, ignore_conflicts=True)
    send_mails.enqueue()
    return len(rows)


def already_had(round_: Round, occasion: str, key: str) -> set[tuple[int, str]]:
    """The pairs of invitation and address that have had this letter.

    A reminder that was written today counts, whichever it was: nobody gets two in a day.
    """
    same = Q(occasion_key=key)
    if occasion != SentMail.Occasion.OPENING:
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        same |= Q(written_at__gte=midnight)
    written = SentMail.objects.filter(same, invitation__round=round_, occasion=occasion)
    return set(written.values_list("invitation_id", "recipient"))


def _row(
    invitation: Invitation,
    occasion: str,
    key: str,
    letter: Letter,
    recipient: Recipient,
    reply_to: str,
) -> SentMail:
    address, person = recipient
    written = addressed(letter, invitation)
    return SentMail(
        invitation=invitation,
        occasion=occasion,
        occasion_key=key,
        recipient=address,
        person=person,
        subject=written.subject,
        body=written.text,
        reply_to=reply_to,
    )


def write_mail(
    invitation: Invitation,
    occasion: str,
    key: str,
    recipient: Recipient,
    letter: Letter,
    *,
    by: Person | None = None,
) -> None:
    """Write down one mail that is not a round's letter, such as a receipt, and have it sent.

    Inside the transaction of the act it tells of. `letter` is as it is to be read. Written
    twice for one occasion, key and recipient it is sent once.
    """
    address, person = recipient
    row = SentMail(
        invitation=invitation,
        occasion=occasion,
        occasion_key=key,
        recipient=address,
        person=person,
        subject=letter.subject[:200],
        body=letter.text,
        reply_to=by.email if by else invitation.round.reply_to,
    )
    SentMail.objects.bulk_create([row], ignore_conflicts=True)
    send_mails.enqueue()


def send_waiting() -> None:
    """Have the worker try the mails that wait again now."""
    send_mails.enqueue()


def send(mails: SentMailQuerySet, *, by: Person | None) -> None:
    """Have the worker send these mails, which are written down; answers go to `by`."""
    if by:
        mails.filter(reply_to="").update(reply_to=by.email)
    send_mails.enqueue()
