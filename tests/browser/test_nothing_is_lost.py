"""Every way in which a save can fail while somebody writes: the text stays on screen, the person is
told what happened and what to do, and it is saved once the way is clear (faults D18 to D25)."""

from datetime import timedelta
from functools import partial
from urllib.parse import parse_qs
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from actors.models import Membership
from followup.rounds.actions import close_round, reopen_round
from followup.rounds.invitations import give_more_time
from followup.rounds.models import Invitation, Round
from followup.survey.models import Answer, AnswerRevision, Intervention, Section, Submission
from followup.survey.submitting.handing_in import submit
from followup.survey.submitting.sending_back import send_back
from strategy_portal.access import Role
from tests.browser.writing import (
    SAVED,
    first_text,
    look,
    sign_in_by_code,
    state,
    stored,
    told,
    wait_until,
)
from tests.year import start

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent(survey) -> list[dict[str, str]]:
    """Every save that the page sends."""
    saves: list[dict[str, str]] = []

    def note(request) -> None:
        if request.url.endswith("/spara/"):
            held = parse_qs(request.post_data, keep_blank_values=True)
            saves.append({name: values[-1] for name, values in held.items()})

    survey.on("request", note)
    return saves


# --- Signed out, signed in again ---------------------------------------------------------------


def test_signing_in_by_code_in_a_new_tab_saves_what_was_written(
    survey, sent, official_in_sala, assert_accessible
):
    Session.objects.all().delete()
    first_text(survey).fill("Skrivet när sessionen var slut")
    expect(told(survey)).to_contain_text("Du har loggats ut")

    with survey.expect_popup() as opened:
        told(survey).get_by_role("link", name="Logga in i en ny flik").click()
    tab = opened.value
    sign_in_by_code(tab, official_in_sala)
    expect(tab.get_by_role("heading", level=1)).to_have_text("Du är inloggad")
    assert_accessible(tab)
    tab.close()
    survey.bring_to_front()
    look(survey)

    expect(state(survey)).to_have_text(SAVED)
    expect(told(survey)).to_be_empty()
    assert stored() == ["Skrivet när sessionen var slut"]
    revision = AnswerRevision.objects.get()
    assert {UUID(one["save_id"]) for one in sent} == {revision.pk}


def test_the_token_changes_when_somebody_signs_in_in_another_tab(survey, context, official_in_sala):
    def token() -> str:
        return next(c["value"] for c in context.cookies() if c["name"] == "csrftoken")

    before = token()
    tab = context.new_page()
    tab.goto(survey.url)
    tab.get_by_role("button", name="Logga ut").click()
    tab.get_by_role("link", name="Logga in").first.click()
    sign_in_by_code(tab, official_in_sala)
    assert token() != before
    tab.close()

    first_text(survey).fill("Skrivet med den gamla sidan")
    expect(state(survey)).to_have_text(SAVED)
    survey.get_by_role("button", name="Lägg till en insats").click()
    expect(survey.locator(".intervention")).to_have_count(1)
    survey.get_by_role("button", name="Avsnittet är klart").click()
    expect(survey.get_by_text("är klart.")).to_be_visible()
    assert stored() == ["Skrivet med den gamla sidan"]


def test_a_page_without_its_token_is_given_a_new_one(survey, context, sent):
    context.clear_cookies(name="csrftoken")
    first_text(survey).fill("Kakan är borta")
    expect(state(survey)).to_have_text(SAVED)

    assert stored() == ["Kakan är borta"]
    assert len({one["save_id"] for one in sent}) == 1


def test_somebody_else_has_signed_in_in_the_same_browser(
    survey, context, official_in_sala, colleague_in_sala, sign_in
):
    sign_in(context, colleague_in_sala)
    first_text(survey).fill("Aminas ord")
    expect(told(survey)).to_contain_text("Någon annan har loggat in i samma webbläsare: Bo Ek")
    assert stored() == []

    sign_in(context, official_in_sala)
    look(survey)
    expect(state(survey)).to_have_text(SAVED)
    assert AnswerRevision.objects.get().by == official_in_sala


