"""Svara i Excel over HTTP: the workbook out, a file in, what it would change, and a yes.

Nothing of an uploaded file takes hold until the person has seen what it changes.
"""

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from followup.survey.attachments.actions import FULL
from followup.survey.attachments.file_store import StoreFullError
from followup.survey.models import Submission, WorkbookUpload
from followup.survey.rights import hinder
from followup.survey.views import find_invitation
from followup.survey.workbook import importing
from followup.survey.workbook.writing import write_workbook
from strategy_portal.access import SignedInRequest, can, require
from strategy_portal.exceptions import ChangedMeanwhileError, WrongStateError
from strategy_portal.spreadsheets import LARGEST_FILE, XLSX, SpreadsheetError, WrongWorkbookError


def find_submission(request: SignedInRequest, year: int, actor: str) -> Submission:
    """An own organisation's submission that this person may answer in."""
    invitation = find_invitation(request, year, actor)
    submission = get_object_or_404(
        Submission.objects.select_related("approver", "current_version"), invitation=invitation
    )
    submission.invitation = invitation
    submission.round, submission.actor = invitation.round, invitation.actor
    return submission


def find_upload(request: SignedInRequest, submission: Submission, pk: uuid.UUID) -> WorkbookUpload:
    """What this person has uploaded and not yet said yes to; that of others does not exist."""
    uploads = WorkbookUpload.objects.waiting(timezone.now())
    upload = get_object_or_404(uploads, pk=pk, submission=submission, person=request.user)
    upload.submission, upload.person = submission, request.user
    return upload


@require("survey.answer")
@require_safe
def workbook(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """How to answer in Excel: fetch the workbook, and a place to hand it back."""
    return _show(request, find_submission(request, year, actor))


def _show(
    request: SignedInRequest,
    submission: Submission,
    fault: str = "",
    file_name: str = "",
    *,
    status: int = 422,
) -> HttpResponse:
    context = {
        "invitation": submission.invitation,
        "hinder": hinder(submission, timezone.now()),
        "may_answer": can(request.user, "survey.answer", submission.invitation),
        "errors": [{"href": "#fil", "text": fault}] if fault else [],
        "fault": fault,
        "file_name": file_name,
    }
    return render(request, "survey/workbook/page.html", context, status=status if fault else 200)


@require("survey.answer")
@require_safe
def download_workbook(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """The workbook, filled with what is answered."""
    submission = find_submission(request, year, actor)
    content = write_workbook(submission, request.user, timezone.now())
    response = HttpResponse(content, content_type=XLSX)
    name = f"enkat-{year}-{submission.actor.slug}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require("survey.answer")
@require_POST
def upload_workbook(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """Check a filled-in workbook and keep what it proposes; nothing changes yet."""
    submission = find_submission(request, year, actor)
    file, now = request.FILES.get("file"), timezone.now()
    WorkbookUpload.objects.forget_old(now)
    if file is None:
        return _show(request, submission, "Välj den arbetsbok som du vill ladda upp.")
    name = file.name or ""
    if file.size and file.size > LARGEST_FILE:
        return _show(request, submission, "Filen är för stor. Den får vara högst 10 MB.", name)
    try:
        upload = importing.receive(submission, file, name, by=request.user, at=now)
    except (SpreadsheetError, WrongWorkbookError) as wrong:
        return _show(request, submission, str(wrong), name)
    except WrongStateError as wrong:
        return _show(request, submission, str(wrong), name, status=409)
    except StoreFullError:
        return _show(request, submission, FULL, name, status=507)
    return redirect("survey:workbook_changes", year, actor, upload.pk)


@require("survey.answer")
@require_safe
def workbook_changes(
    request: SignedInRequest, year: int, actor: str, pk: uuid.UUID
) -> HttpResponse:
    """What an uploaded workbook would change, what must be chosen, and every fault by its cell."""
    submission = find_submission(request, year, actor)
    return _show_changes(request, find_upload(request, submission, pk), timezone.now())


def _show_changes(
    request: SignedInRequest, upload: WorkbookUpload, at: datetime, changed_meanwhile: bool = False
) -> HttpResponse:
    comparison = importing.comparison_of(upload, at)
    context = {
        "invitation": upload.submission.invitation,
        "hinder": hinder(upload.submission, at),
        "upload": upload,
        "comparison": comparison,
        "faults": upload.told["faults"],
        "notes": upload.told["notes"],
        "count": len(comparison.changes),
        "changed_meanwhile": changed_meanwhile,
        "chosen": _chosen(request),
    }
    status = 409 if changed_meanwhile else 200
    return render(request, "survey/workbook/changes.html", context, status=status)


@require("survey.answer")
@require_POST
def import_workbook(request: SignedInRequest, year: int, actor: str, pk: uuid.UUID) -> HttpResponse:
    """Save all that the page listed, or show it again where something has changed meanwhile."""
    submission = find_submission(request, year, actor)
    upload, now = find_upload(request, submission, pk), timezone.now()
    seen, chosen = request.POST.get("seen", ""), _chosen(request)
    try:
        saved = importing.import_answers(upload, seen=seen, chosen=chosen, by=request.user, at=now)
    except ChangedMeanwhileError:
        return _show_changes(request, upload, now, changed_meanwhile=True)
    words = "Ett svar sparades" if saved == 1 else f"{saved} svar sparades"
    messages.success(request, f"{words} från Excel {timezone.localtime(now):%H:%M}.")
    return redirect("survey:survey", year, actor)


def _chosen(request: SignedInRequest) -> set[str]:
    """The answers for which the workbook's was chosen over the portal's newer one."""
    return {
        name.removeprefix("svar:")
        for name, choice in request.POST.items()
        if name.startswith("svar:") and choice == "workbook"
    }


@require("survey.answer")
@require_POST
def discard_workbook(
    request: SignedInRequest, year: int, actor: str, pk: uuid.UUID
) -> HttpResponse:
    """Let an uploaded workbook be; nothing has changed."""
    submission = find_submission(request, year, actor)
    find_upload(request, submission, pk).delete()
    messages.info(request, "Inget från arbetsboken sparades.")
    return redirect("survey:workbook", year, actor)
