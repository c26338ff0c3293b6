"""What colleagues, managers and coordinators write to each other around the answers."""

from collections.abc import Iterable
from typing import Any

from django import forms

from actors.models import Person
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


class ReasonForm(forms.Form):
    """Why something is asked for, returned or declined."""

    reason = message_field("Varför?")

    def __init__(self, *args: Any, label: str, missing: str, hint: str = "", **options: Any):
        super().__init__(*args, **options)
        field = self.fields["reason"]
        field.label, field.help_text = label, hint
        field.error_messages["required"] = missing
