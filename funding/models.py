"""With what money: grants and funds that can be applied for, and on what terms."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from actors.models import Actor, ActorType
from funding.querysets import FundingSourceQuerySet
from goals.models import TargetGroup


class CallRhythm(models.TextChoices):
    """How often there is money to apply for."""

    ROLLING = "rolling", "Löpande"
    YEARLY = "yearly", "En gång om året"
    OCCASIONAL = "occasional", "Ibland"
    ANNOUNCED = "announced", "När en utlysning öppnar"
    UNDECIDED = "undecided", "Inte bestämt än"


class FundingSource(models.Model):
    """A grant or fund that organisations can apply to.

    `support_share` is the largest part of the costs that the source pays, in per cent; ages
    are those of the people the money is for. Terms that the source does not state are empty.
    """

    slug = models.SlugField("adressnamn", unique=True, max_length=80)
    name = models.CharField("namn", max_length=160)
    provider = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="funding_sources",
        verbose_name="aktör som ger pengarna",
    )
    provider_name = models.CharField("vem som ger pengarna", max_length=160)
    supports = models.TextField("vad som kan få stöd")
    who_may_apply = models.TextField("vem som kan söka", blank=True)
    support_share = models.DecimalField(
        "högsta stödandel i procent",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MaxValueValidator(Decimal(100))],
    )
    own_share_note = models.TextField("egen insats", blank=True)
    min_municipalities = models.PositiveSmallIntegerField(
        "minsta antal kommuner", null=True, blank=True
    )
    age_from = models.PositiveSmallIntegerField("från ålder", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("till ålder", null=True, blank=True)
    needs_partnership = models.BooleanField("kräver samverkan", default=False)
    partnership = models.TextField("krav på samverkan", blank=True)
    other_terms = models.TextField("andra villkor", blank=True)
    call_rhythm = models.CharField("hur ofta", max_length=12, choices=CallRhythm.choices)
    call_rhythm_note = models.TextField("om ansökningstiden", blank=True)
    target_groups = models.ManyToManyField(
        TargetGroup, blank=True, related_name="funding_sources", verbose_name="målgrupper"
    )
    url = models.URLField("adress", max_length=300, blank=True)
    last_checked = models.CharField("senast kontrollerad", max_length=120, blank=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    source_place = models.CharField("plats i källan", max_length=200, blank=True)

    history = HistoricalRecords()
    objects = FundingSourceQuerySet.as_manager()

    class Meta:
        verbose_name = "finansieringskälla"
        verbose_name_plural = "finansieringskällor"
        ordering: ClassVar = ["order", "name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(support_share__isnull=True)
                | Q(support_share__gt=0, support_share__lte=100),
                name="support_share_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=Q(age_from__isnull=True)
                | Q(age_to__isnull=True)
                | Q(age_to__gte=models.F("age_from")),
                name="ages_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The source's page in the catalogue."""
        return reverse("funding:source", args=[self.slug])

    @property
    def ages(self) -> str:
        """The ages the money is for: "0–25 år", or empty where the source sets none."""
        if self.age_from is None and self.age_to is None:
            return ""
        if self.age_to is None:
            return f"{self.age_from} år och äldre"
        return f"{self.age_from or 0}–{self.age_to} år"


class FundingApplicant(models.Model):
    """A kind of organisation that may apply to a source, sometimes on a condition."""

    source = models.ForeignKey(
        FundingSource, models.CASCADE, related_name="applicants", verbose_name="källa"
    )
    actor_type = models.CharField("typ av aktör", max_length=20, choices=ActorType.choices)
    condition = models.CharField("på villkor att", max_length=200, blank=True)

    class Meta:
        verbose_name = "behörig sökande"
        verbose_name_plural = "behöriga sökande"
        ordering: ClassVar = ["source", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "actor_type"], name="applicant_type_once_per_source"
            )
        ]

    def __str__(self) -> str:
        return self.get_actor_type_display()
