"""A focus group's activity plan: who writes it, who reads it, and when it binds."""

import uuid
from datetime import date
from typing import Any

import pytest

from actors.models import Event, Seat
from followup.council import decisions, plans
from followup.council.models import Activity, ActivityPlan, Priority
from followup.rounds.editions import ChangedMeanwhileError, edition_of
from strategy_portal.access import Role, can
from strategy_portal.exceptions import WrongStateError
from tests.year import make_person

SETTLED = {"child_rights_omitted_because": "Aktiviteten rör bara vuxna."}


@pytest.fixture
def plan(coordinator, priorities_item, proposals, arboga, sala) -> ActivityPlan:
    """The empty plan of a group for 5.1 in 2027, convened by Arboga."""
    decisions.decide_priorities(
        priorities_item, choices={proposals[0].pk: "prioritise"}, by=coordinator
    )
    group = decisions.appoint_focus_group(
        Priority.objects.get(),
        item=priorities_item,
        name="Fokusgrupp kvinnor i arbete",
        convener=arboga,
        members=[sala],
        assignment="Ta fram en plan.",
        report_back_on=None,
        by=coordinator,
    )
    return group.plan


def add(plan: ActivityPlan, by, *responsible, **fields) -> Activity:
    """An activity in a plan, with words for what the test does not care about."""
    given: dict[str, Any] = {
        "activity_id": uuid.uuid4(),
        "title": "Språkvän på jobbet",
        "sub_goal": plan.group.priority.sub_goal,
        "starts_on": date(2027, 2, 1),
        "ends_on": date(2027, 11, 30),
        "responsible": responsible,
    }
    return plans.add_activity(plan, by=by, **given | fields)


def test_those_responsible_find_the_activities_of_decided_plans(
    plan, coordinator, official_in_arboga, sala, arboga
):
    shared = add(plan, official_in_arboga, sala, arboga, **SETTLED)
    gone = add(plan, official_in_arboga, sala, **SETTLED)
    plans.remove_activity(gone, by=official_in_arboga)
    assert list(sala.planned_activities.decided()) == []

    plans.decide_plan(plan, by=official_in_arboga)
    assert list(sala.planned_activities.decided().for_year(2027)) == [shared]
    assert list(arboga.planned_activities.decided().for_year(2027)) == [shared]
    assert list(sala.planned_activities.decided().for_year(2026)) == []


def test_an_activity_over_new_year_belongs_to_both_years(plan, official_in_arboga, sala):
    longer = add(plan, official_in_arboga, sala, ends_on=date(2028, 1, 31), **SETTLED)
    plans.decide_plan(plan, by=official_in_arboga)

    found = {y: list(sala.planned_activities.decided().for_year(y)) for y in (2026, 2027, 2028)}
    assert found == {2026: [], 2027: [longer], 2028: [longer]}


def test_a_form_sent_twice_adds_one_activity(plan, official_in_arboga, sala):
    same = uuid.uuid4()
    first = add(plan, official_in_arboga, sala, activity_id=same)
    assert add(plan, official_in_arboga, sala, activity_id=same) == first
    assert plan.activities.count() == 1
    assert Event.objects.filter(verb="add_activity").count() == 1


def test_of_two_writers_the_later_is_told_and_nothing_is_overwritten(
    plan, coordinator, official_in_arboga, sala, arboga
):
    activity = add(plan, official_in_arboga, sala)
    seen = edition_of(plans.as_stored(activity))
    plans.change_activity(activity, by=coordinator, edition=seen, responsible=[sala, arboga])

    with pytest.raises(ChangedMeanwhileError):
        plans.change_activity(activity, by=official_in_arboga, edition=seen, title="Annat")
    activity.refresh_from_db()
    assert (activity.title, activity.responsible.count()) == ("Språkvän på jobbet", 2)


def test_what_an_activity_said_before_is_kept(plan, official_in_arboga, sala):
    activity = add(plan, official_in_arboga, sala)
    plans.change_activity(activity, by=official_in_arboga, title="Språkstöd på jobbet")

    titles = activity.history.order_by("history_id").values_list("title", flat=True)
    assert list(titles) == ["Språkvän på jobbet", "Språkstöd på jobbet"]
    event = Event.objects.get(verb="change_activity")
    assert (event.person, event.data["changed"]) == (official_in_arboga, ["title"])


