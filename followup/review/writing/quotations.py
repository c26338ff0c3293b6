"""What organisations say, picked for a text: which it is, where it stands, and what is amiss.

A quotation or an intervention's row stands in a text where a paragraph is its mark, `{citat 3}`
or `{insats 4}` (`strategy_portal.markdown` calls it a placeholder).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Prefetch, prefetch_related_objects
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from followup.review.models import PartText, Quotation
from followup.review.reading.passages import WITH_SOURCES, Passage, followed
from followup.rounds.models import Round
from followup.survey.models import ReportedIntervention
from goals.models import SubGoal
from strategy_portal.markdown import Block, blocks, to_html
from strategy_portal.swedish import number

Picked = Passage[Quotation]

_GROUPS = ("Kvinnor", "Män", "Flickor", "Pojkar", "Okänt kön", "Summa")
# A mark as people may happen to write it, and as it must be written to stand for something.
_MENTION = re.compile(r"\{\s*(citat|insats)\s*([0-9]{1,9})\s*\}", re.IGNORECASE)
_MARK = re.compile(r"\{[a-z]+[ \u00a0]+[0-9]+\}", re.IGNORECASE)


@dataclass(frozen=True)
class Shown:
    """A text as it will look, and what its writer should put right, each in a sentence."""

    text: str
    html: SafeString
    faults: tuple[str, ...]


def picked_for(part: PartText) -> tuple[Picked, ...]:
    """What is picked for a text, in the order it was picked; as many queries however many."""
    rows = Quotation.objects.filter(part=part.pk, is_removed=False)
    return tuple(_followed(part.round, rows.select_related(*WITH_SOURCES).order_by("number")))


def picked_in(round_: Round) -> dict[int, tuple[Picked, ...]]:
    """What is picked for each text of a year's report, by the text's id."""
    rows = round_.quotations.filter(is_removed=False).select_related(
        "part__goal_area", *WITH_SOURCES
    )
    found = _followed(round_, rows.order_by("part", "number"))
    by_part = groupby(found, key=lambda one: one.marked.part_id)
    return {part: tuple(group) for part, group in by_part}


def standing_in(round_: Round) -> list[Picked]:
    """What stands in the texts of a year's report, in the order of its numbers."""
    found = [
        one
        for picked in picked_in(round_).values()
        for one in standing(picked[0].marked.part.text, picked)
    ]
    return sorted(found, key=lambda one: one.marked.number)


def _followed(round_: Round, rows: Iterable[Quotation]) -> list[Picked]:
    found = followed(round_, list(rows))
    interventions = [one.source for one in found if one.marked.is_row]
    prefetch_related_objects(interventions, Prefetch("sub_goals", SubGoal.objects.in_order()))
    return found


def mentioned(text: str) -> set[str]:
    """The marks that are written anywhere in a text, also where they do not stand alone."""
    return {_mark(word, digits) for word, digits in _MENTION.findall(text)}


def _mark(word: str, digits: str) -> str:
    return f"{{{word.lower()} {int(digits)}}}"


def standing(text: str, picked: Sequence[Picked]) -> list[Picked]:
    """What stands in a text and can be shown, in the text's order, each once."""
    by_mark = {one.marked.mark: one for one in picked if not is_gone(one)}
    marks = [one.mark for one in _placeholders(text)]
    return [by_mark[mark] for mark in dict.fromkeys(marks) if mark in by_mark]


def is_gone(one: Picked) -> bool:
    """Whether it is a row about an intervention that is no longer among the newest answers."""
    return one.marked.is_row and one.is_earlier


def _placeholders(text: str) -> list[Block]:
    return [one for one in blocks(text) if one.kind == "placeholder"]


def faults(text: str, picked: Sequence[Picked]) -> tuple[str, ...]:
    """What is amiss with the marks in a text: what it is, and what the writer should do."""
    places = _placeholders(text)
    found = (*_at_marks(places, picked), *_mistyped(text), *_not_alone(text, places))
    return tuple(dict.fromkeys(found))


def _at_marks(places: Iterable[Block], picked: Sequence[Picked]) -> Iterator[str]:
    by_number = {one.marked.number: one for one in picked}
    for place in places:
        one = by_number.get(place.number)
        if one is None:
            yield (
                f"{place.mark}: inget med det numret är valt till den här texten. Rapporten "
                "utelämnar stycket. Rätta numret eller ta bort stycket."
            )
        elif one.marked.mark != place.mark:
            yield (
                f"{place.mark} ska vara {one.marked.mark}. Rapporten utelämnar stycket. Rätta det."
            )
        elif is_gone(one):
            yield (
                f"{place.mark}: insatsen finns inte längre i organisationens svar. Rapporten "
                "utelämnar stycket. Ta bort det ur texten."
            )
        elif one.is_earlier:
            yield (
                f"{place.mark}: organisationen har lämnat in en ny version där orden inte står. "
                "Rapporten visar dem som de stod då. Ta bort stycket om de inte ska stå kvar."
            )


def _mistyped(text: str) -> Iterator[str]:
    for one in _MENTION.finditer(text):
        if not _MARK.fullmatch(one[0]):
            yield (
                f"{' '.join(one[0].split())} visas bara som det är skrivet. Skriv "
                f"{_mark(*one.groups())} på en rad, med mellanslag bara före numret."
            )


def _not_alone(text: str, places: Iterable[Block]) -> Iterator[str]:
    mentions = [one for one in _MENTION.finditer(text) if _MARK.fullmatch(one[0])]
    written = Counter(_mark(*one.groups()) for one in mentions)
    for mark in written - Counter(place.mark for place in places):
        yield (
            f"{mark} står inte i ett eget stycke och visas bara som det är skrivet. Lämna en "
            "rad tom före och efter, och låt det inte stå i en lista."
        )


def shown(text: str, picked: Sequence[Picked]) -> Shown:
    """A text as it will look in the report."""
    there = {one.marked.mark: one for one in picked if not is_gone(one)}

    def placed(block: Block) -> SafeString | None:
        return _placed(one) if (one := there.get(block.mark)) else None

    return Shown(text, to_html(text, placed), faults(text, picked))


def _placed(one: Picked) -> SafeString:
    reached = _reached(one.source) if isinstance(one.source, ReportedIntervention) else []
    return render_to_string("review/writing/_placed.html", {"one": one, "reached": reached})


def _reached(intervention: ReportedIntervention) -> list[tuple[str, str]]:
    """How many of each group an intervention reached; left blank and not known are told apart."""
    empty = "vet ej" if intervention.counts_not_known else ".."
    counts = [getattr(intervention, name) for name in ReportedIntervention.COUNTS]
    groups = zip(_GROUPS, [*counts, intervention.total], strict=True)
    return [(group, empty if count is None else number(count)) for group, count in groups]
