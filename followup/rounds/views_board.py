"""The board, and one organisation on it: how far everybody has come, never what they wrote."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from actors.models import ActorType
from followup.rounds import board as boards
from followup.rounds import invitations as inviting
from followup.rounds.forms import MoreTimeForm, PaperForm
from followup.rounds.mail import ways
from followup.rounds.models import Invitation, Round, SentMail
from followup.rounds.paper import paper_hinder
from followup.rounds.timeline import timeline
from followup.rounds.views import find_round, status
from strategy_portal.access import SignedInRequest, can, require


def _one_of(value: str, allowed: list[str]) -> str:
    return value if value in allowed else ""


@require("round.watch")
@require_safe
@vary_on_headers("HX-Request")
def board(request: SignedInRequest, year: int) -> HttpResponse:
    """All organisations by section, and how many have come how far."""
    round_ = find_round(year)
    shown = boards.board(
        round_,
        kind=_one_of(request.GET.get("typ", ""), ActorType.values),
        progress=_one_of(request.GET.get("status", ""), boards.Progress.values),
        concern=_one_of(request.GET.get("sarskilt", ""), list(boards.CONCERNS)),
    )
    if request.htmx:
        return render(request, "rounds/board.html#table", {"round": round_, "board": shown})
    context = {
        "round": round_,
        "board": shown,
        "is_open": round_.state == Round.State.OPEN,
        "may_remind": can(request.user, "round.manage"),
        "not_opened": shown.figures[-1]["number"],
        "waiting": round_.invitations.counted().still_writing().count(),
        "last_reminder": _last_reminder(round_),
    }
    return render(request, "rounds/board.html", context)


def _last_reminder(round_: Round) -> SentMail | None:
    sent = SentMail.objects.filter(
        invitation__round=round_, occasion=SentMail.Occasion.REMINDER, sent_at__isnull=False
    )
    return sent.order_by("-sent_at").first()


def find_invitation(year: int, slug: str) -> Invitation:
    """An organisation's invitation with all that its page shows, or 404."""
    invitations = Invitation.objects.with_progress().with_contacts()
    return get_object_or_404(
        invitations.select_related("round__strategy", "on_paper_by"),
        round__year=year,
        actor__slug=slug,
    )


@require("round.watch")
@require_safe
def organisation(request: SignedInRequest, year: int, slug: str) -> HttpResponse:
    """One organisation: its sections, its contact persons, what has happened, its letters."""
    return organisation_page(request, find_invitation(year, slug))


def organisation_page(
    request: SignedInRequest,
    invitation: Invitation,
    *,
    form: MoreTimeForm | None = None,
    paper_form: PaperForm | None = None,
) -> HttpResponse:
    """The page of one organisation, with a form that was refused where there is one."""
    round_ = invitation.round
    row, sections = boards.sections_of(invitation)
    may_manage = can(request.user, "round.manage")
    handed_in = row.progress == boards.Progress.SUBMITTED
    takes_answers = round_.state in {Round.State.OPEN, Round.State.CLOSED}
    may_enter = can(request.user, "survey.enter_for")
    asks_for_paper = may_enter and takes_answers and not handed_in and not invitation.is_on_paper
    no_paper = paper_hinder(invitation) if asks_for_paper else ""
    context: dict[str, Any] = {
        "invitation": invitation,
        "round": round_,
        "actor": invitation.actor,
        "row": row,
        "sections": sections,
        "reached": ways([invitation.actor])[invitation.actor_id],
        "timeline": timeline(invitation),
        "mails": invitation.mails.select_related("person"),
        "may_manage": may_manage,
        "may_give_time": takes_answers and may_manage and not handed_in,
        "may_read_answers": _has_handed_in(invitation) and can(request.user, "survey.send_back"),
        "asks_to_change": "asked" in row.concerns,
        "may_enter": asks_for_paper and not no_paper,
        "no_paper": no_paper,
        "may_end_paper": may_enter and takes_answers and invitation.is_on_paper,
        "waits_for_confirmation": _waits_for_confirmation(invitation),
        "late_files": _late_files(invitation),
        "has_time": invitation.accepts_answers(timezone.now()),
        "a_few_days_more": inviting.a_few_days_more(),
        "form": form or MoreTimeForm(invitation=invitation),
        "paper_form": paper_form or PaperForm(),
    }
    bound = form or paper_form
    code = status(bound) if bound else 200
    return render(request, "rounds/organisation.html", context, status=code)


def _has_handed_in(invitation: Invitation) -> bool:
    """Whether something is handed in to read, also while it is being changed."""
    submission = getattr(invitation, "submission", None)
    return bool(submission and submission.current_version_id)


def _late_files(invitation: Invitation) -> Any:
    """Files that came when its answers could not be changed, and wait for an answer."""
    submission = getattr(invitation, "submission", None)
    return submission.late_files.waiting() if submission else []


def _waits_for_confirmation(invitation: Invitation) -> bool:
    """Whether what was written in from paper has not been confirmed; asked only of paper."""
    if not invitation.is_on_paper:
        return False
    written_in = Invitation.objects.filter(
        pk=invitation.pk, submission__current_version__from_paper=True
    )
    return written_in.filter(submission__current_version__paper_confirmation=None).exists()


@require("round.manage")
@require_POST
def more_time(request: SignedInRequest, year: int, slug: str) -> HttpResponse:
    """Let one organisation answer until a later day."""
    invitation = find_invitation(year, slug)
    form = MoreTimeForm(request.POST, invitation=invitation)
    if not form.is_valid():
        return organisation_page(request, invitation, form=form)
    inviting.give_more_time(invitation, by=request.user, **form.cleaned_data)
    messages.success(request, f"{invitation.actor} har fått mer tid.")
    return redirect("rounds:organisation", year, slug)
