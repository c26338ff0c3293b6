"""What a reader fills in to find among the answers."""

from typing import Any, cast

from django import forms

from actors.models import ActorType
from followup.review.reading.search import Narrowed
from goals.models import GoalArea, Strategy, TargetGroup


class SearchForm(forms.Form):
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
    typ = forms.ChoiceField(
        label="Typ av organisation", choices=[("", "Alla"), *ActorType.choices], required=False
    )
    omrade = forms.ModelChoiceField(
        GoalArea.objects.none(),
        label="Målområde",
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
        among = {
            "omrade": strategy.goal_areas.order_by("number"),
            "malgrupp": strategy.target_groups.order_by("pk"),
        }
        for name, choices in among.items():
            field = cast(forms.ModelChoiceField, self.fields[name])
            field.queryset = choices

    def kept_to(self) -> Narrowed:
        """What the search is kept to, once the form is valid."""
        given = self.cleaned_data
        return Narrowed(given["typ"], given["omrade"], given["malgrupp"])
