"""Writes a whole draft at once, through the survey's own save."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from actors.models import Person
from followup.survey.answering import actions
from followup.survey.answering.interventions import add_intervention
from followup.survey.form.section_form import Field, SectionForm
from followup.survey.models import Section, Submission


def write(section: Section, values: Mapping[str, Any], person: Person) -> None:
    """Saves fields of one section by key."""
    form = SectionForm(section, section.submission.round)
    for key, value in values.items():
        _save(section, form.find(key), value, person)


def write_everywhere(
    submission: Submission,
    person: Person,
    text_of: Callable[[Field], str],
    interventions: Mapping[str, int] | None = None,
) -> int:
    """A text in every field that takes words, and some interventions an area by its slug.

    Returns how many fields were written.
    """
    written = 0
    for section in submission.sections.select_related("goal_area", "submission"):
        many = (interventions or {}).get(section.slug, 1) if section.goal_area else 0
        for _ in range(many):
            add_intervention(section, by=person, at=timezone.now())
        for field in SectionForm(section, submission.round).fields():
            if field.widget in {"text", "line"}:
                _save(section, field, text_of(field), person)
                written += 1
    return written


def _save(section: Section, field: Field, value: Any, person: Person) -> None:
    actions.save_answer(
        section,
        field,
        value,
        save_id=uuid.uuid4(),
        base_version=0,
        by=person,
        at=timezone.now(),
    )
