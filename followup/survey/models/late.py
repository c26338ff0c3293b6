"""A file that came when the answers could no longer be changed, kept for the coordinator."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from actors.models import Person
from followup.survey.models.draft import Section, Submission


class LateFileQuerySet(models.QuerySet["LateFile"]):
    """Files that came too late."""

    def waiting(self) -> "LateFileQuerySet":
        """Those that nobody has used or said no to, the newest first."""
        return self.filter(settled_at=None).select_related("sent_by", "section__goal_area")


class LateFile(models.Model):
    """A file as somebody sent it: to a field of a section, or, without one, a whole workbook.

    It is no part of the answers. `settled_at` says when it was used, or put aside.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="late_files")
    section = models.ForeignKey(Section, models.PROTECT, null=True, related_name="late_files")
    key = models.CharField("fält", max_length=100, blank=True)
    name = models.CharField("filnamn", max_length=200)
    sha256 = models.CharField("kontrollsumma", max_length=64)
    stored_name = models.CharField(max_length=100, unique=True)
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField("avgjord", null=True)

    objects = LateFileQuerySet.as_manager()

    class Meta:
        verbose_name = "fil som kom för sent"
        verbose_name_plural = "filer som kom för sent"
        ordering: ClassVar = ["-sent_at"]

    def __str__(self) -> str:
        return self.name
