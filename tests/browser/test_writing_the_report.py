"""A text of the report is written in a browser: it saves itself, meets a colleague's, takes in a
fact, and is as safe without a script."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from followup.review.models import PartText
from strategy_portal.access import Role
from tests.browser.writing import SAVED, look, state
from tests.year import invite, make_person, make_round

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/sammanstallning/2026/texter/sysselsattning-insatser/"


@pytest.fixture
def colleague(county_board):
    return make_person("Lena Sund", county_board, Role.PREPARER)


@pytest.fixture
def address(live_server, sala) -> str:
    invite(make_round(2026), sala)
    return live_server.url + PATH


@pytest.fixture
def writer(page, context, address, preparer, sign_in, no_surprises) -> Page:
    """Anders's page of a text that nobody has written."""
    sign_in(context, preparer)
    no_surprises(page)
    page.goto(address)
    return page


def text(page: Page):
    return page.get_by_label("Texten")


def stored() -> str:
    return PartText.objects.get().text


def test_a_text_saves_itself_and_is_seen_as_it_will_look(writer, assert_accessible):
    assert_accessible(writer)
    text(writer).fill("Det går **framåt**.\n\n- språk\n- arbete")
    expect(state(writer)).to_have_text(SAVED)
    shown = writer.locator("#sa-ser-den-ut")
    expect(shown.locator("strong")).to_have_text("framåt")
    expect(shown.locator("li")).to_have_count(2)

    assert stored() == "Det går **framåt**.\n\n- språk\n- arbete"
    assert_accessible(writer)


def test_two_write_at_once_and_a_fact_is_taken_in(
    writer, browser, address, colleague, sign_in, assert_accessible
):
    other = browser.new_context()
    sign_in(other, colleague)
    lena = other.new_page()
    lena.goto(address)
    text(lena).fill("Lenas text.")
    expect(state(lena)).to_have_text(SAVED)

    text(writer).fill("Anders text.")
    met = writer.get_by_role("group", name="Lena Sund sparade en annan text medan du skrev")
    expect(met).to_contain_text("Lenas")
    expect(text(writer)).to_have_value("Anders text.")
    assert_accessible(writer)
    met.get_by_role("button", name="Slå ihop texterna").click()
    expect(state(writer)).to_have_text(SAVED)
    assert stored() == "Anders text.\n\nLenas text."

    writer.goto(address.replace("sysselsattning-insatser", "forord"))
    text(writer).fill("Till rådet.")
    writer.get_by_role("button", name=re.compile("^Ta in")).first.click()
    expect(writer.get_by_text("Meningen står sist i texten.")).to_be_visible()
    written = PartText.objects.get(kind="foreword").text
    assert written.startswith("Till rådet.\n\n")
    expect(text(writer)).to_have_value(written)
    other.close()


def test_the_text_stays_when_the_session_is_gone(writer, context, preparer, sign_in):
    Session.objects.all().delete()
    text(writer).fill("Skrivet utloggad")
    expect(writer.get_by_text("Du har loggats ut")).to_be_visible()
    assert not PartText.objects.exists()

    sign_in(context, preparer)
    look(writer)
    expect(state(writer)).to_have_text(SAVED)
    assert stored() == "Skrivet utloggad"


def test_it_works_without_a_script(browser, address, preparer, sign_in, assert_accessible):
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, preparer)
    page = context.new_page()
    page.goto(address)
    text(page).fill("Utan skript.")
    page.get_by_role("button", name="Klar att läsas").click()

    expect(page.get_by_text("Texten är klar att läsas.", exact=True)).to_be_visible()
    part = PartText.objects.get()
    assert (part.text, part.state) == ("Utan skript.", "ready")
    context.close()
