"""Mails that came back, or that nobody knows the fate of: what the coordinator writes down."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from actors.events import record
from actors.models import Person
from followup.rounds.models import SentMail
from followup.rounds.sending import send_mails
from strategy_portal.exceptions import WrongStateError

# Mails whose words are the county's own. Others an organisation's people write to each other, and
# the coordinator sees that they went but never what they say.
OUR_WORDS = frozenset(
    {
        SentMail.Occasion.OPENING,
        SentMail.Occasion.REMINDER,
        SentMail.Occasion.OVERDUE,
        SentMail.Occasion.PAPER,
        SentMail.Occasion.RECEIPT,
    }
)


@transaction.atomic
def mark_bounced(mail: SentMail, *, note: str, by: Person | None) -> None:
    """A mail came back: its address is not used again until it is changed."""
    if mail.bounced_at or not mail.tried_at:
        raise WrongStateError("Det går bara att markera ett brev som har skickats.")
    mail.bounced_at, mail.bounce_note = timezone.now(), note.strip()
    mail.save(update_fields=["bounced_at", "bounce_note"])
    record("bounce", mail.invitation, by=by, actor=mail.invitation.actor, mail=mail.pk)


@transaction.atomic
def unmark_bounced(mail: SentMail, *, by: Person | None) -> None:
    """The address works after all: every mail that came back from it is let go."""
    same = SentMail.objects.bounced().filter(recipient__iexact=mail.recipient)
    # A mail that was tried counts as sent: what is known is only that the address works.
    same.filter(sent_at=None).update(sent_at=F("tried_at"))
    SentMail.objects.bounced().filter(recipient__iexact=mail.recipient).update(
        bounced_at=None, bounce_note=""
    )
    record("address_works", mail.invitation, by=by, actor=mail.invitation.actor, mail=mail.pk)


@transaction.atomic
def settle(mail: SentMail, *, arrived: bool, by: Person | None) -> None:
    """Say whether a mail in doubt arrived; one that did not is sent again."""
    now = timezone.now()
    in_doubt = SentMail.objects.uncertain(now).filter(pk=mail.pk)
    if not (in_doubt.update(sent_at=now) if arrived else in_doubt.update(tried_at=None)):
        raise WrongStateError("Det är inte längre oklart vad som hände med brevet.")
    record("settle_mail", mail.invitation, by=by, actor=mail.invitation.actor, arrived=arrived)
    if not arrived:
        send_mails.enqueue()
