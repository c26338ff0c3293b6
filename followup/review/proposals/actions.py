"""What the preparation group does with proposals: words, merges, orders, hands to the council.

Every act may be done while the round is open, closed or compiled; an archived round is only
read. Each holds the round while it works, so that of two who merge or take up at once the second
sees what the first did. `WrongStateError` carries the words for the person.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from actors.events import record
from actors.models import Body, BodyKind, Person
from followup.review.models import Proposal, ProposalSource, Suggestion
from followup.review.proposals.querysets import in_the_order, suggestions_waiting, wishes_waiting
from followup.review.proposals.workflow import PROPOSALS
from followup.review.workflow import held_for_writing
from followup.rounds.models import Round
from followup.survey.models import ReportedAnswer
from goals.models import SubGoal
from strategy_portal.exceptions import WrongStateError


@transaction.atomic
def propose(
    round_: Round, sub_goal: SubGoal, *, title: str, reason: str, by: Person, **weighed: str
) -> Proposal:
    """Propose that the council puts a sub-goal first next year, last in the list.

    What organisations and networks have asked for about the sub-goal is taken up with it.
    `weighed` has `weighing`, `urgency` and `feasibility` where they are given. Raises
    `WrongStateError` when the sub-goal is already proposed.
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
        **weighed,
    )
    record("propose", proposal, by=by)
    for answer in wishes_waiting(round_, sub_goal):
        _take_up(proposal, by, answer=answer)
    for suggestion in suggestions_waiting(round_).filter(sub_goal=sub_goal):
        _take_up(proposal, by, suggestion=suggestion)
    return proposal


@transaction.atomic
def reword_proposal(
    proposal: Proposal, *, content: Mapping[str, str], base_edition: int, by: Person
) -> bool:
    """Change a proposal that the council has not got yet; False when somebody else came first.

    `content` has the fields of `Proposal.CONTENT`; those left out stay. Where somebody came
    first nothing is changed, and the writer is to see both texts. The event keeps the earlier
    words.
    """
    current = _unsent(proposal)
    before = current.content
    after = before | {name: content[name] for name in Proposal.CONTENT if name in content}
    if current.edition != base_edition and before != after:
        return False
    for name, value in after.items():
        setattr(current, name, value)
    current.edition += 1
    current.save(update_fields=[*Proposal.CONTENT, "edition"])
    record("reword_proposal", current, by=by, before=before)
    return True


@transaction.atomic
def remove_proposal(proposal: Proposal, *, by: Person) -> None:
    """Take away a proposal that the council has neither got nor decided about.

    What it took up waits again to be taken up; the event keeps its words and what it held.
    """
    current = _unsent(proposal)
    if current.decisions.exists():
        raise WrongStateError("Rådet har redan behandlat förslaget. Det går inte att ta bort.")
    if merged := current.merged.first():
        raise WrongStateError(f"Förslaget innehåller ”{merged}”. Dela upp dem igen först.")
    before: dict[str, Any] = {"sub_goal": current.sub_goal_id, **current.content}
    before["sources"] = [_in_the_log(one) for one in current.sources.order_by("pk")]
    record("remove_proposal", current, by=by, before=before)
    current.delete()


def _unsent(proposal: Proposal) -> Proposal:
    """The proposal as it is now, held; raises when it has been put forward or merged."""
    held_for_writing(proposal.round)
    found = Proposal.objects.select_for_update(of=("self",)).select_related("round")
    current = found.filter(pk=proposal.pk).first()
    if current is None:
        raise WrongStateError("Någon annan har tagit bort förslaget.")
    if current.is_merged:
        raise WrongStateError(
            f"Förslaget är sammanslaget med ”{current.merged_into}”. Dela upp dem igen först."
        )
    if current.state != Proposal.State.PROPOSED:
        raise WrongStateError(
            f"Förslaget är ”{current.get_state_display().lower()}”. "
            "Ta tillbaka det från rådet innan du ändrar det."
        )
    return current


# --- Where it comes from -----------------------------------------------------------------------


@transaction.atomic
def take_up(
    proposal: Proposal,
    *,
    wishes: Iterable[ReportedAnswer] = (),
    suggestions: Iterable[Suggestion] = (),
    by: Person,
) -> None:
    """Let a proposal speak also for what organisations wish and what others have suggested.

    All of it or nothing: raises `WrongStateError` when something is taken up already.
    """
    current = _unsent(proposal)
    waiting = {one.pk for one in wishes_waiting(current.round)}
    for answer in wishes:
        if answer.pk not in waiting:
            raise WrongStateError("Önskemålet är redan upptaget, eller står inte kvar i svaren.")
        _take_up(current, by, answer=answer)
    standing = {one.pk for one in suggestions_waiting(current.round)}
    for suggestion in suggestions:
        if suggestion.pk not in standing:
            raise WrongStateError("Inspelet är redan upptaget, eller har tagits tillbaka.")
        _take_up(current, by, suggestion=suggestion)


