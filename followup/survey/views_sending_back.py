"""After handing in, over HTTP: the coordinator sends back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from followup.survey import sending_back
from followup.survey.models import Submission
from strategy_portal.access import SignedInRequest, require
from strategy_portal.exceptions import WrongStateError


@require("survey.send_back")
@require_POST
def send_back(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """The coordinator lets an organisation change what it handed in, and says why."""
    submission = get_object_or_404(
        Submission.objects.submitted().select_related("actor"),
        round__year=year,
        actor__slug=actor,
    )
    sections = submission.sections.select_related("goal_area").order_by("order")
    reason = request.POST.get("reason", "")
    try:
        sending_back.send_back(submission, sections=sections, reason=reason, by=request.user)
    except WrongStateError as wrong:
        messages.error(request, str(wrong))
    else:
        messages.success(request, f"Svaren är tillbaka hos {submission.actor}.")
    return redirect("rounds:organisation", year, actor)
