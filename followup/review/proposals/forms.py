"""What is filled in about proposals."""

from typing import Any

from django import forms

from followup.review.forms import Prose
from followup.review.models import Proposal
from followup.rounds.models import Round
from goals.models import SubGoal


class ProposalForm(forms.Form):
    """What the council should put first next year, and why."""

    title = forms.CharField(
        label="Vad föreslår ni?",
        help_text="Skriv så att rådet kan besluta: ”Fler kvinnor i arbete”.",
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Skriv vad ni föreslår."},
    )
    reason = Prose(
        "Varför?",
        "Vad visar svaren och siffrorna? Vad ska bli annorlunda?",
        rows=6,
        missing="Skriv varför.",
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)


class NewProposalForm(ProposalForm):
    """Also which sub-goal; those already proposed in the round are left out."""

    sub_goal = forms.ModelChoiceField(
        SubGoal.objects.none(),
        label="Vilket delmål gäller det?",
        empty_label="Välj delmål",
        error_messages={
            "required": "Välj ett delmål.",
            "invalid_choice": "Delmålet är redan föreslaget. Ändra det förslaget i stället.",
        },
    )
    field_order = ("sub_goal", "title", "reason", "edition")

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = Proposal.objects.filter(round=round_).values("sub_goal")
        sub_goals = SubGoal.objects.filter(goal_area__strategy=round_.strategy_id)
        field: Any = self.fields["sub_goal"]
        field.queryset = sub_goals.exclude(pk__in=taken).in_order()
