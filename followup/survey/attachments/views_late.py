"""Files that came too late, over HTTP: the organisation uses them, the coordinator answers."""

from io import BytesIO
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from followup.survey.attachments import late as late_files
from followup.survey.attachments.actions import add_file, field_of
from followup.survey.attachments.file_kinds import FileRefusedError
from followup.survey.attachments.file_store import verified
from followup.survey.attachments.files_shown import section_address
from followup.survey.models import LateFile, Section
from followup.survey.views import find_invitation, find_section
from followup.survey.workbook.importing import receive
from strategy_portal.access import SignedInRequest, require
from strategy_portal.exceptions import WrongStateError
from strategy_portal.spreadsheets import SpreadsheetError, WrongWorkbookError


def _own(request: SignedInRequest, year: int, actor: str, pk: UUID) -> LateFile:
    """A waiting file of the own organisation, with its submission as it is answered."""
    invitation = find_invitation(request, year, actor)
    late = get_object_or_404(LateFile.objects.waiting(), pk=pk, submission__invitation=invitation)
    late.submission = invitation.submission
    late.submission.invitation = invitation
    late.submission.round, late.submission.actor = invitation.round, invitation.actor
    return late


@require("survey.answer")
@require_POST
def use(request: SignedInRequest, year: int, actor: str, pk: UUID) -> HttpResponse:
    """Take a file in: an attachment to its field, a workbook to the page of what it changes."""
    late = _own(request, year, actor, pk)
    try:
        if late.section:
            return _add(request, year, actor, late, late.section)
        content = BytesIO(verified(late.stored_name, late.sha256))
        upload = receive(late.submission, content, late.name, by=request.user, at=timezone.now())
    except (FileRefusedError, SpreadsheetError, WrongWorkbookError) as refused:
        raise WrongStateError(f"{late.name}: {refused}") from refused
    return redirect("survey:workbook_changes", year, actor, upload.pk)


def _add(
    request: SignedInRequest, year: int, actor: str, late: LateFile, section: Section
) -> HttpResponse:
    found = find_section(request, year, actor, section.slug)
    field = field_of(found, late.key)
    if field is None:
        raise Http404
    file = SimpleUploadedFile(late.name, verified(late.stored_name, late.sha256))
    add_file(found, field, file, by=request.user, at=timezone.now())
    late_files.settle(late)
    messages.success(request, f"{late.name} är tillagd.")
    return redirect(f"{section_address(found)}#{field.html_id}")


@require("survey.answer")
@require_POST
def put_aside(request: SignedInRequest, year: int, actor: str, pk: UUID) -> HttpResponse:
    """The organisation needs the file no more."""
    late = _own(request, year, actor, pk)
    late_files.put_aside(late, by=request.user)
    messages.info(request, f"{late.name} används inte.")
    return redirect("survey:survey", year, actor)


def _any(year: int, actor: str, pk: UUID) -> LateFile:
    return get_object_or_404(
        LateFile.objects.select_related("submission", "sent_by"),
        pk=pk,
        submission__round__year=year,
        submission__actor__slug=actor,
    )


@require("survey.send_back")
@require_POST
def let_use(request: SignedInRequest, year: int, actor: str, pk: UUID) -> HttpResponse:
    """The coordinator gives the organisation time to take a file in."""
    late = _any(year, actor, pk)
    late_files.let_use(late, by=request.user)
    messages.success(request, f"De har fått mer tid, och {late.sent_by} har fått ett brev.")
    return redirect("rounds:organisation", year, actor)


@require("survey.send_back")
@require_POST
def decline(request: SignedInRequest, year: int, actor: str, pk: UUID) -> HttpResponse:
    """The coordinator says no to a file."""
    late = _any(year, actor, pk)
    late_files.decline(late, by=request.user)
    messages.success(request, f"{late.sent_by} har fått ett brev om att filen inte tas med.")
    return redirect("rounds:organisation", year, actor)
