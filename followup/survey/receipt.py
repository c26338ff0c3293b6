"""The receipt by mail: what was handed in, when, by whom, and where to read it."""

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from followup.rounds.models import SentMail
from followup.survey.models import SubmissionVersion

log = logging.getLogger(__name__)


def send_receipt(version: SubmissionVersion) -> None:
    """Mail the one who handed in, once for each version.

    The answers are already safe, so a mail that cannot be sent is logged and shown on the
    receipt page as not sent; it never undoes the submission.
    """
    submission = version.submission
    subject = f"Kvitto: enkät {submission.round.year} för {submission.actor}"
    try:
        with transaction.atomic():
            mail = SentMail.objects.create(
                invitation=submission.invitation,
                occasion=SentMail.Occasion.RECEIPT,
                occasion_key=str(version.number),
                recipient=version.submitted_by.email,
                person=version.submitted_by,
                subject=subject,
            )
    except IntegrityError:
        return
    path = reverse("survey:receipt", args=[submission.round.year, submission.actor.slug])
    text = render_to_string(
        "survey/receipt_mail.txt",
        {"version": version, "submission": submission, "link": settings.BASE_URL + path},
    )
    try:
        send_mail(subject, text, None, [mail.recipient])
    except OSError:
        log.exception("The receipt of %s could not be sent", version)
        return
    mail.sent_at = timezone.now()
    mail.save(update_fields=["sent_at"])
