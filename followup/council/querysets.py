"""Named questions about meetings, decisions and priorities."""

from typing import Any

from django.db import models


class MeetingQuerySet(models.QuerySet[Any]):
    """Meetings."""

    def for_year(self, year: int) -> "MeetingQuerySet":
        """One year's meetings, in the order they are held."""
        return self.filter(year=year).order_by("number")

    def locked_for_numbering(self, year: int) -> "MeetingQuerySet":
        """The year's meetings, held fast: whoever numbers a decision waits for the other.

        On SQLite the transaction itself is the lock, since it begins immediately.
        """
        return self.filter(year=year).order_by("pk").select_for_update()

    def with_matters(self) -> "MeetingQuerySet":
        """Also loads each agenda with its decisions: two more queries, however many meetings."""
        return self.prefetch_related("agenda__decisions")


class DecisionQuerySet(models.QuerySet[Any]):
    """Decisions."""

    def with_origin(self) -> "DecisionQuerySet":
        """Also loads the meeting, the proposal it came from and what came of it."""
        return self.select_related(
            "item__meeting",
            "proposal__body",
            "proposal__actor",
            "proposal__sub_goal__goal_area",
            "priority",
        )

    def newest_first(self) -> "DecisionQuerySet":
        """The latest year first, and in it the highest paragraph."""
        return self.order_by("-year", "-paragraph")


class PriorityQuerySet(models.QuerySet[Any]):
    """Priorities."""

    def for_year(self, year: int) -> "PriorityQuerySet":
        """What the council put first in one year, in its order."""
        return self.filter(year=year).order_by("order")

    def with_thread(self) -> "PriorityQuerySet":
        """Also loads what it came from and what came of it: one more query for the groups."""
        return self.select_related(
            "sub_goal__goal_area",
            "decision__item__meeting",
            "decision__proposal__body",
            "decision__proposal__actor",
            "decided_in",
        ).prefetch_related("focus_groups__body", "focus_groups__convener", "focus_groups__decision")
