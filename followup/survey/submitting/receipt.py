"""The receipt by mail: what was handed in, when, by whom, and where to read it."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from actors.people import holders
from followup.rounds.letters import Letter
from followup.rounds.mail import write_mail
from followup.rounds.models import SentMail
from followup.survey.models import SubmissionVersion
from strategy_portal.access import Role

_TEXT = """Tack! Enkäten {year} är inlämnad för {organisation}.

Inlämnad: {when}
Av: {who}{approved}
Version: {number}
Kontrollsumma: {checksum}

Läs det ni lämnade in:
{link}

Spara hela svaret som PDF:
{pdf}

Behöver något ändras? Kontakta samordnaren på Länsstyrelsen.
"""


def write_receipts(version: SubmissionVersion) -> None:
    """Write down the receipt to all whom it concerns, once a version; the worker sends it.

    They are the one who handed in, the manager who approved, and whoever looks after the
    organisation's answers. A mail that cannot be sent never undoes the submission: it waits,
    and the receipt page says that it has not been sent.
    """
    submission = version.submission
    subject = f"Kvitto: enkät {submission.round.year} för {submission.actor}"
    told = [version.submitted_by, version.approved_by]
    told += holders(submission.actor, Role.ADMINISTRATOR)
    for person in {one.pk: one for one in told if one}.values():
        write_mail(
            submission.invitation,
            SentMail.Occasion.RECEIPT,
            str(version.number),
            (person.email, person),
            Letter(subject, _body(version)),
        )


def _body(version: SubmissionVersion) -> str:
    submission = version.submission
    here = [submission.round.year, submission.actor.slug]
    # The template is ours; what is filled in is plain values, never objects.
    return _TEXT.format(
        year=submission.round.year,
        organisation=submission.actor.name,
        when=date_format(timezone.localtime(version.submitted_at), "j F Y, H:i"),
        who=version.submitted_by.name,
        approved=f"\nAttesterad av: {version.approved_by.name}" if version.approved_by else "",
        number=version.number,
        checksum=version.checksum,
        link=settings.BASE_URL + reverse("survey:receipt", args=here),
        pdf=settings.BASE_URL + reverse("survey:receipt_pdf", args=[*here, version.number]),
    )
