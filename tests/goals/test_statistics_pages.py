"""The statistics for everyone: what develops how, between whom and where, and what is hidden."""

import csv
import re
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import product

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from goals.models import GoalArea
from goals.statistics import pages, trends
from goals.statistics.models import (
    Indicator,
    Measurement,
    MissingReason,
    PlaceLevel,
    SeriesBreak,
    Sex,
    Unit,
)
from goals.statistics.small_numbers import SMALLEST, published

pytestmark = pytest.mark.django_db

COUNTY = "Västmanlands län"
TODAY = date(2026, 11, 25)
LEVELS = {COUNTY: PlaceLevel.COUNTY, "Riket": PlaceLevel.COUNTRY}


@pytest.fixture
def crowded(strategy) -> Indicator:
    """Crowded homes by year and sex, in the county, the country and two municipalities."""
    indicator = Indicator.objects.create(
        strategy=strategy,
        goal_area=strategy.goal_areas.get(number=1),
        slug="trangbodda",
        title="Trångbodda hushåll",
        unit=Unit.PERCENT,
        direction="down",
        definition="Andel trångbodda.",
        order=99,
    )
    for place, start in ((COUNTY, 12), ("Riket", 11), ("Sala", 9), ("Köping", 14)):
        for year, step in ((2023, 0), (2024, -1), (2025, -2)):
            for sex, more in ((Sex.TOTAL, 0), (Sex.WOMEN, 1), (Sex.MEN, -1)):
                measure(indicator, place, year, sex, start + step + more)
    return indicator


def measure(indicator: Indicator, place: str, year: int, sex: str, value, **fields) -> Measurement:
    return Measurement.objects.create(
        indicator=indicator,
        place=place,
        place_level=LEVELS.get(place, PlaceLevel.MUNICIPALITY),
        year=year,
        sex=sex,
        value=value,
        source="Kolada N07907",
        **fields,
    )


def page_of(indicator: Indicator) -> pages.IndicatorPage:
    found = Indicator.objects.with_series().get(pk=indicator.pk)
    return pages.indicator_page(found, TODAY)


def address(indicator: Indicator) -> str:
    return reverse("statistics:indicator", args=[indicator.slug])


# --- How it develops -------------------------------------------------------------------------


def test_an_indicator_is_followed_over_years_between_sexes_and_places(crowded):
    over_years, gap, places, side_by_side = page_of(crowded).charts

    assert over_years.finding == "Trångbodda hushåll har minskat från 12 till 10 procent sedan 2023"
    assert over_years.rows[-1] == ("2025", "10", "11", "9")
    assert over_years.source == "Källa: Kolada N07907."
    assert gap.finding == "Kvinnorna låg 2 procentenheter över männen 2025"
    assert gap.source == "Källa: Kolada N07907; egen bearbetning."
    assert places.finding == "Från 7 procent i Sala till 12 i Köping"
    assert places.rows == (("Köping", "12"), ("Riket", "9"), ("Sala", "7"), ("Länet", "10"))
    assert [row[0] for row in side_by_side.rows] == [
        "Köping, kvinnor",
        "Köping, män",
        "Sala, kvinnor",
        "Sala, män",
        "Länet totalt",
    ]


def captions(client) -> list[str]:
    """The line under every chart that anyone can see of statistics."""
    areas = [(one.number, one.slug) for one in GoalArea.objects.all()]
    with_values = Indicator.objects.exclude(measurements=None)
    paths = [
        reverse("statistics:index"),
        *(reverse(f"{room}:area", args=one) for room in ("statistics", "goals") for one in areas),
        *(address(one) for one in with_values),
    ]
    shown = "".join(client.get(path).content.decode() for path in paths)
    return re.findall(r"<figcaption>(.*?)</figcaption>", shown)


def test_under_every_chart_its_source_is_named_alone_only_for_its_own_raw_values(crowded, client):
    Measurement.objects.update(is_computed=False, out_of=None)
    raw = captions(client)
    worked_out = [one for one in raw if one.endswith("; egen bearbetning.")]
    assert len(raw) > 25
    assert set(worked_out) == {"Källa: Kolada N07907; egen bearbetning."}  # between the sexes
    assert len(worked_out) < 4

    Measurement.objects.update(is_computed=True)
    assert [one for one in captions(client) if not one.endswith("; egen bearbetning.")] == []


