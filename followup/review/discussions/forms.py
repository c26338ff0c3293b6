"""What is filled in about threads."""

import uuid

from django import forms

from followup.review.forms import Prose


class CommentForm(forms.Form):
    """A comment; `save_id` makes one that is sent twice count once."""

    text = Prose("Vad vill du säga?", rows=4, missing="Skriv något.")
    save_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class ThreadForm(CommentForm):
    """A new thread: the words it is about, and the first comment."""

    quote = Prose(
        "Vilka ord gäller det?",
        "Stryk det som du inte vill peka på, eller lämna rutan tom.",
        rows=3,
        required=False,
    )
    field_order = ("quote", "text", "save_id")


class RewordingForm(forms.Form):
    """One's own comment, to change."""

    text = Prose("Vad vill du säga?", rows=4, missing="Skriv något.")
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
