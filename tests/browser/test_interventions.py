"""Interventions in the browser: dragged, moved by keyboard without leaving the page, merged."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from followup.survey.answering.interventions import add_intervention
from followup.survey.models import Intervention, Section
from tests.browser.writing import SAVED, settled, state
from tests.followup.survey.writing import write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def three(section_url, official_in_sala) -> list[str]:
    """The ids of three interventions: A, B and C."""
    section = Section.objects.get(goal_area__number=5)
    added = []
    for title in "ABC":
        one = add_intervention(section, by=official_in_sala, at=timezone.now())
        write(section, {f"interventions/{one.pk}/title": f"Insats {title}"}, official_in_sala)
        added.append(str(one.pk))
    return added


def order() -> list[str]:
    standing = Intervention.objects.filter(removed_at=None).order_by("position")
    return [str(one.pk) for one in standing]


def block(page: Page, pk: str):
    return page.locator(f"#insats-{pk}")


def test_dragged_moved_by_key_and_merged(three, survey, assert_accessible):
    a, b, c = three
    survey.reload()
    said = survey.locator("[data-reorder-said]")

    # Dragged above the first; what is dragged past shows its heading alone meanwhile.
    block(survey, c).locator(".grip").scroll_into_view_if_needed()
    grip = block(survey, c).locator(".grip").bounding_box()
    x, y = grip["x"] + 10, grip["y"] + 10
    survey.mouse.move(x, y)
    survey.mouse.down()
    expect(block(survey, a).locator(".intervention__body")).to_be_hidden()
    place = block(survey, a).bounding_box()
    survey.mouse.move(x, place["y"] + 4, steps=8)
    survey.mouse.up()
    expect(said).to_contain_text("”Insats C” står nu på plats 1 av 3. Ordningen är sparad.")
    expect(block(survey, a).locator(".intervention__body")).to_be_visible()
    assert order() == [c, a, b]

    # By keyboard: the page stays with what is being written, and so does the focus.
    block(survey, b).get_by_label("Vad gjorde ni?").fill("Skrivet nyss")
    block(survey, b).locator("summary", has_text="Flytta").click()
    up = block(survey, b).get_by_role("button", name=re.compile("Flytta upp"))
    settled(survey)
    up.focus()
    survey.keyboard.press("Enter")
    expect(said).to_contain_text("”Insats B” står nu på plats 2 av 3.")
    expect(up).to_be_focused()
    expect(state(survey)).to_have_text(SAVED)
    assert order() == [c, b, a]
    assert_accessible(survey)

    # One that is added can be dragged too.
    survey.get_by_role("button", name="Lägg till en insats").click()
    expect(survey.locator(".intervention .grip")).to_have_count(4)

    # B is the same as A.
    block(survey, b).get_by_role("button", name=re.compile("Slå ihop med")).click()
    survey.get_by_label("Insats A").check()
    survey.get_by_role("button", name="Jämför").click()
    assert_accessible(survey)
    survey.get_by_role("button", name="Slå ihop insatserna").click()
    expect(block(survey, b)).to_contain_text("med ”Insats A”")
    expect(block(survey, a)).to_have_count(0)
    expect(block(survey, b).get_by_label("Vad gjorde ni?")).to_have_value("Skrivet nyss")
