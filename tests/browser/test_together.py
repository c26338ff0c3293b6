"""Several people around the same answers: colleagues, their manager, and the coordinator.

Each page and state is looked at wide and narrow, with axe.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from actors.models import Membership
from followup.survey.models import Answer, AnswerRevision, Submission, SubmissionVersion
from followup.survey.together import colleagues
from strategy_portal.access import Role
from tests.year import make_person, make_round, start

pytestmark = pytest.mark.django_db(transaction=True)

HERE = "/enkat/2026/sala-kommun/"


@pytest.fixture
def survey(live_server, strategy, sala) -> Submission:
    return start(make_round(2026), sala)


@pytest.fixture
def administrator(official_in_sala, sala):
    """Amina, who looks after Sala's answers."""
    Membership.objects.create(person=official_in_sala, actor=sala, role=Role.ADMINISTRATOR)
    return official_in_sala


@pytest.fixture
def employment(survey):
    return survey.sections.get(goal_area__number=5)


@pytest.fixture
def as_person(browser, live_server, sign_in, no_surprises):
    """A page of somebody's own browser: `as_person(bo, "kollegor/")`."""
    contexts = []

    def enter(person, where: str = "") -> Page:
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, locale="sv-SE", base_url=live_server.url
        )
        context.set_default_timeout(90_000)  # a busy machine is no fault
        contexts.append(context)
        sign_in(context, person)
        page = context.new_page()
        no_surprises(page)
        page.goto(HERE + where)
        return page

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def look(assert_accessible):
    """The page as it stands, wide and narrow: axe finds nothing, and nothing is wider than it."""

    def check(page: Page) -> None:
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url

    return check


def section_of(employment) -> str:
    return f"avsnitt/{employment.goal_area.slug}/"


def text_of(page: Page):
    return page.locator("textarea").first


def write(page: Page, words: str) -> None:
    """Fill in the first text, and wait until the server has it: "Sparat" may stand there before."""
    with page.expect_response(lambda answer: answer.url.endswith("/spara/") and answer.ok):
        text_of(page).fill(words)
    saved(page)


def saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"Sparat \d\d:\d\d"))


def test_an_organisation_of_four_from_delegation_to_sign_off(
    as_person, administrator, colleague_in_sala, manager_in_sala, employment, look
):
    amina = as_person(administrator, "kollegor/")
    look(amina)
    amina.get_by_label("Namn").fill("Ida Ny")
    amina.get_by_label("E-postadress").fill("ida.ny@example.org")
    amina.get_by_role("button", name="Bjud in").click()
    expect(amina.get_by_text("Ida Ny är inbjuden")).to_be_visible()
    ida_person = Membership.objects.get(person__email="ida.ny@example.org").person

    # Bo gets the section about employment, with a few words.
    amina.goto(HERE)
    look(amina)
    amina.get_by_role("link", name="Fördela Sysselsättning").click()
    look(amina)
    amina.get_by_role("button", name="Lämna över").click()
    expect(amina.get_by_text("Det här behöver rättas")).to_be_visible()
    look(amina)
    amina.get_by_label("Bo Ek").check()
    amina.get_by_label("Meddelande").fill("Du vet hur det gick i företagen.")
    amina.get_by_role("button", name="Lämna över").click()
    expect(amina.get_by_text("Bo Ek har nu avsnittet Sysselsättning.")).to_be_visible()

    bo = as_person(colleague_in_sala, section_of(employment))
    expect(bo.get_by_text("Du vet hur det gick i företagen.")).to_be_visible()
    look(bo)
    ida = as_person(ida_person, section_of(employment))
    expect(ida.get_by_text("Bo Ek har det här avsnittet nu.")).to_be_visible()
    expect(ida.get_by_role("button", name="Avsnittet är klart")).to_have_count(0)
    look(ida)

    # Amina may write everywhere: she sees that Bo is there, and they meet in the same field.
    amina.goto(HERE + section_of(employment))
    expect(amina.get_by_text("Bo Ek")).not_to_have_count(0)
    expect(amina.locator("[data-presence]")).to_contain_text("är också här nu")
    write(bo, "Bos text om företagen")
    written = bo.locator("[data-written]", has_text="Bo Ek, ")
    expect(written.first).to_be_visible()
    text_of(amina).fill("Aminas text om företagen")
    met = amina.get_by_role("group", name="Bo Ek sparade ett annat svar medan du skrev")
    expect(met).to_be_visible()
    look(amina)
    met.get_by_role("button", name="Slå ihop texterna").click()
    saved(amina)
    bo.reload()
    bo.get_by_role("button", name="Avsnittet är klart").click()
    expect(bo.get_by_text("Sysselsättning är klart.")).to_be_visible()

    # Karin is to approve.
    amina.goto(HERE + "kontrollera/")
    amina.get_by_role("link", name="Låt en chef attestera först").click()
    look(amina)
    amina.get_by_label("Karin Berg").check()
    amina.get_by_role("button", name="Spara").click()
    look(amina)
    amina.get_by_role("button", name="Skicka till attest").click()
    expect(amina.get_by_text("Svaren väntar nu på Karin Berg")).to_be_visible()
    look(amina)
    amina.get_by_role("link", name="Se vad som väntar").click()
    expect(amina.get_by_role("button", name="Ta tillbaka och ändra")).to_be_visible()
    look(amina)

    karin = as_person(manager_in_sala)
    look(karin)
    karin.get_by_role("link", name="Läs och attestera").click()
    expect(karin.get_by_text("Aminas text om företagen")).to_be_visible()
    look(karin)
    karin.get_by_text("Något behöver ändras").click()
    karin.get_by_role("button", name="Skicka tillbaka till kollegan").click()
    expect(karin.get_by_text("Det här behöver rättas")).to_be_visible()
    look(karin)
    karin.get_by_label("Vad behöver ändras?").fill("Nämn hur många som fick arbete.")
    karin.get_by_role("button", name="Skicka tillbaka till kollegan").click()
    expect(karin.get_by_text("Svaren är tillbaka hos dina kollegor.")).to_be_visible()

    amina.goto(HERE)
    expect(amina.get_by_text("Nämn hur många som fick arbete.")).to_be_visible()
    look(amina)
    amina.goto(HERE + "kontrollera/")
    amina.get_by_role("button", name="Skicka till attest").click()
    karin.goto(HERE + "attest/")
    karin.get_by_role("button", name="Godkänn och lämna in").click()
    expect(karin.get_by_role("heading", name="Svaren är inlämnade")).to_be_visible()
    look(karin)

    version = SubmissionVersion.objects.get()
    assert (version.submitted_by, version.approved_by) == (administrator, manager_in_sala)
    assert "Aminas text om företagen\n\nBos text om företagen" in str(
        list(Answer.objects.values_list("value", flat=True))
    ).replace("\\n", "\n")


