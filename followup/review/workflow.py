"""A proposal's way from the preparation group to the council's decision."""

from actors.workflow import Transition, Workflow
from followup.review.models import Proposal
from followup.rounds.models import Round

State = Proposal.State

WRITABLE = frozenset({Round.State.OPEN, Round.State.CLOSED, Round.State.COMPILED})


def closed_for_writing(round_: Round) -> str:
    """Why the preparation group cannot write in a round, in Swedish; empty when it can.

    Judging may begin while answers still come in, and goes on until the round is archived.
    """
    if round_.state in WRITABLE:
        return ""
    if round_.state == Round.State.DRAFT:
        return "Omgången är inte öppnad än. Det finns inget att bedöma."
    return "Omgången är arkiverad. Bedömningar och förslag går att läsa men inte att ändra."


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
