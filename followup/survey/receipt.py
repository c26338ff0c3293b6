"""The receipt by mail: what was handed in, when, by whom, and where to read it."""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from followup.rounds.mail import send
from followup.rounds.models import SentMail
from followup.survey.models import SubmissionVersion

_TEXT = """Tack! Enkäten {year} är inlämnad för {organisation}.

Inlämnad: {when}
Av: {who}
Version: {number}
Kontrollsumma: {checksum}

Läs det ni lämnade in:
{link}

Behöver något ändras? Kontakta samordnaren på Länsstyrelsen.
"""


def write_receipt(version: SubmissionVersion) -> None:
    """Write down the receipt to the one who handed in, once a version; sent after commit.

    A mail that cannot be sent never undoes the submission: it waits, and the receipt page says
    that it has not been sent.
    """
    submission = version.submission
    mail = SentMail.objects.create(
        invitation=submission.invitation,
        occasion=SentMail.Occasion.RECEIPT,
        occasion_key=str(version.number),
        recipient=version.submitted_by.email,
        person=version.submitted_by,
        subject=f"Kvitto: enkät {submission.round.year} för {submission.actor}",
        body=_body(version),
    )
    transaction.on_commit(partial(send, SentMail.objects.filter(pk=mail.pk), by=None))


def _body(version: SubmissionVersion) -> str:
    submission = version.submission
    path = reverse("survey:receipt", args=[submission.round.year, submission.actor.slug])
    # The template is ours; what is filled in is plain values, never objects.
    return _TEXT.format(
        year=submission.round.year,
        organisation=submission.actor.name,
        when=date_format(timezone.localtime(version.submitted_at), "j F Y, H:i"),
        who=version.submitted_by.name,
        number=version.number,
        checksum=version.checksum,
        link=settings.BASE_URL + path,
    )
