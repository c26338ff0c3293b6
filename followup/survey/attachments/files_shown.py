"""The files at one field as its page shows them, and what was last taken away from there."""

from dataclasses import dataclass

from django.urls import reverse

from followup.survey.attachments.file_kinds import ACCEPTED
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Attachment, Section


@dataclass(frozen=True)
class FilesAtField:
    """What lies at a field, in order, and what can be put back; `here` is the section's address."""

    here: str
    lying: tuple[Attachment, ...]
    removed: Attachment | None
    accepted: str = ACCEPTED


def files_at(form: SectionForm, key: str, ids: object) -> FilesAtField:
    """The files at a field whose answer lists these ids; asks the database nothing of its own."""
    there = form.attachments_at(key)
    listed = ids if isinstance(ids, list) else []
    gone = [one for one in there if str(one.pk) not in listed and one.removed_at]
    return FilesAtField(
        section_address(form.section),
        tuple(one for one in there if str(one.pk) in listed),
        max(gone, key=lambda one: (one.removed_at, one.pk), default=None),
    )


def section_address(section: Section) -> str:
    """The section's page."""
    submission = section.submission
    place = [submission.round.year, submission.actor.slug, section.slug]
    return reverse("survey:section", args=place)
