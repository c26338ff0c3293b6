"""How a year's report is put together: which parts it has and in which order."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from followup.report import actions
from followup.report.composition import (
    AREA_PARTS,
    BY_KEY,
    GROUPS,
    Choice,
    UnknownPartError,
    completed,
    moved,
    reordered,
    ticked,
)
from followup.report.models import AnnualReport
from followup.report.workshop.views import newest
from strategy_portal.access import SignedInRequest, can, require
from strategy_portal.exceptions import WrongStateError

CHANGED = "Rapportens delar har ändrats. Läs in sidan igen och försök på nytt."


@require("report.read")
@require_safe
def composition(request: SignedInRequest, year: int) -> HttpResponse:
    """The report's parts in their order, and which of them are left out."""
    shown = newest(year)
    choice = completed(shown.composition)
    is_draft = shown.state == AnnualReport.State.DRAFT
    context = {
        "report": shown,
        "year": year,
        "groups": [_group(choice, key, title) for key, title in GROUPS.items()],
        "area_parts": [
            {"key": key, "title": title, "is_included": key not in choice["left_out"]}
            for key, title in AREA_PARTS.items()
        ],
        "may_change": is_draft and can(request.user, "report.build"),
    }
    return render(request, "report_room/workshop/composition.html", context)


def _group(choice: Choice, group: str, title: str) -> dict[str, Any]:
    keys = [key for key in choice["order"] if BY_KEY[key].group == group]
    parts = [{"part": BY_KEY[key], "is_included": key not in choice["left_out"]} for key in keys]
    return {"key": group, "title": title, "parts": parts}


@require("report.build")
@require_POST
def choose_parts(request: SignedInRequest, year: int) -> HttpResponse:
    """Save which parts the report has."""
    _change_parts(request, year)
    messages.success(request, f"Sparat {timezone.localtime():%H:%M}.")
    return redirect("report:composition", year)


def _change_parts(request: SignedInRequest, year: int) -> None:
    """What was ticked and unticked on the page, whichever of its buttons sent it."""
    before, after = request.POST.getlist("was"), request.POST.getlist("part")
    _changed(request, year, lambda choice: ticked(choice, before, after))


@require("report.build")
@require_POST
def move_part(request: SignedInRequest, year: int) -> HttpResponse:
    """Move one part a step up or down; what was ticked meanwhile is saved as well."""
    key, _, way = request.POST.get("move", "").partition(" ")
    _change_parts(request, year)
    _changed(request, year, lambda choice: moved(choice, key, up=way == "up"))
    where = "upp" if way == "up" else "ned"
    messages.success(request, f"”{BY_KEY[key].title}” är flyttad ett steg {where}.")
    return redirect("report:composition", year)


@require("report.build")
@require_POST
def order_parts(request: SignedInRequest, year: int) -> HttpResponse:
    """The whole order of the chapters or of the annexes, sent by the page's script."""
    group, keys = request.POST.get("scope", ""), request.POST.getlist("key")
    try:
        _changed(request, year, lambda choice: reordered(choice, group, keys))
    except WrongStateError as error:
        return JsonResponse({"message": str(error)}, status=409)
    return HttpResponse(status=204)


def _changed(request: SignedInRequest, year: int, change: Any) -> None:
    try:
        actions.change_composition(newest(year), change, by=request.user)
    except UnknownPartError as error:
        raise WrongStateError(CHANGED) from error
