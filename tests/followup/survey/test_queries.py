"""The survey's pages ask the database the same number of questions however much is written."""

import pytest
from django.urls import reverse
from django.utils import timezone

from followup.survey.answering.interventions import add_intervention
from tests.year import invite, start

pytestmark = pytest.mark.django_db

TASK_LIST = 11
SECTION = 22


@pytest.mark.parametrize("organisations", [1, 3, 37])
def test_task_list(
    as_, official_in_sala, open_round, sala, django_assert_num_queries, organisations
):
    from actors.models import Actor

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


@pytest.mark.parametrize("rounds", [1])
def test_list_of_surveys(as_, official_in_sala, open_round, sala, arboga, rounds):
    invite(open_round, sala, arboga)
    page = as_(official_in_sala).get(reverse("survey:index"), follow=True)

    assert "Enkät 2026" in page.content.decode()
    assert "Arboga" not in page.content.decode().split("<main")[1]
