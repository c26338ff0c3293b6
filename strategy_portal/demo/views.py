"""The demonstration's front door: sign in as any of the invented cast, and what only it can do."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from actors.models import Person
from followup.rounds.models import Invitation, Round
from strategy_portal.access import Role, public
from strategy_portal.demo.answers import let_answer
from strategy_portal.demo.cast import cast, respondents
from strategy_portal.demo.steps import STEPS
from strategy_portal.demo.year import is_loaded

# What each of the cast can try.
TASKS = {
    Role.COORDINATOR: "Öppnar omgången, följer svaren, gör rapporten och för rådets beslut.",
    Role.RESPONDENT: "Svarar på enkäten och lämnar in.",
    Role.ADMINISTRATOR: "Svarar, bjuder in kollegor, fördelar avsnitt och väljer attestant.",
    Role.APPROVER: "Läser organisationens svar, godkänner eller skickar tillbaka.",
    Role.PREPARER: "Läser alla svar, bedömer utvecklingen och föreslår prioriteringar.",
    Role.NETWORK: "Lämnar inspel till Beredningsgruppen, och läser rådets möten och beslut.",
    Role.COUNCIL: "Läser rapporten och förslagen inför mötet.",
}
# Answered by whoever tries the portal.
LEFT_TO_THE_VISITOR = "sala-kommun"


def _only_in_demonstration() -> None:
    if not settings.DEMO:
        raise Http404


@public
@require_safe
def try_it(request: HttpRequest) -> HttpResponse:
    """The year in ten steps, and the cast, each with a button."""
    _only_in_demonstration()
    members = list(_members())
    people = {one["person"].name: one["person"] for one in members}
    context = {
        "loaded": is_loaded(),
        "steps": [{"step": step, "person": people.get(step.who)} for step in STEPS],
        "main_cast": [one for one in members if one["main"]],
        "others": [one for one in members if not one["main"]],
        "open_round": _open_round(),
    }
    return render(request, "demo.html", context)


def _members() -> Any:
    """The cast in its order; somebody who no longer may sign in is left out."""
    found = Person.objects.filter(is_active=True).prefetch_related("memberships__actor")
    people = {person.email: person for person in found}
    for member in cast():
        person = people.get(member.email)
        held = next(iter(person.memberships.all()), None) if person else None
        if person and held:
            task = TASKS[Role(held.role)]
            told = {"title": member.title, "main": member.main, "task": task}
            yield {"person": person, "membership": held} | told


def _open_round() -> Round | None:
    return Round.objects.open().first()


@public
@require_POST
def enter_as(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as one of the cast, and go to the start page or to where a step happens."""
    _only_in_demonstration()
    person = get_object_or_404(Person, pk=pk, is_active=True)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    number = request.POST.get("step", "")
    if number.isdecimal() and 1 <= int(number) <= len(STEPS):
        return redirect(STEPS[int(number) - 1].url)
    return redirect("home")


@public
@require_POST
def let_others_answer(request: HttpRequest) -> HttpResponse:
    """Let the organisations that have not begun hand in invented answers, all but Sala."""
    _only_in_demonstration()
    round_ = _open_round()
    if round_ is None:
        messages.error(request, "Ingen omgång är öppen. Öppna den som Maria Holm först.")
        return redirect("demo")
    handed_in = _let_answer(round_)
    if handed_in:
        messages.success(request, f"{handed_in} organisationer har svarat med påhittade svar.")
    else:
        messages.info(request, "Alla andra har redan svarat eller börjat svara.")
    return redirect("demo")


@transaction.atomic
def _let_answer(round_: Round) -> int:
    """All answer or none; whoever presses twice waits, and then finds that all have answered."""
    Round.objects.select_for_update().get(pk=round_.pk)
    waiting: Any = Invitation.objects.counted().filter(round=round_, submission=None)
    waiting = waiting.exclude(actor__slug=LEFT_TO_THE_VISITOR)
    invitations = waiting.select_related("actor", "round__strategy").order_by("actor__name")
    return let_answer(round_, list(invitations), respondents)
