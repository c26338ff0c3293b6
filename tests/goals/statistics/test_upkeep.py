"""Seeing to the indicators: searched before made, owned or explained, changed without loss."""

from datetime import date
from decimal import Decimal

import pytest

from actors.models import Event
from goals.models import SubGoal
from goals.statistics import actions
from goals.statistics.models import Indicator, Measurement, SeriesBreak
from tests.pages import text

UPKEEP = "/statistik/underhall"
NEW = f"{UPKEEP}/ny/skriv/"
GIVEN = {"title": "Fler i föreningar", "unit": "percent", "direction": "up"}


def test_the_search_shows_what_there_is_here_and_at_the_sources(kolada, strategy, as_, coordinator):
    page = text(as_(coordinator).get(f"{UPKEEP}/ny/", {"q": "trångboddhet"}))

    assert "Trångboddhet bland barn" in page
    assert "Trångbodda hushåll, andel (%)" in page
    assert "SCB svarar inte som den ska just nu." in page


def test_without_a_search_there_is_no_form(strategy, as_, coordinator):
    client = as_(coordinator)
    assert client.get(NEW)["Location"] == f"{UPKEEP}/ny/"
    assert client.post(NEW, GIVEN)["Location"] == f"{UPKEEP}/ny/"
    assert not Indicator.objects.filter(title=GIVEN["title"]).exists()


def test_an_own_indicator_needs_its_reason(strategy, as_, coordinator):
    client = as_(coordinator)
    refused = client.post(NEW, GIVEN | {"q": "förening"})
    assert refused.status_code == 422
    assert "Skriv varför ingen befintlig indikator duger" in text(refused)

    goal = SubGoal.objects.in_order()[0]
    given = {
        "q": "förening",
        "why_own": "Ingen följer det.",
        "goal_area": goal.goal_area_id,
        "sub_goals": [goal.pk],
        "baseline_year": "2021",
        "target_value": "62,5",
        "target_year": "2026",
        "next_value_due": "2027-03-01",
    }
    made = client.post(NEW, GIVEN | given)

    indicator = Indicator.objects.get(title=GIVEN["title"])
    assert made["Location"] == f"{UPKEEP}/indikator/fler-i-foreningar/"
    assert (indicator.target_value, indicator.target_year) == (Decimal("62.50"), 2026)
    assert (indicator.baseline_year, indicator.next_value_due) == (2021, date(2027, 3, 1))
    assert (indicator.strategy, list(indicator.sub_goals.all())) == (strategy, [goal])
    assert Event.objects.about(indicator).get().verb == "add_indicator"
    assert "62,5 procent år 2026" in text(client.get(made["Location"]))


def test_a_sources_measure_needs_no_reason_and_goes_on_to_its_link(strategy, as_, coordinator):
    chosen = {"q": "x", "kalla": "kolada", "beteckning": "N07907", "titel": "Trångbodda, andel"}
    form = as_(coordinator).get(NEW, chosen)
    assert 'value="Trångbodda, andel"' in form.content.decode()

    made = as_(coordinator).post(NEW, chosen | GIVEN | {"owner": "Kolada"})
    assert made["Location"] == f"{UPKEEP}/indikator/fler-i-foreningar/kalla/kolada/N07907/"


def test_a_link_to_elsewhere_is_never_followed(strategy, as_, coordinator):
    chosen = {"q": "x", "kalla": "kolada", "beteckning": "../../x", "owner": "Kolada"}
    made = as_(coordinator).post(NEW, GIVEN | chosen)

    assert made["Location"] == f"{UPKEEP}/indikator/fler-i-foreningar/"


def test_addresses_are_free(indicator):
    assert actions.free_slug("Trångbodda") == "trangbodda-2"
    assert actions.free_slug("???") == "indikator"


def test_a_target_has_both_value_and_year(strategy, as_, coordinator):
    given = GIVEN | {"q": "x", "owner": "RUS", "target_value": "60"}
    refused = as_(coordinator).post(NEW, given)

    assert "Ett mål har både ett värde och ett år. Skriv båda." in text(refused)


def test_two_who_change_the_same_indicator_both_see_it(indicator, as_, coordinator, preparer):
    address = f"{UPKEEP}/indikator/trangbodda/andra/"
    seen = as_(coordinator).get(address).context["form"]["edition"].value()
    mine = {"title": "Min titel", "unit": "percent", "direction": "down", "owner": "Kolada"}
    first = as_(preparer).post(address, mine | {"title": "Deras titel", "edition": seen})
    assert first.status_code == 302

    met = as_(coordinator).post(address, mine | {"edition": seen})
    assert met.status_code == 409
    page = met.content.decode()
    assert 'value="Min titel"' in page
    assert "Deras titel" in page
    indicator.refresh_from_db()
    assert indicator.title == "Deras titel"

    again = met.context["form"]["edition"].value()
    assert as_(coordinator).post(address, mine | {"edition": again}).status_code == 302
    indicator.refresh_from_db()
    assert (indicator.title, indicator.slug) == ("Min titel", "trangbodda")


