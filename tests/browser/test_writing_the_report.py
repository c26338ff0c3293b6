"""A text of the report is written in a browser: it saves itself, meets a colleague's, takes in a
fact, and is as safe without a script."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from followup.review.models import PartText
from strategy_portal.access import Role
from tests.browser.writing import SAVED, look, state
from tests.year import invite, make_person, make_round, submit

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


@pytest.mark.parametrize("has_script", [True, False])
def test_a_passage_and_an_intervention_are_picked_and_stand_in_the_text(
    browser, live_server, strategy, sala, official_in_sala, preparer, sign_in, has_script
):
    area = strategy.goal_areas.get(slug="sysselsattning")
    goal = area.sub_goals.in_order()[0]
    submit(
        make_round(2026),
        sala,
        official_in_sala,
        comments={goal: "Sala har anställt två vägledare. Det räcker inte."},
        interventions=[{"goal_area": area, "sub_goals": [goal], "title": "Språkvän", "women": 34}],
    )
    context = browser.new_context(java_script_enabled=has_script)
    sign_in(context, preparer)
    page = context.new_page()
    page.goto(f"{live_server.url}/sammanstallning/2026/sysselsattning/svaren/")
    page.get_by_role("link", name=re.compile("Citera i en text.*Sala")).first.click()
    if has_script:
        page.get_by_text("Sala har anställt två vägledare.").first.click(click_count=3)
    page.get_by_label("Vilket stycke?").fill("Det räcker inte.")
    page.get_by_label("Till vilken text?").select_option(label="Vilka insatser har genomförts?")
    page.get_by_role("button", name="Citera i en text").click()
    expect(page.get_by_text("Valt till texten")).to_be_visible()

    page.goto(f"{live_server.url}/sammanstallning/2026/sysselsattning/")
    page.get_by_role("link", name=re.compile("Citera i en text.*Språkvän")).click()
    page.get_by_label("Som en rad").check()
    page.get_by_label("Till vilken text?").select_option(label="Vilka insatser har genomförts?")
    page.get_by_role("button", name="Citera i en text").click()

    page.goto(live_server.url + PATH)
    text(page).fill("Så här gick det.")
    page.get_by_role("button", name=re.compile("Ta in i texten.*citat 1")).click()
    expect(page.get_by_text("{citat 1} står i texten. Flytta")).to_be_visible()
    page.get_by_role("button", name=re.compile("Ta in i texten.*insats 2")).click()
    expect(page.get_by_text("{insats 2} står i texten. Flytta")).to_be_visible()
    assert stored() == "Så här gick det.\n\n{citat 1}\n\n{insats 2}"
    shown = page.locator("#sa-ser-den-ut")
    expect(shown.locator("blockquote")).to_have_text("Det räcker inte.")
    expect(shown.get_by_role("table")).to_contain_text("Språkvän. Sala kommun.")
    if has_script:
        text(page).fill("{insats 2}\n\n{citat 99}")
        expect(shown).to_contain_text("{citat 99}: inget med det numret är valt")
        expect(shown.locator("blockquote")).to_have_count(0)
        expect(state(page)).to_have_text(SAVED)
    context.close()


def test_the_page_says_that_somebody_has_written_without_being_drawn_again(writer):
    told = writer.locator("[data-written]")
    expect(told).to_have_text("Ingen har skrivit här än.")
    text(writer).fill("Tre ord här.")
    expect(told).to_have_text(re.compile(r"Senast ändrad .* av Anders Vik\. 3 ord\."))
