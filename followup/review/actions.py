"""What the preparation group does: judges, picks interventions, names challenges.

Every act may be done while the round is open, closed or compiled; an archived round is only
read. `WrongStateError` carries the words for the person.
"""

import uuid
from collections.abc import Mapping

from django.db import transaction

from actors.events import record
from actors.models import Person
from followup.review.editions import Saved, save_edition
from followup.review.models import (
    Assessment,
    AssessmentRevision,
    Challenge,
    ChosenIntervention,
)
from followup.review.workflow import held_for_writing
from followup.rounds.models import Round
from followup.survey.models import Intervention, ReportedIntervention
from goals.models import GoalArea, SubGoal
from strategy_portal.exceptions import WrongStateError


@transaction.atomic
def save_assessment(
    round_: Round,
    target: GoalArea | SubGoal,
    *,
    content: Mapping[str, str],
    base_edition: int,
    by: Person,
    save_id: uuid.UUID | None = None,
) -> Saved[Assessment, AssessmentRevision]:
    """Save a judgement, or keep it beside a newer one that the writer had not seen.

    `content` has `development` and `reasons`; the rest is as in `save_edition`. Raises
    `WrongStateError` when the round is not open for writing.
    """
    held_for_writing(round_)
    saved = save_edition(
        _assessment(round_, target),
        {name: content.get(name, "") for name in Assessment.CONTENT},
        base_edition=base_edition,
        save_id=save_id,
        by=by,
    )
    if saved.took_hold:
        record("assess", saved.written, by=by, edition=saved.revision.edition)
    return saved


def _assessment(round_: Round, target: GoalArea | SubGoal) -> Assessment:
    if isinstance(target, GoalArea):
        area, sub_goal = target, None
    else:
        area, sub_goal = target.goal_area, target
    assessment, _ = Assessment.objects.select_related("updated_by").get_or_create(
        round=round_, goal_area=area, sub_goal=sub_goal
    )
    return assessment


@transaction.atomic
def choose_intervention(round_: Round, intervention: Intervention, *, by: Person) -> None:
    """Mark an intervention for the annual report; marking it twice changes nothing."""
    held_for_writing(round_)
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
    held_for_writing(round_)
    removed, _ = ChosenIntervention.objects.filter(round=round_, intervention=intervention).delete()
    if removed:
        record("unchoose_intervention", intervention, by=by, round=round_.pk)


@transaction.atomic
def name_challenge(round_: Round, goal_area: GoalArea, *, text: str, by: Person) -> Challenge:
    """Name a new challenge in an area."""
    held_for_writing(round_)
    challenge = Challenge.objects.create(round=round_, goal_area=goal_area, text=text, named_by=by)
    record("name_challenge", challenge, by=by)
    return challenge


@transaction.atomic
def reword_challenge(challenge: Challenge, *, text: str, by: Person) -> None:
    """Change one's own challenge; the event keeps the earlier words."""
    held_for_writing(challenge.round)
    before, challenge.text = challenge.text, text
    challenge.save(update_fields=["text"])
    record("reword_challenge", challenge, by=by, before=before)


@transaction.atomic
def remove_challenge(challenge: Challenge, *, by: Person) -> None:
    """Take away one's own challenge; the event keeps its words."""
    held_for_writing(challenge.round)
    record("remove_challenge", challenge, by=by, before=challenge.text)
    challenge.delete()
