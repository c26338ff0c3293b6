"""Named questions about annual reports."""

from typing import Any

from django.db import models
from django.db.models import Max, OuterRef, Subquery

# The files and texts of a report are large; lists never load them.
_HEAVY = ("snapshot", "html", "public_html")


class ReportQuerySet(models.QuerySet[Any]):
    """Annual reports."""

    def published(self) -> "ReportQuerySet":
        """Those that anyone may read now."""
        return self.filter(state="published")

    def was_published(self) -> "ReportQuerySet":
        """Those that are or have been public, replaced versions included."""
        return self.filter(published_at__isnull=False)

    def for_year(self, year: int) -> "ReportQuerySet":
        """A year's versions, the newest first; their pages are read only when they are shown."""
        return self.filter(round__year=year).light().order_by("-version")

    def newest_of_each_year(self) -> "ReportQuerySet":
        """One report a year: its newest version, the latest year first."""
        versions = self.model._default_manager.filter(round=OuterRef("round"))
        newest = versions.order_by().values("round").annotate(n=Max("version")).values("n")
        return self.filter(version=Subquery(newest)).order_by("-round__year")

    def light(self) -> "ReportQuerySet":
        """Without the snapshot and the pages, for lists."""
        return self.select_related("round").defer(*_HEAVY)


class ReportFileQuerySet(models.QuerySet[Any]):
    """Files that reports are handed out as."""

    def for_everyone(self) -> "ReportFileQuerySet":
        """Copies in which small counts are hidden."""
        return self.filter(is_public=True)

    def with_every_count(self) -> "ReportFileQuerySet":
        """Copies for those who work with the report."""
        return self.filter(is_public=False)
