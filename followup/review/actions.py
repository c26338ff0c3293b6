"""What the preparation group does: judges, picks interventions, names challenges.

Every act may be done while the round is open, closed or compiled; an archived round is only
read. `WrongStateError` carries the words for the person.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from actors.events import record
from actors.models import Person
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

    `content` has `development` and `reasons`. `base_edition` is the edition the writer saw, 0
    before the first. A save sent twice with the same `save_id` is
    stored once. Raises `WrongStateError` when the round is not open for writing.
    """
    held_for_writing(round_)
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
