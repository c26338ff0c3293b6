"""A workbook that somebody has uploaded and not yet said yes to."""

from django.db import models

from followup.rounds.models import Upload
from followup.survey.models.draft import Submission


class WorkbookUpload(Upload):
    """What an organisation's answers, filled in in Excel, propose.

    `proposed` is a list of `Proposed`, `seed` what the ids of new rows follow from.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="uploads")
    seed = models.CharField(max_length=32)

    class Meta(Upload.Meta):
        verbose_name = "uppladdad arbetsbok"
        verbose_name_plural = "uppladdade arbetsböcker"

    def __str__(self) -> str:
        return f"{self.file_name}, {self.submission}"
