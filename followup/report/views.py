"""The report to read: the published ones, and each as a page with what belongs to it."""

import base64
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from followup.report.gathering.cover import cover_part, picture_name
from followup.report.models import AnnualReport
from followup.report.outputs.kinds import offered
from followup.rounds.models import Round
from strategy_portal.access import can, public


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


def readable(request: HttpRequest, year: int) -> AnnualReport:
    """The published report of a year; before that, the newest for those who may read it."""
    reports = AnnualReport.objects.for_year(year)
    report = reports.published().first()
    if report is None and can(request.user, "report.read"):
        report = reports.made().first()
    if report is None:
        raise Http404("Ingen publicerad rapport")
    return report


@public
@require_safe
def report(request: HttpRequest, year: int) -> HttpResponse:
    """The report as a page, with its PDF, checksum and earlier versions."""
    shown = readable(request, year)
    is_public = shown.state == AnnualReport.State.PUBLISHED
    versions = AnnualReport.objects.for_year(year).was_published()
    context = {
        "report": shown,
        "year": year,
        "page": shown.public_page,
        "is_public": is_public,
        "versions": versions.exclude(pk=shown.pk),
        "files": offered(shown.files.for_everyone()),
        "may_work": can(request.user, "report.read"),
    }
    return render(request, "report_room/report.html", context)


@public
@require_safe
def cover_picture(request: HttpRequest, year: int, checksum: str) -> HttpResponse:
    """The picture of a report that has been public; before that for those who may read it."""
    reports = AnnualReport.objects.filter(round__year=year)
    name = picture_name(checksum)
    if not can(request.user, "report.read"):
        reports = reports.was_published()
    if not reports.filter(cover_picture=name).exists():
        raise Http404("Ingen sådan bild")
    part = cover_part(name, "")
    response = HttpResponse(base64.b64decode(part["jpeg"]), content_type="image/jpeg")
    patch_cache_control(response, private=True, max_age=3600)
    return response
