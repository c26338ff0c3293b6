"""The coordinator tries the survey as the test organisation, in a draft or an open round.

What it answers never counts: `counted()` leaves it out everywhere. It is the one organisation
whose answers can be thrown away, to begin anew.
"""

from django.db import transaction
from django.db.models import Q

from actors.events import record
from actors.models import Actor, Person
from followup.rounds.invitations import invite
from followup.rounds.models import Invitation, Round
from followup.survey.answering.actions import start
from followup.survey.holding import hold
from followup.survey.models import (
    Answer,
    AnswerRevision,
    Attachment,
    Comment,
    Intervention,
    PaperConfirmation,
    PartnerConfirmation,
    Record,
    ReportedAnswer,
    ReportedIntervention,
    Submission,
    SubmissionVersion,
)
from strategy_portal.exceptions import WrongStateError

TRIED_IN = {Round.State.DRAFT, Round.State.OPEN}


@transaction.atomic
def begin_trying(round_: Round, *, by: Person) -> Invitation:
    """The test organisation's invitation, with its answers begun; asked first where it is not."""
    if round_.state not in TRIED_IN:
        raise WrongStateError("Enkäten går bara att prova medan omgången är utkast eller öppen.")
    actor = Actor.objects.filter(is_test=True).order_by("pk").first()
    if actor is None:
        raise WrongStateError("Det finns ingen testorganisation i aktörsregistret.")
    invitations = round_.invitations.select_related("actor", "round", "submission")
    if not invitations.filter(actor=actor).exists():
        invite(round_, [actor], by=by)
    invitation = invitations.get(actor=actor)
    if not hasattr(invitation, "submission"):
        start(invitation, by=by)
    return invitation


@transaction.atomic
def begin_anew(submission: Submission, *, by: Person) -> None:
    """Throw away everything that the test organisation has answered in a round.

    Raises `WrongStateError` for any other organisation: what a person wrote there is never lost.
    """
    held = hold(submission.pk)
    if not held.actor.is_test:
        raise WrongStateError("Bara testorganisationens svar går att kasta.")
    invitation = held.invitation
    _throw_away(held)
    record("begin_anew", invitation, by=by, actor=held.actor)


def _throw_away(held: Submission) -> None:
    """Every row of a submission, those first that others hold on to."""
    of_version = {"version__submission": held}
    of_section = {"section__submission": held}
    Submission.objects.filter(pk=held.pk).update(current_version=None)
    Comment.objects.filter(**of_version).delete()
    PaperConfirmation.objects.filter(**of_version).delete()
    PartnerConfirmation.objects.filter(intervention__section__submission=held).delete()
    ReportedAnswer.objects.filter(**of_version).delete()
    ReportedIntervention.objects.filter(**of_version).delete()
    SubmissionVersion.objects.filter(submission=held).delete()
    AnswerRevision.objects.filter(answer__section__submission=held).delete()
    Answer.objects.filter(**of_section).delete()
    Attachment.objects.filter(**of_section).delete()
    Record.objects.filter(**of_section).delete()
    _let_go(held)
    Intervention.objects.filter(**of_section).delete()
    held.delete()


def _let_go(held: Submission) -> None:
    """Interventions that are the same as, or go on from, one that is thrown away."""
    own = Intervention.objects.filter(section__submission=held)
    Intervention.objects.filter(Q(continues__in=own)).update(continues=None)
    Intervention.objects.filter(Q(merged_into__in=own)).update(merged_into=None)
