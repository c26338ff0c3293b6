"""Underlag: short true sentences from the data, for a writer to take in, one at a time.

They are drafted from what the review's pages count. A text is published, so persons from one to
four are never given in numbers, and a sum that holds so few says "minst", as the report does.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from followup.review import querysets
from followup.review.compilation import (
    AreaCompilation,
    Response,
    SubGoalCompilation,
    compile_area,
    response,
)
from followup.review.models import Development, PartText
from followup.review.reading.response import inhabitants
from followup.rounds.models import Round
from goals.models import SubGoal
from goals.statistics.models import Indicator, Sex
from goals.statistics.small_numbers import SMALLEST, published
from goals.statistics.trends import break_years, comparable, unit_of, value_of
from strategy_portal.swedish import counted, decimals_for, in_words, number

Kind = PartText.Kind
MOST_NAMES = 12  # more than that is no sentence

METHOD = (
    "Varje organisation har berättat vad den gjorde under året, för vilka och med vilken effekt. "
    "Den har också angett hur långt den har kommit med varje delmål. Beredningsgruppen har läst "
    "svaren bredvid statistiken, bedömt utvecklingen och skrivit varför. Det är organisationernas "
    "egna uppgifter; de har inte granskats av någon annan."
)


@dataclass(frozen=True)
class Fact:
    """A sentence, and what it rests on; of a sub-goal there are as many as there are sub-goals."""

    text: str
    source: str
    is_of_sub_goal: bool = False

    @property
    def mark(self) -> str:
        """Tells this sentence from one that has changed since the page was drawn."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


def facts(part: PartText) -> tuple[Fact, ...]:
    """The sentences for one text; as many queries whoever has answered."""
    if part.goal_area is None:
        return tuple(_of_the_year(part.round, part.kind))
    compiled = compile_area(part.round, part.goal_area)
    of_area = {
        Kind.DEVELOPMENT: _development,
        Kind.INTERVENTIONS: _interventions,
        Kind.CHALLENGES: _challenges,
    }
    return tuple(of_area[Kind(part.kind)](compiled))


def _answers(round_: Round) -> str:
    return f"Organisationernas inlämnade svar {round_.year}"


# --- The whole year ------------------------------------------------------------------------------


def _of_the_year(round_: Round, kind: str) -> Iterator[Fact]:
    answered = response(round_)
    yield from _who_answered(round_, answered)
    if kind == Kind.METHOD:
        yield Fact(METHOD, "Så som rapporten annars beskriver arbetet")
        return
    yield from _how_it_goes(round_)
    yield from _priorities(round_)


def _who_answered(round_: Round, answered: Response) -> Iterator[Fact]:
    source = f"Inlämnade svar {round_.year}"
    if not answered.invited:
        return
    yield Fact(
        f"{number(answered.answered)} av {number(answered.invited)} inbjudna organisationer har "
        "svarat.",
        source,
    )
    if answered.answered:
        types = [f"{row.label.lower()} {row.answered} av {row.invited}" for row in answered.by_type]
        yield Fact(f"Så många har svarat av varje slag: {in_words(types)}.", source)
    missing = [one.actor.name for one in answered.organisations if not one.submitted_at]
    if 0 < len(missing) <= MOST_NAMES:
        yield Fact(f"Svar saknas från {in_words(missing)}.", source)
    there = inhabitants(round_, answered)
    if there:
        yield Fact(there.sentence, f"{there.source}, {there.year}")


def _how_it_goes(round_: Round) -> Iterator[Fact]:
    judged = querysets.judged_by_area(round_)
    by_way = {
        way: sum(1 for one in judged.values() if one["development"] == way) for way in Development
    }
    words = {
        Development.RIGHT: "går åt rätt håll",
        Development.SAME: "är oförändrade",
        Development.WRONG: "går åt fel håll",
        Development.CANNOT: "kan inte bedömas",
    }
    said = [f"{counted(count)} {words[way]}" for way, count in by_way.items() if count]
    areas = round_.strategy.goal_areas.count()
    if said:
        one = "är oförändrat"
        sentence = in_words(said).replace("en är oförändrade", f"en {one}")
        yield Fact(f"Av {counted(areas)} målområden: {sentence}.", "Beredningsgruppens bedömning")
    rows = querysets.interventions_by_area(round_)
    count = sum(row["interventions"] for row in rows.values())
    if count:
        yield Fact(
            f"Organisationerna redovisar {_many(count, 'insats', 'insatser')}.", _answers(round_)
        )


