"""Sources that speak Kolada's and SCB's formats on this machine, and what fetches from them."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from goals.statistics import sources
from goals.statistics.fetching import fetch_values, request_fetch
from goals.statistics.models import Fetch, Indicator, SourceLink
from goals.statistics.sources.asking import Pace


@dataclass
class Answer:
    """What a source says to one question; `trickle` seconds between its bytes."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    stated_length: int | None = None
    trickle: float = 0


def says(told: Any, **options: Any) -> Answer:
    return Answer(json.dumps(told).encode(), **options)


class Source:
    """A small server: answers by path, in turn; the last answer is given again."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.default: Callable[[str, dict[str, list[str]]], Answer] | None = None
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/v3"

    def answer(self, path: str, *answers: Answer) -> None:
        self.answers[path] = list(answers)

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def _find(self, path: str, query: dict[str, list[str]]) -> Answer:
        if waiting := self.answers.get(path):
            return waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return self.default(path, query) if self.default else Answer(b"{}", 404)

    def _handler(source: "Source") -> type[BaseHTTPRequestHandler]:  # noqa: N805  # its own self is the handler's
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                source.asked.append(unquote(self.path).removeprefix("/v3"))
                source.agents.add(self.headers["User-Agent"])
                path = unquote(parts.path).removeprefix("/v3")
                answer = source._find(path, parse_qs(parts.query))
                length = len(answer.body) if answer.stated_length is None else answer.stated_length
                self.send_response(answer.status)
                for name, value in ({"Content-Length": str(length)} | answer.headers).items():
                    self.send_header(name, value)
                self.end_headers()
                with contextlib.suppress(OSError):  # the client has had enough
                    self._write(answer)

            def _write(self, answer: Answer) -> None:
                if not answer.trickle:
                    self.wfile.write(answer.body)
                    return
                for place in range(len(answer.body)):
                    self.wfile.write(answer.body[place : place + 1])
                    time.sleep(answer.trickle)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


@pytest.fixture(autouse=True)
def no_pace(monkeypatch) -> None:
    """The pace has a test of its own; all others would wait for it."""
    monkeypatch.setattr(sources.kolada, "PACE", Pace(calls=1_000, seconds=1))
    monkeypatch.setattr(sources.scb, "PACE", Pace(calls=1_000, seconds=1))


@pytest.fixture
def source() -> Iterator[Source]:
    """A source that knows nothing yet."""
    running = Source()
    yield running
    running.stop()


KPI = "N07907"
TITLE = "Trångbodda hushåll, andel (%)"
SALA, ARBOGA = "1981", "1984"
DATA = f"/data/kpi/{KPI}/municipality/{SALA},{ARBOGA}/year/2022,2023"


def row(place: str, year: Any, **values: Any) -> dict[str, Any]:
    """One row as Kolada gives it: `row(SALA, 2023, T=9.5, K=None)`."""
    return {
        "kpi": KPI,
        "period": year,
        "municipality": place,
        "values": [
            {"gender": sex, "count": 1, "status": "", "value": value, "isdeleted": False}
            for sex, value in values.items()
        ],
    }


def page(*rows: dict[str, Any], next_url: str | None = None) -> dict[str, Any]:
    return {"values": list(rows), "count": len(rows), "next_url": next_url, "previous_url": None}


@pytest.fixture
def kolada(source, settings) -> Source:
    """Kolada with one measure, four places and two municipalities' values for two years."""
    settings.KOLADA_URL = source.url
    measure = {"id": KPI, "title": TITLE, "description": "Enligt norm 2."}
    source.answer("/kpi", says(page(measure)))
    source.answer(f"/kpi/{KPI}", says(page(measure)))
    listed = {SALA: "Sala", ARBOGA: "Arboga", "0019": "Region Västmanland", "0000": "Riket"}
    source.answer(
        "/municipality",
        says(page(*({"id": code, "title": name, "type": "K"} for code, name in listed.items()))),
    )
    source.answer(
        DATA,
        says(
            page(
                row(SALA, 2022, T=9.456, K=9.1, M=9.8),
                row(SALA, "2023", T=10.0, K=None, M=0),
                row(ARBOGA, 2022, T=12.5),
            )
        ),
    )
    return source


