"""Own measurements as people write them, in a form or a file: words in, a value out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from actors.models import Actor, ActorType
from goals.statistics.models import Measurement, MissingReason, PlaceLevel, Sex
from goals.statistics.values import Value
from strategy_portal.texts import tidy

YES, NO = "Ja", "Nej"
FIRST_YEAR, LAST_YEAR = 1950, 2100
ORIGINS = ("inrikes född", "utrikes född", "utomeuropeiskt född")
# What a text may be by where it is stored.
LONGEST = {"group": 160, "origin": 120, "source": 240}
_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d+)?")
_BLANKS = re.compile(r"[\s\u00a0\u202f]+")

Row = dict[str, str]


@dataclass(frozen=True)
class Column:
    """A column of the files: its key, its heading, its width, and how it is written."""

    key: str
    heading: str
    width: int
    how: str
    choices: tuple[str, ...] = ()


COLUMNS = (
    Column("year", "År", 8, "Fyra siffror, till exempel 2026."),
    Column("place", "Plats", 24, "En kommun i strategin, ett län (”… län”) eller Riket."),
    Column("sex", "Kön", 20, "Välj i listan.", tuple(str(label) for label in Sex.labels)),
    Column("group", "Grupp", 24, "Om värdet gäller en del av alla, till exempel 20–64 år."),
    Column("origin", "Ursprung", 22, f"Till exempel {', '.join(ORIGINS)}."),
    Column("value", "Värde", 12, "Ett tal, till exempel 12,5. Lämna tomt bara om det saknas."),
    Column(
        "missing_reason",
        "Saknas därför",
        36,
        "Lämna tomt om det finns ett värde. Annars varför det saknas.",
        tuple(str(label) for label in MissingReason.labels),
    ),
    Column("is_preliminary", "Preliminärt", 12, "Ja eller Nej. Tomt är nej.", (YES, NO)),
    Column("is_computed", "Egen bearbetning", 14, "Ja om ni har räknat på värdet.", (YES, NO)),
    Column("source", "Källa", 36, "Vem som säger det, till exempel Kommunernas enkät 2026."),
)
REQUIRED = {"year", "place", "source"}


class NotAValueError(Exception):
    """A row that cannot be understood; `faults` says what is wrong, by column's key."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = faults


class Places:
    """The places that own measurements may be of, known by the names people write."""

    def __init__(self) -> None:
        """One query."""
        self.names: dict[str, str] = {}
        rows = Actor.objects.filter(actor_type=ActorType.MUNICIPALITY, is_test=False)
        for name, short in rows.values_list("name", "short_name"):
            self.names |= {_known_as(name): name, _known_as(short): name}

    def find(self, words: str) -> tuple[str, str]:
        """A place's own name and its level; raises `ValueError` with what to do."""
        words = _BLANKS.sub(" ", words).strip()
        known_as = _known_as(words)
        if known_as in {"riket", "sverige", "hela riket"}:
            return "Riket", PlaceLevel.COUNTRY.value
        if known_as in self.names:
            return self.names[known_as], PlaceLevel.MUNICIPALITY.value
        if known_as.endswith(" län") and len(words) <= 120:
            return words[:1].upper() + words[1:], PlaceLevel.COUNTY.value
        raise ValueError(
            f"”{words[:60]}” är ingen kommun i strategin. Skriv en sådan, ett län (”… län”) eller "
            "Riket."
        )


def _known_as(name: str) -> str:
    return name.casefold().strip()


def read_number(words: str) -> Decimal:
    """A number as people write it in Swedish; raises `ValueError` with what to do."""
    plain = _BLANKS.sub("", words.replace("\N{MINUS SIGN}", "-")).removesuffix("%")
    if not _NUMBER.fullmatch(plain):
        raise ValueError(f"”{words.strip()[:40]}” är inget tal. Skriv till exempel 12,5.")
    number = Decimal(plain.replace(",", "."))
    if number != number.quantize(Decimal("0.01")):
        raise ValueError("Skriv högst två decimaler.")
    return number


