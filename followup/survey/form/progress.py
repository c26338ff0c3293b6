"""How far each section of a draft has come: how many questions are asked and answered."""

from dataclasses import dataclass

from followup.survey.form.checking import is_answered, values_of
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Submission


@dataclass(frozen=True)
class Progress:
    """Questions asked of this organisation in a section, and those of them that are answered."""

    asked: int
    answered: int


def progress(submission: Submission) -> dict[int, Progress]:
    """Every section's progress, by its id; constant queries.

    A question of several parts is one; so is one for each sub-goal. A question that is not
    shown is not counted, and interventions are counted by themselves.
    """
    values = values_of(submission)
    found = {}
    for form in SectionForm.all_of(submission):
        said = values[form.section.pk]
        shown = [fields for fields in form.questions() if form.is_shown(fields[0], said)]
        answered = sum(is_answered(fields, said) for fields in shown)
        found[form.section.pk] = Progress(len(shown), answered)
    return found
