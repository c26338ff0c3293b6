"""The report as PDF and as files: for everyone, for those who have every count, for the council."""

import logging
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from followup.report.files import DamagedFileError, check, verified
from followup.report.models import AnnualReport
from followup.report.outputs import archive
from followup.report.outputs.kinds import BY_NAME
from followup.report.views import readable
from strategy_portal.access import can, public, require

log = logging.getLogger(__name__)


def _public_etag(request: HttpRequest, year: int) -> str:
    return f'"{readable(request, year).public_pdf_checksum}"'


@public
@require_safe
@condition(etag_func=_public_etag)
def pdf(request: HttpRequest, year: int) -> HttpResponse:
    """The report's PDF for publication."""
    shown = readable(request, year)
    name = f"uppfoljning-{year}"
    is_public = shown.state == AnnualReport.State.PUBLISHED
    file, checksum = shown.public_pdf, shown.public_pdf_checksum
    return _file(request, shown, file, checksum, name, is_public=is_public)


def _earlier(year: int, version: int) -> AnnualReport:
    reports = AnnualReport.objects.for_year(year).was_published()
    return get_object_or_404(reports, version=version)


def _earlier_etag(request: HttpRequest, year: int, version: int) -> str:
    return f'"{_earlier(year, version).public_pdf_checksum}"'


@public
@require_safe
@condition(etag_func=_earlier_etag)
def version_pdf(request: HttpRequest, year: int, version: int) -> HttpResponse:
    """The PDF of one version that is or has been public."""
    shown = _earlier(year, version)
    name = f"uppfoljning-{year}-version-{version}"
    file, checksum = shown.public_pdf, shown.public_pdf_checksum
    return _file(request, shown, file, checksum, name, is_public=True)


@public
@require_safe
def file(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The report as a workbook, data or the like, for everyone."""
    shown = readable(request, year)
    is_public = shown.state == AnnualReport.State.PUBLISHED
    files = shown.files.for_everyone()
    return _output(request, shown, files, kind, f"uppfoljning-{year}", is_public=is_public)


@public
@require_safe
def version_file(request: HttpRequest, year: int, version: int, kind: str) -> HttpResponse:
    """A file of one version that is or has been public."""
    shown = _earlier(year, version)
    name = f"uppfoljning-{year}-version-{version}"
    return _output(request, shown, shown.files.for_everyone(), kind, name, is_public=True)


def _newest_made(year: int) -> AnnualReport:
    found = AnnualReport.objects.for_year(year).made().first()
    if found is None:
        raise Http404("Rapporten är inte gjord än")
    return found


@require("report.data")
@require_safe
def full_file(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """A file of the newest version that has been made, with every count in it."""
    shown = _newest_made(year)
    name = f"uppfoljning-{year}-alla-uppgifter"
    return _output(request, shown, shown.files.with_every_count(), kind, name, is_public=False)


@require("report.archive")
@require_safe
def archive_package(request: HttpRequest, year: int) -> HttpResponseBase:
    """The newest version's archive package; read a part at a time, as it may be large."""
    shown = _newest_made(year)
    found = get_object_or_404(shown.files, kind=archive.NAME)
    try:
        check(found.file, found.checksum)
    except DamagedFileError:
        return _damaged(request, shown)
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=f"uppfoljning-{year}-arkivpaket.zip"
    )
    response["Content-Type"] = archive.CONTENT_TYPE
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _output(
    request: HttpRequest, shown: AnnualReport, files: Any, kind: str, name: str, *, is_public: bool
) -> HttpResponse:
    """One of the report's files to save; never opened in the browser as a page of the portal."""
    if kind not in BY_NAME:
        raise Http404("Ingen sådan fil")
    found = get_object_or_404(files, kind=kind)
    about = BY_NAME[kind]
    response = _file(request, shown, found.file, found.checksum, name, is_public=is_public)
    if response.status_code == 200:
        response["Content-Type"] = about.content_type
        response["Content-Disposition"] = f'attachment; filename="{name}.{about.ending}"'
    return response


@require("report.read")
@require_safe
def council_pdf(request: HttpRequest, year: int) -> HttpResponse:
    """The council's own copy, where small counts are not hidden.

    Until it is ready for the council only those who make the report read it; while a corrected
    version is being made the council keeps the copy it has.
    """
    copies = AnnualReport.objects.for_year(year).made()
    if not can(request.user, "report.build"):
        copies = copies.exclude(state=AnnualReport.State.DRAFT)
    shown = copies.first()
    if shown is None:
        raise Http404("Rapporten är inte klar för rådet än")
    name = f"uppfoljning-{year}-radets-exemplar"
    return _file(request, shown, shown.pdf, shown.pdf_checksum, name, is_public=False)


def _file(
    request: HttpRequest,
    shown: AnnualReport,
    file: Any,
    checksum: str,
    name: str,
    *,
    is_public: bool,
) -> HttpResponse:
    """A stored PDF to read in the browser, never one that is not what was made."""
    if not file:
        raise Http404("Rapporten är inte gjord än")
    try:
        content = verified(file, checksum)
    except DamagedFileError:
        return _damaged(request, shown)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["ETag"] = f'"{checksum}"'
    who_may_keep_it = {"public": True} if is_public else {"private": True}
    patch_cache_control(response, no_cache=True, **who_may_keep_it)
    return response


def _damaged(request: HttpRequest, shown: AnnualReport) -> HttpResponse:
    """Instead of a file that is not the one that was made; called where that was found."""
    log.exception("A stored file of a report is damaged")
    return render(request, "report_room/damaged.html", {"report": shown}, status=500)
