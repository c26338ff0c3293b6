"""Named questions about funding sources."""

from typing import Any

from django.db import models


class FundingSourceQuerySet(models.QuerySet[Any]):
    """Funding sources."""

    def open_to(self, applicant: str) -> "FundingSourceQuerySet":
        """Those that one kind of applicant (an `ActorType` value) may apply to.

        A source that does not say who may apply is not ruled out for anyone.
        """
        may = models.Q(applicants__actor_type=applicant) | models.Q(applicants=None)
        return self.filter(may).distinct()

    def with_provider(self) -> "FundingSourceQuerySet":
        """Also loads the organisation that gives the money."""
        return self.select_related("provider")

    def with_applicants(self) -> "FundingSourceQuerySet":
        """Also loads who may apply: one more query, however many sources."""
        return self.prefetch_related("applicants")
