"""An organisation that answers on paper: the coordinator writes in what it said.

Only while the organisation has written nothing itself: what it writes in the portal nobody
else reads until it is handed in. To have opened the survey is not to have written. While it is
on paper its own people read but do not write, so that the coordinator never reads a draft of
theirs. What was written in counts when it is handed in, and the organisation confirms it with
one press (`followup/survey/submitting/paper.py`).
"""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from actors.events import record
from actors.models import Person
from followup.rounds.actions import hold
from followup.rounds.models import Invitation, Round
from strategy_portal.exceptions import WrongStateError

State = Round.State
# Whoever writes, adds a file or marks a section touches it; the answers themselves are not read.
_WRITTEN = (
    Q(submission__sections__touched_at__isnull=False)
    | Q(submission__late_files__isnull=False)
    | Q(submission__current_version__isnull=False)
)


def paper_hinder(invitation: Invitation) -> str:
    """Why the coordinator cannot write in this organisation's answers; empty when they can."""
    if invitation.is_on_paper:
        return "Organisationen svarar redan på papper."
    if not invitation.accepts_answers(timezone.now()):
        return "Omgången tar inte emot svar nu. Ge dem mer tid först, så kan du skriva in svaren."
    if has_written(invitation):
        return (
            "De har börjat svara i portalen, så du kan inte skriva in svaren åt dem. "
            "Du skulle läsa ett utkast som inte är inlämnat."
        )
    return ""


def has_written(invitation: Invitation) -> bool:
    """Whether an organisation has said anything in the portal: a word, a file, a reason."""
    return Invitation.objects.filter(_WRITTEN, pk=invitation.pk).exists()


@transaction.atomic
def begin_paper(invitation: Invitation, *, reason: str, by: Person) -> None:
    """Mark that an organisation answers on paper, so that `by` may write in its answers."""
    hold(invitation.round, State.OPEN, State.CLOSED)
    fresh = _fresh(invitation)
    if why := paper_hinder(fresh):
        raise WrongStateError(why)
    if not reason.strip():
        raise WrongStateError("Skriv varför. Skälet sparas i händelseloggen.")
    _mark(invitation, by)
    record("begin_paper", invitation, by=by, actor=invitation.actor, reason=reason.strip())


@transaction.atomic
def end_paper(invitation: Invitation, *, by: Person) -> None:
    """Let the organisation answer by itself again; what was written in is theirs to go on with."""
    hold(invitation.round, State.OPEN, State.CLOSED)
    if not _fresh(invitation).is_on_paper:
        raise WrongStateError("Organisationen svarar redan själv i portalen.")
    _mark(invitation, None)
    record("end_paper", invitation, by=by, actor=invitation.actor)


def _fresh(invitation: Invitation) -> Invitation:
    """As it stands now, kept until the transaction ends together with what is written in it.

    Answers first: whoever saves holds them and may write a letter of the invitation after.
    """
    known = _hold_answers(invitation)
    fresh = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("round")
        .get(pk=invitation.pk)
    )
    if _hold_answers(invitation) != known:
        raise WrongStateError("De öppnade enkäten i samma stund. Läs in sidan igen.")
    return fresh


def _hold_answers(invitation: Invitation) -> Any:
    """The organisation's answers, held so that nobody saves; None where it has not begun."""
    answers = invitation.round.submissions.select_for_update()
    return answers.filter(invitation=invitation).first()


def _mark(invitation: Invitation, by: Person | None) -> None:
    invitation.on_paper_by = by
    invitation.on_paper_at = timezone.now() if by else None
    invitation.save(update_fields=["on_paper_by", "on_paper_at"])
