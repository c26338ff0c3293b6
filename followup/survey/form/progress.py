"""How far each section of a draft has come: how many questions are asked and answered."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from followup.survey.form.checking import Values, is_answered, values_of
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Intervention, Submission


@dataclass(frozen=True)
class Progress:
    """Questions asked of this organisation in a section, and those of them that are answered.

    Interventions are no questions: nobody knows how many there will be.
    """

    asked: int
    answered: int
    interventions: int = 0


def progress(submission: Submission) -> dict[int, Progress]:
    """Every section's progress, by its id; constant queries.

    A question of several parts is one; so is one for each sub-goal. A question that is not
    shown is not counted. Interventions are counted by themselves, an empty one not at all.
    """
    values = values_of(submission)
    listed = _interventions(submission, values)
    found = {}
    for form in SectionForm.all_of(submission):
        said = values[form.section.pk]
        shown = [fields for fields in form.questions() if form.is_shown(fields[0], said)]
        answered = sum(is_answered(fields, said) for fields in shown)
        found[form.section.pk] = Progress(len(shown), answered, listed[form.section.pk])
    return found


def _interventions(submission: Submission, values: Mapping[int, Values]) -> Counter[int]:
    """How many interventions are written in and stand in each section; one query."""
    standing = Intervention.objects.filter(section__submission=submission, removed_at=None)
    written = {
        key.split("/")[1]
        for said in values.values()
        for key, value in said.items()
        if value and key.startswith("interventions/")
    }
    rows = standing.values_list("pk", "section")
    return Counter(section for pk, section in rows if str(pk) in written)