def test_adding_an_intervention_signed_out_never_swaps_in_a_sign_in_page(
    survey, context, official_in_sala, sign_in, assert_accessible
):
    first_text(survey).fill("Kvar på sidan")
    expect(state(survey)).to_have_text(SAVED)
    Session.objects.all().delete()
    survey.get_by_role("button", name="Lägg till en insats").click()

    fault = survey.locator("#fault")
    expect(fault).to_contain_text("Du har loggats ut")
    expect(survey.get_by_label("E-postadress")).to_have_count(0)
    expect(first_text(survey)).to_have_value("Kvar på sidan")
    assert_accessible(survey)
    assert not Intervention.objects.exists()

    sign_in(context, official_in_sala)
    survey.get_by_role("button", name="Lägg till en insats").click()
    expect(survey.locator(".intervention")).to_have_count(1)
    expect(fault).to_be_empty()


def test_without_a_script_a_signed_out_writer_gets_the_text_back_to_send_again(
    browser, section_url, official_in_sala, sign_in, assert_accessible
):
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, official_in_sala)
    page = context.new_page()
    page.goto(section_url)
    first_text(page).fill("Skrivet utan skript")
    Session.objects.all().delete()
    page.get_by_role("button", name="Avsnittet är klart").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Det du skrev är inte sparat än")
    expect(page.get_by_role("main")).to_contain_text("Skrivet utan skript")
    assert stored() == []

    with page.expect_popup() as opened:
        page.get_by_role("link", name="Logga in i en ny flik").click()
    sign_in_by_code(opened.value, official_in_sala)
    page.get_by_role("button", name="Skicka igen").click()  # with the token from before
    expect(page.get_by_role("main")).to_contain_text("Du är inloggad som Amina Lund")
    page.get_by_role("button", name="Skicka igen").click()
    expect(page.get_by_text("är klart.")).to_be_visible()
    assert stored() == ["Skrivet utan skript"]
    context.close()


# --- The network and the server ------------------------------------------------------------------


def test_ten_minutes_without_a_network(survey, context, sent, assert_accessible):
    survey.clock.install()
    survey.reload()
    context.set_offline(True)
    first_text(survey).fill("Skrivet på tåget")
    for _ in range(10):
        survey.clock.run_for(60_000)
    expect(told(survey)).to_contain_text("Du har ingen kontakt med portalen")
    expect(state(survey)).to_contain_text("Ej sparat. Försöker igen")
    first_text(survey).fill("Skrivet på tåget, och sedan mer")
    survey.locator("textarea").nth(1).fill("Och här")
    survey.clock.run_for(20_000)
    expect(first_text(survey)).to_have_value("Skrivet på tåget, och sedan mer")
    assert_accessible(survey)
    assert stored() == []

    context.set_offline(False)
    look(survey)
    survey.clock.run_for(5_000)
    expect(state(survey)).to_have_text(SAVED)
    expect(told(survey)).to_be_empty()
    assert sorted(stored()) == ["Och här", "Skrivet på tåget, och sedan mer"]


PAGES_IN_BETWEEN = [
    {"status": 500, "content_type": "text/html", "body": "<h1>Något gick fel</h1>"},
    {"status": 503, "content_type": "text/html", "body": "<h1>Portalen är stängd</h1>"},
    {"status": 502, "content_type": "text/html", "body": "<h1>Bad Gateway</h1>"},
    {"status": 200, "content_type": "text/html", "body": "<h1>Logga in på nätet</h1>"},
    {"status": 429, "body": ""},
]


