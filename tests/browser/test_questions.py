"""A coordinator builds the survey on screen: every kind, in order, read and tried."""

import re

import pytest
from playwright.sync_api import Page, expect

from followup.rounds.models import Question
from followup.rounds.question_kinds import MADE_ON_SCREEN
from followup.survey.models import Answer
from tests.followup.rounds.test_questions import keys
from tests.year import make_round

pytestmark = pytest.mark.django_db(transaction=True)

Kind = Question.Kind


@pytest.fixture
def draft(strategy):
    return make_round(2026, state="draft")


@pytest.fixture
def page(context, sign_in, coordinator, no_surprises):
    sign_in(context, coordinator)
    page = context.new_page()
    no_surprises(page)
    return page


def write(page: Page, kind: str) -> None:
    """What the kind's form needs, on screen."""
    page.get_by_label("Fråga", exact=True).fill(f"Fråga av slaget {Kind(kind).label}")
    if kind in {Kind.ONE_OF, Kind.SEVERAL_OF}:
        page.get_by_label("Svarsval").fill("Grön\nRöd")
    if kind == Kind.RECORDS:
        page.get_by_label("Namn på del 1").fill("Kurs")
        page.get_by_role("button", name="Lägg till en del").click()
        page.get_by_label("Namn på del 3").fill("Platser")
        page.get_by_label("Skrivs som i del 3").select_option("whole_number")
        page.get_by_role("button", name=re.compile(r"Flytta upp\s+del 3")).click()
        expect(page.get_by_label("Namn på del 2")).to_have_value("Platser")


def test_a_question_of_each_kind_is_built_ordered_read_and_tried(
    draft, page, live_server, assert_accessible
):
    base = f"{live_server.url}/omgangar/2026"
    for kind in MADE_ON_SCREEN:
        page.goto(f"{base}/fragor/")
        page.get_by_role("link", name="Ny fråga").click()
        if kind == MADE_ON_SCREEN[0]:
            assert_accessible(page)
        page.get_by_label(Kind(kind).label, exact=True).check()
        page.get_by_label("En gång för organisationen").check()
        page.get_by_role("button", name="Skriv frågan").click()
        write(page, kind)
        if kind in {Kind.RECORDS, Kind.MONEY, Kind.ONE_OF}:
            assert_accessible(page)
        page.get_by_role("button", name="Spara", exact=True).last.click()
        expect(page.get_by_text("är med i enkäten, sist i sin grupp")).to_be_visible()
    assert draft.asked_questions.filter(question__kind__in=MADE_ON_SCREEN).count() >= 14
    assert_accessible(page)

    # By keyboard: the button keeps focus, and the new place is said.
    before = keys(draft, "organisation")
    moved = before[-1]
    row = page.locator(f"[data-key='{moved}']")
    row.get_by_role("button", name=re.compile("Flytta upp")).focus()
    page.keyboard.press("Enter")
    said = page.locator("[data-reorder-said]")
    total = len(before)
    expect(said).to_contain_text(f"plats {total - 1} av {total}")
    assert keys(draft, "organisation")[-2] == moved
    expect(row.get_by_role("button", name=re.compile("Flytta upp"))).to_be_focused()

    # By dragging past the one above.
    above = page.locator("[data-scope='organisation'] > li").nth(total - 3)
    above.scroll_into_view_if_needed()
    row.locator(".grip").scroll_into_view_if_needed()
    grip, place = row.locator(".grip").bounding_box(), above.bounding_box()
    page.mouse.move(grip["x"] + 10, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(grip["x"] + 10, place["y"] + 4, steps=12)
    page.mouse.up()
    expect(said).to_contain_text(f"plats {total - 2} av {total}. Ordningen är sparad")
    after = keys(draft, "organisation")
    assert after == [*before[:-3], moved, *before[-3:-1]]

    # As a municipality reads it.
    page.goto(f"{base}/forhandsvisning/")
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("Se den som en kommun")).click()
    page.get_by_label("Läs som").select_option("civil")
    page.get_by_role("button", name="Visa").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("civilsamhälle")
    for kind in MADE_ON_SCREEN:
        shown = page.get_by_text(f"Fråga av slaget {Kind(kind).label}", exact=True).first
        expect(shown).to_be_attached()
    assert_accessible(page)

    # And answered as the test organisation.
    page.get_by_role("button", name="Svara som testorganisationen").click()
    expect(page.get_by_text("Du provar enkäten som testorganisation")).to_be_visible()
    page.get_by_role("link", name="Om er organisation").first.click()
    page.get_by_label("Fråga av slaget Kort text").fill("Ett prov")
    page.get_by_label("Fråga av slaget Kort text").blur()
    expect(page.locator("[data-save-state]")).to_contain_text("Sparat")
    assert Answer.objects.get(value="Ett prov").section.submission.is_test
    assert_accessible(page)
    page.get_by_role("link", name="Kasta svaren och börja om").click()
    assert_accessible(page)
    page.get_by_role("button", name="Kasta svaren").click()
    expect(page.get_by_text("Testorganisationens svar är borta")).to_be_visible()
    assert not Answer.objects.exists()


def test_without_the_script_the_order_is_changed_and_conditions_are_ticked(
    draft, browser, live_server, sign_in, coordinator
):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    sign_in(context, coordinator)
    page = context.new_page()
    page.goto(f"{live_server.url}/omgangar/2026/fragor/")
    row = page.locator("[data-key='proposal']")
    row.get_by_role("button", name=re.compile("Flytta upp")).click()
    expect(page.get_by_text("är flyttad ett steg upp")).to_be_visible()
    assert keys(draft, "area") == ["interventions", "proposal", "challenges"]
    page.goto(f"{live_server.url}/omgangar/2026/fragor/comment/")
    page.get_by_text("Visa bara efter vissa svar på en tidigare fråga").click()
    page.get_by_label("Ej påbörjat").check()
    page.get_by_role("button", name="Spara", exact=True).last.click()
    expect(page.get_by_text("Visas bara om svaret på")).to_be_visible()
    asked = draft.asked_questions.get(question__key="comment")
    assert (asked.shown_if.key, asked.shown_if_values) == ("degree", ["E"])
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_fit_with_a_long_word(draft, page, live_server, width, assert_accessible):
    page.set_viewport_size({"width": width, "height": 900})
    asked = draft.asked_questions.get(question__key="challenges")
    asked.version.wording = "Arbetsmarknadsintroduktionssamordningsfunktionsutvärdering?"
    asked.version.save()
    for address in ("fragor/", "fragor/challenges/", "fragor/ny/?kind=records&scope=area"):
        page.goto(f"{live_server.url}/omgangar/2026/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert_accessible(page)
