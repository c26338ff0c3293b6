"""Which parts a year's report has and in which order, as those who make it have set it.

The parts are known here and nowhere else. What is stored on a report (`Choice`) says the order of
all of them and which are left out; the cover always stands first. Chapters come before annexes,
and an annex has its letter by where it stands. A part that is new since a choice was stored
stands where it stands by default, so that last year's choice can be taken over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

Group = Literal["chapters", "annexes"]


class Choice(TypedDict):
    """What is stored: the keys of all parts in order, and those that are left out."""

    order: list[str]
    left_out: list[str]


@dataclass(frozen=True)
class Part:
    """One part: its title in the report, what is told of it to whoever chooses, its anchor."""

    key: str
    title: str
    about: str
    anchor: str
    group: Group = "chapters"
    is_fixed: bool = False

    @property
    def template(self) -> str:
        """What draws it, on paper and on screen."""
        return f"report/parts/{self.key}.html"


PARTS = (
    Part("foreword", "Förord", "Några ord från den som lägger fram rapporten.", "forord"),
    Part("contents", "Innehåll", "Alla kapitel och bilagor.", "rapport-innehall", is_fixed=True),
    Part(
        "changes",
        "Ändringar sedan versionen före",
        "Bara i en rättad version.",
        "andringar",
        is_fixed=True,
    ),
    Part("one_page", "Året på en sida", "Det som rådet behöver veta, på en enda sida.", "ett"),
    Part("summary", "Sammanfattning", "Den del som inte får plats på en sida.", "sammanfattning"),
    Part("how", "Så gjordes uppföljningen", "Metod, vilka som svarade, tecken.", "gjordes"),
    Part(
        "last_year",
        "Vad blev det av förra årets prioriteringar?",
        "Det som rådet beslutade för året och vad som har hänt.",
        "forra-aret",
    ),
    Part("areas", "Målområdena", "Ett kapitel för varje målområde.", "mo1"),
    Part(
        "comparison",
        "Jämfört med förra årets rapport",
        "Det som går att jämföra med den fastställda rapporten från året före.",
        "jamfort",
    ),
    Part(
        "proposals", "Samlade förslag på prioriteringar", "Med skälen till vart och ett.", "forslag"
    ),
    Part(
        "annex_interventions",
        "Alla insatser",
        "Varje insats på en rad.",
        "bilaga-insatser",
        "annexes",
    ),
    Part(
        "annex_answers",
        "Vilka som svarade",
        "Varje organisation på en rad.",
        "bilaga-svar",
        "annexes",
    ),
    Part("annex_tables", "Tabeller", "Siffrorna bakom diagrammen.", "bilaga-tabeller", "annexes"),
    Part(
        "annex_definitions",
        "Så ska orden förstås",
        "Tecken, steg och bedömningar.",
        "bilaga-ord",
        "annexes",
    ),
    Part(
        "annex_comments",
        "Organisationernas kommentarer",
        "Så som de skrevs.",
        "bilaga-kommentarer",
        "annexes",
    ),
    Part(
        "annex_sources",
        "Källor",
        "Allt som rapporten bygger på.",
        "bilaga-kallor",
        "annexes",
        is_fixed=True,
    ),
)
BY_KEY = {part.key: part for part in PARTS}
# What a goal area's chapter may be without; its judgement, challenges and proposals always stand.
AREA_PARTS = {
    "area_text": "Beredningsgruppens text",
    "area_indicators": "Indikatorer",
    "area_interventions": "Utvalda insatser",
    "area_degrees": "Genomförandegrad",
}
GROUPS: dict[Group, str] = {"chapters": "Kapitel", "annexes": "Bilagor"}
EVERYTHING: Choice = {"order": [part.key for part in PARTS], "left_out": []}


class UnknownPartError(ValueError):
    """A choice that is not of the parts there are."""


def completed(stored: Mapping[str, Any] | None) -> Choice:
    """A stored choice with every part there is in it, each once, chapters first."""
    stored = stored or EVERYTHING
    order = [key for key in stored.get("order", []) if key in BY_KEY]
    order = list(dict.fromkeys(order))
    for place, part in enumerate(PARTS):
        if part.key not in order:
            order.insert(_after_those_before(order, place), part.key)
    left_out = [key for key in stored.get("left_out", []) if _may_be_left_out(key)]
    return {"order": sorted(order, key=_is_annex), "left_out": sorted(set(left_out))}


def _after_those_before(order: Sequence[str], place: int) -> int:
    """Right after the last part that stands before it by default."""
    before = {part.key for part in PARTS[:place]}
    return max((at + 1 for at, key in enumerate(order) if key in before), default=0)


def _is_annex(key: str) -> bool:
    return BY_KEY[key].group == "annexes"


def _may_be_left_out(key: str) -> bool:
    return key in AREA_PARTS or (key in BY_KEY and not BY_KEY[key].is_fixed)


def reordered(choice: Choice, group: str, keys: Sequence[str]) -> Choice:
    """The choice with one group in another order; raises unless they are just that group's."""
    own = [key for key in choice["order"] if BY_KEY[key].group == group]
    if sorted(own) != sorted(keys) or not own:
        raise UnknownPartError(group)
    others = [key for key in choice["order"] if key not in own]
    order = [*others, *keys] if group == "annexes" else [*keys, *others]
    return {**choice, "order": order}


def moved(choice: Choice, key: str, *, up: bool) -> Choice:
    """The choice with one part a step up or down in its group; at the end of it nothing changes."""
    if key not in BY_KEY:
        raise UnknownPartError(key)
    group = BY_KEY[key].group
    keys = [one for one in choice["order"] if BY_KEY[one].group == group]
    at = keys.index(key)
    to = min(max(at + (-1 if up else 1), 0), len(keys) - 1)
    keys.insert(to, keys.pop(at))
    return reordered(choice, group, keys)


def ticked(choice: Choice, before: Iterable[str], after: Iterable[str]) -> Choice:
    """The choice after somebody has ticked and unticked parts; those that are fixed stay.

    `before` is what was ticked when the page was shown. Only what differs is heeded, so that what
    somebody else has left out meanwhile stays left out.
    """
    was, now = set(before), set(after)
    if (was | now) - BY_KEY.keys() - AREA_PARTS.keys():
        raise UnknownPartError
    left_out = (set(choice["left_out"]) | (was - now)) - (now - was)
    return completed({**choice, "left_out": sorted(left_out)})


def includes(choice: Mapping[str, Any] | None, key: str) -> bool:
    """Whether a part, or a part of each area's chapter, is to be printed."""
    return key not in completed(choice)["left_out"]


def included(choice: Mapping[str, Any] | None) -> list[Part]:
    """The parts that the report has, in its order."""
    whole = completed(choice)
    return [BY_KEY[key] for key in whole["order"] if key not in whole["left_out"]]
