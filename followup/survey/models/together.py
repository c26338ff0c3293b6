"""Where people meet around a submission: colleagues at work, comments, organisations named."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from actors.models import Actor, Person
from followup.survey.models.draft import Intervention, Section
from followup.survey.models.submitted import SubmissionVersion


class Presence(models.Model):
    """That somebody has a section open; fresh for a minute, and no record of what they do."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "närvaro"
        verbose_name_plural = "närvaro"
        ordering: ClassVar = ["section", "person"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["section", "person"], name="one_presence_for_each")
        ]

    def __str__(self) -> str:
        return f"{self.person} i {self.section}"


class Comment(models.Model):
    """What the coordinator says about a submitted section, or about one field of it.

    `key` is the field's, or empty for the whole section. It belongs to the version that was
    read, and stays with it.
    """

    version = models.ForeignKey(SubmissionVersion, models.PROTECT, related_name="comments")
    section = models.ForeignKey(Section, models.PROTECT, related_name="comments")
    key = models.CharField("fält", max_length=100, blank=True)
    text = models.TextField("kommentar")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "kommentar"
        verbose_name_plural = "kommentarer"
        ordering: ClassVar = ["section", "pk"]

    def __str__(self) -> str:
        return f"Kommentar till {self.section}"


class PartnerConfirmation(models.Model):
    """An organisation's word that it took part in what another has reported.

    It stands instead of a report of its own, so that the same people are not counted twice.
    """

    intervention = models.ForeignKey(Intervention, models.PROTECT, related_name="confirmations")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="confirmed_interventions")
    took_part = models.BooleanField("var med")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "bekräftad samverkan"
        verbose_name_plural = "bekräftade samverkan"
        ordering: ClassVar = ["intervention", "actor"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["intervention", "actor"], name="one_word_from_each_partner"
            )
        ]

    def __str__(self) -> str:
        return f"{self.actor} om {self.intervention}"
