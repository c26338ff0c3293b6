"""A workbook that somebody has uploaded and not yet said yes to."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from actors.models import Person
from followup.survey.models.draft import Submission


class WorkbookUpload(models.Model):
    """What an uploaded workbook proposes; it changes nothing, and is gone after a day.

    `proposed` is a list of `Proposed`, `told` what is wrong and what is good to know, `seed` what
    the ids of new rows follow from. The file itself is not kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="uploads")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField("filens namn", max_length=200)
    seed = models.CharField(max_length=32)
    proposed = models.JSONField("förslag", default=list)
    told = models.JSONField("fel och upplysningar", default=dict)

    class Meta:
        verbose_name = "uppladdad arbetsbok"
        verbose_name_plural = "uppladdade arbetsböcker"
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.submission}"
