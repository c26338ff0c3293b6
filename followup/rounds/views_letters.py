"""Sending a letter by hand: the words, a dry run, the press; and the log of every mail."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from followup.rounds import bounces, mail
from followup.rounds import invitations as inviting
from followup.rounds.forms import BounceForm, LetterForm
from followup.rounds.models import Round, SentMail
from followup.rounds.questionnaire import letter_of
from followup.rounds.steps import organisations
from followup.rounds.views import GET_OR_POST, find_round, posted, status
from followup.rounds.views_invitations import KINDS, occasion_of, preview
from strategy_portal.access import SignedInRequest, require

TAKES_LETTERS = {Round.State.OPEN, Round.State.CLOSED}
MAILS_ON_A_PAGE = 50
NAMED = 10
# The states of a mail in the log, as they are named in addresses.
STANDINGS = {
    "vantar": "Väntar",
    "oklart": "Oklart",
    "skickat": "Skickat",
    "tillbaka": "Kom tillbaka",
}


# --- Sending now -------------------------------------------------------------------------------


@require("round.manage")
@GET_OR_POST
def send_letter(request: SignedInRequest, year: int, kind: str = "paminnelse") -> HttpResponse:
    """Write a letter, look at who gets it and who does not, and only then send it.

    The first press shows the dry run, the second ("confirm") sends. Who is on the list is asked
    again when it is sent: somebody who has handed in meanwhile gets nothing.
    """
    occasion = occasion_of(kind)
    round_ = find_round(year)
    form = LetterForm(posted(request), initial=vars(letter_of(round_, occasion)))
    if request.method == "POST" and form.is_valid():
        if request.POST.get("confirm") == "1":
            outcome = inviting.send_now(round_, occasion, form.letter(), by=request.user)
            _tell(request, outcome)
            if outcome.letters:
                return redirect("rounds:mails", year)
            return redirect("rounds:send_letter", year, kind)
        if request.POST.get("confirm") != "change":
            return _page(request, round_, kind, form, "rounds/send_review.html")
    return _page(request, round_, kind, form, "rounds/send.html")


@require("round.manage")
@require_POST
def preview_letter(request: SignedInRequest, year: int, kind: str) -> HttpResponse:
    """The letter as it is written so far, to one organisation; nothing is sent or kept."""
    occasion_of(kind)
    form = LetterForm(request.POST)
    template = "rounds/send.html#preview" if request.htmx else "rounds/send.html"
    return _page(request, find_round(year), kind, form, template)


def _page(
    request: SignedInRequest, round_: Round, kind: str, form: LetterForm, template: str
) -> HttpResponse:
    occasion = occasion_of(kind)
    takes = round_.state in TAKES_LETTERS
    planned = inviting.dry_run(round_, occasion) if takes else inviting.DryRun([], [])
    written = form.letter() if form.is_bound and form.is_valid() else letter_of(round_, occasion)
    readers = [line.invitation for line in planned.lines]
    chosen = request.POST.get("organisation", "")
    context = {
        "round": round_,
        "form": form,
        "kind": kind,
        "heading": KINDS[kind][1],
        "planned": planned,
        "letter": written,
        "preview": preview(round_, written, slug=chosen, to=readers),
    }
    return render(request, template, context, status=status(form))


def _tell(request: SignedInRequest, outcome: inviting.Outcome) -> None:
    had = [one.invitation.actor.name for one in outcome.skipped if one.has_had]
    told = f" Har redan fått brevet: {_names(had)}." if had else ""
    if outcome.letters:
        to = organisations(outcome.organisations)
        messages.success(request, f"{outcome.letters} brev till {to} skickas nu.{told}")
    else:
        messages.warning(request, f"Inget brev skickades.{told}")


def _names(names: list[str]) -> str:
    """Each by name where they are few; the page that is shown lists them all."""
    return ", ".join(names) if len(names) <= NAMED else organisations(len(names))


@require("round.manage")
@require_POST
def send_waiting(request: SignedInRequest, year: int) -> HttpResponse:
    """Try again with the letters that did not leave."""
    round_ = find_round(year)
    mail.send_waiting()
    messages.success(request, "Portalen försöker igen. Ladda om sidan om en stund.")
    return redirect(round_)


# --- The log -----------------------------------------------------------------------------------


@require("round.manage")
@require_safe
def mails(request: SignedInRequest, year: int) -> HttpResponse:
    """Every mail of the round, the newest first; by occasion, organisation and outcome."""
    round_ = find_round(year)
    chosen = {name: request.GET.get(name, "") for name in ("tillfalle", "organisation", "lage")}
    found = SentMail.objects.filter(invitation__round=round_)
    if chosen["tillfalle"] in SentMail.Occasion.values:
        found = found.filter(occasion=chosen["tillfalle"])
    if chosen["organisation"]:
        found = found.filter(invitation__actor__slug=chosen["organisation"])
    if chosen["lage"] in STANDINGS:
        found = found.in_standing(chosen["lage"])
    page = Paginator(found.select_related("invitation__actor", "person"), MAILS_ON_A_PAGE).get_page(
        request.GET.get("sida")
    )
    query = request.GET.copy()
    query.pop("sida", None)
    context = {
        "round": round_,
        "page": page,
        "query": f"{query.urlencode()}&" if query else "",
        "chosen": chosen,
        "occasions": SentMail.Occasion.choices,
        "standings": STANDINGS.items(),
        "organisations": round_.invitations.select_related("actor").order_by("actor__name"),
        "kinds": [(name, label) for name, (_, label) in KINDS.items()],
        "takes_letters": round_.state in TAKES_LETTERS,
    }
    return render(request, "rounds/mails.html", context)


def _mail(year: int, pk: int) -> SentMail:
    mails = SentMail.objects.select_related("invitation__actor", "invitation__round", "person")
    return get_object_or_404(mails, pk=pk, invitation__round__year=year)


@require("round.manage")
@GET_OR_POST
def sent_mail(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """One mail: to whom, when, its words where they are ours, and whether it came back."""
    found = _mail(year, pk)
    form = BounceForm(posted(request))
    if request.method == "POST" and form.is_valid():
        bounces.mark_bounced(found, note=form.cleaned_data["note"], by=request.user)
        messages.success(request, "Brevet är markerat. Adressen används inte förrän den är ändrad.")
        return redirect("rounds:sent_mail", year, pk)
    context: dict[str, Any] = {
        "mail": found,
        "round": found.invitation.round,
        "actor": found.invitation.actor,
        "form": form,
        "may_read": found.occasion in bounces.OUR_WORDS,
        "now": timezone.now(),
    }
    return render(request, "rounds/sent_mail.html", context, status=status(form))


@require("round.manage")
@require_POST
def unbounce(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """The address works after all."""
    found = _mail(year, pk)
    bounces.unmark_bounced(found, by=request.user)
    messages.success(request, f"{found.recipient} används igen.")
    return redirect("rounds:sent_mail", year, pk)


@require("round.manage")
@require_POST
def settle(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """A mail that may or may not have arrived: the recipient has told which."""
    found = _mail(year, pk)
    if request.POST.get("arrived") == "1":
        bounces.settle(found, arrived=True, by=request.user)
        messages.success(request, "Antecknat: brevet kom fram.")
    else:
        bounces.settle(found, arrived=False, by=request.user)
        messages.success(request, "Brevet skickas igen.")
    return redirect("rounds:sent_mail", year, pk)
