"""Named questions about rounds, invitations and the mails of a round."""

from typing import Any

from django.db import models
from django.db.models import Count, Q

from actors.models import Membership
from strategy_portal.access import Role, organisations

COUNTS = Q(invitations__actor__is_test=False)
HANDED_IN = Q(invitations__submission__state__in=["submitted", "accepted"])


class RoundQuerySet(models.QuerySet[Any]):
    """Rounds."""

    def open(self) -> "RoundQuerySet":
        """Rounds that take answers."""
        return self.filter(state="open")

    def before(self, year: int) -> "RoundQuerySet":
        """Earlier rounds, the latest first."""
        return self.filter(year__lt=year).order_by("-year")

    def with_counts(self) -> "RoundQuerySet":
        """Also how many organisations are `invited`, and how many have `handed_in`."""
        return self.annotate(
            invited=Count("invitations", filter=COUNTS),
            handed_in=Count("invitations", filter=COUNTS & HANDED_IN),
        )


class InvitationQuerySet(models.QuerySet[Any]):
    """Invitations."""

    def counted(self) -> "InvitationQuerySet":
        """Invitations of organisations that count: the test organisation never does."""
        return self.filter(actor__is_test=False)

    def visible_to(self, person: Any) -> "InvitationQuerySet":
        """The invitations of the organisations a person may answer or sign for."""
        return self.filter(actor_id__in=organisations(person, "survey.read"))

    def still_writing(self) -> "InvitationQuerySet":
        """Those that have handed nothing in, or are to change what they handed in."""
        writing = Q(submission__state__in=["in_progress", "changes_requested"])
        return self.filter(Q(submission__isnull=True) | writing)

    def with_progress(self) -> "InvitationQuerySet":
        """Loads how far each organisation has come, section by section, but no answer."""
        return self.select_related("actor", "round", "submission").prefetch_related(
            models.Prefetch("submission__sections")
        )

    def with_contacts(self) -> "InvitationQuerySet":
        """Loads the people who get each organisation's mail, as `actor.contacts`."""
        return self.select_related("actor", "round").prefetch_related(
            contacts("actor__memberships")
        )


def contacts(lookup: str) -> models.Prefetch:
    """Loads contact persons as `contacts` on the organisation whose roles `lookup` leads to."""
    people = Membership.objects.filter(
        role=Role.RESPONDENT, is_contact=True, person__is_active=True
    ).select_related("person")
    return models.Prefetch(lookup, people.order_by("person__name"), to_attr="contacts")


class SentMailQuerySet(models.QuerySet[Any]):
    """Mails of a round."""

    def waiting(self) -> "SentMailQuerySet":
        """Written down, but nobody has begun to send them."""
        return self.filter(tried_at=None, sent_at=None)

    def uncertain(self) -> "SentMailQuerySet":
        """Begun but never finished: they may have arrived or not."""
        return self.filter(tried_at__isnull=False, sent_at=None)
