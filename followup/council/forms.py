"""What the council's secretaries fill in."""

from datetime import datetime, time
from typing import Any, cast

from django import forms
from django.utils import timezone

from actors.models import Actor
from followup.council.agenda import MEETINGS_A_YEAR
from followup.council.decisions import Choice
from followup.council.models import AgendaItem, Meeting


class DayInput(forms.DateInput):
    """A day, in the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """A time of day, in the browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def _needs(words: str) -> dict[str, str]:
    """What the form says when a field that is needed was left empty."""
    return {"required": words}


def _choice_in(form: forms.Form, name: str) -> forms.ModelChoiceField:
    """A form's field that offers rows to choose among, here narrowed to some of them."""
    return cast(forms.ModelChoiceField, form.fields[name])


def _moment(day: Any, clock: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


class YearPlanForm(forms.Form):
    """The days of a year's meetings; all begin at the same time in the same place."""

    year = forms.IntegerField(
        label="År", min_value=2016, max_value=2100, error_messages=_needs("Skriv vilket år.")
    )
    begins = forms.TimeField(
        label="Mötena börjar klockan",
        initial=time(9),
        widget=ClockInput(),
        error_messages=_needs("Skriv när mötena börjar."),
    )
    place = forms.CharField(label="Plats", max_length=160, required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, label_suffix="", **options)
        for number in range(1, MEETINGS_A_YEAR + 1):
            self.fields[f"day_{number}"] = forms.DateField(
                label=f"Möte {number}",
                widget=DayInput(),
                error_messages=_needs(f"Välj dag för möte {number}."),
            )
        self.fields[
            f"day_{MEETINGS_A_YEAR}"
        ].help_text = "Årets sista möte. Där läggs årsrapporten och prioriteringarna fram."
        self.order_fields(["year", *self._day_names(), "begins", "place"])

    @staticmethod
    def _day_names() -> list[str]:
        return [f"day_{number}" for number in range(1, MEETINGS_A_YEAR + 1)]

    def clean(self) -> dict[str, Any]:
        """The days are in the year, in order, and no two the same."""
        data = super().clean() or {}
        days: list[Any] = [data.get(name) for name in self._day_names()]
        for name, day in zip(self._day_names(), days, strict=True):
            if day and data.get("year") and day.year != data["year"]:
                self.add_error(name, f"Dagen ska ligga i {data['year']}.")
        if all(days) and days != sorted(set(days)):
            self.add_error(self._day_names()[-1], "Mötena ska komma i ordning, ett per dag.")
        return data

    def starts(self) -> list[datetime]:
        """When each meeting begins, Swedish time."""
        data = self.cleaned_data
        return [_moment(data[name], data["begins"]) for name in self._day_names()]


class MeetingForm(forms.Form):
    """Another time or place for one meeting."""

    day = forms.DateField(
        label="Dag", widget=DayInput(), error_messages=_needs("Välj vilken dag mötet är.")
    )
    begins = forms.TimeField(
        label="Klockan", widget=ClockInput(), error_messages=_needs("Skriv när mötet börjar.")
    )
    place = forms.CharField(label="Plats", max_length=160, required=False)

    def __init__(self, data: Any = None, *, meeting: Meeting, **options: Any) -> None:
        local = timezone.localtime(meeting.starts_at)
        initial = {"day": local.date(), "begins": local.time(), "place": meeting.place}
        super().__init__(data, label_suffix="", initial=initial, **options)
        self.meeting = meeting

    def clean_day(self) -> Any:
        """A meeting keeps its year, since its decisions are numbered in it."""
        day = self.cleaned_data["day"]
        if day.year != self.meeting.year:
            raise forms.ValidationError(f"Dagen ska ligga i {self.meeting.year}.")
        return day

    def starts_at(self) -> datetime:
        """When the meeting begins, Swedish time."""
        return _moment(self.cleaned_data["day"], self.cleaned_data["begins"])


class AgendaItemForm(forms.ModelForm):
    """One more matter for the agenda."""

    class Meta:
        model = AgendaItem
        fields = ("title", "kind", "text")
        widgets = {"text": forms.Textarea({"rows": 3})}
        error_messages = {"title": _needs("Skriv vad ärendet gäller.")}

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, label_suffix="", **options)


class DecisionForm(forms.Form):
    """A decision in words, for matters that are not proposals."""

    item = forms.ModelChoiceField(AgendaItem.objects.none(), label="Ärende", empty_label=None)
    text = forms.CharField(
        label="Beslut",
        max_length=2_000,
        error_messages=_needs("Skriv beslutet."),
        widget=forms.Textarea({"rows": 3}),
        help_text="Skriv hela meningen, till exempel: Rådet ställer sig bakom årsrapporten.",
    )

    def __init__(self, data: Any = None, *, meeting: Meeting, **options: Any) -> None:
        super().__init__(data, label_suffix="", **options)
        _choice_in(self, "item").queryset = meeting.agenda.order_by("order")


class FocusGroupForm(forms.Form):
    """Who is to work on a priority, with what, until when, and which matter it is decided in."""

    item = forms.ModelChoiceField(
        AgendaItem.objects.none(), label="Beslutas i ärendet", empty_label=None
    )
    name = forms.CharField(
        label="Gruppens namn",
        max_length=140,
        initial="Fokusgruppen för ",
        error_messages=_needs("Skriv vad gruppen heter."),
    )
    convener = forms.ModelChoiceField(
        Actor.objects.none(),
        label="Sammankallande",
        empty_label="Välj organisation",
        error_messages=_needs("Välj vilken organisation som är sammankallande."),
    )
    members = forms.ModelMultipleChoiceField(
        Actor.objects.none(),
        label="Organisationer i gruppen",
        widget=forms.CheckboxSelectMultiple,
        error_messages=_needs("Välj minst en organisation."),
    )
    assignment = forms.CharField(
        label="Uppdrag",
        max_length=4_000,
        widget=forms.Textarea({"rows": 4}),
        error_messages=_needs("Skriv vad gruppen ska göra."),
    )
    report_back_on = forms.DateField(
        label="Återrapporterar till rådet", widget=DayInput(), required=False
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, label_suffix="", **options)
        actors = Actor.objects.counted().in_county_order()
        _choice_in(self, "item").queryset = _matters_that_can_decide()
        _choice_in(self, "convener").queryset = actors
        _choice_in(self, "members").queryset = actors

    def may_be_decided(self) -> bool:
        """Whether there is any matter that the group can be appointed in."""
        return _matters_that_can_decide().exists()


def _matters_that_can_decide() -> Any:
    deciding = [Meeting.State.SUMMONED, Meeting.State.HELD]
    items = AgendaItem.objects.filter(meeting__state__in=deciding)
    return items.select_related("meeting__body").order_by("-meeting__starts_at", "-order")


class PrioritiesForm(forms.Form):
    """The council's choice about each proposal; several may be left for later."""

    def __init__(self, data: Any = None, *, proposals: list[Any], **options: Any) -> None:
        super().__init__(data, label_suffix="", **options)
        for proposal in proposals:
            self.fields[f"proposal_{proposal.pk}"] = forms.ChoiceField(
                choices=Choice.choices, required=False
            )

    def choices(self) -> dict[int, str]:
        """Proposal id to `Choice`, for those that were chosen about."""
        return {
            int(name.removeprefix("proposal_")): choice
            for name, choice in self.cleaned_data.items()
            if choice
        }
