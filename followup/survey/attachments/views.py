"""Files over HTTP: added to a field, taken away, put back, fetched.

By script each answers with the field drawn again. Without it they save what is written on the
page first, like every other button of the section.
"""

import logging
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from followup.survey.answering.page import Box, section_page
from followup.survey.answering.saving import posted_save
from followup.survey.answering.views import show_section
from followup.survey.attachments import actions
from followup.survey.attachments.file_kinds import FileRefusedError
from followup.survey.attachments.file_store import DamagedFileError, StoreFullError, verified
from followup.survey.attachments.files_shown import section_address
from followup.survey.form.section_form import Field, SectionForm
from followup.survey.models import Attachment, Section
from followup.survey.views import find_section
from strategy_portal.access import SignedInRequest, require
from strategy_portal.exceptions import WrongStateError
from strategy_portal.middleware import sent_by_script

log = logging.getLogger(__name__)
NONE_CHOSEN = "Välj först en fil. Tryck sedan på Lägg till filen."


@require("survey.answer")
@require_POST
def add_file(
    request: SignedInRequest, year: int, actor: str, section: str, key: str
) -> HttpResponse:
    """Add the chosen file to a field."""
    found = find_section(request, year, actor, section)
    field = actions.field_of(found, key)
    if field is None:
        raise Http404
    if not sent_by_script(request):
        chosen = f"file:{key}" in request.FILES
        return _page(request, found, field, error="" if chosen else NONE_CHOSEN)
    upload = request.FILES.get(f"file:{key}")
    if upload is None:
        return _field(request, found, field, error=NONE_CHOSEN, status=422)
    try:
        actions.add_file(found, field, upload, by=request.user, at=timezone.now())
    except FileRefusedError as refused:
        return _field(request, found, field, error=f"{upload.name}: {refused}", status=422)
    except WrongStateError as wrong:
        return _field(request, found, field, error=str(wrong), status=409)
    except StoreFullError:
        log.exception("An attachment could not be stored")
        return _field(request, found, field, error=actions.FULL, status=507)
    return _field(request, found, field, said="Filen är tillagd.")


@require("survey.answer")
@require_POST
def remove_file(
    request: SignedInRequest, year: int, actor: str, section: str, pk: UUID
) -> HttpResponse:
    """Take a file away from its field; it can be put back."""
    found, attachment, field = _find(request, year, actor, section, pk)
    if not sent_by_script(request) and (trouble := _save_first(request, found)):
        return trouble
    try:
        actions.remove_file(attachment, field, by=request.user, at=timezone.now())
    except WrongStateError as wrong:
        return _field(request, found, field, error=str(wrong), status=409)
    return _changed(request, found, field, f"{attachment.name} är borttagen.")


@require("survey.answer")
@require_POST
def restore_file(
    request: SignedInRequest, year: int, actor: str, section: str, pk: UUID
) -> HttpResponse:
    """Put back a file that was taken away."""
    found, attachment, field = _find(request, year, actor, section, pk)
    if not sent_by_script(request) and (trouble := _save_first(request, found)):
        return trouble
    try:
        actions.restore_file(attachment, field, by=request.user, at=timezone.now())
    except WrongStateError as wrong:
        return _field(request, found, field, error=str(wrong), status=409)
    except FileRefusedError as refused:
        return _field(request, found, field, error=str(refused), status=422)
    return _changed(request, found, field, f"{attachment.name} är tillbaka.")


@require("portal.enter")
@require_safe
def download(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A file to save, for those who may see it; never shown in the browser."""
    attachment = actions.visible_file(request.user, pk)
    if attachment is None:
        raise Http404
    if why := attachment.held_back:
        return render(request, "survey/file_held_back.html", {"why": why}, status=403)
    try:
        content = verified(attachment.stored_name, attachment.sha256)
    except DamagedFileError:
        log.exception("Attachment %s is damaged", attachment.pk)
        return render(request, "survey/file_damaged.html", {"attachment": attachment}, status=500)
    return HttpResponse(content, headers=_as_download(attachment))


def _as_download(attachment: Attachment) -> dict[str, str]:
    """Saved under its own name, by the reader alone; whatever it holds, nothing in it runs."""
    return {
        "Content-Type": attachment.content_type,
        "Content-Disposition": content_disposition_header(True, attachment.name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }


def _find(
    request: SignedInRequest, year: int, actor: str, section: str, pk: UUID
) -> tuple[Section, Attachment, Field]:
    """A file of a section of the own organisation, with its field."""
    found = find_section(request, year, actor, section)
    attachment = get_object_or_404(Attachment, pk=pk, section=found)
    attachment.section = found
    field = actions.field_of(found, actions.place_of(attachment))
    if field is None:
        raise Http404
    return found, attachment, field


def _save_first(request: SignedInRequest, found: Section) -> HttpResponse | None:
    """Save what is written on the page; the page again where something could not be kept."""
    page = posted_save(request, found, timezone.now())
    posted = [box for box in page.boxes if box.files or f"base:{box.html_name}" in request.POST]
    lost = [
        box
        for box in posted
        if box.conflict or (box.error and box.error != box.field.fault(box.value))
    ]
    return show_section(request, page, status=409) if lost or page.homeless else None


def _page(request: SignedInRequest, found: Section, field: Field, *, error: str) -> HttpResponse:
    """Save everything posted, the chosen file with it; to the field, or the page with faults."""
    if trouble := _save_first(request, found):
        return trouble
    if error:
        page = section_page(found, SectionForm(found, found.submission.round))
        next(box for box in page.boxes if box.html_name == field.key).error = error
        return show_section(request, page, status=422)
    return redirect(f"{section_address(found)}#{field.html_id}")


def _changed(request: SignedInRequest, found: Section, field: Field, said: str) -> HttpResponse:
    if sent_by_script(request):
        return _field(request, found, field, said=said)
    return redirect(f"{section_address(found)}#{field.html_id}")


def _field(
    request: SignedInRequest,
    found: Section,
    field: Field,
    *,
    error: str = "",
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    """The field drawn again, for the script; or a page that says what was in the way."""
    if error and not sent_by_script(request):
        raise WrongStateError(error)
    page = section_page(found, SectionForm(found, found.submission.round))
    box: Box = next(one for one in page.boxes if one.html_name == field.key)
    box.error = error
    context = {"box": box, "said": said, "read_only": False}
    return render(request, "survey/kinds/file.html", context, status=status)
