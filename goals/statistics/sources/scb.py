"""SCB, PxWebApi 2: looking a table up by its title, what it can be asked for, and its values.

A table is a json-stat2 dataset: `id` names its variables and `size` how many values each has, in
order; `value` holds every combination, the last variable changing first (row-major), as a list or
by position. `status` explains, by position, a cell without a value.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings

from goals.statistics.models import MissingReason, PlaceLevel, Sex, SourceLink
from goals.statistics.sources.asking import Pace, Patience, Reply, Service, SourceFaultError
from goals.statistics.sources.found import MOST_FOUND, Found, Place, number, said, text
from goals.statistics.values import Value, level_of

# SCB takes 30 calls in 10 seconds from one address; several processes of ours may share it.
PACE = Pace(calls=10, seconds=10)
# SCB gives 150 000 cells at a time; nobody can look through as many as this.
MOST_CELLS = 5_000
SEXES = {"män": Sex.MEN, "kvinnor": Sex.WOMEN, "pojkar": Sex.BOYS, "flickor": Sex.GIRLS}
TOTALS = ("totalt", "total", "samtliga", "båda könen", "män och kvinnor", "kvinnor och män")
# SCB's own signs. Two dots stand for what is not available, too uncertain, or secret.
SIGNS = {
    ".": MissingReason.NOT_APPLICABLE,
    "..": MissingReason.NOT_PUBLISHED,
    "x": MissingReason.SUPPRESSED,
}
NIL = {"-", "–"}
PRELIMINARY = {"*", "p"}


@dataclass(frozen=True)
class Variable:
    """One variable of a table: its code and name, what it tells, and its values by code.

    `tells` is year, place, contents, sex, origin or group.
    """

    code: str
    label: str
    tells: str
    values: dict[str, str]


@dataclass(frozen=True)
class Table:
    """A table as its metadata or its data describe it, the variables in order."""

    id: str
    title: str
    variables: tuple[Variable, ...]

    def telling(self, what: str) -> Variable | None:
        """The variable that tells the year, the place and so on."""
        return next((one for one in self.variables if one.tells == what), None)

    @property
    def chosen_from(self) -> tuple[Variable, ...]:
        """The variables whose values are chosen; years are chosen as years."""
        return tuple(one for one in self.variables if one.tells != "year")


def service(patience: Patience) -> Service:
    """SCB, at the address of the settings."""
    return Service("SCB", settings.SCB_URL, PACE, patience)


def look_up(scb: Service, title: str) -> list[Found]:
    """The tables that the words find, at most twenty."""
    query = urlencode({"lang": "sv", "query": title, "pageSize": MOST_FOUND})
    _, told = scb.json(f"{scb.base}/tables?{query}")
    rows = told.get("tables") if isinstance(told, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise scb.strange("listan med tabeller saknas")
    return [
        Found(
            text(scb, row, "id"),
            text(scb, row, "label"),
            "–".join(filter(None, [said(row, "firstPeriod"), said(row, "lastPeriod")])),
        )
        for row in rows[:MOST_FOUND]
    ]


def find(scb: Service, table: str) -> Table:
    """A table with its variables; raises `SourceFaultError`, also where it is not by year."""
    return _described(scb, table)[1]


def _described(scb: Service, table: str) -> tuple[Reply, Table]:
    reply, told = scb.json(f"{scb.base}/tables/{quote(table, safe='')}/metadata?lang=sv")
    return reply, _table(scb, table, told)


def places(table: Table, municipalities: dict[str, str]) -> list[Place]:
    """The table's places to choose from: our municipalities, their counties, the country."""
    variable = table.telling("place")
    if variable is None:
        return []
    counties = sorted({code[:2] for code in municipalities})
    wanted = [*sorted(municipalities, key=lambda code: municipalities[code]), *counties, "00"]
    return [
        Place(code, municipalities.get(code, variable.values[code]), level_of(code))
        for code in wanted
        if code in variable.values
    ]


def fetch(scb: Service, link: SourceLink, years: Iterable[int]) -> Iterator[tuple[Reply, int]]:
    """What the table is now, then its values; each with how many replies remain.

    Only years that the table has are asked for: SCB refuses a question about any other.
    """
    reply, table = _described(scb, link.external_id)
    yield reply, 1
    when = table.telling("year")
    asked = [str(year) for year in years if when and str(year) in when.values]
    if when is None or not asked:
        raise SourceFaultError("SCB:s tabell har inga värden för de år som är valda.")
    wanted = link.selection | {when.code: asked}
    for variable in table.variables:
        unknown = set(wanted.get(variable.code, [])) - set(variable.values)
        if unknown or variable.code not in wanted:
            raise SourceFaultError(
                f"SCB har ändrat tabellens variabel ”{variable.label}”. "
                "Avsluta kopplingen och koppla till tabellen igen."
            )
    codes = {f"valueCodes[{code}]": ",".join(values) for code, values in wanted.items()}
    query = urlencode({"lang": "sv", "outputFormat": "json-stat2"} | codes, safe=",")
    yield scb.ask(f"{scb.base}/tables/{quote(link.external_id, safe='')}/data?{query}"), 0


def read(scb: Service, link: SourceLink, replies: Iterable[str]) -> list[Value]:
    """The values that the last reply holds; raises `SourceFaultError`."""
    bodies = list(replies)
    return _values(scb, link, scb.read(bodies[-1])) if bodies else []


