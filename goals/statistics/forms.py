"""What is written about indicators, their sources and their values."""

from typing import Any

from django import forms
from django.utils import timezone

from goals.statistics.models import SourceLink
from goals.statistics.sources.kolada import Place

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
        chosen = [self.known[code] for code in data["places"]]
        return {
            "places": [
                {"id": one.id, "title": one.title, "level": str(one.level)} for one in chosen
            ],
            "first_year": data["first_year"],
            "last_year": data["last_year"],
        }


def providers() -> dict[str, str]:
    """The sources by name, for pages."""
    return {str(value): str(label) for value, label in SourceLink.Provider.choices}
