"""Searching what is handed in: every text of a round's answers and interventions, in Swedish.

A word is found in all its forms and inside compounds: "stöd" finds "språkstödet". The word is cut
to its stem and looked for in the text itself, in the same way on every database.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from snowballstemmer import stemmer

from actors.models import Actor
from followup.review.reading import querysets
from followup.review.reading.narrowed import Narrowed
from followup.review.reading.passages import Source, can_be_quoted, key_of, place
from followup.review.reading.themes import Tags, tags
from followup.rounds.models import Round
from goals.models import GoalArea

MOST_HITS = 100
_AROUND = 110  # letters shown on each side of what was found

_STEMMER = stemmer("swedish")


@dataclass(frozen=True)
class Hit:
    """A text that holds every word: whose it is, what it answers, and the found words marked.

    `passage` is pairs of text and whether it was looked for. `anchor` is its place on the area's
    page, or among its answers; texts about the organisation itself have no area.
    """

    actor: Actor
    area: GoalArea | None
    about: str
    passage: tuple[tuple[str, bool], ...]
    anchor: str
    found: int
    source: Source

    @property
    def can_be_quoted(self) -> bool:
        """Whether it is words that a text of the report may quote."""
        return can_be_quoted(self.source)

    @property
    def is_intervention(self) -> bool:
        """Whether it stands on the area's page, where interventions are read and chosen."""
        return self.anchor.startswith("insats-")


@dataclass(frozen=True)
class _Text:
    actor: Actor
    area: GoalArea | None
    about: str
    text: str
    anchor: str
    source: Source


def search(round_: Round, words: str, kept_to: Narrowed) -> list[Hit]:
    """The texts that hold every word, those that hold them most often first."""
    stems = stems_of(words)
    if not stems:
        return []
    marked = tags(round_, kept_to.theme) if kept_to.theme else None
    texts = [*_interventions(round_, kept_to, marked)]
    if kept_to.target_group is None:
        texts += _answers(round_, kept_to, marked)
    hits = [hit for text in texts if (hit := _hit(text, stems))]
    return sorted(hits, key=lambda hit: (-hit.found, hit.actor.name.casefold()))


def stems_of(words: str) -> list[str]:
    """What is looked for: each word without its ending, in small letters."""
    return list(dict.fromkeys(_STEMMER.stemWords(re.findall(r"\w+", words.casefold()))))


def _answers(round_: Round, kept_to: Narrowed, marked: Tags | None) -> Iterator[_Text]:
    for row in querysets.texts_answered(round_, kept_to):
        if marked and key_of(row) not in marked.answers:
            continue
        anchor = place(row)
        about = f"{row.sub_goal}" if row.sub_goal else row.question_version.wording
        yield _Text(row.version.submission.actor, row.goal_area, about, row.text, anchor, row)


def _interventions(round_: Round, kept_to: Narrowed, marked: Tags | None) -> Iterator[_Text]:
    for row in querysets.interventions_described(round_, kept_to):
        if marked and row.intervention_id not in marked.interventions:
            continue
        text = "\n".join(filter(None, (row.title, row.description, row.effect)))
        about = f"Insats: {row.title}" if row.title else "Insats utan namn"
        anchor = f"insats-{row.intervention_id}"
        yield _Text(row.version.submission.actor, row.goal_area, about, text, anchor, row)


def _hit(text: _Text, stems: Iterable[str]) -> Hit | None:
    # Lower, not casefold: every letter keeps its place, so that it can be marked in the text.
    small = text.text.lower()
    if not all(stem in small for stem in stems):
        return None
    wanted = re.compile("|".join(rf"\w*{re.escape(stem)}\w*" for stem in stems), re.IGNORECASE)
    places = [match.span() for match in wanted.finditer(text.text)]
    if not places:
        return None
    passage = tuple(_passage(text.text, places))
    return Hit(text.actor, text.area, text.about, passage, text.anchor, len(places), text.source)


def _passage(text: str, places: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """The text around the first found word, whole words only, what was found marked."""
    begin = _word_start(text, max(0, places[0][0] - _AROUND))
    end = _word_end(text, min(len(text), places[0][1] + _AROUND))
    at = begin
    yield ("… " if begin else ""), False
    for start, stop in places:
        if stop > end:
            break
        yield text[at:start], False
        yield text[start:stop], True
        at = stop
    yield text[at:end] + (" …" if end < len(text) else ""), False


def _word_start(text: str, at: int) -> int:
    while at > 0 and not text[at - 1].isspace():
        at -= 1
    return at


def _word_end(text: str, at: int) -> int:
    while at < len(text) and not text[at].isspace():
        at += 1
    return at