def _priorities(round_: Round) -> Iterator[Fact]:
    last = [f"{one.code} {one.title}" for one in SubGoal.objects.prioritised_for(round_.year)]
    if last:
        yield Fact(
            f"Rådet prioriterade för {round_.year} {_many(len(last), 'delmål', 'delmål')}: "
            f"{in_words(last)}.",
            "Integrationsrådets beslut",
        )
    proposals = [one.title for one in round_.proposals.exclude(state="proposed")]
    if proposals:
        yield Fact(
            f"Beredningsgruppen för fram {_many(len(proposals), 'förslag', 'förslag')} till "
            f"prioriteringar för {round_.year + 1}.",
            "Framförda förslag",
        )


# --- One goal area -------------------------------------------------------------------------------


def _development(compiled: AreaCompilation) -> Iterator[Fact]:
    for indicator in compiled.indicators:
        yield from _indicator(indicator)
    before = _degrees_before(compiled)
    for one in compiled.sub_goals:
        yield from _degrees(compiled, one, before)
    for one in compiled.sub_goals:
        yield from _changed_judgement(one)


def _indicator(indicator: Indicator) -> Iterator[Fact]:
    """The newest value and the one before, of everybody and of each sex, where both are known."""
    rows = comparable(published(list(indicator.measurements.all())))
    rows = [one for one in rows if not one.group and not one.origin]
    told = []
    for sex in (Sex.TOTAL, Sex.WOMEN, Sex.MEN):
        known = {
            one.year: value
            for one in rows
            if one.sex == sex and (value := value_of(one)) is not None
        }
        years = sorted(year for year in known if year)[-2:]
        broken = (
            any(years[0] < year <= years[-1] for year in break_years(indicator)) if years else True
        )
        if len(years) < 2 or broken:
            continue
        decimals = decimals_for(known[year] for year in years)
        old, new = (number(known[year], decimals) for year in years)
        who = {Sex.TOTAL: "", Sex.WOMEN: "kvinnor ", Sex.MEN: "män "}[sex]
        told.append(f"{who}{new} ({years[1]}), mot {old} ({years[0]})")
    if told:
        place = f", {rows[0].place}" if rows[0].place else ""
        unit = unit_of(indicator, rows)
        yield Fact(
            f"{indicator.title}{place}, {unit}: {'; '.join(told)}.", rows[-1].source.rstrip(".")
        )


_DEGREES = (
    ("G", "genomfört det"),
    ("H", "kommit minst halvvägs"),
    ("P", "börjat"),
    ("E", "inte börjat"),
)


def _degrees_before(compiled: AreaCompilation) -> dict[int, querysets.Counts]:
    """Last year's degrees by this year's sub-goals; empty before there was a round of the same."""
    if compiled.last_round is None:
        return {}
    if compiled.last_round.strategy_id != compiled.round.strategy_id:
        return {}
    return querysets.degree_counts(compiled.last_round, compiled.goal_area)


def _degrees(
    compiled: AreaCompilation, one: SubGoalCompilation, before: dict[int, querysets.Counts]
) -> Iterator[Fact]:
    counts = one.degrees.by_key
    said = [f"{counted(counts[key])} {words}" for key, words in _DEGREES if counts[key]]
    answered = sum(counts[key] for key, _ in _DEGREES)
    if not answered:
        return
    text = (
        f"Delmål {one.sub_goal.code} {one.sub_goal.title}: av "
        f"{_many(answered, 'organisation', 'organisationer')} som svarat har "
        f"{in_words(said)}."
    )
    then = before.get(one.sub_goal.pk, {})
    asked_then = sum(then.get(key, 0) for key, _ in _DEGREES)
    if asked_then:
        text += (
            f" Förra året hade {counted(then.get('G', 0))} av {counted(asked_then)} genomfört det."
        )
    if one.prioritised:
        text += f" Rådet hade prioriterat delmålet för {compiled.round.year}."
    yield Fact(text, _answers(compiled.round), is_of_sub_goal=True)


