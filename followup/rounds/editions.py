"""Two coordinators at the same texts: the later sees both, and chooses.

A form carries the edition it was filled from. The save compares it, inside the lock, with what
is stored; if somebody has saved in between nothing is changed, and the page shows their text
beside the one that was typed.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.forms import BaseForm, ChoiceField, Field, ModelChoiceField
from django.utils.formats import date_format

from strategy_portal.exceptions import ChangedMeanwhileError

FIELD = "edition"  # the hidden field's name


@dataclass(frozen=True)
class Met:
    """One field that two people wrote: its label, what is stored and what was typed."""

    label: str
    stored: str
    typed: str


def edition_of(values: Mapping[str, Any]) -> str:
    """Marks the stored values as they are now."""
    told = "\x1f".join(f"{name}={values[name]}" for name in sorted(values))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def edition_of_fields(thing: Any, fields: Iterable[str]) -> str:
    """Marks these fields of a row as they are now; a row that does not exist has none."""
    return edition_of({field: getattr(thing, field, "") for field in fields})


def refuse_changed(stored: Mapping[str, Any], edition: str) -> None:
    """Raise `ChangedMeanwhileError` unless these values are the ones the writer saw.

    Without an edition (a command, the portal itself) nothing was seen and nothing is asked.
    """
    if edition and edition != edition_of(stored):
        raise ChangedMeanwhileError


def met(form: BaseForm, stored: Mapping[str, Any]) -> list[Met]:
    """The fields where what was typed differs from what is stored, for the later to choose."""
    pairs = [
        Met(
            str(field.label or name),
            _words(stored[name], _named(field)),
            _words(form.cleaned_data[name], _named(field)),
        )
        for name, field in form.fields.items()
        if name in stored and name in form.cleaned_data
    ]
    return [pair for pair in pairs if pair.stored != pair.typed]


def _named(field: Field) -> dict[Any, str]:
    """The words of a field's choices, by value; none for a field without."""
    if not isinstance(field, ChoiceField) or isinstance(field, ModelChoiceField):
        return {}
    named: dict[Any, str] = {}
    for value, words in field.choices:  # type: ignore[misc, union-attr]  # made into pairs by then
        inner = words if isinstance(words, list | tuple) else [(value, words)]
        named |= {one: str(said) for one, said in inner}
    return named


def _words(value: Any, named: Mapping[Any, str]) -> str:
    if isinstance(value, str) and value in named:
        return named[value]
    match value:
        case True | False:
            return "Ja" if value else "Nej"
        case None | "":
            return "(tomt)"
        case date():
            return date_format(value, "j F Y")
        case list():
            return ", ".join(_words(one, named) for one in value) or "(tomt)"
        case Decimal():
            return f"{value.normalize():f}".replace(".", ",")
    return str(value)
