"""Invented measurements of the county, its municipalities and the country, year by year."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone

from goals.models import GoalArea
from goals.statistics.models import Indicator, Measurement, PlaceLevel, SeriesBreak, Sex
from strategy_portal.demo.files import read

SOURCE = "Påhittade exempelvärden"
_LEVELS = {"Västmanlands län": PlaceLevel.COUNTY, "Riket": PlaceLevel.COUNTRY}
_FIELDS = (
    "slug",
    "title",
    "unit",
    "direction",
    "definition",
    "baseline_year",
    "target_value",
    "target_year",
    "next_value_due",
    "is_population",
)


def load_measurements() -> int:
    """Indicators with values by place, year and sex; how many values were written."""
    areas = {area.slug: area for area in GoalArea.objects.of_current_strategy()}
    strategy = next(iter(areas.values())).strategy
    written = 0
    for row in read("measurements.toml")["indicators"]:
        indicator = Indicator.objects.create(
            strategy=strategy,
            goal_area=areas.get(row.get("goal_area", "")),
            owner="Exempeldata",
            order=100,
            **{name: row[name] for name in _FIELDS if name in row},
        )
        SeriesBreak.objects.bulk_create(
            SeriesBreak(indicator=indicator, **one) for one in row.get("breaks", [])
        )
        written += len(Measurement.objects.bulk_create(_values(indicator, row)))
    return written


def _values(indicator: Indicator, row: dict[str, Any]) -> Iterator[Measurement]:
    missing = {(one["place"], one["year"]): one["why"] for one in row.get("missing", [])}
    for place, by_sex in row["places"].items():
        for sex in (Sex.TOTAL, Sex.WOMEN, Sex.MEN):
            for year, value in zip(row["years"], by_sex[sex], strict=True):
                why = missing.get((place, year), "")
                yield Measurement(
                    indicator=indicator,
                    year=year,
                    place=place,
                    place_level=_LEVELS.get(place, PlaceLevel.MUNICIPALITY),
                    sex=sex,
                    value=None if why else value,
                    missing_reason=why,
                    is_preliminary=year in row.get("preliminary", []),
                    source=SOURCE,
                    fetched_on=date(timezone.localdate().year, 1, 15),
                )
