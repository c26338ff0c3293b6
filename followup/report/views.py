"""The report's room: what anyone may read, and the workshop where it is made."""

import logging
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_POST, require_safe

from followup.report import actions, builds, queueing
from followup.report.files import DamagedFileError, check, verified
from followup.report.forms import CorrectionForm, TextsForm, edition_of
from followup.report.models import AnnualReport
from followup.report.outputs import archive
from followup.report.outputs.kinds import BY_NAME, KINDS
from followup.report.queueing import line_of
from followup.report.workflow import REPORTS
from followup.review.compilation import response
from followup.review.reading.response import Claim, claims, written
from followup.review.writing.pages import texts_page
from followup.rounds.models import Round
from strategy_portal.access import SignedInRequest, can, public, require

log = logging.getLogger(__name__)


# --- What anyone may read ----------------------------------------------------------------------


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The published reports; for those who make them also the ones under way."""
    may_read = can(request.user, "report.read")
    may_build = can(request.user, "report.build")
    context = {
        "reports": AnnualReport.objects.published().light().with_later_changes(),
        "under_way": _under_way() if may_read else [],
        "not_begun": _not_begun() if may_build else [],
        "may_read": may_read,
        "may_build": may_build,
    }
    return render(request, "report_room/index.html", context)


def _under_way() -> Any:
    newest = AnnualReport.objects.newest_of_each_year().light().with_later_changes()
    return newest.exclude(state=AnnualReport.State.PUBLISHED)


def _not_begun() -> Any:
    closed = Round.objects.exclude(state__in=[Round.State.DRAFT, Round.State.OPEN])
    return closed.filter(reports=None).order_by("-year")


def _readable(request: HttpRequest, year: int) -> AnnualReport:
    """The published report of a year; before that, the newest for those who may read it."""
    reports = AnnualReport.objects.for_year(year)
    report = reports.published().first()
    if report is None and can(request.user, "report.read"):
        report = reports.exclude(built_at=None).first()
    if report is None:
        raise Http404("Ingen publicerad rapport")
    return report


@public
@require_safe
def report(request: HttpRequest, year: int) -> HttpResponse:
    """The report as a page, with its PDF, checksum and earlier versions."""
    shown = _readable(request, year)
    is_public = shown.state == AnnualReport.State.PUBLISHED
    versions = AnnualReport.objects.for_year(year).was_published()
    context = {
        "report": shown,
        "year": year,
        "page": shown.public_page,
        "is_public": is_public,
        "versions": versions.exclude(pk=shown.pk),
        "files": _offered(shown.files.for_everyone()),
        "may_work": can(request.user, "report.read"),
    }
    return render(request, "report_room/report.html", context)


def _offered(files: Any) -> list[dict[str, Any]]:
    """A report's files in the order of their kinds, each with what is told of its kind."""
    by_kind = {one.kind: one for one in files}
    return [{"about": kind, "file": by_kind[kind.name]} for kind in KINDS if kind.name in by_kind]


def _public_etag(request: HttpRequest, year: int) -> str:
    return f'"{_readable(request, year).public_pdf_checksum}"'


@public
@require_safe
@condition(etag_func=_public_etag)
def pdf(request: HttpRequest, year: int) -> HttpResponse:
    """The report's PDF for publication."""
    shown = _readable(request, year)
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
    shown = _readable(request, year)
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


