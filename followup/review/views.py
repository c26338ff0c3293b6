"""The review over HTTP: the round, an area, assessment, interventions, challenges.

Reading is for the preparation group and the coordinators; judging is for the group alone. The
proposals have a room of their own, and so has reading all answers across.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followup.review import actions, assessing, querysets
from followup.review.assessing import Block
from followup.review.compilation import AreaCompilation, as_row, compile_area, response
from followup.review.discussions.beside import open_threads_on
from followup.review.forms import ChallengeForm
from followup.review.models import Challenge
from followup.review.pages import area_page, own_challenges, round_page
from followup.review.workflow import closed_for_writing
from followup.review.writing.querysets import parts
from followup.rounds.models import Round
from goals.models import GoalArea
from strategy_portal.access import SignedInRequest, can, require
from strategy_portal.exceptions import WrongStateError


def opened_round(year: int) -> Round:
    """A year's round once it has been opened; a draft does not exist here."""
    return get_object_or_404(querysets.readable_rounds().select_related("strategy"), year=year)


def opened_area(year: int, slug: str) -> tuple[Round, GoalArea]:
    """A year's opened round and one of its strategy's areas."""
    round_ = opened_round(year)
    return round_, get_object_or_404(round_.strategy.goal_areas, slug=slug)


@require("review.read")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The latest round that has been opened; an explanation before there is one."""
    latest = querysets.readable_rounds().first()
    if latest is None:
        return render(request, "review/empty.html")
    return redirect("review:round", latest.year)


@require("review.read")
@require_safe
def round_(request: SignedInRequest, year: int) -> HttpResponse:
    """Who has answered, and how far each area has been judged."""
    page = round_page(opened_round(year))
    context = {
        "page": page,
        "may_assess": can(request.user, "review.assess"),
        "rounds": querysets.readable_rounds().exclude(year=year),
    }
    return render(request, "review/round.html", context)


@require("review.read")
@require_safe
def area(request: SignedInRequest, year: int, area: str) -> HttpResponse:
    """Everything answered about an area beside its figures."""
    compiled = compile_area(*opened_area(year, area))
    page = area_page(compiled, person=request.user)
    context = {
        "page": page,
        "compiled": compiled,
        "own": own_challenges(compiled, request.user),
        "texts": [one for one in parts(compiled.round) if one.goal_area == compiled.goal_area],
    }
    return render(request, "review/area.html", context)


# --- Assessment ------------------------------------------------------------------------------


@require("review.assess")
@require_safe
def assess(request: SignedInRequest, year: int, area: str) -> HttpResponse:
    """The judgements of an area and its sub-goals, to write."""
    round_, goal_area = opened_area(year, area)
    if hinder := closed_for_writing(round_):
        messages.info(request, hinder)
        return redirect("review:area", year, area)
    compiled = compile_area(round_, goal_area)
    context = _beside(compiled) | {"blocks": assessing.blocks(compiled)}
    return render(request, "review/assess.html", context)


@require("review.assess")
@require_POST
def save(request: SignedInRequest, year: int, area: str) -> HttpResponse:
    """Save everything touched on the page; what met a newer text is shown with both."""
    compiled = compile_area(*opened_area(year, area))
    blocks = assessing.saved_blocks(compiled, request.POST, by=request.user)
    if any(one.needs_care for one in blocks):
        context = _beside(compiled) | {"blocks": blocks}
        return render(request, "review/assess.html", context, status=_status(blocks))
    messages.success(request, "Bedömningen är sparad.")
    saved = next((one.key for one in blocks if one.just_saved), assessing.AREA)
    return redirect(f"{reverse('review:assess', args=[year, area])}#bedomning-{saved}")


@require("review.assess")
@require_POST
def save_one(request: SignedInRequest, year: int, area: str, key: int) -> HttpResponse:
    """Save one judgement without leaving the page."""
    compiled = compile_area(*opened_area(year, area))
    try:
        block = assessing.saved_block(compiled, key, request.POST, by=request.user)
    except LookupError as error:
        raise Http404 from error
    context = _beside(compiled) | {"block": block}
    return render(request, "review/_block.html", context, status=_status([block]))


def _beside(compiled: AreaCompilation) -> dict[str, Any]:
    """What stands beside the boxes to write in: the answers, who gave them, what is discussed."""
    return {
        "compiled": compiled,
        "response": response(compiled.round),
        "threads": open_threads_on(compiled.round, compiled.goal_area),
    }


def _status(blocks: list[Block]) -> int:
    """409 where a text was kept out by a newer one or by the round's state, 422 for a fault."""
    if any(one.form.is_bound and one.form.errors for one in blocks):
        return 422
    merging = assessing.MERGE_FIRST
    return 409 if any(one.conflict or one.unsaved not in {"", merging} for one in blocks) else 200


