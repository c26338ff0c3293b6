"""The picture on the report's cover: chosen, described, taken away, and shown on the screen."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from followup.report import actions
from followup.report.gathering.cover import cover_part
from followup.report.models import AnnualReport
from followup.report.workshop import pictures
from followup.report.workshop.forms import CoverForm
from followup.report.workshop.views import newest
from strategy_portal.access import SignedInRequest, require


@require("report.build")
@require_safe
def cover(request: SignedInRequest, year: int) -> HttpResponse:
    """The cover's picture and what is said of it to those who do not see it."""
    return _page(request, newest(year))


def _page(
    request: SignedInRequest, shown: AnnualReport, form: CoverForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "report": shown,
        "year": shown.round.year,
        "form": form or CoverForm(report=shown),
        "may_change": shown.state == AnnualReport.State.DRAFT,
        "picture": cover_part(shown.cover_picture, "") if shown.cover_picture else None,
    }
    return render(request, "report_room/workshop/cover.html", context, status=status)


@require("report.build")
@require_POST
def change_cover(request: SignedInRequest, year: int) -> HttpResponse:
    """Save the picture and its description."""
    shown = newest(year)
    form = CoverForm(request.POST, request.FILES, report=shown)
    if not form.is_valid():
        return _page(request, shown, form, 422)
    name = pictures.kept(form.picture) if form.picture else shown.cover_picture
    actions.change_cover(shown, picture=name, text=form.cleaned_data["text"], by=request.user)
    messages.success(request, "Omslagsbilden är sparad.")
    return redirect("report:cover", year)


@require("report.build")
@require_POST
def remove_cover(request: SignedInRequest, year: int) -> HttpResponse:
    """Take the picture away; the cover has its drawn thread again."""
    actions.change_cover(newest(year), picture="", text="", by=request.user)
    messages.success(request, "Omslaget har ingen bild längre.")
    return redirect("report:cover", year)