def test_a_decided_plan_stands_until_it_is_opened_with_a_reason(plan, official_in_arboga, sala):
    activity = add(plan, official_in_arboga, sala, **SETTLED)
    plans.decide_plan(plan, by=official_in_arboga)

    for act in (
        lambda: add(plan, official_in_arboga, sala),
        lambda: plans.change_activity(activity, by=official_in_arboga, title="Annat"),
        lambda: plans.remove_activity(activity, by=official_in_arboga),
        lambda: plans.restore_activity(activity, by=official_in_arboga),
        lambda: plans.decide_plan(plan, by=official_in_arboga),
    ):
        with pytest.raises(WrongStateError, match="Planen är beslutad"):
            act()
    with pytest.raises(WrongStateError, match="Skriv varför"):
        plans.reopen_plan(plan, by=official_in_arboga, reason=" ")

    plans.reopen_plan(plan, by=official_in_arboga, reason="Pengarna kom inte.")
    assert list(sala.planned_activities.decided()) == []
    events = Event.objects.about(plan).values_list("verb", "reason")
    assert list(events) == [("reopen", "Pengarna kom inte."), ("decide", "")]


def test_a_plan_without_activities_or_with_the_children_left_out_is_not_decided(
    plan, official_in_arboga, sala
):
    with pytest.raises(WrongStateError, match="minst en aktivitet"):
        plans.decide_plan(plan, by=official_in_arboga)
    add(plan, official_in_arboga, sala)
    with pytest.raises(WrongStateError, match=r"barnkonsekvensanalys.*”Språkvän på jobbet”"):
        plans.decide_plan(plan, by=official_in_arboga)
    plan.refresh_from_db()
    assert plan.state == "draft"


def test_a_removed_activity_is_not_written_in_but_can_be_put_back(plan, official_in_arboga, sala):
    activity = add(plan, official_in_arboga, sala)
    plans.remove_activity(activity, by=official_in_arboga)
    with pytest.raises(WrongStateError, match="tagit bort ”Språkvän på jobbet”"):
        plans.change_activity(activity, by=official_in_arboga, title="Annat")

    plans.restore_activity(activity, by=official_in_arboga)
    assert list(plan.activities.kept()) == [activity]


# --- Who writes and who reads -------------------------------------------------------------------


def test_those_who_answer_for_the_convening_organisation_write(
    plan, official_in_arboga, official_in_sala, coordinator, council_chair, outsider
):
    people = (official_in_arboga, coordinator, official_in_sala, council_chair, outsider)
    assert [can(person, "plan.write", plan) for person in people] == [True, True] + [False] * 3


def test_where_the_seat_names_somebody_only_that_person_convenes(
    plan, official_in_arboga, council_chair
):
    plan.group.body.seats.filter(function=Seat.Function.CONVENER).update(person=council_chair)

    assert can(council_chair, "plan.write", plan)
    assert not can(official_in_arboga, "plan.write", plan)


def test_a_convener_of_another_group_does_not_write_here(plan, sala, official_in_sala):
    other = plan.group.body
    other.pk, other.slug = None, "annan-grupp"
    other.save()
    Seat.objects.create(body=other, actor=sala, function=Seat.Function.CONVENER)

    assert can(official_in_sala, "plan.write")  # for the other group
    assert not can(official_in_sala, "plan.write", plan)


def test_somebody_who_may_no_longer_sign_in_convenes_nothing(plan, official_in_arboga):
    official_in_arboga.is_active = False
    assert not can(official_in_arboga, "plan.write", plan)


def test_plans_are_read_by_the_council_the_convener_and_those_responsible(
    plan, sala, official_in_arboga, official_in_sala, council_chair, county_board, outsider
):
    bystander = make_person("Ulrika Moberg", county_board, Role.RESPONDENT)
    activity = add(plan, official_in_arboga, sala)
    readers = (council_chair, official_in_arboga, official_in_sala, bystander, outsider)
    seen = [list(ActivityPlan.objects.visible_to(reader)) for reader in readers]
    assert seen == [[plan], [plan], [plan], [], []]

    plans.remove_activity(activity, by=official_in_arboga)
    assert not ActivityPlan.objects.visible_to(official_in_sala).exists()
