"""The council's room: its year, its meetings, its decisions and what comes of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followup.council import agenda, decisions, meetings
from followup.council.forms import (
    AgendaItemForm,
    DecisionForm,
    FocusGroupForm,
    MeetingForm,
    PrioritiesForm,
    YearPlanForm,
)
from followup.council.models import AgendaItem, Decision, Meeting, Priority
from followup.council.pages import priorities_page, proposal_columns
from followup.council.workflow import MEETINGS
from strategy_portal.access import SignedInRequest, can, require

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@require("council.read")
@require_safe
def index(request: SignedInRequest, year: int | None = None) -> HttpResponse:
    """A year's meetings, who sits on the council, and the ways to decisions and priorities."""
    years = list(Meeting.objects.order_by("-year").values_list("year", flat=True).distinct())
    shown = year or _year_at_hand(years)
    body = agenda.council()
    context = {
        "year": shown,
        "next_year": shown + 1,
        "years": sorted({*years, shown}, reverse=True),
        "meetings": Meeting.objects.for_year(shown).with_matters(),
        "body": body,
        "seats": body.seats.select_related("actor", "person").order_by("function", "pk"),
        "may_run": can(request.user, "council.run"),
    }
    return render(request, "council/index.html", context)


def _year_at_hand(years: list[int]) -> int:
    this_year = timezone.localdate().year
    return this_year if this_year in years or not years else years[0]


@require("council.run")
@GET_OR_POST
def plan(request: SignedInRequest) -> HttpResponse:
    """Set the days of a year's meetings."""
    form = YearPlanForm(request.POST or None, initial={"year": _first_unplanned_year()})
    if request.method == "POST" and form.is_valid():
        year = form.cleaned_data["year"]
        agenda.plan_year(
            year=year, starts=form.starts(), place=form.cleaned_data["place"], by=request.user
        )
        messages.success(request, f"Mötena för {year} är planerade.")
        return redirect("council:year", year)
    return render(request, "council/plan.html", {"form": form}, status=_status(form))


def _first_unplanned_year() -> int:
    planned = set(Meeting.objects.values_list("year", flat=True))
    this_year = timezone.localdate().year
    return next(year for year in range(this_year, this_year + 100) if year not in planned)


def _status(form: Any) -> int:
    return 422 if form.errors else 200


def _meeting(year: int, number: int) -> Meeting:
    meetings_ = Meeting.objects.select_related("body").filter(body=agenda.council())
    return get_object_or_404(meetings_, year=year, number=number)


@require("council.read")
@require_safe
def meeting(request: SignedInRequest, year: int, number: int) -> HttpResponse:
    """A meeting's agenda, decisions and what can be done with it now."""
    return _meeting_page(request, _meeting(year, number))


def _meeting_page(request: SignedInRequest, shown: Meeting, **forms: Any) -> HttpResponse:
    may_run = can(request.user, "council.run")
    context = {
        "meeting": shown,
        "agenda": shown.agenda.prefetch_related("decisions").select_related("report__round"),
        "report": meetings.presented_report(shown.year),
        "transitions": MEETINGS.open_to(request.user, shown),
        "may_run": may_run,
        "may_change": may_run and shown.may_be_changed,
        "may_decide": may_run and shown.may_decide,
        "item_form": forms.get("item_form") or AgendaItemForm(),
        "decision_form": forms.get("decision_form") or DecisionForm(meeting=shown),
    }
    bound = next(iter(forms.values()), None)
    return render(request, "council/meeting.html", context, status=422 if bound else 200)


@require("council.run")
@GET_OR_POST
def change(request: SignedInRequest, year: int, number: int) -> HttpResponse:
    """Another time or place for a meeting."""
    changed = _meeting(year, number)
    form = MeetingForm(request.POST or None, meeting=changed)
    if request.method == "POST" and form.is_valid():
        agenda.change_meeting(
            changed, starts_at=form.starts_at(), place=form.cleaned_data["place"], by=request.user
        )
        messages.success(request, "Tid och plats är ändrade. Inget nytt brev skickas.")
        return redirect(changed)
    context = {"form": form, "meeting": changed}
    return render(request, "council/change.html", context, status=_status(form))


@require("council.run")
@require_POST
def summon(request: SignedInRequest, year: int, number: int) -> HttpResponse:
    """Call the council; the agenda goes out by mail."""
    called = _meeting(year, number)
    address = request.build_absolute_uri(called.get_absolute_url())
    letters = meetings.summon(called, by=request.user, address=address)
    messages.success(request, f"Mötet är kallat. Dagordningen skickas till {_persons(letters)}.")
    return redirect(called)


def _persons(count: int) -> str:
    return "1 person" if count == 1 else f"{count} personer"


@require("council.run")
@require_POST
def hold(request: SignedInRequest, year: int, number: int) -> HttpResponse:
    """The meeting has been held."""
    held = _meeting(year, number)
    meetings.hold(held, by=request.user)
    messages.success(request, "Mötet är hållet. Beslut kan skrivas in tills protokollet justeras.")
    return redirect(held)


@require("council.run")
@require_POST
def adjust(request: SignedInRequest, year: int, number: int) -> HttpResponse:
    """The minutes are adjusted."""
    adjusted = _meeting(year, number)
    meetings.adjust(adjusted, by=request.user)
    messages.success(request, "Protokollet är justerat. Besluten ligger nu fast.")
    return redirect(adjusted)


