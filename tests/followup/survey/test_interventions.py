"""Interventions in a draft: moved, and copied here or to another area's section."""

import pytest
from django.urls import reverse
from django.utils import timezone

from followup.survey.answering.interventions import add_intervention, move_intervention
from followup.survey.models import Answer, Intervention, Section
from followup.survey.submitting.handing_in import submit
from followup.survey.submitting.sending_back import send_back
from tests.followup.survey.conftest import address
from tests.followup.survey.test_ordinary_button import posted
from tests.followup.survey.writing import write

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(as_, official_in_sala):
    return as_(official_in_sala)


@pytest.fixture
def three(employment, official_in_sala) -> list[Intervention]:
    at = timezone.now()
    return [add_intervention(employment, by=official_in_sala, at=at) for _ in range(3)]


def path(name: str, intervention: Intervention) -> str:
    place = [2026, "sala-kommun", intervention.section.slug, intervention.pk]
    return reverse(f"survey:{name}", args=place)


def order(section) -> list:
    return list(section.interventions.filter(removed_at=None).order_by("position"))


def said(intervention: Intervention) -> dict:
    answers = Answer.objects.filter(intervention=intervention).exclude(value__in=["", []])
    return dict(answers.values_list("part", "value"))


def test_moved_up_and_down(client, employment, three):
    first, second, third = three
    response = client.post(path("move_intervention_up", third), posted(employment))
    assert response["Location"].endswith(f"#insats-{third.pk}")
    assert order(employment) == [first, third, second]

    client.post(path("move_intervention_down", first), posted(employment))
    assert order(employment) == [third, first, second]


def test_the_first_stays_first_and_the_last_last(employment, three, official_in_sala):
    for one, step in ((three[0], -1), (three[2], 1)):
        move_intervention(one, step, by=official_in_sala, at=timezone.now())
    assert order(employment) == three


def put_in_order(client, section, wanted):
    keys = {"key": [str(one.pk) for one in wanted]}
    return client.post(address("order_interventions", section), keys)


def test_dragged_into_a_new_order(client, employment, three, as_, official_in_arboga):
    wanted = [three[2], three[0], three[1]]
    assert put_in_order(as_(official_in_arboga), employment, wanted).status_code == 404
    assert client.get(address("order_interventions", employment)).status_code == 405
    assert order(employment) == three

    assert put_in_order(client, employment, wanted).status_code == 200
    assert order(employment) == wanted


@pytest.mark.parametrize("wanted", [slice(1, 3), slice(0, 0)])
def test_another_list_than_the_one_that_was_dragged_is_refused(client, employment, three, wanted):
    response = put_in_order(client, employment, three[wanted] + three[:1] * 2)
    assert response.status_code == 409
    assert "Ladda om sidan" in response.json()["message"]
    assert order(employment) == three


def test_the_order_is_not_changed_in_a_section_that_somebody_else_has(
    client, employment, three, colleague_in_sala
):
    Section.objects.filter(pk=employment.pk).update(assigned_to=colleague_in_sala)
    response = put_in_order(client, employment, three[::-1])
    assert response.status_code == 409
    assert "Bo Ek har det här avsnittet nu" in response.json()["message"]
    assert order(employment) == three


def test_copied_without_how_many(client, employment, three, save):
    original = three[0]
    key = f"interventions/{original.pk}"
    goal = str(employment.goal_area.sub_goals.get(number=1).pk)
    for part, value in (("title", "Språkstöd"), ("sub_goals", goal), ("women", "12")):
        save(client, employment, f"{key}/{part}", value)
    response = client.post(path("copy_intervention", original), posted(employment))

    copy = order(employment)[-1]
    assert len(order(employment)) == 4
    assert response["Location"].endswith(f"#insats-{copy.pk}")
    assert said(copy) == {"title": "Språkstöd", "sub_goals": [goal]}
    assert said(original)["women"] == "12"


def test_copied_to_another_area_without_this_areas_sub_goals(
    client, employment, sala_survey, three, save
):
    key = f"interventions/{three[0].pk}"
    goal = str(employment.goal_area.sub_goals.get(number=1).pk)
    save(client, employment, f"{key}/title", "Språkstöd")
    save(client, employment, f"{key}/sub_goals", goal)
    other = sala_survey.sections.get(goal_area__number=6)
    data = posted(employment) | {f"till:{three[0].pk}": other.slug}
    response = client.post(path("copy_intervention", three[0]), data)

    (copy,) = order(other)
    assert response["Location"].startswith(address("section", other))
    assert said(copy) == {"title": "Språkstöd"}
    assert order(employment) == three


@pytest.mark.parametrize("hinder", ["held", "locked"])
def test_copied_where_one_may_not_write_it_says_who_has_the_section_and_what_to_do(
    client, employment, sala_survey, three, colleague_in_sala, coordinator, official_in_sala, hinder
):
    other = sala_survey.sections.get(goal_area__number=6)
    write(employment, {"challenges": "Ord"}, official_in_sala)
    if hinder == "held":
        Section.objects.filter(pk=other.pk).update(assigned_to=colleague_in_sala)
        said = "Bo Ek har det här avsnittet nu. Prata med Bo Ek eller med er enkätansvariga."
    else:
        submit(sala_survey, by=official_in_sala)
        sala_survey.refresh_from_db()
        send_back(sala_survey, sections=[employment], reason="Ändra.", by=coordinator)
        said = "Samordnaren har bara öppnat de avsnitt som ska ändras."
    data = posted(employment, challenges="Skrivet nyss") | {f"till:{three[0].pk}": other.slug}
    data["base:challenges"] = "1"
    response = client.post(path("copy_intervention", three[0]), data, follow=True)

    assert response.redirect_chain == [
        (f"{address('section', employment)}#insats-{three[0].pk}", 302)
    ]
    assert f"Insatsen är inte kopierad till {other.title}. {said}" in response.content.decode()
    assert order(other) == []
    assert Answer.objects.get(key="challenges").value == "Skrivet nyss"


@pytest.mark.parametrize(
    "name", ["move_intervention_up", "move_intervention_down", "copy_intervention"]
)
def test_refuses_others_get_and_nowhere(as_, official_in_arboga, client, employment, three, name):
    assert as_(official_in_arboga).post(path(name, three[1])).status_code == 404
    assert client.get(path(name, three[1])).status_code == 405
    data = posted(employment) | {f"till:{three[1].pk}": "organisation"}
    if name == "copy_intervention":
        assert client.post(path(name, three[1]), data).status_code == 404
    assert order(employment) == three
