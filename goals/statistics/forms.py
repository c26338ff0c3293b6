"""What is written about indicators, their sources and their values."""

from collections.abc import Iterable
from math import prod
from typing import Any

from django import forms
from django.utils import timezone

from goals.models import GoalArea, SteeringDocument, SubGoal
from goals.statistics.models import Indicator, MissingReason, SeriesBreak, Sex
from goals.statistics.own_values import (
    COLUMNS,
    FIRST_YEAR,
    LAST_YEAR,
    YES,
    NotAValueError,
    Places,
    Row,
    read_row,
)
from goals.statistics.sources.found import Place
from goals.statistics.sources.scb import MOST_CELLS, Table, Variable
from goals.statistics.values import Value


class DayField(forms.DateField):
    """A day, chosen or written as 2026-10-30."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {}).setdefault(
            "invalid", "Skriv dagen som år-månad-dag, till exempel 2026-10-30."
        )
        super().__init__(**options)


class YearField(forms.IntegerField):
    """A year in four digits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            min_value=FIRST_YEAR,
            max_value=LAST_YEAR,
            error_messages={"invalid": "Skriv året med fyra siffror, till exempel 2026."},
            **options,
        )


class SearchForm(forms.Form):
    """Words of a title."""

    q = forms.CharField(
        label="Sök på titel",
        max_length=100,
        min_length=3,
        help_text="Ett eller flera ord ur titeln, till exempel trångbodda.",
        error_messages={"min_length": "Skriv minst tre tecken."},
    )


class NextDueForm(forms.Form):
    """When the next value can be expected."""

    next_value_due = DayField(
        label="När väntas nästa värde?",
        required=False,
        help_text="Då hämtas värdena av sig själva och ni påminns.",
    )


class LinkForm(forms.Form):
    """Which years of a source are fetched."""

    first_year = YearField(label="Från och med år")
    last_year = YearField(
        label="Till och med år", required=False, help_text="Lämna tomt för att alltid ta med i år."
    )

    def clean(self) -> dict[str, Any]:
        """Years in order, and not so many that they were mistyped."""
        data = super().clean() or {}
        first, last = data.get("first_year"), data.get("last_year") or timezone.localdate().year
        if first and first > last:
            self.add_error("first_year", f"Det första året kan inte vara efter {last}.")
        elif first and last - first > 60:
            self.add_error("first_year", "Välj högst 60 år.")
        return data


