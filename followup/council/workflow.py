"""A meeting's way from plan to adjusted minutes, and an activity plan's from draft to decided."""

from actors.workflow import Transition, Workflow
from followup.council.models import ActivityPlan, Meeting

State = Meeting.State


def _has_no_agenda(meeting: Meeting) -> str:
    return "" if meeting.agenda.exists() else "Lägg till minst ett ärende innan du kallar."


MEETINGS = Workflow(
    (
        Transition(
            "summon",
            "Kalla till mötet",
            frozenset({State.PLANNED}),
            State.SUMMONED,
            "council.run",
            hinder=_has_no_agenda,
        ),
        Transition(
            "hold",
            "Mötet är hållet",
            frozenset({State.SUMMONED}),
            State.HELD,
            "council.run",
        ),
        Transition(
            "adjust",
            "Protokollet är justerat",
            frozenset({State.HELD}),
            State.ADJUSTED,
            "council.run",
        ),
    )
)


def _is_not_whole(plan: ActivityPlan) -> str:
    activities = plan.activities.kept()
    if not activities:
        return "Skriv in minst en aktivitet innan ni beslutar planen."
    unsettled = [f"”{one}”" for one in activities if not one.child_rights_is_settled]
    if unsettled:
        return (
            "Skriv om en barnkonsekvensanalys är gjord, eller varför den inte görs, för "
            f"{', '.join(unsettled)}."
        )
    return ""


PLANS = Workflow(
    (
        Transition(
            "decide",
            "Besluta planen",
            frozenset({ActivityPlan.State.DRAFT}),
            ActivityPlan.State.DECIDED,
            "plan.write",
            hinder=_is_not_whole,
        ),
        Transition(
            "reopen",
            "Ändra planen igen",
            frozenset({ActivityPlan.State.DECIDED}),
            ActivityPlan.State.DRAFT,
            "plan.write",
            needs_reason=True,
        ),
    )
)
