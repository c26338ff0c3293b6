"""SCB's tables: every cell where it belongs, missing apart from zero, and faults that say why."""

import json
from decimal import Decimal

import pytest

from goals.statistics import fetching
from goals.statistics.models import Fetch, SourceLink
from goals.statistics.sources import scb as client
from goals.statistics.sources.asking import Patience, SourceFaultError
from tests.goals.statistics.conftest import LABEL, SALA, TABLE, Answer, dataset, says
from tests.pages import text

YEARS = [2022, 2023, 2024]
UPKEEP = "/statistik/underhall/indikator/trangbodda"
LAN = "Västmanlands län"


def service():
    return client.service(Patience(1, 0.5, 0))


def read(link):
    return client.read(
        service(), link, [one.body for one, _ in client.fetch(service(), link, YEARS)]
    )


def test_cells_are_row_major(scb, scb_link):
    values = {(v.place, v.sex, v.origin, v.year): v.value for v in read(scb_link)}

    assert values == {
        (LAN, "men", "", 2022): Decimal("70.04"),
        (LAN, "men", "", 2023): Decimal("71.00"),
        (LAN, "men", "utrikes född", 2022): Decimal("55.50"),
        (LAN, "men", "utrikes född", 2023): Decimal("56.00"),
        (LAN, "total", "", 2022): Decimal("68.00"),
        (LAN, "total", "", 2023): Decimal("69.00"),
        (LAN, "total", "utrikes född", 2022): Decimal("54.00"),
        (LAN, "total", "utrikes född", 2023): Decimal("53.00"),
        ("Sala kommun", "men", "", 2022): Decimal("72.00"),
        ("Sala kommun", "men", "", 2023): Decimal("73.00"),
        ("Sala kommun", "men", "utrikes född", 2022): None,
        ("Sala kommun", "men", "utrikes född", 2023): None,
        ("Sala kommun", "total", "", 2022): Decimal("70.00"),
        ("Sala kommun", "total", "", 2023): Decimal("71.00"),
        ("Sala kommun", "total", "utrikes född", 2022): Decimal("0.00"),
        ("Sala kommun", "total", "utrikes född", 2023): None,
    }


def test_signs_say_why_a_value_is_missing(scb, scb_link):
    values = read(scb_link)

    assert [v.missing_reason for v in values if v.value is None] == [
        "not_published",
        "not_applicable",
        "suppressed",
    ]
    assert [(v.year, v.value) for v in values if v.is_preliminary] == [(2023, Decimal("71.00"))]
    assert {(v.place, v.place_level) for v in values} == {
        (LAN, "county"),
        ("Sala kommun", "municipality"),
    }
    assert {(v.source, v.source_place) for v in values} == {("SCB", f"{TABLE} {LABEL}")}


def test_only_years_that_the_table_has_are_asked_for(scb, scb_link):
    read(scb_link)

    assert scb.asked == [
        f"/tables/{TABLE}/metadata?lang=sv",
        f"/tables/{TABLE}/data?lang=sv&outputFormat=json-stat2&valueCodes[Region]=19,{SALA}"
        "&valueCodes[Kon]=1,1+2&valueCodes[Fodelseregion]=TOT,UTR&valueCodes[ContentsCode]=000002"
        "&valueCodes[Tid]=2022,2023",
    ]


def test_cells_by_position_may_leave_out_what_is_empty(scb, scb_link):
    scb.answer(f"/tables/{TABLE}/data", says(dataset(value={"0": 1, "15": 2}, status=None)))
    values = read(scb_link)

    assert [v.value for v in values if v.value is not None] == [1, 2]
    assert len(values) == 16


def test_a_group_is_told_by_what_differs(scb, scb_link):
    told = dataset()
    told["dimension"]["Fodelseregion"]["label"] = "utbildning"
    told["dimension"]["Utb"] = told["dimension"].pop("Fodelseregion")
    told["id"][2] = "Utb"
    scb_link.selection["Utb"] = scb_link.selection.pop("Fodelseregion")
    scb.answer(f"/tables/{TABLE}/metadata", says(told))
    scb.answer(f"/tables/{TABLE}/data", says(told))

    assert {(v.group, v.origin) for v in read(scb_link)} == {("totalt", ""), ("utrikes född", "")}


