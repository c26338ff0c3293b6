"""What the preparation group marks while it reads: themes, and passages of answers under them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from actors.models import Person
from followup.survey.models import ReportedAnswer, ReportedIntervention
from goals.models import Strategy


class Theme(models.Model):
    """Something that comes back in answers of many, such as "språkstöd" or "bristande tolkning".

    A strategy's themes last over its years, so that what is said can be followed.
    """

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="themes")
    name = models.CharField("tema", max_length=60)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "tema"
        verbose_name_plural = "teman"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["strategy", "name"], name="theme_once_per_strategy")
        ]

    def __str__(self) -> str:
        return self.name


class TaggedPassage(models.Model):
    """A passage of what an organisation handed in, under a theme, with who marked it.

    It stays with the version in which it was read. `followup.review.reading.passages` tells whether
    the organisation's newest version still says it.
    """

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="passages")
    answer = models.ForeignKey(
        ReportedAnswer, models.PROTECT, null=True, related_name="tagged_passages"
    )
    intervention = models.ForeignKey(
        ReportedIntervention, models.PROTECT, null=True, related_name="tagged_passages"
    )
    passage = models.TextField("stycke")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "stycke med tema"
        verbose_name_plural = "stycken med tema"
        ordering: ClassVar = ["theme", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answer__isnull=False, intervention__isnull=True)
                | Q(answer__isnull=True, intervention__isnull=False),
                name="a_passage_is_of_an_answer_or_of_an_intervention",
            )
        ]

    def __str__(self) -> str:
        return self.passage[:80]
