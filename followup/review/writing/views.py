"""The report's texts over HTTP: the list, and one text to write, preview and read."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from followup.review.compilation import response
from followup.review.discussions.beside import open_threads_on
from followup.review.forms import LONGEST_TEXT
from followup.review.models import PartText
from followup.review.views import opened_round
from followup.review.writing import saving
from followup.review.writing.pages import text_page, texts_page
from followup.review.writing.querysets import find_part
from followup.review.writing.quotations import picked_for, shown
from strategy_portal.access import SignedInRequest, require

# Going back in the browser shows the text as it is now, and nothing to the next person.
not_kept = cache_control(private=True, no_store=True)


def part_or_404(year: int, key: str) -> PartText:
    """A text of a year's report; one that nobody has written is there too."""
    try:
        return find_part(opened_round(year), key)
    except LookupError as error:
        raise Http404 from error


@require("review.read")
@require_safe
def texts(request: SignedInRequest, year: int) -> HttpResponse:
    """All texts of the report, who has which and how far they have come."""
    return render(request, "review/writing/texts.html", {"page": texts_page(opened_round(year))})


@require("review.read")
@require_safe
@not_kept
def text(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """One text, to write or to read."""
    return show(request, saving.as_stored(part_or_404(year, key)))


def show(request: SignedInRequest, posted: saving.Posted) -> HttpResponse:
    """The text's page, with what was written where it is not stored."""
    page = text_page(posted, person=request.user)
    status = 409 if posted.conflict or page.hinder else 422
    return render(
        request,
        "review/writing/text.html",
        {
            "page": page,
            "part": page.part,
            "response": response(page.part.round),
            "threads": open_threads_on(page.part.round),
        },
        status=status if posted.needs_care else 200,
    )


@require("review.write")
@require_POST
def save(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """Save the text for the page's script."""
    return saving.saved_by_script(request, part_or_404(year, key))


@require("review.write")
@require_POST
def save_page(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """Save the text sent by an ordinary button."""
    posted = saving.posted(part_or_404(year, key), request.POST, by=request.user)
    if posted.needs_care:
        return show(request, posted)
    messages.success(request, "Texten är sparad.")
    return redirect("review:text", year, key)


@require("review.read")
@require_POST
def preview(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """How the text will look, as far as it is written; nothing is saved."""
    part = part_or_404(year, key)
    text = saving.cleaned(request.POST.get(saving.KEY, ""))[:LONGEST_TEXT]
    context = {"shown": shown(text, picked_for(part)), "response": response(part.round)}
    return render(request, "review/writing/_preview.html", context)
