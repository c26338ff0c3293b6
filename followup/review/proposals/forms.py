"""What is filled in about proposals and suggestions."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from actors.models import Body
from followup.review.forms import Prose
from followup.review.models import Proposal, Suggestion
from followup.review.proposals.querysets import (
    in_the_order,
    reasons_for_priorities,
    suggestions,
)
from followup.rounds.models import Round
from followup.survey.models import ReportedAnswer
from goals.models import SubGoal


class ProposalForm(forms.Form):
    """What the council should put first next year, why, and how it was weighed."""

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
    urgency = forms.ChoiceField(
        label="Hur angeläget är det?",
        choices=[("", "Inte vägt"), *Proposal.Urgency.choices],
        widget=forms.RadioSelect,
        initial="",
        required=False,
    )
    feasibility = forms.ChoiceField(
        label="Går det att genomföra?",
        choices=[("", "Inte vägt"), *Proposal.Feasibility.choices],
        widget=forms.RadioSelect,
        initial="",
        required=False,
    )
    weighing = Prose(
        "Hur vägde ni?",
        "Varför just detta, och varför på den här platsen i ordningen? Texten står i årsrapporten.",
        rows=4,
        required=False,
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)

    @property
    def content(self) -> dict[str, str]:
        """What is saved."""
        return {name: self.cleaned_data.get(name, "") for name in Proposal.CONTENT}


class NewProposalForm(ProposalForm):
    """Also which sub-goal; those already proposed in the round are left out."""

    sub_goal = forms.ModelChoiceField(
        SubGoal.objects.none(),
        label="Vilket delmål gäller det?",
        help_text="Det som organisationer och nätverk önskar om delmålet följer med som källor.",
        empty_label="Välj delmål",
        error_messages={
            "required": "Välj ett delmål.",
            "invalid_choice": "Delmålet är redan föreslaget. Ändra det förslaget i stället.",
        },
    )
    field_order = ("sub_goal", "title", "reason", "urgency", "feasibility", "weighing", "edition")

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = Proposal.objects.filter(round=round_).values("sub_goal")
        field: Any = self.fields["sub_goal"]
        field.queryset = _sub_goals(round_).exclude(pk__in=taken).in_order()


class IntoForm(forms.Form):
    """Which proposal something is to go into: one that the council has not got."""

    into = forms.ModelChoiceField(
        Proposal.objects.none(),
        label="Vilket förslag?",
        empty_label="Välj förslag",
        error_messages={
            "required": "Välj ett förslag.",
            "invalid_choice": "Förslaget går inte att välja längre. Läs in sidan igen.",
        },
    )

    def __init__(self, *args: Any, among: QuerySet[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        field.queryset = among


class TakeUpForm(IntoForm):
    """Which wishes and suggestions that wait are to go into which proposal."""

    wishes = forms.ModelMultipleChoiceField(ReportedAnswer.objects.none(), required=False)
    suggestions = forms.ModelMultipleChoiceField(Suggestion.objects.none(), required=False)

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, among=in_the_order(round_), **kwargs)
        fields: Any = self.fields
        fields["wishes"].queryset = reasons_for_priorities(round_)
        fields["suggestions"].queryset = suggestions(round_)

    def clean(self) -> dict[str, Any]:
        """At least one thing is chosen."""
        given = self.cleaned_data
        if not given.get("wishes") and not given.get("suggestions"):
            self.add_error(None, "Kryssa för minst ett önskemål eller inspel.")
        return given


class SuggestionForm(forms.Form):
    """What a network or the group suggests: for which body, about which sub-goal, in its words."""

    body = forms.ModelChoiceField(
        Body.objects.none(),
        label="Vem föreslår?",
        empty_label="Välj",
        error_messages={"required": "Välj vem som föreslår."},
    )
    sub_goal = forms.ModelChoiceField(
        SubGoal.objects.none(),
        label="Vilket delmål gäller det?",
        help_text="Välj inget om det gäller flera, eller om du inte vet.",
        empty_label="Inget särskilt delmål",
        required=False,
    )
    text = Prose(
        "Vad ska rådet prioritera, och varför?",
        "Beredningsgruppen läser orden som du skriver dem. De kan stå i årsrapporten.",
        rows=6,
        missing="Skriv vad rådet ska prioritera, och varför.",
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)

    def __init__(
        self, *args: Any, round_: Round, bodies: QuerySet[Body], is_new: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["sub_goal"].queryset = _sub_goals(round_).in_order()
        fields["body"].queryset = bodies
        if not is_new:
            del self.fields["body"]  # whose words they are is not changed afterwards
        elif len(bodies) == 1:
            fields["body"].initial, fields["body"].empty_label = bodies[0], None


def _sub_goals(round_: Round) -> Any:
    return SubGoal.objects.filter(goal_area__strategy=round_.strategy_id)
