"""A focus group's activity plan: who writes it, who reads it, and when it binds."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from actors.models import Body, Event, Seat
from followup.council import decisions, plans
from followup.council.models import Activity, ActivityPlan, Priority
from followup.rounds.editions import edition_of
from followup.survey.answering.continuing import Expected, expected, take_up
from followup.survey.form.last_year import last_year
from followup.survey.form.section_form import SectionForm
from strategy_portal.access import Role, can
from strategy_portal.exceptions import ChangedMeanwhileError, WrongStateError
from tests.year import make_person, make_round, start, submit

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


def test_home_leads_those_responsible_to_a_decided_plan(
    as_, plan, coordinator, official_in_arboga, official_in_sala, sala
):
    last = add(plan, official_in_arboga, sala, ends_on=date(2127, 11, 30), **SETTLED)
    assert plan.get_absolute_url() not in as_(official_in_sala).get("/").content.decode()

    plans.decide_plan(plan, by=official_in_arboga)
    page = as_(official_in_sala).get("/").content.decode()
    assert "Ni ansvarar för något i planen." in page
    assert plan.get_absolute_url() in page

    Activity.objects.filter(pk=last.pk).update(
        starts_on=date(2025, 2, 1), ends_on=date(2025, 11, 30)
    )
    assert plan.get_absolute_url() not in as_(official_in_sala).get("/").content.decode()


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


# --- The pages ----------------------------------------------------------------------------------


@pytest.fixture
def address(plan) -> str:
    return f"/radet/aktivitetsplaner/{plan.pk}/"


def form(plan: ActivityPlan, *responsible, **fields) -> dict[str, Any]:
    """The form as it is sent."""
    return {
        "activity_id": uuid.uuid4(),
        "title": "Språkvän på jobbet",
        "sub_goal": plan.group.priority.sub_goal_id,
        "responsible": [actor.pk for actor in responsible],
        "starts_on": "2027-02",
        "ends_on": "2027-11",
        "child_rights": "omitted",
        "child_rights_omitted_because": "Aktiviteten rör bara vuxna.",
    } | fields


def test_the_convener_writes_an_activity_and_decides_the_plan(
    as_, plan, address, official_in_arboga, sala, arboga
):
    browser = as_(official_in_arboga)
    assert (
        "Aktivitetsplan 2027 för Fokusgrupp kvinnor i arbete" in browser.get("/").content.decode()
    )
    told: dict[str, Any] = {
        "women": "25",
        "men": "0",
        "expected_effect": "Fler får jobb.",
        "funding": "Egen budget",
    }
    # The responsible organisation need not be named as a participant too.
    told |= {"participants": [sala.pk, arboga.pk]}
    assert browser.post(f"{address}ny/", form(plan, sala, **told)).url == address

    activity = Activity.objects.get()
    assert (activity.starts_on, activity.ends_on) == (date(2027, 2, 1), date(2027, 11, 30))
    assert (activity.women, activity.men, activity.girls, activity.expected_total) == (
        25,
        0,
        None,
        25,
    )
    assert list(activity.participants.all()) == [arboga]
    text = browser.get(address).content.decode()
    assert "25 personer (25 kvinnor, 0 män)" in text
    assert text.count('class="govuk-button"') == 1  # one filled button: to decide

    browser.post(f"{address}besluta/")
    plan.refresh_from_db()
    assert plan.state == "decided"
    assert "Inget är inlämnat än" in browser.get(address).content.decode()
    assert "Aktivitetsplan 2027 för" not in browser.get("/").content.decode()


def test_faults_are_said_beside_the_field_and_nothing_is_stored(
    as_, plan, address, official_in_arboga, sala
):
    wrong = form(plan, starts_on="2027-05", ends_on="2027-03", title="", child_rights="made")
    response = as_(official_in_arboga).post(f"{address}ny/", wrong)

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "title": ["Skriv vad som ska göras."],
        "responsible": ["Kryssa för minst en ansvarig."],
        "ends_on": ["Den kan inte sluta före månaden då den börjar."],
        "child_rights_assessed_on": ["Skriv vilken dag analysen blev klar."],
    }
    assert not Activity.objects.exists()


def test_what_belongs_to_another_answer_about_the_children_is_left_out(
    as_, plan, address, official_in_arboga, sala
):
    said = {"child_rights": "later", "child_rights_assessed_on": "31/31", "child_rights_link": "x"}
    assert (
        as_(official_in_arboga).post(f"{address}ny/", form(plan, sala, **said)).status_code == 302
    )
    activity = Activity.objects.get()
    assert not activity.child_rights_is_settled
    assert activity.child_rights_link == ""


def test_the_later_of_two_sees_both_texts_and_can_keep_either(
    as_, plan, address, coordinator, official_in_arboga, sala
):
    activity = add(plan, official_in_arboga, sala, **SETTLED)
    where = f"{address}{activity.pk}/"
    browser = as_(official_in_arboga)
    seen = browser.get(where).context["form"].initial["edition"]
    plans.change_activity(activity, by=coordinator, title="Samordnarens ord")

    mine = form(plan, sala, title="Mina ord", edition=seen)
    response = browser.post(where, mine)
    assert response.status_code == 409
    assert [(m.stored, m.typed) for m in response.context["met"]] == [
        ("Samordnarens ord", "Mina ord")
    ]
    activity.refresh_from_db()
    assert activity.title == "Samordnarens ord"

    again = response.context["form"].data
    assert browser.post(where, again).status_code == 302
    activity.refresh_from_db()
    assert activity.title == "Mina ord"


def test_the_page_says_what_became_of_each_activity_once_it_is_handed_in(
    as_, plan, address, official_in_arboga, official_in_sala, sala, arboga, council_chair
):
    activity = add(plan, official_in_arboga, sala, arboga, **SETTLED)
    plans.decide_plan(plan, by=official_in_arboga)
    round_ = make_round(2027)
    start(round_, arboga).sections.get(goal_area=activity.sub_goal.goal_area).interventions.create(
        position=0, added_by=official_in_arboga, planned_activity=activity.pk
    )
    text = as_(council_chair).get(address).content.decode()
    assert "Inget är inlämnat än" in text  # a draft tells nothing

    version = submit(
        round_,
        sala,
        official_in_sala,
        interventions=[
            {
                "goal_area": activity.sub_goal.goal_area,
                "sub_goals": [activity.sub_goal],
                "title": "Språkvän",
                "status": "not_done",
            }
        ],
    )
    draft = version.reported_interventions.get().intervention
    draft.planned_activity = activity.pk
    draft.save()
    text = as_(council_chair).get(address).content.decode()
    assert "Sala kommun: <strong>Blev inte av</strong> (enkäten 2027)" in text
    assert "Arboga kommun: <strong>" not in text

    # Put aside for another that was handed in, the other tells of it, and once only.
    draft.section.interventions.create(
        position=9,
        added_by=official_in_sala,
        planned_activity=activity.pk,
        removed_at=timezone.now(),
        merged_into=draft,
    )
    assert as_(council_chair).get(address).content.decode().count("(enkäten 2027)") == 1
    draft.planned_activity = None
    draft.save()
    assert as_(council_chair).get(address).content.decode().count("(enkäten 2027)") == 1


def test_a_decided_plan_is_opened_again_with_a_reason_on_its_page(
    as_, plan, address, official_in_arboga, sala
):
    add(plan, official_in_arboga, sala, **SETTLED)
    plans.decide_plan(plan, by=official_in_arboga)
    browser = as_(official_in_arboga)
    assert browser.post(f"{address}oppna-igen/", {"reason": ""}).status_code == 422
    assert browser.post(f"{address}ny/", form(plan, sala)).status_code == 409
    browser.post(f"{address}oppna-igen/", {"reason": "Pengarna kom inte."})
    assert ": Pengarna kom inte." in browser.get(address).content.decode()


def test_an_activity_is_taken_out_and_put_back(as_, plan, address, official_in_arboga, sala):
    activity = add(plan, official_in_arboga, sala)
    browser = as_(official_in_arboga)
    browser.post(f"{address}{activity.pk}/bort/")
    assert browser.get(address).context["activities"] == []
    browser.post(f"{address}{activity.pk}/tillbaka/")
    assert [row["activity"] for row in browser.get(address).context["activities"]] == [activity]


def test_a_reader_does_not_write_and_others_find_no_plan(
    as_, plan, address, official_in_arboga, official_in_sala, council_chair, county_board, sala
):
    activity = add(plan, official_in_arboga, sala)
    bystander = make_person("Ulrika Moberg", county_board, Role.RESPONDENT)
    assert [
        as_(p).get(address).status_code for p in (official_in_sala, council_chair, bystander)
    ] == [
        200,
        200,
        404,
    ]
    assert "Språkvän" not in as_(bystander).get("/radet/aktivitetsplaner/").content.decode()
    for verb in ("ny/", "besluta/", "oppna-igen/", f"{activity.pk}/", f"{activity.pk}/bort/"):
        assert as_(official_in_sala).post(f"{address}{verb}", form(plan, sala)).status_code == 403
        assert as_(council_chair).post(f"{address}{verb}", form(plan, sala)).status_code == 403
    plan.refresh_from_db()
    assert (plan.state, plan.activities.kept().count()) == ("draft", 1)


def test_a_convener_of_another_group_may_read_here_but_not_write(
    as_, plan, address, official_in_arboga, official_in_sala, sala
):
    add(plan, official_in_arboga, sala)
    other = Body.objects.create(slug="annan-grupp", name="Annan", kind="focus")
    Seat.objects.create(body=other, actor=sala, function=Seat.Function.CONVENER)
    browser = as_(official_in_sala)
    assert browser.get(address).status_code == 200
    assert browser.post(f"{address}besluta/").status_code == 403


def test_an_activity_of_another_plan_is_not_found(as_, plan, coordinator, official_in_arboga, sala):
    activity = add(plan, official_in_arboga, sala)
    group = plan.group
    group.pk, group.body = None, Body.objects.create(slug="b", name="B", kind="focus")
    group.decision = decisions.write_decision(group.decision.item, text="Annat.", by=coordinator)
    group.save()
    other = ActivityPlan.objects.create(group=group)
    where = f"/radet/aktivitetsplaner/{other.pk}/{activity.pk}/"
    assert as_(coordinator).get(where).status_code == 404
    assert as_(coordinator).post(f"{where}bort/").status_code == 404


def test_the_verbs_of_a_plan_refuse_get(as_, plan, address, official_in_arboga, sala):
    activity = add(plan, official_in_arboga, sala)
    for verb in ("besluta/", f"{activity.pk}/bort/", f"{activity.pk}/tillbaka/"):
        assert as_(official_in_arboga).get(f"{address}{verb}").status_code == 405


PLAN_QUERIES = 14
PLANS_QUERIES = 6


@pytest.mark.parametrize("number", [1, 3])
def test_the_plan_asks_the_same_number_of_questions_at_1_and_3_activities(
    as_, plan, address, coordinator, sala, arboga, number, django_assert_num_queries
):
    for _ in range(number):
        add(plan, coordinator, sala, arboga, participants=[arboga, sala])
    browser = as_(coordinator)
    with django_assert_num_queries(PLAN_QUERIES):
        browser.get(address)
    with django_assert_num_queries(PLANS_QUERIES):
        browser.get("/radet/aktivitetsplaner/")


def test_a_decided_activity_waits_in_the_survey_of_those_responsible(
    plan, official_in_arboga, official_in_sala, sala, arboga
):
    activity = add(plan, official_in_arboga, sala, participants=[arboga], **SETTLED)
    round_ = make_round(2027)
    area = plan.group.priority.sub_goal.goal_area
    own, other = (start(round_, one).sections.get(goal_area=area) for one in (sala, arboga))
    assert waiting_in(own) == []

    plans.decide_plan(plan, by=official_in_arboga)
    (one,) = waiting_in(own)
    assert (one.kind, one.pk, one.title) == ("aktivitet", activity.pk, "Språkvän på jobbet")
    assert waiting_in(other) == []
    added = take_up(own, one.kind, one.pk, "ongoing", by=official_in_sala, at=timezone.now())

    said = dict(added.answers.values_list("part", "value"))
    assert added.planned_activity == activity.pk
    assert said == {
        "title": "Språkvän på jobbet",
        "sub_goals": [str(plan.group.priority.sub_goal_id)],
        "partners": [str(arboga.pk)],
        "status": "ongoing",
    }
    assert waiting_in(own) == []


def waiting_in(section) -> list[Expected]:
    form = SectionForm(section, section.submission.round)
    return expected(form, last_year(section.submission))
