"""Suggestions over HTTP: a network's own page, and what the preparation group notes for others."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followup.review import querysets as shared
from followup.review.models import Suggestion
from followup.review.proposals import suggesting
from followup.review.proposals.forms import SuggestionForm
from followup.review.proposals.pages import network_page
from followup.review.proposals.querysets import networks_of, suggesting_bodies, suggestions
from followup.review.views import opened_round
from followup.review.workflow import closed_for_writing
from followup.rounds.models import Round
from strategy_portal.access import SignedInRequest, require
from strategy_portal.exceptions import WrongStateError

MET = (
    "En kollega ändrade inspelet medan du skrev. Din text står kvar i rutan. "
    "Läs den andra texten nedan och spara igen när du har valt."
)


@require("suggestion.hand_in")
@require_safe
def networks(request: SignedInRequest) -> HttpResponse:
    """The latest opened round's page; an explanation before there is one."""
    latest = shared.readable_rounds().first()
    if latest is None:
        return render(request, "review/empty.html")
    return redirect("review:network", latest.year)


@require("suggestion.hand_in")
@require_safe
def network(request: SignedInRequest, year: int) -> HttpResponse:
    """What one's networks have handed in, and what became of it."""
    page = network_page(opened_round(year), person=request.user)
    rounds = shared.readable_rounds().exclude(year=year)
    return render(request, "review/proposals/network.html", {"page": page, "rounds": rounds})


@require("suggestion.hand_in")
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: SignedInRequest, year: int) -> HttpResponse:
    """A network's new suggestion."""
    round_ = opened_round(year)
    form = SuggestionForm(
        request.POST or None,
        round_=round_,
        bodies=networks_of(request.user),
        is_new=True,
        label_suffix="",
    )
    if request.method == "POST" and _is_handed_in(request, round_, form):
        messages.success(request, "Inspelet är lämnat till Beredningsgruppen.")
        return redirect("review:network", year)
    return _form_page(request, round_, form, back="review:network")


@require("review.assess")
@require_http_methods(["GET", "HEAD", "POST"])
def note_suggestion(request: SignedInRequest, year: int) -> HttpResponse:
    """What a network has said, or the group itself wants to remember, noted by the group."""
    round_ = opened_round(year)
    form = SuggestionForm(
        request.POST or None,
        round_=round_,
        bodies=suggesting_bodies(),
        is_new=True,
        label_suffix="",
    )
    if request.method == "POST" and _is_handed_in(request, round_, form):
        messages.success(request, "Inspelet är sparat och väntar på att tas upp.")
        return redirect("review:proposals", year)
    return _form_page(request, round_, form, back="review:proposals")


def _is_handed_in(request: SignedInRequest, round_: Round, form: SuggestionForm) -> bool:
    if not form.is_valid():
        return False
    given = form.cleaned_data
    try:
        suggesting.suggest(
            round_,
            given["body"],
            sub_goal=given["sub_goal"],
            text=given["text"],
            by=request.user,
        )
    except WrongStateError as error:
        form.add_error(None, str(error))
        return False
    return True


def _own(request: SignedInRequest, year: int, pk: int) -> Suggestion:
    own = suggestions(opened_round(year)).filter(body__in=networks_of(request.user))
    return get_object_or_404(own.select_related("round", "sub_goal"), pk=pk)


@require("suggestion.hand_in")
@require_http_methods(["GET", "HEAD", "POST"])
def reword_suggestion(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Change a suggestion that waits; a colleague's newer words are shown, not overwritten."""
    suggestion = _own(request, year, pk)
    form = SuggestionForm(
        request.POST or None,
        round_=suggestion.round,
        bodies=networks_of(request.user),
        is_new=False,
        label_suffix="",
        initial={
            "sub_goal": suggestion.sub_goal,
            "text": suggestion.text,
            "edition": suggestion.edition,
        },
    )
    theirs = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            changed = suggesting.reword_suggestion(
                suggestion,
                sub_goal=given["sub_goal"],
                text=given["text"],
                base_edition=given["edition"],
                by=request.user,
            )
        except WrongStateError as error:
            form.add_error(None, str(error))
        else:
            if changed:
                messages.success(request, "Inspelet är ändrat.")
                return redirect("review:network", year)
            form, theirs = _met(request, suggestion, form)
    return _form_page(
        request, suggestion.round, form, back="review:network", suggestion=suggestion, theirs=theirs
    )


def _met(
    request: SignedInRequest, suggestion: Suggestion, form: SuggestionForm
) -> tuple[SuggestionForm, Suggestion]:
    """The form with the writer's words, based on the newer ones."""
    suggestion.refresh_from_db()
    given = form.cleaned_data
    again = SuggestionForm(
        {
            "sub_goal": given["sub_goal"].pk if given["sub_goal"] else "",
            "text": given["text"],
            "edition": suggestion.edition,
        },
        round_=suggestion.round,
        bodies=networks_of(request.user),
        is_new=False,
        label_suffix="",
    )
    again.add_error(None, MET)
    return again, suggestion


def _form_page(
    request: SignedInRequest,
    round_: Round,
    form: SuggestionForm,
    *,
    back: str,
    suggestion: Suggestion | None = None,
    theirs: Suggestion | None = None,
) -> HttpResponse:
    context = {
        "round": round_,
        "form": form,
        "suggestion": suggestion,
        "theirs": theirs,
        "back": back,
        "hinder": closed_for_writing(round_),
    }
    status = 409 if theirs else 422 if form.is_bound and form.errors else 200
    return render(request, "review/proposals/suggestion_form.html", context, status=status)


@require("suggestion.hand_in")
@require_POST
def take_back_suggestion(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Take back a suggestion that waits; it stays on the page, marked so."""
    suggesting.take_back_suggestion(_own(request, year, pk), by=request.user)
    messages.success(request, "Inspelet är tillbakataget.")
    return redirect("review:network", year)
