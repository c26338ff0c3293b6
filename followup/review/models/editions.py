"""What several people write at: each save is counted and kept, and nobody's words are lost."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from actors.models import Person


class Written(models.Model):
    """Something that people write; `CONTENT` names its fields of words."""

    CONTENT: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True

    @property
    def content(self) -> dict[str, str]:
        """What is written, by field."""
        return {name: getattr(self, name) for name in self.CONTENT}


class Edited(models.Model):
    """Something that several write at.

    `edition` counts the saves that took hold, so that two who write at once are told instead of
    overwriting each other.
    """

    edition = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(null=True)
    updated_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    revisions: Any  # each kind has its own

    class Meta:
        abstract = True

    def revision_of(self, edition: int) -> Any:
        """The save that became an edition, with who made it; None before the first."""
        return self.revisions.select_related("by").filter(edition=edition).first()


class Revision(models.Model):
    """One save, whether it took hold or met another; never changed or removed.

    The id comes with the form, so that a save sent twice is stored once. `base_edition` is the
    edition that the writer saw, `edition` the one that this save became, or None when it met a
    newer one. `of` is what was written at.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    base_edition = models.PositiveIntegerField()
    edition = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    of: Any  # each kind is of something of its own

    class Meta:
        abstract = True
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "edition"], name="one_%(class)s_for_each_edition")
        ]

    def __str__(self) -> str:
        return f"{self.of}, {self.edition or 'mötte en nyare'}"