# --- Interventions for the report ------------------------------------------------------------


@require("review.assess")
@require_POST
def choose(request: SignedInRequest, year: int, area: str, pk: UUID) -> HttpResponse:
    """Mark an intervention for the annual report."""
    return _mark(request, year, area, pk, actions.choose_intervention)


@require("review.assess")
@require_POST
def unchoose(request: SignedInRequest, year: int, area: str, pk: UUID) -> HttpResponse:
    """Take the mark away."""
    return _mark(request, year, area, pk, actions.unchoose_intervention)


def _mark(
    request: SignedInRequest, year: int, area: str, pk: UUID, act: Callable[..., None]
) -> HttpResponse:
    """Do it to a submitted intervention of the area; drafts do not exist here."""
    submitted = querysets.interventions(*opened_area(year, area))
    reported = get_object_or_404(submitted.select_related("intervention"), intervention=pk)
    fault = ""
    try:
        act(opened_round(year), reported.intervention, by=request.user)
    except WrongStateError as error:
        fault = str(error)
    if request.htmx:
        rows = [as_row(one) for one in submitted.all()]
        row = next(one for one in rows if one.reported.intervention_id == pk)
        chosen = sum(1 for one in rows if one.chosen)
        context = {"row": row, "year": year, "slug": area, "fault": fault, "chosen": chosen}
        return render(request, "review/_choose.html", context, status=409 if fault else 200)
    if fault:
        messages.error(request, fault)
    return redirect(f"{reverse('review:area', args=[year, area])}#insats-{pk}")


# --- Challenges ------------------------------------------------------------------------------


@require("review.assess")
@require_http_methods(["GET", "HEAD", "POST"])
def name_challenge(request: SignedInRequest, year: int, area: str) -> HttpResponse:
    """Name a new challenge in the area."""
    round_, goal_area = opened_area(year, area)
    form = ChallengeForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["text"]
            actions.name_challenge(round_, goal_area, text=text, by=request.user)
        except WrongStateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Utmaningen är sparad.")
            return _to_challenges(year, area)
    return _challenge_page(request, round_, goal_area, form)


@require("review.assess")
@require_http_methods(["GET", "HEAD", "POST"])
def reword_challenge(request: SignedInRequest, year: int, area: str, pk: int) -> HttpResponse:
    """Change a challenge one has named oneself."""
    round_, goal_area = opened_area(year, area)
    challenge = _own_challenge(request, round_, goal_area, pk)
    initial = {"text": challenge.text}
    form = ChallengeForm(request.POST or None, label_suffix="", initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["text"]
            actions.reword_challenge(challenge, text=text, by=request.user)
        except WrongStateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Utmaningen är ändrad.")
            return _to_challenges(year, area)
    return _challenge_page(request, round_, goal_area, form)


@require("review.assess")
@require_POST
def remove_challenge(request: SignedInRequest, year: int, area: str, pk: int) -> HttpResponse:
    """Take away a challenge one has named oneself."""
    challenge = _own_challenge(request, *opened_area(year, area), pk)
    actions.remove_challenge(challenge, by=request.user)
    messages.success(request, "Utmaningen är borttagen.")
    return _to_challenges(year, area)


def _own_challenge(request: SignedInRequest, round_: Round, area: GoalArea, pk: int) -> Challenge:
    own = querysets.challenges(round_, area).filter(named_by=request.user)
    return get_object_or_404(own, pk=pk)


def _challenge_page(
    request: SignedInRequest, round_: Round, area: GoalArea, form: ChallengeForm
) -> HttpResponse:
    context = {"round": round_, "area": area, "form": form, "hinder": closed_for_writing(round_)}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "review/challenge.html", context, status=status)


def _to_challenges(year: int, area: str) -> HttpResponse:
    return redirect(f"{reverse('review:area', args=[year, area])}#utmaningar")
