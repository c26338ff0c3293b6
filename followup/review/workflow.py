"""When the preparation group may write in a round."""

from followup.rounds.models import Round
from strategy_portal.exceptions import WrongStateError

WRITABLE = frozenset({Round.State.OPEN, Round.State.CLOSED, Round.State.COMPILED})


def closed_for_writing(round_: Round) -> str:
    """Why the preparation group cannot write in a round, in Swedish; empty when it can.

    Judging may begin while answers still come in, and goes on until the round is archived. To
    correct the report of an archived round it is taken out of the archive first.
    """
    if round_.state in WRITABLE:
        return ""
    if round_.state == Round.State.DRAFT:
        return "Omgången är inte öppnad än. Det finns inget att bedöma."
    return (
        "Omgången är arkiverad. Bedömningar, texter och förslag går att läsa men inte att ändra. "
        "Ska något rättas kan en samordnare ta fram omgången ur arkivet."
    )


def held_for_writing(round_: Round) -> Round:
    """The round, held until the transaction ends, so that it is not archived meanwhile."""
    locked = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if hinder := closed_for_writing(locked):
        raise WrongStateError(hinder)
    return locked
