"""What sources have: measures, places, and numbers as we keep them."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from goals.statistics.sources.asking import Service

MOST_FOUND = 20
_LARGEST = Decimal(10) ** 12


@dataclass(frozen=True)
class Found:
    """A measure or table that a source has: its id and title, and what it says of it."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True)
class Place:
    """A place that a source has values for: its code there, our name for it, its level."""

    id: str
    title: str
    level: str


def number(service: Service, given: Any) -> Decimal | None:
    """A value with the two decimals we keep; None where there is none."""
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | Decimal):
        raise service.strange(f"värdet {given!r} är inget tal")
    exact = Decimal(given)
    if abs(exact) >= _LARGEST:
        raise service.strange("ett orimligt stort tal")
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def text(service: Service, row: dict[str, Any], name: str) -> str:
    """A text that a row must have; without signs that cannot be shown."""
    found = row.get(name)
    if not isinstance(found, str) or not found.isprintable():
        raise service.strange(f"{name} är ingen text")
    return found


def said(row: dict[str, Any], name: str) -> str:
    """A text that a row may have, on one line."""
    found = row.get(name)
    return " ".join("".join(c if c.isprintable() else " " for c in str(found or "")).split())
