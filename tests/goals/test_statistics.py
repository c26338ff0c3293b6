"""Indicators and measurements: what a figure says, and what it must not leave out."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from goals.statistics.figures import figures, setting
from goals.statistics.models import Fetch, Indicator, Measurement, SourceLink


@pytest.fixture
def indicator(no_strategy) -> Indicator:
    return Indicator.objects.create(
        slug="i-arbete", title="I arbete", unit="percent", direction="up", definition="Andel."
    )


def measure(indicator: Indicator, **fields) -> Measurement:
    given = {"year": 2025, "group": "Utrikes födda", "value": Decimal("57.70"), "source": "SCB"}
    return Measurement.objects.create(indicator=indicator, **(given | fields))


@pytest.mark.parametrize(
    ("unit", "fields", "shown"),
    [
        ("percent", {"value": Decimal("57.70")}, "57,7\xa0%"),
        ("percent", {"value": Decimal("40.00")}, "40\xa0%"),
        ("percent", {"value": Decimal(0)}, "0\xa0%"),
        ("percent", {"value": Decimal(70), "approximate": "över 70 %"}, "över 70 %"),
        ("municipalities", {"value": Decimal(7), "out_of": Decimal(10)}, "7 av 10 kommuner"),
        ("months", {"value": Decimal(6)}, "6\xa0månader"),
        (
            "percent",
            {"value": None, "missing_reason": "suppressed"},
            "Döljs eftersom gruppen är liten",
        ),
    ],
)
def test_a_value_is_shown_as_it_is_read_aloud(unit, fields, shown):
    measurement = Measurement(indicator=Indicator(unit=unit), **fields)
    assert measurement.shown == shown


def test_a_missing_value_says_why_and_a_value_does_not(indicator):
    with pytest.raises(IntegrityError), transaction.atomic():
        measure(indicator, value=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        measure(indicator, missing_reason="suppressed")
    assert measure(indicator, value=None, missing_reason="not_published").number == ""


def test_a_year_or_a_word_about_it(indicator):
    with pytest.raises(IntegrityError), transaction.atomic():
        measure(indicator, year=None)
    assert measure(indicator, year=None, year_note="år anges inte").time == "år anges inte"
    assert measure(indicator).time == "2025"


def test_one_valid_value_for_a_group_in_a_year(indicator):
    old = measure(indicator)
    with pytest.raises(IntegrityError), transaction.atomic():
        measure(indicator, value=Decimal(58))
    corrected = measure(indicator, group="tillfällig", value=Decimal(58))
    old.superseded_by = corrected
    old.save()
    corrected.group = old.group
    corrected.save()
    assert list(Measurement.objects.valid()) == [corrected]


def test_one_valid_value_for_a_group_without_year(indicator):
    measure(indicator, year=None, year_note="år anges inte")
    with pytest.raises(IntegrityError), transaction.atomic():
        measure(indicator, year=None, year_note="senare")


def test_where_and_when_say_what_is_not_known(indicator):
    unknown = Measurement(year_note="år anges inte")
    assert setting(unknown) == "Strategin anger varken plats eller år."
    assert setting(Measurement(place="Riket", year=2025)) == "Riket, 2025."
    assert setting(Measurement(year=2025)) == "Plats anges inte, 2025."


def test_shares_are_drawn_and_other_values_stand_large(strategy):
    shown = {
        figure.indicator.slug: figure
        for figure in figures(Indicator.objects.in_strategy().with_measurements())
    }
    assert len(shown) == 18
    assert [slug for slug, figure in shown.items() if figure.chart is None] == [
        "tid-att-ordna-arbete-enligt-gymnasielagen"
    ]
    crowded = shown["trangboddhet"].chart
    assert crowded.rows == (("Utomeuropeiskt födda", "31\xa0%"), ("Inrikes födda", "2\xa0%"))
    assert crowded.source == "Källa: Strategin, fotnot 2."
    shortage = shown["kommuner-med-bostadsbrist"].chart
    assert (shortage.header, shortage.rows) == (
        ("Grupp", "Kommuner"),
        (("Kommuner i länet", "7 av 10 kommuner"),),
    )


def test_an_indicator_without_measurements_is_not_shown(indicator):
    assert figures(Indicator.objects.with_measurements()) == []


def test_indicators_with_measurements_take_two_queries(strategy, django_assert_num_queries):
    for count in (1, 3, 18):
        with django_assert_num_queries(2):
            found = Indicator.objects.with_measurements()[:count]
            assert sum(len(i.measurements.all()) for i in found) >= count


def test_a_target_comes_with_its_year(indicator):
    indicator.target_value = Decimal(60)
    with pytest.raises(IntegrityError), transaction.atomic():
        indicator.save()
    indicator.target_year = 2026
    indicator.save()


def test_a_link_has_one_fetch_under_way(indicator):
    link = SourceLink.objects.create(
        indicator=indicator,
        provider="kolada",
        external_id="N03937",
        external_title="Arbetslöshet",
        first_year=2015,
    )
    first = Fetch.objects.create(link=link)
    with pytest.raises(IntegrityError), transaction.atomic():
        Fetch.objects.create(link=link)
    first.state = Fetch.State.FAILED
    first.save()

    assert Fetch.objects.create(link=link).is_under_way


def test_not_applicable_is_no_zero(indicator):
    measurement = measure(indicator, value=None, missing_reason="not_applicable")

    assert measurement.shown == "Ej tillämpligt"
