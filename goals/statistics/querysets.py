"""Named questions about indicators and measurements."""

from datetime import date
from typing import Any

from django.db import models


class IndicatorQuerySet(models.QuerySet[Any]):
    """Indicators."""

    def in_strategy(self) -> "IndicatorQuerySet":
        """Those whose figures the strategy's own text gives."""
        return self.filter(is_strategy_figure=True)

    def for_area(self, area: Any) -> "IndicatorQuerySet":
        """Those of one goal area, in order."""
        return self.filter(goal_area=area).order_by("order", "title")

    def stale(self, on: date) -> "IndicatorQuerySet":
        """Those whose next value should have come by a day, the longest awaited first."""
        return self.filter(next_value_due__lte=on).order_by("next_value_due", "title")

    def in_order(self) -> "IndicatorQuerySet":
        """By goal area, those without one last, each area's in its own order."""
        area = models.F("goal_area__number").asc(nulls_last=True)
        return self.select_related("goal_area", "owner_document").order_by(area, "order", "title")

    def with_measurements(self) -> "IndicatorQuerySet":
        """Also loads the measurements that apply: one more query, however many indicators."""
        measurements = self.model._meta.get_field("measurements").related_model
        return self.prefetch_related(
            models.Prefetch("measurements", measurements._default_manager.valid().with_revised())
        )

    def with_series(self) -> "IndicatorQuerySet":
        """The measurements that apply and the breaks between them: two more queries."""
        return self.with_measurements().prefetch_related("series_breaks")


class MeasurementQuerySet(models.QuerySet[Any]):
    """Measurements."""

    def replaced(self, indicator: Any) -> "MeasurementQuerySet":
        """An indicator's values that a later one has taken the place of, the newest first."""
        replaced = self.filter(indicator=indicator, superseded_by__isnull=False)
        return replaced.select_related("indicator", "superseded_by").order_by("-year", "-pk")

    def valid(self) -> "MeasurementQuerySet":
        """Those that no later measurement has replaced, in reading order."""
        return self.filter(superseded_by=None).order_by(
            "indicator", models.F("year").asc(nulls_first=True), "order", "pk"
        )

    def inhabitants(self, strategy: Any) -> "MeasurementQuerySet":
        """How many live in each municipality, by year, as the strategy's own indicator has it."""
        return self.valid().filter(
            indicator__strategy=strategy,
            indicator__is_population=True,
            place_level="municipality",
            sex="total",
            group="",
            origin="",
            value__isnull=False,
            year__isnull=False,
        )

    def with_revised(self) -> "MeasurementQuerySet":
        """Each with `revised`: whether it took the place of an earlier value."""
        earlier = self.model._default_manager.filter(superseded_by=models.OuterRef("pk"))
        return self.annotate(revised=models.Exists(earlier))

    def written(self) -> "MeasurementQuerySet":
        """Those that people write: a plain number for a year, which no source is asked for."""
        return self.filter(fetch=None, year__isnull=False, out_of=None, approximate="")
