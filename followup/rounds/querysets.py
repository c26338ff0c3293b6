"""Named questions about rounds, invitations and the mails of a round."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone

from actors.models import Membership
from strategy_portal.access import Role, can, organisations

COUNTS = Q(invitations__actor__is_test=False)
# How long a mail may wait for the worker before the coordinator is told.
PATIENCE = timedelta(minutes=10)
# How long a mail that is being sent may take before its sender is taken for stopped.
IN_FLIGHT = timedelta(minutes=2)
# How long what an uploaded workbook proposes waits for a yes.
KEPT_FOR = timedelta(days=1)
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
        """The invitations of the organisations a person may answer or sign for.

        For whoever writes in paper answers also the organisations that answer on paper, and for
        whoever tries the survey the test organisation.
        """
        own = Q(actor_id__in=organisations(person, "survey.read"))
        if can(person, "survey.enter_for"):
            own |= Q(on_paper_by__isnull=False)
        if can(person, "survey.try"):
            own |= Q(actor__is_test=True)
        return self.filter(own)

    def to_answer_by(self, person: Any) -> "InvitationQuerySet":
        """Those of `visible_to` whose survey there is to read: drafts are only tried."""
        there_is = ~Q(round__state="draft")
        if can(person, "survey.try"):
            there_is |= Q(actor__is_test=True)
        return self.visible_to(person).filter(there_is)

    def latest_of(self, actor: models.Model) -> Any:
        """An organisation's newest invitation, or None."""
        newest = self.filter(actor=actor).select_related("round", "actor")
        return newest.order_by("-round__year").first()

    def still_writing(self) -> "InvitationQuerySet":
        """Those that have handed nothing in, or are to change what they handed in.

        An organisation whose manager has not signed yet has not handed in.
        """
        states = ["in_progress", "awaiting_sign_off", "changes_requested"]
        writing = Q(submission__state__in=states)
        return self.filter(Q(submission__isnull=True) | writing)

    def to_write_to(self) -> "InvitationQuerySet":
        """Those still writing in the portal; what is on paper the coordinator has."""
        return self.still_writing().filter(on_paper_by=None)

    def with_progress(self) -> "InvitationQuerySet":
        """Loads how far each organisation has come, section by section, but no answer."""
        return self.select_related("actor", "round", "submission").prefetch_related(
            models.Prefetch("submission__sections")
        )

    def with_contacts(self) -> "InvitationQuerySet":
        """Loads the people who get each organisation's mail, as `actor.contacts`."""
        return self.select_related("actor", "round", "submission").prefetch_related(
            contacts("actor__memberships")
        )


def contacts(lookup: str) -> models.Prefetch:
    """Loads whoever may get mail as `contacts` on the organisation whose roles `lookup` leads to.

    They are contact persons, and those who administer the organisation's answers.
    """
    asked = Q(role=Role.RESPONDENT, is_contact=True) | Q(role=Role.ADMINISTRATOR)
    people = Membership.objects.filter(asked, person__is_active=True).select_related("person")
    return models.Prefetch(lookup, people.order_by("person__name", "pk"), to_attr="contacts")


class SentMailQuerySet(models.QuerySet[Any]):
    """Mails of a round."""

    def waiting(self) -> "SentMailQuerySet":
        """Written down, but nobody has begun to send them."""
        return self.filter(tried_at=None, sent_at=None, bounced_at=None)

    def stuck(self, at: datetime) -> "SentMailQuerySet":
        """Those that wait longer than the worker needs, or have been tried in vain."""
        return self.waiting().filter(~Q(fault="") | Q(written_at__lt=at - PATIENCE))

    def uncertain(self, at: datetime) -> "SentMailQuerySet":
        """Begun but never finished: they may have arrived or not."""
        return self.filter(tried_at__lt=at - IN_FLIGHT, sent_at=None, bounced_at=None)

    def in_standing(self, standing: str) -> "SentMailQuerySet":
        """Those that wait ("vantar"), are in doubt, were sent, or came back ("tillbaka")."""
        match standing:
            case "vantar":
                return self.waiting()
            case "oklart":
                return self.uncertain(timezone.now())
            case "tillbaka":
                return self.bounced()
        return self.filter(sent_at__isnull=False, bounced_at=None)

    def bounced(self) -> "SentMailQuerySet":
        """Those that came back."""
        return self.filter(bounced_at__isnull=False)

    def in_use(self) -> "SentMailQuerySet":
        """Those whose address still belongs to the organisation or somebody in it."""
        mailbox = Q(invitation__actor__functional_email__iexact=F("recipient"))
        person = Q(invitation__actor__memberships__person__email__iexact=F("recipient"))
        return self.filter(mailbox | person).distinct()

    def bounced_addresses(self) -> set[str]:
        """Addresses that mail has come back from, in lower case."""
        return {address.lower() for address in self.bounced().values_list("recipient", flat=True)}


class UploadQuerySet(models.QuerySet[Any]):
    """Uploaded workbooks that nobody has said yes to yet."""

    def waiting(self, at: datetime) -> "UploadQuerySet":
        """Those that can still be said yes to."""
        return self.filter(at__gte=at - KEPT_FOR)

    def forget_old(self, at: datetime) -> int:
        """Remove those that nobody said yes to in time; how many there were."""
        removed, _ = self.filter(at__lt=at - KEPT_FOR).delete()
        return removed
