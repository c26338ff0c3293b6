"""Kolada, API version 3: looking a measure up by its title, and reading its values.

Values come as `{"values": [{"kpi", "period", "municipality", "values": [{"gender", "count",
"status", "value", "isdeleted"}]}], "count", "next_url", "previous_url"}`. T, K and M are total,
women and men; null is a missing value and never 0; a year may be a number or a text.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings

from goals.statistics.models import MissingReason, Sex, SourceLink
from goals.statistics.sources.asking import Pace, Patience, Reply, Service, SourceFaultError
from goals.statistics.sources.found import MOST_FOUND, Found, Place, number, said, text
from goals.statistics.values import Value, level_of

# Kolada names no limit; this is well below what anybody would notice.
PACE = Pace(calls=10, seconds=10)
SEXES = {"T": Sex.TOTAL, "K": Sex.WOMEN, "M": Sex.MEN}
MOST_PAGES = 40


def service(patience: Patience) -> Service:
    """Kolada, at the address of the settings."""
    return Service("Kolada", settings.KOLADA_URL, PACE, patience)


def look_up(kolada: Service, title: str) -> list[Found]:
    """The measures whose title holds the words, at most twenty."""
    query = urlencode({"title": title, "per_page": MOST_FOUND})
    _, told = kolada.json(f"{kolada.base}/kpi?{query}")
    return [
        Found(text(kolada, one, "id"), text(kolada, one, "title"), said(one, "description"))
        for one in _rows(kolada, told)
    ][:MOST_FOUND]


def find(kolada: Service, kpi: str) -> Found:
    """One measure by its id."""
    _, told = kolada.json(f"{kolada.base}/kpi/{quote(kpi, safe='')}")
    # One thing asked for by its id may come by itself instead of in a list of one.
    rows = [told] if isinstance(told, dict) and "id" in told else _rows(kolada, told)
    if len(rows) != 1 or rows[0].get("id") != kpi:
        raise SourceFaultError(f"Kolada har inget nyckeltal med beteckningen {kpi}.")
    one = rows[0]
    return Found(kpi, text(kolada, one, "title"), said(one, "description"))


def places(kolada: Service, municipalities: dict[str, str]) -> list[Place]:
    """The places to choose from: our municipalities (name by code), their county, the country.

    The ids are Kolada's own: a region's begins with 00, and 0000 is the country. Only those that
    Kolada lists are offered.
    """
    address = f"{kolada.base}/municipality?{urlencode({'per_page': 1000})}"
    listed = {
        text(kolada, one, "id"): text(kolada, one, "title")
        for _, rows, _ in _pages(kolada, address)
        for one in rows
    }
    counties = sorted({f"00{code[:2]}" for code in municipalities})
    wanted = [*sorted(municipalities, key=lambda code: municipalities[code]), *counties, "0000"]
    return [
        Place(code, municipalities.get(code, listed[code]), level_of(code))
        for code in wanted
        if code in listed
    ]


def address_of(kolada: Service, link: SourceLink, years: Iterable[int]) -> str:
    """Where a link's values are."""
    ids = ",".join(quote(place["id"], safe="") for place in link.places)
    period = ",".join(str(year) for year in years)
    kpi = quote(link.external_id, safe="")
    return f"{kolada.base}/data/kpi/{kpi}/municipality/{ids}/year/{period}"


def fetch(kolada: Service, link: SourceLink, years: Iterable[int]) -> Iterator[tuple[Reply, int]]:
    """Each reply, with how many remain as far as is known; raises `SourceFaultError`."""
    for reply, _, is_last in _pages(kolada, address_of(kolada, link, years)):
        yield reply, 0 if is_last else 1


def _pages(kolada: Service, address: str) -> Iterator[tuple[Reply, list[dict[str, Any]], bool]]:
    """Each page with its rows, from the first to the last."""
    asked: set[str] = set()
    while address:
        if address in asked or len(asked) == MOST_PAGES:
            raise kolada.strange("sidorna tar inte slut")
        asked.add(address)
        reply, told = kolada.json(address)
        rows = _rows(kolada, told)
        address = told.get("next_url") or ""
        if not isinstance(address, str):
            raise kolada.strange("adressen till nästa sida är ingen text")
        yield reply, rows, not address


def read(kolada: Service, link: SourceLink, replies: Iterable[str]) -> list[Value]:
    """The values that the replies hold; raises `SourceFaultError` for what is not understood."""
    known = {place["id"]: place for place in link.places}
    values: dict[Any, Value] = {}
    for body in replies:
        for row in _rows(kolada, kolada.read(body)):
            for value in _values(kolada, link, known, row):
                if values.setdefault(value.key, value) != value:
                    raise kolada.strange(f"två olika värden för {value.place} {value.year}")
    return list(values.values())


def _values(
    kolada: Service, link: SourceLink, known: dict[str, Any], row: dict[str, Any]
) -> Iterator[Value]:
    if row.get("kpi") != link.external_id:
        raise kolada.strange(f"värden för {row.get('kpi')!r} i stället för {link.external_id}")
    place = known.get(str(row.get("municipality")))
    if place is None:
        raise kolada.strange(f"en plats som inte efterfrågades, {row.get('municipality')!r}")
    year, by_sex = _year(kolada, row.get("period")), row.get("values")
    if not isinstance(by_sex, list) or not all(isinstance(one, dict) for one in by_sex):
        raise kolada.strange("värdena är ingen lista")
    for one in by_sex:
        sex = SEXES.get(str(one.get("gender")))
        if sex is None:
            raise kolada.strange(f"okänt kön, {one.get('gender')!r}")
        if one.get("isdeleted"):
            continue
        value = number(kolada, one.get("value"))
        yield Value(
            year=year,
            place=place["title"],
            place_level=place["level"],
            sex=sex.value,
            value=value,
            missing_reason="" if value is not None else MissingReason.NOT_PUBLISHED.value,
            source="Kolada",
            source_place=f"{link.external_id} {link.external_title}"[:200],
        )


def _year(kolada: Service, period: Any) -> int:
    text = str(period)
    if isinstance(period, bool) or not (text.isascii() and text.isdecimal() and len(text) == 4):
        raise kolada.strange(f"året {period!r}")
    return int(text)


def _rows(kolada: Service, told: Any) -> list[dict[str, Any]]:
    rows = told.get("values") if isinstance(told, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise kolada.strange("listan med värden saknas")
    return rows
