"""What a reader fills in to find among the answers."""

from typing import Any, cast

from django import forms

from actors.models import Actor, ActorType
from followup.review.forms import Prose
from followup.review.models import Theme
from followup.review.reading.narrowed import Narrowed
from followup.review.reading.passages import NOT_THERE, says
from goals.models import GoalArea, Strategy, TargetGroup


class NarrowingForm(forms.Form):
    """Which organisations' answers are read; nothing chosen is all of them."""

    typ = forms.ChoiceField(
        label="Typ av organisation", choices=[("", "Alla"), *ActorType.choices], required=False
    )
    kommun = forms.ModelChoiceField(
        Actor.objects.none(),
        label="Kommun",
        required=False,
        empty_label="Alla",
        to_field_name="slug",
    )
    malgrupp = forms.ModelChoiceField(
        TargetGroup.objects.none(),
        label="Målgrupp",
        required=False,
        empty_label="Alla",
        to_field_name="slug",
    )

    tema = forms.ModelChoiceField(
        Theme.objects.none(), label="Tema", required=False, empty_label="Alla"
    )

    def __init__(self, data: Any, *, strategy: Strategy) -> None:
        super().__init__(data)
        municipalities = Actor.objects.counted().filter(actor_type=ActorType.MUNICIPALITY)
        self._choose_among("kommun", municipalities.order_by("name"))
        self._choose_among("malgrupp", strategy.target_groups.order_by("pk"))
        self._choose_among("tema", strategy.themes.order_by("name"))

    def _choose_among(self, name: str, choices: Any) -> None:
        cast(forms.ModelChoiceField, self.fields[name]).queryset = choices

    def narrowed(self) -> Narrowed:
        """What is asked for, once the form is valid."""
        given = self.cleaned_data
        return Narrowed(
            actor_type=given["typ"],
            area=given.get("omrade"),
            target_group=given.get("malgrupp"),
            municipality=given.get("kommun"),
            theme=given.get("tema"),
        )


class AreasForm(NarrowingForm):
    """Also in which area."""

    omrade = forms.ModelChoiceField(
        GoalArea.objects.none(),
        label="Målområde",
        required=False,
        empty_label="Alla",
        to_field_name="slug",
    )
    field_order: tuple[str, ...] = ("omrade", "typ", "kommun", "malgrupp", "tema")

    def __init__(self, data: Any, *, strategy: Strategy) -> None:
        super().__init__(data, strategy=strategy)
        self._choose_among("omrade", strategy.goal_areas.order_by("number"))


class MatrixForm(AreasForm):
    """Which area and which kind of organisation the sheet shows."""

    def __init__(self, data: Any, *, strategy: Strategy) -> None:
        super().__init__(data, strategy=strategy)
        for name in ("malgrupp", "kommun", "tema"):
            del self.fields[name]


class SearchForm(AreasForm):
    """Words to look for in what is handed in, and what the search is kept to."""

    ord = forms.CharField(
        label="Ord",
        max_length=100,
        widget=forms.TextInput({"type": "search"}),
        error_messages={
            "required": "Skriv ett ord att söka efter.",
            "max_length": "Sök på högst 100 tecken.",
        },
    )
    field_order = ("ord", "typ", "kommun", "omrade", "malgrupp", "tema")


class PassageForm(forms.Form):
    """Which passage of a text that is handed in is meant; all of it to begin with."""

    stycke = Prose("Vilket stycke?", rows=6, missing="Klistra in det stycke du menar.")

    def __init__(self, data: Any, *, text: str, initial: str = "") -> None:
        super().__init__(data, initial={"stycke": initial or text}, label_suffix="")
        self.whole = text

    def clean_stycke(self) -> str:
        """A passage that the text holds."""
        passage = str(self.cleaned_data["stycke"])
        if not says(self.whole, passage):
            raise forms.ValidationError(NOT_THERE)
        return passage


class TagForm(PassageForm):
    """Which passage of a text is marked, and with which theme."""

    tema = forms.ModelChoiceField(
        Theme.objects.none(), label="Tema", required=False, empty_label="Välj tema"
    )
    nytt = forms.CharField(
        label="Eller ett nytt tema",
        required=False,
        max_length=60,
        help_text="Kort, så att fler svar kan få det: ”Språkstöd”.",
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"max_length": "Skriv högst 60 tecken."},
    )

    def __init__(self, data: Any, *, strategy: Strategy, text: str) -> None:
        super().__init__(data, text=text)
        self.fields[
            "stycke"
        ].help_text = "Hela texten står här. Ta bort det som inte hör till temat."
        field: Any = self.fields["tema"]
        field.queryset = strategy.themes.order_by("name")

    def clean(self) -> dict[str, Any]:
        """One theme, chosen or new."""
        data = super().clean() or {}
        if bool(data.get("tema")) == bool(data.get("nytt")) and not self.errors:
            self.add_error("tema", "Välj ett tema eller skriv ett nytt, inte båda.")
        return data

    @property
    def name(self) -> str:
        """The theme's name, chosen or new."""
        return str(self.cleaned_data["tema"] or self.cleaned_data["nytt"])


class RenameForm(forms.Form):
    """A theme's name; `was` is the name that the writer saw."""

    namn = forms.CharField(
        label="Nytt namn",
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={
            "required": "Skriv vad temat ska heta.",
            "max_length": "Skriv högst 60 tecken.",
        },
    )
    was = forms.CharField(widget=forms.HiddenInput, required=False)


class MergeForm(forms.Form):
    """Which theme another goes into."""

    till = forms.ModelChoiceField(
        Theme.objects.none(),
        label="Slå ihop med",
        empty_label="Välj tema",
        error_messages={"required": "Välj vilket tema det ska slås ihop med."},
    )

    def __init__(self, data: Any, *, theme: Theme) -> None:
        super().__init__(data, label_suffix="")
        field: Any = self.fields["till"]
        field.queryset = theme.strategy.themes.exclude(pk=theme.pk).order_by("name")
