"""An organisation that answers on paper, as the coordinator marks it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from followup.rounds import paper
from followup.rounds.forms import PaperForm
from followup.rounds.views_board import find_invitation, organisation_page
from strategy_portal.access import SignedInRequest, require


@require("survey.enter_for")
@require_POST
def begin(request: SignedInRequest, year: int, slug: str) -> HttpResponse:
    """Write in an organisation's answers for it; the survey's own pages take over."""
    invitation = find_invitation(year, slug)
    form = PaperForm(request.POST)
    if not form.is_valid():
        return organisation_page(request, invitation, paper_form=form)
    paper.begin_paper(invitation, by=request.user, reason=form.cleaned_data["because"])
    messages.success(request, f"Du skriver nu in svaren för {invitation.actor}.")
    return redirect("survey:survey", year, slug)


@require("survey.enter_for")
@require_POST
def end(request: SignedInRequest, year: int, slug: str) -> HttpResponse:
    """The organisation answers by itself after all."""
    invitation = find_invitation(year, slug)
    paper.end_paper(invitation, by=request.user)
    messages.success(request, f"{invitation.actor} svarar nu själv i portalen.")
    return redirect("rounds:organisation", year, slug)
