"""Named questions about submissions and what was submitted."""

from typing import Any

from django.db import models

from strategy_portal.access import organisations


class SubmissionQuerySet(models.QuerySet[Any]):
    """Submissions."""

    def counted(self) -> "SubmissionQuerySet":
        """Submissions of organisations that count: the test organisation never does."""
        return self.filter(actor__is_test=False)

    def submitted(self) -> "SubmissionQuerySet":
        """Submissions that have been handed in at least once."""
        return self.filter(current_version__isnull=False)

    def asking_to_change(self) -> "SubmissionQuerySet":
        """Handed in, by organisations that ask to change something and wait for an answer."""
        return self.counted().filter(reopening_asked_at__isnull=False)

    def visible_to(self, person: Any) -> "SubmissionQuerySet":
        """The submissions of a person's own organisations, whose drafts they may read."""
        return self.filter(actor_id__in=organisations(person, "survey.read"))


class ReportedQuerySet(models.QuerySet[Any]):
    """Submitted answers and interventions."""

    def current(self) -> "ReportedQuerySet":
        """Only the newest submitted version of each organisation that counts."""
        return self.filter(
            version__current_of__isnull=False, version__submission__actor__is_test=False
        )

    def for_round(self, round_: models.Model) -> "ReportedQuerySet":
        """What was submitted in one round."""
        return self.filter(version__submission__round=round_)
