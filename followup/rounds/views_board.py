"""The board, and one organisation on it: how far everybody has come, never what they wrote."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from actors.models import ActorType
from followup.rounds import board as boards
from followup.rounds import invitations as inviting
from followup.rounds.forms import MoreTimeForm
from followup.rounds.mail import recipients
from followup.rounds.models import Invitation, Round, SentMail
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


def _invitation(year: int, slug: str) -> Invitation:
    invitations = Invitation.objects.with_progress().with_contacts()
    return get_object_or_404(
        invitations.select_related("round__strategy"), round__year=year, actor__slug=slug
    )


@require("round.watch")
@require_safe
def organisation(request: SignedInRequest, year: int, slug: str) -> HttpResponse:
    """One organisation: its sections, its contact persons, what has happened, its letters."""
    return _organisation_page(request, _invitation(year, slug))


def _organisation_page(
    request: SignedInRequest, invitation: Invitation, form: MoreTimeForm | None = None
) -> HttpResponse:
    round_ = invitation.round
    row, sections = boards.sections_of(invitation)
    takes_answers = round_.state in {Round.State.OPEN, Round.State.CLOSED}
    context: dict[str, Any] = {
        "invitation": invitation,
        "round": round_,
        "actor": invitation.actor,
        "row": row,
        "sections": sections,
        "reached": recipients(invitation.actor),
        "timeline": timeline(invitation),
        "mails": invitation.mails.select_related("person"),
        "may_give_time": takes_answers and can(request.user, "round.manage"),
        "may_send_back": row.progress == "submitted" and can(request.user, "survey.send_back"),
        "form": form or MoreTimeForm(invitation=invitation),
    }
    code = status(form) if form else 200
    return render(request, "rounds/organisation.html", context, status=code)


@require("round.manage")
@require_POST
def more_time(request: SignedInRequest, year: int, slug: str) -> HttpResponse:
    """Let one organisation answer until a later day."""
    invitation = _invitation(year, slug)
    form = MoreTimeForm(request.POST, invitation=invitation)
    if not form.is_valid():
        return _organisation_page(request, invitation, form)
    inviting.give_more_time(invitation, by=request.user, **form.cleaned_data)
    messages.success(request, f"{invitation.actor} har fått mer tid.")
    return redirect("rounds:organisation", year, slug)
