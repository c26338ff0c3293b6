"""Figures that tell how it goes: indicators and their measurements, each with its source."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import formats
from simple_history.models import HistoricalRecords

from goals.models import GoalArea, SteeringDocument, Strategy, SubGoal
from goals.statistics.querysets import IndicatorQuerySet, MeasurementQuerySet


class Unit(models.TextChoices):
    """What a value counts; the label follows the number in running text."""

    PERCENT = "percent", "procent"
    NUMBER = "number", "antal"
    MUNICIPALITIES = "municipalities", "kommuner"
    PERSONS = "persons", "personer"
    MONTHS = "months", "månader"
    INDEX = "index", "index"


class Indicator(models.Model):
    """Something that is measured to see how a goal area or sub-goal develops.

    `owner_document` names the steering document that already follows the same figure, so that
    nobody has to follow it twice; `owner` says it in words when that document is not ours.
    """

    class Direction(models.TextChoices):
        UP = "up", "Ska öka"
        DOWN = "down", "Ska minska"
        NEUTRAL = "neutral", "Ingen önskad riktning"

    strategy = models.ForeignKey(
        Strategy,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name="strategi",
    )
    slug = models.SlugField("adressnamn", unique=True, max_length=100)
    title = models.CharField("titel", max_length=160)
    unit = models.CharField("enhet", max_length=16, choices=Unit.choices)
    direction = models.CharField("önskad riktning", max_length=8, choices=Direction.choices)
    goal_area = models.ForeignKey(
        GoalArea,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name="målområde",
    )
    sub_goals = models.ManyToManyField(
        SubGoal, blank=True, related_name="indicators", verbose_name="delmål"
    )
    owner_document = models.ForeignKey(
        SteeringDocument,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name="dokument som äger indikatorn",
    )
    owner = models.CharField("ägare", max_length=160, blank=True)
    definition = models.TextField("vad som mäts", blank=True)
    finding = models.CharField("vad siffrorna visar", max_length=200, blank=True)
    is_strategy_figure = models.BooleanField("siffra i strategins text", default=False)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    source_place = models.CharField("plats i källan", max_length=200, blank=True)

    history = HistoricalRecords()
    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = "indikator"
        verbose_name_plural = "indikatorer"
        ordering: ClassVar = ["goal_area__number", "order", "title"]

    def __str__(self) -> str:
        return self.title


class PlaceLevel(models.TextChoices):
    """How large a place a measurement speaks of."""

    MUNICIPALITY = "municipality", "Kommun"
    COUNTY = "county", "Län"
    COUNTRY = "country", "Riket"
    ABROAD = "abroad", "Annat land"
    UNSTATED = "unstated", "Anges inte"


class Sex(models.TextChoices):
    """Whom a measurement counts; `total` is all sexes together."""

    WOMEN = "women", "Kvinnor"
    MEN = "men", "Män"
    GIRLS = "girls", "Flickor"
    BOYS = "boys", "Pojkar"
    TOTAL = "total", "Totalt"
    NONE = "none", "Gäller inte personer"


class MissingReason(models.TextChoices):
    """Why a measurement has no value; a missing value is never a zero."""

    SUPPRESSED = "suppressed", "Döljs eftersom gruppen är liten"
    NOT_COLLECTED = "not_collected", "Uppgiften samlas inte in"
    NOT_PUBLISHED = "not_published", "Uppgiften är inte publicerad"
    NOT_IN_SOURCE = "not_in_source", "Källan anger ingen siffra"


class Measurement(models.Model):
    """One value of an indicator: for whom, where, when, and who says so.

    `value` is in the indicator's unit; `out_of` is the whole where the source says "7 of 10".
    A value that the source gives in words ("over 70 per cent") keeps them in `approximate`.
    When the year or place is not given, the note says so instead of a guess.
    """

    class Role(models.TextChoices):
        MAIN = "main", "Huvudgrupp"
        COMPARISON = "comparison", "Jämförelsegrupp"

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="measurements", verbose_name="indikator"
    )
    year = models.PositiveSmallIntegerField("år", null=True, blank=True)
    year_note = models.CharField("om året", max_length=120, blank=True)
    place = models.CharField("plats", max_length=120, blank=True)
    place_level = models.CharField(
        "platsens nivå", max_length=16, choices=PlaceLevel.choices, default=PlaceLevel.UNSTATED
    )
    group = models.CharField("grupp", max_length=160, blank=True)
    role = models.CharField("roll", max_length=12, choices=Role.choices, default=Role.MAIN)
    sex = models.CharField("kön", max_length=8, choices=Sex.choices, default=Sex.TOTAL)
    origin = models.CharField("ursprung", max_length=120, blank=True)
    value = models.DecimalField("värde", max_digits=14, decimal_places=2, null=True, blank=True)
    out_of = models.DecimalField("av", max_digits=14, decimal_places=2, null=True, blank=True)
    missing_reason = models.CharField(
        "varför värdet saknas", max_length=16, choices=MissingReason.choices, blank=True
    )
    approximate = models.CharField("källans ungefärliga uttryck", max_length=80, blank=True)
    source = models.CharField("källa", max_length=240)
    source_place = models.CharField("plats i källan", max_length=200, blank=True)
    fetched_on = models.DateField("hämtad", null=True, blank=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    superseded_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name="ersatt av",
    )

    history = HistoricalRecords()
    objects = MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = "mätvärde"
        verbose_name_plural = "mätvärden"
        ordering: ClassVar = ["indicator", "year", "order", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(value__isnull=False, missing_reason="")
                | (Q(value__isnull=True) & ~Q(missing_reason="")),
                name="value_or_why_it_is_missing",
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=False) | ~Q(year_note=""),
                name="year_or_why_it_is_missing",
            ),
            models.UniqueConstraint(
                fields=["indicator", "year", "place", "group", "sex", "origin"],
                condition=Q(superseded_by__isnull=True, year__isnull=False),
                name="one_valid_value_a_year",
            ),
            models.UniqueConstraint(
                fields=["indicator", "place", "group", "sex", "origin"],
                condition=Q(superseded_by__isnull=True, year__isnull=True),
                name="one_valid_value_without_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.group} {self.shown}"

    @property
    def number(self) -> str:
        """The bare value in Swedish form, without needless decimals: "31" or "2,5"."""
        return _swedish(self.value) if self.value is not None else ""

    @property
    def shown(self) -> str:
        """The value as it is read aloud: "31 %", "7 av 10 kommuner", "över 70 %"."""
        if self.value is None:
            return self.get_missing_reason_display()
        if self.approximate:
            return self.approximate
        unit = self.indicator.get_unit_display()
        if self.out_of is not None:
            return f"{self.number} av {_swedish(self.out_of)} {unit}"
        if self.indicator.unit == Unit.PERCENT:
            return f"{self.number}\N{NO-BREAK SPACE}%"
        return f"{self.number}\N{NO-BREAK SPACE}{unit}"

    @property
    def time(self) -> str:
        """The year, or what is said of it where no year is known."""
        return str(self.year) if self.year else self.year_note

    @property
    def where(self) -> str:
        """The place, or that none is given."""
        return self.place or "plats anges inte"


def _swedish(value: Decimal) -> str:
    """A number with decimal comma and no trailing zeros."""
    short = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    return formats.number_format(short)
