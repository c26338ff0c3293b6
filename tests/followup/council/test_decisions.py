"""What the council decides: numbered, dated, once, and what comes of it."""

from datetime import date

import pytest

from actors.models import Actor, Body, Event
from followup.council import decisions, meetings
from followup.council.models import AgendaItem, Decision, FocusGroup, Meeting, Priority
from followup.review.models import ProposalSource
from followup.review.proposals.suggesting import suggest
from followup.rounds.models import Round
from strategy_portal.exceptions import WrongStateError
from tests.followup.council.conftest import propose
from tests.year import make_round, submit

VIEW = "/radet/2026/4/prioriteringar/"
DECIDE = "/radet/2026/4/prioriteringar/besluta/"


def choose(*pairs) -> dict[str, str]:
    """The form as it is sent: proposal and choice in pairs."""
    return {f"proposal_{proposal.pk}": choice for proposal, choice in pairs}


def test_proposals_stand_side_by_side_with_two_figures_each(
    as_, coordinator, council_chair, last_meeting, proposals, round_2026, sala, arboga
):
    sub_goal = proposals[0].sub_goal
    submit(round_2026, sala, coordinator, degrees={sub_goal: "G"})
    version = submit(round_2026, arboga, coordinator, degrees={sub_goal: "P"})
    asked = round_2026.asked_questions.get(question__key="proposal").version
    version.reported_answers.create(
        question_version=asked, goal_area=sub_goal.goal_area, sub_goal=sub_goal, text="Behövs."
    )

    response = as_(council_chair).get(VIEW)

    columns = response.context["columns"]
    assert [column["proposal"] for column in columns] == proposals
    figures = columns[0]["figures"]
    assert (figures.done, figures.answered, figures.asking) == (1, 2, 1)
    text = response.content.decode()
    assert "Vilka delmål ska länet prioritera 2027?" in text
    assert "Fatta besluten" not in text  # the chair reads; the secretaries write


def test_the_decisions_are_numbered_dated_and_become_next_years_priorities(
    as_, coordinator, last_meeting, proposals
):
    first, second, third = proposals
    choices = choose((first, "prioritise"), (second, "turn_down"), (third, "prioritise"))
    response = as_(coordinator).post(DECIDE, choices)

    assert response.url == VIEW
    written = Decision.objects.order_by("paragraph")
    assert [(d.paragraph, d.year, d.decided_on, d.proposal) for d in written] == [
        (1, 2026, date(2026, 12, 9), first),
        (2, 2026, date(2026, 12, 9), second),
        (3, 2026, date(2026, 12, 9), third),
    ]
    assert [(p.year, p.order, p.sub_goal, p.decided_in) for p in Priority.objects.all()] == [
        (2027, 1, first.sub_goal, first.round),
        (2027, 2, third.sub_goal, third.round),
    ]
    states = []
    for proposal in proposals:
        proposal.refresh_from_db()
        states.append(proposal.state)
    assert states == ["decided", "not_adopted", "decided"]
    assert Event.objects.filter(verb="write_decision", person=coordinator).count() == 3


def test_the_council_sees_who_is_behind_a_proposal_and_the_thread_remembers(
    as_, coordinator, preparer, last_meeting, proposals
):
    first = proposals[0]
    network = Body.objects.get(kind="network")
    said = suggest(first.round, network, sub_goal=None, text="Vi vill.", by=preparer)
    ProposalSource.objects.create(proposal=first, suggestion=said, taken_up_by=preparer)
    behind = "Efterfrågas av Länsstyrelsens integrationsnätverk."

    assert behind in as_(coordinator).get(VIEW).content.decode()

    as_(coordinator).post(DECIDE, choose((first, "prioritise")))
    assert behind in as_(coordinator).get("/radet/prioriteringar/2027/").content.decode()


def test_numbers_go_on_within_the_year(as_, coordinator, year, last_meeting, proposals):
    meetings.summon(year[0], by=coordinator, address="http://testserver/")
    item = year[0].agenda.get()
    as_(coordinator).post(
        "/radet/2026/1/beslut/", {"item": item.pk, "text": "Rådet tackar för informationen."}
    )
    as_(coordinator).post(DECIDE, choose((proposals[0], "prioritise")))

    paragraphs = Decision.objects.order_by("paragraph").values_list("paragraph", "decided_on")
    assert list(paragraphs) == [(1, date(2026, 3, 4)), (2, date(2026, 12, 9))]


def test_what_is_not_chosen_about_waits(as_, coordinator, last_meeting, proposals):
    as_(coordinator).post(DECIDE, choose((proposals[1], "prioritise")))

    assert Decision.objects.count() == 1
    text = as_(coordinator).get(VIEW).content.decode()
    assert "§&nbsp;1/2026" in text
    assert f"proposal_{proposals[0].pk}" in text
    assert f"proposal_{proposals[1].pk}" not in text


