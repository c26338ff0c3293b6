"""The proposals over HTTP: gather, word, weigh, merge, order, hand to the council."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followup.review import querysets as shared
from followup.review.discussions.beside import open_threads_on
from followup.review.models import Proposal, ProposalSource
from followup.review.proposals import actions
from followup.review.proposals.forms import IntoForm, NewProposalForm, ProposalForm, TakeUpForm
from followup.review.proposals.pages import proposal_page, proposals_page
from followup.review.proposals.querysets import in_the_order
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
    return get_object_or_404(shared.proposals(opened_round(year)), pk=pk)


@require("review.read")
@require_safe
def proposals(request: SignedInRequest, year: int) -> HttpResponse:
    """What is proposed for next year and what speaks for it, and what waits to be taken up."""
    page = proposals_page(opened_round(year), person=request.user)
    return render(request, "review/proposals/page.html", {"page": page})


@require("review.read")
@require_safe
def proposal(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """One proposal with every voice behind it; a merged one stays readable here."""
    proposal = _proposal(year, pk)
    page = proposal_page(proposal, person=request.user)
    context = {"page": page, "threads": open_threads_on(proposal.round)}
    return render(request, "review/proposals/proposal.html", context)


@require("review.assess")
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: SignedInRequest, year: int) -> HttpResponse:
    """A new proposal; `?delmal=` chooses the sub-goal beforehand."""
    round_ = opened_round(year)
    initial = {"sub_goal": request.GET.get("delmal")}
    form = NewProposalForm(request.POST or None, round_=round_, initial=initial, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            sub_goal = form.cleaned_data["sub_goal"]
            proposal = actions.propose(round_, sub_goal, by=request.user, **form.content)
        except WrongStateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _is_saved(proposal))
            return redirect("review:proposals", year)
    return _form_page(request, round_, form, None)


def _is_saved(proposal: Proposal) -> str:
    taken_up = proposal.sources.count()
    words = f"Förslaget ”{proposal.title}” är sparat."
    if taken_up:
        words += f" {taken_up} önskemål och inspel om delmålet följer med som källor."
    return words


@require("review.assess")
@require_http_methods(["GET", "HEAD", "POST"])
def reword_proposal(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Change a proposal's words; a colleague's newer words are shown, not overwritten."""
    proposal = _proposal(year, pk)
    initial = {**proposal.content, "edition": proposal.edition}
    form = ProposalForm(request.POST or None, initial=initial, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.reword_proposal(
                proposal,
                content=form.content,
                base_edition=form.cleaned_data["edition"],
                by=request.user,
            )
        except WrongStateError as error:
            form.add_error(None, str(error))
        else:
            if changed:
                messages.success(request, "Förslaget är ändrat.")
                return redirect("review:proposal", year, pk)
            return _met_page(request, proposal, form)
    return _form_page(request, proposal.round, form, proposal)


def _met_page(request: SignedInRequest, proposal: Proposal, form: ProposalForm) -> HttpResponse:
    """The form with the writer's words, based on the newer ones, which stand beside it."""
    proposal.refresh_from_db()
    again = ProposalForm({**form.content, "edition": proposal.edition}, label_suffix="")
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
        "row": proposal_page(proposal, person=request.user).row if proposal else None,
        "theirs": theirs,
        "hinder": closed_for_writing(round_),
    }
    status = status or (422 if form.is_bound and form.errors else 200)
    return render(request, "review/proposals/form.html", context, status=status)


# --- Where it comes from -----------------------------------------------------------------------


@require("review.assess")
@require_POST
def take_up(request: SignedInRequest, year: int) -> HttpResponse:
    """Let a proposal speak also for the wishes and suggestions that were ticked."""
    form = TakeUpForm(request.POST, round_=opened_round(year))
    if not form.is_valid():
        return _say_what_is_wrong(request, form, "review:proposals", year)
    into, wishes = form.cleaned_data["into"], form.cleaned_data["wishes"]
    suggestions = form.cleaned_data["suggestions"]
    actions.take_up(into, wishes=wishes, suggestions=suggestions, by=request.user)
    messages.success(request, f"”{into}” talar nu också för det du kryssade för.")
    return redirect("review:proposal", year, into.pk)


def _say_what_is_wrong(
    request: SignedInRequest, form: IntoForm, address: str, *args: int
) -> HttpResponse:
    for faults in form.errors.values():
        for fault in faults:
            messages.error(request, str(fault))
    return redirect(address, *args)


@require("review.assess")
@require_POST
def release(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Undo that something was taken up, so that it waits again."""
    found = ProposalSource.objects.filter(proposal__round=opened_round(year))
    source = get_object_or_404(found.select_related("proposal__round"), pk=pk)
    actions.release(source, by=request.user)
    messages.success(request, "Källan är lossad från förslaget och väntar igen.")
    return redirect("review:proposals", year)


@require("review.assess")
@require_POST
def merge(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Let a proposal go into another, with all its sources."""
    proposal = _proposal(year, pk)
    form = IntoForm(request.POST, among=in_the_order(proposal.round).exclude(pk=pk))
    if not form.is_valid():
        return _say_what_is_wrong(request, form, "review:proposal", year, pk)
    into = form.cleaned_data["into"]
    actions.merge(proposal, into, by=request.user)
    messages.success(request, f"”{proposal}” är nu en del av ”{into}”. Alla källor har följt med.")
    return redirect("review:proposal", year, into.pk)


@require("review.assess")
@require_POST
def part(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Undo a merging."""
    proposal = _proposal(year, pk)
    actions.part(proposal, by=request.user)
    messages.success(request, f"”{proposal}” är ett eget förslag igen, sist i ordningen.")
    return redirect("review:proposals", year)


# --- Order, and to the council -----------------------------------------------------------------


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
