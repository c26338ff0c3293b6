"""Somebody writes in a section: where the words stand, and what the database holds of them."""

import re
import time
from collections.abc import Callable

from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Locator, Page, expect

from actors.models import Person
from followup.survey.models import Answer

SAVED = re.compile(r"Sparat \d\d:\d\d")


def state(page: Page) -> Locator:
    """The line in the save bar."""
    return page.locator("[data-save-state]")


def told(page: Page) -> Locator:
    """What the page says when something is in the way."""
    return page.locator("[data-save-fault]")


def first_text(page: Page) -> Locator:
    """The first text box of the section."""
    return page.locator("textarea").first


def stored() -> list[str]:
    """What the database holds now, of answers that are not empty."""
    return list(Answer.objects.exclude(value="").order_by("pk").values_list("value", flat=True))


def look(page: Page) -> None:
    """The reader comes back to this tab."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def sign_in_by_code(page: Page, person: Person) -> None:
    """On a sign-in page: the address, and the code out of the mail."""
    cache.clear()  # so many in a minute are refused; the test before is nobody's fault
    mail.outbox.clear()
    page.get_by_label("E-post").fill(person.email)
    page.get_by_role("main").get_by_role("button").first.click()
    box = page.get_by_label("Kod")
    expect(box).to_be_visible()
    code = re.search(r"\b[A-Z0-9]{4}-?[A-Z0-9]{4}\b", str(mail.outbox[-1].body))
    box.fill(code.group())
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("banner")).to_contain_text(person.name)


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait for something in the database, while the page goes on."""
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until
        page.wait_for_timeout(50)


def settled(page: Page) -> None:
    """Wait until new parts of a page answer to keys, which is a moment after they are shown."""
    under_way = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
    expect(page.locator(under_way)).to_have_count(0)
