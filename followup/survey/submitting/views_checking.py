"""The check page's own verb: a word of explanation to a warning, written where it is read."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from followup.survey.answering.saving import posted_save
from followup.survey.answering.views import show_section
from followup.survey.views import find_section
from strategy_portal.access import SignedInRequest, require


@require("survey.answer")
@require_POST
def explain(request: SignedInRequest, year: int, actor: str, section: str) -> HttpResponse:
    """Save an explanation like any other answer; back to the check page when it is kept."""
    arrived = timezone.now()
    found = find_section(request, year, actor, section)
    page = posted_save(request, found, arrived)
    posted = [box for box in page.boxes if f"base:{box.html_name}" in request.POST]
    if page.homeless or any(box.conflict or box.error for box in posted):
        return show_section(request, page, status=409)
    messages.success(request, f"Sparat {timezone.localtime(arrived):%H:%M}")
    address = redirect("survey:check", year, actor)
    address["Location"] += f"#avsnitt-{found.slug}"
    return address
