"""Documents to keep or to pass on: the receipt, and the survey to circulate beforehand."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from followup.survey.documents.blank_form import blank_form
from followup.survey.documents.circulation_docx import circulation_docx
from followup.survey.documents.circulation_pdf import circulation_pdf
from followup.survey.documents.receipt_pdf import receipt_pdf
from followup.survey.models import SubmissionVersion
from followup.survey.views import find_invitation
from strategy_portal.access import SignedInRequest, require

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require("survey.read")
@require_safe
def receipt_as_pdf(request: SignedInRequest, year: int, actor: str, number: int) -> HttpResponse:
    """Everything that was handed in, in one of its versions, to keep."""
    invitation = find_invitation(request, year, actor)
    versions = SubmissionVersion.objects.select_related(
        "submission__round__strategy", "submission__actor", "submitted_by", "approved_by"
    )
    version = get_object_or_404(versions, submission__invitation=invitation, number=number)
    return as_file(receipt_pdf(version), PDF, f"kvitto-{actor}-{year}-version-{number}.pdf")


@require("survey.read")
@require_safe
def circulate_docx(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """The whole survey without answers as a Word document."""
    form = blank_form(find_invitation(request, year, actor))
    return as_file(
        circulation_docx(form, made_at=timezone.now()), DOCX, f"enkat-{year}-{actor}.docx"
    )


@require("survey.read")
@require_safe
def circulate_pdf(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """The whole survey without answers as a PDF."""
    form = blank_form(find_invitation(request, year, actor))
    return as_file(circulation_pdf(form, made_at=timezone.now()), PDF, f"enkat-{year}-{actor}.pdf")


def as_file(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to save; nobody between here and the reader keeps it.

    `name` is made of addresses of ours (letters, digits, hyphens), never of what people wrote.
    """
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    patch_cache_control(response, private=True, no_store=True)
    return response
