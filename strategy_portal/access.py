"""Who may do what: the one place, written so that a council secretary can check it.

A person holds roles, each on behalf of one organisation. A role gives permissions. Some
permissions reach the whole county; the others reach only what belongs to the person's own
organisation. Views name their permission with `require`, or say that they are `public`; a view
with neither fails the build.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from actors.models import Person

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class SignedInRequest(HttpRequest):
    """What a view guarded by `require` receives: `user` is somebody who has signed in."""

    user: "Person"
    htmx: HtmxDetails


class Role(TextChoices):
    """What a person does in the portal on behalf of an organisation."""

    COORDINATOR = "coordinator", "Samordnare"
    RESPONDENT = "respondent", "Uppgiftslämnare"
    ADMINISTRATOR = "administrator", "Organisationens enkätansvariga"
    APPROVER = "approver", "Attestant"
    PREPARER = "preparer", "Beredningsgruppen"
    NETWORK = "network", "Integrationsnätverk"
    COUNCIL = "council", "Integrationsrådet"


@dataclass(frozen=True)
class Permission:
    """One thing that may be done, who may do it, and whether only for the own organisation.

    `stand_in` names the permission that takes its place for an organisation that answers on
    paper: the coordinator writes in what it has answered, and nobody else meanwhile. Where
    `convener`, whoever convenes a focus group has the permission too, for what is the group's.
    """

    description: str
    roles: frozenset[str]
    own_organisation: bool = False
    stand_in: str = ""
    convener: bool = False


def _for(
    description: str, *roles: Role, own: bool = False, stand_in: str = "", convener: bool = False
) -> Permission:
    given_to = frozenset(role.value for role in roles)
    return Permission(description, given_to, own, stand_in, convener)


PERMISSIONS: dict[str, Permission] = {
    "portal.enter": _for("Se sin startsida och sitt konto", *Role),
    "register.read": _for("Läsa aktörsregistret med kontaktvägar", *Role),
    "round.manage": _for("Bygga, öppna, stänga och kopiera omgångar, bjuda in", Role.COORDINATOR),
    "round.watch": _for("Se hur långt organisationerna har kommit", Role.COORDINATOR),
    "survey.read": _for(
        "Läsa den egna organisationens svar",
        Role.RESPONDENT,
        Role.ADMINISTRATOR,
        Role.APPROVER,
        own=True,
        stand_in="survey.enter_for",
    ),
    "survey.answer": _for(
        "Svara för den egna organisationen",
        Role.RESPONDENT,
        Role.ADMINISTRATOR,
        own=True,
        stand_in="survey.enter_for",
    ),
    "survey.submit": _for(
        "Lämna in organisationens svar",
        Role.RESPONDENT,
        Role.ADMINISTRATOR,
        own=True,
        stand_in="survey.enter_for",
    ),
    "survey.enter_for": _for(
        "Skriva in svar åt en organisation som svarar på papper", Role.COORDINATOR
    ),
    "survey.try": _for("Prova enkäten som testorganisationen, som aldrig räknas", Role.COORDINATOR),
    "survey.administer": _for(
        "Bjuda in kollegor, fördela avsnitt och välja attestant", Role.ADMINISTRATOR, own=True
    ),
    "survey.approve": _for("Attestera den egna organisationens svar", Role.APPROVER, own=True),
    "survey.confirm_paper": _for(
        "Bekräfta svar som har skrivits in från papper",
        Role.RESPONDENT,
        Role.ADMINISTRATOR,
        own=True,
    ),
    "survey.send_back": _for("Skicka tillbaka inlämnade svar", Role.COORDINATOR),
    "review.read": _for("Läsa alla inlämnade svar", Role.COORDINATOR, Role.PREPARER),
    "methods.read": _for(
        "Läsa vilka insatser andra organisationer säger har haft effekt, när omgången är stängd",
        Role.COORDINATOR,
        Role.PREPARER,
        Role.RESPONDENT,
        Role.ADMINISTRATOR,
        Role.APPROVER,
        Role.NETWORK,
        Role.COUNCIL,
    ),
    "review.assess": _for(
        "Bedöma utvecklingen, välja insatser, väga och föreslå prioriteringar", Role.PREPARER
    ),
    "review.discuss": _for(
        "Diskutera svar, bedömningar och texter i trådar som bara läses av dem som sammanställer",
        Role.COORDINATOR,
        Role.PREPARER,
    ),
    "suggestion.hand_in": _for(
        "Lämna inspel om prioriteringar från sitt integrationsnätverk och läsa vad det blev av dem",
        Role.NETWORK,
    ),
    "review.write": _for(
        "Skriva årsrapportens texter och läsa dem åt varandra",
        Role.COORDINATOR,
        Role.PREPARER,
    ),
    "statistics.manage": _for(
        "Hålla i indikatorer, hämta värden från Kolada och SCB och skriva in egna",
        Role.COORDINATOR,
        Role.PREPARER,
    ),
    "report.read": _for(
        "Läsa årsrapporten innan den är publicerad",
        Role.COORDINATOR,
        Role.PREPARER,
        Role.COUNCIL,
    ),
    "report.build": _for("Göra och ändra årsrapporten", Role.COORDINATOR, Role.PREPARER),
    "report.data": _for(
        "Hämta årsrapportens alla uppgifter, även antal under fem personer",
        Role.COORDINATOR,
        Role.PREPARER,
    ),
    "report.archive": _for(
        "Hämta omgångens arkivpaket med bilagor och händelselogg", Role.COORDINATOR
    ),
    "report.decide": _for("Fastställa och publicera årsrapporten", Role.COORDINATOR),
    "council.read": _for(
        "Läsa rådets möten, förslag och beslut",
        Role.COORDINATOR,
        Role.PREPARER,
        Role.COUNCIL,
        Role.NETWORK,
    ),
    "council.run": _for("Kalla till möten, föra dagordning och skriva in beslut", Role.COORDINATOR),
    "plan.read": _for(
        "Läsa aktivitetsplaner: rådets läsare alla, andra dem där den egna organisationen är "
        "ansvarig för något",
        *Role,
        convener=True,
    ),
    "plan.write": _for(
        "Skriva och besluta en aktivitetsplan; sammankallande gör det för sin fokusgrupp",
        Role.COORDINATOR,
        convener=True,
    ),
}


def organisations(person: Any, permission: str) -> set[int]:
    """The organisations on whose behalf a person holds a permission; ids of `Actor`."""
    if not getattr(person, "is_active", False):
        return set()
    roles = PERMISSIONS[permission].roles
    return {actor_id for role, actor_id in person.roles_held() if role in roles}


def can(person: Any, permission: str, obj: Any = None) -> bool:
    """Whether a person may do something, to `obj` if one is given.

    `obj` is an organisation, or anything with an `actor_id`. For permissions that reach only
    the own organisation it decides; for county-wide ones it does not matter. Something that is
    answered on paper (`is_on_paper`) is written by whoever stands in, and read by both. The
    test organisation's (`is_test`) is also answered by whoever tries the survey.
    """
    held = organisations(person, permission)
    rule = PERMISSIONS[permission]
    if rule.convener and _convenes(person, obj):
        return True
    if obj is None or not rule.own_organisation:
        return bool(held)
    own = getattr(obj, "actor_id", getattr(obj, "pk", None)) in held
    if rule.stand_in and getattr(obj, "is_on_paper", False):
        stands_in = can(person, rule.stand_in)
        return stands_in or (own and permission == "survey.read")
    if own or not (rule.stand_in and can(person, "survey.try")):
        return own
    return bool(getattr(obj, "is_test", False))


def _convenes(person: Any, obj: Any) -> bool:
    """Whether a person convenes the focus group that `obj` belongs to; without one, any group."""
    bodies = person.bodies_convened() if getattr(person, "is_active", False) else set()
    return bool(bodies) if obj is None else getattr(obj, "body_id", None) in bodies


def _passes(person: Any, permission: str) -> bool:
    """Whether the door opens; what stands behind it is asked of each organisation's answers."""
    stand_in = PERMISSIONS[permission].stand_in
    return can(person, permission) or bool(stand_in and can(person, stand_in))


def require(permission: str) -> Callable[[View], View]:
    """Mark a view with the permission it needs; without it the page says 403 in Swedish."""
    if permission not in PERMISSIONS:
        raise LookupError(f"Unknown permission {permission!r}")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not _passes(request.user, permission):
                raise PermissionDenied(PERMISSIONS[permission].description)
            return view(request, *args, **kwargs)

        guarded.required_permission = permission  # type: ignore[attr-defined]  # a mark on it
        return cast(View, guarded)

    return decorate


def public(view: View) -> View:
    """Mark a view as open to anyone, signed in or not."""
    view = login_not_required(view)
    view.is_public = True  # type: ignore[attr-defined]  # a mark on it
    return view
