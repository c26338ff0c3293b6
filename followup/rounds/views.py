"""A round from draft to archive, as the coordinator meets it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from followup.rounds import actions
from followup.rounds.editions import FIELD, edition_of, met
from followup.rounds.forms import (
    CalendarForm,
    ConsultationForm,
    CopyBeyondStrategyForm,
    CopyForm,
    CreateForm,
    PlanForm,
    ReopenForm,
    TakeOutForm,
)
from followup.rounds.letters import Letter, addressed
from followup.rounds.mail import ways
from followup.rounds.models import Round, SentMail
from followup.rounds.schedule import calendar
from followup.rounds.steps import next_step, preparation
from followup.rounds.workflow import ROUNDS, opening_hinder
from goals.models import SubGoal
from strategy_portal.access import SignedInRequest, require
from strategy_portal.exceptions import ChangedMeanwhileError, WrongStateError

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def status(form: forms.BaseForm) -> int:
    """The HTTP status of a page with a form: 422 where something must be put right."""
    return 422 if form.errors else 200


def posted(request: SignedInRequest) -> QueryDict | None:
    """What a form was sent with, if it was; an empty form that was sent is not an unsent one."""
    return request.POST if request.method == "POST" else None


def renewed(data: QueryDict, stored: Mapping[str, Any]) -> QueryDict:
    """What was sent, as if its writer had seen what is stored now: to be saved anyway."""
    copy = data.copy()
    copy[FIELD] = edition_of(stored)
    return copy


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
        made = _made(
            form,
            partial(
                actions.create_first_round,
                year=form.cleaned_data["year"],
                strategy=form.cleaned_data["strategy"],
                by=request.user,
            ),
        )
        if made:
            messages.success(request, f"Omgång {made.year} finns nu som utkast.")
            return redirect(made)
    return render(request, "rounds/create.html", {"form": form}, status=status(form))


def _made(form: forms.BaseForm, make: Callable[[], Round]) -> Round | None:
    """The round that was made; None where a colleague made it first, told beside the year."""
    try:
        return make()
    except WrongStateError as wrong:
        form.add_error("year", str(wrong))
        return None


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
        "waiting_mails": mails.stuck(timezone.now()).count(),
        "uncertain_mails": mails.uncertain(timezone.now()).select_related("invitation__actor"),
        "bounced_mails": mails.bounced().in_use().select_related("invitation__actor"),
        "calendar": calendar(round_),
        "late_to_open": _late_to_open(round_),
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
    "take_out": "ta-fram",
}


def _late_to_open(round_: Round) -> str:
    """Why a round that was to open by itself has not; empty when nothing is wrong."""
    if round_.state != Round.State.DRAFT or not (round_.opens_by_itself and round_.opens_on):
        return ""
    today = timezone.localdate()
    hinder = opening_hinder(round_)
    if round_.opens_on < today:
        return "Öppningsdagen har varit. Öppna omgången själv, eller välj en ny dag i planen."
    return hinder if round_.opens_on == today else ""


@require("round.manage")
@GET_OR_POST
def plan(request: SignedInRequest, year: int) -> HttpResponse:
    """The dates and texts of a draft; of an open round, its calendar."""
    round_ = find_round(year)
    form = _plan_form(posted(request), round_)
    is_draft = round_.state == Round.State.DRAFT
    context: dict[str, Any] = {"form": form, "round": round_, "is_draft": is_draft}
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_plan(round_, by=request.user, edition=form.seen(), **form.changes())
        except ChangedMeanwhileError:
            stored = {name: getattr(round_, name) for name in form.changes()}
            context["met"] = met(form, stored)
            context["form"] = _plan_form(renewed(request.POST, stored), round_)
            return render(request, "rounds/plan.html", context, status=409)
        messages.success(request, "Planen är sparad.")
        return redirect(round_)
    return render(request, "rounds/plan.html", context, status=status(form))


def _plan_form(data: QueryDict | None, round_: Round) -> PlanForm | CalendarForm:
    is_draft = round_.state == Round.State.DRAFT
    names = PlanForm.Meta.fields if is_draft else CalendarForm.NAMES
    stored = {name: getattr(round_, name) for name in names}
    if is_draft:
        return PlanForm(data, instance=round_, initial={FIELD: edition_of(stored)})
    return CalendarForm(data, initial=stored | {FIELD: edition_of(stored)})


@require("round.manage")
@GET_OR_POST
def consultation(request: SignedInRequest, year: int) -> HttpResponse:
    """Write down the consultation, or why there was none."""
    round_ = find_round(year)
    stored = actions.consultation_as_stored(round_)
    first = ConsultationForm.stored(getattr(round_, "consultation", None))
    form = ConsultationForm(posted(request), initial=first | {FIELD: edition_of(stored)})
    context: dict[str, Any] = {"form": form, "round": round_}
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_consultation(
                round_, by=request.user, edition=form.seen(), **form.consultation()
            )
        except ChangedMeanwhileError:
            stored = actions.consultation_as_stored(round_)
            context["met"] = met(form, stored)
            context["form"] = ConsultationForm(renewed(request.POST, stored))
            return render(request, "rounds/consultation.html", context, status=409)
        messages.success(request, "Samrådet är inskrivet.")
        return redirect(round_)
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
    invitations = list(round_.invitations.counted().with_contacts())
    letter = Letter(round_.invitation_subject, "")
    reached = ways(one.actor for one in invitations)
    context = {
        "round": round_,
        "subject": addressed(letter, invitations[0]).subject if invitations else "",
        "hinder": opening_hinder(round_),
        "is_draft": round_.state == Round.State.DRAFT,
        "invited": len(invitations),
        "letters": sum(len(one.used) for one in reached.values()),
        "unreachable": [one.actor for one in invitations if not reached[one.actor_id].used],
    }
    return render(request, "rounds/open.html", context)


def tell_of_mails(request: SignedInRequest, round_: Round, what: str) -> None:
    """A message about what was done, and another about earlier letters that have not left."""
    messages.success(request, what)
    stuck = SentMail.objects.filter(invitation__round=round_).stuck(timezone.now()).count()
    if stuck:
        messages.error(
            request,
            f"{stuck} brev gick inte att skicka. De ligger kvar: försök igen på omgångens sida.",
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
def take_out(request: SignedInRequest, year: int) -> HttpResponse:
    """Take the round out of the archive, with a reason."""
    done = f"Omgång {year} går att ändra igen."
    return _give_reason(request, year, "take_out", TakeOutForm, actions.take_out_round, done)


@require("round.manage")
@GET_OR_POST
def reopen(request: SignedInRequest, year: int) -> HttpResponse:
    """Take answers again, with a reason and a new last day."""
    done = f"Omgång {year} är öppen igen."
    return _give_reason(request, year, "reopen", ReopenForm, actions.reopen_round, done)


def _give_reason(
    request: SignedInRequest,
    year: int,
    name: str,
    form_class: type[Form],
    act: Callable[..., None],
    done: str,
) -> HttpResponse:
    """Say what going back means, and ask why; the answer makes the transition."""
    round_ = find_round(year)
    form = form_class(posted(request))
    if request.method == "POST" and form.is_valid():
        act(round_, by=request.user, **form.cleaned_data)
        messages.success(request, done)
        return redirect(round_)
    context = {"round": round_, "form": form, "now": _may(request, round_, name)}
    return render(request, f"rounds/{name}.html", context, status=status(form))


@require("round.manage")
@GET_OR_POST
def copy(request: SignedInRequest, year: int) -> HttpResponse:
    """Take a round to another year, and the strategy with it where it has ended."""
    source = find_round(year)
    form = _copy_form(request, source)
    if request.method == "POST" and form.is_valid():
        made = _made(
            form,
            partial(
                actions.copy_round,
                source,
                year=form.cleaned_data["year"],
                by=request.user,
                strategy_choice=form.strategy_choice(),
            ),
        )
        if made:
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