@require("council.run")
@require_POST
def add_item(request: SignedInRequest, year: int, number: int) -> HttpResponse:
    """One more matter on the agenda."""
    added_to = _meeting(year, number)
    form = AgendaItemForm(request.POST)
    if not form.is_valid():
        return _meeting_page(request, added_to, item_form=form)
    agenda.add_item(added_to, by=request.user, **form.cleaned_data)
    messages.success(request, "Ärendet ligger sist på dagordningen.")
    return redirect(added_to)


def _item(year: int, number: int, pk: int) -> AgendaItem:
    items = AgendaItem.objects.select_related("meeting__body")
    return get_object_or_404(items, pk=pk, meeting=_meeting(year, number))


@require("council.run")
@require_POST
def raise_item(request: SignedInRequest, year: int, number: int, pk: int) -> HttpResponse:
    """Take a matter up earlier."""
    item = _item(year, number, pk)
    agenda.move_item(item, up=True, by=request.user)
    return redirect(item.meeting)


@require("council.run")
@require_POST
def lower_item(request: SignedInRequest, year: int, number: int, pk: int) -> HttpResponse:
    """Take a matter up later."""
    item = _item(year, number, pk)
    agenda.move_item(item, up=False, by=request.user)
    return redirect(item.meeting)


@require("council.run")
@require_POST
def remove_item(request: SignedInRequest, year: int, number: int, pk: int) -> HttpResponse:
    """Take a matter off the agenda."""
    item = _item(year, number, pk)
    agenda.remove_item(item, by=request.user)
    messages.success(request, f"”{item.title}” är borttaget från dagordningen.")
    return redirect(item.meeting)


@require("council.run")
@require_POST
def write_decision(request: SignedInRequest, year: int, number: int) -> HttpResponse:
    """Write down a decision in words."""
    at = _meeting(year, number)
    form = DecisionForm(request.POST, meeting=at)
    if not form.is_valid():
        return _meeting_page(request, at, decision_form=form)
    data = form.cleaned_data
    decision = decisions.write_decision(data["item"], text=data["text"], by=request.user)
    messages.success(request, f"Beslutet är inskrivet som {decision}.")
    return redirect(at)


def _priorities_item(year: int, number: int) -> AgendaItem:
    items = AgendaItem.objects.select_related("meeting__body").order_by("order")
    return get_object_or_404(items, meeting=_meeting(year, number), kind=AgendaItem.Kind.PRIORITIES)


@require("council.read")
@require_safe
def proposals(request: SignedInRequest, year: int, number: int) -> HttpResponse:
    """The meeting view: proposals side by side, two figures each, and the choice about each."""
    item = _priorities_item(year, number)
    context = proposal_columns(item, may_run=can(request.user, "council.run"))
    return render(request, "council/proposals.html", context)


@require("council.run")
@require_POST
def decide(request: SignedInRequest, year: int, number: int) -> HttpResponse:
    """Write down what the council decided about the proposals, all at once."""
    item = _priorities_item(year, number)
    round_ = decisions.round_for(item.meeting)
    shown = list(decisions.proposals_at(item.meeting, round_)) if round_ else []
    form = PrioritiesForm(request.POST, proposals=shown)
    if not form.is_valid() or not form.choices():
        messages.error(request, "Välj vad rådet beslutar om minst ett förslag.")
        return redirect("council:proposals", year, number)
    written = decisions.decide_priorities(item, choices=form.choices(), by=request.user)
    _tell_what_was_decided(request, written)
    return redirect("council:proposals", year, number)


def _tell_what_was_decided(request: SignedInRequest, written: list[Decision]) -> None:
    numbers = ", ".join(f"§ {decision.paragraph}" for decision in written)
    messages.success(request, f"Besluten är inskrivna: {numbers}.")


@require("council.read")
@require_safe
def decision_list(request: SignedInRequest) -> HttpResponse:
    """Every decision, the latest first, with the meeting and the proposal it came from."""
    listed = Decision.objects.newest_first().with_origin()
    return render(request, "council/decisions.html", {"decisions": listed})


@require("council.read")
@require_safe
def priorities(request: SignedInRequest, year: int) -> HttpResponse:
    """A year's priorities as threads: proposal, decision, focus group, and what is missing."""
    return render(request, "council/priorities.html", priorities_page(request.user, year))


@require("council.run")
@GET_OR_POST
def appoint(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Appoint a focus group for a priority."""
    related = Priority.objects.select_related("sub_goal__goal_area", "decision__item__meeting")
    priority = get_object_or_404(related, pk=pk, year=year)
    form = FocusGroupForm(request.POST or None, initial={"item": priority.decision.item_id})
    if request.method == "POST" and form.is_valid():
        group = decisions.appoint_focus_group(priority, by=request.user, **form.cleaned_data)
        messages.success(request, f"{group} är utsedd, {group.decision}.")
        return redirect("council:priorities", year)
    may_decide = form.may_be_decided()
    context = {"form": form, "priority": priority, "may_decide": may_decide}
    return render(request, "council/appoint.html", context, status=_status(form))
