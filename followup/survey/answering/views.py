"""A section over HTTP: shown, saved by script or by an ordinary button, not relevant for us."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from followup.survey.answering import actions
from followup.survey.answering.page import SectionPage, section_page
from followup.survey.answering.saving import posted_save, save_posted
from followup.survey.form.section_form import SectionForm
from followup.survey.form.values import LONGEST_TEXT, ValueFaultError, bounded
from followup.survey.models import Section
from followup.survey.rights import held_by_another, section_hinder
from followup.survey.together.presence import others_here
from followup.survey.together.who import holder_of
from followup.survey.views import find_section, not_kept
from strategy_portal.access import SignedInRequest, require
from strategy_portal.exceptions import WrongStateError


@require("survey.read")
@require_safe
@not_kept
def section(request: SignedInRequest, year: int, actor: str, section: str) -> HttpResponse:
    """One section, to answer or to read."""
    found = find_section(request, year, actor, section)
    return show_section(request, section_page(found, SectionForm(found, found.submission.round)))


def show_section(
    request: SignedInRequest,
    page: SectionPage,
    *,
    status: int = 200,
    title: str = "",
    reason: str = "",
    reason_fault: str = "",
) -> HttpResponse:
    """The section's page; `reason` is a word on why it is not relevant that was not kept."""
    submission, now = page.section.submission, timezone.now()
    why = section_hinder(page.section, request.user, now)
    gone = page.section.interventions.filter(removed_at__isnull=False, merged_into=None)
    context = {
        "page": page,
        "faults": [*_reason_faults(reason_fault), *page.faults],
        "reason": reason,
        "reason_fault": reason_fault,
        "section": page.section,
        "submission": submission,
        "invitation": submission.invitation,
        "hinder": why,
        "read_only": bool(why),
        "holder": holder_of(page.section, request.user, now),
        "others": others_here(page.section, request.user, now),
        "neighbours": neighbours_of(page.section),
        "removed": gone.order_by("-removed_at").first(),
        "fault_title": title,
    }
    return render(request, "survey/section.html", context, status=status)


def _reason_faults(fault: str) -> list[dict[str, str]]:
    return [{"href": "#reason", "text": fault}] if fault else []


def neighbours_of(section: Section) -> list[Section]:
    """All sections of the same answers, in order."""
    sections = section.submission.sections.select_related("goal_area")
    return list(sections.order_by("order"))


@require("survey.answer")
@require_POST
def save(request: SignedInRequest, year: int, actor: str, section: str) -> HttpResponse:
    """Save one field for the page's script; saving.py beside this tells the protocol."""
    arrived = timezone.now()
    found = find_section(request, year, actor, section)
    return save_posted(request, found, arrived)


@require("survey.answer")
@require_POST
def save_all(request: SignedInRequest, year: int, actor: str, section: str) -> HttpResponse:
    """Save a whole section sent by an ordinary button, and mark it done if that was asked."""
    arrived = timezone.now()
    found = find_section(request, year, actor, section)
    page = posted_save(request, found, arrived)
    if any(box.conflict for box in page.boxes):
        title = "En kollega har ändrat samma svar"
        return show_section(request, page, status=409, title=title)
    if page.faults and (why := section_hinder(found, request.user, arrived)):
        title = "Allt sparades inte. Kopiera det du vill ha kvar innan du lämnar sidan"
        status = 403 if why == held_by_another(found, request.user) else 409
        return show_section(request, page, status=status, title=title)
    if page.faults and "done" in request.POST:
        return show_section(
            request, page, status=422, title="Rätta det här innan avsnittet är klart"
        )
    if page.faults:
        return show_section(request, page, status=422)
    if "done" not in request.POST:
        messages.success(request, f"Sparat {timezone.localtime(arrived):%H:%M}")
        return redirect("survey:section", year, actor, section)
    actions.set_section_state(found, Section.State.DONE, by=request.user, at=arrived)
    messages.success(request, f"{found.title} är klart.")
    return redirect("survey:survey", year, actor)


@require("survey.answer")
@require_POST
def not_relevant(request: SignedInRequest, year: int, actor: str, section: str) -> HttpResponse:
    """The organisation has nothing to do with this area, and says why."""
    found, now = find_section(request, year, actor, section), timezone.now()
    reason = request.POST.get("reason", "")
    try:
        actions.set_section_state(
            found,
            Section.State.NOT_RELEVANT,
            by=request.user,
            at=now,
            reason=bounded(reason, LONGEST_TEXT),
        )
    except (WrongStateError, ValueFaultError) as wrong:
        return _not_marked(request, year, actor, section, reason=reason, fault=str(wrong))
    messages.success(request, f"{found.title} är markerat som ej relevant för er.")
    return redirect("survey:survey", year, actor)


def _not_marked(
    request: SignedInRequest, year: int, actor: str, section: str, *, reason: str, fault: str
) -> HttpResponse:
    """The section as it stands now, with the reason that was written, to put right or to copy."""
    found = find_section(request, year, actor, section)
    page = section_page(found, SectionForm(found, found.submission.round))
    is_open = not section_hinder(found, request.user, timezone.now())
    if is_open and found.state != Section.State.NOT_RELEVANT:
        return show_section(request, page, status=422, reason=reason, reason_fault=fault)
    closed = "Avsnittet är inte markerat som ej relevant. Kopiera det du vill ha kvar."
    return show_section(
        request,
        page,
        status=409,
        title="Det du skrev sparades inte",
        reason=reason,
        reason_fault=fault if is_open else closed,
    )


@require("survey.answer")
@require_POST
def relevant(request: SignedInRequest, year: int, actor: str, section: str) -> HttpResponse:
    """Take back that the area is not relevant."""
    found = find_section(request, year, actor, section)
    state = Section.State.IN_PROGRESS
    actions.set_section_state(found, state, by=request.user, at=timezone.now())
    return redirect("survey:section", year, actor, section)
