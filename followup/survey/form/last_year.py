"""What an organisation handed in the year before, under this year's keys.

A question keeps its key over the years. A sub-goal that was taken over from an older strategy has
a new number: its answers are found under the old one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from followup.survey.form.fields import WHY, Field, Value
from followup.survey.form.section_form import SectionForm
from followup.survey.form.values import ValueFaultError
from followup.survey.models import Submission, SubmissionVersion
from goals.models import SubGoal


@dataclass(frozen=True)
class LastYear:
    """The newest version handed in in an earlier round; `version` is None where there is none.

    `year` is that round's year, which need not be the year just before.
    """

    version: SubmissionVersion | None = None
    year: int = 0

    def section(self, slug: str) -> dict[str, Any]:
        """One section's part of the frozen answers; empty where there was no such section."""
        sections = self.version.answers.get("sections", []) if self.version else []
        return next((one for one in sections if one["slug"] == slug), {})

    def said_in(self, form: SectionForm) -> dict[str, Value]:
        """Everything that may concern a section, by the keys of then.

        A sub-goal may have moved to another area, so what is said of sub-goals is taken from
        every section; the rest only from the section of the same name.
        """
        sections = self.version.answers.get("sections", []) if self.version else []
        own = self.section(form.section.slug).get("answers", {})
        found: dict[str, Value] = {}
        for section in sections:
            found |= {key: value for key, value in section["answers"].items() if is_numbered(key)}
        return found | own

    def values(self, form: SectionForm) -> dict[str, Value]:
        """The section's answers of then under this year's keys; entries of rows are left out."""
        said = self.said_in(form)
        found: dict[str, Value] = {}
        for field in form.fields() if said else ():
            if field.intervention or field.record:
                continue
            value = next((said[key] for key in keys_then(field) if said.get(key)), None)
            if value is not None:
                found[field.key] = value
        return found


def is_numbered(key: str) -> bool:
    """Whether a key is about a sub-goal: "degree/12", "why/degree/12", "places/12/women"."""
    parts = key.removeprefix(f"{WHY}/").split("/")
    return len(parts) > 1 and parts[1].isdigit()


def last_year(submission: Submission) -> LastYear:
    """What the organisation handed in last, in a round of an earlier year; one query."""
    version = (
        SubmissionVersion.objects.filter(
            current_of__actor_id=submission.actor_id,
            current_of__round__year__lt=submission.round.year,
        )
        .select_related("submission__round")
        .order_by("-current_of__round__year")
        .first()
    )
    return LastYear(version, version.submission.round.year) if version else LastYear()


def keys_then(field: Field) -> list[str]:
    """The keys that a field's answer may have had, its own first."""
    return [field.key.replace(field.base_key, base, 1) for base in base_keys_then(field)]


def base_keys_then(field: Field) -> list[str]:
    """The same for its question: about the sub-goal, or the one it was taken over from."""
    sub_goal = field.sub_goal
    if sub_goal is None or sub_goal.derived_from_id is None:
        return [field.base_key]
    return [field.base_key, f"{field.asked.question.key}/{sub_goal.derived_from_id}"]


def carried(field: Field, value: Value, sub_goals: list[SubGoal]) -> Value:
    """An answer of then as this year's field takes it; empty where it no longer can be given.

    Files stay where they were handed in; an explanation is about its own year.
    """
    if field.widget == "file" or field.is_explanation:
        return field.empty
    wanted = value if isinstance(value, list) else [value]
    if field.part in {"sub_goal", "sub_goals"}:
        taken_over = {str(goal.derived_from_id): str(goal.pk) for goal in sub_goals}
        own = {str(goal.pk) for goal in sub_goals}
        wanted = [one if one in own else taken_over.get(one, one) for one in wanted]
    try:
        return field.clean(wanted)
    except ValueFaultError:
        return field.empty


def entries_then(lead: Field, said: Mapping[str, Value]) -> dict[str, dict[str, Value]]:
    """The rows of a question of repeated entries: each row's id of then with its columns."""
    rows: dict[str, dict[str, Value]] = {}
    for base in base_keys_then(lead):
        for key, value in said.items():
            parts = key.removeprefix(f"{base}/").split("/")
            if key.startswith(f"{base}/") and len(parts) == 2 and value:
                rows.setdefault(parts[0], {})[parts[1]] = value
        if rows:
            break
    return rows
