"""How far those who answered stand for all who were asked: inhabitants, and what a text claims."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from actors.models import Actor, ActorType
from followup.review.compilation import Response
from followup.rounds.models import Round
from goals.statistics.models import Measurement
from strategy_portal.swedish import counted


@dataclass(frozen=True)
class Inhabitants:
    """How many of the county's inhabitants live in the municipalities that have answered.

    `asked` and `answered` count municipalities, `all` and `covered` persons at the end of `year`.
    """

    asked: int
    answered: int
    all: int
    covered: int
    year: int
    source: str

    @property
    def percent(self) -> int:
        """The share in whole per cent; 0 and 100 only where it is nobody and everybody."""
        if self.covered in {0, self.all}:
            return 100 if self.covered else 0
        return min(99, max(1, round(100 * self.covered / self.all)))

    @property
    def sentence(self) -> str:
        """As the report says it."""
        if not self.answered:
            return "Ingen kommun har svarat."
        if self.answered == self.asked and self.percent == 100:
            return "Alla länets kommuner har svarat."
        answered, there = counted(self.answered).capitalize(), "dem"
        if self.answered == 1:
            there = "den"
        return (
            f"{answered} av {counted(self.asked)} kommuner har svarat. "
            f"I {there} bor {self.percent} procent av länets invånare."
        )


def inhabitants(round_: Round, response: Response) -> Inhabitants | None:
    """The share that the answering municipalities have, of the newest year known by the round's.

    None where no indicator says how many live in every one of the county's municipalities, or
    where no municipality was asked.
    """
    asked = next((t for t in response.by_type if t.actor_type == ActorType.MUNICIPALITY), None)
    municipalities = Actor.objects.counted().filter(actor_type=ActorType.MUNICIPALITY)
    everywhere = list(municipalities.exclude(municipality_code=""))
    newest = _newest_known(everywhere, round_)
    if asked is None or newest is None:
        return None
    values = {actor.pk: _of(actor, newest) for actor in everywhere}
    answered = {one.actor.pk for one in response.organisations if one.submitted_at}
    return Inhabitants(
        asked=asked.invited,
        answered=asked.answered,
        all=sum(int(one.value or 0) for one in values.values() if one),
        covered=sum(int(one.value or 0) for pk, one in values.items() if one and pk in answered),
        year=newest[0].year or 0,
        source=", ".join(dict.fromkeys(one.source for one in newest)),
    )


def _newest_known(everywhere: list[Actor], round_: Round) -> list[Measurement] | None:
    """The values of the last year that has one for every municipality."""
    by_year: dict[int, list[Measurement]] = defaultdict(list)
    for one in Measurement.objects.inhabitants(round_.strategy_id).filter(year__lte=round_.year):
        by_year[one.year].append(one)
    for year in sorted(by_year, reverse=True):
        if everywhere and all(_of(actor, by_year[year]) for actor in everywhere):
            return by_year[year]
    return None


def _of(actor: Actor, values: Iterable[Measurement]) -> Measurement | None:
    names = {actor.name, actor.short_name, actor.municipality_code}
    return next((one for one in values if one.place in names), None)


# --- Who a text speaks for -------------------------------------------------------------------


@dataclass(frozen=True)
class SpokenFor:
    """Words that speak for all of a kind where only some have answered."""

    words: str
    many: str
    asked: int
    answered: int

    @property
    def sentence(self) -> str:
        """What the writer is told."""
        return (
            f"Du skriver ”{self.words}”. {self.answered} av {self.asked} {self.many} har svarat. "
            "Skriv vilka, eller hur många."
        )


# By type: the word for some of them, what means every one, and what does so after "alla".
_NOUNS = {
    ActorType.MUNICIPALITY: ("kommuner", "kommunerna", "kommuner"),
    ActorType.REGION: ("regioner", "regionerna", "regioner"),
    ActorType.AGENCY: ("myndigheter", "(?:statliga )?myndigheterna", "(?:statliga )?myndigheter"),
    ActorType.COORDINATION: (
        "samordningsförbund",
        "samordningsförbunden",
        "samordningsförbund",
    ),
    ActorType.COMPANY: (
        "kommunala bolag",
        "(?:kommunala )?bolagen",
        "(?:kommunala )?bolag",
    ),
    ActorType.UNIVERSITY: ("lärosäten", "lärosätena", "lärosäten"),
    ActorType.CIVIL: (
        "organisationer i civilsamhället",
        "civilsamhället|föreningarna",
        "föreningar",
    ),
    ActorType.BUSINESS: ("företag", "näringslivet|företagen", "företag"),
}
_EVERYBODY = ("organisationer", "organisationerna|aktörerna", "organisationer|aktörer")
_ALL = r"(?:samtliga|alla)(?: de)?(?: länets| våra)?(?: \w+)??"
# Before the words these say that it is not all of them: "sex av kommunerna", "inte alla kommuner".
_SOME = re.compile(
    r"\b(?:(?:\d+|en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|ingen|inga|några|många|"
    r"flera|fler|flest|flesta|flertalet|hälften|merparten|majoriteten|del|procent) av"
    r"(?: de| länets)*|inte(?: i| för)?|nästan(?: i| för)?|svarande|andra|övriga|flesta|\d+|två|"
    r"tre|fyra|fem|sex|sju|åtta|nio)\s+\Z",
    re.IGNORECASE,
)
# And after them: "kommunerna som har svarat", "kommunerna Sala och Arboga".
_WHICH = re.compile(r"\s+(?:som\b|vilka\b|[A-ZÅÄÖ])")


def spoken_for(text: str, response: Response) -> tuple[SpokenFor, ...]:
    """Each kind that a text speaks for as if all had answered, once, in the county's order."""
    kinds = [(_NOUNS[ActorType(t.actor_type)], t.invited, t.answered) for t in response.by_type]
    kinds.append((_EVERYBODY, response.invited, response.answered))
    return tuple(
        SpokenFor(words, many, asked, answered)
        for (many, every, after_all), asked, answered in kinds
        if answered < asked and (words := _all_of(every, after_all, text))
    )


def _all_of(every: str, after_all: str, text: str) -> str:
    """The first words that mean all of a kind; empty where the text says none."""
    means_all = rf"\b(?:{_ALL} (?:{every}|{after_all})|{every})s?\b"
    for found in re.finditer(means_all, text, re.IGNORECASE):
        is_some = _SOME.search(text[: found.start()]) or _WHICH.match(text[found.end() :])
        if not is_some:
            return found.group()
    return ""


@dataclass(frozen=True)
class Claim:
    """A text of the year's that speaks for all of a kind: where it stands, and the words."""

    where: str
    spoken_for: SpokenFor


def claims(texts: Iterable[tuple[str, str]], response: Response) -> tuple[Claim, ...]:
    """What in some texts speaks for all; each text comes with where it stands."""
    return tuple(Claim(where, one) for where, text in texts for one in spoken_for(text, response))


def written(round_: Round) -> list[tuple[str, str]]:
    """Every text that the preparation group has written for the report, with where it stands."""
    parts = round_.part_texts.select_related("goal_area").exclude(text="")
    judged = round_.assessments.select_related("goal_area", "sub_goal__goal_area")
    return [
        *((one.title, one.text) for one in parts),
        *(
            (f"{one.sub_goal or one.goal_area}, skälen", one.reasons)
            for one in judged
            if one.reasons
        ),
    ]
