"""A meeting's way from plan to adjusted minutes."""

from actors.workflow import Transition, Workflow
from followup.council.models import Meeting

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
