"""The lists in Excel over HTTP: the workbook out, a file in, what it would change, and a yes.

Nothing of an uploaded file takes hold until the coordinator has seen what it changes.
"""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from followup.rounds.lists import importing
from followup.rounds.lists.kept import lists_of
from followup.rounds.lists.writing import write_lists
from followup.rounds.models import ListUpload, Round
from followup.rounds.views import find_round, tell_of_mails
from strategy_portal.access import SignedInRequest, require
from strategy_portal.exceptions import ChangedMeanwhileError
from strategy_portal.spreadsheets import (
    LARGEST_FILE,
    XLSX,
    SpreadsheetError,
    WrongWorkbookError,
)


def find_upload(request: SignedInRequest, round_: Round, pk: uuid.UUID) -> ListUpload:
    """What this person has uploaded and not yet said yes to; that of others does not exist."""
    uploads = ListUpload.objects.waiting(timezone.now())
    upload = get_object_or_404(uploads, pk=pk, round=round_, person=request.user)
    upload.round = round_
    return upload


@require("round.manage")
@require_safe
def lists(request: SignedInRequest, year: int) -> HttpResponse:
    """How the lists are changed in Excel: fetch the workbook, and a place to hand it back."""
    return _show(request, find_round(year))


def _show(
    request: SignedInRequest, round_: Round, fault: str = "", file_name: str = ""
) -> HttpResponse:
    context = {
        "round": round_,
        "errors": [{"href": "#fil", "text": fault}] if fault else [],
        "fault": fault,
        "file_name": file_name,
    }
    return render(request, "rounds/lists.html", context, status=422 if fault else 200)


@require("round.manage")
@require_safe
def download(request: SignedInRequest, year: int) -> HttpResponse:
    """The workbook, with the lists as they are now."""
    content = write_lists(lists_of(find_round(year)), request.user, timezone.now())
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="inbjudna-och-kontakter-{year}.xlsx"'
    return response


@require("round.manage")
@require_POST
def upload(request: SignedInRequest, year: int) -> HttpResponse:
    """Check a changed workbook and keep what it proposes; nothing changes yet."""
    round_, file, now = find_round(year), request.FILES.get("file"), timezone.now()
    ListUpload.objects.forget_old(now)
    if file is None:
        return _show(request, round_, "Välj den arbetsbok som du vill ladda upp.")
    name = file.name or ""
    if file.size and file.size > LARGEST_FILE:
        return _show(request, round_, "Filen är för stor. Den får vara högst 10 MB.", name)
    try:
        kept = importing.receive(round_, file, name, by=request.user, at=now)
    except (SpreadsheetError, WrongWorkbookError) as wrong:
        return _show(request, round_, str(wrong), name)
    return redirect("rounds:list_changes", year, kept.pk)


@require("round.manage")
@require_safe
def changes(request: SignedInRequest, year: int, upload: uuid.UUID) -> HttpResponse:
    """What the uploaded lists would change, what must be chosen, and every fault by its cell."""
    return _show_changes(request, find_upload(request, find_round(year), upload))


def _show_changes(
    request: SignedInRequest, kept: ListUpload, changed_meanwhile: bool = False
) -> HttpResponse:
    comparison = importing.comparison_of(kept)
    context = {
        "round": kept.round,
        "upload": kept,
        "comparison": comparison,
        "faults": [*kept.told["faults"], *comparison.faults],
        "notes": [*kept.told["notes"], *comparison.notes],
        "changed_meanwhile": changed_meanwhile,
        "chosen": _chosen(request),
    }
    status = 409 if changed_meanwhile else 200
    return render(request, "rounds/list_changes.html", context, status=status)


@require("round.manage")
@require_POST
def import_(request: SignedInRequest, year: int, upload: uuid.UUID) -> HttpResponse:
    """Do all that the page listed, or show it again where something has changed meanwhile."""
    round_ = find_round(year)
    kept = find_upload(request, round_, upload)
    try:
        done = importing.import_lists(
            kept, seen=request.POST.get("seen", ""), chosen=_chosen(request), by=request.user
        )
    except ChangedMeanwhileError:
        return _show_changes(request, kept, changed_meanwhile=True)
    words = "En ändring" if len(done) == 1 else f"{len(done)} ändringar"
    tell_of_mails(request, round_, f"{words} från Excel sparades.")
    return redirect("rounds:invitations", year)


def _chosen(request: SignedInRequest) -> set[str]:
    """The changes for which the file's word was chosen over the portal's newer one."""
    return {
        name.removeprefix("val:")
        for name, choice in request.POST.items()
        if name.startswith("val:") and choice == "workbook"
    }


@require("round.manage")
@require_POST
def discard(request: SignedInRequest, year: int, upload: uuid.UUID) -> HttpResponse:
    """Let uploaded lists be; nothing has changed."""
    find_upload(request, find_round(year), upload).delete()
    messages.info(request, "Inget från arbetsboken sparades.")
    return redirect("rounds:lists", year)
