"""The demonstration's front door: sign in as any of the invented cast.

Exists only with `DEMO=1`, which settings refuse to combine with production's settings.
"""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from actors.models import Person
from strategy_portal.access import Role, public

# What each of the cast can try, in the order of the year.
TASKS = {
    Role.COORDINATOR: "Öppna omgången 2026, följ svaren, gör rapporten och för rådets beslut.",
    Role.RESPONDENT: "Svara på enkäten och lämna in.",
    Role.APPROVER: "Läs organisationens svar.",
    Role.PREPARER: "Läs alla svar, bedöm utvecklingen och föreslå prioriteringar.",
    Role.NETWORK: "Läs rådets möten och beslut.",
    Role.COUNCIL: "Läs rapporten och förslagen inför mötet.",
}


def _only_in_demonstration() -> None:
    if not settings.DEMO:
        raise Http404


@public
@require_safe
def try_it(request: HttpRequest) -> HttpResponse:
    """The cast, role by role, each with a button."""
    _only_in_demonstration()
    people = (
        Person.objects.filter(is_active=True, memberships__isnull=False)
        .prefetch_related("memberships__actor")
        .distinct()
    )
    order = list(TASKS)
    cast = [
        {"person": person, "membership": held, "task": TASKS[Role(held.role)]}
        for person in people
        for held in [min(person.memberships.all(), key=lambda m: order.index(Role(m.role)))]
    ]
    cast.sort(key=lambda one: (order.index(Role(one["membership"].role)), one["person"].name))
    return render(request, "demo.html", {"cast": cast})


@public
@require_POST
def enter_as(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as one of the cast."""
    _only_in_demonstration()
    person = get_object_or_404(Person, pk=pk, is_active=True)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("home")
