"""What a reader fills in to find among the answers."""

from typing import Any, cast

from django import forms

from actors.models import Actor, ActorType
from followup.review.reading.narrowed import Narrowed
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

    def __init__(self, data: Any, *, strategy: Strategy) -> None:
        super().__init__(data)
        municipalities = Actor.objects.counted().filter(actor_type=ActorType.MUNICIPALITY)
        self._choose_among("kommun", municipalities.order_by("name"))
        self._choose_among("malgrupp", strategy.target_groups.order_by("pk"))

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
    field_order: tuple[str, ...] = ("omrade", "typ", "kommun", "malgrupp")

    def __init__(self, data: Any, *, strategy: Strategy) -> None:
        super().__init__(data, strategy=strategy)
        self._choose_among("omrade", strategy.goal_areas.order_by("number"))


class MatrixForm(AreasForm):
    """Which area and which kind of organisation the sheet shows."""

    def __init__(self, data: Any, *, strategy: Strategy) -> None:
        super().__init__(data, strategy=strategy)
        del self.fields["malgrupp"], self.fields["kommun"]


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
    field_order = ("ord", "typ", "kommun", "omrade", "malgrupp")