def test_sent_back_changed_and_handed_in_again(
    as_person, live_server, administrator, coordinator, survey, employment, look
):
    amina = as_person(administrator, section_of(employment))
    write(amina, "Vi startade språkstöd i tre företag.")
    amina.goto(HERE + "kontrollera/")
    amina.get_by_role("button", name="Lämna in").click()
    expect(amina.get_by_role("heading", name="Svaren är inlämnade")).to_be_visible()

    # Something was forgotten: the organisation asks.
    amina.get_by_role("link", name="Be om att få ändra något").click()
    look(amina)
    amina.get_by_label("Vad vill ni ändra, och varför?").fill("Vi räknade fel.")
    amina.get_by_role("button", name="Skicka frågan").click()
    expect(amina.get_by_text("Samordnaren har fått er fråga")).to_be_visible()
    look(amina)

    maria = as_person(coordinator, "granska/")
    expect(maria.get_by_text("Vi räknade fel.")).to_be_visible()
    look(maria)
    row = maria.locator(".summary__row", has_text="tre företag").first
    row.get_by_text("Kommentera").click()
    row.get_by_role("textbox").fill("Räkna om företagen.")
    maria.get_by_role("button", name="Skicka tillbaka").click()
    expect(maria.get_by_text("Du har kommenterat Sysselsättning.").first).to_be_visible()
    look(maria)
    assert maria.locator(".summary__row textarea:visible").input_value() == "Räkna om företagen."
    maria.get_by_role("checkbox", name="Sysselsättning").check()
    maria.get_by_label("Vad behöver ändras?").fill("Se över antalet företag.")
    maria.get_by_role("button", name="Skicka tillbaka").click()
    expect(maria.get_by_text("Svaren är tillbaka hos Sala kommun")).to_be_visible()
    look(maria)

    amina.goto(HERE)
    expect(amina.get_by_text("Se över antalet företag.")).to_be_visible()
    look(amina)
    amina.get_by_role("link", name="Fortsätt svara").click()
    expect(amina.get_by_text("Räkna om företagen.")).to_be_visible()
    look(amina)
    write(amina, "Vi startade språkstöd i två företag.")
    amina.goto(HERE + "avsnitt/organisation/")
    expect(amina.get_by_text("Samordnaren har bara öppnat")).to_be_visible()
    look(amina)
    amina.goto(HERE + "kontrollera/")
    amina.get_by_role("button", name="Lämna in").click()
    amina.get_by_role("link", name="Se vad som ändrades").click()
    expect(amina.locator("ins")).to_have_text("två ")
    expect(amina.locator("del")).to_have_text("tre ")
    look(amina)

    maria.goto(HERE + "andringar/")
    expect(maria.locator("ins")).to_have_text("två ")
    maria.goto(HERE + "granska/")
    maria.get_by_role("button", name="Godta svaren").click()
    expect(maria.get_by_text("Svaren från Sala kommun är godtagna.")).to_be_visible()
    assert Submission.objects.get().state == Submission.State.ACCEPTED


def test_a_section_is_taken_back_while_the_colleague_writes(
    as_person, administrator, colleague_in_sala, employment, look
):
    colleagues.delegate(employment, to=colleague_in_sala, by=administrator)
    bo = as_person(colleague_in_sala, section_of(employment))
    write(bo, "Det första")

    amina = as_person(administrator, section_of(employment))
    amina.get_by_role("button", name="Ta tillbaka").click()
    expect(amina.get_by_text("Du har nu avsnittet Sysselsättning.")).to_be_visible()
    look(amina)
    text_of(bo).fill("Det första, och mycket mer")

    expect(bo.get_by_text("Amina Lund har det här avsnittet nu.")).to_be_visible()
    expect(bo.locator("[data-save-state]")).to_contain_text("Ej sparat")
    expect(text_of(bo)).to_have_value("Det första, och mycket mer")
    look(bo)
    assert list(AnswerRevision.objects.values_list("value", flat=True)) == ["Det första"]


def test_many_colleagues_with_long_names(as_person, administrator, sala, survey, look):
    for number in range(38):
        make_person(
            f"Anna-Wilhelmina Integrationssamordningsansvarig {number}", sala, Role.RESPONDENT
        )
    page = as_person(administrator, "kollegor/")

    expect(page.locator(".people li")).to_have_count(39)
    look(page)
