"""Picking what is handed in for a text over HTTP, and taking it into the text or away again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from followup.review.models import PartText, Quotation, TaggedPassage
from followup.review.reading import pointed
from followup.review.reading.passages import WITH_SOURCES, can_be_quoted, followed
from followup.review.reading.pointed import Pointed
from followup.review.views import opened_round
from followup.review.workflow import closed_for_writing
from followup.review.writing import actions, saving
from followup.review.writing.forms import QuoteForm
from followup.review.writing.querysets import parts
from followup.review.writing.views import part_or_404
from followup.review.writing.views_progress import do
from strategy_portal.access import SignedInRequest, require
from strategy_portal.exceptions import WrongStateError


@require("review.write")
@require_http_methods(["GET", "HEAD", "POST"])
def quote_answer(
    request: SignedInRequest, year: int, area: str, actor: str, question: int, number: int
) -> HttpResponse:
    """Quote an answer in an area; `number` is the sub-goal's, 0 for the area's own."""
    return _quote(request, pointed.answer(year, area, actor, question, number))


@require("review.write")
@require_http_methods(["GET", "HEAD", "POST"])
def quote_about(request: SignedInRequest, year: int, actor: str, question: int) -> HttpResponse:
    """Quote what an organisation says of itself."""
    return _quote(request, pointed.about_organisation(year, actor, question))


@require("review.write")
@require_http_methods(["GET", "HEAD", "POST"])
def quote_intervention(request: SignedInRequest, year: int, area: str, pk: UUID) -> HttpResponse:
    """Pick an intervention, as a row or in its own words."""
    return _quote(request, pointed.intervention(year, area, pk))


@require("review.write")
@require_http_methods(["GET", "HEAD", "POST"])
def quote_marked(request: SignedInRequest, year: int, pk: int, passage: int) -> HttpResponse:
    """Quote a passage that stands under a theme, where the newest version still says it."""
    round_ = opened_round(year)
    rows = TaggedPassage.objects.filter(theme__strategy=round_.strategy, theme=pk)
    marked = get_object_or_404(rows.select_related(*WITH_SOURCES), pk=passage)
    (one,) = followed(round_, [marked])
    if one.is_earlier:
        raise Http404("No newest version of the year says it")
    here = reverse("review:theme", args=[year, pk])
    return _quote(request, Pointed(round_, one.source, here), marked.passage)


def _quote(request: SignedInRequest, at: Pointed, passage: str = "") -> HttpResponse:
    if not can_be_quoted(at.source):
        raise Http404("Only words are quoted")
    offered = {part.key: part for part in parts(at.round)}
    form = QuoteForm(
        request.POST or None,
        source=at.source,
        text=at.text,
        initial=passage,
        parts=offered.values(),
    )
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        part = offered[form.cleaned_data["text"]]
        try:
            actions.quote(part, at.source, form.cleaned_data["stycke"], by=request.user)
        except WrongStateError as error:
            form.add_error(None, str(error))
            status = 409
        else:
            messages.success(
                request, f"Valt till texten ”{part.title}”. Ta in det på textens sida."
            )
            return redirect(at.here)
    context = {"at": at, "form": form, "hinder": closed_for_writing(at.round)}
    return render(request, "review/writing/quote.html", context, status=status)


@require("review.write")
@require_POST
def take_in_quotation(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """Put what is picked last in the text."""
    page_id, quotation = saving.page_id_of(request.POST), _picked(request, year, key)

    def act(_: PartText) -> None:
        actions.take_in_quotation(quotation, page_id=page_id, by=request.user)

    said = f"{quotation.mark} står i texten. Flytta stycket dit du vill ha det."
    return do(request, year, key, act, said, "#text")


@require("review.write")
@require_POST
def unquote(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """Take away what is picked, unless it stands in the text."""
    quotation = _picked(request, year, key)

    def act(_: PartText) -> None:
        actions.unquote(quotation, by=request.user)

    return do(request, year, key, act, f"{quotation.mark} är borttaget ur valen.", "#citat")


def _picked(request: SignedInRequest, year: int, key: str) -> Quotation:
    part, number = part_or_404(year, key), request.POST.get("quotation", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Http404("No such quotation in the text")
    rows = Quotation.objects.filter(part=part.pk).select_related("part__round")
    return get_object_or_404(rows, number=int(number))
