"""Two texts side by side with what differs marked, for somebody who must choose."""

import difflib
import re
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from followup.survey.form.section_form import Field, Value
from followup.survey.models import AnswerRevision


@dataclass(frozen=True)
class Piece:
    """A run of words that both texts share, or that only this one has."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Conflict:
    """The writer's text and the newer one it met, each in pieces."""

    field: Field
    who: str
    my_time: str
    their_time: str
    mine: list[Piece]
    theirs: list[Piece]

    @property
    def can_merge(self) -> bool:
        """Only prose can be joined; of two choices one must be taken."""
        return self.field.widget == "text"


def conflict_of(field: Field, mine: AnswerRevision, met: AnswerRevision) -> Conflict:
    """What to show when a save met a newer one."""
    my_pieces, their_pieces = compare(_words(field, mine.value), _words(field, met.value))
    return Conflict(
        field,
        who_wrote(met, mine),
        f"{timezone.localtime(mine.at):%H:%M}",
        f"{timezone.localtime(met.at):%H:%M}",
        my_pieces,
        their_pieces,
    )


def who_wrote(met: Any, mine: Any) -> str:
    """Whose save it is that the writer's own met; both have `by`, the person."""
    return met.by.name if met.by_id != mine.by_id else "Du (i ett annat fönster)"


def _words(field: Field, value: Value) -> str:
    """A value as people read it: the words of the choices, not their codes."""
    names = dict(field.choices)
    values = value if isinstance(value, list) else [value]
    return ", ".join(names.get(one, one) for one in values) or "(tomt)"


def compare(mine: str, theirs: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, word by word; joined again they are the texts unchanged."""
    a, b = (re.findall(r"\S+\s*|\s+", text) for text in (mine, theirs))
    ours: list[Piece] = []
    others: list[Piece] = []
    for kind, a0, a1, b0, b1 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        differs = kind != "equal"
        if a1 > a0:
            ours.append(Piece("".join(a[a0:a1]), differs))
        if b1 > b0:
            others.append(Piece("".join(b[b0:b1]), differs))
    return ours, others