def _changed_judgement(one: SubGoalCompilation) -> Iterator[Fact]:
    now, then = one.assessment, one.last_assessment
    if not (now and then and now.development and then.development):
        return
    if now.development != then.development:
        yield Fact(
            f"Bedömningen av delmål {one.sub_goal.code} {one.sub_goal.title} har ändrats från "
            f"”{then.get_development_display().lower()}” till "
            f"”{now.get_development_display().lower()}”.",
            "Beredningsgruppens bedömning",
            is_of_sub_goal=True,
        )


def _interventions(compiled: AreaCompilation) -> Iterator[Fact]:
    rows, source = compiled.interventions, _answers(compiled.round)
    if rows:
        who = len({row.actor.pk for row in rows})
        text = (
            f"{_many(who, 'organisation', 'organisationer')} redovisar "
            f"{_many(len(rows), 'insats', 'insatser')}."
        )
        yield Fact(_capital(text) + _count_before(compiled), source)
        yield from _reach(compiled)
    if compiled.done and compiled.done.nothing_done:
        yield Fact(
            _capital(_many(compiled.done.nothing_done, "organisation", "organisationer"))
            + " svarar att de inte har gjort något inom målområdet.".replace(
                "de inte", "den inte" if compiled.done.nothing_done == 1 else "de inte"
            ),
            source,
        )
    worked = {goal.pk for row in rows for goal in row.reported.sub_goals.all()}
    without = [one.sub_goal.code for one in compiled.sub_goals if one.sub_goal.pk not in worked]
    if rows and without:
        yield Fact(f"Ingen insats är redovisad för delmål {in_words(without)}.", source)


def _count_before(compiled: AreaCompilation) -> str:
    if compiled.last_round is None:
        return ""
    then = querysets.interventions_by_area(compiled.last_round).get(compiled.goal_area.pk, {})
    count = then.get("interventions", 0)
    return f" Förra året var insatserna {counted(count)}." if count else ""


def _reach(compiled: AreaCompilation) -> Iterator[Fact]:
    said = [
        f"{at_least(getattr(row.reported, name) for row in compiled.interventions)} {label}"
        for name, label in (
            ("women", "kvinnor"),
            ("men", "män"),
            ("girls", "flickor"),
            ("boys", "pojkar"),
        )
        if getattr(compiled.reach, name) is not None
    ]
    if not said:
        return
    text = f"Insatserna nådde {in_words(said)}. En person kan räknas i flera insatser."
    without = compiled.reach.interventions - compiled.reach.with_counts
    if without:
        text += f" {_capital(_many(without, 'insats', 'insatser'))} saknar uppgift om antal."
    yield Fact(text, _answers(compiled.round))


def at_least(counts: Iterable[int | None]) -> str:
    """A sum of persons as it may be published: each count under five stands for one person."""
    known = [one for one in counts if one is not None]
    least = sum(1 if 0 < one < SMALLEST else one for one in known)
    is_exact = not any(0 < one < SMALLEST for one in known)
    return number(least) if is_exact else f"minst {number(least)}"


def _challenges(compiled: AreaCompilation) -> Iterator[Fact]:
    source = _answers(compiled.round)
    who = list(dict.fromkeys(words.actor.name for words in compiled.challenges_from_answers))
    if who:
        many = _capital(_many(len(who), "organisation", "organisationer"))
        names = f": {in_words(who)}" if len(who) <= MOST_NAMES else ""
        yield Fact(f"{many} skriver om nya utmaningar{names}.", source)
    asked: dict[str, set[int]] = {}
    for wish in compiled.asked_priorities:
        if wish.sub_goal:
            name = f"{wish.sub_goal.code} {wish.sub_goal.title}"
            asked.setdefault(name, set()).add(wish.actor.pk)
    for name, actors in sorted(asked.items(), key=lambda one: (-len(one[1]), one[0])):
        yield Fact(
            f"{_capital(_many(len(actors), 'organisation', 'organisationer'))} vill att delmål "
            f"{name} prioriteras nästa år.",
            source,
            is_of_sub_goal=True,
        )


def _many(count: int, one: str, several: str) -> str:
    if count == 1:
        return f"{'ett' if one in _NEUTER else 'en'} {one}"
    return f"{counted(count)} {several}"


_NEUTER = frozenset({"delmål", "förslag"})


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
