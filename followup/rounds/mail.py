"""How a round's mails reach people: written down, then sent once, then marked as sent.

The rows are written in the same transaction as the act they tell of. Sending begins after
commit; each row is claimed by one sender, so pressing twice sends nothing twice.
"""

import logging
from collections.abc import Iterable
from functools import partial
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from actors.models import Actor, Person
from followup.rounds.letters import Letter, addressed
from followup.rounds.models import Invitation, Round, SentMail
from followup.rounds.querysets import SentMailQuerySet

logger = logging.getLogger(__name__)
LETTERS = (SentMail.Occasion.OPENING, SentMail.Occasion.REMINDER)
Recipient = tuple[str, Person | None]


def recipients(actor: Any) -> list[Recipient]:
    """Who gets an organisation's mail: its contact persons, else its functional address.

    `actor` is an `Actor` with `contacts` loaded, as by `Invitation.objects.with_contacts()`.
    Empty: nobody can be reached.
    """
    if people := [held.person for held in actor.contacts]:
        return [(person.email, person) for person in people]
    return [(actor.functional_email, None)] if actor.functional_email else []


def unreachable(invitations: Iterable[Invitation]) -> list[Actor]:
    """The organisations that no mail can be sent to."""
    return [one.actor for one in invitations if not recipients(one.actor)]


def write_letters(
    round_: Round,
    invitations: Iterable[Invitation],
    occasion: str,
    key: str,
    letter: Letter,
    *,
    by: Person | None,
) -> None:
    """Write down one mail to each recipient, and send them when the transaction is committed.

    `key` tells one reminder from the next; a mail already written for the same occasion, key
    and recipient stays as it was.
    """
    SentMail.objects.bulk_create(
        [
            _row(invitation, occasion, key, letter, recipient)
            for invitation in invitations
            for recipient in recipients(invitation.actor)
        ],
        ignore_conflicts=True,
    )
    transaction.on_commit(partial(send_waiting, round_, by=by))


def _row(
    invitation: Invitation, occasion: str, key: str, letter: Letter, recipient: Recipient
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
    )


def send_waiting(round_: Round, *, by: Person | None) -> None:
    """Send the round's letters that nobody has begun to send; those that fail stay waiting."""
    send(SentMail.objects.filter(invitation__round=round_, occasion__in=LETTERS), by=by)


def send(mails: SentMailQuerySet, *, by: Person | None) -> None:
    """Send those of the mails that wait; answers go to the one who sends, if anyone does."""
    reply_to = [by.email] if by else []
    try:
        with get_connection() as connection:
            for mail in mails.waiting().order_by("pk"):
                _send(mail, connection, reply_to)
    except (SMTPException, OSError):
        logger.exception("The mail server cannot be reached; the mails wait")


def _send(mail: SentMail, connection: BaseEmailBackend, reply_to: list[str]) -> None:
    claimed = SentMail.objects.waiting().filter(pk=mail.pk)
    if not claimed.update(tried_at=timezone.now()):
        return
    message = EmailMessage(
        mail.subject,
        mail.body,
        to=[mail.recipient],
        reply_to=reply_to,
        headers={"Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    try:
        message.send()
    except (SMTPException, OSError):
        logger.exception("Mail %s could not be sent", mail.pk)
        SentMail.objects.filter(pk=mail.pk).update(tried_at=None)
    else:
        SentMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now())
