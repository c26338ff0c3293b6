"""From a draft's fields to the rows that the review and the report count."""

from collections import defaultdict
from typing import Any, cast

from followup.rounds.models import Question
from followup.survey.form import Field, SectionForm, Value
from followup.survey.models import (
    Answer,
    ReportedAnswer,
    ReportedIntervention,
    Section,
    SubmissionVersion,
)
from followup.survey.values import count
from goals.models import GoalArea

_WORDS = (
    "title",
    "description",
    "other_partners",
    "other_funding",
    "status",
    "effect",
    "continues_next_year",
)
_MANY = ("sub_goals", "target_groups", "partners", "funding_sources")


def report_answers(version: SubmissionVersion) -> None:
    """Write a submitted version's answers as typed rows; blank answers leave no row.

    A section that is not relevant leaves no rows at all: its state says why.
    """
    submission = version.submission
    values: dict[int, dict[str, Value]] = defaultdict(dict)
    for answer in Answer.objects.filter(section__submission=submission):
        values[answer.section_id][answer.key] = answer.value
    for section in submission.sections.select_related("goal_area", "submission"):
        if section.state != Section.State.NOT_RELEVANT:
            _report_section(version, section, values[section.pk])


def _report_section(version: SubmissionVersion, section: Section, values: dict[str, Value]) -> None:
    form = SectionForm(section, version.submission.round)
    interventions: dict[Any, dict[str, Value]] = defaultdict(dict)
    rows = []
    for field in form.fields():
        value = values.get(field.key, field.empty)
        if field.intervention:
            interventions[field.intervention][field.part] = value
        elif field.asked.question.kind != Question.Kind.PROPOSAL and value:
            rows.append(_row(version, section, field, str(value)))
    rows += _proposal(version, section, form, values)
    ReportedAnswer.objects.bulk_create(rows)
    for intervention, parts in interventions.items():
        _report_intervention(version, section, intervention, parts)


def _row(version: SubmissionVersion, section: Section, field: Field, value: str) -> ReportedAnswer:
    is_degree = field.asked.question.kind == Question.Kind.DEGREE
    return ReportedAnswer(
        version=version,
        question_version=field.asked.version,
        goal_area=section.goal_area,
        sub_goal=field.sub_goal,
        degree=value if is_degree else "",
        text="" if is_degree else value,
    )


def _proposal(
    version: SubmissionVersion, section: Section, form: SectionForm, values: dict[str, Value]
) -> list[ReportedAnswer]:
    """A proposed priority is one row: the sub-goal, with the reason as its text."""
    for asked in form.asked:
        if asked.question.kind != Question.Kind.PROPOSAL:
            continue
        key = asked.question.key
        chosen, reason = (values.get(f"{key}/{part}", "") for part in ("sub_goal", "reason"))
        sub_goal = next((g for g in form.sub_goals if str(g.pk) == chosen), None)
        if sub_goal or reason:
            return [
                ReportedAnswer(
                    version=version,
                    question_version=asked.version,
                    goal_area=section.goal_area,
                    sub_goal=sub_goal,
                    text=str(reason),
                )
            ]
    return []


def _report_intervention(
    version: SubmissionVersion, section: Section, intervention: Any, parts: dict[str, Value]
) -> None:
    if not any(parts.values()):
        return
    reported = ReportedIntervention.objects.create(
        version=version,
        intervention=intervention,
        # Only the sections about goal areas ask for interventions.
        goal_area=cast(GoalArea, section.goal_area),
        counts_not_known=parts["counts_not_known"] == "yes",
        **{name: count(str(parts[name])) for name in ReportedIntervention.COUNTS},
        **{name: str(parts[name]) for name in _WORDS},
    )
    for name in _MANY:
        getattr(reported, name).set([int(pk) for pk in parts[name]])
