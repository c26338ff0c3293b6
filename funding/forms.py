"""What somebody asks the catalogue of funding sources."""

from django import forms

from actors.models import ActorType


class ApplicantForm(forms.Form):
    """Who wants to apply; left empty, every source is shown."""

    applicant = forms.ChoiceField(
        label="Vem ska söka?",
        required=False,
        choices=[("", "Alla"), *ActorType.choices],
    )
