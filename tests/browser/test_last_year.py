"""Last year beside this year: read, taken over, confirmed; what was to continue is told of."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import Page, expect

from followup.council import agenda, decisions, meetings, plans
from followup.council.models import ActivityPlan, Priority
from followup.rounds.models import AskedQuestion, Question, Round
from followup.survey.answering.interventions import add_intervention
from followup.survey.answering.records import add_record
from followup.survey.attachments.actions import add_file
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Answer, Intervention, Origin, Section
from followup.survey.submitting import handing_in
from tests.browser.writing import SAVED, settled, state
from tests.followup.council.conftest import days, propose
from tests.followup.survey.asking import ask
from tests.followup.survey.writing import write
from tests.year import make_round, start

pytestmark = pytest.mark.django_db(transaction=True)

Kind = Question.Kind
# Each kind's key, what is asked, what was answered, and what stands beside it a year later.
KINDS: tuple[tuple[str, str, dict[str, Any], dict[str, Any], str], ...] = (
    ("kort", Kind.SHORT_TEXT, {}, {"": "Två dagar"}, "Två dagar"),
    ("tal", Kind.WHOLE_NUMBER, {"unit": "platser"}, {"": "1 000"}, "1 000 platser"),
    ("andel", Kind.PER_CENT, {}, {"": "12,5"}, "12,5 %"),
    ("pengar", Kind.MONEY, {}, {"": "250 tkr"}, "250 000 kronor"),
    ("ja-nej", Kind.YES_NO, {}, {"": "yes"}, "Ja"),
    ("en", Kind.ONE_OF, {"choices": ["Alla", "Några"]}, {"": "Några"}, "Några"),
    ("flera", Kind.SEVERAL_OF, {"choices": ["Kurs", "Stöd"]}, {"": ["Kurs", "Stöd"]}, "Kurs, Stöd"),
    ("skala", Kind.SCALE, {"scale_ends": ["Dåligt", "Bra"]}, {"": "5"}, "5, Bra"),
    ("datum", Kind.DATE, {}, {"": "2025-03-31"}, "31 mars 2025"),
    ("lank", Kind.LINK, {}, {"": "www.sala.se"}, "https://www.sala.se"),
    ("antal", Kind.COUNTS, {}, {"/women": "12", "/men": "0"}, "12 kvinnor, 0 män"),
    ("fil", Kind.FILE, {}, {}, "plan.txt"),
    (
        "rader",
        Kind.RECORDS,
        {"columns": [{"key": "vad", "label": "Vad", "kind": "short_text"}]},
        {},
        "Vad: Svets",
    ),
)
CONTINUED = ("Språkstöd", "Mässa", "Läxhjälp")


@pytest.fixture
def last_year(strategy, sala, official_in_sala, settings, tmp_path) -> Round:
    """What Sala handed in last year in every kind of question, and three interventions."""
    settings.MEDIA_ROOT = tmp_path
    round_, now = make_round(2026), timezone.now()
    asked = {key: ask(round_, key, kind, **words) for key, kind, words, _, _ in KINDS}
    submission = start(round_, sala)
    section = submission.sections.get(goal_area__number=5)
    goal = section.goal_area.sub_goals.get(number=1)
    answers = {f"{key}{part}": said for key, _, _, by, _ in KINDS for part, said in by.items()}
    answers |= {f"degree/{goal.pk}": "H", "challenges": "Bussen gick in", "proposal/reason": "Buss"}
    for title in CONTINUED:
        one = add_intervention(section, by=official_in_sala, at=now)
        of_it = {"title": title, "continues_next_year": "yes", "description": "Vi hade det."}
        answers |= {f"interventions/{one.pk}/{part}": said for part, said in of_it.items()}
    row = add_record(section, asked["rader"], by=official_in_sala, at=now)
    write(section, answers | {f"rader/{row.pk}/vad": "Svets"}, official_in_sala)
    file = SimpleUploadedFile("plan.txt", b"Plan")
    add_file(section, SectionForm(section, round_).find("fil"), file, by=official_in_sala, at=now)
    handing_in.submit(submission, by=official_in_sala)
    return round_


@pytest.fixture
def planned(last_year, coordinator, preparer, arboga, sala, official_in_arboga) -> None:
    """An activity in a focus group's decided plan for this year, that Sala is to carry out."""
    last_year.state = Round.State.COMPILED
    last_year.save()
    year = agenda.plan_year(year=2026, starts=days(), place="", by=coordinator)
    meetings.summon(year[-1], by=coordinator, address="http://testserver/")
    item = year[-1].agenda.get(kind="priorities")
    (proposal,) = propose(last_year, preparer, "5.1")
    decisions.decide_priorities(item, choices={proposal.pk: "prioritise"}, by=coordinator)
    decisions.appoint_focus_group(
        Priority.objects.get(),
        item=item,
        name="Fokusgrupp",
        convener=arboga,
        members=[sala],
        assignment="Ta fram en plan.",
        report_back_on=None,
        by=coordinator,
    )
    plan = ActivityPlan.objects.get()
    plans.add_activity(
        plan,
        by=official_in_arboga,
        activity_id=uuid4(),
        title="Språkvän på jobbet",
        sub_goal=plan.group.priority.sub_goal,
        starts_on=date(2027, 2, 1),
        ends_on=date(2027, 11, 30),
        responsible=[sala],
        child_rights_omitted_because="Aktiviteten rör bara vuxna.",
    )
    plans.decide_plan(plan, by=official_in_arboga)


