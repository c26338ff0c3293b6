"""Who is asked, and what is written to them."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from actors.models import Actor, ActorType
from followup.rounds import actions, mail
from followup.rounds import invitations as inviting
from followup.rounds.board import GROUPS, TEST_GROUP
from followup.rounds.forms import InvitationsForm, LetterForm
from followup.rounds.letters import Letter, addressed
from followup.rounds.models import Invitation, Round, SentMail
from followup.rounds.querysets import contacts
from followup.rounds.questionnaire import standard
from followup.rounds.steps import organisations
from followup.rounds.views import GET_OR_POST, find_round, posted, status, tell_of_mails
from strategy_portal.access import SignedInRequest, require

State = Round.State


@require("round.manage")
@GET_OR_POST
def invitations(request: SignedInRequest, year: int) -> HttpResponse:
    """Tick the organisations that are asked; once open, more can be added."""
    round_ = find_round(year)
    invited = set(round_.invitations.values_list("actor_id", flat=True))
    fixed = set() if round_.state == State.DRAFT else invited
    form = InvitationsForm(posted(request), fixed=fixed)
    if request.method == "POST" and form.is_valid():
        _change_invited(request, round_, invited, form.wanted())
        return redirect("rounds:invitations", year)
    context = {
        "round": round_,
        "groups": _by_kind(invited),
        "invited": invited,
        "is_draft": round_.state == State.DRAFT,
        "may_change": round_.state in {State.DRAFT, State.OPEN},
        "preview": _preview(round_, Letter(round_.invitation_subject, round_.invitation_text)),
    }
    return render(request, "rounds/invitations.html", context)


def _change_invited(
    request: SignedInRequest, round_: Round, invited: set[int], wanted: set[int]
) -> None:
    if added := Actor.objects.filter(pk__in=wanted - invited):
        inviting.invite(round_, added, by=request.user)
    if removed := Actor.objects.filter(pk__in=invited - wanted):
        inviting.uninvite(round_, removed, by=request.user)
    tell_of_mails(request, round_, f"{organisations(len(wanted))} inbjudna.")


def _by_kind(invited: set[int]) -> list[tuple[str, list[dict[str, Any]]]]:
    """All organisations under the heading of their kind, with who gets their mail."""
    actors = Actor.objects.in_county_order().prefetch_related(contacts("memberships"))
    ordered = sorted(actors, key=lambda actor: actor.is_test)
    rows = [
        {"actor": actor, "invited": actor.pk in invited, "reached": mail.recipients(actor)}
        for actor in ordered
    ]
    return [(heading, list(members)) for heading, members in groupby(rows, key=_heading)]


def _heading(row: dict[str, Any]) -> str:
    actor = row["actor"]
    return TEST_GROUP if actor.is_test else GROUPS[ActorType(actor.actor_type)]


def _preview(round_: Round, letter: Letter, to: list[Invitation] | None = None) -> dict[str, Any]:
    """A letter as the first of its readers will see it."""
    first = to[0] if to else round_.invitations.with_contacts().order_by("actor__name").first()
    return {"actor": first.actor, "letter": addressed(letter, first)} if first else {}


@require("round.manage")
@GET_OR_POST
def letter(request: SignedInRequest, year: int) -> HttpResponse:
    """The words of the invitation, and how they will look."""
    round_ = find_round(year)
    stored = Letter(round_.invitation_subject, round_.invitation_text)
    form = LetterForm(posted(request), initial=vars(stored))
    if request.method == "POST" and form.is_valid():
        written = form.letter()
        actions.change_plan(
            round_,
            by=request.user,
            invitation_subject=written.subject,
            invitation_text=written.text,
        )
        messages.success(request, "Brevet är sparat. Så här blir det.")
        return redirect("rounds:letter", year)
    context = {
        "round": round_,
        "form": form,
        "preview": _preview(round_, stored),
        "is_draft": round_.state == State.DRAFT,
    }
    return render(request, "rounds/letter.html", context, status=status(form))


@require("round.manage")
@require_POST
def send_waiting(request: SignedInRequest, year: int) -> HttpResponse:
    """Try again with the letters that did not leave."""
    round_ = find_round(year)
    mail.send_waiting(round_, by=request.user)
    tell_of_mails(request, round_, "Portalen har försökt skicka breven som väntade.")
    return redirect(round_)


@require("round.manage")
@GET_OR_POST
def remind(request: SignedInRequest, year: int) -> HttpResponse:
    """Write to those who have not handed in."""
    round_ = find_round(year)
    form = LetterForm(posted(request), initial=_standard_reminder())
    if request.method == "POST" and form.is_valid():
        reminded = inviting.send_reminder(round_, form.letter(), by=request.user)
        tell_of_mails(request, round_, f"Påminnelsen går till {organisations(reminded)}.")
        return redirect("rounds:board", year)
    return _remind_page(request, round_, form)


@require("round.manage")
@require_POST
def preview_reminder(request: SignedInRequest, year: int) -> HttpResponse:
    """The reminder as it is written so far; nothing is sent or kept."""
    return _remind_page(request, find_round(year), LetterForm(request.POST))


def _standard_reminder() -> dict[str, str]:
    reminder = standard().reminder
    return {"subject": reminder.subject, "text": reminder.text.strip()}


def _remind_page(request: SignedInRequest, round_: Round, form: LetterForm) -> HttpResponse:
    reminded = inviting.to_remind(round_)
    valid = form.is_bound and form.is_valid()
    shown = form.letter() if valid else Letter(**_standard_reminder())
    sent = SentMail.objects.filter(
        invitation__round=round_, occasion=SentMail.Occasion.REMINDER
    ).order_by("-sent_at")
    context = {
        "round": round_,
        "form": form,
        "reminded": reminded,
        "letters": sum(len(mail.recipients(one.actor)) for one in reminded),
        "unreachable": mail.unreachable(reminded),
        "last_sent": sent.filter(sent_at__isnull=False).first(),
        "preview": _preview(round_, shown, reminded) if reminded else {},
    }
    template = "rounds/remind.html#preview" if request.htmx else "rounds/remind.html"
    return render(request, template, context, status=status(form))
