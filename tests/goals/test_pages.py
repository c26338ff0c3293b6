"""The strategy's pages, open to everyone."""

import pytest

from actors.models import Body
from goals.models import GoalArea, Strategy, SubGoal
from goals.statistics.models import Measurement
from tests.pages import text


def test_anyone_reads_the_strategy(strategy, client, django_assert_num_queries):
    with django_assert_num_queries(7):
        page = text(client.get("/strategin/"))
    assert f"<h1>{strategy.title}</h1>" in page
    assert strategy.vision in page
    for area in strategy.goal_areas.all():
        assert f'href="{area.get_absolute_url()}"' in page
    assert "Ensamkommande barn och unga" in page
    assert "Regional utvecklingsstrategi (RUS) 2030" in page
    assert "Kommunstyrelsens ordförande i Arboga, Fagersta" in page


def test_the_strategy_page_before_a_strategy_is_loaded(no_strategy, client):
    assert "Ingen strategi är inläst ännu." in text(client.get("/strategin/"))


@pytest.mark.parametrize("kept", [1, 3])
def test_the_strategy_page_costs_the_same_however_much_there_is(
    strategy, client, django_assert_num_queries, kept
):
    for rows in (strategy.goal_areas, strategy.target_groups):
        rows.exclude(order__lte=kept).delete()
    strategy.steering_documents.filter(parent=None).exclude(order__in=[1, 5, 8][:kept]).delete()
    with django_assert_num_queries(7):
        response = client.get("/strategin/")
    assert len(response.context["areas"]) == kept


def test_fields_that_are_empty_leave_no_label(no_strategy, client):
    Body.objects.update(reports_to=None)
    Body.objects.all().delete()
    Strategy.objects.create(
        slug="kort", title="Kort strategi", year_from=2027, year_to=2030, status="current"
    )
    page = text(client.get("/strategin/"))
    for label in ("Vision", "Övergripande mål", "Målens period", "Källa", "Organisation"):
        assert f">{label}</" not in page


def test_every_area_page_shows_its_sub_goals_and_figures(strategy, client):
    for area in strategy.goal_areas.all():
        page = text(client.get(area.get_absolute_url()))
        assert f"<h1>{area.title}</h1>" in page
        assert area.goal in page
        for goal in area.sub_goals.all():
            assert goal.title in page
            assert goal.wording in page
        for measurement in Measurement.objects.filter(indicator__goal_area=area):
            assert f'<td class="num">{measurement.shown}</td>' in page
        assert page.count("vår läsning</p>") == area.sub_goals.count()


def test_the_sources_own_number_is_told_where_it_differs(strategy, client):
    assert "I källan har området nummer 6." in text(
        client.get("/strategin/malomrade/5-sysselsattning/")
    )
    assert "I källan har området nummer" not in text(
        client.get("/strategin/malomrade/1-bosattning/")
    )


@pytest.mark.parametrize("kept", [1, 3])
def test_an_area_page_costs_the_same_however_many_sub_goals(
    strategy, client, django_assert_num_queries, kept
):
    SubGoal.objects.filter(goal_area__number=5, number__gt=kept).delete()
    with django_assert_num_queries(5):
        response = client.get("/strategin/malomrade/5-sysselsattning/")
    assert len(response.context["sub_goals"]) == kept


def test_an_area_without_figures_has_no_such_heading(strategy, client):
    page = text(client.get("/strategin/malomrade/6-utbildning/"))
    assert "Siffrorna i strategin" not in page


def test_an_old_name_leads_to_the_areas_page(strategy, client):
    response = client.get("/strategin/malomrade/5-arbete/")
    assert response.status_code == 301
    assert response["Location"] == "/strategin/malomrade/5-sysselsattning/"


def test_an_area_that_does_not_exist_or_is_from_an_earlier_strategy(strategy, client):
    earlier = Strategy.objects.create(
        slug="tidigare", title="Tidigare", year_from=2008, year_to=2014, status="closed"
    )
    GoalArea.objects.create(strategy=earlier, number=8, slug="sfi", title="Sfi", goal="Sfi.")
    assert client.get("/strategin/malomrade/8-sfi/").status_code == 404
    assert client.get("/strategin/malomrade/9-annat/").status_code == 404


def test_what_a_strategy_says_is_shown_as_text(strategy, client):
    GoalArea.objects.filter(number=1).update(situation="<script>alert(1)</script>")
    page = text(client.get("/strategin/malomrade/1-bosattning/"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_pages_only_answer_to_reading(strategy, client):
    assert client.post("/strategin/").status_code == 405
    assert client.post("/strategin/malomrade/1-bosattning/").status_code == 405
