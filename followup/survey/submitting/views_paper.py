"""The organisation reads what was written in from paper, and confirms it with one press."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from followup.rounds.models import Invitation
from followup.survey.models import Submission
from followup.survey.submitting import paper
from followup.survey.tasks import receipt_of
from strategy_portal.access import SignedInRequest, organisations, require


@require("survey.confirm_paper")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_paper(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """The whole as it was handed in, and the button that says it is right."""
    own = Invitation.objects.filter(
        actor_id__in=organisations(request.user, "survey.confirm_paper")
    )
    invitation = get_object_or_404(
        own.select_related("round__strategy", "actor", "submission__current_version"),
        round__year=year,
        actor__slug=actor,
    )
    submission = get_object_or_404(Submission, invitation=invitation)
    version = submission.current_version
    if version is None or not version.from_paper:
        raise Http404("Det finns inga svar från papper att bekräfta")
    if request.method == "POST":
        paper.confirm_paper(version, by=request.user)
        messages.success(request, "Tack! Nu är svaren bekräftade.")
        return redirect("survey:receipt", year, actor)
    context = receipt_of(invitation, version) | {"waits": paper.waits_for_confirmation(version)}
    return render(request, "survey/confirm_paper.html", context)