def _values(scb: Service, link: SourceLink, told: Any) -> list[Value]:
    table = _table(scb, link.external_id, told)
    size = prod(len(one.values) for one in table.variables)
    cells = _by_position(scb, told, "value", size)
    signs = _by_position(scb, told, "status", size) if told.get("status") else {}
    titles = {place["id"]: place["title"] for place in link.places}
    values: dict[Any, Value] = {}
    for position, codes in enumerate(product(*(one.values for one in table.variables))):
        given, sign = cells.get(position), str(signs.get(position) or "")
        chosen = list(zip(table.variables, codes, strict=True))
        value = _value(scb, link, chosen, titles, given, sign)
        if values.setdefault(value.key, value) != value:
            raise scb.strange(f"två olika värden för {value.place} {value.year}")
    return list(values.values())


def _value(
    scb: Service,
    link: SourceLink,
    chosen: list[tuple[Variable, str]],
    titles: dict[str, str],
    given: Any,
    sign: str,
) -> Value:
    """One cell, told by the code it has of each variable."""
    value = Decimal("0.00") if given is None and sign in NIL else number(scb, given)
    facts: dict[str, Any] = {"place": "Riket", "place_level": PlaceLevel.COUNTRY.value}
    groups = []
    for variable, code in chosen:
        label = variable.values[code]
        match variable.tells:
            case "year":
                facts["year"] = int(code)
            case "place":
                facts |= {"place": titles.get(code, label), "place_level": str(level_of(code))}
            case "sex":
                facts["sex"] = _sex(scb, label)
            case "origin" if not _is_total(label):
                facts["origin"] = label
            case "group" if len(variable.values) > 1:
                groups.append(label)
    missing = SIGNS.get(sign, MissingReason.NOT_PUBLISHED).value if value is None else ""
    return Value(
        **({"sex": Sex.TOTAL.value} | facts),
        value=value,
        missing_reason=missing,
        group=", ".join(groups)[:160],
        is_preliminary=value is not None and sign.lower() in PRELIMINARY,
        source="SCB",
        source_place=f"{link.external_id} {link.external_title}"[:200],
    )


def _sex(scb: Service, label: str) -> str:
    if _is_total(label):
        return Sex.TOTAL.value
    if label.lower() not in SEXES:
        raise scb.strange(f"okänt kön, {label!r}")
    return SEXES[label.lower()].value


def _is_total(label: str) -> bool:
    return label.lower().startswith(TOTALS)


# --- json-stat2 ------------------------------------------------------------------------------


def _table(scb: Service, table: str, told: Any) -> Table:
    """A dataset's variables, in order; raises `SourceFaultError`."""
    names = told.get("id") if isinstance(told, dict) else None
    dimensions = told.get("dimension") if isinstance(told, dict) else None
    if not names or not _are_texts(names) or not isinstance(dimensions, dict):
        raise scb.strange("tabellens variabler saknas")
    roles = _roles(scb, told)
    variables = tuple(_variable(scb, roles, name, dimensions.get(name)) for name in names)
    if told.get("size") != [len(one.values) for one in variables]:
        raise scb.strange("tabellens storlek stämmer inte")
    when = [one for one in variables if one.tells == "year"]
    if len(when) != 1 or not all(_is_year(code) for code in when[0].values):
        raise SourceFaultError(
            "SCB:s tabell är inte per år. Portalen kan bara hämta värden som gäller hela år."
        )
    return Table(table, text(scb, told, "label"), variables)


def _are_texts(given: Any) -> bool:
    return isinstance(given, list) and all(isinstance(one, str) for one in given)


def _roles(scb: Service, told: dict[str, Any]) -> dict[str, list[str]]:
    """Which variables tell the year, the place and the contents, as far as the dataset says."""
    roles = told.get("role") or {}
    if not isinstance(roles, dict) or not all(_are_texts(names) for names in roles.values()):
        raise scb.strange("variablernas roller")
    return roles


def _variable(scb: Service, roles: dict[str, list[str]], code: str, given: Any) -> Variable:
    category = given.get("category") if isinstance(given, dict) else None
    if not isinstance(category, dict):
        raise scb.strange(f"variabeln {code} saknar värden")
    labels = category.get("label") or {}
    if not isinstance(labels, dict):
        raise scb.strange(f"variabeln {code} saknar namn på sina värden")
    index = category.get("index", list(labels))
    if isinstance(index, dict) and all(isinstance(at, int) for at in index.values()):
        index = sorted(index, key=lambda one: index[one])
    if not index or not _are_texts(index):
        raise scb.strange(f"variabeln {code} saknar värden")
    values = {one: said(labels, one) or one for one in index}
    label = said(given, "label") or code
    return Variable(code, label, _tells(roles, code, label), values)


def _tells(roles: dict[str, list[str]], code: str, label: str) -> str:
    """What a variable is about, by its role in the dataset or else by its name."""
    for what, name, usual in (
        ("year", "time", "Tid"),
        ("place", "geo", "Region"),
        ("contents", "metric", "ContentsCode"),
    ):
        if code in roles.get(name, [usual]):
            return what
    words = f"{code} {label}".lower()
    if code == "Kon" or label.lower() == "kön":
        return "sex"
    origins = ("födelse", "fodelse", "bakgrund", "ursprung")
    return "origin" if any(word in words for word in origins) else "group"


def _is_year(code: str) -> bool:
    return len(code) == 4 and code.isascii() and code.isdecimal()


def _by_position(scb: Service, told: dict[str, Any], name: str, size: int) -> dict[int, Any]:
    """Cells by position; a list must have them all, a mapping may leave out what is empty."""
    cells = told.get(name)
    if isinstance(cells, list) and len(cells) == size:
        return dict(enumerate(cells))
    if isinstance(cells, dict) and all(str(at).isdecimal() and int(at) < size for at in cells):
        return {int(at): cell for at, cell in cells.items()}
    raise scb.strange("tabellens värden är inte så många som de ska vara")