def test_series_breaks_are_marked_once_a_year_and_taken_away(indicator, as_, coordinator):
    client = as_(coordinator)
    address = f"{UPKEEP}/indikator/trangbodda/seriebrott/"
    client.post(address, {"year": 2019, "what": "Nytt register."})
    assert "2019: Nytt register." in text(client.get(f"{UPKEEP}/indikator/trangbodda/"))

    twice = client.post(address, {"year": 2019, "what": "Igen."})
    assert twice.status_code == 422
    assert "Det finns redan ett seriebrott för 2019." in text(twice)
    marked = SeriesBreak.objects.get()
    client.post(f"{UPKEEP}/seriebrott/{marked.pk}/ta-bort/")
    assert not SeriesBreak.objects.exists()
    events = Event.objects.about(indicator).order_by("pk").values_list("verb", flat=True)
    assert list(events) == ["add_series_break", "remove_series_break"]


# --- One value at a time -----------------------------------------------------------------------

VALUE = {
    "year": "2025",
    "place": "sala",
    "sex": "Kvinnor",
    "value": "12,5",
    "source": "Kommunens räkning",
}
ADD = f"{UPKEEP}/indikator/trangbodda/varde/"


def test_a_value_is_written_in_as_people_write(indicator, as_, coordinator):
    as_(coordinator).post(ADD, VALUE)

    one = indicator.measurements.get()
    assert (one.year, one.place, one.place_level) == (2025, "Sala kommun", "municipality")
    assert (one.sex, one.value, one.source) == ("women", Decimal("12.50"), "Kommunens räkning")


def test_a_missing_value_has_its_reason_and_is_not_zero(indicator, as_, coordinator):
    client = as_(coordinator)
    blank = client.post(ADD, VALUE | {"value": ""})
    assert "Ett värde som saknas är inte noll." in text(blank)
    both = client.post(ADD, VALUE | {"missing_reason": "Ej tillämpligt"})
    assert "Här finns både ett värde och varför det saknas." in text(both)

    client.post(ADD, VALUE | {"value": "", "missing_reason": "Ej tillämpligt"})
    client.post(ADD, VALUE | {"value": "0", "year": "2024"})
    kept = [(one.year, one.value, one.missing_reason) for one in indicator.measurements.valid()]
    assert kept == [(2024, Decimal(0), ""), (2025, None, "not_applicable")]


@pytest.mark.parametrize(
    ("field", "words", "fault"),
    [
        ("year", "25", "Skriv året med fyra siffror"),
        ("place", "Uppsala", "”Uppsala” är ingen kommun i strategin."),
        ("value", "tolv", "”tolv” är inget tal."),
        ("value", "12,345", "Skriv högst två decimaler."),
        ("value", "1e9", "”1e9” är inget tal."),
        ("value", "9999999999999", "är inget tal."),
    ],
)
def test_what_is_wrong_is_told_by_its_field(indicator, as_, coordinator, field, words, fault):
    refused = as_(coordinator).post(ADD, VALUE | {field: words})

    assert refused.status_code == 422
    assert fault in str(refused.context["form"].errors[field])
    assert not indicator.measurements.exists()


def test_the_same_value_twice_is_refused_and_the_old_one_put_right(indicator, as_, coordinator):
    client = as_(coordinator)
    client.post(ADD, VALUE)
    twice = client.post(ADD, VALUE | {"value": "13"})
    assert twice.status_code == 422
    assert "Det finns redan ett värde för samma år" in text(twice)

    old = indicator.measurements.get()
    client.post(f"{ADD}{old.pk}/", VALUE | {"value": "13", "year": "2024"})
    new = indicator.measurements.valid().get()
    old.refresh_from_db()
    assert (new.year, new.value, old.value, old.superseded_by) == (2024, 13, Decimal("12.5"), new)
    assert client.get(f"{ADD}{old.pk}/").status_code == 404


def test_fetched_values_and_those_in_words_are_not_written_over(
    kolada, link, fetched, indicator, as_, coordinator
):
    one = Measurement(indicator=indicator, year=2022, place="Riket", source="SCB", value=1)
    one.fetch = fetched()
    one.save()
    words = Measurement.objects.create(
        indicator=indicator, year=2021, source="SCB", value=70, approximate="över 70 %"
    )
    page = text(as_(coordinator).get(f"{UPKEEP}/indikator/trangbodda/"))

    assert "Ändra värdet" not in page
    for value in (one, words):
        assert as_(coordinator).get(f"{ADD}{value.pk}/").status_code == 404


def test_the_page_takes_as_many_questions_whatever_it_holds(
    link, indicator, as_, coordinator, django_assert_num_queries
):
    client = as_(coordinator)
    for year in (2020, 2021, 2022):
        SeriesBreak.objects.create(indicator=indicator, year=year, what="Nytt")
        Measurement.objects.create(indicator=indicator, year=year, source="SCB", value=1)
        with django_assert_num_queries(9):
            client.get(f"{UPKEEP}/indikator/trangbodda/")


def test_every_form_can_be_sent(kolada, link, fetched, indicator, as_, coordinator):
    """A form in a part that is included by itself would lack the token that lets it be sent."""
    fetch = fetched()
    SeriesBreak.objects.create(indicator=indicator, year=2019, what="Nytt")
    page = f"{UPKEEP}/indikator/trangbodda"
    addresses = [f"{page}/{part}" for part in ("", "andra/", "seriebrott/", "varde/", "filer/")]
    for address in (*addresses, f"{UPKEEP}/hamtning/{fetch.pk}/", f"{page}/kalla/kolada/N07907/"):
        html = as_(coordinator).get(address).content.decode()
        main = html.split("<main")[1].split("</main>")[0]
        forms = main.count('method="post"')
        assert (main.count("csrfmiddlewaretoken"), forms > 0) == (forms, True), address