def test_a_postponed_question_is_recorded_and_can_be_decided_later(
    as_, coordinator, last_meeting, proposals
):
    browser = as_(coordinator)
    browser.post(DECIDE, choose((proposals[0], "postpone")))
    proposals[0].refresh_from_db()
    assert (Decision.objects.count(), proposals[0].state) == (1, "put_forward")

    browser.post(DECIDE, choose((proposals[0], "prioritise")))
    assert Priority.objects.get().decision.paragraph == 2


def test_a_button_pressed_twice_leaves_one_decision(
    as_, coordinator, last_meeting, priorities_item, proposals
):
    browser = as_(coordinator)
    words = {"item": priorities_item.pk, "text": "Rådet tackar Beredningsgruppen."}
    for address, data in (
        ("/radet/2026/4/beslut/", words),
        (DECIDE, choose((proposals[0], "postpone"))),
    ):
        assert browser.post(address, data).status_code == 302
        again = browser.post(address, data)
        assert again.status_code == 409
        assert "Beslutet är redan inskrivet som §" in again.content.decode()
    assert Decision.objects.count() == 2


def test_nothing_chosen_writes_nothing(as_, coordinator, last_meeting, proposals):
    response = as_(coordinator).post(DECIDE, {}, follow=True)
    assert "Välj vad rådet beslutar" in response.content.decode()
    assert not Decision.objects.exists()


def test_a_choice_that_is_not_offered_writes_nothing(as_, coordinator, last_meeting, proposals):
    as_(coordinator).post(DECIDE, choose((proposals[0], "abolish")))
    assert not Decision.objects.exists()


def test_of_two_secretaries_the_second_is_told_and_nothing_of_hers_is_half_written(
    coordinator, priorities_item, proposals
):
    first, second, _ = proposals
    decisions.decide_priorities(priorities_item, choices={first.pk: "prioritise"}, by=coordinator)

    with pytest.raises(WrongStateError, match=r"redan beslutat i § 1/2026.*sparades"):
        decisions.decide_priorities(
            priorities_item,
            choices={second.pk: "prioritise", first.pk: "turn_down"},
            by=coordinator,
        )
    assert Decision.objects.count() == 1
    second.refresh_from_db()
    assert second.state == "put_forward"


def test_the_second_secretarys_old_page_is_answered_with_words(
    as_, coordinator, last_meeting, proposals
):
    as_(coordinator).post(DECIDE, choose((proposals[0], "prioritise")))
    response = as_(coordinator).post(DECIDE, choose((proposals[0], "turn_down")))

    assert response.status_code == 409
    assert "redan beslutat i § 1/2026" in response.content.decode()


def test_only_proposals_before_the_council_are_decided(
    as_, coordinator, last_meeting, round_2026, preparer
):
    (note,) = propose(round_2026, preparer, "1.1", state="proposed")
    as_(coordinator).post(DECIDE, choose((note, "prioritise")))
    assert not Decision.objects.exists()


@pytest.mark.parametrize("state", ["planned", "minutes_adjusted"])
def test_decisions_belong_to_the_meeting(as_, coordinator, last_meeting, proposals, state):
    Meeting.objects.filter(pk=last_meeting.pk).update(state=state)
    response = as_(coordinator).post(DECIDE, choose((proposals[0], "prioritise")))

    assert response.status_code == 409
    assert "Beslut skrivs under mötet" in response.content.decode()
    assert not Decision.objects.exists()


def test_no_priority_at_all_is_remarked_on(as_, coordinator, last_meeting, proposals):
    as_(coordinator).post(DECIDE, choose(*((p, "turn_down") for p in proposals)))
    text = as_(coordinator).get(VIEW).content.decode()
    assert "Rådet har inte prioriterat något delmål." in text


def test_too_many_priorities_are_remarked_on(as_, coordinator, last_meeting, round_2026, preparer):
    many = propose(round_2026, preparer, "1.1", "1.2", "1.3", "1.4", "1.5", "1.6")
    as_(coordinator).post(DECIDE, choose(*((p, "prioritise") for p in many)))
    assert "prioriterat 6 delmål för 2027" in as_(coordinator).get(VIEW).content.decode()


def test_the_list_of_decisions_says_what_each_came_from(as_, coordinator, last_meeting, proposals):
    as_(coordinator).post(DECIDE, choose((proposals[0], "prioritise")))
    text = as_(coordinator).get("/radet/beslut/").content.decode()
    assert "§&nbsp;1/2026" in text
    assert "Förslag från Beredningsgruppen, delmål&nbsp;5.1" in text


# --- Focus groups ------------------------------------------------------------------------------


@pytest.fixture
def priority(coordinator, priorities_item, proposals) -> Priority:
    decisions.decide_priorities(
        priorities_item, choices={proposals[0].pk: "prioritise"}, by=coordinator
    )
    return Priority.objects.get()


def test_a_priority_without_a_group_says_so(as_, council_chair, priority):
    text = as_(council_chair).get("/radet/prioriteringar/2027/").content.decode()
    assert "Saknar fokusgrupp" in text
    assert "Förslag om 5.1" in text
    assert "§ 1/2026" in text
    assert "Utse en fokusgrupp" not in text


