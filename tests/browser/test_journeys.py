"""A first-time official alone, from the letter to the receipt: with a mouse at a desk, on a phone,
without a script, and by keyboard only. Each page on the way is looked at by axe and is no wider
than its window."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from actors.models import Person
from followup.rounds.actions import open_round
from followup.rounds.models import Round
from followup.survey.models import ReportedIntervention, SubmissionVersion
from goals.models import SubGoal
from tests.browser.writing import sign_in_by_code, stored, wait_until
from tests.year import invite, make_round

pytestmark = pytest.mark.django_db(transaction=True)

LETTER = "Svara här:\n{länk}\n"
WORDS = "Vi har kommit en bit."


@pytest.fixture
def letter(live_server, settings, strategy, sala, official_in_sala, coordinator) -> str:
    """The address in the letter that Amina got this morning."""
    settings.BASE_URL = live_server.url
    round_ = make_round(
        state=Round.State.DRAFT,
        opens_on=None,
        closes_on=timezone.localdate() + timedelta(days=30),
        invitation_subject="Enkät {år}",
        invitation_text=LETTER,
    )
    invite(round_, sala)
    open_round(round_, by=coordinator)
    (message,) = mail.outbox
    assert message.to == [official_in_sala.email]
    return re.search(r"https?://\S+", str(message.body)).group()


class Official:
    """Somebody who has never been here, with what each page looked like on the way."""

    def __init__(self, page: Page, person: Person, assert_accessible) -> None:
        self.page, self.person, self.assert_accessible = page, person, assert_accessible

    def look(self) -> None:
        """The page as it stands: accessible, and no wider than the window.

        Where no script runs axe does not either; the pages are the same.
        """
        self.page.wait_for_load_state()
        if self.assert_accessible:
            self.assert_accessible(self.page)
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px too wide"

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()

    def main(self) -> Locator:
        return self.page.get_by_role("main")


WAYS: dict[str, dict[str, Any]] = {
    "at a desk": {"viewport": {"width": 1280, "height": 900}},
    "on a phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
    "on a phone without a script": {
        "viewport": {"width": 390, "height": 844},
        "java_script_enabled": False,
    },
}


@pytest.mark.parametrize("way", WAYS)
def test_from_the_letter_to_the_receipt(
    browser, letter, official_in_sala, assert_accessible, no_surprises, way
):
    context = browser.new_context(locale="sv-SE", **WAYS[way])
    context.set_default_timeout(20_000)
    page = context.new_page()
    no_surprises(page)
    look = assert_accessible if WAYS[way].get("java_script_enabled", True) else None
    official = Official(page, official_in_sala, look)
    page.goto(letter)
    official.look()
    sign_in_by_code(page, official_in_sala)
    begin(official)
    write_in_one_section(official)
    leave_out_one_section(official)
    finish_the_rest(official)
    hand_in(official)
    context.close()


def begin(official: Official) -> None:
    page = official.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Enkät 2026")
    official.look()
    official.press("Börja svara")
    expect(page.locator(".tasks > li")).to_have_count(7)
    official.look()


def write_in_one_section(official: Official) -> None:
    page = official.page
    page.locator(".tasks").get_by_role("link", name="Sysselsättning", exact=True).click()
    question = page.locator(".question").first
    question.get_by_text("Minst hälften").first.click()
    question.locator("textarea").first.fill("Vi började med språkstöd.")
    page.get_by_role("button", name="Lägg till en insats").click()
    intervention = page.locator(".intervention")
    intervention.get_by_label("Vad heter insatsen?").fill("Språkstöd i hemtjänsten")
    intervention.get_by_label("Kvinnor", exact=True).fill("tolv")
    official.press("Avsnittet är klart")
    expect(official.main()).to_contain_text("Rätta det här innan avsnittet är klart")
    official.look()
    counts = page.locator(".intervention").get_by_label("Kvinnor", exact=True)
    counts.fill("12")
    page.locator(".intervention").get_by_role("checkbox", name=re.compile(r"^5\.1")).check()
    official.press("Avsnittet är klart")
    expect(official.main()).to_contain_text("Sysselsättning är klart.")


def leave_out_one_section(official: Official) -> None:
    page = official.page
    page.locator(".tasks").get_by_role("link", name="Meningsfull fritid", exact=True).click()
    page.get_by_text("Det här målområdet är inte relevant för oss").click()
    official.look()
    page.get_by_label("Varför är det inte relevant?").fill("Vi har ingen fritidsverksamhet.")
    official.press("Markera som ej relevant")
    expect(official.main()).to_contain_text("ej relevant för er")


def finish_the_rest(official: Official) -> None:
    page = official.page
    for _ in range(5):
        page.get_by_role("link", name="Fortsätt svara").click()
        answer_everything(page)
        official.press("Avsnittet är klart")
    expect(official.main()).to_contain_text("Alla avsnitt är klara")
    official.look()


def answer_everything(page: Page) -> None:
    """The first choice of every question that has some, and words in every box."""
    form = page.locator("form.survey-form")
    first_of_each = form.locator("input[type=radio]").evaluate_all(
        "all => all.filter((one) => one.form[one.name][0] === one).map((one) => one.id)"
    )
    for choice in first_of_each:
        form.locator(f'label[for="{choice}"]').first.click()
    for box in form.locator("textarea:visible").all():
        box.fill(WORDS)
    for choices in form.locator("select:visible").all():
        choices.select_option(index=1)


def assert_all_answered(left_out: str = "") -> None:
    """Every sub-goal has its degree and every box its words, in all areas but the one left out."""
    version = SubmissionVersion.objects.get()
    goals = SubGoal.objects.of_current_strategy().exclude(goal_area__slug=left_out)
    given = version.reported_answers.filter(degree__gt="").values_list("sub_goal", flat=True)
    rest = goals.exclude(goal_area__slug="sysselsattning")
    assert set(given) >= set(rest.values_list("pk", flat=True))
    written = version.reported_answers.filter(text=WORDS, sub_goal__in=rest)
    assert set(written.values_list("sub_goal", flat=True)) == {goal.pk for goal in rest}


def hand_in(official: Official) -> None:
    page = official.page
    mail.outbox.clear()
    page.get_by_role("link", name="Kontrollera och lämna in").first.click()
    official.look()
    official.press("Lämna in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Svaren är inlämnade")
    official.look()
    version = SubmissionVersion.objects.get()
    expect(official.main()).to_contain_text(version.checksum)
    reported = ReportedIntervention.objects.get()
    assert (reported.title, reported.women) == ("Språkstöd i hemtjänsten", 12)
    assert_all_answered(left_out="meningsfull-fritid")
    wait_until(page, lambda: [m.to for m in mail.outbox] == [[official.person.email]])
    page.goto(page.url.replace("kvitto/", ""))
    expect(official.main()).to_contain_text("Svaren är inlämnade")
    official.look()


# --- By keyboard ---------------------------------------------------------------------------------

# What has focus: how it is told apart, and whether it can be seen where it stands.
FOCUSED = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const shape = (one.type === "radio" && one.closest("label, .degree-choice__item")) || one;
    const seen = [one, shape, one.nextElementSibling].filter(Boolean);
    const box = shape.getBoundingClientRect();
    const name = one.labels?.[0]?.innerText || one.getAttribute("aria-label") || one.innerText;
    return {
        name: (name || one.value || "").trim(),
        tag: one.tagName.toLowerCase(),
        type: one.type || "",
        field: one.name || "",
        isMarked: seen.some((it) => {
            const style = getComputedStyle(it);
            const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
            return outline || style.boxShadow !== "none";
        }),
        isInView: box.bottom > 0 && box.top < innerHeight,
        barCovers: (() => {
            const bar = document.querySelector(".save-bar");
            if (!bar || bar.contains(one)) return false;
            return box.top >= bar.getBoundingClientRect().top && box.top < innerHeight;
        })(),
    };
}"""


