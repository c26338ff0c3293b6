"""A round from draft to archive, as the coordinator meets it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from followup.rounds import actions
from followup.rounds.forms import (
    ConsultationForm,
    CopyBeyondStrategyForm,
    CopyForm,
    CreateForm,
    LastDayForm,
    PlanForm,
    ReopenForm,
)
from followup.rounds.letters import Letter, addressed
from followup.rounds.mail import recipients, unreachable
from followup.rounds.models import Round, SentMail
from followup.rounds.steps import next_step, preparation
from followup.rounds.workflow import ROUNDS, opening_hinder
from goals.models import SubGoal
from strategy_portal.access import SignedInRequest, require

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def status(form: forms.BaseForm) -> int:
    """The HTTP status of a page with a form: 422 where something must be put right."""
    return 422 if form.errors else 200


def posted(request: SignedInRequest) -> QueryDict | None:
    """What a form was sent with, if it was; an empty form that was sent is not an unsent one."""
    return request.POST if request.method == "POST" else None


def find_round(year: int) -> Round:
    """The year's round, or 404."""
    return get_object_or_404(Round.objects.select_related("strategy"), year=year)


# --- All rounds ------------------------------------------------------------------------------


@require("round.manage")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """All rounds, the newest first."""
    rounds = Round.objects.with_counts().select_related("strategy")
    return render(request, "rounds/index.html", {"rounds": rounds})


@require("round.manage")
@GET_OR_POST
def create(request: SignedInRequest) -> HttpResponse:
    """A round from the standard questionnaire."""
    form = CreateForm(posted(request), initial={"year": timezone.localdate().year})
    if request.method == "POST" and form.is_valid():
        made = actions.create_first_round(
            year=form.cleaned_data["year"], strategy=form.cleaned_data["strategy"], by=request.user
        )
        messages.success(request, f"Omgång {made.year} finns nu som utkast.")
        return redirect(made)
    return render(request, "rounds/create.html", {"form": form}, status=status(form))


# --- One round -------------------------------------------------------------------------------


@require("round.manage")
@require_safe
def round_page(request: SignedInRequest, year: int) -> HttpResponse:
    """Where a round stands, what is left to do, and the next step."""
    round_ = find_round(year)
    is_draft = round_.state == Round.State.DRAFT
    steps = preparation(round_) if is_draft else []
    next_ = next_step(round_, steps)
    in_card = {next_.url, next_.other_url} if next_ else set()
    mails = SentMail.objects.filter(invitation__round=round_)
    context = {
        "round": round_,
        "is_draft": is_draft,
        "is_open": round_.state == Round.State.OPEN,
        "steps": steps,
        "next": next_,
        "consultation": getattr(round_, "consultation", None),
        "transitions": _transitions(request, round_, in_card),
        "prioritised": SubGoal.objects.prioritised_for(year).in_order(),
        "waiting_mails": mails.waiting().count(),
        "uncertain_mails": mails.uncertain().select_related("invitation__actor"),
        "copies": round_.copies.all(),
    }
    return render(request, "rounds/round.html", context)


def _transitions(
    request: SignedInRequest, round_: Round, in_card: set[str]
) -> list[dict[str, str]]:
    """The ways onward that the next-step card does not already show."""
    ways = [
        {"label": way.label, "url": f"{round_.get_absolute_url()}{_PLACES[way.name]}/"}
        for way in ROUNDS.open_to(request.user, round_)
        if not way.hinder(round_)
    ]
    return [way for way in ways if way["url"] not in in_card]


_PLACES = {
    "open": "oppna",
    "close": "stang",
    "reopen": "oppna-igen",
    "compile": "sammanstalld",
    "archive": "arkivera",
}


@require("round.manage")
@GET_OR_POST
def plan(request: SignedInRequest, year: int) -> HttpResponse:
    """The dates and texts of a draft; of an open round, the last day."""
    round_ = find_round(year)
    form = _plan_form(request, round_)
    if request.method == "POST" and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.fields}
        actions.change_plan(round_, by=request.user, **changes)
        messages.success(request, "Planen är sparad.")
        return redirect(round_)
    context = {"form": form, "round": round_, "is_draft": round_.state == Round.State.DRAFT}
    return render(request, "rounds/plan.html", context, status=status(form))


def _plan_form(request: SignedInRequest, round_: Round) -> PlanForm | LastDayForm:
    if round_.state == Round.State.DRAFT:
        return PlanForm(posted(request), instance=round_)
    return LastDayForm(posted(request), initial={"closes_on": round_.closes_on})