@require("report.data")
@require_safe
def full_file(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """A file of the newest version that has been made, with every count in it."""
    shown = AnnualReport.objects.for_year(year).exclude(built_at=None).first()
    if shown is None:
        raise Http404("Rapporten är inte gjord än")
    name = f"uppfoljning-{year}-alla-uppgifter"
    return _output(request, shown, shown.files.with_every_count(), kind, name, is_public=False)


@require("report.archive")
@require_safe
def archive_package(request: HttpRequest, year: int) -> HttpResponseBase:
    """The newest version's archive package; read a part at a time, as it may be large."""
    shown = AnnualReport.objects.for_year(year).exclude(built_at=None).first()
    if shown is None:
        raise Http404("Rapporten är inte gjord än")
    found = get_object_or_404(shown.files, kind=archive.NAME)
    try:
        check(found.file, found.checksum)
    except DamagedFileError:
        log.exception("A stored archive package is damaged")
        return render(request, "report_room/damaged.html", {"report": shown}, status=500)
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
    copies = AnnualReport.objects.for_year(year).exclude(built_at=None)
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
        log.exception("A stored report is damaged")
        return render(request, "report_room/damaged.html", {"report": shown}, status=500)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["ETag"] = f'"{checksum}"'
    who_may_keep_it = {"public": True} if is_public else {"private": True}
    patch_cache_control(response, no_cache=True, **who_may_keep_it)
    return response


# --- The workshop ------------------------------------------------------------------------------


def newest(year: int) -> AnnualReport:
    """The version that is being worked on, or the last there was."""
    found = AnnualReport.objects.for_year(year).first()
    if found is None:
        raise Http404("Rapporten är inte påbörjad")
    return found


@require("report.read")
@require_safe
def work(request: SignedInRequest, year: int) -> HttpResponse:
    """Everything about a year's report before it is public, and what to do with it next."""
    return _workshop(request, newest(year))


def _workshop(
    request: SignedInRequest, shown: AnnualReport, status: int = 200, **forms: Any
) -> HttpResponse:
    may_build = can(request.user, "report.build")
    context = {
        "versions": AnnualReport.objects.for_year(shown.round.year),
        "form": TextsForm(report=shown),
        "correction_form": CorrectionForm(),
        "may_change": may_build and shown.state == AnnualReport.State.DRAFT,
        "may_correct": can(request.user, "report.decide") and _can_be_corrected(shown),
        "may_take_out": can(request.user, "round.manage", shown.round),
        "claims": _claims(shown),
        "texts": texts_page(shown.round) if shown.state == AnnualReport.State.DRAFT else None,
        "in_force": _in_force(shown.round.year) if may_build else None,
        **_making(request, shown),
        **forms,
    }
    return render(request, "report_room/work.html", context, status=status)


def _in_force(year: int) -> AnnualReport | None:
    """The year's frozen report with how much has changed since; a correction may be under way."""
    return AnnualReport.objects.for_year(year).in_force().with_later_changes().first()


def _claims(shown: AnnualReport) -> tuple[Claim, ...]:
    """What the draft says of all where only some have answered; nothing once it is frozen."""
    if shown.state != AnnualReport.State.DRAFT:
        return ()
    return claims(written(shown.round), response(shown.round))


def _can_be_corrected(shown: AnnualReport) -> bool:
    return shown.state in {AnnualReport.State.ADOPTED, AnnualReport.State.PUBLISHED}


def _making(request: SignedInRequest, shown: AnnualReport) -> dict[str, Any]:
    """How the making goes and what can be done now: the part of the page that renews itself."""
    moves = {t.name for t in REPORTS.open_to(request.user, shown)}
    return {
        "report": shown,
        "year": shown.round.year,
        "line": line_of(shown),
        "may_build": can(request.user, "report.build") and shown.state == AnnualReport.State.DRAFT,
        "moves": moves,
        "full_files": _full_files(request, shown),
        "package": _package(request, shown),
    }


def _full_files(request: SignedInRequest, shown: AnnualReport) -> list[dict[str, Any]]:
    if not can(request.user, "report.data"):
        return []
    return _offered(shown.files.with_every_count())


def _package(request: SignedInRequest, shown: AnnualReport) -> Any:
    if not can(request.user, "report.archive"):
        return None
    return shown.files.filter(kind=archive.NAME).first()


@require("report.read")
@require_safe
def progress(request: SignedInRequest, year: int) -> HttpResponse:
    """The part of the workshop that shows how the making goes."""
    return render(request, "report_room/work.html#making", _making(request, newest(year)))


@require("report.build")
@require_POST
def begin(request: SignedInRequest, year: int) -> HttpResponse:
    """Begin a year's report."""
    begun = actions.begin(get_object_or_404(Round, year=year), by=request.user)
    messages.success(request, "Rapporten är påbörjad. Skriv texterna och gör PDF:en.")
    return redirect("report:work", begun.round.year)


@require("report.build")
@require_POST
def change_texts(request: SignedInRequest, year: int) -> HttpResponse:
    """Save title and addressee; of two who write at once neither loses a word."""
    shown = newest(year)
    form = TextsForm(request.POST, report=shown)
    if not form.is_valid():
        return _workshop(request, shown, status=422, form=form)
    if form.cleaned_data["edition"] != edition_of(shown):
        return _workshop(request, shown, status=409, form=form.renewed(shown), met=shown)
    actions.change_texts(shown, by=request.user, **form.texts())
    messages.success(request, f"Sparat {timezone.localtime():%H:%M}.")
    return redirect("report:work", year)


@require("report.build")
@require_POST
def build(request: SignedInRequest, year: int) -> HttpResponse:
    """Ask the worker to make the report, or to make it once more when it is done."""
    shown = newest(year)
    is_running = line_of(shown).running
    builds.request_build(shown, by=request.user)
    again = "Rapporten står i kö och görs om när den som görs nu är klar."
    begun = "Rapporten görs så snart det blir dess tur. Det tar oftast under en minut."
    messages.success(request, again if is_running else begun)
    return redirect("report:work", year)


@require("report.build")
@require_POST
def cancel(request: SignedInRequest, year: int, build: int) -> HttpResponse:
    """Stop a build that waits or is being made; what was made before stands."""
    shown = newest(year)
    queueing.cancel(get_object_or_404(shown.builds, pk=build), by=request.user)
    messages.success(request, "Arbetet är avbrutet.")
    return redirect("report:work", year)


@require("report.build")
@require_POST
def make_ready(request: SignedInRequest, year: int) -> HttpResponse:
    """The report can be put before the council."""
    actions.make_ready(newest(year), by=request.user)
    messages.success(request, "Rapporten är klar för rådet.")
    return redirect("report:work", year)


@require("report.build")
@require_POST
def take_back(request: SignedInRequest, year: int) -> HttpResponse:
    """The report becomes a draft again."""
    actions.take_back(newest(year), by=request.user)
    messages.success(request, "Rapporten är ett utkast igen och kan ändras.")
    return redirect("report:work", year)


@require("report.decide")
@require_POST
def adopt(request: SignedInRequest, year: int) -> HttpResponse:
    """Fix the report for ever."""
    actions.adopt(newest(year), by=request.user)
    messages.success(request, "Rapporten är fastställd. Den kan inte längre ändras.")
    return redirect("report:work", year)


@require("report.decide")
@require_POST
def publish(request: SignedInRequest, year: int) -> HttpResponse:
    """Let anyone read the report."""
    actions.publish(newest(year), by=request.user)
    messages.success(request, "Rapporten är publicerad. Alla kan läsa den.")
    return redirect("report:work", year)


@require("report.decide")
@require_POST
def correct(request: SignedInRequest, year: int) -> HttpResponse:
    """Begin a corrected version."""
    shown = newest(year)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _workshop(request, shown, status=422, correction_form=form)
    corrected = actions.correct(shown, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, f"Version {corrected.version} är påbörjad som utkast.")
    return redirect("report:work", year)
