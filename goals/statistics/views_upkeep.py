"""Seeing to the figures over HTTP: the list of indicators, and each with all that is known."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals.statistics.models import Fetch, Indicator, SourceLink
from strategy_portal.access import SignedInRequest, require

# An indicator's values on its page; the rest is in the files.
MOST_SHOWN = 200


@dataclass(frozen=True)
class Kept:
    """An indicator in the list: how new its figures are and what it waits for."""

    indicator: Indicator
    newest: int | None
    links: list[SourceLink]
    fetches: list[Fetch]
    today: date

    @property
    def is_stale(self) -> bool:
        """Whether its next value should have come."""
        due = self.indicator.next_value_due
        return due is not None and due <= self.today

    @property
    def waiting(self) -> Fetch | None:
        """A fetch that somebody should look at."""
        return next((one for one in self.fetches if one.state == Fetch.State.FETCHED), None)


@require("statistics.manage")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Every indicator, with what needs to be seen to first."""
    kept = [_kept(one) for one in _all()]
    context = {"kept": kept, "stale": [one for one in kept if one.is_stale]}
    context["waiting"] = [one for one in kept if one.waiting]
    return render(request, "statistics/index.html", context)


def _all() -> Any:
    links = SourceLink.objects.filter(is_active=True).prefetch_related(
        Prefetch("fetches", Fetch.objects.filter(state=Fetch.State.FETCHED).defer("replies"))
    )
    rows = Indicator.objects.select_related("goal_area", "owner_document").with_measurements()
    return rows.prefetch_related(Prefetch("source_links", links)).order_by(
        "goal_area__number", "order", "title"
    )


def _kept(indicator: Indicator) -> Kept:
    links = list(indicator.source_links.all())
    return Kept(
        indicator,
        max((one.year for one in indicator.measurements.all() if one.year), default=None),
        links,
        [fetch for link in links for fetch in link.fetches.all()],
        timezone.localdate(),
    )


@require("statistics.manage")
@require_safe
def indicator(request: SignedInRequest, slug: str) -> HttpResponse:
    """All about one indicator: what it is, where its values come from, and the values."""
    rows = Indicator.objects.select_related("goal_area", "owner_document")
    return _show(request, get_object_or_404(rows, slug=slug))


def _show(
    request: SignedInRequest, shown: Indicator, status: int = 200, **more: Any
) -> HttpResponse:
    fetches = Fetch.objects.defer("replies").select_related("requested_by", "settled_by")
    links = shown.source_links.prefetch_related(Prefetch("fetches", fetches))
    values = list(shown.measurements.valid().select_related("fetch__link"))
    for value in values:
        value.indicator = shown
    context = {
        "indicator": shown,
        "sub_goals": shown.sub_goals.select_related("goal_area"),
        "breaks": list(shown.series_breaks.all()),
        "links": [_link(one) for one in links],
        "values": values[-MOST_SHOWN:],
        "left_out": max(0, len(values) - MOST_SHOWN),
        "is_stale": bool(shown.next_value_due and shown.next_value_due <= timezone.localdate()),
    }
    return render(request, "statistics/indicator.html", context | more, status=status)


def _link(link: SourceLink) -> dict[str, Any]:
    fetches = list(link.fetches.all())
    last = fetches[0] if fetches else None
    return {"link": link, "last": last, "fetches": fetches[:5]}
