"""Repeated entries over HTTP: rows added, taken away and put back.

Without the page's script each of them saves what is written on the page first.
"""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from followup.survey.answering import records
from followup.survey.answering.page import section_page
from followup.survey.answering.saving import posted_save
from followup.survey.answering.views import show_section
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Record, Section
from followup.survey.views import find_section
from strategy_portal.access import SignedInRequest, require
from strategy_portal.middleware import sent_by_script


@require("survey.answer")
@require_POST
def add_record(
    request: SignedInRequest,
    year: int,
    actor: str,
    section: str,
    question: str,
    sub_goal: int | None = None,
) -> HttpResponse:
    """A new, empty row; the script gets the row, others the page."""
    arrived = timezone.now()
    found = find_section(request, year, actor, section)
    form = SectionForm(found, found.submission.round)
    wanted = records.question_with_rows(form, question, sub_goal)
    if wanted is None:
        raise Http404
    if not sent_by_script(request) and (trouble := save_first(request, found)):
        return trouble
    added = records.add_record(found, wanted[0], by=request.user, at=arrived, sub_goal=wanted[1])
    if not sent_by_script(request):
        return _to(year, actor, section, added)
    return render(request, "survey/kinds/record.html", _row(found, added))


@require("survey.answer")
@require_POST
def remove_record(
    request: SignedInRequest, year: int, actor: str, section: str, pk: str
) -> HttpResponse:
    """Take a row away; it can be put back."""
    found = find_section(request, year, actor, section)
    record = get_object_or_404(Record, pk=pk, section=found, removed_at=None)
    if trouble := save_first(request, found):
        return trouble
    record.section = found
    records.remove_record(record, by=request.user, at=timezone.now())
    return _to(year, actor, section, record)


@require("survey.answer")
@require_POST
def restore_record(
    request: SignedInRequest, year: int, actor: str, section: str, pk: str
) -> HttpResponse:
    """Put a row back."""
    found = find_section(request, year, actor, section)
    record = get_object_or_404(Record.objects.exclude(removed_at=None), pk=pk, section=found)
    if trouble := save_first(request, found):
        return trouble
    record.section = found
    records.restore_record(record, by=request.user, at=timezone.now())
    return _to(year, actor, section, record)


def save_first(request: SignedInRequest, found: Section) -> HttpResponse | None:
    """Save what is written on the page; the page again where something cannot be kept.

    A value that is kept but must be put right, such as "ca 10", stands in nobody's way.
    """
    page = posted_save(request, found, timezone.now())
    lost = [box for box in page.boxes if box.conflict or (box.error and not _is_kept(request, box))]
    return show_section(request, page, status=409) if lost or page.homeless else None


def _is_kept(request: SignedInRequest, box: Any) -> bool:
    if box.field.widget == "file":
        return False
    return f"base:{box.html_name}" not in request.POST or box.error == box.field.fault(box.value)


def _to(year: int, actor: str, section: str, record: Record) -> HttpResponse:
    """The section's page, at the question whose rows were changed."""
    address = redirect("survey:section", year, actor, section)
    key = record.question.key
    if record.sub_goal_id:
        key = f"{key}-{record.sub_goal_id}"
    # The newly added row, or the question where its row is gone.
    anchor = f"f-{key}-none-grupp" if record.removed_at else f"rad-{record.pk}"
    address["Location"] += f"#{anchor}"
    return address


def _row(section: Section, added: Record) -> dict[str, Any]:
    """What the template of one row needs."""
    page = section_page(section, SectionForm(section, section.submission.round))
    entries = (entry for box in page.boxes if box.group for entry in box.group.entries)
    submission = section.submission
    place = [submission.round.year, submission.actor.slug, section.slug]
    return {
        "entry": next(entry for entry in entries if entry.record.pk == added.pk),
        "here": reverse("survey:section", args=place),
    }