def test_a_focus_group_is_appointed_by_a_decision_of_its_own(
    as_, coordinator, priority, sala, arboga
):
    form = {
        "item": priority.decision.item_id,
        "name": "Fokusgruppen för kvinnors arbete",
        "convener": sala.pk,
        "members": [sala.pk, arboga.pk],
        "assignment": "Ta fram en plan för kvinnors väg till arbete.",
        "report_back_on": "2027-09-22",
    }
    response = as_(coordinator).post(f"/radet/prioriteringar/2027/{priority.pk}/fokusgrupp/", form)

    assert response.url == "/radet/prioriteringar/2027/"
    group = FocusGroup.objects.get()
    assert (group.priority, group.convener, group.report_back_on) == (
        priority,
        sala,
        date(2027, 9, 22),
    )
    assert group.decision.paragraph == 2
    assert "Sala kommun är sammankallande" in group.decision.text
    assert group.body.kind == "focus"
    assert group.body.reports_to == Body.objects.get(kind="council")
    seats = group.body.seats.order_by("pk").values_list("actor", "function")
    assert list(seats) == [(sala.pk, "convener"), (arboga.pk, "member")]

    text = as_(coordinator).get("/radet/prioriteringar/2027/").content.decode()
    assert "Fokusgruppen för kvinnors arbete" in text
    assert "Återrapporterar 22 september 2027." in text
    assert "Saknar fokusgrupp" not in text


def test_two_groups_may_have_the_same_name(coordinator, priority, sala, arboga):
    for convener in (sala, arboga):
        decisions.appoint_focus_group(
            priority,
            item=priority.decision.item,
            name="Fokusgruppen för arbete",
            convener=convener,
            members=[],
            assignment="Planera.",
            report_back_on=None,
            by=coordinator,
        )
    slugs = Body.objects.filter(kind="focus", name="Fokusgruppen för arbete").order_by("pk")
    assert [body.slug for body in slugs] == [
        "fokusgruppen-for-arbete-2027",
        "fokusgruppen-for-arbete-2027-2",
    ]


def test_no_group_is_appointed_when_no_meeting_can_decide(as_, coordinator, priority, sala):
    Meeting.objects.update(state="minutes_adjusted")
    address = f"/radet/prioriteringar/2027/{priority.pk}/fokusgrupp/"
    assert "Inget möte kan besluta nu" in as_(coordinator).get(address).content.decode()

    form = {
        "item": priority.decision.item_id,
        "name": "X",
        "convener": sala.pk,
        "members": [sala.pk],
        "assignment": "Y",
    }
    assert as_(coordinator).post(address, form).status_code == 422
    assert not FocusGroup.objects.exists()


def test_the_test_organisation_is_never_offered(as_, coordinator, priority):
    Actor.objects.create(
        slug="prov", name="Provorganisationen", short_name="Prov", actor_type="agency", is_test=True
    )
    address = f"/radet/prioriteringar/2027/{priority.pk}/fokusgrupp/"
    assert "Provorganisationen" not in as_(coordinator).get(address).content.decode()


# --- Questions asked of the database -----------------------------------------------------------

VIEW_QUERIES = 14
DECISIONS_QUERIES = 4
PRIORITIES_QUERIES = 14


@pytest.mark.parametrize("codes", [("5.1",), ("5.1", "2.3", "6.2")])
def test_the_pages_ask_the_same_number_of_questions_at_1_and_3_proposals(
    as_, coordinator, preparer, round_2026, last_meeting, sala, codes, django_assert_num_queries
):
    made = propose(round_2026, preparer, *codes)
    submit(round_2026, sala, coordinator, degrees={p.sub_goal: "G" for p in made})
    browser = as_(coordinator)
    with django_assert_num_queries(VIEW_QUERIES):
        browser.get(VIEW)
    browser.post(DECIDE, choose(*((p, "prioritise") for p in made)))
    for priority in Priority.objects.all():
        decisions.appoint_focus_group(
            priority,
            item=AgendaItem.objects.get(kind="priorities"),
            name="Grupp",
            convener=sala,
            members=[],
            assignment="Planera.",
            report_back_on=None,
            by=coordinator,
        )
    browser.get("/radet/")  # the message about the decisions is shown once
    with django_assert_num_queries(DECISIONS_QUERIES):
        browser.get("/radet/beslut/")
    with django_assert_num_queries(PRIORITIES_QUERIES):
        browser.get("/radet/prioriteringar/2027/")


def test_last_years_postponed_question_can_be_taken_up_in_spring(
    coordinator, year, round_2026, preparer
):
    (late,) = propose(make_round(2025, Round.State.ARCHIVED), preparer, "4.1")
    meetings.summon(year[0], by=coordinator, address="http://testserver/")
    assert decisions.round_for(year[0]) == late.round
    assert list(decisions.proposals_at(year[0], late.round)) == [late]
