"""The report as it would be if it were made now, for those who make it; nothing is stored."""

import pytest

from actors.models import Actor, Event
from followup.report import actions
from followup.report.composition import moved
from followup.report.models import AnnualReport
from followup.review.models import Assessment
from tests.followup.report.gathering.test_year import QUERIES
from tests.year import submit

PAGE = "/rapporter/2026/arbete/forhandsgranska/"


def test_it_shows_what_the_year_says_now_and_stores_nothing(as_, made, preparer):
    before, events = AnnualReport.objects.values().get(), Event.objects.count()
    Assessment.objects.update(reasons="Skrivet sedan rapporten gjordes.")
    text = as_(preparer).get(PAGE).content.decode()
    assert "Förhandsgranskning, inget är sparat" in text
    assert "Skrivet sedan rapporten gjordes." in text
    assert AnnualReport.objects.values().get() == before
    assert Event.objects.count() == events


def test_it_has_the_parts_as_they_are_set(as_, report, preparer):
    def place_of(text: str, title: str) -> int:
        return text.index(f"{title}</h2>")

    browser = as_(preparer)
    first = browser.get(PAGE).content.decode()
    assert place_of(first, "Så gjordes uppföljningen") > place_of(first, "Året på en sida")
    for _ in range(3):
        actions.change_composition(
            report, lambda choice: moved(choice, "how", up=True), by=preparer
        )
    then = browser.get(PAGE).content.decode()
    assert place_of(then, "Så gjordes uppföljningen") < place_of(then, "Året på en sida")


def test_beside_the_list_of_parts_it_stands_without_a_frame(as_, report, preparer):
    text = as_(preparer).get(PAGE, headers={"HX-Request": "true"}).content.decode()
    assert "inget är sparat" in text
    assert '<div class="report">' in text
    assert "<html" not in text


def test_it_is_kept_by_nobody_on_the_way(as_, report, preparer):
    assert "no-store" in as_(preparer).get(PAGE)["Cache-Control"]


def test_only_those_who_make_the_report_and_only_a_draft(
    as_, client, report, preparer, outsider, official_in_sala, council_chair
):
    assert client.get(PAGE).status_code == 302
    for person in (outsider, official_in_sala, council_chair):
        assert as_(person).get(PAGE).status_code == 403
    assert as_(preparer).post(PAGE).status_code == 405
    AnnualReport.objects.update(state="adopted")
    response = as_(preparer).get(PAGE)
    assert response.status_code == 409
    assert "astställd" in response.content.decode()


# Who asks, which report, its round and strategy; then all that the report is made of.
PREVIEW_QUERIES = 5 + QUERIES


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_asks_the_same_number_of_questions_at_1_and_3_answers(
    as_, report, answered, preparer, official_in_sala, employment, count, django_assert_num_queries
):
    towns = Actor.objects.filter(actor_type="municipality").exclude(slug="sala-kommun")
    for town in towns.exclude(slug="arboga-kommun")[: count - 1]:
        course = {"goal_area": employment, "sub_goals": [], "title": "Kurs"}
        submit(answered, town, official_in_sala, interventions=[course])
    browser = as_(preparer)
    browser.get(PAGE)
    with django_assert_num_queries(PREVIEW_QUERIES):
        browser.get(PAGE)