class Keyboard:
    """A person with a keyboard and no mouse; every stop on the way must be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def focused(self) -> dict:
        return self.page.evaluate(FOCUSED) or {}

    def tab_to(self, name: str, *, tag: str = "", turns: int = 250) -> None:
        """Tab until something with this name has focus."""
        for _ in range(turns):
            self.page.keyboard.press("Tab")
            one = self.focused()
            if not one:
                continue
            assert one["isMarked"], f"Focus cannot be seen: {one}"
            assert one["isInView"], f"Focus is outside the window: {one}"
            assert not one["barCovers"], f"The save bar covers what has focus: {one}"
            if one["name"].startswith(name) and tag in {"", one["tag"]}:
                return
        raise AssertionError(f"No way to {name!r} by Tab on {self.page.url}")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def go(self, key: str = "Enter") -> None:
        """A key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)


def test_the_whole_survey_by_keyboard_only(page, letter, official_in_sala, no_surprises):
    no_surprises(page)
    page.goto(letter)
    keys = Keyboard(page)
    sign_in_by_keyboard(keys, official_in_sala)
    keys.tab_to("Börja svara", tag="button")
    keys.go()
    write_by_keyboard(keys)
    for _ in range(6):
        keys.tab_to("Fortsätt svara")
        keys.go()
        answer_everything_by_keyboard(keys)
        keys.go()
    keys.tab_to("Kontrollera och lämna in")
    keys.go()
    keys.tab_to("Lämna in", tag="button")
    keys.go()
    expect(page.get_by_role("heading", level=1)).to_have_text("Svaren är inlämnade")
    assert "Vi började med språkstöd." in stored()
    assert_all_answered()
    assert ReportedIntervention.objects.get().title == "Språkstöd i hemtjänsten"