class KoladaLinkForm(LinkForm):
    """Which places and years of one of Kolada's measures."""

    places = forms.MultipleChoiceField(
        label="Platser",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst en plats."},
    )
    field_order = ("places", "first_year", "last_year")

    def __init__(self, *args: Any, places: list[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = {place.id: place for place in places}
        choices: Any = [(place.id, place.title) for place in places]
        self.fields["places"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.fields["places"].initial = list(self.known)

    def facts(self) -> dict[str, Any]:
        """What is stored of the link."""
        data = self.cleaned_data
        return {
            "places": _places(self.known[code] for code in data["places"]),
            "first_year": data["first_year"],
            "last_year": data["last_year"],
        }


class ScbLinkForm(LinkForm):
    """Which values of each of a table's variables, and which years."""

    def __init__(self, *args: Any, table: Table, places: list[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        self.table = table
        self.known = {place.id: place for place in places}
        for variable in table.chosen_from:
            self.fields[variable.code] = self._field(variable)
        self.order_fields([variable.code for variable in table.chosen_from])

    def _field(self, variable: Variable) -> forms.Field:
        label = variable.label[:1].upper() + variable.label[1:]
        choices = list(variable.values.items())
        if variable.tells == "place":
            choices = [(place.id, place.title) for place in self.known.values()]
        only = [code for code, _ in choices] if len(choices) == 1 else None
        if variable.tells == "contents":
            return forms.ChoiceField(
                label="Vad ska hämtas?",
                choices=choices,
                widget=forms.RadioSelect,
                initial=only and only[0],
                error_messages={"required": "Välj vad som ska hämtas."},
            )
        everything = variable.tells in {"place", "sex"}
        return forms.MultipleChoiceField(
            label=label,
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            initial=[code for code, _ in choices] if everything else only,
            error_messages={"required": "Välj minst ett."},
        )

    def clean(self) -> dict[str, Any]:
        """Also not more cells than somebody can look through."""
        data = super().clean()
        if self.errors:
            return data
        last = data["last_year"] or timezone.localdate().year
        cells = prod(len(values) for values in self._selection().values())
        cells *= last - data["first_year"] + 1
        if cells > MOST_CELLS:
            most = f"{MOST_CELLS:,}".replace(",", "\N{NO-BREAK SPACE}")
            raise forms.ValidationError(
                f"Valet ger {cells} värden. Välj färre, så att det blir högst {most}."
            )
        return data

    def _selection(self) -> dict[str, list[str]]:
        chosen = {one.code: self.cleaned_data[one.code] for one in self.table.chosen_from}
        return {code: [one] if isinstance(one, str) else one for code, one in chosen.items()}

    def facts(self) -> dict[str, Any]:
        """What is stored of the link."""
        where, selection = self.table.telling("place"), self._selection()
        return {
            "selection": selection,
            "places": _places(self.known[code] for code in selection[where.code]) if where else [],
            "first_year": self.cleaned_data["first_year"],
            "last_year": self.cleaned_data["last_year"],
        }


def _places(chosen: Iterable[Place]) -> list[dict[str, str]]:
    return [{"id": one.id, "title": one.title, "level": str(one.level)} for one in chosen]


class NumberedGoals(forms.ModelMultipleChoiceField):
    """Sub-goals by their numbers, in the strategy's order."""

    def label_from_instance(self, obj: SubGoal) -> str:
        """As "5.1 Fler i arbete"."""
        return f"{obj.goal_area.number}.{obj.number} {obj.title}"


class IndicatorForm(forms.ModelForm):
    """What an indicator is, who owns it, and where it should get to.

    `edition` is what the writer saw, so that two who change the same indicator both see it.
    """

    edition = forms.CharField(required=False, widget=forms.HiddenInput)
    sub_goals = NumberedGoals(
        label="Delmål",
        queryset=SubGoal.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    next_value_due = DayField(
        label="När väntas nästa värde?",
        required=False,
        help_text="Då hämtas värdena av sig själva, om de hämtas, och ni påminns.",
    )
    baseline_year = YearField(
        label="Utgångsår", required=False, help_text="Året som utvecklingen jämförs med."
    )
    target_year = YearField(label="Målår", required=False)

    class Meta:
        model = Indicator
        fields = (
            "title",
            "definition",
            "unit",
            "direction",
            "owner_document",
            "owner",
            "why_own",
            "goal_area",
            "sub_goals",
            "baseline_year",
            "target_value",
            "target_year",
            "next_value_due",
            "is_population",
        )
        labels = {  # Django's own way
            "is_population": "Indikatorn visar kommunernas folkmängd",
            "owner_document": "Styrdokument som redan följer indikatorn",
            "owner": "Annan ägare",
            "why_own": "Varför duger ingen befintlig indikator?",
        }
        help_texts = {
            "definition": "Vad som räknas och av vad, i en mening.",
            "owner": "Om ägaren inte finns i listan, till exempel Folkhälsomyndigheten.",
            "why_own": "Behövs bara när indikatorn är strategins egen.",
            "is_population": "Då räknas hur stor del av invånarna som bor där kommunen svarar.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        goals = SubGoal.objects.in_order()
        strategy = self.instance.strategy_id
        areas = GoalArea.objects.order_by("strategy", "number")
        documents = SteeringDocument.objects.order_by("order")
        if strategy:
            goals = goals.filter(goal_area__strategy=strategy)
            areas, documents = areas.filter(strategy=strategy), documents.filter(strategy=strategy)
        fields["sub_goals"].queryset = goals
        fields["goal_area"].queryset, fields["owner_document"].queryset = areas, documents
        fields["goal_area"].empty_label = "Hela strategin"
        fields["owner_document"].empty_label = "Inget av dem"
        fields["definition"].widget.attrs["rows"] = 3
        fields["why_own"].widget.attrs["rows"] = 3
        fields["target_value"].localize = True
        fields["target_value"].widget.is_localized = True
        fields["target_value"].widget.input_type = "text"

    def clean(self) -> dict[str, Any]:
        """A target has its year, and an own indicator its reason."""
        data = super().clean() or {}
        if (data.get("target_value") is None) != (data.get("target_year") is None):
            missing = "target_year" if data.get("target_year") is None else "target_value"
            if missing not in self.errors:
                self.add_error(missing, "Ett mål har både ett värde och ett år. Skriv båda.")
        owned = data.get("owner_document") or data.get("owner")
        if not owned and not data.get("why_own") and not self.instance.is_strategy_figure:
            self.add_error(
                "why_own",
                "Skriv varför ingen befintlig indikator duger, eller ange vem som äger den.",
            )
        self._refuse_a_second_population(bool(data.get("is_population")))
        return data

    def _refuse_a_second_population(self, is_population: bool) -> None:
        """One indicator of a strategy says how many live in its municipalities."""
        others = Indicator.objects.exclude(pk=self.instance.pk).filter(
            strategy=self.instance.strategy_id, is_population=True
        )
        if is_population and (other := others.first()):
            self.add_error("is_population", f"Det gör redan ”{other}”. Ändra den först.")


class BreakForm(forms.ModelForm):
    """From which year values cannot be compared with those before, and why."""

    year = YearField(label="Från och med år")

    class Meta:
        model = SeriesBreak
        fields = ("year", "what")
        help_texts = {"what": "Till exempel: SCB räknar på ett nytt sätt."}


class ValueForm(forms.Form):
    """One own measurement, in the same words as the files have."""

    year = forms.CharField(label="År", max_length=4)
    place = forms.CharField(label="Plats", max_length=120)
    sex = forms.ChoiceField(label="Kön", choices=[(one, one) for one in Sex.labels])
    group = forms.CharField(label="Grupp", max_length=160, required=False)
    origin = forms.CharField(label="Ursprung", max_length=120, required=False)
    value = forms.CharField(label="Värde", max_length=40, required=False)
    missing_reason = forms.ChoiceField(
        label="Saknas därför",
        required=False,
        choices=[("", "Det finns ett värde"), *((one, one) for one in MissingReason.labels)],
    )
    is_preliminary = forms.BooleanField(label="Värdet är preliminärt", required=False)
    is_computed = forms.BooleanField(label="Vi har räknat på värdet själva", required=False)
    source = forms.CharField(label="Källa", max_length=240)

    def __init__(self, *args: Any, row: Row | None = None, **options: Any) -> None:
        """`row` is a measurement in words, to start from."""
        initial: dict[str, Any] = {**(row or {"sex": Sex.TOTAL.label})}
        for name in ("is_preliminary", "is_computed"):
            initial[name] = initial.get(name) == YES
        options["initial"] = initial
        super().__init__(*args, **options)
        for column in COLUMNS:
            if not column.choices:
                self.fields[column.key].help_text = column.how
        self.read: Value | None = None

    def clean(self) -> dict[str, Any]:
        """The value that the words say, in `read`."""
        data = super().clean() or {}
        words = {key: YES if one is True else str(one or "") for key, one in data.items()}
        try:
            self.read = read_row(words, Places())
        except NotAValueError as wrong:
            for name, fault in wrong.faults.items():
                if name not in self.errors:
                    self.add_error(name, fault)
        return data
