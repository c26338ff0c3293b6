"""Named questions about strategies, goal areas and sub-goals."""

from typing import Any

from django.db import models


class StrategyQuerySet(models.QuerySet[Any]):
    """Strategies."""

    def current(self) -> "StrategyQuerySet":
        """The strategy that applies now: one, or none before it has been loaded."""
        return self.filter(status="current")


class GoalAreaQuerySet(models.QuerySet[Any]):
    """Goal areas."""

    def of_current_strategy(self) -> "GoalAreaQuerySet":
        """The areas of the strategy that applies now, in the strategy's order."""
        return self.filter(strategy__status="current").order_by("number")

    def with_sub_goals(self) -> "GoalAreaQuerySet":
        """Also loads each area's sub-goals, in order: one more query, however many areas."""
        sub_goals = self.model._meta.get_field("sub_goals").related_model
        return self.prefetch_related(
            models.Prefetch("sub_goals", sub_goals._default_manager.in_order())
        )


class SubGoalQuerySet(models.QuerySet[Any]):
    """Sub-goals."""

    def of_current_strategy(self) -> "SubGoalQuerySet":
        """The sub-goals of the strategy that applies now."""
        return self.filter(goal_area__strategy__status="current")

    def in_order(self) -> "SubGoalQuerySet":
        """By area and number, as they are read in the strategy, with the area loaded."""
        return self.select_related("goal_area").order_by("goal_area__number", "number")

    def prioritised_for(self, year: int) -> "SubGoalQuerySet":
        """Those that the council has decided to put first in a year."""
        return self.filter(priorities__year=year)
