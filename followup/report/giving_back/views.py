"""What an organisation gets back for its answers, as a page and as a PDF."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from followup.report.giving_back.back import Back, give_back
from followup.survey.documents.views import PDF, as_file
from followup.survey.models import SubmissionVersion
from followup.survey.views import find_invitation
from strategy_portal.access import SignedInRequest, require
from strategy_portal.pdf import document_pdf


def _back(request: SignedInRequest, year: int, actor: str) -> Back:
    """For those who may read the organisation's answers, once they are handed in."""
    invitation = find_invitation(request, year, actor)
    version = get_object_or_404(SubmissionVersion, current_of__invitation=invitation)
    return give_back(invitation, version, timezone.now())


@require("survey.read")
@require_safe
def page(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """The organisation's year, the county so far, figures, others and money."""
    return render(
        request, "report_room/giving_back/page.html", _context(_back(request, year, actor))
    )


@require("survey.read")
@require_safe
def pdf(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """The same to keep or to pass on, as it is now."""
    back = _back(request, year, actor)
    html = render_to_string("report_room/giving_back/pdf.html", _context(back))
    return as_file(document_pdf(html, made_at=back.at), PDF, f"tillbaka-{actor}-{year}.pdf")


def _context(back: Back) -> dict[str, object]:
    round_, actor = back.invitation.round, back.invitation.actor
    return {
        "back": back,
        "round": round_,
        "actor": actor,
        "invitation": back.invitation,
        "title": f"Tillbaka till {actor.name}, enkät {round_.year}",
        "description": f"Vad {actor.name} får tillbaka för sina svar {round_.year}.",
        "is_example": round_.is_example,
        "report_address": settings.BASE_URL + reverse("report:report", args=[round_.year]),
    }
