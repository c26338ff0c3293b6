"""Reading across over HTTP: search, what organisations say of themselves, gaps and neighbours."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followup.review.reading import across
from followup.review.reading.forms import SearchForm
from followup.review.reading.search import MOST_HITS, search
from followup.review.views import opened_round
from strategy_portal.access import SignedInRequest, require


@require("review.read")
@require_safe
def about_organisations(request: SignedInRequest, year: int) -> HttpResponse:
    """What the organisations answered about themselves, question by question."""
    round_ = opened_round(year)
    context = {"round": round_, "questions": across.about_organisations(round_)}
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
    context: dict[str, Any] = {"round": round_, "form": form}
    if form.is_valid():
        hits = search(round_, form.cleaned_data["ord"], form.kept_to())
        context |= {"searched": True, "hits": hits[:MOST_HITS], "found": len(hits)}
    status = 422 if form.errors else 200
    return render(request, "review/reading/search.html", context, status=status)
