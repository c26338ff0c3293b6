"""Where a round's proposals come from: every voice behind each, also through what was merged.

The group's pages, the council's page and the report all read these, so that the same voices stand
everywhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from actors.models import BodyKind
from followup.review.models import Proposal, ProposalSource
from followup.review.proposals import querysets
from followup.review.proposals.querysets import WishKey, wish_key
from followup.review.querysets import proposals
from followup.rounds.models import Round
from followup.survey.models import ReportedAnswer
from goals.models import SubGoal
from strategy_portal.swedish import in_words

Kind = Literal["organisation", "network", "group"]


@dataclass(frozen=True)
class Voice:
    """An organisation, a network or the group, and what it asked for in its own words.

    `through` is the merged proposal it came with. `version` numbers what the organisation handed
    in. `stands` is False where the organisation has handed in again without the wish, and `now`
    holds its newest words where they have changed; both only for organisations.
    """

    source: ProposalSource
    kind: Kind
    name: str
    text: str
    sub_goal: SubGoal | None
    through: Proposal | None = None
    version: int = 0
    stands: bool = True
    now: str = ""


@dataclass(frozen=True)
class Origin:
    """Every voice behind one proposal, in the order they were taken up, and what went into it."""

    voices: tuple[Voice, ...] = ()
    merged: tuple[Proposal, ...] = ()

    @property
    def asking(self) -> list[str]:
        """Who asks for it, each once: those whose wish still stands."""
        return list(dict.fromkeys(one.name for one in self.voices if one.stands))

    @property
    def sentence(self) -> str:
        """Who asks for it and what it was merged with; see `asked_by`."""
        return asked_by(self.asking, [one.title for one in self.merged])


def asked_by(names: Sequence[str], merged: Sequence[str]) -> str:
    """A proposal's origin as it is written on screen, in the report and to the council.

    "Efterfrågas av Sala kommun och Arboga kommun. Sammanslaget med ”Språkstöd”." Empty when
    nobody has asked for it and nothing was merged.
    """
    parts = [f"Efterfrågas av {in_words(names)}."] if names else []
    if merged:
        parts.append(f"Sammanslaget med {in_words(f'”{one}”' for one in merged)}.")
    return " ".join(parts)


def origins(round_: Round) -> Mapping[int, Origin]:
    """The origin of every proposal of a round that stands on its own, by its id."""
    return origins_of(
        proposals(round_),
        querysets.sources(round_),
        querysets.reasons_for_priorities(round_),
    )


def origins_of(
    proposals: Iterable[Proposal],
    sources: Iterable[ProposalSource],
    wishes: Iterable[ReportedAnswer],
) -> Mapping[int, Origin]:
    """The same from rows that are read already: all of the round's."""
    known = {one.pk: one for one in proposals}
    newest = {wish_key(one): one for one in wishes}
    voices: dict[int, list[Voice]] = defaultdict(list)
    merged: dict[int, list[Proposal]] = defaultdict(list)
    for one in known.values():
        if one.is_merged:
            merged[_whole(one, known).pk].append(one)
    for source in sources:
        taken_up_in = known[source.proposal_id]
        whole = _whole(taken_up_in, known)
        through = taken_up_in if taken_up_in is not whole else None
        voices[whole.pk].append(_voice(source, through, newest))
    return {
        pk: Origin(tuple(voices[pk]), tuple(merged[pk]))
        for pk, one in known.items()
        if not one.is_merged
    }


def _whole(proposal: Proposal, known: Mapping[int, Proposal]) -> Proposal:
    """The proposal that one is part of by now: itself, or what it was merged into."""
    while proposal.merged_into_id:
        proposal = known[proposal.merged_into_id]
    return proposal


def _voice(
    source: ProposalSource, through: Proposal | None, newest: Mapping[WishKey, ReportedAnswer]
) -> Voice:
    if source.suggestion:
        body, said = source.suggestion.body, source.suggestion
        kind: Kind = "network" if body.kind == BodyKind.NETWORK else "group"
        return Voice(source, kind, body.name, said.text, said.sub_goal, through)
    answer: Any = source.answer  # the database holds one of the two
    now = newest.get(wish_key(answer))
    return Voice(
        source,
        "organisation",
        answer.version.submission.actor.name,
        answer.text,
        answer.sub_goal,
        through,
        answer.version.number,
        now is not None,
        now.text if now is not None and now.text != answer.text else "",
    )
