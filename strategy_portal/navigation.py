"""What stands in every page's frame: the menu by role, and on whose behalf somebody is here."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from strategy_portal.access import can

# (label, address, permission that shows it; None for everyone)
MENU: tuple[tuple[str, str, str | None], ...] = (
    ("Start", "home", None),
    ("Enkät", "survey:index", "survey.read"),
    ("Omgångar", "rounds:index", "round.manage"),
    ("Svaren", "review:index", "review.read"),
    ("Inspel", "review:networks", "suggestion.hand_in"),
    ("Rapporter", "report:index", None),
    ("Rådet", "council:index", "council.read"),
    ("Strategin", "goals:strategy", None),
    ("Statistik", "statistics:index", None),
    ("Aktörer", "actors:index", None),
    ("Finansiering", "funding:index", None),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: `demo`, `navigation` and `standing`."""
    person = getattr(request, "user", None)
    return {
        "demo": settings.DEMO,
        "navigation": _menu(request, person),
        "standing": _standing(person),
    }


def _menu(request: HttpRequest, person: Any) -> list[dict[str, Any]]:
    entries = []
    for label, address, permission in MENU:
        if permission and not can(person, permission):
            continue
        url = reverse(address)
        current = request.path == url if url == "/" else request.path.startswith(url)
        entries.append({"label": label, "url": url, "current": current})
    return entries


def _standing(person: Any) -> str:
    """Such as "Sala kommun, uppgiftslämnare"; empty for somebody without a role."""
    if not getattr(person, "is_authenticated", False):
        return ""
    held = person.memberships_held()
    names = list(dict.fromkeys(m.actor.short_name for m in held))
    roles = list(dict.fromkeys(m.get_role_display().lower() for m in held))
    return ", ".join([*names[:2], *roles[:2]])
