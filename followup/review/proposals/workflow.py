"""A proposal's way from the preparation group to the council's decision."""

from actors.workflow import Transition, Workflow
from followup.review.models import Proposal
from followup.review.workflow import closed_for_writing

State = Proposal.State


def _round_is_closed_for_writing(proposal: Proposal) -> str:
    return closed_for_writing(proposal.round)


def _cannot_be_put_forward(proposal: Proposal) -> str:
    if hinder := closed_for_writing(proposal.round):
        return hinder
    return "" if proposal.reason.strip() else "Skriv varför innan förslaget förs fram."


# The council room makes the last two moves, when it writes its decisions.
PROPOSALS = Workflow(
    (
        Transition(
            "put_forward",
            "För fram till rådet",
            frozenset({State.PROPOSED}),
            State.PUT_FORWARD,
            "review.assess",
            hinder=_cannot_be_put_forward,
        ),
        Transition(
            "withdraw",
            "Ta tillbaka från rådet",
            frozenset({State.PUT_FORWARD}),
            State.PROPOSED,
            "review.assess",
            hinder=_round_is_closed_for_writing,
        ),
        Transition(
            "decide",
            "Prioritera",
            frozenset({State.PUT_FORWARD}),
            State.DECIDED,
            "council.run",
        ),
        Transition(
            "turn_down",
            "Prioritera inte",
            frozenset({State.PUT_FORWARD}),
            State.NOT_ADOPTED,
            "council.run",
        ),
    )
)
