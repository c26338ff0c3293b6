"""The report as it would be if it were made now: read on the screen while it is put together."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from followup.report.drawing.rendering import report_body
from followup.report.making.content import build_snapshot
from followup.report.models import AnnualReport
from followup.report.workshop.views import newest
from strategy_portal.access import SignedInRequest, require
from strategy_portal.exceptions import WrongStateError


@require("report.build")
@require_safe
@never_cache
def preview(request: SignedInRequest, year: int) -> HttpResponse:
    """The whole report from what the year says now, with every count; nothing is stored.

    An htmx request gets the report alone, to stand beside the list of its parts or to replace
    what is already on the page.
    """
    shown = newest(year)
    if shown.state != AnnualReport.State.DRAFT:
        raise WrongStateError(shown.why_fixed)
    page = report_body(build_snapshot(shown.round, shown))
    template = "report_room/workshop/preview.html"
    if request.htmx:
        template += "#rapporten"
    return render(request, template, {"report": shown, "year": year, "page": page})
