"""The words of a report that somebody writes in its workshop."""

import hashlib
from typing import Any

from django import forms

from followup.report.models import AnnualReport
from followup.report.workshop.pictures import Picture, taken_in
from followup.survey.attachments.file_kinds import FileRefusedError


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


class CoverForm(forms.Form):
    """The cover's picture, and what it shows or that it is there for its looks only."""

    file = forms.FileField(
        label="Bild",
        required=False,
        widget=forms.FileInput({"accept": ".png,.jpg,.jpeg"}),
        help_text="PNG eller JPEG, högst 8 MB. Uppgifter om kamera och plats tas bort.",
    )
    text = forms.CharField(
        label="Vad bilden visar",
        required=False,
        max_length=300,
        help_text="Läses upp för den som inte ser bilden.",
    )
    is_decorative = forms.BooleanField(label="Bilden är bara till för utseendet", required=False)

    def __init__(
        self, data: Any = None, files: Any = None, *, report: AnnualReport, **options: Any
    ) -> None:
        self.report = report
        self.picture: Picture | None = None
        is_decorative = bool(report.cover_picture and not report.cover_text)
        initial = {"text": report.cover_text, "is_decorative": is_decorative}
        super().__init__(data, files, label_suffix="", initial=initial, **options)

    def clean_file(self) -> Any:
        """The picture, looked at and drawn anew; without a file the one that is there stays."""
        file = self.cleaned_data["file"]
        if file is None and not self.report.cover_picture:
            raise forms.ValidationError("Välj en bild.")
        if file is not None:
            try:
                self.picture = taken_in(file.name, file.size, file)
            except FileRefusedError as error:
                raise forms.ValidationError(str(error)) from error
        return file

    def clean(self) -> dict[str, Any]:
        """Described, or said to be there for its looks only; not both."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("is_decorative"):
            told["text"] = ""
        elif not told.get("text"):
            self.add_error(
                "text", "Skriv vad bilden visar, eller kryssa för att den bara är till utseendet."
            )
        return told


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
