"""Values from Kolada and SCB over HTTP: look up, link, fetch, see what would change, say yes."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goals.statistics import actions, fetching
from goals.statistics.forms import KoladaLinkForm, NextDueForm, ScbLinkForm, SearchForm
from goals.statistics.models import Fetch, Indicator, SourceLink
from goals.statistics.sources import kolada, scb
from goals.statistics.sources.asking import SourceFaultError, page_patience
from strategy_portal.access import SignedInRequest, require
from strategy_portal.exceptions import ChangedMeanwhileError

# The years that a new link proposes.
YEARS_BACK = 10


@require("statistics.manage")
@require_safe
def choose_source(request: SignedInRequest, slug: str) -> HttpResponse:
    """Look a measure up by its title at the sources, to fetch the indicator's values from."""
    indicator = get_object_or_404(Indicator, slug=slug)
    form = SearchForm(request.GET or None)
    context = {"indicator": indicator, "form": form, "found": [], "faults": []}
    if form.is_valid():
        context |= look_up(form.cleaned_data["q"])
    status = 422 if form.errors else 200
    return render(request, "statistics/upkeep/choose_source.html", context, status=status)


def look_up(title: str) -> dict[str, Any]:
    """What each source has under a title, and what to say of those that do not answer."""
    found: list[dict[str, Any]] = []
    faults: list[str] = []
    for provider, module in fetching.PROVIDERS.items():
        try:
            rows = module.look_up(module.service(page_patience()), title)
        except SourceFaultError as fault:
            faults.append(str(fault))
        else:
            name = SourceLink.Provider(provider).label
            found.append({"provider": provider, "name": name, "rows": rows})
    return {"found": found, "faults": faults, "searched": title}