def _take_up(
    proposal: Proposal,
    by: Person,
    *,
    answer: ReportedAnswer | None = None,
    suggestion: Suggestion | None = None,
) -> None:
    source = ProposalSource.objects.create(
        proposal=proposal, answer=answer, suggestion=suggestion, taken_up_by=by
    )
    record("take_up", proposal, by=by, **_in_the_log(source))


@transaction.atomic
def release(source: ProposalSource, *, by: Person) -> None:
    """Undo that something was taken up, so that it waits again; the event keeps that it was."""
    current = _unsent(source.proposal)
    if not ProposalSource.objects.filter(pk=source.pk, proposal=current).exists():
        raise WrongStateError("Någon annan har redan lossat det från förslaget.")
    record("release", current, by=by, **_in_the_log(source))
    source.delete()


def _in_the_log(source: ProposalSource) -> dict[str, Any]:
    """What an event says of a source: which answer, or which suggestion."""
    if source.answer_id:
        return {"answer": source.answer_id}
    return {"suggestion": source.suggestion_id}


# --- Merging -----------------------------------------------------------------------------------


@transaction.atomic
def merge(proposal: Proposal, into: Proposal, *, by: Person) -> None:
    """Let one proposal go into another, which from then on speaks for all its sources.

    The merged one keeps its words. Raises `WrongStateError` when either has reached the council
    or has itself been merged.
    """
    if proposal.pk == into.pk:
        raise WrongStateError("Förslaget kan inte slås ihop med sig självt. Välj ett annat.")
    one, other = _unsent(proposal), _unsent(into)
    if one.round_id != other.round_id:
        raise WrongStateError("Förslagen hör till olika år.")
    PROPOSALS.move(one, "merge", by=by, merged_into=other)


@transaction.atomic
def part(proposal: Proposal, *, by: Person) -> None:
    """Undo a merging: the proposal stands on its own again with its own sources, last in order."""
    held_for_writing(proposal.round)
    current = Proposal.objects.select_for_update(of=("self",)).filter(pk=proposal.pk).first()
    if current is None:
        raise WrongStateError("Någon annan har tagit bort förslaget.")
    last = current.round.proposals.aggregate(last=Max("order"))["last"] or 0
    PROPOSALS.move(current, "part", by=by, merged_into=None, order=last + 1)


# --- Order, and to the council -----------------------------------------------------------------


@transaction.atomic
def move_proposal(proposal: Proposal, *, steps: int, by: Person) -> None:
    """Move a proposal up (-1) or down (1) in the round's list; at its end nothing happens."""
    held_for_writing(proposal.round)
    listed = list(in_the_order(proposal.round))
    old = next((i for i, one in enumerate(listed) if one.pk == proposal.pk), None)
    if old is None:
        raise WrongStateError("Någon annan har tagit bort eller slagit ihop förslaget.")
    new = old + steps
    if not 0 <= new < len(listed):
        return
    listed.insert(new, listed.pop(old))
    for order, one in enumerate(listed, 1):
        one.order = order
    Proposal.objects.bulk_update(listed, ["order"])
    record("move_proposal", proposal, by=by, order=new + 1)


@transaction.atomic
def put_forward(proposal: Proposal, *, by: Person) -> None:
    """Hand a proposal to the council, with all that was merged into it."""
    held_for_writing(proposal.round)
    PROPOSALS.move(proposal, "put_forward", by=by)


@transaction.atomic
def withdraw(proposal: Proposal, *, by: Person) -> None:
    """Take a proposal back before the council has decided."""
    held_for_writing(proposal.round)
    PROPOSALS.move(proposal, "withdraw", by=by)


@transaction.atomic
def put_all_forward(round_: Round, *, by: Person) -> int:
    """Hand all that is still only proposed to the council; how many."""
    held_for_writing(round_)
    waiting: QuerySet[Proposal] = in_the_order(round_).filter(state=Proposal.State.PROPOSED)
    moved = 0
    for proposal in waiting.select_related("round"):
        put_forward(proposal, by=by)
        moved += 1
    if not moved:
        raise WrongStateError("Det finns inget förslag att föra fram.")
    return moved
