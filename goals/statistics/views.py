"""The statistics for everyone to read: all indicators, one, and those of a goal area."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals.models import GoalArea
from goals.statistics import pages
from goals.statistics.csv_values import as_csv
from goals.statistics.models import Indicator
from goals.statistics.small_numbers import published
from strategy_portal.access import can, public

LONGEST_SEARCH = 100


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All indicators by goal area, each with its newest value."""
    wanted = request.GET.get("sok", "")[:LONGEST_SEARCH].strip()
    context = {"groups": pages.overview(wanted), "wanted": wanted, **_upkeep(request)}
    return render(request, "statistics/index.html", context)


@public
@require_safe
def area(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """The charts of one goal area's indicators beside each other."""
    areas = list(GoalArea.objects.of_current_strategy())
    shown = next((one for one in areas if one.number == number), None)
    if shown is None:
        raise Http404
    if shown.slug != slug:
        return redirect("statistics:area", shown.number, shown.slug, permanent=True)
    context = {"area": shown, "areas": areas, "figures": pages.area_figures(shown)}
    return render(request, "statistics/area.html", context)


def find_indicator(slug: str) -> Indicator:
    """An indicator with its values and the breaks between them, or 404."""
    indicators = Indicator.objects.with_series().select_related("goal_area", "owner_document")
    return get_object_or_404(indicators.prefetch_related("sub_goals__goal_area"), slug=slug)


@public
@require_safe
def indicator(request: HttpRequest, slug: str) -> HttpResponse:
    """One indicator: over the years, by sex, from place to place, and every value."""
    page = pages.indicator_page(find_indicator(slug), timezone.localdate())
    return render(request, "statistics/indicator.html", {"page": page, **_upkeep(request)})


def _upkeep(request: HttpRequest) -> dict[str, bool]:
    """Whether the reader sees to the figures, and is shown the way there."""
    return {"may_manage": can(request.user, "statistics.manage")}


@public
@require_safe
def values_as_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Every value of an indicator as a table that Excel opens, with sources and days."""
    found = find_indicator(slug)
    content = as_csv(found, published(tuple(found.measurements.all())))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.csv"'
    return response