TABLE = "TAB638"
LABEL = "Sysselsättningsgrad efter region, kön och födelseregion"


def dataset(**changes: Any) -> dict[str, Any]:
    """A json-stat2 dataset of two regions, two sexes, two origins and two years: 16 cells."""

    def dimension(label: str, values: dict[str, str]) -> dict[str, Any]:
        index = {code: place for place, code in enumerate(values)}
        return {"label": label, "category": {"index": index, "label": values}}

    told = {
        "class": "dataset",
        "version": "2.0",
        "label": LABEL,
        "source": "SCB",
        "updated": "2026-03-01T07:00:00Z",
        "id": ["Region", "Kon", "Fodelseregion", "ContentsCode", "Tid"],
        "size": [2, 2, 2, 1, 2],
        "dimension": {
            "Region": dimension("region", {"19": "Västmanlands län", SALA: "Sala"}),
            "Kon": dimension("kön", {"1": "män", "1+2": "totalt"}),
            "Fodelseregion": dimension("födelseregion", {"TOT": "totalt", "UTR": "utrikes född"}),
            "ContentsCode": dimension("tabellinnehåll", {"000002": "Andel"}),
            "Tid": dimension("år", {"2022": "2022", "2023": "2023"}),
        },
        "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]},
        "value": [70.04, 71, 55.5, 56, 68, 69, 54, 53, 72, 73, None, None, 70, 71, None, None],
        "status": {"10": "..", "11": ".", "14": "-", "15": "x", "1": "*"},
    }
    return told | changes


@pytest.fixture
def scb(source, settings) -> Source:
    """SCB with one table."""
    settings.SCB_URL = source.url
    found = {"id": TABLE, "label": LABEL, "firstPeriod": "2005", "lastPeriod": "2023"}
    source.answer("/tables", says({"language": "sv", "tables": [found], "page": {}}))
    source.answer(f"/tables/{TABLE}/metadata", says(dataset(value=None, status=None)))
    source.answer(f"/tables/{TABLE}/data", says(dataset()))
    return source


@pytest.fixture
def scb_link(indicator) -> SourceLink:
    return SourceLink.objects.create(
        indicator=indicator,
        provider="scb",
        external_id=TABLE,
        external_title=LABEL,
        places=[
            {"id": "19", "title": "Västmanlands län", "level": "county"},
            {"id": SALA, "title": "Sala kommun", "level": "municipality"},
        ],
        selection={
            "Region": ["19", SALA],
            "Kon": ["1", "1+2"],
            "Fodelseregion": ["TOT", "UTR"],
            "ContentsCode": ["000002"],
        },
        first_year=2022,
        last_year=2026,
    )


@pytest.fixture
def indicator(no_strategy) -> Indicator:
    return Indicator.objects.create(
        slug="trangbodda", title="Trångbodda hushåll", unit="percent", direction="down"
    )


@pytest.fixture
def link(indicator) -> SourceLink:
    return SourceLink.objects.create(
        indicator=indicator,
        provider="kolada",
        external_id=KPI,
        external_title=TITLE,
        places=[
            {"id": SALA, "title": "Sala kommun", "level": "municipality"},
            {"id": ARBOGA, "title": "Arboga kommun", "level": "municipality"},
        ],
        first_year=2022,
        last_year=2023,
    )


@pytest.fixture
def fetched(link, coordinator) -> Callable[[], Fetch]:
    """Asks for the link's values and does all of the worker's part."""

    def fetch() -> Fetch:
        asked = request_fetch(link, by=coordinator)
        fetch_values.call(asked.pk)
        asked.refresh_from_db()
        return asked

    return fetch
