"""What a focus group writes about an activity."""

import calendar
from datetime import date
from typing import Any, cast

from django import forms

from actors.models import Actor
from followup.council.forms import DayInput
from followup.council.models import Activity, ActivityPlan
from followup.rounds.forms import EditionForm
from funding.models import FundingSource
from goals.models import SubGoal

MADE, OMITTED, LATER = "made", "omitted", "later"


class MonthField(forms.DateField):
    """A month, chosen or written as 2027-02: its first day."""

    widget = forms.DateInput(format="%Y-%m", attrs={"type": "month"})

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m"],
            help_text="Skriv år och månad, till exempel 2027-02.",
            **options,
        )
        self.error_messages["invalid"] = "Skriv år och månad, till exempel 2027-02."


class LastMonthField(MonthField):
    """A month, as its last day."""

    def clean(self, value: Any) -> date | None:
        """The month's last day."""
        first = super().clean(value)
        return first and first.replace(day=calendar.monthrange(first.year, first.month)[1])


class ManyField(forms.ModelMultipleChoiceField):
    """Several rows of a register, as a list in a lasting order."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        """The chosen rows."""
        return list(super().clean(value).order_by("pk"))


def _number(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=1_000_000)


def _text(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=4_000,
        help_text=help_text,
        widget=forms.Textarea({"rows": 3}),
    )


class ActivityForm(EditionForm):
    """An activity: what, who, when, with what money, to what effect, and the children's view."""

    activity_id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        label="Vad ska göras?",
        max_length=200,
        help_text="Några ord. De står som rubrik i planen och i enkäten.",
        error_messages={"required": "Skriv vad som ska göras."},
    )
    description = _text("Beskriv aktiviteten")
    sub_goal = forms.ModelChoiceField(
        SubGoal.objects.none(), label="Vilket delmål bidrar den till?", empty_label=None
    )
    responsible = ManyField(
        queryset=Actor.objects.none(),
        label="Vem ansvarar?",
        help_text="Aktiviteten kommer med i de ansvarigas enkät när planen är beslutad. "
        "Organisationerna i gruppen står först.",
        error_messages={"required": "Kryssa för minst en ansvarig."},
    )
    participants = ManyField(
        queryset=Actor.objects.none(), label="Vilka fler deltar?", required=False
    )
    starts_on = MonthField(
        label="Från och med", error_messages={"required": "Skriv vilken månad den börjar."}
    )
    ends_on = LastMonthField(
        label="Till och med", error_messages={"required": "Skriv vilken månad den slutar."}
    )
    funding_sources = ManyField(
        queryset=FundingSource.objects.none(), label="Vilken finansiering?", required=False
    )
    funding = _text("Mer om pengarna", "Till exempel egen budget, belopp eller sökta medel.")
    expected_effect = _text("Vilken effekt väntar ni er?", "Vad ska vara annorlunda efteråt?")
    women = _number("Kvinnor")
    men = _number("Män")
    girls = _number("Flickor")
    boys = _number("Pojkar")
    unknown = _number("Okänt kön")
    child_rights = forms.ChoiceField(
        label="Är en barnkonsekvensanalys gjord?",
        choices=[(MADE, "Ja"), (OMITTED, "Nej, den behövs inte"), (LATER, "Inte än")],
        initial=LATER,
        widget=forms.RadioSelect,
        help_text="Den ska göras tidigt. Planen kan beslutas först när svaret är ja eller nej.",
        error_messages={"required": "Svara om en barnkonsekvensanalys är gjord."},
    )
    child_rights_assessed_on = forms.DateField(
        label="Vilken dag blev den klar?", required=False, widget=DayInput()
    )
    child_rights_link = forms.URLField(
        label="Länk till analysen", required=False, max_length=500, assume_scheme="https"
    )
    child_rights_omitted_because = _text("Varför behövs den inte?")

    def __init__(self, data: Any = None, *, plan: ActivityPlan, **options: Any) -> None:
        super().__init__(data, label_suffix="", **options)
        group = plan.group
        actors = Actor.objects.counted().first_those_in(group.body)
        area = group.priority.sub_goal.goal_area_id
        self._offer("sub_goal", SubGoal.objects.filter(goal_area=area).in_order())
        self._offer("responsible", actors)
        self._offer("participants", actors)
        self._offer("funding_sources", FundingSource.objects.all())
        self.fields["sub_goal"].initial = group.priority.sub_goal_id

    def _offer(self, name: str, rows: Any) -> None:
        cast(forms.ModelChoiceField, self.fields[name]).queryset = rows

    @staticmethod
    def stored(activity: Activity, fields: dict[str, Any]) -> dict[str, Any]:
        """An activity as the form's first values; `fields` as `plans.as_stored` gives them."""
        settled = MADE if activity.child_rights_assessed_on else LATER
        if activity.child_rights_omitted_because:
            settled = OMITTED
        return fields | {"activity_id": activity.pk, "child_rights": settled}

    def clean(self) -> dict[str, Any]:
        """The months come in order; what belongs to another answer is left out."""
        data = super().clean() or {}
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "Den kan inte sluta före månaden då den börjar.")
        responsible = data.get("responsible") or []
        data["participants"] = [a for a in data.get("participants", []) if a not in responsible]
        self._settle(data)
        return data

    def _settle(self, data: dict[str, Any]) -> None:
        said = data.get("child_rights")
        if said == MADE:
            day = "child_rights_assessed_on"
            if not data.get(day) and day not in self.errors:
                self.add_error(day, "Skriv vilken dag analysen blev klar.")
        else:
            data |= {"child_rights_assessed_on": None, "child_rights_link": ""}
            for name in ("child_rights_assessed_on", "child_rights_link"):
                self.errors.pop(name, None)
        if said == OMITTED:
            if not data.get("child_rights_omitted_because"):
                self.add_error("child_rights_omitted_because", "Skriv varför den inte behövs.")
        else:
            data["child_rights_omitted_because"] = ""

    def activity(self) -> dict[str, Any]:
        """The activity's fields as written; the answer about the children is in three of them."""
        apart = {"child_rights", "activity_id"}
        return {name: value for name, value in self.changes().items() if name not in apart}

    def has_more_parties(self) -> bool:
        """Whether somebody else takes part, so that the list of them stands open."""
        return bool(self["participants"].value())

    def has_funding_sources(self) -> bool:
        """Whether a source is chosen, so that the list of them stands open."""
        return bool(self["funding_sources"].value())


class ReopenPlanForm(forms.Form):
    """Why a decided plan is to be changed."""

    reason = forms.CharField(
        label="Varför ska planen ändras?",
        max_length=1_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Skälet står i planens historik.",
        error_messages={"required": "Skriv varför planen ska ändras."},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
