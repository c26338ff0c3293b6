"""The convener writes the group's plan on a desk and on a phone, and decides it."""

import pytest
from playwright.sync_api import expect

from actors.models import Body, Seat
from followup.council import agenda, meetings
from followup.council.decisions import appoint_focus_group, decide_priorities
from followup.council.models import ActivityPlan, Priority
from followup.rounds.models import Round
from tests.followup.council.conftest import days, propose
from tests.year import make_round

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan(strategy, coordinator, preparer, arboga, sala) -> ActivityPlan:
    """The empty plan of a group with a long name, convened by Arboga."""
    year = agenda.plan_year(year=2026, starts=days(), place="", by=coordinator)
    meetings.summon(year[-1], by=coordinator, address="http://testserver/")
    item = year[-1].agenda.get(kind="priorities")
    (proposal,) = propose(make_round(2026, Round.State.COMPILED), preparer, "5.1")
    decide_priorities(item, choices={proposal.pk: "prioritise"}, by=coordinator)
    group = appoint_focus_group(
        Priority.objects.get(),
        item=item,
        name="Fokusgruppen för arbetsmarknadsanpassningsverksamhet",
        convener=arboga,
        members=[sala],
        assignment="Ta fram en plan.",
        report_back_on=None,
        by=coordinator,
    )
    assert Seat.objects.filter(body=Body.objects.get(pk=group.body_id)).count() == 2
    return group.plan


@pytest.mark.parametrize("width", [1280, 390])
def test_the_convener_writes_and_decides(
    browser, live_server, plan, official_in_arboga, sign_in, assert_accessible, no_surprises, width
):
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="sv-SE")
    sign_in(context, official_in_arboga)
    page = context.new_page()
    no_surprises(page)

    def look() -> None:
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url

    page.goto(live_server.url)
    page.get_by_role("link", name="Skriv planen").click()
    look()
    page.get_by_role("link", name="Lägg till en aktivitet").click()
    look()
    page.get_by_role("button", name="Spara").click()  # the browser asks for the title itself
    page.get_by_label("Vad ska göras?").fill("Arbetsmarknadsanpassningsverksamhetsutbildning")
    page.get_by_label("Från och med").fill("2027-05")
    page.get_by_label("Till och med").fill("2027-03")
    page.get_by_role("group", name="Vem ansvarar?").get_by_label("Sala kommun").check()
    page.get_by_label("Nej, den behövs inte").check()
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("alert").first).to_contain_text("inte sluta före")
    look()
    page.get_by_label("Till och med").fill("2027-11")
    page.get_by_label("Varför behövs den inte?").fill("Den rör bara vuxna.")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Arbetsmarknads")
    look()
    page.get_by_role("button", name="Besluta planen").click()
    expect(page.get_by_text("Inget är inlämnat än")).to_be_visible()
    look()
    page.get_by_role("link", name="Ändra planen igen").click()
    look()
    page.goto(f"{live_server.url}/radet/aktivitetsplaner/")
    look()
    context.close()
