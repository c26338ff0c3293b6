"""What a region has decided to reach: strategies, goal areas, sub-goals and what they rest on."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from actors.models import Actor
from goals.querysets import GoalAreaQuerySet, StrategyQuerySet, SubGoalQuerySet


class Strategy(models.Model):
    """An agreement that organisations in a region follow up together over some years.

    `goal_period` is the period that the goals themselves name, which a source may give
    differently from the years of the document: both are kept as facts.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Under arbete"
        CURRENT = "current", "Gäller nu"
        CLOSED = "closed", "Avslutad"

    slug = models.SlugField("adressnamn", unique=True, max_length=80)
    title = models.CharField("titel", max_length=160)
    region_name = models.CharField("område", max_length=120)
    vision = models.TextField("vision", blank=True)
    overall_goal = models.TextField("övergripande mål", blank=True)
    purpose = models.TextField("syfte", blank=True)
    situation = models.TextField("läget i stort", blank=True)
    follow_up = models.TextField("uppföljning", blank=True)
    year_from = models.PositiveSmallIntegerField("från och med år")
    year_to = models.PositiveSmallIntegerField("till och med år")
    goal_period = models.CharField("målens period enligt källan", max_length=40, blank=True)
    origin = models.TextField("tillkomst", blank=True)
    status = models.CharField("läge", max_length=12, choices=Status.choices, default=Status.DRAFT)
    supersedes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name="ersätter",
    )
    source_document = models.CharField("källdokument", max_length=200, blank=True)
    source_place = models.CharField("plats i källan", max_length=200, blank=True)

    history = HistoricalRecords()
    objects = StrategyQuerySet.as_manager()

    class Meta:
        verbose_name = "strategi"
        verbose_name_plural = "strategier"
        ordering: ClassVar = ["-year_from", "title"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["status"],
                condition=models.Q(status="current"),
                name="one_current_strategy",
            ),
            models.CheckConstraint(
                condition=models.Q(year_to__gte=models.F("year_from")),
                name="strategy_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def covers(self, year: int) -> bool:
        """Whether the strategy applies in a year, its first and last years included."""
        return self.year_from <= year <= self.year_to

    @property
    def years(self) -> str:
        """The years as they are written: "2021–2026"."""
        return f"{self.year_from}–{self.year_to}"


class TargetGroup(models.Model):
    """People for whom the strategy is made."""

    class Level(models.TextChoices):
        PRIMARY = "primary", "Primär"
        SECONDARY = "secondary", "Sekundär"

    strategy = models.ForeignKey(
        Strategy, models.CASCADE, related_name="target_groups", verbose_name="strategi"
    )
    slug = models.SlugField("adressnamn", max_length=80)
    name = models.CharField("namn", max_length=120)
    description = models.TextField("beskrivning", blank=True)
    level = models.CharField("nivå", max_length=12, choices=Level.choices)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    source_place = models.CharField("plats i källan", max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "målgrupp"
        verbose_name_plural = "målgrupper"
        ordering: ClassVar = ["strategy", "order"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["strategy", "slug"], name="target_group_once_per_strategy"
            )
        ]

    def __str__(self) -> str:
        return self.name


class SteeringDocument(models.Model):
    """A law, goal or plan that the strategy starts from; parts of it point at it as parent."""

    class Level(models.TextChoices):
        GLOBAL = "global", "Global nivå"
        NATIONAL = "national", "Nationell nivå"
        REGIONAL = "regional", "Regional nivå"

    strategy = models.ForeignKey(
        Strategy, models.CASCADE, related_name="steering_documents", verbose_name="strategi"
    )
    slug = models.SlugField("adressnamn", max_length=80)
    title = models.CharField("titel", max_length=200)
    level = models.CharField("nivå", max_length=12, choices=Level.choices)
    owner = models.CharField("ägare", max_length=160, blank=True)
    description = models.TextField("beskrivning", blank=True)
    url = models.URLField("adress", blank=True)
    years = models.CharField("år", max_length=40, blank=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name="del av",
    )
    source_place = models.CharField("plats i källan", max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "styrdokument"
        verbose_name_plural = "styrdokument"
        ordering: ClassVar = ["strategy", "order"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["strategy", "slug"], name="steering_document_once_per_strategy"
            )
        ]

    def __str__(self) -> str:
        return self.title


class GoalArea(models.Model):
    """One of the areas a strategy is divided into, with one goal and several sub-goals.

    `number` is the portal's own and runs from 1; `source_number` is what the source prints.
    """

    strategy = models.ForeignKey(
        Strategy, models.CASCADE, related_name="goal_areas", verbose_name="strategi"
    )
    number = models.PositiveSmallIntegerField("nummer")
    source_number = models.CharField("nummer i källan", max_length=10, blank=True)
    slug = models.SlugField("adressnamn", max_length=80)
    title = models.CharField("namn", max_length=120)
    situation = models.TextField("läget", blank=True)
    goal = models.TextField("mål")
    order = models.PositiveSmallIntegerField("ordning", default=0)
    source_place = models.CharField("plats i källan", max_length=200, blank=True)

    history = HistoricalRecords()
    objects = GoalAreaQuerySet.as_manager()

    class Meta:
        verbose_name = "målområde"
        verbose_name_plural = "målområden"
        ordering: ClassVar = ["strategy", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["strategy", "number"], name="area_number_once_per_strategy"
            ),
            models.UniqueConstraint(
                fields=["strategy", "slug"], name="area_slug_once_per_strategy"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The area's page."""
        return reverse("goals:area", args=[self.number, self.slug])

    @property
    def glyph(self) -> int:
        """Which of the area shapes (1–6) marks it; shape and name always stand together."""
        return self.number


class SubGoal(models.Model):
    """One thing to reach within a goal area.

    `slug` is the lasting key: surveys, priorities and plans of all years point at it, also
    when its wording changes or a later strategy takes it over (`derived_from`).
    """

    class Kind(models.TextChoices):
        EFFECT = "effect", "Effektmål"
        RESULT = "result", "Resultatmål"
        ACTIVITY = "activity", "Aktivitet"

    goal_area = models.ForeignKey(
        GoalArea, models.CASCADE, related_name="sub_goals", verbose_name="målområde"
    )
    number = models.PositiveSmallIntegerField("nummer")
    slug = models.SlugField("nyckel", max_length=80)
    title = models.CharField("kort titel", max_length=100)
    wording = models.TextField("lydelse")
    kind = models.CharField("slag", max_length=12, choices=Kind.choices)
    kind_is_our_reading = models.BooleanField("slaget är portalens läsning", default=True)
    responsible = models.ManyToManyField(
        Actor, blank=True, related_name="responsible_for", verbose_name="ansvariga aktörer"
    )
    responsible_note = models.TextField("ansvariga enligt källan", blank=True)
    derived_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name="övertaget från",
    )
    source_place = models.CharField("plats i källan", max_length=200, blank=True)

    history = HistoricalRecords()
    objects = SubGoalQuerySet.as_manager()

    class Meta:
        verbose_name = "delmål"
        verbose_name_plural = "delmål"
        ordering: ClassVar = ["goal_area", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["goal_area", "number"], name="sub_goal_number_once_per_area"
            ),
            models.UniqueConstraint(
                fields=["goal_area", "slug"], name="sub_goal_key_once_per_area"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        """Area and number, as people say it: "5.1"."""
        return f"{self.goal_area.number}.{self.number}"
