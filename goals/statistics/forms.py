"""What is written about indicators, their sources and their values."""

from collections.abc import Iterable
from math import prod
from typing import Any

from django import forms
from django.utils import timezone

from goals.statistics.sources.found import Place
from goals.statistics.sources.scb import MOST_CELLS, Table, Variable

FIRST_YEAR, LAST_YEAR = 1950, 2100


class DayField(forms.DateField):
    """A day, chosen or written as 2026-10-30."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {}).setdefault(
            "invalid", "Skriv dagen som år-månad-dag, till exempel 2026-10-30."
        )
        super().__init__(**options)


class YearField(forms.IntegerField):
    """A year in four digits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            min_value=FIRST_YEAR,
            max_value=LAST_YEAR,
            error_messages={"invalid": "Skriv året med fyra siffror, till exempel 2026."},
            **options,
        )


class SearchForm(forms.Form):
    """Words of a title."""

    q = forms.CharField(
        label="Sök på titel",
        max_length=100,
        min_length=3,
        help_text="Ett eller flera ord ur titeln, till exempel trångbodda.",
        error_messages={"min_length": "Skriv minst tre tecken."},
    )


class NextDueForm(forms.Form):
    """When the next value can be expected."""

    next_value_due = DayField(
        label="När väntas nästa värde?",
        required=False,
        help_text="Då hämtas värdena av sig själva och ni påminns.",
    )


class LinkForm(forms.Form):
    """Which years of a source are fetched."""

    first_year = YearField(label="Från och med år")
    last_year = YearField(
        label="Till och med år", required=False, help_text="Lämna tomt för att alltid ta med i år."
    )

    def clean(self) -> dict[str, Any]:
        """Years in order, and not so many that they were mistyped."""
        data = super().clean() or {}
        first, last = data.get("first_year"), data.get("last_year") or timezone.localdate().year
        if first and first > last:
            self.add_error("first_year", f"Det första året kan inte vara efter {last}.")
        elif first and last - first > 60:
            self.add_error("first_year", "Välj högst 60 år.")
        return data


class KoladaLinkForm(LinkForm):
    """Which places and years of one of Kolada's measures."""

    places = forms.MultipleChoiceField(
        label="Platser",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst en plats."},
    )
    field_order = ("places", "first_year", "last_year")

    def __init__(self, *args: Any, places: list[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = {place.id: place for place in places}
        choices: Any = [(place.id, place.title) for place in places]
        self.fields["places"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.fields["places"].initial = list(self.known)

    def facts(self) -> dict[str, Any]:
        """What is stored of the link."""
        data = self.cleaned_data
        return {
            "places": _places(self.known[code] for code in data["places"]),
            "first_year": data["first_year"],
            "last_year": data["last_year"],
        }


class ScbLinkForm(LinkForm):
    """Which values of each of a table's variables, and which years."""

    def __init__(self, *args: Any, table: Table, places: list[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        self.table = table
        self.known = {place.id: place for place in places}
        for variable in table.chosen_from:
            self.fields[variable.code] = self._field(variable)
        self.order_fields([variable.code for variable in table.chosen_from])

    def _field(self, variable: Variable) -> forms.Field:
        label = variable.label[:1].upper() + variable.label[1:]
        choices = list(variable.values.items())
        if variable.tells == "place":
            choices = [(place.id, place.title) for place in self.known.values()]
        only = [code for code, _ in choices] if len(choices) == 1 else None
        if variable.tells == "contents":
            return forms.ChoiceField(
                label="Vad ska hämtas?",
                choices=choices,
                widget=forms.RadioSelect,
                initial=only and only[0],
                error_messages={"required": "Välj vad som ska hämtas."},
            )
        everything = variable.tells in {"place", "sex"}
        return forms.MultipleChoiceField(
            label=label,
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            initial=[code for code, _ in choices] if everything else only,
            error_messages={"required": "Välj minst ett."},
        )

    def clean(self) -> dict[str, Any]:
        """Also not more cells than somebody can look through."""
        data = super().clean()
        if self.errors:
            return data
        last = data["last_year"] or timezone.localdate().year
        cells = prod(len(values) for values in self._selection().values())
        cells *= last - data["first_year"] + 1
        if cells > MOST_CELLS:
            most = f"{MOST_CELLS:,}".replace(",", "\N{NO-BREAK SPACE}")
            raise forms.ValidationError(
                f"Valet ger {cells} värden. Välj färre, så att det blir högst {most}."
            )
        return data

    def _selection(self) -> dict[str, list[str]]:
        chosen = {one.code: self.cleaned_data[one.code] for one in self.table.chosen_from}
        return {code: [one] if isinstance(one, str) else one for code, one in chosen.items()}

    def facts(self) -> dict[str, Any]:
        """What is stored of the link."""
        where, selection = self.table.telling("place"), self._selection()
        return {
            "selection": selection,
            "places": _places(self.known[code] for code in selection[where.code]) if where else [],
            "first_year": self.cleaned_data["first_year"],
            "last_year": self.cleaned_data["last_year"],
        }


def _places(chosen: Iterable[Place]) -> list[dict[str, str]]:
    return [{"id": one.id, "title": one.title, "level": str(one.level)} for one in chosen]
