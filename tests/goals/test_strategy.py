"""Strategies, areas and sub-goals."""

import pytest
from django.db import IntegrityError, transaction

from goals.models import GoalArea, Strategy, SubGoal


def make_strategy(**fields) -> Strategy:
    given = {"title": "Länets strategi", "slug": "lanets", "year_from": 2008, "year_to": 2014}
    return Strategy.objects.create(**(given | fields))


def test_a_strategy_covers_its_first_and_last_years():
    strategy = Strategy(year_from=2021, year_to=2026)
    assert [year for year in range(2019, 2029) if strategy.covers(year)] == [
        2021,
        2022,
        2023,
        2024,
        2025,
        2026,
    ]
    assert strategy.years == "2021–2026"


def test_only_one_strategy_applies_at_a_time(no_strategy):
    current = make_strategy(status="current")
    make_strategy(slug="tidigare", status="closed")
    assert list(Strategy.objects.current()) == [current]
    with pytest.raises(IntegrityError), transaction.atomic():
        make_strategy(slug="annan", status="current")


def test_a_strategy_cannot_end_before_it_begins(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_strategy(year_from=2026, year_to=2021)


def test_an_earlier_strategy_keeps_its_own_areas_and_sub_goals(strategy):
    earlier = make_strategy(status="closed")
    health = GoalArea.objects.create(
        strategy=earlier, number=4, slug="halsa", title="Hälsa", goal="God hälsa."
    )
    old = SubGoal.objects.create(
        goal_area=health, number=1, slug="oppen-dialog", title="Dialog", kind="activity"
    )
    new = SubGoal.objects.get(slug="materialbank-om-halsa")
    new.derived_from = old
    new.save()
    assert list(old.continued_by.all()) == [new]
    assert old not in SubGoal.objects.of_current_strategy()
    assert SubGoal.objects.of_current_strategy().count() == 45
    assert health not in GoalArea.objects.of_current_strategy()


def test_a_number_is_used_once_in_an_area(strategy):
    goal = SubGoal.objects.get(slug="suggestopedi")
    goal.number = 1
    with pytest.raises(IntegrityError), transaction.atomic():
        goal.save()


def test_in_order_reads_as_the_strategy_does(strategy, django_assert_num_queries):
    with django_assert_num_queries(1):
        codes = [goal.code for goal in SubGoal.objects.in_order()]
    assert codes[:8] == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "2.1"]
    assert codes[-1] == "6.9"


def test_with_sub_goals_takes_one_more_query_however_many_areas(
    strategy, django_assert_num_queries
):
    for count in (1, 3, 6):
        with django_assert_num_queries(2):
            areas = GoalArea.objects.of_current_strategy().with_sub_goals()[:count]
            shown = [goal.code for area in areas for goal in area.sub_goals.all()]
        assert shown[0] == "1.1"


def test_prioritised_for_a_year_is_empty_until_the_council_has_decided(strategy):
    assert list(SubGoal.objects.prioritised_for(2027)) == []