@pytest.fixture
def here(planned, last_year, sala, live_server) -> str:
    """The address of the same section this year, where nothing is answered yet."""
    round_ = make_round(2027)
    for old in last_year.asked_questions.filter(question__key__in=[one[0] for one in KINDS]):
        AskedQuestion.objects.create(
            round=round_, question=old.question, version=old.version, order=old.order
        )
    section = start(round_, sala).sections.get(goal_area__number=5)
    return f"{live_server.url}/enkat/2027/sala-kommun/avsnitt/{section.slug}/"


def answers(**wanted) -> dict:
    """What is answered this year, by key."""
    section = Section.objects.get(submission__round__year=2027, goal_area__number=5)
    return dict(section.answers.filter(**wanted).values_list("key", "value"))


def statuses() -> dict:
    """How it went with each intervention of this year."""
    told = Answer.objects.filter(section__submission__round__year=2027, intervention__isnull=False)
    titles = dict(told.filter(part="title").values_list("intervention", "value"))
    return {
        titles[pk]: said
        for pk, said in told.filter(part="status").values_list("intervention", "value")
    }


def question(page: Page, key: str):
    return page.locator(f"#fraga-{key}")


def waiting(page: Page, title: str, choice: str) -> None:
    """Tell how it went with one of those that wait."""
    page.get_by_role("group", name=title).get_by_role("button", name=choice).click()
    expect(page.locator(".intervention h3", has_text=title)).to_be_visible()


