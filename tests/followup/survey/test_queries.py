"""The survey's pages ask the database the same number of questions however much is written."""

import pytest
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor, Membership
from followup.survey.answering.interventions import add_intervention
from strategy_portal.access import Role
from tests.year import invite, make_person, make_round, start

pytestmark = pytest.mark.django_db

HOME = 9
LIST = 4
TASK_LIST = 13
SECTION = 22


@pytest.mark.parametrize("organisations", [1, 3, 37])
def test_task_list(
    as_, official_in_sala, open_round, sala, django_assert_num_queries, organisations
):
    others = Actor.objects.invited().exclude(pk=sala.pk)[: organisations - 1]
    for actor in others:
        start(open_round, actor)
    start(open_round, sala)
    client = as_(official_in_sala)
    with django_assert_num_queries(TASK_LIST):
        client.get(reverse("survey:survey", args=[2026, "sala-kommun"]))


@pytest.mark.parametrize("interventions", [1, 3])
def test_section(as_, official_in_sala, employment, django_assert_num_queries, interventions):
    for _ in range(interventions):
        add_intervention(employment, by=official_in_sala, at=timezone.now())
    client = as_(official_in_sala)
    with django_assert_num_queries(SECTION):
        client.get(reverse("survey:section", args=[2026, "sala-kommun", employment.goal_area.slug]))


def test_the_list_of_surveys_shows_no_other_organisation(
    as_, official_in_sala, open_round, sala, arboga
):
    invite(open_round, sala, arboga)
    page = as_(official_in_sala).get(reverse("survey:index"), follow=True)

    assert "Enkät 2026" in page.content.decode()
    assert "Arboga" not in page.content.decode().split("<main")[1]


@pytest.mark.parametrize("organisations", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("home", HOME), ("survey:index", LIST)])
def test_pages_over_several_organisations(
    as_, open_round, django_assert_num_queries, organisations, page, queries
):
    actors = Actor.objects.invited()[:organisations]
    person = make_person("Siv Ek", actors[0], Role.RESPONDENT, Role.ADMINISTRATOR)
    for actor in actors:
        Membership.objects.get_or_create(person=person, actor=actor, role=Role.RESPONDENT)
        start(open_round, actor)
    invite(make_round(2025), *actors)
    client = as_(person)
    with django_assert_num_queries(queries):
        assert client.get(reverse(page)).status_code == 200