def test_the_server_fails_in_every_way_and_the_same_save_is_sent_again(
    survey, sent, assert_accessible
):
    left = list(PAGES_IN_BETWEEN)

    def fail(route):
        if left:
            return route.fulfill(**left.pop(0))
        return route.continue_()

    survey.route("**/spara/", fail)
    first_text(survey).fill("Sparas till slut")
    expect(told(survey)).to_contain_text("Portalen kan inte spara just nu")
    expect(first_text(survey)).to_have_value("Sparas till slut")
    assert_accessible(survey)
    again = told(survey).get_by_role("button", name="Försök igen")
    for _ in range(3):
        expect(again).to_be_visible()
        again.click()
        survey.wait_for_timeout(200)
    expect(state(survey)).to_have_text(SAVED)

    assert stored() == ["Sparas till slut"]
    assert len({one["save_id"] for one in sent}) == 1
    assert len(sent) == len(PAGES_IN_BETWEEN) + 1


def test_a_button_pressed_while_an_answer_goes_missing_leads_on_all_the_same(survey):
    survey.route("**/spara/", lambda route: route.abort(), times=1)
    first_text(survey).fill("Skrivet strax före")
    survey.get_by_role("button", name="Avsnittet är klart").click()

    expect(survey.get_by_role("main")).to_contain_text("är klart.")
    assert stored() == ["Skrivet strax före"]


def test_writing_on_while_a_save_is_tried_again_loses_neither(survey, sent):
    survey.route("**/spara/", lambda route: route.fulfill(status=500), times=1)
    first_text(survey).fill("Början")
    expect(state(survey)).to_contain_text("Försöker igen")
    first_text(survey).press_sequentially(" och fortsättning")
    expect(state(survey)).to_have_text(SAVED)

    assert [one["value"] for one in sent] == ["Början", "Början", "Början och fortsättning"]
    held = AnswerRevision.objects.order_by("version").values_list("version", "value")
    assert list(held) == [(1, "Början"), (2, "Början och fortsättning")]


def test_a_wrong_clock_in_the_browser_changes_nothing(survey):
    survey.clock.set_fixed_time(timezone.now() + timedelta(days=366))
    first_text(survey).fill("Klockan går fel")
    first_text(survey).blur()
    expect(state(survey)).to_contain_text("Sparat")

    revision = AnswerRevision.objects.get()
    assert abs(timezone.now() - revision.at) < timedelta(minutes=5)
    expect(state(survey)).to_contain_text(f"{timezone.localtime(revision.at):%H:%M}")


# --- Two at the same answer ----------------------------------------------------------------------


@pytest.fixture
def met(survey, browser, section_url, colleague_in_sala, sign_in) -> Page:
    """Bo's text stands where Amina writes hers; her page, with both shown."""
    other = browser.new_context()
    sign_in(other, colleague_in_sala)
    colleague = other.new_page()
    colleague.goto(section_url)
    first_text(colleague).fill("Bos text")
    expect(state(colleague)).to_have_text(SAVED)
    other.close()
    first_text(survey).fill("Aminas text")
    expect(survey.get_by_role("group", name="Bo Ek sparade ett annat svar")).to_be_visible()
    expect(told(survey)).to_contain_text("Två har skrivit i samma svar")
    return survey


@pytest.mark.parametrize(
    ("button", "stands"),
    [
        ("Behåll mitt svar", "Aminas text"),
        ("Använd det andra svaret", "Bos text"),
        ("Slå ihop texterna", "Aminas text\n\nBos text"),
    ],
)
def test_the_writer_chooses_which_text_stands_and_both_are_kept(met, button, stands):
    met.get_by_role("button", name=button).click()
    expect(state(met)).to_have_text(SAVED)
    expect(told(met)).to_be_empty()

    assert stored() == [stands]
    expect(first_text(met)).to_have_value(stands)
    kept = set(AnswerRevision.objects.values_list("value", flat=True))
    assert {"Aminas text", "Bos text"} <= kept


def test_writing_on_beside_a_colleagues_text_never_overwrites_it(met):
    first_text(met).press_sequentially(", som blev längre")
    expect(met.locator("[data-conflict] .version").first).to_contain_text("som blev längre")
    expect(first_text(met)).to_be_focused()
    assert stored() == ["Bos text"]
    assert AnswerRevision.objects.filter(value="Aminas text, som blev längre").exists()

    met.get_by_role("button", name="Behåll mitt svar").click()
    expect(state(met)).to_have_text(SAVED)
    assert stored() == ["Aminas text, som blev längre"]


