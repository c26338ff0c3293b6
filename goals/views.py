"""The strategy for everyone to read: what it wants, for whom, and on which figures it rests."""

from itertools import groupby

from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from actors.models import Actor, Body, BodyKind, Seat
from goals.models import GoalArea, SteeringDocument, Strategy, SubGoal
from goals.statistics.figures import figures
from goals.statistics.models import Indicator
from strategy_portal.access import public


@public
@require_safe
def strategy(request: HttpRequest) -> HttpResponse:
    """The whole strategy on one page, with the areas as ways in."""
    current = Strategy.objects.current().prefetch_related("target_groups").first()
    areas = GoalArea.objects.of_current_strategy().annotate(sub_goal_count=Count("sub_goals"))
    context = {
        "strategy": current,
        "areas": areas,
        "documents": _by_level(current) if current else [],
        "bodies": _organisation(),
    }
    return render(request, "goals/strategy.html", context)


def _by_level(strategy: Strategy) -> list[tuple[str, list[SteeringDocument]]]:
    """The whole steering documents, their parts loaded, under the name of each level."""
    documents = list(strategy.steering_documents.filter(parent=None).prefetch_related("parts"))
    found = []
    for level, label in SteeringDocument.Level.choices:
        if of_level := [d for d in documents if d.level == level]:
            found.append((label, of_level))
    return found


def _organisation() -> list[tuple[Body, list[tuple[str, list[Seat]]]]]:
    """The council first, then each body after the one it reports to, with seats by title.

    Focus groups come and go with the council's decisions and are left to the council's room.
    """
    seats = Seat.objects.select_related("actor").order_by("pk")
    bodies = (
        Body.objects.exclude(kind=BodyKind.FOCUS)
        .select_related("reports_to")
        .prefetch_related(Prefetch("seats", seats))
        .order_by("pk")
    )
    return [(body, _by_title(body)) for body in bodies]


def _by_title(body: Body) -> list[tuple[str, list[Seat]]]:
    return [
        (title, list(held)) for title, held in groupby(body.seats.all(), lambda seat: seat.title)
    ]


@public
@require_safe
def area(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """One goal area: the situation, the goal, its sub-goals and the strategy's figures."""
    areas = list(GoalArea.objects.of_current_strategy().select_related("strategy"))
    shown = next((one for one in areas if one.number == number), None)
    if shown is None:
        raise Http404
    if shown.slug != slug:
        return redirect(shown, permanent=True)
    responsible = Prefetch("responsible", Actor.objects.in_county_order())
    context = {
        "area": shown,
        "areas": areas,
        "sub_goals": SubGoal.objects.filter(goal_area=shown)
        .in_order()
        .prefetch_related(responsible),
        "figures": figures(Indicator.objects.for_area(shown).in_strategy().with_measurements()),
    }
    return render(request, "goals/area.html", context)
