"""All sources of a report, part by part, in the order of their numbers."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from followup.report.drawing.sources import answers, keys, statistics, written
from followup.report.drawing.sources.source import (
    COUNCIL,
    NO_MARK,
    OWN_WORK,
    WHOLE,
    Source,
    SourcePart,
)
from followup.report.drawing.sources.words import chapter, listed, sentences
from followup.report.snapshot import AreaPart, Snapshot
from strategy_portal.swedish import date_in_words


class SourceList:
    """All sources of one report in the order of their numbers."""

    def __init__(self, report: Snapshot) -> None:
        numbers = count(1)
        parts = [(None, _whole(report)), *((area, _area(report, area)) for area in report["areas"])]
        self.parts = [
            SourcePart(area, tuple(replace(one, number=next(numbers)) for one in found))
            for area, found in parts
        ]
        self.all = [one for part in self.parts for one in part.sources]
        self._by_key = {one.key: one for one in self.all}

    def get(self, key: str) -> Source | None:
        """The source with a key; None where a report from before does not tell."""
        return self._by_key.get(key)

    def number(self, key: str) -> int | None:
        """The mark of a source, for a column of the data files."""
        found = self.get(key)
        return found.number if found else None


def _whole(report: Snapshot) -> Iterator[Source]:
    strategy = report["strategy"]
    yield Source(
        keys.STRATEGY,
        "strategy",
        WHOLE,
        f"{strategy['title']} {strategy['period']}",
        "",
        sentences(strategy.get("document", "")),
        place="gjordes",
    )
    yield answers.survey(report)
    if there := report["response"].get("inhabitants"):
        yield Source(
            keys.INHABITANTS,
            "statistics",
            WHOLE,
            f"Folkmängd i kommunerna {there['year']}",
            there["source"].rstrip("."),
            (f"Andelen av länets invånare är {OWN_WORK}.",),
            place="gjordes",
        )
    if report["last_year_priorities"]:
        yield _decisions(report)
    for kind, anchor in keys.OF_THE_YEAR.items():
        if report.get(kind):
            yield written.text(report, kind, keys.text(kind), WHOLE, anchor)
            yield from answers.quotations(report, kind, WHOLE, anchor)


def _decisions(report: Snapshot) -> Source:
    rows = [
        (one["title"], one.get("decision") or NO_MARK, date_in_words(one.get("decided_on", "")))
        for one in report["last_year_priorities"]
    ]
    return Source(
        keys.DECISIONS,
        "decision",
        WHOLE,
        f"Beslut om prioriteringar för {report['year']}",
        COUNCIL,
        (
            "Vad som har hänt är räknat ur organisationernas svar om genomförandegrad.",
            listed([f"{title}: {decision}, {day}" for title, decision, day in rows if day]),
        ),
        header=("Prioritering", "Beslut", "Beslutsdag"),
        rows=tuple(rows),
        place="forra-aret",
    )


def _area(report: Snapshot, area: AreaPart) -> Iterator[Source]:
    yield Source(
        keys.strategy(area),
        "strategy",
        area["number"],
        "Mål, delmål och läget när strategin skrevs",
        f"{report['strategy']['title']} {report['strategy']['period']}",
        sentences(area.get("source_place", "")),
        place=chapter(area),
    )
    yield from written.judgements(area)
    yield from written.texts(report, area)
    yield from statistics.figures(area)
    yield answers.degrees(report, area)
    yield answers.interventions(report, area)
    yield from answers.chosen(report, area)
    if area["challenges"]:
        yield answers.challenges(report, area)
    yield from written.proposals(area)
