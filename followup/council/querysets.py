"""Named questions about meetings, decisions, priorities and activity plans."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from strategy_portal.access import can, organisations


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
        """Also loads what it came from and what came of it: a query for groups, one for plans."""
        groups = self.model._meta.get_field("focus_groups").related_model
        plans = groups._meta.get_field("plan").related_model.objects
        return self.select_related(
            "sub_goal__goal_area",
            "decision__item__meeting",
            "decision__proposal__body",
            "decision__proposal__actor",
            "decided_in",
        ).prefetch_related(
            "focus_groups__body",
            "focus_groups__convener",
            "focus_groups__decision",
            models.Prefetch("focus_groups__plan", plans.with_activities()),
        )


class ActivityPlanQuerySet(models.QuerySet[Any]):
    """Activity plans."""

    def visible_to(self, person: Any) -> "ActivityPlanQuerySet":
        """All of them to those who read the council's papers.

        To others those of the groups they convene, and those where their organisation is
        responsible for something.
        """
        if can(person, "council.read"):
            return self.all()
        own = organisations(person, "plan.read")
        concerns = Q(activities__responsible__in=own, activities__removed_at=None)
        return self.filter(concerns | Q(group__body__in=person.bodies_convened())).distinct()

    def decided_with_work_for(self, actors: Any, *, on: date) -> "ActivityPlanQuerySet":
        """Decided plans where these organisations are responsible for something not yet over."""
        work = Q(
            activities__responsible__in=actors,
            activities__removed_at=None,
            activities__ends_on__gte=on,
        )
        return self.filter(work, state="decided").distinct()

    def with_group(self) -> "ActivityPlanQuerySet":
        """Also loads the group, its priority and who convenes it."""
        return self.select_related(
            "group__body",
            "group__convener",
            "group__decision",
            "group__priority__sub_goal__goal_area",
        )

    def with_activities(self) -> "ActivityPlanQuerySet":
        """Also loads the activities, those taken away left out: one more query."""
        kept = models.Prefetch(
            "activities",
            self.model._meta.get_field("activities").related_model.objects.kept(),
            to_attr="kept_activities",
        )
        return self.prefetch_related(kept)


class ActivityQuerySet(models.QuerySet[Any]):
    """Activities of activity plans."""

    def kept(self) -> "ActivityQuerySet":
        """Those that have not been taken away, in the plan's order."""
        return self.filter(removed_at=None).order_by("position", "pk")

    def decided(self) -> "ActivityQuerySet":
        """Those that a group has decided to carry out."""
        return self.filter(removed_at=None, plan__state="decided")

    def for_year(self, year: int) -> "ActivityQuerySet":
        """Those of that year's plans, and those whose period touches the year."""
        touches = Q(starts_on__lte=date(year, 12, 31), ends_on__gte=date(year, 1, 1))
        return self.filter(touches | Q(plan__group__priority__year=year))

    def with_parties(self) -> "ActivityQuerySet":
        """Also loads the sub-goal, who does it and with what money: three more queries."""
        return self.select_related("sub_goal__goal_area").prefetch_related(
            "responsible", "participants", "funding_sources"
        )
