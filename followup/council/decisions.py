"""What the council decides: numbered, dated, written once, and each pointing at its origin."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import models, transaction
from django.db.models import Max, Q, QuerySet
from django.utils.text import slugify

from actors.events import record
from actors.models import Actor, Body, BodyKind, Person, Seat
from followup.council.agenda import council
from followup.council.models import (
    ActivityPlan,
    AgendaItem,
    Decision,
    FocusGroup,
    Meeting,
    Priority,
)
from followup.review.models import Proposal
from followup.review.proposals.workflow import PROPOSALS
from followup.rounds.models import Round
from strategy_portal.exceptions import WrongStateError


class Choice(models.TextChoices):
    """What the council can do with a proposal."""

    PRIORITISE = "prioritise", "Prioritera"
    TURN_DOWN = "turn_down", "Prioritera inte"
    POSTPONE = "postpone", "Skjut upp"


def round_for(meeting: Meeting) -> Round | None:
    """The round whose proposals a meeting takes up, or took up.

    Most often the year's own; in spring it may be last year's, where a question was postponed.
    """
    waiting = Q(proposals__state=Proposal.State.PUT_FORWARD)
    decided_here = Q(proposals__decisions__item__meeting=meeting)
    rounds = Round.objects.filter(waiting | decided_here, year__lte=meeting.year)
    return rounds.order_by("-year").first()


def proposals_at(meeting: Meeting, round_: Round) -> QuerySet[Proposal]:
    """The proposals of a round that a meeting decides on or has decided, in order."""
    waiting = Q(state=Proposal.State.PUT_FORWARD)
    decided_here = Q(decisions__item__meeting=meeting)
    return (
        Proposal.objects.filter(waiting | decided_here, round=round_)
        .select_related("sub_goal__goal_area", "body", "actor")
        .distinct()
        .order_by("order", "pk")
    )


@transaction.atomic
def write_decision(
    item: AgendaItem, *, text: str, by: Person, proposal: Proposal | None = None
) -> Decision:
    """A decision with the year's next number, dated the day of the meeting.

    Two who write at once get two numbers: the second waits for the first. Raises
    `WrongStateError` unless the meeting is summoned or held, and for the same words again in the
    same matter: a decision is never taken away, so a button pressed twice must not leave two.
    """
    meeting = _deciding(item)
    if written := item.decisions.filter(text=text, proposal=proposal).first():
        raise WrongStateError(f"Beslutet är redan inskrivet som {written}.")
    last = Decision.objects.filter(year=meeting.year).aggregate(last=Max("paragraph"))["last"] or 0
    decision = Decision.objects.create(
        item=item,
        year=meeting.year,
        paragraph=last + 1,
        decided_on=meeting.day,
        text=text,
        proposal=proposal,
    )
    record("write_decision", decision, by=by, meeting=meeting.pk, paragraph=decision.paragraph)
    return decision


def _deciding(item: AgendaItem) -> Meeting:
    """The item's meeting as it is now, with the year's numbering locked."""
    year = item.meeting.year
    meetings = {m.pk: m for m in Meeting.objects.locked_for_numbering(year)}
    meeting = meetings[item.meeting_id]
    if not meeting.may_decide:
        raise WrongStateError(
            f"Beslut skrivs under mötet: läget är ”{meeting.get_state_display()}”."
        )
    return meeting


@transaction.atomic
def decide_priorities(
    item: AgendaItem, *, choices: Mapping[int, str], by: Person
) -> list[Decision]:
    """One decision for each proposal chosen about: all of them are stored, or none.

    `choices` maps proposal ids to `Choice`. A proposal that somebody else has already decided
    raises `WrongStateError`, so that nobody believes in a decision that was never written.
    """
    _deciding(item)
    chosen = Proposal.objects.select_for_update(of=("self",)).filter(pk__in=choices)
    proposals = list(chosen.select_related("round", "sub_goal__goal_area").order_by("order", "pk"))
    if not proposals:
        raise WrongStateError("Välj vad rådet beslutar om minst ett förslag.")
    return [_decide(item, proposal, choices[proposal.pk], by) for proposal in proposals]


def _decide(item: AgendaItem, proposal: Proposal, choice: str, by: Person) -> Decision:
    _refuse_if_decided(proposal)
    year = proposal.round.year + 1
    text = _TEXTS[Choice(choice)].format(
        sub_goal=proposal.sub_goal, title=proposal.title, year=year
    )
    decision = write_decision(item, text=text, by=by, proposal=proposal)
    if choice == Choice.PRIORITISE:
        PROPOSALS.move(proposal, "decide", by=by)
        _prioritise(proposal, decision, year)
    elif choice == Choice.TURN_DOWN:
        PROPOSALS.move(proposal, "turn_down", by=by)
    return decision


_TEXTS = {
    Choice.PRIORITISE: "Rådet prioriterar delmål {sub_goal} under {year}: {title}.",
    Choice.TURN_DOWN: "Rådet prioriterar inte delmål {sub_goal} under {year}.",
    Choice.POSTPONE: "Rådet skjuter upp frågan om delmål {sub_goal} till ett senare möte.",
}


def _refuse_if_decided(proposal: Proposal) -> None:
    if proposal.state == Proposal.State.PUT_FORWARD:
        return
    decision = proposal.decisions.order_by("-pk").first()
    where = f" i {decision}" if decision else ""
    raise WrongStateError(
        f"Förslaget ”{proposal.title}” är redan beslutat{where}. "
        "Inget av dina val sparades. Läs in sidan igen."
    )


def _prioritise(proposal: Proposal, decision: Decision, year: int) -> Priority:
    last = Priority.objects.filter(year=year).aggregate(last=Max("order"))["last"] or 0
    return Priority.objects.create(
        year=year,
        sub_goal=proposal.sub_goal,
        decision=decision,
        decided_in=proposal.round,
        order=last + 1,
    )


@transaction.atomic
def appoint_focus_group(
    priority: Priority,
    *,
    item: AgendaItem,
    name: str,
    convener: Actor,
    members: Sequence[Actor],
    assignment: str,
    report_back_on: date | None,
    by: Person,
) -> FocusGroup:
    """A group of organisations that works on a priority, appointed by a decision of its own.

    An empty activity plan stands ready for it to write.
    """
    decision = write_decision(
        item,
        text=f"Rådet utser {name} att arbeta med delmål {priority.sub_goal} "
        f"under {priority.year}. {convener} är sammankallande.",
        by=by,
    )
    body = Body.objects.create(
        slug=_free_slug(f"{name}-{priority.year}"),
        name=name,
        kind=BodyKind.FOCUS,
        description=assignment,
        reports_to=council(),
        established=decision.decided_on,
        established_year=decision.decided_on.year,
    )
    _seat(body, convener, members)
    group = FocusGroup.objects.create(
        body=body,
        priority=priority,
        decision=decision,
        convener=convener,
        assignment=assignment,
        report_back_on=report_back_on,
    )
    ActivityPlan.objects.create(group=group)
    return group


def _seat(body: Body, convener: Actor, members: Sequence[Actor]) -> None:
    Seat.objects.create(body=body, actor=convener, function=Seat.Function.CONVENER)
    Seat.objects.bulk_create(Seat(body=body, actor=actor) for actor in members if actor != convener)


def _free_slug(wanted: str) -> str:
    slug = slugify(wanted)[:70] or "fokusgrupp"
    taken = set(Body.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    return next(s for s in (slug, *(f"{slug}-{n}" for n in range(2, 1000))) if s not in taken)