def test_nothing_is_compared_across_a_break_in_the_series(crowded):
    SeriesBreak.objects.create(indicator=crowded, year=2025, what="Ny definition av hushåll.")
    page = page_of(crowded)

    assert page.charts[0].finding == "Trångbodda hushåll"
    assert page.charts[0].rows[-1][0] == "2025 (ny mätmetod)"
    assert page.change == "Ny mätmetod sedan 2024"


def test_the_newest_value_is_the_countys_for_all_together(crowded):
    page = page_of(crowded)
    assert (page.newest.place, page.newest.year, page.newest.sex) == (COUNTY, 2025, Sex.TOTAL)
    assert page.change == "Ned 1 sedan 2024"


def test_a_value_that_is_missing_is_no_zero(crowded):
    Measurement.objects.filter(indicator=crowded, place="Sala", year=2025).update(
        value=None, missing_reason=MissingReason.NOT_PUBLISHED
    )
    _, _, places, side_by_side = page_of(crowded).charts

    assert ("Sala", "Uppgiften är inte publicerad") in places.rows
    assert side_by_side.rows[2][-1] == "uppgift saknas"


def test_target_baseline_and_a_value_that_is_late_are_told(client, crowded):
    Indicator.objects.filter(pk=crowded.pk).update(
        baseline_year=2023, target_value=Decimal("8.5"), target_year=2026, next_value_due=TODAY
    )
    assert page_of(crowded).is_stale is False
    Indicator.objects.filter(pk=crowded.pk).update(next_value_due=date(2026, 10, 1))
    page = page_of(crowded)

    assert (page.baseline, page.target) == (
        "12\N{NO-BREAK SPACE}% 2023",
        "8,5\N{NO-BREAK SPACE}% 2026",
    )
    assert page.is_stale is True
    assert "Det är försenat" in client.get(address(crowded)).content.decode()


def test_a_value_that_was_replaced_is_still_read(client, crowded):
    old = Measurement.objects.get(indicator=crowded, place="Sala", year=2025, sex=Sex.TOTAL)
    Measurement.objects.filter(pk=old.pk).update(superseded_by=old.pk)
    new = measure(crowded, "Sala", 2025, Sex.TOTAL, Decimal("7.3"))
    Measurement.objects.filter(pk=old.pk).update(superseded_by=new)

    assert [one.shown for one in page_of(crowded).replaced] == ["7\N{NO-BREAK SPACE}%"]
    assert "Tidigare uppgifter som har ersatts" in client.get(address(crowded)).content.decode()


# --- Small numbers ---------------------------------------------------------------------------


def persons(**values: int | None) -> list[Measurement]:
    """Persons in one place and year by sex, as they are kept."""
    indicator = Indicator(unit=Unit.PERSONS)
    return [
        Measurement(pk=pk, indicator=indicator, year=2025, place="Sala", sex=sex, value=value)
        for pk, (sex, value) in enumerate(values.items(), 1)
    ]


def test_a_count_under_five_is_hidden_and_zero_is_not():
    shown = published(persons(women=4, men=3, girls=0, boys=5, total=12))
    assert [one.value for one in shown] == [None, None, 0, 5, 12]


def test_what_could_be_subtracted_from_a_sum_is_hidden_too():
    kept = persons(women=4, men=20, total=24)
    shown = published(kept)

    assert [one.value for one in shown] == [None, None, 24]
    assert [one.value for one in kept] == [4, 20, 24]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=5))
def test_no_hidden_count_can_be_worked_out_from_what_is_shown(counts):
    """Sums over sexes and over places are published beside their parts."""
    indicator = Indicator(unit=Unit.PERSONS)
    cells = {
        (place, sex): count
        for place, pair in enumerate(counts)
        for sex, count in zip((Sex.WOMEN, Sex.MEN), pair, strict=True)
    }
    rows = [
        Measurement(
            pk=pk,
            indicator=indicator,
            year=2025,
            place=f"Kommun {place}",
            place_level=PlaceLevel.MUNICIPALITY,
            sex=sex,
            value=count,
        )
        for pk, ((place, sex), count) in enumerate(cells.items(), 1)
    ]
    hidden = {key for key, one in zip(cells, published(rows), strict=True) if one.value is None}
    assert {key for key, count in cells.items() if 0 < count < SMALLEST} <= hidden
    in_places = [sum(key[0] == place for key in hidden) for place in range(len(counts))]
    of_sexes = [sum(key[1] == sex for key in hidden) for sex in (Sex.WOMEN, Sex.MEN)]
    assert 1 not in [*in_places, *of_sexes]


