"""Named questions about annual reports."""

from typing import Any

from django.db import models
from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

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

    def made(self) -> "ReportQuerySet":
        """Those of which there is something to read."""
        return self.exclude(built_at=None)

    def was_adopted(self) -> "ReportQuerySet":
        """Those that have been fixed, with what they then said; replaced versions included."""
        return self.exclude(snapshot=None).exclude(adopted_at=None)

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

    def in_force(self) -> "ReportQuerySet":
        """Frozen, and not replaced by a corrected version."""
        return self.filter(state__in=["adopted", "published"])

    def with_later_changes(self) -> "ReportQuerySet":
        """Each with `changed_later`: how many things hold otherwise now and nobody has noted."""
        changes = self.model._meta.get_field("later_changes").related_model._default_manager
        unread = changes.unread().filter(report=OuterRef("pk")).order_by().values("report")
        counted = unread.annotate(n=Count("pk")).values("n")
        return self.annotate(changed_later=Coalesce(Subquery(counted), 0))


class LaterChangeQuerySet(models.QuerySet[Any]):
    """What holds otherwise than a frozen report says."""

    def unread(self) -> "LaterChangeQuerySet":
        """Those of reports in force that nobody has noted."""
        return self.filter(noted_at=None, report__state__in=["adopted", "published"])


class ReportFileQuerySet(models.QuerySet[Any]):
    """Files that reports are handed out as."""

    def for_everyone(self) -> "ReportFileQuerySet":
        """Copies in which small counts are hidden."""
        return self.filter(is_public=True)

    def with_every_count(self) -> "ReportFileQuerySet":
        """Copies for those who work with the report."""
        return self.filter(is_public=False)
