"""The receipt on paper: a whole submitted version as an accessible PDF, the same bytes each time.

Made from the version, dated when it was handed in. The one thing later than it is what partners
have said of having taken part, each word with its day. What people wrote is text in the page, never
markup, and nothing but our own fonts and styles is loaded.
"""

from django.template.loader import render_to_string
from django.utils import timezone

from followup.survey.models import SubmissionVersion
from followup.survey.submitting.reading import read_sections
from strategy_portal.pdf import document_pdf


def receipt_pdf(version: SubmissionVersion) -> bytes:
    """The PDF (PDF/A-2a and PDF/UA-1); constant queries, whatever was answered."""
    return document_pdf(receipt_html(version), made_at=version.submitted_at)


def receipt_html(version: SubmissionVersion) -> str:
    """The whole document, in Swedish time."""
    submission = version.submission
    round_, actor = submission.round, submission.actor
    context = {
        "title": f"Kvitto: enkät {round_.year}, {actor.name}",
        "description": f"Det som {actor.name} lämnade in i enkät {round_.year}.",
        "is_example": round_.is_example,
        "version": version,
        "round": round_,
        "strategy": round_.strategy,
        "actor": actor,
        "sections": read_sections(version),
    }
    with timezone.override(timezone.get_default_timezone()):
        return render_to_string("survey/pdf/receipt.html", context)
