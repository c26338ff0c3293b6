"""The words of a report that somebody writes in its workshop."""

import hashlib
from typing import Any

from django import forms

from followup.report.models import AnnualReport


def edition_of(report: AnnualReport) -> str:
    """Marks the texts as they are now, so that a save can tell whether they have changed."""
    texts = "\x1f".join((report.title, report.addressee))
    return hashlib.sha256(texts.encode()).hexdigest()[:16]


class TextsForm(forms.Form):
    """Title and addressee; `edition` is what the person saw when they began."""

    title = forms.CharField(
        label="Titel",
        max_length=200,
        error_messages={"required": "Skriv vad rapporten heter."},
    )
    addressee = forms.CharField(
        label="Mottagare",
        max_length=200,
        error_messages={"required": "Skriv vem rapporten är till."},
    )
    edition = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, report: AnnualReport, **options: Any) -> None:
        initial = {
            "title": report.title,
            "addressee": report.addressee,
            "edition": edition_of(report),
        }
        super().__init__(data, label_suffix="", initial=initial, **options)

    def texts(self) -> dict[str, str]:
        """What to store."""
        return {name: self.cleaned_data[name] for name in ("title", "addressee")}

    def renewed(self, report: AnnualReport) -> "TextsForm":
        """The same words, now based on the newest edition, for whoever chooses to save anyway."""
        words = {name: self.data[name] for name in self.data}
        return TextsForm({**words, "edition": edition_of(report)}, report=report)


class CorrectionForm(forms.Form):
    """Why a report must be corrected."""

    reason = forms.CharField(
        label="Varför rättas rapporten?",
        error_messages={"required": "Skriv varför rapporten rättas."},
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Skälet står i den nya versionen och i händelseloggen.",
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, label_suffix="", **options)
