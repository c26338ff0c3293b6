"""From a draft's fields to the rows that the review and the report count."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast

from followup.rounds.models import Question
from followup.survey.form.checking import questions, values_of
from followup.survey.form.counting import Counted, counted
from followup.survey.form.fields import WHY, Field, Value
from followup.survey.form.section_form import SectionForm
from followup.survey.form.values import ValueFaultError, in_words, link
from followup.survey.models import (
    Intervention,
    ReportedAnswer,
    ReportedIntervention,
    Section,
    SubmissionVersion,
)
from goals.models import GoalArea

_WORDS = (
    "title",
    "description",
    "other_partners",
    "other_funding",
    "status",
    "effect",
    "continues_next_year",
    "total_because",
)
_MANY = ("sub_goals", "target_groups", "partners", "funding_sources")

STATED_TOTAL = "stated_total"
NOTHING = "none"


def report_answers(version: SubmissionVersion) -> None:
    """Write a submitted version's answers as typed rows; blank answers leave no row.

    A section that is not relevant leaves no rows at all: its state says why. Nor does a question
    that was not shown, whatever was once written in it.
    """
    submission = version.submission
    values = values_of(submission)
    for form in SectionForm.all_of(submission):
        if form.section.state != Section.State.NOT_RELEVANT:
            _report_section(version, form, values[form.section.pk])


def _report_section(
    version: SubmissionVersion, form: SectionForm, values: dict[str, Value]
) -> None:
    rows = [row for answers in answer_rows(form, values).values() for row in answers]
    for row in rows:
        row.version = version
    ReportedAnswer.objects.bulk_create(rows)
    for intervention, by_part in interventions_in(form, values).items():
        _report_intervention(version, form.section, intervention, by_part)


def answer_rows(form: SectionForm, values: Mapping[str, Value]) -> dict[str, list[ReportedAnswer]]:
    """A section's questions with the rows that their answers become, by the question's key.

    The rows are not stored and belong to no version; a question not answered has none.
    """
    rows = {}
    for parts in questions(form.shown_fields(values)):
        said = {f.key: values.get(f.key, f.empty) for f in parts}
        rows[parts[0].base_key] = [_placed(row, form, parts[0]) for row in _rows(parts, said, form)]
    return rows


def interventions_in(
    form: SectionForm, values: Mapping[str, Value]
) -> dict[Intervention, dict[str, Value]]:
    """A section's interventions in order, each with its values by part."""
    found: dict[Intervention, dict[str, Value]] = defaultdict(dict)
    for field in form.shown_fields(values):
        if field.intervention:
            found[field.intervention][field.part] = values.get(field.key, field.empty)
    return found


def asked_in(form: SectionForm, values: Mapping[str, Value]) -> tuple[list[str], set[str]]:
    """Which questions a section asks with these answers, in order, and the keys left out.

    Each question by its key, with the sub-goal's id after it.
    """
    asked: dict[str, None] = {}
    left_out: set[str] = set()
    for field in form.fields():
        if form.is_shown(field, values):
            asked[field.base_key] = None
        else:
            left_out.add(field.key)
    return list(asked), left_out


def _placed(row: ReportedAnswer, form: SectionForm, field: Field) -> ReportedAnswer:
    """A row with what it is an answer to."""
    row.question_version = field.asked.version
    row.goal_area = form.section.goal_area
    row.sub_goal = row.sub_goal or field.sub_goal
    return row


def _rows(
    parts: list[Field], said: dict[str, Value], form: SectionForm
) -> Iterable[ReportedAnswer]:
    """The rows of one question; the explanation to a warning stands in the first."""
    kind = parts[0].asked.question.kind
    if kind == Question.Kind.PROPOSAL:
        return _of_proposal(parts, said, form)
    if kind == Question.Kind.COUNTS:
        rows = list(_of_counts(parts, said))
    elif kind == Question.Kind.RECORDS:
        rows = list(_of_records(parts, said))
    else:
        rows = list(_of_one(parts, said))
    reason = next((str(said[f.key]) for f in parts if f.part == WHY), "")
    if rows and reason:
        rows[0].why = reason
    return rows


