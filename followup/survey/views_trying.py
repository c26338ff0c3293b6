"""The coordinator answers as the test organisation, and begins anew."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from followup.rounds.models import Round
from followup.survey import trying
from followup.survey.models import Submission
from followup.survey.views import find_invitation
from strategy_portal.access import SignedInRequest, require


@require("survey.try")
@require_POST
def begin(request: SignedInRequest, year: int) -> HttpResponse:
    """Begin or go on as the test organisation; the survey's own pages take over."""
    invitation = trying.begin_trying(get_object_or_404(Round, year=year), by=request.user)
    return redirect("survey:survey", year, invitation.actor.slug)


@require("survey.try")
@require_http_methods(["GET", "HEAD", "POST"])
def begin_anew(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """Throw away what the test organisation has answered, once more asked."""
    invitation = find_invitation(request, year, actor)
    submission: Submission | None = getattr(invitation, "submission", None)
    if not invitation.is_test or submission is None:
        raise Http404
    if request.method == "POST":
        trying.begin_anew(submission, by=request.user)
        messages.success(request, "Testorganisationens svar är borta. Du kan börja om.")
        return redirect("rounds:round", year)
    return render(request, "survey/begin_anew.html", {"invitation": invitation})
