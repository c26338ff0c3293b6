"""Files that an organisation hands in as evidence; the bytes lie outside the web root."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from actors.models import Person
from followup.survey.models.draft import Section


class Attachment(models.Model):
    """A file in a section. `key` is the field it was added to, whose answer lists its id.

    `stored_name` is random and says nothing; `name` is what its owner called it, for showing
    only. `sha256` is of the bytes as they came.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    section = models.ForeignKey(Section, models.PROTECT, related_name="attachments")
    key = models.CharField("fält", max_length=100)
    name = models.CharField("filnamn", max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("storlek i byte")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    stored_name = models.CharField(max_length=100, unique=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField("borttagen", null=True)

    class Meta:
        verbose_name = "bilaga"
        verbose_name_plural = "bilagor"
        ordering: ClassVar = ["section", "added_at"]

    def __str__(self) -> str:
        return self.name
