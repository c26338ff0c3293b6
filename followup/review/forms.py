"""What the preparation group fills in."""

import uuid
from typing import Any

from django import forms

from followup.review.models import Assessment, Challenge, Development

LONGEST_TEXT = 20_000


class Prose(forms.CharField):
    """A longer text: line breaks as plain new lines, nothing cut."""

    def __init__(
        self, label: str, help_text: str = "", rows: int = 4, missing: str = "", **kwargs: Any
    ) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea({"rows": rows}),
            error_messages={
                "required": missing,
                "max_length": "Texten är för lång. Korta den till högst 20 000 tecken.",
            },
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        """The text with the line breaks of the database."""
        return super().clean(str(value or "").replace("\r\n", "\n").replace("\r", "\n"))


class AssessmentForm(forms.Form):
    """One judgement: which way it goes and why. Nothing is required, so that a half can be saved.

    `edition` is the edition the writer saw; `save_id` makes a save sent twice count once;
    `met` is ticked while two texts wait for the writer to choose.
    """

    development = forms.ChoiceField(
        label="Åt vilket håll går det?",
        choices=Development.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    reasons = Prose("Varför bedömer ni så?", required=False)
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    save_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)
    met = forms.BooleanField(widget=forms.HiddenInput, required=False)

    @property
    def developments(self) -> list[tuple[str, Development]]:
        """The ways it can go, with their signs and words."""
        return [(one.value, one) for one in Development]

    @property
    def content(self) -> dict[str, str]:
        """What is saved."""
        return {name: self.cleaned_data.get(name, "") for name in Assessment.CONTENT}


class ChallengeForm(forms.ModelForm):
    """A new challenge."""

    text = Prose(
        "Vilken ny utmaning ser ni?",
        "En utmaning i taget. Den står i årsrapporten.",
        rows=3,
        missing="Skriv vilken utmaning ni ser.",
    )

    class Meta:
        model = Challenge
        fields = ("text",)
