"""Interventions over HTTP: added, taken away, put back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from followup.survey import interventions
from followup.survey.form import SectionForm
from followup.survey.models import Intervention
from followup.survey.page import section_page
from followup.survey.saving import posted_save
from followup.survey.views import find_section, show_section
from strategy_portal.access import SignedInRequest, require
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
    context = {"block": block, "section": found, "submission": found.submission}
    return render(request, "survey/intervention.html", context)


@require("survey.answer")
@require_POST
def remove_intervention(
    request: SignedInRequest, year: int, actor: str, section: str, pk: str
) -> HttpResponse:
    """Take an intervention off the list; it can be put back."""
    found = find_section(request, year, actor, section)
    intervention = get_object_or_404(Intervention, pk=pk, section=found, removed_at=None)
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
    intervention = get_object_or_404(Intervention, pk=pk, section=found)
    interventions.restore_intervention(intervention, by=request.user, at=timezone.now())
    address = redirect("survey:section", year, actor, section)
    address["Location"] += f"#insats-{pk}"
    return address
