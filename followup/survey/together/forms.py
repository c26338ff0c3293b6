"""What colleagues, managers and coordinators write to each other around the answers."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from actors.models import Person
from followup.rounds.forms import DayField
from followup.survey.models import Section
from followup.survey.submitting.sending_back import Remark
from strategy_portal.access import Role

LONGEST_MESSAGE = 2_000


def message_field(label: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    """A few lines from one person to another."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ColleagueForm(forms.Form):
    """Somebody to let in, to answer or to approve."""

    DOES = (
        (Role.RESPONDENT.value, "Svarar på enkäten"),
        (Role.APPROVER.value, "Attesterar: läser allt och godkänner innan ni lämnar in"),
    )

    name = forms.CharField(label="Namn", max_length=120)
    email = forms.EmailField(label="E-postadress", help_text="Dit går koden vid inloggning.")
    role = forms.ChoiceField(
        label="Vad ska kollegan göra?",
        choices=DOES,
        initial=Role.RESPONDENT.value,
        widget=forms.RadioSelect,
    )
    message = message_field("Meddelande", required=False, help_text="Står i brevet till kollegan.")


class DelegateForm(forms.Form):
    """Which colleague gets a section, and a few words to them."""

    to = forms.ChoiceField(label="Vem ska ha avsnittet?", widget=forms.RadioSelect)
    message = message_field(
        "Meddelande", required=False, help_text="Står i brevet och i avsnittet."
    )

    def __init__(self, *args: Any, people: Iterable[Person], me: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {str(one.pk): one for one in people}
        self.fields["to"].choices = [  # type: ignore[attr-defined]  # a choice field has them
            (pk, f"{one.name} (du)" if one == me else one.name) for pk, one in self.people.items()
        ]
        self.fields["to"].error_messages["required"] = "Välj vem som ska ha avsnittet."

    @property
    def chosen(self) -> Person:
        """The colleague who was chosen."""
        return self.people[self.cleaned_data["to"]]


class ApproverForm(forms.Form):
    """Who approves before the answers go in, or nobody."""

    NOBODY = "nobody"

    approver = forms.ChoiceField(label="Vem ska attestera?", widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, people: Iterable[Person], may_be_nobody: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.people = {str(one.pk): one for one in people}
        choices = [(pk, one.name) for pk, one in self.people.items()]
        if may_be_nobody:
            choices.append((self.NOBODY, "Ingen. Vi lämnar in utan attest"))
        self.fields["approver"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.fields["approver"].error_messages["required"] = "Välj vem som ska attestera."

    @property
    def chosen(self) -> Person | None:
        """The manager who was chosen; None for nobody."""
        return self.people.get(self.cleaned_data["approver"])


class SendBackForm(forms.Form):
    """Which sections are to be changed, why, and until when.

    The last day is asked for where the organisation's time is over, `needs_time`.
    """

    sections = forms.MultipleChoiceField(
        label="Vilka avsnitt ska ändras?",
        widget=forms.CheckboxSelectMultiple,
        help_text="Bara de avsnitten öppnas. Resten gäller som det är inlämnat.",
        error_messages={"required": "Kryssa för minst ett avsnitt som ska ändras."},
    )
    reason = message_field("Vad behöver ändras?", help_text="Står i brevet till organisationen.")
    more_time = DayField(label="Ny sista dag att ändra", help_text="Tiden att svara är ute.")

    def __init__(
        self, *args: Any, sections: Iterable[Section], needs_time: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.by_slug = {one.slug: one for one in sections}
        self.fields["sections"].choices = [  # type: ignore[attr-defined]  # a choice field
            (slug, one.title) for slug, one in self.by_slug.items()
        ]
        self.fields["reason"].error_messages["required"] = "Skriv vad som behöver ändras."
        if not needs_time:
            del self.fields["more_time"]

    def clean_more_time(self) -> date:
        """A day that has not been."""
        day: date = self.cleaned_data["more_time"]
        if day < timezone.localdate():
            raise forms.ValidationError("Dagen har redan varit. Välj en senare dag.")
        return day

    @property
    def chosen(self) -> list[Section]:
        """The sections that are to be changed."""
        return [self.by_slug[slug] for slug in self.cleaned_data["sections"]]

    def refuse_stray(self, remarks: Iterable[Remark]) -> None:
        """Comments in a section that is not sent back would reach nobody: say so."""
        chosen = set(self.cleaned_data.get("sections", []))
        stray = {one.section.title for one in remarks if one.section.slug not in chosen}
        for title in sorted(stray):
            self.add_error(
                "sections",
                f"Du har kommenterat {title}. Kryssa för avsnittet eller ta bort kommentarerna.",
            )


class ReasonForm(forms.Form):
    """Why something is asked for, returned or declined."""

    reason = message_field("Varför?")

    def __init__(self, *args: Any, label: str, missing: str, hint: str = "", **options: Any):
        super().__init__(*args, **options)
        field = self.fields["reason"]
        field.label, field.help_text = label, hint
        field.error_messages["required"] = missing
