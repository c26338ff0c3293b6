"""Reading across over HTTP: an area's answers, search, the organisations, gaps and neighbours."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from followup.review.discussions.beside import open_threads_on
from followup.review.querysets import indicators
from followup.review.reading import across
from followup.review.reading.beside import answers_page
from followup.review.reading.forms import AreasForm, MatrixForm, NarrowingForm, SearchForm
from followup.review.reading.matrix import as_csv, matrix
from followup.review.reading.methods import methods
from followup.review.reading.narrowed import Narrowed
from followup.review.reading.search import MOST_HITS, search
from followup.review.views import opened_area, opened_round
from followup.review.workflow import closed_for_writing
from followup.rounds.models import Round
from goals.statistics.trends import followed
from strategy_portal.access import SignedInRequest, can, require


@require("review.read")
@require_safe
@vary_on_headers("HX-Request")
def answers(request: SignedInRequest, year: int, area: str) -> HttpResponse:
    """An area's answers beside last year's, by sub-goal or by organisation."""
    round_, goal_area = opened_area(year, area)
    form = NarrowingForm(request.GET, strategy=round_.strategy)
    kept_to = form.narrowed() if form.is_valid() else Narrowed()
    context = {
        "page": answers_page(round_, goal_area, kept_to),
        "form": form,
        "is_narrowed": bool(kept_to),
        "by_organisation": request.GET.get("visa") == "organisationer",
        **_may_pick(request, round_),
        "narrowed": _without(request, "visa"),
        "threads": open_threads_on(round_, goal_area),
    }
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "review/reading/answers.html#answers", context)
    context["figures"] = followed(indicators(goal_area))
    return render(request, "review/reading/answers.html", context)


@require("review.read")
@require_safe
@vary_on_headers("HX-Request")
def matrix_page(request: SignedInRequest, year: int) -> HttpResponse:
    """How far every organisation has come with every sub-goal."""
    round_ = opened_round(year)
    form = MatrixForm(request.GET, strategy=round_.strategy)
    kept_to = form.narrowed() if form.is_valid() else Narrowed()
    context = {
        "sheet": matrix(round_, kept_to),
        "form": form,
        "kept_to": kept_to,
        "narrowed": request.GET.urlencode() if kept_to else "",
    }
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "review/reading/matrix.html#sheet", context)
    return render(request, "review/reading/matrix.html", context)


@require("review.read")
@require_safe
def matrix_csv(request: SignedInRequest, year: int) -> HttpResponse:
    """The same sheet for a spreadsheet."""
    round_ = opened_round(year)
    form = MatrixForm(request.GET, strategy=round_.strategy)
    sheet = matrix(round_, form.narrowed() if form.is_valid() else Narrowed())
    response = HttpResponse(as_csv(sheet), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="genomforandegrad-{year}.csv"'
    return response


@require("methods.read")
@require_safe
@vary_on_headers("HX-Request")
def methods_page(request: SignedInRequest, year: int) -> HttpResponse:
    """What organisations say has had an effect; for those who answer once the round is closed."""
    round_ = opened_round(year)
    may_read_all = can(request.user, "review.read")
    if round_.state == Round.State.OPEN and not may_read_all:
        raise Http404("Svaren är inte klara att läsas av andra än")
    form = AreasForm(request.GET, strategy=round_.strategy)
    kept_to = form.narrowed() if form.is_valid() else Narrowed()
    context = {
        "round": round_,
        "methods": methods(round_, kept_to),
        "form": form,
        "is_narrowed": bool(kept_to),
        "may_read_all": may_read_all,
    }
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "review/reading/methods.html#methods", context)
    return render(request, "review/reading/methods.html", context)


def _may_pick(request: SignedInRequest, round_: Round) -> dict[str, bool]:
    """Whether this person can now mark passages with themes, and quote them in the texts."""
    is_open = not closed_for_writing(round_)
    return {
        "may_tag": is_open and can(request.user, "review.assess"),
        "may_quote": is_open and can(request.user, "review.write"),
    }


def _without(request: SignedInRequest, name: str) -> str:
    """What is asked for in the address, but for one thing; for links that keep the rest."""
    asked = request.GET.copy()
    asked.pop(name, None)
    return asked.urlencode()


@require("review.read")
@require_safe
def about_organisations(request: SignedInRequest, year: int) -> HttpResponse:
    """What the organisations answered about themselves, question by question."""
    round_ = opened_round(year)
    context = {
        "round": round_,
        "questions": across.about_organisations(round_),
        **_may_pick(request, round_),
    }
    return render(request, "review/reading/about_organisations.html", context)


@require("review.read")
@require_safe
def work(request: SignedInRequest, year: int) -> HttpResponse:
    """Sub-goals that nobody works with, and organisations that do alike."""
    round_ = opened_round(year)
    return render(
        request, "review/reading/work.html", {"round": round_, "areas": across.work(round_)}
    )


@require("review.read")
@require_safe
def search_answers(request: SignedInRequest, year: int) -> HttpResponse:
    """Search every text that is handed in, kept to a type, an area or a target group."""
    round_ = opened_round(year)
    form = SearchForm(request.GET or None, strategy=round_.strategy)
    context: dict[str, Any] = {"round": round_, "form": form, **_may_pick(request, round_)}
    if form.is_valid():
        hits = search(round_, form.cleaned_data["ord"], form.narrowed())
        context |= {"searched": True, "hits": hits[:MOST_HITS], "found": len(hits)}
    status = 422 if form.errors else 200
    return render(request, "review/reading/search.html", context, status=status)