def test_tables_are_looked_up_by_title(scb):
    [found] = client.look_up(service(), "sysselsättning")

    assert (found.id, found.title, found.description) == (TABLE, LABEL, "2005–2023")
    assert scb.asked == ["/tables?lang=sv&query=sysselsättning&pageSize=20"]


def by_month():
    told = dataset()
    told["dimension"]["Tid"]["category"] = {
        "index": {"2022M01": 0, "2022M02": 1},
        "label": {"2022M01": "2022M01", "2022M02": "2022M02"},
    }
    return told


def with_sex(label):
    told = dataset()
    told["dimension"]["Kon"]["category"]["label"]["1"] = label
    return told


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (b"<html>", "svaret är inte JSON"),
        ([], "tabellens variabler saknas"),
        (dataset(dimension=None), "tabellens variabler saknas"),
        (dataset(dimension={}), "variabeln Region saknar värden"),
        (dataset(size=[2, 2, 2, 1, 3]), "tabellens storlek stämmer inte"),
        (dataset(value=[1, 2, 3]), "tabellens värden är inte så många som de ska vara"),
        (dataset(value={"99": 1}), "tabellens värden är inte så många som de ska vara"),
        (dataset(value=["x"] * 16), "värdet 'x' är inget tal"),
        (dataset(label=None), "label är ingen text"),
        (with_sex("hen"), "okänt kön, 'hen'"),
        (by_month(), "tabell är inte per år"),
    ],
)
def test_a_reply_that_is_not_understood_says_why(scb, scb_link, told, words):
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    scb.answer(f"/tables/{TABLE}/data", Answer(body))

    with pytest.raises(SourceFaultError) as raised:
        read(scb_link)
    assert words in str(raised.value)


def test_a_table_that_has_changed_is_told_before_anything_is_asked(scb, scb_link):
    scb_link.selection["Kon"] = ["1", "3"]
    with pytest.raises(SourceFaultError, match="SCB har ändrat tabellens variabel ”kön”"):
        read(scb_link)
    assert len(scb.asked) == 1


def test_years_that_the_table_does_not_have(scb, scb_link):
    with pytest.raises(SourceFaultError, match="inga värden för de år som är valda"):
        list(client.fetch(service(), scb_link, [1999]))


def test_from_a_title_to_values_that_hold(scb, indicator, coordinator, as_):
    page = as_(coordinator).get(f"{UPKEEP}/kalla/", {"q": "sysselsättning"})
    assert LABEL in text(page)
    address = f"{UPKEEP}/kalla/scb/{TABLE}/"
    shown = text(as_(coordinator).get(address))
    for word in ("Sala kommun", LAN, "Födelseregion", "utrikes född"):
        assert word in shown

    chosen = {
        "Region": ["19", SALA],
        "Kon": ["1", "1+2"],
        "Fodelseregion": ["TOT", "UTR"],
        "ContentsCode": "000002",
        "first_year": 2022,
    }
    as_(coordinator).post(address, chosen)
    fetch = Fetch.objects.get()
    fetching.fetch_values.call(fetch.pk)
    fetch.refresh_from_db()
    assert (fetch.state, fetch.fault, fetch.done, fetch.of) == ("fetched", "", 2, 2)

    seen = fetching.look_at(fetch).comparison.seen
    fetching.take_in_fetch(fetch, seen=seen, next_due=None, by=coordinator)
    assert indicator.measurements.valid().count() == 16


def test_too_many_cells_are_refused(scb, indicator, coordinator, as_):
    wide = dataset(value=None, status=None)
    codes = {f"a{number}": f"ålder {number}" for number in range(400)}
    wide["dimension"]["Fodelseregion"] = {
        "label": "ålder",
        "category": {"index": list(codes), "label": codes},
    }
    wide["size"][2] = 400
    scb.answer(f"/tables/{TABLE}/metadata", says(wide))
    chosen = {"Region": [SALA], "Kon": ["1"], "Fodelseregion": list(codes), "first_year": 1990}

    refused = as_(coordinator).post(
        f"{UPKEEP}/kalla/scb/{TABLE}/", chosen | {"ContentsCode": "000002"}
    )
    assert refused.status_code == 422
    assert "Välj färre, så att det blir högst 5\xa0000." in text(refused)
    assert not SourceLink.objects.exists()
