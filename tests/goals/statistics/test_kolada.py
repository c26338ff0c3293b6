"""Kolada's replies: read exactly, and every bad one told in words that say what to do."""

import json
from decimal import Decimal

import pytest

from goals.statistics.sources import asking
from goals.statistics.sources import kolada as client
from goals.statistics.sources.asking import Pace, Patience, SourceFaultError
from goals.statistics.values import Value
from tests.goals.statistics.conftest import (
    ARBOGA,
    DATA,
    KPI,
    SALA,
    TITLE,
    Answer,
    page,
    row,
    says,
)

YEARS = [2022, 2023]
AWAY = "Kolada svarar inte som den ska just nu. Inga värden har ändrats. Försök igen om en stund."
BUSY = (
    "Kolada tar inte emot fler frågor just nu. Inga värden har ändrats. "
    "Försök igen om några minuter."
)
ELSEWHERE = (
    "Kolada hänvisar till en annan adress. Portalen följer den inte. "
    "Säg till den som sköter portalen."
)


def service(tries=3, seconds=0.5):
    return client.service(Patience(tries, seconds, 0))


def fetch(link):
    return [reply.body for reply, _ in client.fetch(service(), link, YEARS)]


def read(link):
    return client.read(service(), link, fetch(link))


def value(place, year, sex, number, reason=""):
    return Value(
        year=year,
        place=place,
        place_level="municipality",
        sex=sex,
        value=None if number is None else Decimal(number),
        missing_reason=reason,
        source="Kolada",
        source_place=f"{KPI} {TITLE}",
    )


def test_values_are_read_as_they_are(kolada, link):
    assert read(link) == [
        value("Sala kommun", 2022, "total", "9.46"),
        value("Sala kommun", 2022, "women", "9.10"),
        value("Sala kommun", 2022, "men", "9.80"),
        value("Sala kommun", 2023, "total", "10.00"),
        value("Sala kommun", 2023, "women", None, "not_published"),
        value("Sala kommun", 2023, "men", "0.00"),
        value("Arboga kommun", 2022, "total", "12.50"),
    ]
    assert kolada.asked == [DATA]
    assert kolada.agents == {"Strategiportalen (+http://127.0.0.1:8000)"}


def test_what_is_deleted_at_the_source_is_no_value(kolada, link):
    deleted = row(SALA, 2022, T=5)
    deleted["values"][0]["isdeleted"] = True
    kolada.answer(DATA, says(page(deleted)))

    assert read(link) == []


def test_the_next_page_is_followed_and_only_at_the_source(kolada, link):
    kolada.answer(DATA, says(page(row(SALA, 2022, T=9), next_url=f"{kolada.url}/more")))
    kolada.answer("/more", says(page(row(SALA, 2023, T=8))))
    assert [one.value for one in read(link)] == [9, 8]

    other_path = kolada.url.replace("/v3", "/v3x")
    for elsewhere in ("http://127.0.0.1:1/v3/more", other_path, "file:///etc/passwd"):
        kolada.answer(DATA, says(page(row(SALA, 2022, T=9), next_url=elsewhere)))
        with pytest.raises(SourceFaultError, match="hänvisar till en annan adress än sin egen"):
            fetch(link)


def test_pages_that_never_end_are_left(kolada, link):
    kolada.answer(DATA, says(page(row(SALA, 2022, T=9), next_url=f"{kolada.url}{DATA}")))

    with pytest.raises(SourceFaultError, match="sidorna tar inte slut"):
        fetch(link)


@pytest.mark.parametrize(
    ("answer", "words", "times"),
    [
        (Answer(status=500), AWAY, 3),
        (Answer(status=503, headers={"Retry-After": "0"}), AWAY, 3),
        (Answer(status=429), BUSY, 3),
        (Answer(status=429, headers={"Retry-After": "3600"}), BUSY, 1),
        (Answer(b'{"values": []}', stated_length=500), AWAY, 3),
        (Answer(b" " * 500, trickle=0.05), AWAY, 3),
        (Answer(status=302, headers={"Location": "http://127.0.0.1:1/"}), ELSEWHERE, 1),
        (Answer(status=403), "Kolada tog inte emot frågan (felkod 403).", 1),
        (Answer(status=404), "Kolada känner inte till det som portalen frågade efter.", 1),
    ],
    ids=["500", "503", "429", "429 long", "cut off", "slow", "redirect", "403", "404"],
)
def test_a_source_that_does_not_answer_as_it_should(kolada, link, answer, words, times):
    kolada.answer(DATA, answer)

    with pytest.raises(SourceFaultError) as raised:
        list(client.fetch(service(seconds=0.2), link, YEARS))
    assert str(raised.value).startswith(words)
    assert len(kolada.asked) == times


