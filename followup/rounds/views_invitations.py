"""Who is asked, and the words of the letters that the portal writes to them."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from actors.models import Actor, ActorType
from followup.rounds import actions, mail
from followup.rounds import invitations as inviting
from followup.rounds.board import GROUPS, TEST_GROUP
from followup.rounds.editions import FIELD, edition_of, met
from followup.rounds.forms import InvitationsForm, LetterForm
from followup.rounds.letters import Letter, addressed
from followup.rounds.models import Invitation, Round, SentMail
from followup.rounds.querysets import contacts
from followup.rounds.questionnaire import LETTER_FIELDS, letter_of
from followup.rounds.steps import organisations
from followup.rounds.views import GET_OR_POST, find_round, posted, renewed, status, tell_of_mails
from strategy_portal.access import SignedInRequest, require
from strategy_portal.exceptions import ChangedMeanwhileError

State = Round.State
Occasion = SentMail.Occasion
# The letters as they are named in addresses, and what they are called.
KINDS = {
    "inbjudan": (Occasion.OPENING, "Inbjudan"),
    "paminnelse": (Occasion.REMINDER, "Påminnelse"),
    "efterat": (Occasion.OVERDUE, "Brev efter sista dagen"),
}


def occasion_of(kind: str) -> SentMail.Occasion:
    """The letter that an address names, or 404."""
    if kind not in KINDS:
        raise Http404("Det finns inget sådant brev")
    return KINDS[kind][0]


# --- The tick list -----------------------------------------------------------------------------


@require("round.manage")
@GET_OR_POST
def invitations(request: SignedInRequest, year: int) -> HttpResponse:
    """Tick the organisations that are asked; once open, more can be added."""
    round_ = find_round(year)
    invited = set(round_.invitations.values_list("actor_id", flat=True))
    fixed = inviting.tried(round_) if round_.state == State.DRAFT else invited
    form = InvitationsForm(posted(request), invited=invited, fixed=fixed)
    if request.method == "POST" and form.is_valid():
        _change_invited(request, round_, form)
        return redirect("rounds:invitations", year)
    groups = _by_kind(invited)
    asked = [row for _, rows in groups for row in rows if row["invited"]]
    context = {
        "round": round_,
        "groups": groups,
        "invited": invited,
        "asked": organisations(sum(not row["actor"].is_test for row in asked)),
        "is_draft": round_.state == State.DRAFT,
        "may_change": round_.state in {State.DRAFT, State.OPEN},
        "preview": preview(round_, letter_of(round_, Occasion.OPENING)),
    }
    return render(request, "rounds/invitations.html", context)


def _change_invited(request: SignedInRequest, round_: Round, form: InvitationsForm) -> None:
    added, removed = form.added(), form.removed()
    if added or removed:
        inviting.change_invited(
            round_,
            add=Actor.objects.filter(pk__in=added),
            remove=Actor.objects.filter(pk__in=removed),
            by=request.user,
        )
    number = round_.invitations.counted().count()
    tell_of_mails(request, round_, f"{organisations(number)} inbjudna.")
    _tell_of_others(request, *form.changed_by_others())


def _tell_of_others(request: SignedInRequest, asked: set[int], left_out: set[int]) -> None:
    """What a colleague changed in the list while it was open here; it stays as they left it."""
    names = dict(Actor.objects.filter(pk__in=asked | left_out).values_list("pk", "name"))
    for ids, what in ((asked, "bjöd in"), (left_out, "tog bort")):
        if ids:
            told = ", ".join(sorted(names[pk] for pk in ids))
            messages.warning(
                request, f"Någon annan {what} {told} medan du hade sidan öppen. Det gäller."
            )


def _by_kind(invited: set[int]) -> list[tuple[str, list[dict[str, Any]]]]:
    """All organisations under the heading of their kind, with who gets their mail."""
    actors = Actor.objects.in_county_order().prefetch_related(contacts("memberships"))
    ordered = sorted(actors, key=lambda actor: actor.is_test)
    reached = mail.ways(ordered)
    rows = [
        {"actor": actor, "invited": actor.pk in invited, "reached": reached[actor.pk]}
        for actor in ordered
    ]
    return [(heading, list(members)) for heading, members in groupby(rows, key=_heading)]


def _heading(row: dict[str, Any]) -> str:
    actor = row["actor"]
    return TEST_GROUP if actor.is_test else GROUPS[ActorType(actor.actor_type)]


# --- The words of the letters ------------------------------------------------------------------


def preview(
    round_: Round, letter: Letter, *, slug: str = "", to: list[Invitation] | None = None
) -> dict[str, Any]:
    """A letter as one of its readers will see it: the chosen organisation, else the first."""
    readers = to if to is not None else _readers(round_)
    chosen = next((one for one in readers if one.actor.slug == slug), None)
    first = chosen or next(iter(readers), None)
    if first is None:
        return {}
    return {
        "actor": first.actor,
        "letter": addressed(letter, first),
        "choices": [one.actor for one in readers],
    }


def _readers(round_: Round) -> list[Invitation]:
    invited = round_.invitations.select_related("actor", "round", "submission")
    return list(invited.order_by("actor__name"))


@require("round.manage")
@GET_OR_POST
def letter(request: SignedInRequest, year: int, kind: str = "inbjudan") -> HttpResponse:
    """The words of one of the round's letters, and how they will look to any organisation."""
    occasion = occasion_of(kind)
    round_ = find_round(year)
    may_change = _may_change(round_, occasion)
    stored = _stored(round_, occasion)
    first = vars(letter_of(round_, occasion)) | {FIELD: edition_of(stored)}
    form = LetterForm(posted(request), initial=first)
    context: dict[str, Any] = {
        "round": round_,
        "form": form,
        "kind": kind,
        "heading": KINDS[kind][1],
        "tabs": _tabs(round_, kind),
        "preview": preview(
            round_, letter_of(round_, occasion), slug=request.GET.get("organisation", "")
        ),
        "may_change": may_change,
    }
    if request.method == "POST" and form.is_valid():
        subject, text = LETTER_FIELDS[occasion]
        changes = {subject: form.letter().subject, text: form.letter().text}
        try:
            actions.change_plan(round_, by=request.user, edition=form.seen(), **changes)
        except ChangedMeanwhileError:
            stored = _stored(round_, occasion)
            now = {"subject": stored[subject], "text": stored[text]}
            context["met"] = met(form, now)
            context["form"] = LetterForm(renewed(request.POST, stored))
            return render(request, "rounds/letter.html", context, status=409)
        messages.success(request, "Brevet är sparat. Så här blir det.")
        return redirect("rounds:letter_of", year, kind)
    return render(request, "rounds/letter.html", context, status=status(form))


def _stored(round_: Round, occasion: SentMail.Occasion) -> dict[str, str]:
    return {name: getattr(round_, name) for name in LETTER_FIELDS[occasion]}


def _may_change(round_: Round, occasion: SentMail.Occasion) -> bool:
    """An invitation that has gone out stays as it was; the other letters are still to come."""
    if occasion == Occasion.OPENING:
        return round_.state == State.DRAFT
    return round_.state in {State.DRAFT, State.OPEN}


def _tabs(round_: Round, kind: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"{round_.get_absolute_url()}inbjudna/brev/{name}/",
            "current": name == kind,
        }
        for name, (_, label) in KINDS.items()
    ]
