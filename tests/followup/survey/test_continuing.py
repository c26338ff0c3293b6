"""Interventions that were to continue, and planned activities, stand listed and are taken up."""

import pytest
from django.urls import reverse
from django.utils import timezone

from followup.survey.answering.continuing import expected, take_up
from followup.survey.answering.interventions import remove_intervention
from followup.survey.form.last_year import last_year
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Answer, Intervention, Origin
from strategy_portal.exceptions import WrongStateError
from tests.followup.survey.conftest import address
from tests.followup.survey.test_ordinary_button import posted
from tests.year import make_round, start, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def area(strategy):
    return strategy.goal_areas.get(number=5)


@pytest.fixture
def handed_in(area, sala, arboga, official_in_sala):
    """Two interventions of last year, one of which was to continue."""
    first = area.sub_goals.get(number=1)
    common = {"goal_area": area, "sub_goals": [first]}
    told = [
        {"title": "Språkstöd", "description": "Vi hade stöd.", "continues_next_year": "yes"},
        {"title": "Engångsmässa", "continues_next_year": "no"},
    ]
    version = submit(
        make_round(2025),
        sala,
        official_in_sala,
        interventions=[common | {"women": 12, "effect": "Fler fick arbete"} | one for one in told],
    )
    version.reported_interventions.get(title="Språkstöd").partners.set([arboga])
    return version


@pytest.fixture
def section(handed_in, open_round, sala):
    return start(open_round, sala).sections.get(goal_area__number=5)


@pytest.fixture
def waiting(section):
    def look():
        form = SectionForm(section, section.submission.round)
        return expected(form, last_year(section.submission))

    return look


@pytest.fixture
def choose(section, official_in_sala):
    def do(one, status) -> Intervention:
        now = timezone.now()
        return take_up(section, one.kind, one.pk, status, by=official_in_sala, at=now)

    return do


@pytest.fixture
def client(as_, official_in_sala):
    return as_(official_in_sala)


def said(added) -> dict:
    return dict(Answer.objects.filter(intervention=added).values_list("part", "value"))


def test_what_was_to_continue_waits(client, section, waiting):
    assert [(one.kind, one.title, one.year) for one in waiting()] == [("insats", "Språkstöd", 2025)]

    page = client.get(address("section", section)).content.decode()
    assert "Hur gick det med de här?" in page
    assert "Engångsmässa" not in page


def test_taken_up_it_is_filled_in_with_what_is_known(section, waiting, choose, area, arboga):
    (one,) = waiting()
    added = choose(one, "ongoing")

    assert added.continues_id == one.pk
    assert said(added) == {
        "title": "Språkstöd",
        "description": "Vi hade stöd.",
        "sub_goals": [str(area.sub_goals.get(number=1).pk)],
        "partners": [str(arboga.pk)],
        "status": "ongoing",
    }
    origins = dict(Answer.objects.values_list("part", "origin"))
    assert (origins["title"], origins["status"]) == (Origin.COPIED, Origin.WRITTEN)
    assert waiting() == []


def test_what_came_to_nothing_needs_no_more(waiting, choose):
    added = choose(waiting()[0], "not_done")

    assert set(said(added)) == {"title", "sub_goals", "status"}
    assert not Answer.objects.filter(origin=Origin.COPIED).exists()


def test_taken_away_it_waits_again(waiting, choose, official_in_sala):
    added = choose(waiting()[0], "done")
    remove_intervention(added, by=official_in_sala, at=timezone.now())

    assert [one.title for one in waiting()] == ["Språkstöd"]


def test_it_is_taken_up_once(waiting, choose):
    (one,) = waiting()
    choose(one, "done")
    with pytest.raises(WrongStateError):
        choose(one, "ongoing")
    assert Intervention.objects.filter(continues=one.pk).count() == 1


def test_by_an_ordinary_button_what_is_written_is_saved_first(client, section, waiting):
    (one,) = waiting()
    place = [2026, "sala-kommun", section.slug, one.kind, one.pk]
    path = reverse("survey:take_up", args=[*place, "pagar"])
    response = client.post(path, posted(section, challenges="Skrivet nyss"))

    added = Intervention.objects.get(continues=one.pk)
    assert response["Location"].endswith(f"#insats-{added.pk}")
    assert Answer.objects.get(key="challenges").value == "Skrivet nyss"
    assert client.post(reverse("survey:take_up", args=[*place, "kanske"])).status_code == 404


def test_others_cannot(as_, official_in_arboga, section, waiting):
    (one,) = waiting()
    path = reverse(
        "survey:take_up", args=[2026, "sala-kommun", section.slug, one.kind, one.pk, "pagar"]
    )
    assert as_(official_in_arboga).post(path).status_code == 404