def read_row(row: Mapping[str, str], places: Places) -> Value:
    """The value that a row of words says; raises `NotAValueError`."""
    reading = _Reading({key: tidy(words).strip() for key, words in row.items()}, places)
    facts = reading.facts()
    if reading.faults:
        raise NotAValueError(reading.faults)
    return Value(**facts)


class _Reading:
    """One row being read, with what is wrong in it."""

    def __init__(self, row: Mapping[str, str], places: Places) -> None:
        self.row, self.places = row, places
        self.faults: dict[str, str] = {}

    def facts(self) -> dict[str, Any]:
        place, level = self._place()
        value, reason = self._value()
        return {
            "year": self._year(),
            "place": place,
            "place_level": level,
            "sex": self._choice("sex", Sex.choices) or Sex.TOTAL.value,
            "value": value,
            "missing_reason": reason,
            "is_preliminary": self._is("is_preliminary"),
            "is_computed": self._is("is_computed"),
        } | {key: self._text(key) for key in LONGEST}

    def _words(self, key: str) -> str:
        return self.row.get(key, "")

    def _year(self) -> int:
        words = self._words("year")
        is_year = words.isascii() and words.isdecimal() and len(words) == 4
        if is_year and FIRST_YEAR <= int(words) <= LAST_YEAR:
            return int(words)
        self.faults["year"] = "Skriv året med fyra siffror, till exempel 2026."
        return 0

    def _place(self) -> tuple[str, str]:
        if not self._words("place"):
            self.faults["place"] = "Skriv vilken plats värdet gäller."
            return "", ""
        try:
            return self.places.find(self._words("place"))
        except ValueError as fault:
            self.faults["place"] = str(fault)
            return "", ""

    def _value(self) -> tuple[Decimal | None, str]:
        words, reason = self._words("value"), self._choice("missing_reason", MissingReason.choices)
        if words and reason:
            self.faults["missing_reason"] = (
                "Här finns både ett värde och varför det saknas. Ta bort det ena."
            )
        elif not words and not reason and "missing_reason" not in self.faults:
            self.faults["value"] = (
                "Skriv ett värde, eller varför det saknas. Ett värde som saknas är inte noll."
            )
        if not words:
            return None, reason
        try:
            return read_number(words), ""
        except ValueError as fault:
            self.faults["value"] = str(fault)
            return None, ""

    def _choice(self, key: str, choices: Any) -> str:
        words = self._words(key)
        known = {str(label).casefold(): str(value) for value, label in choices}
        if words and words.casefold() not in known:
            labels = ", ".join(str(label) for _, label in choices)
            self.faults[key] = f"”{words[:40]}” går inte att välja. Välj bland: {labels}."
        return known.get(words.casefold(), "")

    def _is(self, key: str) -> bool:
        words = self._words(key)
        if words.casefold() not in {"", YES.casefold(), NO.casefold()}:
            self.faults[key] = "Skriv Ja eller Nej."
        return words.casefold() == YES.casefold()

    def _text(self, key: str) -> str:
        words = _BLANKS.sub(" ", self._words(key))
        if not words and key in REQUIRED:
            self.faults[key] = "Skriv vem som säger det."
        if len(words) > LONGEST[key]:
            self.faults[key] = f"Texten är för lång. Korta den till högst {LONGEST[key]} tecken."
        return words


def row_of(measurement: Measurement) -> Row:
    """A measurement in words, as `read_row` reads it."""
    return {
        "year": str(measurement.year),
        "place": measurement.place,
        "sex": str(measurement.get_sex_display()),
        "group": measurement.group,
        "origin": measurement.origin,
        "value": measurement.number.replace("\N{NO-BREAK SPACE}", ""),
        "missing_reason": str(measurement.get_missing_reason_display()),
        "is_preliminary": YES if measurement.is_preliminary else NO,
        "is_computed": YES if measurement.is_computed else NO,
        "source": measurement.source,
    }