def test_a_share_is_shown_as_its_source_gives_it(crowded):
    assert [one.value for one in published(list(crowded.measurements.all()))] == [
        one.value for one in crowded.measurements.all()
    ]


# --- The pages -------------------------------------------------------------------------------


def test_anybody_reads_all_indicators_by_area(client, crowded):
    page = client.get(reverse("statistics:index")).content.decode()
    assert "Trångbodda hushåll" in page
    assert "Ned 1 sedan 2024" in page
    assert page.index("Bosättning") < page.index("Sysselsättning")


@pytest.mark.parametrize(
    ("words", "found"), [("TRÅNGBODDA andel", True), ("trångbodda simhall", False), ("ägg", False)]
)
def test_indicators_are_searched_by_all_words(client, crowded, words, found):
    page = client.get(reverse("statistics:index"), {"sok": words}).content.decode()
    assert (address(crowded) in page) is found
    assert ("Ingen indikator handlar om" in page) is not found


def test_an_area_shows_its_charts_and_leads_from_a_wrong_address(client, crowded):
    area = GoalArea.objects.of_current_strategy().get(number=1)
    page = client.get(reverse("statistics:area", args=[1, area.slug])).content.decode()
    assert "Trångbodda hushåll har minskat" in page
    moved = client.get(reverse("statistics:area", args=[1, "fel"]))
    assert moved["Location"] == reverse("statistics:area", args=[1, area.slug])
    assert client.get(reverse("statistics:area", args=[9, "fel"])).status_code == 404


def test_an_indicator_without_values_says_so(client, crowded):
    crowded.measurements.all().delete()
    assert "Inga värden är inlagda än." in client.get(address(crowded)).content.decode()
    assert client.get(reverse("statistics:indicator", args=["finns-inte"])).status_code == 404


def test_the_values_are_fetched_as_csv_that_runs_nothing(client, crowded):
    crowded.measurements.exclude(place="Sala", year=2025, sex=Sex.TOTAL).delete()
    crowded.measurements.update(source="=cmd|' /C calc'!A0", value=Decimal("7.50"))
    response = client.get(reverse("statistics:csv", args=[crowded.slug]))

    content = response.content.decode("utf-8-sig")
    header, row = csv.reader(StringIO(content), delimiter=";")
    told = dict(zip(header, row, strict=True))
    assert response["Content-Disposition"] == 'attachment; filename="trangbodda.csv"'
    assert (told["Värde"], told["Plats"], told["Enhet"]) == ("7,5", "Sala", "procent")
    assert told["Källa"].startswith("'=cmd")


@pytest.mark.parametrize("indicators", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("index", 3), ("area", 4), ("indicator", 5), ("csv", 4)]
)
def test_queries_do_not_grow_with_the_indicators(
    client, crowded, django_assert_num_queries, indicators, name, queries
):
    for number, year in product(range(indicators - 1), (2024, 2025)):
        more, _ = Indicator.objects.get_or_create(
            slug=f"mer-{number}",
            defaults={
                "title": "Mer",
                "unit": Unit.PERCENT,
                "direction": "up",
                "goal_area": crowded.goal_area,
            },
        )
        measure(more, COUNTY, year, Sex.TOTAL, year)
    places = {
        "index": [],
        "area": [1, crowded.goal_area.slug],
        "indicator": [crowded.slug],
        "csv": [crowded.slug],
    }
    with django_assert_num_queries(queries):
        assert client.get(reverse(f"statistics:{name}", args=places[name])).status_code == 200


def test_several_places_are_never_drawn_in_one_line(crowded):
    rows = trends.comparable(list(crowded.measurements.all()))
    assert {row.place for row in rows} == {COUNTY}
