"""Figures that tell how it goes: indicators and their measurements, each with its source."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import formats, timezone
from simple_history.models import HistoricalRecords

from actors.models import Person
from goals.models import GoalArea, SteeringDocument, Strategy, SubGoal
from goals.statistics.querysets import IndicatorQuerySet, MeasurementQuerySet

# A worker writes its heartbeat at every reply; longer silence than this means that it is gone.
SILENCE_OF_THE_DEAD = timedelta(seconds=90)


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
    nobody has to follow it twice; `owner` says it in words when that document is not ours. An
    indicator of the strategy's own says in `why_own` why no existing one would do.

    One may say how many live in each municipality (`is_population`); the share of the county's
    inhabitants that a round covers is worked out from it.

    `next_value_due` is the day from which a new value can be expected; past it the indicator is
    stale until somebody has looked.
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
    why_own = models.TextField("varför ingen befintlig indikator duger", blank=True)
    definition = models.TextField("vad som mäts", blank=True)
    finding = models.CharField("vad siffrorna visar", max_length=200, blank=True)
    baseline_year = models.PositiveSmallIntegerField("utgångsår", null=True, blank=True)
    target_value = models.DecimalField(
        "målvärde", max_digits=14, decimal_places=2, null=True, blank=True
    )
    target_year = models.PositiveSmallIntegerField("målår", null=True, blank=True)
    next_value_due = models.DateField("nästa värde väntas", null=True, blank=True)
    is_strategy_figure = models.BooleanField("siffra i strategins text", default=False)
    is_population = models.BooleanField("visar kommunernas folkmängd", default=False)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    source_place = models.CharField("plats i källan", max_length=200, blank=True)

    history = HistoricalRecords()
    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = "indikator"
        verbose_name_plural = "indikatorer"
        ordering: ClassVar = ["goal_area__number", "order", "title"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(target_value__isnull=True, target_year__isnull=True)
                | Q(target_value__isnull=False, target_year__isnull=False),
                name="target_with_its_year",
            ),
            models.UniqueConstraint(
                fields=["strategy"],
                condition=Q(is_population=True),
                name="one_population_for_each_strategy",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def target(self) -> str:
        """Where it should get to and when, "62,5 procent år 2026"; empty without a target."""
        if self.target_value is None:
            return ""
        return f"{_swedish(self.target_value)} {self.get_unit_display()} år {self.target_year}"


class SeriesBreak(models.Model):
    """A year from which an indicator's values cannot be compared with those before it."""

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="series_breaks", verbose_name="indikator"
    )
    year = models.PositiveSmallIntegerField("från och med år")
    what = models.CharField("vad som ändrades", max_length=240)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "seriebrott"
        verbose_name_plural = "seriebrott"
        ordering: ClassVar = ["indicator", "year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator", "year"], name="one_break_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.what}"


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
    NOT_APPLICABLE = "not_applicable", "Ej tillämpligt"


class SourceLink(models.Model):
    """Where an indicator's values are fetched: a measure of Kolada's or a table of SCB's.

    `places` is a list of `{"id", "title", "level"}`: the source's code, our name of the place and
    a `PlaceLevel`. `selection` is, for SCB, value codes by variable, as `{"Kon": ["1", "2"]}`.
    Years from `first_year` are asked for, up to `last_year` or, without one, to this year.
    """

    class Provider(models.TextChoices):
        KOLADA = "kolada", "Kolada"
        SCB = "scb", "SCB"

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="source_links", verbose_name="indikator"
    )
    provider = models.CharField("källa", max_length=8, choices=Provider.choices)
    external_id = models.CharField("källans beteckning", max_length=40)
    external_title = models.CharField("källans titel", max_length=300)
    selection = models.JSONField("urval", default=dict, blank=True)
    places = models.JSONField("platser", default=list, blank=True)
    first_year = models.PositiveSmallIntegerField("första år")
    last_year = models.PositiveSmallIntegerField("sista år", null=True, blank=True)
    is_active = models.BooleanField("hämtas", default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "koppling till källa"
        verbose_name_plural = "kopplingar till källor"
        ordering: ClassVar = ["indicator", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "provider", "external_id"],
                condition=Q(is_active=True),
                name="one_link_to_a_measure",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_provider_display()} {self.external_id}: {self.external_title}"