def test_without_a_script_both_texts_are_shown_and_a_button_decides(
    browser, section_url, official_in_sala, colleague_in_sala, sign_in, assert_accessible
):
    pages = []
    for person in (official_in_sala, colleague_in_sala):
        context = browser.new_context(java_script_enabled=False)
        sign_in(context, person)
        page = context.new_page()
        page.goto(section_url)
        pages.append(page)
    amina, bo = pages
    first_text(bo).fill("Bos text")
    bo.get_by_role("button", name="Spara", exact=True).click()
    first_text(amina).fill("Aminas text")
    amina.get_by_role("button", name="Spara", exact=True).click()

    expect(amina.get_by_role("main")).to_contain_text("En kollega har ändrat samma svar")
    expect(first_text(amina)).to_have_value("Aminas text")
    amina.get_by_role("button", name="Slå ihop texterna").click()
    expect(amina.get_by_role("main")).to_contain_text(SAVED)
    assert stored() == ["Aminas text\n\nBos text"]
    for page in pages:
        page.context.close()


# --- Too late, and yet not ----------------------------------------------------------------------


def give_time(coordinator) -> None:
    invitation = Invitation.objects.get()
    later = timezone.localdate() + timedelta(days=60)
    give_more_time(invitation, to=later, reason="Sjukdom", by=coordinator)


def open_again(coordinator) -> None:
    later = timezone.localdate() + timedelta(days=7)
    reopen_round(Round.objects.get(), closes_on=later, reason="Flera bad om tid", by=coordinator)


def pass_the_last_day(_coordinator) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Round.objects.update(closes_on=yesterday)


def close(coordinator) -> None:
    close_round(Round.objects.get(), by=coordinator)


@pytest.mark.parametrize(
    ("shut", "clear"),
    [(pass_the_last_day, give_time), (close, open_again), (close, give_time)],
    ids=["the last day has passed", "closed and opened again", "closed, and given more time"],
)
def test_what_came_too_late_is_saved_when_there_is_more_time(
    survey, coordinator, assert_accessible, shut, clear
):
    shut(coordinator)
    first_text(survey).fill("Skrivet för sent")
    expect(told(survey)).to_contain_text("Omgången är stängd.")
    expect(told(survey)).to_contain_text("Be samordnaren om mer tid.")
    expect(first_text(survey)).to_have_value("Skrivet för sent")
    expect(state(survey)).to_contain_text("Ej sparat")
    assert_accessible(survey)
    assert stored() == []

    clear(coordinator)
    told(survey).get_by_role("button", name="Försök igen").click()
    expect(state(survey)).to_have_text(SAVED)
    expect(told(survey)).to_be_empty()
    assert stored() == ["Skrivet för sent"]


def test_an_open_page_finds_out_by_itself_that_there_is_more_time(survey, coordinator):
    survey.clock.install()
    survey.reload()
    close(coordinator)
    first_text(survey).fill("Först")
    survey.clock.run_for(1_500)
    expect(told(survey)).to_contain_text("Omgången är stängd.")
    first_text(survey).fill("Först, sedan mer")
    survey.clock.run_for(1_500)

    open_again(coordinator)
    survey.clock.run_for(40_000)
    expect(state(survey)).to_have_text(SAVED)
    assert stored() == ["Först, sedan mer"]


def test_a_colleague_hands_in_meanwhile(survey, coordinator, colleague_in_sala, assert_accessible):
    survey.get_by_role("radio").first.check()
    expect(state(survey)).to_have_text(SAVED)
    submission = Submission.objects.get()
    submit(submission, by=colleague_in_sala)
    first_text(survey).fill("Ett tillägg")
    expect(told(survey)).to_contain_text("Svaren är redan inlämnade")
    expect(first_text(survey)).to_have_value("Ett tillägg")
    assert_accessible(survey)
    assert stored() == ["G"]

    submission.refresh_from_db()
    sections = submission.sections.filter(goal_area__number=5)
    send_back(submission, sections=sections, reason="Komplettera gärna", by=coordinator)
    look(survey)
    expect(state(survey)).to_have_text(SAVED)
    assert stored() == ["G", "Ett tillägg"]