@require("statistics.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def link_kolada(request: SignedInRequest, slug: str, external_id: str) -> HttpResponse:
    """Link an indicator to one of Kolada's measures: which places and years."""
    indicator = get_object_or_404(Indicator, slug=slug)
    service = kolada.service(page_patience())
    try:
        found = kolada.find(service, external_id)
        places = kolada.places(service, actions.municipalities())
    except SourceFaultError as fault:
        return _away(request, indicator, fault)
    initial = {"first_year": timezone.localdate().year - YEARS_BACK}
    form = KoladaLinkForm(request.POST or None, places=places, initial=initial)
    if form.is_valid():
        link = actions.link_source(
            indicator,
            SourceLink.Provider.KOLADA,
            found.id,
            found.title,
            by=request.user,
            **form.facts(),
        )
        return _linked(request, link)
    context = {"indicator": indicator, "found": found, "form": form, "name": "Kolada"}
    return render(
        request, "statistics/upkeep/link.html", context, status=422 if form.errors else 200
    )


@require("statistics.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def link_scb(request: SignedInRequest, slug: str, external_id: str) -> HttpResponse:
    """Link an indicator to one of SCB's tables: which values of its variables, which years."""
    indicator = get_object_or_404(Indicator, slug=slug)
    try:
        table = scb.find(scb.service(page_patience()), external_id)
    except SourceFaultError as fault:
        return _away(request, indicator, fault)
    initial = {"first_year": timezone.localdate().year - YEARS_BACK}
    places = scb.places(table, actions.municipalities())
    form = ScbLinkForm(request.POST or None, table=table, places=places, initial=initial)
    if form.is_valid():
        link = actions.link_source(
            indicator,
            SourceLink.Provider.SCB,
            table.id,
            table.title,
            by=request.user,
            **form.facts(),
        )
        return _linked(request, link)
    context = {"indicator": indicator, "found": table, "form": form, "name": "SCB"}
    return render(
        request, "statistics/upkeep/link.html", context, status=422 if form.errors else 200
    )


def _away(request: SignedInRequest, indicator: Indicator, fault: SourceFaultError) -> HttpResponse:
    """The page when a source that it needs does not answer."""
    context = {"indicator": indicator, "fault": fault, "address": request.get_full_path()}
    return render(request, "statistics/upkeep/source_away.html", context, status=503)


def _linked(request: SignedInRequest, link: SourceLink) -> HttpResponse:
    """A new link is fetched from at once."""
    fetch = fetching.request_fetch(link, by=request.user)
    messages.success(request, "Indikatorn är kopplad till källan. Värdena hämtas nu.")
    return redirect("upkeep:fetched", fetch.pk)


@require("statistics.manage")
@require_POST
def end_link(request: SignedInRequest, pk: int) -> HttpResponse:
    """Fetch no more from a source."""
    link = get_object_or_404(SourceLink.objects.select_related("indicator"), pk=pk)
    actions.end_link(link, by=request.user)
    messages.success(request, "Kopplingen är avslutad. De värden som har hämtats finns kvar.")
    return redirect("upkeep:indicator", link.indicator.slug)


@require("statistics.manage")
@require_POST
def fetch(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask the worker for a link's values."""
    link = get_object_or_404(SourceLink.objects.select_related("indicator"), pk=pk)
    asked = fetching.request_fetch(link, by=request.user)
    return redirect("upkeep:fetched", asked.pk)


def _find(pk: int) -> Fetch:
    fetches = Fetch.objects.select_related("link__indicator", "requested_by", "settled_by")
    return get_object_or_404(fetches, pk=pk)


@require("statistics.manage")
@require_safe
def fetched(request: SignedInRequest, pk: int) -> HttpResponse:
    """How a fetch goes; when it is done, what it would change."""
    return _show(request, _find(pk))


def _show(
    request: SignedInRequest,
    shown: Fetch,
    changed_meanwhile: bool = False,
    form: NextDueForm | None = None,
) -> HttpResponse:
    context = _progress(shown) | {"changed_meanwhile": changed_meanwhile}
    if shown.state == Fetch.State.FETCHED:
        try:
            looked = fetching.look_at(shown)
        except SourceFaultError as fault:
            context["unreadable"] = fault
        else:
            context["comparison"] = looked.comparison
            context["form"] = form or NextDueForm(initial={"next_value_due": _next_due(shown)})
    status = 409 if changed_meanwhile else 422 if form and form.errors else 200
    return render(request, "statistics/upkeep/fetched.html", context, status=status)


def _progress(shown: Fetch) -> dict[str, Any]:
    return {
        "fetch": shown,
        "indicator": shown.link.indicator,
        "is_dead": shown.is_dead(timezone.now()),
    }


def _next_due(shown: Fetch) -> date:
    """The same day as it was due, the first year that it is still to come."""
    today = timezone.localdate()
    due: date = shown.link.indicator.next_value_due or today
    while due <= today:
        due = due.replace(year=due.year + 1, day=min(due.day, 28))
    return due


@require("statistics.manage")
@require_safe
def progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """The part of the page that shows how the fetch goes; the whole page when it has ended."""
    # Asked for every second: the reply itself, which can be large, stays where it is.
    fetches = Fetch.objects.defer("replies").select_related("link__indicator")
    shown = get_object_or_404(fetches, pk=pk)
    if shown.is_under_way:
        return render(request, "statistics/upkeep/fetched.html#progress", _progress(shown))
    response = HttpResponse()
    response["HX-Refresh"] = "true"
    return response


@require("statistics.manage")
@require_POST
def take_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the fetched values hold."""
    shown = _find(pk)
    form = NextDueForm(request.POST)
    if not form.is_valid():
        return _show(request, shown, form=form)
    due, seen = form.cleaned_data["next_value_due"], request.POST.get("seen", "")
    try:
        taken = fetching.take_in_fetch(shown, seen=seen, next_due=due, by=request.user)
    except ChangedMeanwhileError:
        return _show(request, shown, changed_meanwhile=True)
    new, changed = len(taken.new), len(taken.changed)
    messages.success(request, f"{new} nya och {changed} ändrade värden är intagna.")
    return redirect("upkeep:indicator", shown.link.indicator.slug)


@require("statistics.manage")
@require_POST
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Leave the measurements as they are."""
    shown = _find(pk)
    form = NextDueForm(request.POST)
    if not form.is_valid():
        return _show(request, shown, form=form)
    fetching.decline_fetch(shown, next_due=form.cleaned_data["next_value_due"], by=request.user)
    messages.info(request, "Inga värden har ändrats.")
    return redirect("upkeep:indicator", shown.link.indicator.slug)


@require("statistics.manage")
@require_safe
def raw(request: SignedInRequest, pk: int) -> HttpResponse:
    """A source's reply word for word, as a file."""
    replies = _find(pk).replies
    response = HttpResponse(
        "\n".join(one["body"] for one in replies), content_type="text/plain; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="hamtning-{pk}.txt"'
    return response
