"""The blank survey as an accessible PDF, to print or to send round."""

from datetime import datetime

from django.template.loader import render_to_string

from followup.survey.documents.blank_form import BlankForm
from strategy_portal.pdf import document_pdf


def circulation_pdf(form: BlankForm, *, made_at: datetime) -> bytes:
    """The PDF (PDF/A-2a and PDF/UA-1), dated `made_at`."""
    return document_pdf(circulation_html(form), made_at=made_at)


def circulation_html(form: BlankForm) -> str:
    """The whole document."""
    round_, actor = form.invitation.round, form.invitation.actor
    context = {
        "title": f"Enkät {round_.year}, {actor.name}",
        "description": f"Frågorna i enkät {round_.year} att samla svar till.",
        "is_example": round_.is_example,
        "form": form,
        "round": round_,
        "actor": actor,
    }
    return render_to_string("survey/pdf/blank.html", context)