def test_a_right_to_answer_is_withdrawn_and_given_back(survey, sala, official_in_sala):
    official_in_sala.memberships.all().delete()
    first_text(survey).fill("Kvar på sidan")
    expect(told(survey)).to_contain_text("Du har inte längre rätt att svara här.")
    expect(state(survey)).to_contain_text("Ej sparat")
    assert stored() == []

    Membership.objects.create(person=official_in_sala, actor=sala, role=Role.RESPONDENT)
    look(survey)
    expect(state(survey)).to_have_text(SAVED)
    assert stored() == ["Kvar på sidan"]


def test_why_an_area_is_not_relevant_stays_on_the_page_when_a_colleague_takes_the_section(
    survey, colleague_in_sala, assert_accessible
):
    survey.get_by_text("Det här målområdet är inte relevant").click()
    survey.get_by_label("Varför är det inte relevant?").fill("Regionen har den uppgiften.")
    Section.objects.filter(goal_area__number=5).update(assigned_to=colleague_in_sala)
    survey.get_by_role("button", name="Markera som ej relevant").click()

    main = survey.get_by_role("main")
    expect(main).to_contain_text("Avsnittet är inte markerat som ej relevant.")
    expect(main).to_contain_text("Bo Ek har det här avsnittet nu.")
    box = survey.get_by_label("Det här skrev du om varför det inte är relevant")
    expect(box).to_have_value("Regionen har den uppgiften.")
    expect(box).not_to_be_editable()
    assert_accessible(survey)


def test_a_question_that_came_too_late_stands_on_the_page_that_says_so(
    survey, coordinator, colleague_in_sala, section_url, assert_accessible
):
    survey.get_by_role("radio").first.check()
    expect(state(survey)).to_have_text(SAVED)
    submission = Submission.objects.get()
    submit(submission, by=colleague_in_sala)
    survey.goto(section_url.split("avsnitt/")[0] + "be-om-andring/")
    survey.get_by_label("Vad vill ni ändra, och varför?").fill("Vi glömde\nett företag.")
    submission.refresh_from_db()
    sections = submission.sections.filter(goal_area__number=5)
    send_back(submission, sections=sections, reason="Komplettera gärna", by=coordinator)
    survey.get_by_role("main").get_by_role("button").first.click()

    expect(survey.get_by_role("main")).to_contain_text("Svaren är inte inlämnade")
    expect(survey.get_by_label("Det du skrev")).to_have_value("Vi glömde\nett företag.")
    assert_accessible(survey)


def test_an_intervention_taken_away_and_put_back_in_another_tab_keeps_what_is_written(
    survey, context, section_url
):
    survey.get_by_role("button", name="Lägg till en insats").click()
    title = survey.get_by_label("Vad heter insatsen?")
    expect(title).to_be_visible()
    tab = context.new_page()
    tab.goto(section_url)
    tab.get_by_role("button", name="Ta bort insatsen").first.click()
    back = tab.get_by_role("button", name="Ångra: ta tillbaka den borttagna insatsen")
    expect(back).to_be_visible()

    title.fill("Språkstöd på jobbet")
    expect(told(survey)).to_contain_text("Du har tagit bort insatsen det står i")
    back.click()
    expect(tab.get_by_label("Vad heter insatsen?")).to_be_visible()
    tab.close()
    look(survey)
    expect(state(survey)).to_have_text(SAVED)
    assert stored() == ["Språkstöd på jobbet"]


def test_an_earlier_version_of_an_answer_is_brought_back(survey, section_url, assert_accessible):
    for words in ("Som det stod först", "Som det blev sedan"):
        first_text(survey).fill(words)
        wait_until(survey, partial(is_stored, words))
    question = first_text(survey).get_attribute("name")
    survey.goto(f"{section_url}versioner/{question}/")
    main = survey.get_by_role("main")
    expect(main).to_contain_text("Som det blev sedan")
    assert_accessible(survey)
    survey.get_by_role("button", name="Ta tillbaka").click()

    expect(main).to_contain_text("Det tidigare svaret gäller igen.")
    expect(first_text(survey)).to_have_value("Som det stod först")
    assert stored() == ["Som det stod först"]


