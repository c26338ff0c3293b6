"""“Ni är nämnda”: an organisation's word on having taken part in what another has reported.

Only what is handed in is shown, never a draft. The word stands instead of a report of its own, so
that the same people are not counted twice.
"""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from actors.events import record
from actors.models import Person
from followup.rounds.models import Invitation, Round
from followup.survey.models import PartnerConfirmation, ReportedIntervention
from strategy_portal.exceptions import WrongStateError

# With what is said of an intervention: who has confirmed that they took part.
WITH_CONFIRMATIONS = Prefetch(
    "intervention__confirmations", PartnerConfirmation.objects.select_related("actor")
)


def named_in(invitation: Invitation) -> QuerySet[Any]:
    """What others have handed in that names this organisation; one query.

    `took_part` is what the organisation has said of it: True, False, or None so far.
    """
    own = PartnerConfirmation.objects.filter(
        intervention=OuterRef("intervention"), actor=invitation.actor_id
    )
    return (
        ReportedIntervention.objects.current()
        .for_round(invitation.round)
        .filter(partners=invitation.actor_id)
        .exclude(version__submission__actor=invitation.actor_id)
        .select_related("version__submission__actor", "goal_area")
        .annotate(took_part=Subquery(own.values("took_part")[:1]))
        .order_by("version__submission__actor__name", "pk")
    )


@transaction.atomic
def answer_naming(
    invitation: Invitation, intervention: uuid.UUID, took_part: bool, *, by: Person, at: datetime
) -> None:
    """Say whether the organisation took part; said again, the last word stands.

    Raises `ReportedIntervention.DoesNotExist` where it is not named there.
    """
    if invitation.round.state not in {Round.State.OPEN, Round.State.CLOSED}:
        raise WrongStateError("Omgången är redan sammanställd. Kontakta samordnaren.")
    reported = named_in(invitation).get(intervention=intervention)
    PartnerConfirmation.objects.update_or_create(
        intervention=reported.intervention,
        actor=invitation.actor,
        defaults={"took_part": took_part, "by": by, "at": at},
    )
    record(
        "confirm_partner" if took_part else "deny_partner",
        reported.intervention,
        by=by,
        actor=invitation.actor,
    )