class Fetch(models.Model):
    """One time that a source was asked for values: what it replied, and what became of it.

    `replies` is what came, word for word, as a list of `{"address", "body"}`. Nothing in it is a
    measurement until somebody has seen what it would change and taken it in.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Väntar"
        RUNNING = "running", "Hämtar"
        FETCHED = "fetched", "Hämtad, väntar på granskning"
        TAKEN_IN = "taken_in", "Intagen"
        DECLINED = "declined", "Inte intagen"
        FAILED = "failed", "Misslyckades"

    UNDER_WAY: ClassVar = (State.QUEUED, State.RUNNING)

    link = models.ForeignKey(SourceLink, models.CASCADE, related_name="fetches")
    state = models.CharField("läge", max_length=10, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField("svar som har kommit", default=0)
    of = models.PositiveIntegerField("svar som väntas", default=0)
    fault = models.TextField("fel", blank=True)
    replies = models.JSONField("källans svar", default=list, blank=True)
    # Nobody where the portal's own schedule asked.
    requested_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField("begärd", default=timezone.now)
    heartbeat_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField("klar", null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField("granskad", null=True)

    class Meta:
        verbose_name = "hämtning"
        verbose_name_plural = "hämtningar"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["link"],
                condition=Q(state__in=["queued", "running"]),
                name="one_fetch_at_a_time_for_a_link",
            )
        ]

    def __str__(self) -> str:
        return f"{self.link}, {self.get_state_display()}"

    @property
    def is_under_way(self) -> bool:
        """Whether it waits for a worker or is being fetched."""
        return self.state in self.UNDER_WAY

    def is_dead(self, now: datetime) -> bool:
        """Whether it should be under way but nobody has been heard from for too long."""
        return self.is_under_way and now - self.heartbeat_at > SILENCE_OF_THE_DEAD


class MeasurementUpload(models.Model):
    """A workbook or CSV with own measurements; nothing in it counts until it is confirmed.

    `values` is what the file says as plain data (goals/statistics/values.py).
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Väntar på granskning"
        TAKEN_IN = "taken_in", "Intagen"
        DECLINED = "declined", "Inte intagen"

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="uploads")
    file_name = models.CharField("filnamn", max_length=160)
    sha256 = models.CharField("kontrollsumma", max_length=64)
    values = models.JSONField("värden")
    state = models.CharField("läge", max_length=10, choices=State.choices, default=State.WAITING)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("uppladdad", default=timezone.now)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField("granskad", null=True)

    class Meta:
        verbose_name = "uppladdning av mätvärden"
        verbose_name_plural = "uppladdningar av mätvärden"
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.get_state_display()}"


class Measurement(models.Model):
    """One value of an indicator: for whom, where, when, and who says so.

    `value` is in the indicator's unit; `out_of` is the whole where the source says "7 of 10".
    A value that the source gives in words ("over 70 per cent") keeps them in `approximate`.
    When the year or place is not given, the note says so instead of a guess. `is_computed` marks
    what we have worked out ourselves, which a source must not be named for alone.
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
    fetch = models.ForeignKey(
        Fetch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="measurements",
        verbose_name="hämtning",
    )
    upload = models.ForeignKey(
        MeasurementUpload,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="measurements",
        verbose_name="uppladdning",
    )
    is_preliminary = models.BooleanField("preliminärt", default=False)
    is_computed = models.BooleanField("egen bearbetning", default=False)
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
    def is_worked_out(self) -> bool:
        """Whether we have reckoned: marked so, or the share of a whole that the source counts."""
        return self.is_computed or bool(self.out_of and self.value is not None)

    @property
    def is_written(self) -> bool:
        """Whether people write it, as `MeasurementQuerySet.written` has it."""
        in_words = self.out_of is not None or self.approximate
        return self.year is not None and self.fetch_id is None and not in_words

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