def test_a_source_that_comes_back_is_asked_again(kolada, link):
    good = kolada.answers[DATA][0]
    kolada.answer(DATA, Answer(status=500), Answer(status=429), good)

    assert len(read(link)) == 7
    assert len(kolada.asked) == 3


def test_a_source_that_nobody_runs(link, settings):
    settings.KOLADA_URL = "http://127.0.0.1:9/v3"

    with pytest.raises(SourceFaultError) as raised:
        fetch(link)
    assert str(raised.value) == AWAY


def _with(**changes):
    changed = row(SALA, 2022, T=9)
    changed["values"][0] |= {k: v for k, v in changes.items() if k in changed["values"][0]}
    return page(changed | {k: v for k, v in changes.items() if k in changed})


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (b"<html>Underh\xc3\xa5ll</html>", "svaret är inte JSON"),
        (b"\xff\xfe", "texten är inte UTF-8"),
        (b'{"values": [NaN]}', "svaret är inte JSON"),
        (b"[" * 100_000, "svaret är inte JSON"),
        ([], "listan med värden saknas"),
        ({"values": ["x"]}, "listan med värden saknas"),
        (_with(gender="X"), "okänt kön, 'X'"),
        (_with(gender=None), "okänt kön, None"),
        (_with(value="nio"), "värdet 'nio' är inget tal"),
        (_with(value=True), "värdet True är inget tal"),
        (_with(value=1e15), "ett orimligt stort tal"),
        (_with(period="2022-01"), "året '2022-01'"),
        (_with(period=None), "året None"),
        (_with(kpi="N00001"), "värden för 'N00001' i stället för N07907"),
        (_with(municipality="0180"), "en plats som inte efterfrågades, '0180'"),
        (_with(values="9"), "värdena är ingen lista"),
        (page(row(SALA, 2022, T=9), row(SALA, 2022, T=8)), "två olika värden för Sala kommun 2022"),
    ],
)
def test_a_reply_that_is_not_understood_says_why(kolada, link, told, words):
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    kolada.answer(DATA, Answer(body))

    with pytest.raises(SourceFaultError) as raised:
        read(link)
    assert str(raised.value) == (
        f"Kolada svarade med något som portalen inte förstår: {words}. "
        "Inga värden har ändrats. Säg till den som sköter portalen."
    )


def test_a_reply_that_is_too_large_is_not_read_to_its_end(kolada, link, monkeypatch):
    monkeypatch.setattr(asking, "LARGEST_REPLY", 100)

    with pytest.raises(SourceFaultError, match="Svaret från Kolada är för stort"):
        fetch(link)


def test_measures_are_looked_up_by_title(kolada):
    [found] = client.look_up(service(), "trångb")

    assert (found.id, found.title, found.description) == (KPI, TITLE, "Enligt norm 2.")
    assert kolada.asked == ["/kpi?title=trångb&per_page=20"]


def test_the_places_are_those_that_kolada_lists(kolada):
    found = client.places(
        service(), {SALA: "Sala kommun", ARBOGA: "Arboga kommun", "1960": "Kungsör"}
    )

    assert [(one.id, one.title, one.level) for one in found] == [
        (ARBOGA, "Arboga kommun", "municipality"),
        (SALA, "Sala kommun", "municipality"),
        ("0019", "Region Västmanland", "county"),
        ("0000", "Riket", "country"),
    ]


def test_places_may_come_in_pages(kolada):
    rest = f"{kolada.url}/municipality/rest"
    kolada.answer("/municipality", says(page({"id": SALA, "title": "Sala"}, next_url=rest)))
    kolada.answer("/municipality/rest", says(page({"id": "0000", "title": "Riket"})))

    assert [one.title for one in client.places(service(), {SALA: "Sala kommun"})] == [
        "Sala kommun",
        "Riket",
    ]


def test_one_measure_may_come_by_itself(kolada):
    kolada.answer(f"/kpi/{KPI}", says({"id": KPI, "title": TITLE}))
    assert client.find(service(), KPI).title == TITLE

    kolada.answer(f"/kpi/{KPI}", says(page()))
    with pytest.raises(SourceFaultError, match="inget nyckeltal med beteckningen N07907"):
        client.find(service(), KPI)


def test_the_pace_is_kept_whoever_asks():
    now, slept = [0.0], []

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    pace = Pace(calls=2, seconds=10, clock=lambda: now[0], sleep=sleep)
    for step in (0, 1, 1, 1, 60):
        now[0] += step
        pace.wait()

    assert slept == [8.0]
