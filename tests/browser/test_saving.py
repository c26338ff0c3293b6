"""Nothing is lost in the browser either: each fault leaves the text and says what to do."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from followup.rounds.models import Question, Round
from followup.survey.models import AnswerRevision
from tests.browser.writing import first_text, state, stored
from tests.followup.survey.asking import ask

pytestmark = pytest.mark.django_db(transaction=True)


def test_writing_is_saved_by_itself(survey, assert_accessible):
    first_text(survey).fill("Vi startade språkstöd.")
    expect(state(survey)).to_have_text(re.compile(r"Sparat \d\d:\d\d"))

    assert stored() == ["Vi startade språkstöd."]
    survey.reload()
    expect(first_text(survey)).to_have_value("Vi startade språkstöd.")
    assert_accessible(survey)


def test_a_degree_is_chosen_by_keyboard(survey):
    survey.get_by_role("radio").first.focus()
    survey.keyboard.press("ArrowRight")
    expect(state(survey)).to_contain_text("Sparat")

    assert stored() == ["H"]


def test_the_session_is_gone(survey, context, official_in_sala, sign_in, assert_accessible):
    Session.objects.all().delete()
    first_text(survey).fill("Skrivet efter att sessionen tog slut")
    expect(survey.get_by_text("Du har loggats ut")).to_be_visible()
    expect(state(survey)).to_contain_text("Ej sparat")
    assert_accessible(survey)
    assert stored() == []

    sign_in(context, official_in_sala)  # in another tab
    survey.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(state(survey)).to_contain_text("Sparat")
    expect(survey.get_by_text("Du har loggats ut")).to_have_count(0)
    assert stored() == ["Skrivet efter att sessionen tog slut"]
    assert AnswerRevision.objects.count() == 1


def test_the_network_is_gone(survey, context):
    context.set_offline(True)
    first_text(survey).fill("Skrivet på tåget")
    expect(state(survey)).to_contain_text("Ej sparat. Försöker igen")
    assert stored() == []

    context.set_offline(False)
    expect(state(survey)).to_contain_text("Sparat", timeout=20_000)
    assert stored() == ["Skrivet på tåget"]


def test_the_server_fails_once(survey):
    failures: list[str | None] = []

    def fail_once(route):
        if failures:
            return route.continue_()
        failures.append(route.request.post_data)
        return route.fulfill(status=500, body="")

    survey.route("**/spara/", fail_once)
    first_text(survey).fill("Andra försöket lyckas")
    expect(state(survey)).to_contain_text("Sparat", timeout=10_000)

    assert len(failures) == 1
    assert stored() == ["Andra försöket lyckas"]


def test_a_colleague_wrote_at_the_same_time(
    survey, browser, section_url, colleague_in_sala, sign_in, assert_accessible
):
    other = browser.new_context()
    sign_in(other, colleague_in_sala)
    colleague = other.new_page()
    colleague.goto(section_url)
    first_text(colleague).fill("Bos text om företag")
    expect(state(colleague)).to_contain_text("Sparat")

    first_text(survey).fill("Aminas text om företag")
    notice = survey.get_by_role("group", name="Bo Ek sparade ett annat svar medan du skrev")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("Bos text om företag")
    expect(first_text(survey)).to_have_value("Aminas text om företag")
    assert_accessible(survey)

    notice.get_by_role("button", name="Slå ihop texterna").click()
    expect(state(survey)).to_contain_text("Sparat")
    assert stored() == ["Aminas text om företag\n\nBos text om företag"]
    other.close()


def test_the_last_day_has_passed(survey, assert_accessible):
    Round.objects.update(state=Round.State.CLOSED)
    first_text(survey).fill("För sent")

    expect(survey.get_by_text("Omgången är stängd.")).to_be_visible()
    expect(first_text(survey)).to_have_value("För sent")
    expect(state(survey)).to_contain_text("Ej sparat")
    assert_accessible(survey)
    assert stored() == []


def test_the_right_to_answer_is_withdrawn(survey, official_in_sala):
    official_in_sala.memberships.all().delete()
    first_text(survey).fill("Kvar på sidan")

    expect(survey.get_by_text("Du har inte längre rätt att svara här.")).to_be_visible()
    expect(first_text(survey)).to_have_value("Kvar på sidan")
    assert stored() == []


def test_an_unreadable_number_is_kept_and_pointed_out(survey, assert_accessible):
    survey.get_by_role("button", name="Lägg till en insats").click()
    intervention = survey.locator(".intervention")
    expect(intervention).to_have_count(1)
    intervention.get_by_label("Vad heter insatsen?").fill("Språkstöd på arbetsplatsen")
    expect(intervention.locator("h3")).to_have_text("Språkstöd på arbetsplatsen")
    girls = intervention.get_by_label("Flickor", exact=True)
    girls.fill("tolv")
    girls.blur()

    expect(intervention.get_by_text("Skriv antalet med siffror")).to_be_visible()
    assert girls.get_attribute("aria-invalid") == "true"
    assert_accessible(survey)
    girls.fill("12")
    girls.blur()
    expect(intervention.get_by_text("Skriv antalet med siffror")).to_have_count(0)


def test_the_section_works_without_a_script(
    browser, section_url, official_in_sala, sign_in, assert_accessible
):
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, official_in_sala)
    page = context.new_page()
    page.goto(section_url)
    page.locator("textarea").first.fill("Utan skript")
    page.get_by_role("button", name="Lägg till en insats").click()
    page.get_by_label("Vad heter insatsen?").fill("Läxhjälp")
    page.get_by_role("button", name="Avsnittet är klart").click()

    expect(page.get_by_text("är klart.")).to_be_visible()
    assert sorted(stored()) == ["Läxhjälp", "Utan skript"]
    context.close()


def test_a_question_that_follows_from_another_takes_its_block_along(survey):
    round_, about_all = Round.objects.get(), Question.Scope.ORGANISATION
    plan = ask(round_, "plan", Question.Kind.YES_NO, about_all, wording="Har ni en plan?")
    ask(
        round_,
        "plan-says",
        Question.Kind.LONG_TEXT,
        about_all,
        wording="Vad säger den?",
        if_blank="warning",
        shown_if=plan,
        shown_if_values=["Ja"],
    )
    survey.goto(re.sub(r"/avsnitt/.*", "/avsnitt/organisation/", survey.url))
    block = survey.locator("section.question", has=survey.locator("#fraga-plan-says"))
    expect(block).to_be_hidden()
    said = survey.get_by_role("group", name=re.compile("Har ni en plan"))
    said.get_by_label("Ja", exact=True).check()
    expect(block).to_be_visible()
    expect(block.get_by_text("saknar svar")).to_have_count(0)
    said.get_by_label("Nej", exact=True).check()
    expect(block).to_be_hidden()
