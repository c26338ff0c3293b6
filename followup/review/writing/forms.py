"""What a writer fills in to pick what somebody has handed in for a text."""

from collections.abc import Iterable
from typing import Any

from django import forms

from followup.review.models import PartText
from followup.review.reading.forms import PassageForm
from followup.survey.models import ReportedIntervention
from goals.models import GoalArea

ROW, WORDS = "insats", "citat"
_HINT = "Hela texten står här. Ta bort det som inte ska citeras. Orden går inte att ändra."


class QuoteForm(PassageForm):
    """Which passage is quoted and in which text; an intervention may be a row instead."""

    som = forms.ChoiceField(
        label="Hur ska insatsen stå i texten?",
        choices=[
            (ROW, "Som en rad: namn, organisation, delmål, hur många den nådde och läge"),
            (WORDS, "Som ett citat ur beskrivningen"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Välj om insatsen ska stå som en rad eller som ett citat."},
    )
    text = forms.ChoiceField(
        label="Till vilken text?",
        error_messages={
            "required": "Välj till vilken text.",
            "invalid_choice": "Texten finns inte. Välj en i listan.",
        },
    )
    field_order = ("som", "stycke", "text")

    def __init__(
        self, data: Any, *, source: Any, text: str, initial: str, parts: Iterable[PartText]
    ) -> None:
        super().__init__(data, text=text, initial=initial)
        passage = self.fields["stycke"]
        passage.help_text = _HINT
        if isinstance(source, ReportedIntervention):
            # Chosen beforehand, a row would take the place of a passage that somebody has marked.
            self.initial["som"] = WORDS if initial else ""
            passage.required = False
            if data and data.get("som") == ROW:
                # All that is told of an intervention may be longer than a passage may be.
                passage.validators = []
            passage.help_text = f"Bara för ett citat. {_HINT}"
        else:
            del self.fields["som"]
        field: Any = self.fields["text"]
        field.choices = [("", "Välj text"), *_choices(list(parts), source.goal_area)]

    def clean_stycke(self) -> str:
        """Nothing where the intervention is to stand as a row."""
        if self.cleaned_data.get("som") == ROW:
            return ""
        if not self.cleaned_data["stycke"]:
            raise forms.ValidationError(self.fields["stycke"].error_messages["required"])
        return super().clean_stycke()


def _choices(parts: list[PartText], area: GoalArea | None) -> list[Any]:
    """The texts under where they stand; those of the same area first."""
    groups: dict[GoalArea | None, list[tuple[str, str]]] = {}
    for part in sorted(parts, key=lambda one: one.goal_area != area):
        groups.setdefault(part.goal_area, []).append((part.key, str(part.get_kind_display())))
    return [(of.title if of else "Hela rapporten", texts) for of, texts in groups.items()]
