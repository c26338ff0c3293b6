"""Files that an organisation hands in as evidence; the bytes lie outside the web root."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from actors.models import Person
from followup.survey.attachments import scanning
from followup.survey.attachments.file_kinds import kind_named
from followup.survey.models.draft import Section
from strategy_portal.swedish import file_size


class Attachment(models.Model):
    """A file in a section. `key` is the field it was added to, whose answer lists its id; that of
    an intervention which was merged into another is listed by the other's.

    `stored_name` is random and says nothing; `name` is what its owner called it, for showing
    only. `sha256` is of the bytes as they came. What lies at the field is told by its answer;
    `removed_at` says when it was last taken away. `carries` names details in the file that are
    easily overlooked: author, camera, place.
    """

    class Scan(models.TextChoices):
        NOT_SCANNED = "not_scanned", "Inte kontrollerad"
        CLEAN = "clean", "Kontrollerad"
        INFECTED = "infected", "Innehåller skadlig kod"

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
    scan = models.CharField(
        "viruskontroll", max_length=12, choices=Scan.choices, default=Scan.NOT_SCANNED
    )
    carries = models.JSONField("dolda uppgifter", default=list)

    class Meta:
        verbose_name = "bilaga"
        verbose_name_plural = "bilagor"
        ordering: ClassVar = ["section", "added_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str:
        """What it is, for a reader: PDF, Word."""
        return kind_named(self.content_type)

    @property
    def size_in_words(self) -> str:
        """Its size for a reader: 340 kB; 1,2 MB."""
        return file_size(self.size)

    @property
    def carried(self) -> str:
        """The details it holds that are easily overlooked, as a sentence says them."""
        said = [words for word, words in _CARRIED.items() if word in self.carries]
        return " och ".join(said)

    @property
    def held_back(self) -> str:
        """Why nobody may fetch it, in Swedish; empty where it may be fetched.

        Where there is a virus scanner, what it has not passed is not handed out.
        """
        if self.scan == self.Scan.INFECTED:
            return "Viruskontrollen har hittat skadlig kod i filen. Den lämnas inte ut."
        if self.scan == self.Scan.NOT_SCANNED and scanning.is_configured():
            return "Filen väntar på viruskontroll. Försök igen om en stund."
        return ""


_CARRIED = {
    "author": "vem som skrev den",
    "camera": "kameran eller telefonen",
    "place": "var den togs",
}