def sign_in_by_keyboard(keys: Keyboard, person: Person) -> None:
    cache.clear()
    mail.outbox.clear()
    keys.tab_to("E-postadress")
    keys.type(person.email)
    keys.go()
    code = re.search(r"\b[A-Z0-9]{4}-?[A-Z0-9]{4}\b", str(mail.outbox[-1].body)).group()
    keys.tab_to("Kod")
    keys.type(code)
    keys.go()


def answer_everything_by_keyboard(keys: Keyboard) -> None:
    """Tab through a section from its top to its button; answer in every box on the way."""
    answered = set()
    for _ in range(250):
        keys.page.keyboard.press("Tab")
        one = keys.focused()
        if one.get("name") == "Avsnittet är klart":
            return
        if not one or one["field"] in answered:
            continue
        answered.add(one["field"])
        if one["type"] == "radio":
            keys.page.keyboard.press("Space")
        elif one["tag"] == "textarea":
            keys.type(WORDS)
        elif one["tag"] == "select":
            keys.page.keyboard.press("ArrowDown")
    raise AssertionError(f"No end to {keys.page.url}")


def write_by_keyboard(keys: Keyboard) -> None:
    """The section about employment: a degree, a text, an intervention; then it is done."""
    page = keys.page
    keys.tab_to("Sysselsättning")
    keys.go()
    while keys.focused().get("type") != "radio":
        keys.page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert keys.focused()["tag"] == "textarea"
    keys.type("Vi började med språkstöd.")
    keys.tab_to("Lägg till en insats")
    page.keyboard.press("Enter")
    expect(page.locator(".intervention")).to_have_count(1)
    wait_until(page, lambda: keys.focused().get("name", "").startswith("Vad heter insatsen?"))
    keys.type("Språkstöd i hemtjänsten")
    keys.tab_to("5.1")
    page.keyboard.press("Space")
    keys.tab_to("Avsnittet är klart")
    keys.go()
    expect(page.get_by_role("main")).to_contain_text("Sysselsättning är klart.")