# --- Two tabs, and the way out of the page -------------------------------------------------------


def is_stored(words: str) -> bool:
    return words in stored()


def test_two_organisations_in_two_tabs_never_meet(survey, context, official_in_sala, arboga):
    Membership.objects.create(person=official_in_sala, actor=arboga, role=Role.RESPONDENT)
    start(Round.objects.get(), arboga)
    other = context.new_page()
    other.goto(survey.url.replace("sala-kommun", "arboga-kommun"))
    for page, words in ((survey, "Salas"), (other, "Arbogas"), (survey, "Salas igen")):
        first_text(page).fill(words)
        wait_until(page, partial(is_stored, words))

    held = Answer.objects.values_list("section__submission__actor__slug", "value")
    assert sorted(held) == [("arboga-kommun", "Arbogas"), ("sala-kommun", "Salas igen")]


def test_a_link_pressed_at_once_waits_for_the_last_words(survey):
    first_text(survey).fill("Skrivet i sista stund")
    survey.get_by_role("link", name="Till alla avsnitt").click()
    survey.wait_for_url("**/enkat/2026/sala-kommun/")

    assert stored() == ["Skrivet i sista stund"]
    survey.go_back()
    expect(first_text(survey)).to_have_value("Skrivet i sista stund")
    first_text(survey).fill("Och mer efter att ha gått tillbaka")
    wait_until(survey, lambda: stored() == ["Och mer efter att ha gått tillbaka"])
    expect(told(survey)).to_be_empty()


def test_without_a_network_a_button_keeps_the_writer_on_the_page(survey, context):
    context.set_offline(True)
    first_text(survey).fill("Får inte försvinna")
    survey.get_by_role("button", name="Avsnittet är klart").click()
    expect(state(survey)).to_contain_text("Ej sparat")
    expect(told(survey)).not_to_be_empty()  # once told, nobody is led away later
    expect(first_text(survey)).to_have_value("Får inte försvinna")

    context.set_offline(False)
    look(survey)
    expect(state(survey)).to_have_text(SAVED)
    survey.get_by_role("button", name="Avsnittet är klart").click()
    expect(survey.get_by_text("är klart.")).to_be_visible()
    assert stored() == ["Får inte försvinna"]


def test_leaving_with_something_unsaved_gives_a_warning(survey, context):
    asked: list[str] = []

    def stay(dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    survey.on("dialog", stay)
    context.set_offline(True)
    first_text(survey).fill("Osparat")
    expect(state(survey)).to_contain_text("Ej sparat")
    survey.close(run_before_unload=True)
    survey.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(first_text(survey)).to_have_value("Osparat")

    context.set_offline(False)
    look(survey)
    expect(state(survey)).to_have_text(SAVED)
    with survey.expect_event("close"):
        survey.close(run_before_unload=True)
    assert asked == ["beforeunload"]


def test_a_page_that_the_browser_put_aside_goes_on_saving(
    browser_type, browser_type_launch_args, section_url, official_in_sala, sign_in
):
    keeping = browser_type.launch(
        **browser_type_launch_args, ignore_default_args=["--disable-back-forward-cache"]
    )
    context = keeping.new_context(locale="sv-SE")
    sign_in(context, official_in_sala)
    page = context.new_page()
    page.goto(section_url)
    first_text(page).fill("Före")
    expect(state(page)).to_have_text(SAVED)
    page.get_by_role("link", name="Till alla avsnitt").click()
    page.wait_for_url("**/enkat/2026/sala-kommun/")
    page.go_back()
    expect(first_text(page)).to_have_value("Före")
    first_text(page).fill("Efter")
    wait_until(page, lambda: stored() == ["Efter"])
    expect(told(page)).to_be_empty()
    keeping.close()
