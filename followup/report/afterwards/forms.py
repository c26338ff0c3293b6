"""What somebody writes of a thing that holds otherwise than a frozen report says."""

from typing import Any

from django import forms

from followup.report.models import LaterChange


class NoteForm(forms.Form):
    """Why a frozen report need not be corrected for what has changed since."""

    because = forms.CharField(
        label="Varför behöver rapporten inte rättas?",
        help_text="Till exempel: Påverkar inte slutsatsen.",
        max_length=500,
        error_messages={"required": "Skriv varför rapporten inte behöver rättas."},
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, change: LaterChange, **options: Any) -> None:
        options |= {"initial": {"seen": change.edition}, "auto_id": f"id_{change.pk}_%s"}
        super().__init__(data, label_suffix="", **options)
