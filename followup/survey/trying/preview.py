"""The survey as one type of organisation is asked it, drawn as its respondents will see it.

Nothing is stored: the organisation, its section and one row of everything that can be added are
made for the page alone.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from actors.models import Actor
from followup.rounds.models import AskedQuestion, Question, Round
from followup.rounds.question_kinds import condition_in_words
from followup.survey.answering.groups import Group
from followup.survey.answering.page import Box, InterventionBlock
from followup.survey.form.checking import questions
from followup.survey.form.section_form import Registers, SectionForm
from followup.survey.models import Intervention, Record, Section, Submission
from goals.models import GoalArea, SubGoal


@dataclass
class Asked:
    """A question on the page, and when it is asked, in words."""

    box: Box
    condition: str


@dataclass
class SubGoalAsked:
    """What is asked about one sub-goal."""

    sub_goal: SubGoal
    is_prioritised: bool
    asked: list[Asked]


@dataclass
class Preview:
    """One section, in the order it is read."""

    section: Section
    sub_goals: list[SubGoalAsked]
    before: list[Asked]
    interventions_asked: AskedQuestion | None
    interventions: list[InterventionBlock]
    after: list[Asked]

    @property
    def is_empty(self) -> bool:
        """Whether this type of organisation is asked nothing here."""
        return not (self.sub_goals or self.before or self.interventions_asked or self.after)


def preview_section(round_: Round, area: GoalArea | None, actor_type: str) -> Preview:
    """One section as an organisation of this type is asked it."""
    actor = Actor(slug="forhandsvisning", name="Er organisation", actor_type=actor_type)
    submission = Submission(round=round_, actor=actor)
    section = Section(submission=submission, goal_area=area, order=area.number if area else 0)
    form = SectionForm(section, round_, Registers(submission, round_))
    form.interventions = [Intervention(id=uuid.uuid4(), section=section, position=0)]
    form.removed_records = []
    form.attachments = []
    form.records = list(_rows(form, section))
    return _laid_out(form, section, round_)


def _rows(form: SectionForm, section: Section) -> Iterable[Record]:
    """One empty row for each question of repeated entries."""
    for asked in form.asked:
        if asked.question.kind != Question.Kind.RECORDS:
            continue
        about = form.sub_goals if asked.question.scope == Question.Scope.SUB_GOAL else [None]
        for sub_goal in about:
            yield Record(
                id=uuid.uuid4(),
                section=section,
                question=asked.question,
                sub_goal=sub_goal,
                position=0,
            )


def _laid_out(form: SectionForm, section: Section, round_: Round) -> Preview:
    prioritised = set(SubGoal.objects.prioritised_for(round_.year).values_list("pk", flat=True))
    of_goal: dict[int, list[Asked]] = {goal.pk: [] for goal in form.sub_goals}
    before: list[Asked] = []
    after: list[Asked] = []
    boxes = {field.key: Box(field, field.empty) for field in form.fields()}
    interventions = next(
        (one for one in form.asked if one.question.kind == Question.Kind.INTERVENTIONS), None
    )
    for fields in questions(box.field for box in boxes.values()):
        lead = boxes[fields[0].key]
        lead.group = Group([boxes[one.key] for one in fields], section)
        asked = lead.field.asked
        shown = Asked(lead, condition_in_words(asked, form.registers.asked))
        if lead.field.sub_goal:
            of_goal[lead.field.sub_goal.pk].append(shown)
        elif interventions and asked.order > interventions.order:
            after.append(shown)
        else:
            before.append(shown)
    return Preview(
        section,
        [
            SubGoalAsked(
                goal, bool({goal.pk, goal.derived_from_id} & prioritised), of_goal[goal.pk]
            )
            for goal in form.sub_goals
            if of_goal[goal.pk]
        ],
        before,
        interventions,
        [_block(form, boxes)] if interventions else [],
        after,
    )


def _block(form: SectionForm, boxes: dict[str, Box]) -> InterventionBlock:
    one = form.interventions[0]
    return InterventionBlock(
        one, {box.field.part: box for box in boxes.values() if box.field.intervention == one}
    )
