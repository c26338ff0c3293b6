"""A thread is open until somebody resolves it, and can be opened again."""

from actors.workflow import Transition, Workflow
from followup.review.models import Thread
from followup.review.workflow import closed_for_writing

State = Thread.State


def _round_is_closed_for_writing(thread: Thread) -> str:
    return closed_for_writing(thread.round)


THREADS = Workflow(
    (
        Transition(
            "resolve_thread",
            "Markera som löst",
            frozenset({State.OPEN}),
            State.RESOLVED,
            "review.discuss",
            hinder=_round_is_closed_for_writing,
        ),
        Transition(
            "reopen_thread",
            "Öppna igen",
            frozenset({State.RESOLVED}),
            State.OPEN,
            "review.discuss",
            hinder=_round_is_closed_for_writing,
        ),
    )
)
