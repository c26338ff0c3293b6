"""Themes over HTTP: marking a passage, a theme with all its passages, renaming and merging."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followup.review.models import TaggedPassage, Theme
from followup.review.reading import actions, pointed, themes
from followup.review.reading.forms import MergeForm, RenameForm, TagForm
from followup.review.reading.pointed import Pointed
from followup.review.views import opened_round
from followup.review.workflow import closed_for_writing
from followup.rounds.models import Round
from strategy_portal.access import SignedInRequest, can, require
from strategy_portal.exceptions import WrongStateError


@require("review.read")
@require_safe
def index(request: SignedInRequest, year: int) -> HttpResponse:
    """The strategy's themes, and how much each holds in the year."""
    round_ = opened_round(year)
    context = {"round": round_, "themes": themes.in_strategy(round_.strategy, round_)}
    return render(request, "review/reading/themes.html", context)


def _theme(year: int, pk: int) -> tuple[Round, Theme]:
    round_ = opened_round(year)
    return round_, get_object_or_404(round_.strategy.themes.select_related("strategy"), pk=pk)


@require("review.read")
@require_safe
def theme(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """All passages of a theme, with whose they are."""
    return _theme_page(request, *_theme(year, pk))


def _theme_page(
    request: SignedInRequest, round_: Round, shown: Theme, status: int = 200, **forms: Any
) -> HttpResponse:
    may_assess = can(request.user, "review.assess")
    context = {
        "round": round_,
        "theme": shown,
        "passages": themes.passages(round_, shown),
        "may_assess": may_assess,
        "may_write": may_assess and not closed_for_writing(round_),
        "may_quote": can(request.user, "review.write") and not closed_for_writing(round_),
        "rename_form": RenameForm(initial={"namn": shown.name, "was": shown.name}, label_suffix=""),
        "merge_form": MergeForm(None, theme=shown),
        **forms,
    }
    return render(request, "review/reading/theme.html", context, status=status)


@require("review.assess")
@require_POST
def rename(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Give a theme another name."""
    round_, shown = _theme(year, pk)
    form = RenameForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _theme_page(request, round_, shown, 422, rename_form=form)
    try:
        actions.rename(
            shown, form.cleaned_data["namn"], was=form.cleaned_data["was"], by=request.user
        )
    except WrongStateError as error:
        form.add_error("namn", str(error))
        return _theme_page(request, round_, shown, 409, rename_form=form)
    messages.success(request, "Temat har fått ett nytt namn.")
    return redirect("review:theme", year, pk)


@require("review.assess")
@require_POST
def merge(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Let a theme go into another."""
    round_, shown = _theme(year, pk)
    form = MergeForm(request.POST, theme=shown)
    if not form.is_valid():
        return _theme_page(request, round_, shown, 422, merge_form=form)
    into = form.cleaned_data["till"]
    actions.merge(shown, into, by=request.user)
    messages.success(request, f"Allt under ”{shown.name}” står nu under ”{into.name}”.")
    return redirect("review:theme", year, into.pk)


@require("review.assess")
@require_POST
def untag(request: SignedInRequest, year: int, pk: int, passage: int) -> HttpResponse:
    """Take a passage from under a theme."""
    _, shown = _theme(year, pk)
    tagged = get_object_or_404(
        TaggedPassage.objects.select_related("theme"), theme=shown, pk=passage
    )
    actions.untag(tagged, by=request.user)
    messages.success(request, "Stycket står inte längre under temat.")
    return redirect("review:theme", year, pk)


@require("review.assess")
@require_http_methods(["GET", "HEAD", "POST"])
def tag_answer(
    request: SignedInRequest, year: int, area: str, actor: str, question: int, number: int
) -> HttpResponse:
    """Mark a passage of an answer in an area; `number` is the sub-goal's, 0 for the area's own."""
    return _tag(request, pointed.answer(year, area, actor, question, number))


@require("review.assess")
@require_http_methods(["GET", "HEAD", "POST"])
def tag_about(request: SignedInRequest, year: int, actor: str, question: int) -> HttpResponse:
    """Mark a passage of what an organisation says of itself."""
    return _tag(request, pointed.about_organisation(year, actor, question))


@require("review.assess")
@require_http_methods(["GET", "HEAD", "POST"])
def tag_intervention(request: SignedInRequest, year: int, area: str, pk: UUID) -> HttpResponse:
    """Mark a passage of an intervention."""
    return _tag(request, pointed.intervention(year, area, pk))


def _tag(request: SignedInRequest, at: Pointed) -> HttpResponse:
    form = TagForm(request.POST or None, strategy=at.round.strategy, text=at.text)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            tagged = actions.tag(at.source, form.cleaned_data["stycke"], form.name, by=request.user)
        except WrongStateError as error:
            form.add_error(None, str(error))
            status = 409
        else:
            messages.success(request, f"Stycket är märkt med temat ”{tagged.theme}”.")
            return redirect(at.here)
    elif form.errors:
        status = 422
    context = {"at": at, "form": form, "hinder": closed_for_writing(at.round)}
    return render(request, "review/reading/tag.html", context, status=status)
