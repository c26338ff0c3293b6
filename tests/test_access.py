"""No door is left open: every address says who may come in, and keeps the others out."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from strategy_portal.access import PERMISSIONS, Role, can, organisations

# Sign-in's own pages come from a library that marks them itself.
LIBRARIES = ("allauth.",)
# Values for the parts of addresses; nothing need exist there, for the door comes first.
PARTS = {
    "year": 2026,
    "actor": "sala-kommun",
    "slug": "sala-kommun",
    "section": "sysselsattning",
    "area": "sysselsattning",
    "pk": 1,
    "number": 4,
}


def views(resolver: URLResolver | None = None, prefix: str = "") -> list[tuple[str, URLPattern]]:
    """Every address with its pattern, `account_login` as `konto/login/`."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += views(pattern, where)
        else:
            found.append((where, pattern))
    return found


OURS = [
    (where, pattern)
    for where, pattern in views()
    if not pattern.callback.__module__.startswith(LIBRARIES)
]


@pytest.mark.parametrize(("where", "pattern"), OURS, ids=[where for where, _ in OURS])
def test_every_view_says_who_may_come_in(where, pattern):
    view = pattern.callback
    permission = getattr(view, "required_permission", None)

    assert getattr(view, "is_public", False) != bool(permission), (
        f"/{where}: mark {view.__name__} with @require or @public, not both"
    )
    assert permission is None or permission in PERMISSIONS


def address_of(where: str) -> str:
    """An address with something in each of its places, those of an included room's prefix too."""
    return "/" + re.sub(r"<(\w+):(\w+)>", _place, where)


def _place(place: re.Match[str]) -> str:
    kind, name = place.groups()
    value = PARTS.get(name, 1)
    if kind == "uuid":
        return "00000000-0000-0000-0000-000000000000"
    if kind == "int":
        return str(value if isinstance(value, int) else 1)
    return value if isinstance(value, str) else "x"


PRIVATE = [
    address_of(where) for where, pattern in OURS if hasattr(pattern.callback, "required_permission")
]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PRIVATE)
def test_somebody_signed_out_is_asked_to_sign_in(client, path):
    for send in (client.get, client.post):
        response = send(path)
        assert response.status_code == 302
        assert response["Location"].startswith("/konto/logga-in/")


@pytest.mark.django_db
@pytest.mark.parametrize("path", PRIVATE)
def test_somebody_without_a_role_is_refused(as_, outsider, path):
    client = as_(outsider)
    for send in (client.get, client.post):
        assert send(path).status_code == 403


@pytest.mark.django_db
def test_sign_up_is_closed(client):
    page = client.get("/konto/registrering/").content.decode()

    assert "<form" not in page.split("<main")[1]


@pytest.mark.django_db
def test_own_organisation_permissions_stop_at_the_own_organisation(official_in_sala, sala, arboga):
    assert can(official_in_sala, "survey.answer", sala)
    assert not can(official_in_sala, "survey.answer", arboga)
    assert not can(official_in_sala, "review.read")
    assert organisations(official_in_sala, "survey.answer") == {sala.pk}


@pytest.mark.django_db
def test_somebody_who_has_left_can_do_nothing(official_in_sala):
    official_in_sala.is_active = False

    assert not can(official_in_sala, "portal.enter")


def test_every_permission_is_described_and_given_to_known_roles():
    known = set(Role.values)
    assert all(permission.roles <= known for permission in PERMISSIONS.values())
    assert all(permission.description for permission in PERMISSIONS.values())
