"""The texts of the year's report, which the preparation group writes."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from actors.models import Person
from followup.rounds.models import Round
from goals.models import GoalArea


class PartText(models.Model):
    """One text of a year's report: the foreword, or how one goal area develops.

    `text` is Markdown (`strategy_portal.markdown`). `edition` counts the saves that took hold, so
    that two who write at once are told instead of overwriting each other. A part that nobody has
    written has no row; `followup.review.writing.querysets` gives it as an unsaved one.
    """

    class Kind(models.TextChoices):
        FOREWORD = "foreword", "Förord"
        SUMMARY = "summary", "Sammanfattning"
        METHOD = "method", "Så gjordes uppföljningen"
        DEVELOPMENT = "development", "Hur ser utvecklingen ut?"
        INTERVENTIONS = "interventions", "Vilka insatser har genomförts?"
        CHALLENGES = "challenges", "Nya utmaningar"

        @property
        def slug(self) -> str:
            """Its name in an address."""
            return _SLUGS[self.value]

    OF_THE_YEAR: ClassVar = (Kind.FOREWORD, Kind.SUMMARY, Kind.METHOD)
    OF_AN_AREA: ClassVar = (Kind.DEVELOPMENT, Kind.INTERVENTIONS, Kind.CHALLENGES)

    class State(models.TextChoices):
        WRITING = "writing", "Skrivs"
        READY = "ready", "Klar att läsas"
        PUT_FORWARD = "put_forward", "Framförd"

    round = models.ForeignKey(Round, models.CASCADE, related_name="part_texts")
    kind = models.CharField("del", max_length=15, choices=Kind.choices)
    goal_area = models.ForeignKey(
        GoalArea, models.PROTECT, null=True, blank=True, related_name="part_texts"
    )
    text = models.TextField("text", blank=True)
    edition = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(null=True)
    updated_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ansvarig"
    )
    state = models.CharField("läge", max_length=12, choices=State.choices, default=State.WRITING)
    state_changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "text i årsrapporten"
        verbose_name_plural = "texter i årsrapporten"
        ordering: ClassVar = ["round__year", "goal_area__number", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "kind"],
                condition=Q(goal_area__isnull=True),
                name="one_text_for_each_part_of_the_year",
            ),
            models.UniqueConstraint(
                fields=["round", "kind", "goal_area"],
                condition=Q(goal_area__isnull=False),
                name="one_text_for_each_part_of_an_area",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["foreword", "summary", "method"], goal_area__isnull=True)
                | Q(
                    kind__in=["development", "interventions", "challenges"],
                    goal_area__isnull=False,
                ),
                name="a_text_is_of_the_year_or_of_an_area",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.round.year}"

    @property
    def title(self) -> str:
        """Where it stands in the report, for a list of all texts."""
        heading = self.get_kind_display()
        return f"{self.goal_area.title}: {heading}" if self.goal_area else heading

    @property
    def key(self) -> str:
        """Its name in an address: "forord", "sysselsattning-utveckling"."""
        slug = self.Kind(self.kind).slug
        return f"{self.goal_area.slug}-{slug}" if self.goal_area else slug

    @property
    def words(self) -> int:
        """How long it is, in words."""
        return len(self.text.split())


_SLUGS = {
    "foreword": "forord",
    "summary": "sammanfattning",
    "method": "metod",
    "development": "utveckling",
    "interventions": "insatser",
    "challenges": "utmaningar",
}


class PartTextRevision(models.Model):
    """One save of a text, whether it took hold or met another; never changed or removed.

    The id comes with the form, so that a save sent twice is stored once. `edition` is the edition
    that this save became, or None when it met a newer one. `origin` says what else than writing
    the words came from.
    """

    class Origin(models.TextChoices):
        WRITTEN = "", "skrev"
        TAKEN_IN = "taken_in", "tog in underlag"
        BROUGHT_BACK = "brought_back", "tog tillbaka en tidigare version"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    part = models.ForeignKey(PartText, models.CASCADE, related_name="revisions")
    text = models.TextField("text", blank=True)
    origin = models.CharField(max_length=12, choices=Origin.choices, blank=True)
    base_edition = models.PositiveIntegerField()
    edition = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "textversion"
        verbose_name_plural = "textversioner"
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["part", "edition"], name="one_text_revision_for_each_edition"
            )
        ]

    def __str__(self) -> str:
        return f"{self.part}, {self.edition or 'mötte en nyare'}"


class PartReading(models.Model):
    """Somebody's word that they have read one edition of a text; it says nothing of later ones."""

    part = models.ForeignKey(PartText, models.CASCADE, related_name="readings")
    edition = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "läsning av en text"
        verbose_name_plural = "läsningar av texter"
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["part", "edition", "by"], name="one_reading_of_an_edition_for_each_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.by} har läst {self.part}"
