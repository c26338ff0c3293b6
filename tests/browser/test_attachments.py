"""Files in a real browser: chosen and sent at once, taken away, put back, fetched."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from followup.rounds.models import Question
from followup.survey.models import Answer, Attachment
from tests.browser.writing import settled
from tests.followup.survey import sample_files as sample
from tests.followup.survey.asking import ask
from tests.year import make_round, start

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Verksamhetsberättelse och uppföljningsrapport för introduktionsverksamheten 2026.pdf"


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "store"


@pytest.fixture
def folder(tmp_path) -> Path:
    """The files on Amina's own computer."""
    here = tmp_path / "mina filer"
    here.mkdir()
    (here / LONG).write_bytes(sample.PDF)
    (here / "bild.jpg").write_bytes(sample.jpg(exif=sample.exif(sample.PLACE)))
    (here / "bild.svg").write_bytes(b"<svg/>")
    (here / "stor.pdf").write_bytes(sample.PDF + b" " * 14_000_000)
    return here


@pytest.fixture
def section_url(live_server, strategy, sala):
    round_ = make_round(2026)
    ask(round_, "plan", Question.Kind.FILE, wording="Er plan för området")
    area = start(round_, sala).sections.get(goal_area__number=5).goal_area
    return f"{live_server.url}/enkat/2026/sala-kommun/avsnitt/{area.slug}/"


@pytest.fixture
def survey(page: Page, context, section_url, official_in_sala, sign_in, no_surprises) -> Page:
    sign_in(context, official_in_sala)
    no_surprises(page)
    page.goto(section_url)
    return page


def plan(page: Page):
    return page.get_by_role("group", name="Er plan för området")


def narrow(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})


def fits(page: Page) -> bool:
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    return bool(page.evaluate(wide))


@pytest.mark.parametrize("width", [1280, 390])
def test_a_file_is_sent_as_soon_as_it_is_chosen(survey, folder, assert_accessible, width):
    survey.set_viewport_size({"width": width, "height": 800})
    survey.locator("textarea").first.fill("Skrivet innan filen valdes")
    plan(survey).locator("input[type=file]").set_input_files(folder / LONG)
    expect(plan(survey).get_by_role("status").first).to_have_text("Filen är tillagd.")
    expect(survey.locator("[data-save-state]")).to_have_text(re.compile("Sparat"))

    assert_accessible(survey)
    assert fits(survey)
    expect(survey.locator("textarea").first).to_have_value("Skrivet innan filen valdes")
    with survey.expect_download() as fetched:
        plan(survey).get_by_role("link", name=LONG).click()
    assert fetched.value.suggested_filename == LONG
    assert Path(fetched.value.path()).read_bytes() == sample.PDF


def test_taken_away_and_put_back_by_keyboard(survey, folder):
    plan(survey).locator("input[type=file]").set_input_files(folder / LONG)
    remove = plan(survey).get_by_role("button", name=f"Ta bort {LONG}")
    expect(remove).to_be_visible()
    settled(survey)
    remove.focus()
    survey.keyboard.press("Enter")
    expect(plan(survey)).to_contain_text("är borttagen.")
    expect(plan(survey).get_by_role("link")).to_have_count(0)
    assert Answer.objects.get(key="plan").value == []

    back = plan(survey).get_by_role("button", name=f"Ångra: ta tillbaka {LONG}")
    settled(survey)
    back.focus()
    survey.keyboard.press("Enter")
    expect(plan(survey).get_by_role("link", name=LONG)).to_be_visible()
    # The keyboard is still at the field, not at the top of the page.
    expect(survey.locator("#f-plan.files:focus-within")).to_have_count(1)


def test_the_file_chooser_is_reached_by_keyboard(survey, folder):
    plan(survey).locator("input[type=file]").focus()
    with survey.expect_file_chooser() as chooser:
        # The order to take over choosers and the key go to the page by ways of their own, and on
        # a busy machine the key may arrive first. An answer from the page says that the order has.
        survey.evaluate("document.readyState")
        survey.keyboard.press("Enter")
    chooser.value.set_files(folder / LONG)
    expect(plan(survey).get_by_role("link", name=LONG)).to_be_visible()


def test_what_is_refused_is_told_of_by_the_field(survey, folder, assert_accessible):
    narrow(survey)
    plan(survey).locator("input[type=file]").set_input_files(folder / "bild.svg")
    fault = plan(survey).get_by_role("alert")
    expect(fault).to_contain_text("bild.svg: Filer som slutar på .svg tas inte emot.")
    expect(plan(survey).locator("input[type=file]")).to_have_attribute("aria-invalid", "true")

    assert_accessible(survey)
    assert fits(survey)
    assert not Attachment.objects.exists()


def test_what_is_too_large_is_told_of_and_the_page_stays(survey, folder, assert_accessible):
    survey.locator("textarea").first.fill("Kvar på sidan")
    plan(survey).locator("input[type=file]").set_input_files(folder / "stor.pdf")
    expect(survey.get_by_text("Det blev för stort att skicka")).to_be_visible()

    expect(survey.locator("textarea").first).to_have_value("Kvar på sidan")
    assert_accessible(survey)
    assert not Attachment.objects.exists()


def test_hidden_details_are_told_of(survey, folder, assert_accessible):
    narrow(survey)
    plan(survey).locator("input[type=file]").set_input_files(folder / "bild.jpg")
    expect(plan(survey)).to_contain_text("Filen kan visa kameran eller telefonen och var den togs.")

    assert_accessible(survey)
    assert fits(survey)


def test_an_intervention_added_just_now_takes_a_file(survey, folder):
    survey.get_by_role("button", name="Lägg till en insats").click()
    survey.get_by_label("Vad heter insatsen?").fill("Språkstöd")
    survey.get_by_text("Underlag: filer och länk").click()
    field = survey.get_by_role("group", name="Filer som underlag")
    field.locator("input[type=file]").set_input_files(folder / LONG)
    expect(field.get_by_role("link", name=LONG)).to_be_visible()

    assert Attachment.objects.get().key.endswith("/evidence_files")


@pytest.fixture
def browser_without_script(browser, browser_context_args):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    yield context
    context.close()


def test_without_a_script(browser_without_script, section_url, official_in_sala, sign_in, folder):
    sign_in(browser_without_script, official_in_sala)
    page = browser_without_script.new_page()
    page.goto(section_url)
    page.locator("textarea").first.fill("Skrivet utan skript")
    plan(page).locator("input[type=file]").set_input_files(folder / LONG)
    plan(page).get_by_role("button", name="Lägg till filen").click()
    expect(plan(page).get_by_role("link", name=LONG)).to_be_visible()
    expect(page.locator("textarea").first).to_have_value("Skrivet utan skript")

    plan(page).get_by_role("button", name=f"Ta bort {LONG}").click()
    expect(plan(page).get_by_role("link")).to_have_count(0)
    plan(page).get_by_role("button", name=f"Ångra: ta tillbaka {LONG}").click()
    expect(plan(page).get_by_role("link", name=LONG)).to_be_visible()
    plan(page).locator("input[type=file]").set_input_files(folder / "bild.svg")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(
        page.get_by_text("bild.svg: Filer som slutar på .svg tas inte emot.").first
    ).to_be_visible()
    plan(page).locator("input[type=file]").set_input_files(folder / "stor.pdf")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("heading", name="Det är för stort att ta emot")).to_be_visible()