def _of_one(parts: list[Field], said: dict[str, Value]) -> Iterator[ReportedAnswer]:
    """An answer of one value; where both a number and "vet ej" stand, the number counts."""
    first = parts[0]
    value = said[first.key]
    if value:
        yield typed(first, value)
    elif any(said[f.key] for f in parts if f.part == "not_known"):
        yield ReportedAnswer(not_known=True)


def typed(field: Field, value: Value) -> ReportedAnswer:
    """A value as a row: its real type, and `text` as a reader sees it.

    What cannot be read is its text and no more: so a draft is read, and handing in is stopped.
    """
    if field.widget == "degree":
        return ReportedAnswer(degree=str(value))
    if field.asked.question.kind == Question.Kind.YES_NO and value == "not_known":
        return ReportedAnswer(not_known=True)
    row = ReportedAnswer(text=field.shown(value))
    try:
        read = field.read(value)
    except ValueFaultError:
        return row
    if isinstance(read, int | Decimal):
        row.number = Decimal(read)
    elif isinstance(read, date):
        row.day = read
    elif isinstance(read, list):
        row.chosen = read
    elif field.asked.question.kind == Question.Kind.SCALE:
        row.number = Decimal(str(value))
    elif field.asked.question.kind in {Question.Kind.YES_NO, Question.Kind.ONE_OF}:
        row.chosen = [str(value)]
    elif field.widget == "link":
        row.text = str(read)
    return row


def _of_counts(parts: list[Field], said: dict[str, Value]) -> Iterator[ReportedAnswer]:
    """A row for each count that was answered; sums are made of these and no others.

    A total alone is reported as of unknown sex. What the organisation itself stated as the total
    has a row of its own, `stated_total`, with the reason beside it; it is never added in.
    """
    found = counted({f.part: said[f.key] for f in parts})
    for part, number in found.reported.items():
        if number is not None:
            yield ReportedAnswer(part=part, number=number, text=in_words(number))
    if found.not_known:
        yield ReportedAnswer(part="counts_not_known", not_known=True)
    if found.stated is not None:
        yield ReportedAnswer(
            part=STATED_TOTAL,
            number=found.stated,
            text=in_words(found.stated),
            why=found.because,
        )


def _of_records(parts: list[Field], said: dict[str, Value]) -> Iterator[ReportedAnswer]:
    """A row for each part of each entry, or that there is nothing to tell of."""
    answered = [f for f in parts if f.record and said[f.key]]
    for field in answered:
        row = typed_column(field, said[field.key])
        row.part, row.record = field.part, field.record
        yield row
    none = parts[0]
    if said[none.key] and not answered:
        yield ReportedAnswer(part=NOTHING, text=none.label)


def typed_column(field: Field, value: Value) -> ReportedAnswer:
    """One part of an entry as a row; a yes/no among them is known by its choices."""
    if field.widget == "one_of":
        if value == "not_known":
            return ReportedAnswer(not_known=True)
        return ReportedAnswer(text=field.shown(value), chosen=[str(value)])
    return typed(field, value)


def _of_proposal(
    parts: list[Field], said: dict[str, Value], form: SectionForm
) -> Iterator[ReportedAnswer]:
    """A proposed priority is one row: the sub-goal, with the reason as its text."""
    by_part = {f.part: said[f.key] for f in parts}
    chosen, reason = by_part["sub_goal"], by_part["reason"]
    sub_goal = next((g for g in form.sub_goals if str(g.pk) == chosen), None)
    if sub_goal or reason:
        yield ReportedAnswer(sub_goal=sub_goal, text=str(reason))


def _report_intervention(
    version: SubmissionVersion, section: Section, intervention: Any, parts: dict[str, Value]
) -> None:
    if not any(parts.values()):
        return
    found: Counted = counted(parts)
    reported = ReportedIntervention.objects.create(
        version=version,
        intervention=intervention,
        # Only the sections about goal areas ask for interventions.
        goal_area=cast(GoalArea, section.goal_area),
        counts_not_known=found.not_known,
        stated_total=found.stated,
        evidence_link=link(str(parts["evidence_link"])) or "",
        **found.reported,
        **{name: str(parts[name]) for name in _WORDS},
    )
    for name in _MANY:
        getattr(reported, name).set([int(pk) for pk in parts[name]])
