"""What the council's larger pages show, gathered with a fixed number of questions."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from actors.models import Person
from followup.council.decisions import Choice, proposals_at, round_for
from followup.council.figures import figures_for
from followup.council.models import AgendaItem, Meeting, Priority
from followup.review.models import Proposal
from followup.review.proposals.gathering import Origin, origins
from strategy_portal.access import can

# The council's own habit is three; more than this is hard for the county to carry in a year.
MANY_PRIORITIES = 5


def proposal_columns(item: AgendaItem, *, may_run: bool) -> dict[str, Any]:
    """The meeting view's context: the question, and a column for each proposal."""
    meeting = item.meeting
    round_ = round_for(meeting)
    shown = list(proposals_at(meeting, round_).prefetch_related("decisions")) if round_ else []
    figures = figures_for(round_, shown) if round_ else {}
    known = origins(round_) if round_ else {}
    year = (round_.year if round_ else meeting.year) + 1
    items = list(meeting.agenda.order_by("order").values_list("pk", flat=True))
    waiting = any(p.state == Proposal.State.PUT_FORWARD for p in shown)
    return {
        "item": item,
        "meeting": meeting,
        "place": items.index(item.pk) + 1,
        "places": len(items),
        "year": year,
        "columns": [
            _column(one, figures[one.sub_goal_id], known.get(one.pk, Origin())) for one in shown
        ],
        "presented_by": _presented_by(shown),
        "choices": [(value, _label(value, label, year)) for value, label in Choice.choices],
        "may_decide": may_run and meeting.may_decide and waiting,
        "too_early": may_run and waiting and meeting.state == Meeting.State.PLANNED,
        "notice": "" if waiting else _notice(shown, year),
    }


def _label(value: str, label: str, year: int) -> str:
    return f"{label} {year}" if value == Choice.PRIORITISE else label


def _column(proposal: Proposal, figures: Any, origin: Origin) -> dict[str, Any]:
    decided = sorted(proposal.decisions.all(), key=lambda decision: decision.pk)
    return {
        "proposal": proposal,
        "origin": origin,
        "area": proposal.sub_goal.goal_area,
        "figures": figures,
        "decision": decided[-1] if decided else None,
        "is_open": proposal.state == Proposal.State.PUT_FORWARD,
    }


def _presented_by(proposals: list[Proposal]) -> str:
    names = [str(p.body or p.actor) for p in proposals if p.body or p.actor]
    return " och ".join(dict.fromkeys(names)) or "Beredningsgruppen"


def _notice(proposals: list[Proposal], year: int) -> str:
    """A plain remark about how many were decided; never a hindrance."""
    decided = [p for p in proposals if p.state == Proposal.State.DECIDED]
    if proposals and not decided:
        return f"Rådet har inte prioriterat något delmål. Då märks inget delmål i enkäten {year}."
    if len(decided) > MANY_PRIORITIES:
        return (
            f"Rådet har prioriterat {len(decided)} delmål för {year}. "
            "Det är många att arbeta med på ett år."
        )
    return ""


def priorities_page(person: Person, year: int) -> dict[str, Any]:
    """A year's priorities, each with its red thread."""
    listed = list(Priority.objects.for_year(year).with_thread())
    may_run = can(person, "council.run")
    known: dict[int, Origin] = {}
    for round_ in {p.decided_in for p in listed}:
        known |= origins(round_)
    years = Priority.objects.order_by("-year").values_list("year", flat=True).distinct()
    return {
        "year": year,
        "years": sorted({*years, year}, reverse=True),
        "threads": [
            {
                "priority": p,
                "area": p.sub_goal.goal_area,
                "links": _links(p, known),
                "needs_group": not p.focus_groups.all(),
            }
            for p in listed
        ],
        "may_run": may_run,
    }


def _links(priority: Priority, known: Mapping[int, Origin]) -> list[dict[str, Any]]:
    groups = list(priority.focus_groups.all())
    links = [_origin(priority, known), _decided(priority, gap=not groups)]
    for group in groups:
        links += [_group(group), _plan(group.plan)]
    return links if groups else [*links, _WITHOUT_GROUP]


def _origin(priority: Priority, known: Mapping[int, Origin]) -> dict[str, Any]:
    proposal = priority.decision.proposal
    if proposal is None:
        return {"kind": "missing", "text": "Det är inte känt vilket förslag beslutet kom av."}
    return {
        "kind": "proposal",
        "year": priority.decided_in.year,
        "over": f"Förslag från {proposal.body or proposal.actor or 'Beredningsgruppen'}",
        "heading": proposal.title,
        "text": " ".join(filter(None, [proposal.reason, known[proposal.pk].sentence])),
    }


def _decided(priority: Priority, *, gap: bool) -> dict[str, Any]:
    decision = priority.decision
    return {
        "kind": "decision",
        "over": f"Beslut {decision}, {date_format(decision.decided_on, 'j F Y')}",
        "heading": f"Prioriterat {priority.year}",
        "text": decision.text,
        "url": decision.item.meeting.get_absolute_url(),
        "url_text": "Se mötet",
        "gap": gap,
    }


def _group(group: Any) -> dict[str, Any]:
    back = group.report_back_on
    when = f" Återrapporterar {date_format(back, 'j F Y')}." if back else ""
    return {
        "kind": "group",
        "year": group.priority.year,
        "over": f"Fokusgrupp, {group.decision}. Sammankallande: {group.convener}",
        "heading": group.body.name,
        "text": group.assignment + when,
        "gap": group.plan.is_draft,
    }


def _plan(plan: Any) -> dict[str, Any]:
    """The group's plan; a broken link until it is decided."""
    number = len(plan.kept_activities)
    activities = "1 aktivitet" if number == 1 else f"{number} aktiviteter"
    link = {"url": plan.get_absolute_url(), "url_text": "Läs planen"}
    decided_on = timezone.localdate(plan.state_changed_at)
    if plan.is_draft:
        return link | {
            "kind": "missing",
            "heading": "Aktivitetsplanen är inte beslutad",
            "text": f"Gruppen har skrivit in {activities} i sitt utkast.",
        }
    return link | {
        "kind": "plan",
        "over": f"Aktivitetsplan, beslutad {date_format(decided_on, 'j F Y')}",
        "heading": activities.capitalize(),
        "text": "De ansvariga berättar i enkäten vad det blev av dem.",
    }


_WITHOUT_GROUP = {
    "kind": "missing",
    "heading": "Saknar fokusgrupp",
    "text": "Rådet har prioriterat delmålet men inte utsett någon som arbetar med det.",
}
