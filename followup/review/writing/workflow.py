"""A text's way from being written, by two readers, to being put forward."""

from actors.workflow import Transition, Workflow
from followup.review.models import PartText
from followup.review.workflow import closed_for_writing

State = PartText.State

READERS = 2  # besides the one who wrote last


def readers_missing(part: PartText) -> int:
    """How many must still read the text as it is now before it can be put forward."""
    read = part.readings.filter(edition=part.edition).exclude(by=part.updated_by).count()
    return max(READERS - read, 0)


def _is_closed(part: PartText) -> str:
    return closed_for_writing(part.round)


def _nothing_to_read(part: PartText) -> str:
    if hinder := _is_closed(part):
        return hinder
    return "" if part.text.strip() else "Skriv texten innan du säger att den är klar att läsas."


def _not_read(part: PartText) -> str:
    if hinder := _is_closed(part):
        return hinder
    left = readers_missing(part)
    if not left:
        return ""
    return (
        f"{'Två' if left > 1 else 'En'} till ska läsa texten innan den förs fram. "
        "Den som skrev sist räknas inte."
    )


TEXTS = Workflow(
    (
        Transition(
            "text_ready",
            "Klar att läsas",
            frozenset({State.WRITING}),
            State.READY,
            "review.write",
            hinder=_nothing_to_read,
        ),
        Transition(
            "text_put_forward",
            "För fram texten",
            frozenset({State.READY}),
            State.PUT_FORWARD,
            "review.write",
            hinder=_not_read,
        ),
        Transition(
            "text_written_on",
            "Skriv vidare",
            frozenset({State.READY, State.PUT_FORWARD}),
            State.WRITING,
            "review.write",
            hinder=_is_closed,
        ),
    )
)
