"""A draft in the same reading form as what is handed in, for the manager who is to approve it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from followup.survey.form.checking import values_of
from followup.survey.form.counting import Counted, counted
from followup.survey.form.fields import Field, Value
from followup.survey.form.section_form import SectionForm
from followup.survey.form.values import readable_link
from followup.survey.models import (
    Attachment,
    Intervention,
    ReportedIntervention,
    Section,
    Submission,
)
from followup.survey.submitting.reading import Read, ReadSection, read_answer
from followup.survey.submitting.reporting import answer_rows, asked_in, interventions_in


class Several(list[str]):
    """Names that are read as a relation's rows are."""

    def all(self) -> "Several":
        """All of them."""
        return self


@dataclass(frozen=True)
class DraftIntervention:
    """An intervention as the draft says it; has what a reader asks of a `ReportedIntervention`."""

    pk: Any
    remark = None
    fields: Mapping[str, Field]
    values: Mapping[str, Value]
    counts: Counted
    evidence_files: list[Attachment]

    def __getattr__(self, name: str) -> Any:
        """A part by its name: counts as numbers, choices as names, words as they are."""
        if name in ReportedIntervention.COUNTS:
            return self.counts.reported[name]
        if name not in self.values:
            raise AttributeError(name)
        value = self.values[name]
        if isinstance(value, list):
            names = dict(self.fields[name].choices)
            return Several(names[one] for one in value if one in names)
        return value

    @property
    def total(self) -> int | None:
        """All persons reached, or None where nothing is counted."""
        numbers = [n for n in self.counts.reported.values() if n is not None]
        return sum(numbers) if numbers else None

    @property
    def counts_not_known(self) -> bool:
        """Whether it is said that the division is not known."""
        return self.counts.not_known

    @property
    def stated_total(self) -> int | None:
        """The total that the organisation states."""
        return self.counts.stated

    @property
    def evidence_link(self) -> str:
        """The address, where it can be read as one."""
        return readable_link(str(self.values["evidence_link"]))

    def get_status_display(self) -> str:
        """How far it has come, in words."""
        return self.fields["status"].shown(self.values["status"])

    def get_continues_next_year_display(self) -> str:
        """Whether it goes on, in words."""
        return self.fields["continues_next_year"].shown(self.values["continues_next_year"])


def read_draft(submission: Submission) -> list[ReadSection]:
    """Every section as it stands now; constant queries, however much is written."""
    values = values_of(submission)
    return [_section(form, values[form.section.pk]) for form in SectionForm.all_of(submission)]


def _section(form: SectionForm, values: dict[str, Value]) -> ReadSection:
    section = form.section
    then = {"state": section.state, "not_relevant_because": section.not_relevant_because}
    if section.state == Section.State.NOT_RELEVANT:
        return ReadSection(section, then)
    rows = answer_rows(form, values)
    asked = {field.base_key: field for field in form.shown_fields(values)}
    wanted = [key for key in asked_in(form, values)[0] if key in rows]
    files = {str(one.pk): one for one in form.attachments}
    read = [read_answer(rows[key], files) if rows[key] else _blank(asked[key]) for key in wanted]
    return ReadSection(section, then, read, _interventions(form, values))


def _blank(field: Field) -> Read:
    return Read(field.asked.version, field.sub_goal)


def _interventions(form: SectionForm, values: Mapping[str, Value]) -> list[DraftIntervention]:
    fields: dict[Intervention, dict[str, Field]] = {}
    for one in form.shown_fields(values):
        if one.intervention:
            fields.setdefault(one.intervention, {})[one.part] = one
    return [
        DraftIntervention(
            intervention.pk,
            fields[intervention],
            parts,
            counted(parts),
            [one for one in form.attachments if str(one.pk) in parts["evidence_files"]],
        )
        for intervention, parts in interventions_in(form, values).items()
        if any(parts.values())
    ]