@require("round.manage")
@GET_OR_POST
def consultation(request: SignedInRequest, year: int) -> HttpResponse:
    """Write down the consultation, or why there was none."""
    round_ = find_round(year)
    stored = ConsultationForm.stored(getattr(round_, "consultation", None))
    form = ConsultationForm(posted(request), initial=stored)
    if request.method == "POST" and form.is_valid():
        actions.record_consultation(round_, by=request.user, **form.consultation())
        messages.success(request, "Samrådet är inskrivet.")
        return redirect(round_)
    context = {"form": form, "round": round_}
    return render(request, "rounds/consultation.html", context, status=status(form))


# --- From state to state ---------------------------------------------------------------------


@require("round.manage")
@GET_OR_POST
def open_(request: SignedInRequest, year: int) -> HttpResponse:
    """Look once more at what will happen, then open the round."""
    round_ = find_round(year)
    if request.method == "POST":
        actions.open_round(round_, by=request.user)
        tell_of_mails(request, round_, f"Omgång {year} är öppen.")
        return redirect(round_)
    invitations = list(round_.invitations.with_contacts())
    letter = Letter(round_.invitation_subject, "")
    context = {
        "round": round_,
        "subject": addressed(letter, invitations[0]).subject if invitations else "",
        "hinder": opening_hinder(round_),
        "is_draft": round_.state == Round.State.DRAFT,
        "invited": sum(not one.actor.is_test for one in invitations),
        "letters": sum(len(recipients(one.actor)) for one in invitations),
        "unreachable": unreachable(invitations),
    }
    return render(request, "rounds/open.html", context)


def tell_of_mails(request: SignedInRequest, round_: Round, what: str) -> None:
    """A message about what was done, and another about letters that did not leave."""
    messages.success(request, what)
    waiting = SentMail.objects.waiting().filter(invitation__round=round_).count()
    if waiting:
        messages.error(
            request,
            f"{waiting} brev gick inte att skicka. De ligger kvar: försök igen på omgångens sida.",
        )


def _confirm(
    request: SignedInRequest, year: int, name: str, act: Callable[..., None], done: str
) -> HttpResponse:
    """Say what a transition means; a press on the button makes it."""
    round_ = find_round(year)
    if request.method == "POST":
        act(round_, by=request.user)
        messages.success(request, done)
        return redirect(round_)
    context = {"round": round_, "transition": ROUNDS[name], "now": _may(request, round_, name)}
    return render(request, f"rounds/{name}.html", context)


def _may(request: SignedInRequest, round_: Round, name: str) -> bool:
    return ROUNDS[name] in ROUNDS.open_to(request.user, round_)


@require("round.manage")
@GET_OR_POST
def close(request: SignedInRequest, year: int) -> HttpResponse:
    """Stop taking answers."""
    return _confirm(request, year, "close", actions.close_round, f"Omgång {year} är stängd.")


@require("round.manage")
@GET_OR_POST
def compile_(request: SignedInRequest, year: int) -> HttpResponse:
    """Mark that the compilation is done."""
    done = f"Omgång {year} är sammanställd."
    return _confirm(request, year, "compile", actions.compile_round, done)


@require("round.manage")
@GET_OR_POST
def archive(request: SignedInRequest, year: int) -> HttpResponse:
    """Put the round away."""
    return _confirm(request, year, "archive", actions.archive_round, f"Omgång {year} är arkiverad.")


@require("round.manage")
@GET_OR_POST
def reopen(request: SignedInRequest, year: int) -> HttpResponse:
    """Take answers again, with a reason and a new last day."""
    round_ = find_round(year)
    form = ReopenForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.reopen_round(round_, by=request.user, **form.cleaned_data)
        messages.success(request, f"Omgång {year} är öppen igen.")
        return redirect(round_)
    context: dict[str, Any] = {
        "round": round_,
        "form": form,
        "now": _may(request, round_, "reopen"),
    }
    return render(request, "rounds/reopen.html", context, status=status(form))


@require("round.manage")
@GET_OR_POST
def copy(request: SignedInRequest, year: int) -> HttpResponse:
    """Take a round to another year, and the strategy with it where it has ended."""
    source = find_round(year)
    form = _copy_form(request, source)
    if request.method == "POST" and form.is_valid():
        made = actions.copy_round(
            source,
            year=form.cleaned_data["year"],
            by=request.user,
            strategy_choice=form.strategy_choice(),
        )
        messages.success(request, f"Omgång {made.year} finns nu som utkast.")
        return redirect(made)
    context = {"round": source, "form": form}
    return render(request, "rounds/copy.html", context, status=status(form))


def _copy_form(request: SignedInRequest, source: Round) -> CopyForm:
    """The year decides whether the form must ask about the strategy."""
    written = request.POST.get("year", "")
    year = int(written) if written.isdecimal() and len(written) <= 4 else source.year + 1
    goes_on = actions.strategy_for(source, year) is not None
    form = CopyForm if goes_on else CopyBeyondStrategyForm
    return form(posted(request), source=source)