def test_beside_each_kind_taken_over_confirmed_and_told_of(
    page, context, here, official_in_sala, sign_in, assert_accessible, no_surprises
):
    sign_in(context, official_in_sala)
    no_surprises(page)
    page.goto(here)
    for key, _, _, _, words in KINDS:
        expect(question(page, key).locator(".last-year")).to_contain_text(words)
    assert_accessible(page)

    # One question, by keyboard: a copy until it is touched.
    challenges = question(page, "challenges")
    challenges.get_by_role("button", name="Samma som i fjol").focus()
    page.keyboard.press("Enter")
    expect(challenges.get_by_role("textbox")).to_have_value("Bussen gick in")
    expect(challenges.get_by_role("button", name="Stämmer")).to_be_focused()
    assert answers(origin=Origin.COPIED) == {"challenges": "Bussen gick in"}
    challenges.get_by_role("textbox").fill("Tåget gick in")
    expect(challenges.get_by_text("Kopierat")).to_be_hidden()
    expect(state(page)).to_have_text(SAVED)
    assert answers() == {"challenges": "Tåget gick in"}

    # Another: a copy until it is confirmed.
    short = question(page, "kort")
    short.get_by_role("button", name="Samma som i fjol").click()
    settled(page)
    short.get_by_role("button", name="Stämmer").focus()
    page.keyboard.press("Enter")
    expect(short.locator(".last-year__mark", has_text="Bekräftat")).to_be_focused()
    assert answers(origin=Origin.CONFIRMED) == {"kort": "Två dagar"}

    # The rest of the section, and what was written stands.
    page.get_by_role("button", name="Samma som i fjol där det är tomt").click()
    expect(page.get_by_text("svar är kopierade. Läs igenom")).to_be_visible()
    copied = answers(origin=Origin.COPIED)
    assert {copied[key] for key in ("tal", "datum", "skala")} == {"1 000", "2025-03-31", "5"}
    assert answers()["challenges"] == "Tåget gick in"
    page.set_viewport_size({"width": 390, "height": 844})
    assert_accessible(page)

    # What was to continue, and what a plan gives.
    waiting(page, "Språkstöd", "Pågår")
    waiting(page, "Mässa", "Avslutad")
    waiting(page, "Läxhjälp", "Blev inte av")
    waiting(page, "Språkvän på jobbet", "Pågår")
    expect(page.get_by_text("Hur gick det med de här?")).to_have_count(0)
    assert statuses() == {
        "Språkstöd": "ongoing",
        "Mässa": "done",
        "Läxhjälp": "not_done",
        "Språkvän på jobbet": "ongoing",
    }
    page.set_viewport_size({"width": 1280, "height": 900})
    assert_accessible(page)

    # The keyboard stays where it was when an intervention is confirmed.
    first = page.locator(".intervention", has_text="Språkstöd").first
    settled(page)
    first.get_by_role("button", name="Stämmer").focus()
    page.keyboard.press("Enter")
    expect(first.locator(".last-year__mark", has_text="Bekräftat")).to_be_focused()
    page.get_by_role("button", name="Alla kopierade svar stämmer").click()
    expect(page.get_by_text("De kopierade svaren är bekräftade.")).to_be_visible()
    assert answers(origin=Origin.COPIED) == {}


def test_the_same_without_a_script_on_a_phone(browser, here, official_in_sala, sign_in):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="sv-SE", java_script_enabled=False
    )
    sign_in(context, official_in_sala)
    page = context.new_page()
    page.goto(here)
    question(page, "challenges").get_by_role("textbox").fill("Skrivet nyss")
    question(page, "kort").get_by_role("button", name="Samma som i fjol").click()
    expect(question(page, "kort").get_by_role("textbox")).to_have_value("Två dagar")
    assert answers(origin=Origin.WRITTEN) == {"challenges": "Skrivet nyss"}
    question(page, "kort").get_by_role("button", name="Stämmer").click()
    expect(question(page, "kort").get_by_text("Bekräftat")).to_be_visible()

    waiting(page, "Språkstöd", "Pågår")
    waiting(page, "Läxhjälp", "Blev inte av")
    waiting(page, "Språkvän på jobbet", "Avslutad")
    page.get_by_role("button", name="Samma som i fjol där det är tomt").click()
    assert answers(origin=Origin.COPIED)["tal"] == "1 000"
    page.get_by_role("button", name="Alla kopierade svar stämmer").click()
    expect(page.get_by_text("De kopierade svaren är bekräftade.")).to_be_visible()
    assert answers(origin=Origin.COPIED) == {}
    assert Intervention.objects.filter(section__submission__round__year=2027).count() == 3
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
