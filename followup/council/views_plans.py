"""The focus groups' activity plans: read, written, decided, and followed up."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from actors.models import Event
from followup.council import plans
from followup.council.forms_plans import ActivityForm, ReopenPlanForm
from followup.council.models import Activity, ActivityPlan
from followup.council.workflow import PLANS
from followup.rounds.editions import FIELD, edition_of, met
from followup.rounds.views import GET_OR_POST, posted, renewed, status
from strategy_portal.access import SignedInRequest, can, require
from strategy_portal.exceptions import ChangedMeanwhileError


@require("plan.read")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The plans that a person may read, the newest year first."""
    listed = ActivityPlan.objects.visible_to(request.user).with_group().with_activities()
    newest = listed.order_by("-group__priority__year", "group__priority__order", "pk")
    return render(request, "council/activity_plans.html", {"plans": newest})


def _find(request: SignedInRequest, pk: int) -> ActivityPlan:
    return get_object_or_404(ActivityPlan.objects.visible_to(request.user).with_group(), pk=pk)


def _to_write(request: SignedInRequest, pk: int) -> ActivityPlan:
    """The plan, where the person may also write in it."""
    found = _find(request, pk)
    if not can(request.user, "plan.write", found):
        raise PermissionDenied("Planen skrivs av gruppens sammankallande")
    return found


def _activity(plan_: ActivityPlan, pk: UUID) -> Activity:
    activity: Activity = get_object_or_404(plan_.activities.select_related("sub_goal"), pk=pk)
    activity.plan = plan_
    return activity


@require("plan.read")
@require_safe
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """A plan with its activities and what became of each."""
    shown = _find(request, pk)
    outcomes = plans.outcomes(shown)
    may_write = can(request.user, "plan.write", shown)
    ways = {way.name: way for way in PLANS.open_to(request.user, shown)}
    decide_ = ways.get("decide")
    context = {
        "plan": shown,
        "group": shown.group,
        "priority": shown.group.priority,
        "members": shown.group.body.seats.select_related("actor").order_by("function", "pk"),
        "activities": [
            {"activity": one, "outcomes": outcomes.get(one.pk, [])}
            for one in shown.activities.kept().with_parties()
        ],
        "removed": shown.activities.exclude(removed_at=None).order_by("position"),
        "may_change": may_write and shown.is_draft,
        "may_decide": decide_ is not None,
        "hinder": decide_.hinder(shown) if decide_ else "",
        "may_reopen": "reopen" in ways,
        "reopened": Event.objects.about(shown).filter(verb="reopen").first(),
        "reads_council": can(request.user, "council.read"),
    }
    return render(request, "council/activity_plan.html", context)


@require("plan.write")
@GET_OR_POST
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    """One more activity."""
    to = _to_write(request, pk)
    form = ActivityForm(posted(request), plan=to, initial={"activity_id": uuid4()})
    if request.method == "POST" and form.is_valid():
        plans.add_activity(
            to, by=request.user, activity_id=form.cleaned_data["activity_id"], **form.activity()
        )
        messages.success(request, "Aktiviteten står nu i planen.")
        return redirect(to)
    context = {"form": form, "plan": to, "activity": None}
    return render(request, "council/activity.html", context, status=status(form))


@require("plan.write")
@GET_OR_POST
def change(request: SignedInRequest, pk: int, activity: UUID) -> HttpResponse:
    """Write an activity anew; where a colleague saved in between, both stand beside each other."""
    changed = _activity(_to_write(request, pk), activity)
    stored = plans.as_stored(changed)
    first = ActivityForm.stored(changed, stored) | {FIELD: edition_of(stored)}
    form = ActivityForm(posted(request), plan=changed.plan, initial=first)
    context: dict[str, Any] = {"form": form, "plan": changed.plan, "activity": changed}
    if request.method == "POST" and form.is_valid():
        try:
            plans.change_activity(changed, by=request.user, edition=form.seen(), **form.activity())
        except ChangedMeanwhileError:
            stored = plans.as_stored(changed)
            context["met"] = met(form, stored)
            context["form"] = ActivityForm(renewed(request.POST, stored), plan=changed.plan)
            return render(request, "council/activity.html", context, status=409)
        messages.success(request, "Aktiviteten är sparad.")
        return redirect(changed.plan)
    return render(request, "council/activity.html", context, status=status(form))


@require("plan.write")
@require_POST
def remove(request: SignedInRequest, pk: int, activity: UUID) -> HttpResponse:
    """Take an activity out of the plan."""
    taken = _activity(_to_write(request, pk), activity)
    plans.remove_activity(taken, by=request.user)
    messages.success(request, "Aktiviteten är borttagen. Den kan läggas tillbaka längst ner.")
    return redirect(taken.plan)


@require("plan.write")
@require_POST
def restore(request: SignedInRequest, pk: int, activity: UUID) -> HttpResponse:
    """Put an activity back."""
    put_back = _activity(_to_write(request, pk), activity)
    plans.restore_activity(put_back, by=request.user)
    messages.success(request, "Aktiviteten står i planen igen.")
    return redirect(put_back.plan)


@require("plan.write")
@require_POST
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """The group stands by its plan."""
    decided = _to_write(request, pk)
    plans.decide_plan(decided, by=request.user)
    messages.success(request, "Planen är beslutad. Aktiviteterna kommer med i de ansvarigas enkät.")
    return redirect(decided)


@require("plan.write")
@GET_OR_POST
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a decided plan again, with a reason."""
    reopened = _to_write(request, pk)
    form = ReopenPlanForm(posted(request))
    if request.method == "POST" and form.is_valid():
        plans.reopen_plan(reopened, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, "Planen kan ändras igen. Besluta den när ni är klara.")
        return redirect(reopened)
    context = {"form": form, "plan": reopened}
    return render(request, "council/reopen_plan.html", context, status=status(form))
