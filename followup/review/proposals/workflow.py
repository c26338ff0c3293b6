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


def _cannot_be_parted(proposal: Proposal) -> str:
    if hinder := closed_for_writing(proposal.round):
        return hinder
    whole = proposal.merged_into
    while whole is not None and whole.merged_into:
        whole = whole.merged_into
    if whole is None or whole.state == State.PROPOSED:
        return ""
    if whole.state == State.PUT_FORWARD:
        return f"Ta tillbaka ”{whole}” från rådet innan du delar upp förslagen."
    return f"Rådet har beslutat om ”{whole}”. Förslagen går inte längre att dela upp."


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
            "merge",
            "Slå ihop",
            frozenset({State.PROPOSED}),
            State.MERGED,
            "review.assess",
            hinder=_round_is_closed_for_writing,
        ),
        Transition(
            "part",
            "Dela upp igen",
            frozenset({State.MERGED}),
            State.PROPOSED,
            "review.assess",
            hinder=_cannot_be_parted,
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
