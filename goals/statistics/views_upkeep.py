"""Seeing to the figures over HTTP: the list of indicators, and each with all that is known."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.validators import slug_re
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goals.models import Strategy
from goals.statistics import actions
from goals.statistics.forms import BreakForm, IndicatorForm, SearchForm
from goals.statistics.models import Fetch, Indicator, SeriesBreak, SourceLink
from goals.statistics.views_fetching import look_up
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
    return render(request, "statistics/upkeep/index.html", context)


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
    return render(request, "statistics/upkeep/indicator.html", context | more, status=status)


def _link(link: SourceLink) -> dict[str, Any]:
    fetches = list(link.fetches.all())
    last = fetches[0] if fetches else None
    return {"link": link, "last": last, "fetches": fetches[:5]}


# --- A new one, and changes ------------------------------------------------------------------


@require("statistics.manage")
@require_safe
def look_first(request: SignedInRequest) -> HttpResponse:
    """Before a new indicator: what there is already, here and at the sources."""
    form = SearchForm(request.GET or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        words = form.cleaned_data["q"]
        context |= look_up(words) | {"ours": _ours(words)}
    status = 422 if form.errors else 200
    return render(request, "statistics/upkeep/look_first.html", context, status=status)


def _ours(words: str) -> list[Indicator]:
    """Indicators of ours with any of the words in the title or the definition."""
    wanted = Q()
    for word in words.split():
        wanted |= Q(title__icontains=word) | Q(definition__icontains=word)
    return list(Indicator.objects.filter(wanted).select_related("owner_document")[:20])


@require("statistics.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: SignedInRequest) -> HttpResponse:
    """A new indicator: one that a source has, or one of our own with a reason.

    It begins with the search, whose words come along as `q`.
    """
    given = request.POST or request.GET
    searched, provider = given.get("q", "").strip(), given.get("kalla", "")
    if not searched:
        return redirect("upkeep:look_first")
    strategy = Strategy.objects.current().first()
    started = Indicator(strategy=strategy)
    initial = _initial(request, provider)
    form = IndicatorForm(request.POST or None, instance=started, initial=initial)
    if form.is_valid():
        goals = list(form.cleaned_data["sub_goals"])
        made = actions.save_indicator(form.save(commit=False), goals, by=request.user)
        messages.success(request, "Indikatorn är upplagd.")
        external_id = given.get("beteckning", "")
        if provider in SourceLink.Provider.values and slug_re.fullmatch(external_id):
            return redirect(f"upkeep:link_{provider}", made.slug, external_id)
        return redirect("upkeep:indicator", made.slug)
    context = {"form": form, "indicator": None, "searched": searched, "given": given}
    return render(
        request, "statistics/upkeep/change.html", context, status=422 if form.errors else 200
    )


def _initial(request: SignedInRequest, provider: str) -> dict[str, str]:
    """What the source says of a measure that somebody chose."""
    if provider not in SourceLink.Provider.values:
        return {}
    return {
        "title": request.GET.get("titel", "")[:160],
        "definition": request.GET.get("text", "")[:1_000],
        "owner": str(SourceLink.Provider(provider).label),
    }


@require("statistics.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change what an indicator is; of two who write at once neither loses a word."""
    shown = get_object_or_404(Indicator, slug=slug)
    edition, written = _edition(shown), request.POST.copy()
    met = bool(written) and written.get("edition") != edition
    if met:
        written["edition"] = edition
    form = IndicatorForm(written or None, instance=shown, initial={"edition": edition})
    if form.is_valid() and not met:
        goals = list(form.cleaned_data["sub_goals"])
        actions.save_indicator(form.save(commit=False), goals, by=request.user)
        messages.success(request, f"Sparat {timezone.localtime():%H:%M}.")
        return redirect("upkeep:indicator", slug)
    saved = Indicator.objects.select_related("goal_area", "owner_document").get(pk=shown.pk)
    theirs = _theirs(form, saved) if met else []
    context = {"form": form, "indicator": saved, "met": met, "theirs": theirs}
    status = 409 if met else 422 if form.errors else 200
    return render(request, "statistics/upkeep/change.html", context, status=status)


def _theirs(form: IndicatorForm, saved: Indicator) -> list[dict[str, str]]:
    """What is saved in the fields where somebody has written something else."""
    found = []
    for name in form.changed_data:
        if name == "sub_goals":
            value = ", ".join(one.title for one in saved.sub_goals.all())
        elif name == "edition":
            continue
        else:
            shown = getattr(saved, f"get_{name}_display", None)
            value = str(shown() if shown else getattr(saved, name) or "")
        found.append({"label": str(form[name].label), "value": value})
    return found


def _edition(shown: Indicator) -> str:
    """What tells one version of an indicator from the next."""
    newest = shown.history.values_list("history_id", flat=True).first()
    return str(newest or 0)


@require("statistics.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def breaks(request: SignedInRequest, slug: str) -> HttpResponse:
    """The years from which an indicator's values cannot be compared with those before."""
    shown = get_object_or_404(Indicator, slug=slug)
    form = BreakForm(request.POST or None)
    if form.is_valid():
        try:
            actions.add_break(
                shown,
                year=form.cleaned_data["year"],
                what=form.cleaned_data["what"],
                by=request.user,
            )
        except actions.AlreadyThereError as there:
            form.add_error("year", str(there))
        else:
            messages.success(request, "Seriebrottet är inskrivet.")
            return redirect("upkeep:breaks", slug)
    context = {"indicator": shown, "form": form, "breaks": shown.series_breaks.all()}
    return render(
        request, "statistics/upkeep/breaks.html", context, status=422 if form.errors else 200
    )


@require("statistics.manage")
@require_POST
def remove_break(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a series break away."""
    marked = get_object_or_404(SeriesBreak.objects.select_related("indicator"), pk=pk)
    slug = marked.indicator.slug
    actions.remove_break(marked, by=request.user)
    messages.info(request, "Seriebrottet är borttaget.")
    return redirect("upkeep:breaks", slug)
