"""The open pages as anyone meets them: on a desk and on a phone, in light and in dark, with no
fault that axe can find and nothing to scroll sideways for."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import AXE, FAULTS, STANDARDS

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    "/",
    "/komponenter/",
    "/strategin/",
    "/strategin/malomrade/5-sysselsattning/",
    "/statistik/",
    "/statistik/malomrade/5-sysselsattning/",
    "/statistik/indikator/trangboddhet/",
    "/aktorer/",
    "/aktorer/sala-kommun/",
    "/finansiering/",
    "/rapporter/",
    "/konto/logga-in/",
    "/om/",
    "/tillganglighet/",
    "/personuppgifter/",
    "/kontakt/",
    "/hjalp/",
    "/hjalp/svara/",
    "/hjalp/samordnare/",
    "/prova/",
    "/finns-inte/",
]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_open_pages(browser, live_server, strategy, assert_accessible, no_surprises, width, scheme):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, locale="sv-SE"
    )
    page = context.new_page()
    no_surprises(page)
    for path in PAGES:
        page.goto(live_server.url + path)
        assert_accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} is {wide} px too wide at {width}"
    context.close()


def test_one_can_skip_to_the_content_by_keyboard(browser, live_server, strategy):
    page = browser.new_page()
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#innehall")).to_be_focused()
    page.close()


def test_what_is_wrong_with_a_page_is_found(page, assert_accessible):
    """Or all that these tests say of pages would say nothing."""
    page.set_content(
        '<html lang="sv"><title>Prov</title><main><h1>Prov</h1><img src="x">'
        '<p style="color: #ccc; background: #fff">Blek text</p></main></html>'
    )
    page.evaluate(AXE.read_text())
    found = page.evaluate(FAULTS, STANDARDS)
    assert sorted(one["id"] for one in found) == ["color-contrast", "image-alt"]
    with pytest.raises(AssertionError):
        assert_accessible(page)
