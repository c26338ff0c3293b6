"""Answers as words in a cell, and words in a cell as answers."""

import re
from datetime import date, datetime
from decimal import Decimal

from followup.survey.form.fields import NUMBERS, Field, Value
from followup.survey.form.values import ValueFaultError
from strategy_portal.spreadsheets import Cell
from strategy_portal.texts import glimpse, said_yes

YES = "Ja"
_CHOICES = frozenset({"degree", "one_of", "pick"})

Typed = str | int | Decimal | date


def labels(field: Field) -> dict[str, str]:
    """The words of each choice, no two alike; by value."""
    words: dict[str, str] = {}
    used: set[str] = set()
    for value, label in field.choices:
        plain, number = " ".join(label.split()), 2
        unique = plain
        while unique.casefold() in used:
            unique, number = f"{plain} ({number})", number + 1
        used.add(unique.casefold())
        words[value] = unique
    return words


def how_to_answer(field: Field) -> str:
    """What a cell wants, in a few words."""
    words = {
        "tick": "Ja, eller lämna tomt.",
        "many": "Ett eller flera ur listan, med semikolon mellan.",
        "count": "Antal personer, med siffror.",
        "number": "Heltal.",
        "per_cent": "Procent, till exempel 12,5.",
        "money": "Kronor, till exempel 250 000.",
        "date": "Datum.",
        "link": "Länk.",
        "text": "Text.",
        "line": "Kort text.",
        "file": "Lägg till filer i portalen.",
    }.get(field.widget, "Välj i listan.")
    unit = f" Enhet: {field.unit}." if field.unit not in {"", "%", "kronor"} else ""
    return words + unit


def as_cell(field: Field, value: Value) -> Typed:
    """A stored answer as it stands in the workbook: a number as a number, a choice as its words.

    What cannot be read stands as it was typed.
    """
    words = labels(field)
    if isinstance(value, list):
        return "; ".join(words.get(one, one) for one in value)
    if field.widget == "tick":
        return YES if value else ""
    if field.widget in NUMBERS | {"date"} and value:
        try:
            read = field.read(value)
        except ValueFaultError:
            return value
        return read if isinstance(read, int | Decimal | date) else value
    return words.get(value, value)


def as_answer(field: Field, cell: Cell | None) -> Value:
    """What stands in a cell as an answer to store; `ValueFaultError` says what is wrong."""
    if cell is None:
        return field.empty
    if cell.problem:
        raise ValueFaultError(cell.problem)
    if field.widget in _CHOICES:
        return field.clean([_chosen(field, cell.text)])
    if field.widget == "many":
        return field.clean(_several(field, cell.text))
    if field.widget == "tick":
        return _ticked(cell.text)
    value = field.clean([_typed(field, cell)])
    if fault := field.fault(value):
        raise ValueFaultError(fault.removeprefix(field.label).lstrip(": "))
    return value


def _typed(field: Field, cell: Cell) -> str:
    """What was typed; a day that Excel made of it is a day only where one is asked for."""
    if field.widget == "date" and isinstance(cell.value, datetime):
        return f"{cell.value:%Y-%m-%d}"
    if isinstance(cell.value, Decimal) and abs(cell.value) >= 10**15:
        raise ValueFaultError("Talet är för stort. Kontrollera det.")
    return cell.text


def _ticked(text: str) -> str:
    said = said_yes(text)
    if said is None:
        seen = glimpse(text)
        raise ValueFaultError(f"”{seen}” går inte att läsa. Skriv Ja eller lämna cellen tom.")
    return "yes" if said else ""


def _chosen(field: Field, text: str) -> str:
    """The choice that a text names by its words, its code, or a first word that no other has."""
    said = _plain(text)
    words = {value: _plain(label) for value, label in labels(field).items()}
    exact = [value for value, label in words.items() if said in {label, value.casefold()}]
    begun = [value for value, label in words.items() if said == label.split(" ")[0].rstrip(".,")]
    if not said:
        return ""
    if exact or len(begun) == 1:
        return (exact or begun)[0]
    raise ValueFaultError(f"”{glimpse(text)}” finns inte i listan. Välj ett av alternativen.")


def _several(field: Field, text: str) -> list[str]:
    """The choices that a text names, each on a line or with semicolons between."""
    by_label = {_plain(label): value for value, label in labels(field).items()}
    parts = [part for part in re.split(r"[;\n]", text) if part.strip()]
    chosen: list[str] = []
    while parts:
        # A choice may itself have a semicolon in its words: the longest that fits is taken.
        for taken in range(len(parts), 0, -1):
            if value := by_label.get(_plain(";".join(parts[:taken]))):
                break
        else:
            taken, value = 1, _chosen(field, parts[0])
        chosen.append(value)
        parts = parts[taken:]
    return chosen


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def same(field: Field, one: Value, other: Value) -> bool:
    """Whether two answers say the same: "1 000" and "1000" do."""
    if one == other:
        return True
    if isinstance(one, list) or isinstance(other, list):
        return sorted(one or []) == sorted(other or [])
    try:
        return field.widget in NUMBERS | {"date"} and field.read(one) == field.read(other)
    except ValueFaultError:
        return False


def shown(field: Field, value: Value) -> str:
    """An answer as people read it on the page that lists the changes."""
    if isinstance(value, list):
        names = labels(field)
        return ", ".join(names.get(one, one) for one in value)
    if field.widget == "tick":
        return YES if value else ""
    return field.shown(value)
