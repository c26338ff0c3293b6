"""The register of organisations, for everyone to read."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from actors.models import Actor, ActorType
from strategy_portal.access import can, public


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every organisation, by kind; contact ways only for those who work in the portal."""
    actors = list(Actor.objects.counted().in_county_order())
    groups = [
        (ActorType(kind).label, list(members))
        for kind, members in groupby(actors, lambda actor: actor.actor_type)
    ]
    context = {
        "groups": groups,
        "count": len(actors),
        "shows_contacts": can(request.user, "register.read"),
    }
    return render(request, "actors/index.html", context)


@public
@require_safe
def actor(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation: its mandate, how to reach it and where it sits."""
    shown = get_object_or_404(Actor.objects.counted(), slug=slug)
    context = {
        "actor": shown,
        "seats": shown.seats.select_related("body").order_by("body__pk", "pk"),
        "shows_contacts": can(request.user, "register.read"),
    }
    return render(request, "actors/actor.html", context)
