"""Earlier versions of a text over HTTP: the list, one beside what stands now, and back again."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from followup.review.workflow import closed_for_writing
from followup.review.writing import actions
from followup.review.writing.history import revisions
from followup.review.writing.saving import marked
from followup.review.writing.views import not_kept, part_or_404
from followup.survey.submitting.differences import compare
from strategy_portal.access import SignedInRequest, can, require

PER_PAGE = 50


@require("review.read")
@require_safe
@not_kept
def versions(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """Every save of the text, the latest first."""
    part = part_or_404(year, key)
    saves = Paginator(revisions(part).defer("text"), PER_PAGE)
    context = {"part": part, "page": saves.get_page(request.GET.get("sida"))}
    return render(request, "review/writing/versions.html", context)


@require("review.read")
@require_safe
@not_kept
def version(request: SignedInRequest, year: int, key: str, pk: UUID) -> HttpResponse:
    """One earlier version beside what stands now."""
    part = part_or_404(year, key)
    revision = get_object_or_404(revisions(part), pk=pk)
    then, now = (marked(one) for one in compare(revision.text, part.text))
    may_write = can(request.user, "review.write") and not closed_for_writing(part.round)
    context = {"part": part, "revision": revision, "then": then, "now": now, "may_write": may_write}
    return render(request, "review/writing/version.html", context)


@require("review.write")
@require_POST
def bring_back(request: SignedInRequest, year: int, key: str, pk: UUID) -> HttpResponse:
    """Let an earlier version stand again, as a new one."""
    part = part_or_404(year, key)
    actions.bring_back(part, get_object_or_404(revisions(part), pk=pk), by=request.user)
    messages.success(request, "Den tidigare texten gäller igen. Den som stod där finns kvar.")
    return redirect("review:text", year, key)
