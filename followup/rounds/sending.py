"""Sending what has been written down: done by the worker, each mail once.

A press writes rows in its own transaction, together with a task for the worker; it never waits
for a mail server, and a mail server that is away never undoes what was pressed.
"""

import logging
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPServerDisconnected

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django_tasks import task

from followup.rounds.models import SentMail
from followup.rounds.querysets import SentMailQuerySet

logger = logging.getLogger(__name__)

NO_SERVER = "Mejlservern går inte att nå."
REFUSED = "Mejlservern tog inte emot brevet."
UNSENDABLE = "Brevet gick inte att skicka. Säg till den som sköter portalen."
NO_SUCH_ADDRESS = "Mottagarens mejlserver säger att adressen inte finns."


@task(priority=10)
def send_mails() -> None:
    """Send every mail that waits.

    The task has no list of its own: should one be lost, the next sends what it would have sent.
    """
    deliver(SentMail.objects.all())


def deliver(mails: SentMailQuerySet) -> None:
    """Send those of the mails that wait; those that fail stay waiting, with the reason.

    Each mail has a connection of its own, opened before the mail is claimed. So whatever stops
    a mail that was claimed happened to that mail, and nothing is in doubt because of another.
    """
    for mail in mails.waiting().order_by("pk"):
        try:
            with get_connection() as connection:
                _send(mail, connection)
        except OSError:
            logger.exception("The mail server cannot be reached; the mails wait")
            mails.waiting().update(fault=NO_SERVER)
            return


def _send(mail: SentMail, connection: BaseEmailBackend) -> None:
    row = SentMail.objects.filter(pk=mail.pk)
    if not row.waiting().update(tried_at=timezone.now(), fault=""):
        return
    try:
        _message(mail, connection).send()
    except SMTPRecipientsRefused as refused:
        logger.warning("Mail %s was refused: %s", mail.pk, refused)
        _refused(mail, refused)
    except OSError as error:
        # What SMTP says in words is an OSError too; the rest is the line breaking in the middle.
        if isinstance(error, SMTPException) and not isinstance(error, SMTPServerDisconnected):
            logger.exception("Mail %s was not taken", mail.pk)
            row.update(tried_at=None, fault=REFUSED)
        else:
            # The mail may have arrived, so it is not sent again.
            logger.exception("Mail %s was interrupted", mail.pk)
    except Exception:
        logger.exception("Mail %s cannot be sent", mail.pk)
        row.update(tried_at=None, fault=UNSENDABLE)
    else:
        row.update(sent_at=timezone.now())


def _message(mail: SentMail, connection: BaseEmailBackend) -> EmailMessage:
    return EmailMessage(
        mail.subject,
        mail.body,
        to=[mail.recipient],
        reply_to=[mail.reply_to] if mail.reply_to else [],
        headers={"Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def _refused(mail: SentMail, refused: SMTPRecipientsRefused) -> None:
    """A server that says for good that there is no such address has sent the mail back."""
    codes = [code for code, _ in refused.recipients.values()]
    row = SentMail.objects.filter(pk=mail.pk)
    if codes and all(500 <= code < 600 for code in codes):
        row.update(bounced_at=timezone.now(), bounce_note=NO_SUCH_ADDRESS)
    else:
        row.update(tried_at=None, fault=REFUSED)
