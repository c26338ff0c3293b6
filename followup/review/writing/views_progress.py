"""How far a text has come, over HTTP: who sees to it, ready, read by two, put forward.

The buttons stand in the text's own form. What is written there and not saved is saved first;
where that cannot be, the page comes back with both texts and nothing else is done.
"""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from actors.models import Person
from followup.review.models import PartText
from followup.review.writing import actions, saving
from followup.review.writing.facts import facts
from followup.review.writing.querysets import writers
from followup.review.writing.views import part_or_404, show
from strategy_portal.access import SignedInRequest, require

Act = Callable[[PartText], None]
CHANGED = "Underlaget har ändrats. Inget är intaget. Läs det nya och välj igen."


def do(
    request: SignedInRequest, year: int, key: str, act: Act, said: str, anchor: str = ""
) -> HttpResponse:
    """Save what is written on the page, then do it."""
    posted = saving.posted(part_or_404(year, key), request.POST, by=request.user)
    if posted.needs_care:
        return show(request, posted)
    act(posted.part)
    messages.success(request, said)
    return redirect(f"{reverse('review:text', args=[year, key])}{anchor}")


@require("review.write")
@require_POST
def take_in(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """Put a drafted fact last in the text."""
    wanted, page_id = request.POST.get("fact", ""), saving.page_id_of(request.POST)
    offered = {fact.mark: fact for fact in facts(part_or_404(year, key))}
    is_there = wanted in offered
    said = "Meningen står sist i texten." if is_there else CHANGED

    def act(part: PartText) -> None:
        if is_there:
            actions.take_in(part, offered[wanted], page_id=page_id, by=request.user)

    return do(request, year, key, act, said, "#text" if is_there else "#underlag")


@require("review.write")
@require_POST
def give(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """Say who is responsible for the text; an empty choice takes the name away."""
    chosen = request.POST.get("owner", "")
    owner = None
    if chosen:
        owner = get_object_or_404(
            writers(), pk=int(chosen) if chosen.isdecimal() and len(chosen) < 10 else 0
        )
    said = f"{owner.name} ansvarar för texten." if owner else "Ingen ansvarar för texten."
    return _give(request, year, key, owner, said)


@require("review.write")
@require_POST
def take(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """Take responsibility for the text oneself."""
    return _give(request, year, key, request.user, "Du ansvarar för texten.")


def _give(
    request: SignedInRequest, year: int, key: str, owner: Person | None, said: str
) -> HttpResponse:
    return do(
        request, year, key, lambda part: actions.give(part, owner, by=request.user), said, "#lage"
    )


@require("review.write")
@require_POST
def read(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """Say that one has read the text as it stood on the page."""
    seen = saving.edition_of(request.POST)
    said = "Du är antecknad som läsare."
    return do(
        request, year, key, lambda part: actions.read(part, edition=seen, by=request.user), said
    )


@require("review.write")
@require_POST
def make_ready(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """The text may be read by two others."""
    return _move(request, year, key, "text_ready", "Texten är klar att läsas.")


@require("review.write")
@require_POST
def put_forward(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """The text is put forward."""
    return _move(request, year, key, "text_put_forward", "Texten är framförd.")


@require("review.write")
@require_POST
def write_on(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """Take the text back to be written on."""
    said = "Texten skrivs igen. Två ska läsa den innan den förs fram."
    return _move(request, year, key, "text_written_on", said)


def _move(request: SignedInRequest, year: int, key: str, name: str, said: str) -> HttpResponse:
    return do(
        request, year, key, lambda part: actions.move(part, name, by=request.user), said, "#lage"
    )
