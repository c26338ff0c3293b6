"""A real browser against a real server: Chromium, keyboard, network, and axe on each page."""

import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from actors.models import Person
from tests.browser.walking import Walker
from tests.year import make_round, start

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
# What is in order is not told of: to name every part of a page takes axe five times as long.
FAULTS = """async (standards) => {
    const told = { runOnly: standards, resultTypes: ["violations"] };
    return (await axe.run(document, told)).violations;
}"""
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# What the browser and htmx write to the console when a request is refused, as tests have them be.
FAILED_REQUEST = re.compile("Failed to load resource|Response Status Error Code")

# All that the browser has stored for the page; htmx notes which address it stands on, no more.
STORED_IN_THE_BROWSER = """async () => [
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage).filter((key) => key !== "htmx-current-path-for-history"),
    ...(await indexedDB.databases()).map((database) => database.name),
    ...(await caches.keys())]"""

expect.set_options(timeout=20_000)  # a busy machine is no fault

# Playwright keeps an event loop in the thread that runs the test; the tests are synchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this room needs a browser."""
    for item in items:
        if Path(str(item.fspath)).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    """Debian's Chromium, quiet on a closed network."""
    return {
        "executable_path": os.environ.get("CHROMIUM") or "/usr/bin/chromium",
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }


@pytest.fixture(scope="session")
def browser_context_args() -> dict:
    return {"viewport": {"width": 1280, "height": 900}, "locale": "sv-SE"}


@pytest.fixture
def sign_in(live_server):
    """Signs somebody in in a browser context, without going through mail."""

    def enter(context, person: Person) -> None:
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": cookie.value,
                    "url": live_server.url,
                }
            ]
        )

    return enter


@pytest.fixture
def section_url(live_server, strategy, sala) -> str:
    """Sala's section about employment in an open round, begun."""
    submission = start(make_round(2026), sala)
    area = submission.sections.get(goal_area__number=5).goal_area
    return f"{live_server.url}/enkat/2026/sala-kommun/avsnitt/{area.slug}/"


@pytest.fixture
def survey(page, context, section_url, official_in_sala, sign_in, no_surprises):
    """Amina's page of the section about employment; nothing is left in the browser's storage."""
    sign_in(context, official_in_sala)
    no_surprises(page)
    page.goto(section_url)
    yield page
    if not page.is_closed():
        assert page.evaluate(STORED_IN_THE_BROWSER) == []


@pytest.fixture
def assert_accessible():
    """No fault that axe can find in the page as it stands."""

    def check(page) -> None:
        # Pressed links lead on by themselves: what is looked at is the page with its style.
        page.wait_for_load_state()
        page.evaluate("document.fonts.ready")
        page.evaluate(AXE.read_text())
        found = page.evaluate(FAULTS, STANDARDS)
        faults = [(v["id"], [n["target"] for n in v["nodes"]][:3], v["help"]) for v in found]
        assert faults == [], page.url

    return check


@pytest.fixture
def no_surprises():
    """Watches pages: no script fails and nothing is refused by the content security policy."""
    heard: list[str] = []

    def watch(page) -> None:
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on(
            "console",
            lambda message: (
                heard.append(message.text)
                if message.type == "error" and not FAILED_REQUEST.match(message.text)
                else None
            ),
        )

    yield watch
    assert heard == []


@pytest.fixture
def walker(page, live_server, sign_in, assert_accessible, no_surprises) -> Walker:
    no_surprises(page)
    page.set_default_timeout(30_000)
    return Walker(page, live_server.url, sign_in, assert_accessible)
