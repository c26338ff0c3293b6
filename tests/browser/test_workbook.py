"""Svara i Excel in a browser: fetched, filled in, handed back, chosen, saved."""

import uuid
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Page, ViewportSize, expect

from followup.survey.answering.actions import save_answer
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Answer, Section
from tests.followup.survey import workbooks
from tests.year import make_round, start

pytestmark = pytest.mark.django_db(transaction=True)

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def employment(strategy, sala) -> Section:
    return start(make_round(2026), sala).sections.get(goal_area__number=5)


@pytest.fixture
def survey(
    page: Page, context, live_server, employment, official_in_sala, sign_in, no_surprises
) -> Page:
    """Amina's task list."""
    sign_in(context, official_in_sala)
    no_surprises(page)
    page.goto(f"{live_server.url}/enkat/2026/sala-kommun/")
    return page


def fetch(page: Page, to: Path) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta arbetsboken").click()
    download.value.save_as(to)


def hand_in(page: Page, file: Path) -> None:
    page.get_by_label("Arbetsbok", exact=True).set_input_files(file)
    page.get_by_role("button", name="Visa vad som ändras").click()


def fits(page: Page) -> bool:
    """Whether nothing sticks out on a phone."""
    page.set_viewport_size(PHONE)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    return wide <= PHONE["width"]


def test_a_workbook_there_and_back(
    survey, employment, colleague_in_sala, assert_accessible, tmp_path
):
    goal = employment.goal_area.sub_goals.get(number=1)
    survey.get_by_role("link", name="Hämta och ladda upp arbetsboken").click()
    assert_accessible(survey)
    assert fits(survey)
    file = tmp_path / "enkat.xlsx"
    fetch(survey, file)

    workbook = load_workbook(file)
    for key, value in {
        f"degree/{goal.pk}": "Minst hälften",
        f"comment/{goal.pk}": "Från Excel",
        "challenges": "Nya utmaningar\npå två rader",
        "proposal/sub_goal": "något annat",
    }.items():
        workbooks.cell(workbook, employment, key).value = value
    workbook.save(file)
    form = SectionForm(employment, employment.submission.round)
    save_answer(
        employment,
        form.find(f"comment/{goal.pk}"),
        "Från en kollega",
        save_id=uuid.uuid4(),
        base_version=0,
        by=colleague_in_sala,
        at=timezone.now(),
    )
    hand_in(survey, file)

    expect(survey.get_by_role("heading", level=1)).to_have_text("Det här ändras")
    expect(survey.get_by_text("”något annat” finns inte i listan.")).to_be_visible()
    assert_accessible(survey)
    assert fits(survey)
    survey.get_by_label("Använd svaret från Excel: Från Excel").check()
    survey.get_by_role("button", name="Spara resten").click()

    expect(survey.get_by_text("3 svar sparades från Excel")).to_be_visible()
    assert set(Answer.objects.values_list("key", "value")) == {
        (f"degree/{goal.pk}", "H"),
        (f"comment/{goal.pk}", "Från Excel"),
        ("challenges", "Nya utmaningar\npå två rader"),
    }

    survey.get_by_role("link", name="Hämta och ladda upp arbetsboken").click()
    fetch(survey, file)
    hand_in(survey, file)
    expect(survey.get_by_role("heading", level=1)).to_have_text("Inga ändringar")
    assert_accessible(survey)
    survey.get_by_role("button", name="Tillbaka till Svara i Excel").click()
    expect(survey.get_by_text("Inget från arbetsboken sparades.")).to_be_visible()


def test_a_file_that_cannot_be_used_is_told_by_its_field(survey, assert_accessible, tmp_path):
    survey.get_by_role("link", name="Hämta och ladda upp arbetsboken").click()
    file = tmp_path / "rapport<b>.xlsx"
    file.write_bytes(b"%PDF-1.7")

    hand_in(survey, file)

    expect(survey.locator("[data-error-summary]")).to_contain_text("Filen är en PDF")
    expect(survey.get_by_text("rapport<b>.xlsx")).to_be_visible()
    assert_accessible(survey)
    assert fits(survey)


def test_what_changed_before_the_yes_is_shown_again(
    survey, employment, colleague_in_sala, assert_accessible, tmp_path
):
    survey.get_by_role("link", name="Hämta och ladda upp arbetsboken").click()
    file = tmp_path / "enkat.xlsx"
    fetch(survey, file)
    workbook = load_workbook(file)
    workbooks.cell(workbook, employment, "challenges").value = "Från Excel"
    workbook.save(file)
    hand_in(survey, file)
    expect(survey.get_by_role("button", name="Spara ändringarna")).to_be_visible()
    save_answer(
        employment,
        SectionForm(employment, employment.submission.round).find("challenges"),
        "Från en kollega",
        save_id=uuid.uuid4(),
        base_version=0,
        by=colleague_in_sala,
        at=timezone.now(),
    )

    survey.get_by_role("button", name="Spara ändringarna").click()

    expect(survey.get_by_role("heading", name="Något har ändrats i portalen")).to_be_visible()
    assert_accessible(survey)
    assert Answer.objects.get().value == "Från en kollega"
