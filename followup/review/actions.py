"""What the preparation group does: judges, picks interventions, names challenges, proposes.

Every act may be done while the round is open, closed or compiled; an archived round is only
read. `WrongStateError` carries the words for the person.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from actors.events import record
from actors.models import Body, BodyKind, Person
from followup.review.models import (
    Assessment,
    AssessmentRevision,
    Challenge,
    ChosenIntervention,
    Proposal,
)
from followup.review.workflow import PROPOSALS, closed_for_writing
from followup.rounds.models import Round
from followup.survey.models import Intervention, ReportedIntervention
from goals.models import GoalArea, SubGoal
from strategy_portal.exceptions import WrongStateError


@dataclass(frozen=True)
class Saved:
    """What became of one save: the assessment as it now stands, and the save itself.

    `met` is the newer revision that stood in the way, where there was one.
    """

    assessment: Assessment
    revision: AssessmentRevision
    met: AssessmentRevision | None = None

    @property
    def is_conflict(self) -> bool:
        """Whether the text was kept beside a newer one instead of replacing it."""
        return self.met is not None


@transaction.atomic
def save_assessment(
    round_: Round,
    target: GoalArea | SubGoal,
    *,
    content: Mapping[str, str],
    base_edition: int,
    by: Person,
    save_id: uuid.UUID | None = None,
) -> Saved:
    """Save a judgement, or keep it beside a newer one that the writer had not seen.

    `content` has `development` and `reasons`, and for an area `text`. `base_edition` is the
    edition the writer saw, 0 before the first. A save sent twice with the same `save_id` is
    stored once. Raises `WrongStateError` when the round is not open for writing.
    """
    _lock(round_)
    assessment = _assessment(round_, target)
    content = {name: content.get(name, "") for name in Assessment.CONTENT}
    if save_id and (sent := AssessmentRevision.objects.filter(pk=save_id).first()):
        is_ours = sent.assessment_id == assessment.pk
        if is_ours and sent.content == content:
            return Saved(assessment, sent, None if sent.edition else _newest(assessment))
        # The writer never heard that the first save took hold, and has written on since.
        save_id = None
        base_edition = (is_ours and sent.edition) or base_edition
    edition = None if _has_moved_on(assessment, base_edition, content) else assessment.edition + 1
    revision = AssessmentRevision.objects.create(
        id=save_id or uuid.uuid4(),
        assessment=assessment,
        content=content,
        base_edition=base_edition,
        edition=edition,
        by=by,
    )
    if edition is None:
        return Saved(assessment, revision, _newest(assessment))
    _take_hold(assessment, revision)
    return Saved(assessment, revision)


def _lock(round_: Round) -> Round:
    """The round, held until the transaction ends, so that it is not archived meanwhile."""
    locked = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if hinder := closed_for_writing(locked):
        raise WrongStateError(hinder)
    return locked


def _assessment(round_: Round, target: GoalArea | SubGoal) -> Assessment:
    if isinstance(target, GoalArea):
        area, sub_goal = target, None
    else:
        area, sub_goal = target.goal_area, target
    assessment, _ = Assessment.objects.select_related("updated_by").get_or_create(
        round=round_, goal_area=area, sub_goal=sub_goal
    )
    return assessment


def _has_moved_on(assessment: Assessment, base: int, content: Mapping[str, str]) -> bool:
    """Whether somebody has saved something else since the writer read the page."""
    return assessment.edition != base and assessment.content != content


def _newest(assessment: Assessment) -> AssessmentRevision | None:
    return assessment.revisions.select_related("by").filter(edition=assessment.edition).first()


def _take_hold(assessment: Assessment, revision: AssessmentRevision) -> None:
    for name, value in revision.content.items():
        setattr(assessment, name, value)
    assessment.edition = revision.edition or assessment.edition
    assessment.updated_at, assessment.updated_by = revision.at, revision.by
    assessment.save()
    record("assess", assessment, by=revision.by, edition=assessment.edition)


@transaction.atomic
def choose_intervention(round_: Round, intervention: Intervention, *, by: Person) -> None:
    """Mark an intervention for the annual report; marking it twice changes nothing."""
    _lock(round_)
    submitted = ReportedIntervention.objects.current().for_round(round_)
    if not submitted.filter(intervention=intervention).exists():
        raise WrongStateError("Insatsen finns inte längre bland de inlämnade svaren.")
    chosen, created = ChosenIntervention.objects.get_or_create(
        round=round_, intervention=intervention, defaults={"chosen_by": by}
    )
    if created:
        record("choose_intervention", intervention, by=by, round=round_.pk, chosen=chosen.pk)


@transaction.atomic
def unchoose_intervention(round_: Round, intervention: Intervention, *, by: Person) -> None:
    """Take the mark away; an intervention without a mark stays as it is."""
    _lock(round_)
    removed, _ = ChosenIntervention.objects.filter(round=round_, intervention=intervention).delete()
    if removed:
        record("unchoose_intervention", intervention, by=by, round=round_.pk)


@transaction.atomic
def name_challenge(round_: Round, goal_area: GoalArea, *, text: str, by: Person) -> Challenge:
    """Name a new challenge in an area."""
    _lock(round_)
    challenge = Challenge.objects.create(round=round_, goal_area=goal_area, text=text, named_by=by)
    record("name_challenge", challenge, by=by)
    return challenge


@transaction.atomic
def reword_challenge(challenge: Challenge, *, text: str, by: Person) -> None:
    """Change one's own challenge; the event keeps the earlier words."""
    _lock(challenge.round)
    before, challenge.text = challenge.text, text
    challenge.save(update_fields=["text"])
    record("reword_challenge", challenge, by=by, before=before)


@transaction.atomic
def remove_challenge(challenge: Challenge, *, by: Person) -> None:
    """Take away one's own challenge; the event keeps its words."""
    _lock(challenge.round)
    record("remove_challenge", challenge, by=by, before=challenge.text)
    challenge.delete()


@transaction.atomic
def propose(round_: Round, sub_goal: SubGoal, *, title: str, reason: str, by: Person) -> Proposal:
    """Propose that the council puts a sub-goal first next year, last in the list.

    Raises `WrongStateError` when the sub-goal is already proposed.
    """
    _lock(round_)
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
    _lock(proposal.round)
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
    _lock(proposal.round)
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
