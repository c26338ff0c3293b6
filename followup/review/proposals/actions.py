"""What the preparation group does with proposals: words, orders and hands them to the council.

Every act may be done while the round is open, closed or compiled; an archived round is only
read. `WrongStateError` carries the words for the person.
"""

from typing import Any

from django.db import transaction
from django.db.models import Max

from actors.events import record
from actors.models import Body, BodyKind, Person
from followup.review.models import Proposal
from followup.review.proposals.workflow import PROPOSALS
from followup.review.workflow import held_for_writing
from followup.rounds.models import Round
from goals.models import SubGoal
from strategy_portal.exceptions import WrongStateError


@transaction.atomic
def propose(round_: Round, sub_goal: SubGoal, *, title: str, reason: str, by: Person) -> Proposal:
    """Propose that the council puts a sub-goal first next year, last in the list.

    Raises `WrongStateError` when the sub-goal is already proposed.
    """
    held_for_writing(round_)
    if Proposal.objects.filter(round=round_, sub_goal=sub_goal).exists():
        raise WrongStateError(
            f"Delmål {sub_goal.code} är redan föreslaget. Ändra det förslaget i stället."
        )
    last = round_.proposals.aggregate(last=Max("order"))["last"] or 0
    proposal = Proposal.objects.create(
        round=round_,
        sub_goal=sub_goal,
        title=title,
        reason=reason,
        body=Body.objects.filter(kind=BodyKind.PREPARATION).first(),
        order=last + 1,
        proposed_by=by,
    )
    record("propose", proposal, by=by)
    return proposal


@transaction.atomic
def reword_proposal(
    proposal: Proposal, *, title: str, reason: str, base_edition: int, by: Person
) -> bool:
    """Change a proposal that the council has not got yet; False when somebody else came first.

    Then nothing is changed, and the writer is to see both texts. The event keeps the earlier
    words.
    """
    current = _unsent(proposal)
    if current.edition != base_edition and (current.title, current.reason) != (title, reason):
        return False
    before = {"title": current.title, "reason": current.reason}
    current.title, current.reason, current.edition = title, reason, current.edition + 1
    current.save(update_fields=["title", "reason", "edition"])
    record("reword_proposal", current, by=by, before=before)
    return True


@transaction.atomic
def remove_proposal(proposal: Proposal, *, by: Person) -> None:
    """Take away a proposal that the council has neither got nor decided about."""
    current = _unsent(proposal)
    if current.decisions.exists():
        raise WrongStateError("Rådet har redan behandlat förslaget. Det går inte att ta bort.")
    record(
        "remove_proposal",
        current,
        by=by,
        before={"sub_goal": current.sub_goal_id, "title": current.title, "reason": current.reason},
    )
    current.delete()


def _unsent(proposal: Proposal) -> Proposal:
    """The proposal as it is now, held; raises when it has been put forward."""
    held_for_writing(proposal.round)
    current = Proposal.objects.select_for_update(of=("self",)).filter(pk=proposal.pk).first()
    if current is None:
        raise WrongStateError("Någon annan har tagit bort förslaget.")
    if current.state != Proposal.State.PROPOSED:
        raise WrongStateError(
            f"Förslaget är ”{current.get_state_display().lower()}”. "
            "Ta tillbaka det från rådet innan du ändrar det."
        )
    return current


@transaction.atomic
def move_proposal(proposal: Proposal, *, steps: int, by: Person) -> None:
    """Move a proposal up (-1) or down (1) in the round's list; at its end nothing happens."""
    held_for_writing(proposal.round)
    listed = list(proposal.round.proposals.order_by("order", "pk"))
    old = next((i for i, one in enumerate(listed) if one.pk == proposal.pk), None)
    if old is None:
        raise WrongStateError("Någon annan har tagit bort förslaget.")
    new = old + steps
    if not 0 <= new < len(listed):
        return
    listed.insert(new, listed.pop(old))
    for order, one in enumerate(listed, 1):
        one.order = order
    Proposal.objects.bulk_update(listed, ["order"])
    record("move_proposal", proposal, by=by, order=new + 1)


def put_forward(proposal: Proposal, *, by: Person) -> None:
    """Hand a proposal to the council."""
    PROPOSALS.move(proposal, "put_forward", by=by)


def withdraw(proposal: Proposal, *, by: Person) -> None:
    """Take a proposal back before the council has decided."""
    PROPOSALS.move(proposal, "withdraw", by=by)


@transaction.atomic
def put_all_forward(round_: Round, *, by: Person) -> int:
    """Hand all that is still only proposed to the council; how many."""
    waiting: Any = round_.proposals.filter(state=Proposal.State.PROPOSED).select_related("round")
    moved = 0
    for proposal in waiting.order_by("order", "pk"):
        put_forward(proposal, by=by)
        moved += 1
    if not moved:
        raise WrongStateError("Det finns inget förslag att föra fram.")
    return moved
