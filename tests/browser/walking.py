"""Visiting pages one after the other: no fault that axe can find, and nothing too wide."""

import re

from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from actors.models import Person
from tests.test_access import OURS

LONG_WORD = "Arbetsmarknadsintroduktionsverksamhetssamordningen"

# What sticks out of the window, where that makes the page scroll sideways; a table that scrolls
# by itself does not count.
TOO_WIDE = """() => {
    const scrolls = (one) => one && one !== document.documentElement &&
        (getComputedStyle(one).overflowX !== "visible" || scrolls(one.parentElement));
    return document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll("body *")]
            .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
            .filter((one) => !scrolls(one.parentElement))
            .map((one) => `${one.tagName}.${one.className}#${one.id}`).slice(-6);
}"""


# What differs each time a page is drawn: its token and its own id.
ONLY_ONCE = re.compile(r'name="(csrfmiddlewaretoken|page_id)" value="[^"]*"|X-CSRFToken[^}]*')


class Walker:
    """Visits pages in one browser, each as somebody who may see it."""

    def __init__(self, page: Page, url: str, sign_in, assert_accessible) -> None:
        self.page, self.url = page, url
        self.sign_in, self.assert_accessible = sign_in, assert_accessible
        self.drawn: set[str] = set()

    def visit(self, person: Person, path: str) -> None:
        """A page as somebody sees it, at a desk and on a phone in the dark."""
        self.sign_in(self.page.context, person)
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 1280, "height": 900})
        response = self.page.goto(self.url + path)
        assert response.status == 200, path
        self.assert_accessible(self.page)
        self.page.emulate_media(color_scheme="dark")
        self.page.set_viewport_size({"width": 390, "height": 844})
        wide = self.page.evaluate(TOO_WIDE)
        assert wide == [], f"{path} is too wide for {person}: {wide}"
        filled = self.page.locator(
            "main .govuk-button:not(.button--outline):not(.button--link):visible"
        )
        assert filled.count() <= 1, f"{path} has {filled.count()} filled buttons"

    def walk(self, room: str, person: Person, **parts: object) -> set[str]:
        """Every page of a room that this person can read now; returns the names of those seen."""
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        names = set()
        for name, path in addresses(room, parts):
            response = client.get(path)
            if not is_page(response):
                continue
            names.add(name)
            drawn = ONLY_ONCE.sub("", response.content.decode())
            if drawn not in self.drawn:  # a page that has not changed is looked at once
                self.drawn.add(drawn)
                self.visit(person, path)
        return names


def is_page(response: HttpResponseBase) -> bool:
    """Whether it is a whole page, neither a file nor the part of a page that renews itself."""
    kind = response.headers.get("Content-Type", "")
    whole = b"<title>" in getattr(response, "content", b"")
    return response.status_code == 200 and kind.startswith("text/html") and whole


def addresses(room: str, parts: dict[str, object]) -> list[tuple[str, str]]:
    """Name and path of each address of a room that these parts can fill."""
    found = []
    for where, pattern in OURS:
        if not pattern.callback.__module__.startswith(f"followup.{room}."):
            continue
        wanted = re.findall(r"<(?:\w+:)?(\w+)>", where)
        values = {name: parts.get(f"{pattern.name}.{name}", parts.get(name)) for name in wanted}
        if None not in values.values():
            found.append((str(pattern.name), reverse(f"{room}:{pattern.name}", kwargs=values)))
    return found
