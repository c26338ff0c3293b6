"""Interventions over HTTP: added, taken up, copied, moved, taken away, put back."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from followup.survey.answering import continuing, interventions
from followup.survey.answering.page import section_page
from followup.survey.answering.saving import posted_save
from followup.survey.answering.views import neighbours_of, show_section
from followup.survey.answering.views_records import save_first
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Intervention, Section
from followup.survey.views import find_section
from strategy_portal.access import SignedInRequest, require
from strategy_portal.exceptions import WrongStateError
from strategy_portal.middleware import sent_by_script


@require("survey.answer")
@require_POST
def add_intervention(request: SignedInRequest, year: int, actor: str, section: str) -> HttpResponse:
    """A new, empty intervention; without the script the page's other fields are saved first."""
    arrived = timezone.now()
    found = find_section(request, year, actor, section)
    if not sent_by_script(request):
        page = posted_save(request, found, arrived)
        if page.faults or any(box.conflict for box in page.boxes):
            return show_section(request, page, status=422)
    added = interventions.add_intervention(found, by=request.user, at=arrived)
    if not sent_by_script(request):
        address = redirect("survey:section", year, actor, section)
        address["Location"] += f"#insats-{added.pk}"
        return address
    page = section_page(found, SectionForm(found, found.submission.round))
    block = next(one for one in page.interventions if one.intervention.pk == added.pk)
    context = {
        "block": block,
        "section": found,
        "submission": found.submission,
        "neighbours": neighbours_of(found),
    }
    return render(request, "survey/intervention.html", context)


@require("survey.answer")
@require_POST
def take_up(
    request: SignedInRequest,
    year: int,
    actor: str,
    section: str,
    kind: str,
    pk: uuid.UUID,
    choice: str,
) -> HttpResponse:
    """Tell how it went with an intervention that was to continue, or a planned activity."""
    found = find_section(request, year, actor, section)
    if choice not in continuing.CHOICES:
        raise Http404
    if trouble := save_first(request, found):
        return trouble
    address = redirect("survey:section", year, actor, section)
    status, now = continuing.CHOICES[choice], timezone.now()
    try:
        added = continuing.take_up(found, kind, pk, status, by=request.user, at=now)
    except WrongStateError as wrong:
        messages.error(request, str(wrong))
        address["Location"] += "#insatser"
        return address
    address["Location"] += f"#insats-{added.pk}"
    return address


@require("survey.answer")
@require_POST
def remove_intervention(
    request: SignedInRequest, year: int, actor: str, section: str, pk: str
) -> HttpResponse:
    """Take an intervention off the list; it can be put back."""
    found = find_section(request, year, actor, section)
    intervention = get_object_or_404(Intervention, pk=pk, section=found, removed_at=None)
    if trouble := save_first(request, found):
        return trouble
    interventions.remove_intervention(intervention, by=request.user, at=timezone.now())
    messages.success(request, "Insatsen är borttagen. Du kan ångra under rubriken Insatser.")
    address = redirect("survey:section", year, actor, section)
    address["Location"] += "#insatser"
    return address


@require("survey.answer")
@require_POST
def restore_intervention(
    request: SignedInRequest, year: int, actor: str, section: str, pk: str
) -> HttpResponse:
    """Put an intervention back on the list."""
    found = find_section(request, year, actor, section)
    intervention = get_object_or_404(Intervention, pk=pk, section=found, merged_into=None)
    if trouble := save_first(request, found):
        return trouble
    interventions.restore_intervention(intervention, by=request.user, at=timezone.now())
    address = redirect("survey:section", year, actor, section)
    address["Location"] += f"#insats-{pk}"
    return address


@require("survey.answer")
@require_POST
def move_up(
    request: SignedInRequest, year: int, actor: str, section: str, pk: uuid.UUID
) -> HttpResponse:
    """Let an intervention stand before the one above it."""
    return _move(request, year, actor, section, pk, -1)


@require("survey.answer")
@require_POST
def move_down(
    request: SignedInRequest, year: int, actor: str, section: str, pk: uuid.UUID
) -> HttpResponse:
    """Let an intervention stand after the one below it."""
    return _move(request, year, actor, section, pk, 1)


def _move(
    request: SignedInRequest, year: int, actor: str, section: str, pk: uuid.UUID, step: int
) -> HttpResponse:
    found = find_section(request, year, actor, section)
    intervention = _listed(found, pk)
    if trouble := save_first(request, found):
        return trouble
    interventions.move_intervention(intervention, step, by=request.user, at=timezone.now())
    address = redirect("survey:section", year, actor, section)
    address["Location"] += f"#insats-{pk}"
    return address


@require("survey.answer")
@require_POST
def order_interventions(
    request: SignedInRequest, year: int, actor: str, section: str
) -> HttpResponse:
    """The interventions in a new order, as they were dragged; answers the script."""
    found = find_section(request, year, actor, section)
    wanted, now = request.POST.getlist("key"), timezone.now()
    try:
        interventions.order_interventions(found, wanted, by=request.user, at=now)
    except WrongStateError as wrong:
        return JsonResponse({"message": str(wrong)}, status=409)
    return JsonResponse({"order": wanted})


@require("survey.answer")
@require_POST
def copy_intervention(
    request: SignedInRequest, year: int, actor: str, section: str, pk: uuid.UUID
) -> HttpResponse:
    """The same intervention once more, in the section that the list beside the button names."""
    found = find_section(request, year, actor, section)
    intervention = _listed(found, pk)
    to = find_section(request, year, actor, request.POST.get(f"till:{pk}") or section)
    if to.goal_area is None:
        raise Http404
    if trouble := save_first(request, found):
        return trouble
    try:
        added = interventions.copy_intervention(
            intervention, to, by=request.user, at=timezone.now()
        )
    except WrongStateError as wrong:
        messages.error(request, f"Insatsen är inte kopierad till {to.title}. {wrong}")
        address = redirect("survey:section", year, actor, section)
        address["Location"] += f"#insats-{pk}"
        return address
    messages.success(request, "Insatsen är kopierad. Fyll i hur många som deltog.")
    address = redirect("survey:section", year, actor, to.slug)
    address["Location"] += f"#insats-{added.pk}"
    return address


def _listed(section: Section, pk: uuid.UUID) -> Intervention:
    """One intervention of the section that has not been taken away."""
    found = get_object_or_404(Intervention, pk=pk, section=section, removed_at=None)
    found.section = section
    return found
