"""The proposals over HTTP: gather, word, order, hand to the council."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followup.review import querysets
from followup.review.models import Proposal
from followup.review.proposals import actions
from followup.review.proposals.forms import NewProposalForm, ProposalForm
from followup.review.proposals.pages import proposals_page
from followup.review.views import opened_round
from followup.review.workflow import closed_for_writing
from followup.rounds.models import Round
from strategy_portal.access import SignedInRequest, require
from strategy_portal.exceptions import WrongStateError

MET = (
    "Någon annan ändrade förslaget medan du skrev. Din text står kvar i rutorna. "
    "Läs den andra texten nedan och spara igen när du har valt."
)


def _proposal(year: int, pk: int) -> Proposal:
    return get_object_or_404(querysets.proposals(opened_round(year)), pk=pk)


@require("review.read")
@require_safe
def proposals(request: SignedInRequest, year: int) -> HttpResponse:
    """What is proposed for next year, and what the organisations ask for."""
    page = proposals_page(opened_round(year), person=request.user)
    return render(request, "review/proposals/page.html", {"page": page})


@require("review.assess")
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: SignedInRequest, year: int) -> HttpResponse:
    """A new proposal; `?delmal=` chooses the sub-goal beforehand."""
    round_ = opened_round(year)
    initial = {"sub_goal": request.GET.get("delmal")}
    form = NewProposalForm(request.POST or None, round_=round_, initial=initial, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            proposal = actions.propose(
                round_,
                form.cleaned_data["sub_goal"],
                title=form.cleaned_data["title"],
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except WrongStateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Förslaget ”{proposal.title}” är sparat.")
            return redirect("review:proposals", year)
    return _form_page(request, round_, form, None)


@require("review.assess")
@require_http_methods(["GET", "HEAD", "POST"])
def reword_proposal(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Change a proposal's words; a colleague's newer words are shown, not overwritten."""
    proposal = _proposal(year, pk)
    initial = {name: getattr(proposal, name) for name in ("title", "reason", "edition")}
    form = ProposalForm(request.POST or None, initial=initial, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.reword_proposal(
                proposal,
                title=form.cleaned_data["title"],
                reason=form.cleaned_data["reason"],
                base_edition=form.cleaned_data["edition"],
                by=request.user,
            )
        except WrongStateError as error:
            form.add_error(None, str(error))
        else:
            if changed:
                messages.success(request, "Förslaget är ändrat.")
                return redirect("review:proposals", year)
            return _met_page(request, proposal, form)
    return _form_page(request, proposal.round, form, proposal)


def _met_page(request: SignedInRequest, proposal: Proposal, form: ProposalForm) -> HttpResponse:
    """The form with the writer's words, based on the newer ones, which stand beside it."""
    proposal.refresh_from_db()
    words = {name: form.cleaned_data[name] for name in ("title", "reason")}
    again = ProposalForm({**words, "edition": proposal.edition}, label_suffix="")
    again.add_error(None, MET)
    return _form_page(request, proposal.round, again, proposal, status=409, theirs=proposal)


def _form_page(
    request: SignedInRequest,
    round_: Round,
    form: ProposalForm,
    proposal: Proposal | None,
    *,
    status: int = 0,
    theirs: Proposal | None = None,
) -> HttpResponse:
    context = {
        "round": round_,
        "form": form,
        "proposal": proposal,
        "theirs": theirs,
        "hinder": closed_for_writing(round_),
    }
    status = status or (422 if form.is_bound and form.errors else 200)
    return render(request, "review/proposals/form.html", context, status=status)


@require("review.assess")
@require_POST
def move_up(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """One step up in the order the council sees."""
    actions.move_proposal(_proposal(year, pk), steps=-1, by=request.user)
    return redirect("review:proposals", year)


@require("review.assess")
@require_POST
def move_down(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """One step down in the order the council sees."""
    actions.move_proposal(_proposal(year, pk), steps=1, by=request.user)
    return redirect("review:proposals", year)


@require("review.assess")
@require_POST
def put_forward(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Hand one proposal to the council."""
    proposal = _proposal(year, pk)
    actions.put_forward(proposal, by=request.user)
    messages.success(request, f"”{proposal.title}” är framfört till rådet.")
    return redirect("review:proposals", year)


@require("review.assess")
@require_POST
def put_all_forward(request: SignedInRequest, year: int) -> HttpResponse:
    """Hand all that remains to the council."""
    moved = actions.put_all_forward(opened_round(year), by=request.user)
    words = "1 förslag är framfört" if moved == 1 else f"{moved} förslag är framförda"
    messages.success(request, f"{words} till rådet.")
    return redirect("review:proposals", year)


@require("review.assess")
@require_POST
def withdraw(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Take a proposal back from the council."""
    proposal = _proposal(year, pk)
    actions.withdraw(proposal, by=request.user)
    messages.success(request, f"”{proposal.title}” är tillbaka hos Beredningsgruppen.")
    return redirect("review:proposals", year)


@require("review.assess")
@require_POST
def remove_proposal(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Take away a proposal that has not reached the council."""
    proposal = _proposal(year, pk)
    actions.remove_proposal(proposal, by=request.user)
    messages.success(request, f"”{proposal.title}” är borttaget.")
    return redirect("review:proposals", year)
