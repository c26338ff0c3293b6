"""What people type, made into values: tidied, bounded, and with plain words when it is wrong."""

import re
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from strategy_portal.texts import tidy, too_long

LONGEST_TEXT = 20_000
LONGEST_LINE = 200
LONGEST_LINK = 500
LARGEST_COUNT = 1_000_000
LARGEST_NUMBER = 1_000_000_000_000

NUMBER_SPACES = re.compile(r"[\s\u00a0\u202f']")


class ValueFaultError(ValueError):
    """What is wrong with a value and what to do, in Swedish."""


def bounded(text: str, limit: int) -> str:
    """The tidied text, or a fault that says how much too long it is; nothing is cut."""
    text = tidy(text)
    if fault := too_long(text, limit):
        raise ValueFaultError(fault)
    return text


def count(text: str) -> int | None:
    """A number of persons as Swedes write it: "12", "1 000"; None for blank.

    Raises `ValueFaultError` for anything that is not a whole number from 0.
    """
    digits = NUMBER_SPACES.sub("", text)
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit()):
        seen = text.strip()[:20]
        raise ValueFaultError(f"”{seen}” går inte att läsa. Skriv antalet med siffror.")
    if len(digits) > 9 or int(digits) > LARGEST_COUNT:
        raise ValueFaultError("Talet är för stort. Kontrollera antalet.")
    return int(digits)


# --- Numbers ---------------------------------------------------------------------------------

_THOUSANDS_BY_POINT = re.compile(r"-?\d{1,3}(\.\d{3})+")
_DECIMAL = re.compile(r"-?\d{1,15}(?:[.,]\d{1,6})?")
_MONEY_WORDS = re.compile(r"(?:kronor|kr|sek|:-|,-)\.?$", re.IGNORECASE)
_MULTIPLES = (
    (re.compile(r"(?:tkr|tusenkronor|tusen)$", re.IGNORECASE), 1_000),
    (re.compile(r"(?:mkr|mnkr|miljonerkronor|miljoner|miljon)$", re.IGNORECASE), 1_000_000),
)


def number(text: str) -> Decimal | None:
    """A number as Swedes write it: "1 000", "1,5", "−3"; None for blank.

    "1.000" is refused: it means a thousand to one reader and one to another.
    """
    digits = NUMBER_SPACES.sub("", text).replace("\u2212", "-")
    if not digits:
        return None
    seen = text.strip()[:20]
    if digits in {"-", "\u2013", "\u2014"}:
        raise ValueFaultError("Skriv 0 om det är noll. Lämna tomt om ni inte svarar.")
    if _THOUSANDS_BY_POINT.fullmatch(digits):
        raise ValueFaultError(
            f"”{seen}” kan läsas på två sätt. Skriv tusental med mellanslag och decimaler "
            "med komma."
        )
    if not _DECIMAL.fullmatch(digits) or not digits.isascii():
        raise ValueFaultError(_unreadable(seen, digits))
    value = Decimal(digits.replace(",", "."))
    if abs(value) > LARGEST_NUMBER:
        raise ValueFaultError("Talet är för stort. Kontrollera det.")
    return value


def _unreadable(seen: str, digits: str) -> str:
    found = re.findall(r"[0-9]+(?:,[0-9]+)?", digits)
    example = f" Skriv bara talet, till exempel {found[0]}." if len(found) == 1 else ""
    return f"”{seen}” går inte att läsa som ett tal.{example or ' Skriv det med siffror.'}"


def whole_number(text: str) -> int | None:
    """A whole number: "12", "1 000", "-3", "5,0"; None for blank."""
    value = number(text)
    if value is None:
        return None
    if value != value.to_integral_value():
        raise ValueFaultError(
            f"”{text.strip()[:20]}” är inte ett heltal. Skriv det utan decimaler."
        )
    return int(value)


def per_cent(text: str) -> Decimal | None:
    """A share: "10 %", "12,5", "12,5 procent"; None for blank."""
    return _two_places(number(re.sub(r"\s*(?:%|procent)\s*$", "", text, flags=re.IGNORECASE)))


def money(text: str) -> Decimal | None:
    """An amount in kronor: "1 000", "1 000 kr", "1,5 mkr", "250 tkr"; None for blank."""
    bare = NUMBER_SPACES.sub("", text)
    for words, times in _MULTIPLES:
        if words.search(bare):
            value = number(words.sub("", bare))
            return None if value is None else _two_places(value * times)
    return _two_places(number(_MONEY_WORDS.sub("", text.strip())))


def _two_places(value: Decimal | None) -> Decimal | None:
    if value is not None and value != value.quantize(Decimal("0.01")):
        raise ValueFaultError("Skriv högst två decimaler.")
    return value


def in_words(value: int | Decimal) -> str:
    """A number as Swedes read it: 1 000; 1,5. Thousands are set apart by a no-break space."""
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    whole, _, decimals = text.partition(".")
    decimals = decimals.rstrip("0")
    whole = whole.replace(",", "\u00a0").replace("-", "\u2212")
    return f"{whole},{decimals}" if decimals else whole


# --- Days and links --------------------------------------------------------------------------

MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
_DAY_FORMS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
    re.compile(r"(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./ ]\s?(?P<y>\d{4})"),
    re.compile(r"(?:den )?(?P<d>\d{1,2}) (?P<month>[a-zåäö]+)\.? (?P<y>\d{4})"),
)


def day(text: str) -> date | None:
    """A day: "2026-03-31", "31 mars 2026", "31/3 2026"; None for blank."""
    wanted = " ".join(text.lower().replace("\u2013", "-").split())
    if not wanted:
        return None
    for form in _DAY_FORMS:
        if wanted.isascii() and (found := form.fullmatch(wanted)):
            return _real_day(text.strip()[:30], found.groupdict())
    raise ValueFaultError(
        f"”{text.strip()[:30]}” går inte att läsa som ett datum. Skriv år, månad och dag, "
        "till exempel 2026-03-31."
    )


def _real_day(seen: str, parts: dict[str, str]) -> date:
    month = parts.get("m") or str(_month(parts.get("month", "")))
    try:
        found = date(int(parts["y"]), int(month), int(parts["d"]))
    except ValueError:
        raise ValueFaultError(f"Dagen {seen} finns inte. Kontrollera datumet.") from None
    if not 1900 <= found.year <= 2100:
        raise ValueFaultError(f"Året i {seen} verkar fel. Kontrollera datumet.")
    return found


def _month(word: str) -> int:
    """A month's number from its name or the first three letters; 0 where there is none."""
    fitting = [n for n, name in enumerate(MONTHS, 1) if len(word) >= 3 and name.startswith(word)]
    return fitting[0] if fitting else 0


_URL = URLValidator(schemes=["http", "https"])


def link(text: str) -> str | None:
    """An address to a page on the web; "www.sala.se" is taken as https. None for blank."""
    wanted = text.strip()
    if not wanted:
        return None
    address = wanted if "://" in wanted else f"https://{wanted}"
    try:
        _URL(address)
    except ValidationError:
        raise ValueFaultError(
            f"”{wanted[:40]}” går inte att läsa som en länk. Kopiera hela adressen, till exempel "
            "https://www.exempel.se/sida."
        ) from None
    return address


def readable_link(text: str) -> str:
    """The address that a text is, or nothing where it is none: safe to be led to."""
    try:
        return link(text) or ""
    except ValueFaultError:
        return ""
