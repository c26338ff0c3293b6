"""A goal area as the report tells of it: judgement, charts, interventions, proposals."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from followup.report.drawing import figures
from followup.report.drawing.cells import count_cell
from followup.report.drawing.interventions import InterventionRow, intervention_row
from followup.report.drawing.quotations import InText, Quotations
from followup.report.drawing.sources import keys
from followup.report.drawing.sources.numbering import SourceList
from followup.report.drawing.sources.source import Source
from followup.report.drawing.texts import shortened
from followup.report.snapshot import AreaPart, KeyFigure
from strategy_portal.charts import Chart
from strategy_portal.swedish import number

# In characters: what an area's opening page holds.
OPENING = 1_500


@dataclass(frozen=True)
class Figure(Chart):
    """A chart with the source that it rests on; `again`: another before it told what that is."""

    cited: Source | None = None
    again: bool = False


@dataclass(frozen=True)
class AreaSources:
    """The sources of an area's statements; None where there is nothing to state."""

    strategy: Source | None
    judgement: Source | None
    sub_goals: Source | None
    interventions: Source | None
    challenges: Source | None
    texts: dict[str, Source | None]
    key_figure: Source | None


@dataclass(frozen=True)
class AreaPage:
    """A goal area as the report tells of it; `proposals` have their `cited` source.

    `quotations` is what can stand at the marks in each of its texts, by the text's kind.
    """

    about: AreaPart
    anchor: str
    cited: AreaSources
    quotations: dict[str, InText]
    key_figure: KeyFigure | None
    short_reasons: str
    figure_rows: list[list[Figure]]
    degrees: Figure
    reach: Figure
    facts: list[KeyFigure]
    interventions: list[InterventionRow]
    chosen: list[InterventionRow]
    proposals: list[dict[str, Any]]
    table_rows: list[list[Figure]]
    has_comments: bool

    @property
    def opens_long(self) -> bool:
        """Whether its assessment may not end on its opening page; the figures then follow on."""
        return len(self.about["assessment"]["reasons"]) > OPENING


def area_page(area: AreaPart, found: SourceList, quotations: Quotations) -> AreaPage:
    """One goal area with its charts drawn, its numbers in words and its sources found."""
    anchor = f"mo{area['number']}"
    rows = [
        intervention_row(one, found.get(keys.intervention(one["id"])))
        for one in area["interventions"]
    ]
    charts = _indicator_figures(area, anchor, found)
    cited = _area_sources(area, found)
    degrees = _figure(figures.degree_chart(area, anchor), found.get(keys.degrees(area)))
    reach = _figure(figures.reach_chart(area, anchor), cited.interventions)
    drawn = (*charts, reach, degrees)
    return AreaPage(
        about=area,
        anchor=anchor,
        cited=cited,
        quotations={kind: quotations.of(kind, area["number"]) for kind in keys.OF_AN_AREA},
        key_figure=area.get("key_figure") or figures.key_figure(area),
        short_reasons=shortened(area["assessment"]["reasons"], 120),
        figure_rows=in_pairs(charts, wide="trend"),
        degrees=degrees,
        reach=reach,
        facts=_facts(area),
        interventions=rows,
        chosen=[row for row in rows if row.about["chosen"]],
        proposals=[
            {**one, "cited": found.get(keys.proposal(one["sub_goal"], one["title"]))}
            for one in area["proposals"]
        ],
        table_rows=in_pairs((one for one in drawn if not one.is_empty), wide="degrees"),
        has_comments=any(sub_goal["comments"] for sub_goal in area["sub_goals"]),
    )


def _indicator_figures(area: AreaPart, anchor: str, found: SourceList) -> list[Figure]:
    cited = [found.get(keys.figure(area, one)) for one in area["indicators"]]
    charts = figures.indicator_charts(area, anchor)
    return [
        replace(_figure(chart, source), again=source in cited[:index])
        for index, (chart, source) in enumerate(zip(charts, cited, strict=True))
    ]


def _figure(chart: Chart, cited: Source | None) -> Figure:
    return Figure(**{one.name: getattr(chart, one.name) for one in fields(chart)}, cited=cited)


def _area_sources(area: AreaPart, found: SourceList) -> AreaSources:
    own = figures.key_indicator(area)
    interventions = found.get(keys.interventions(area))
    return AreaSources(
        strategy=found.get(keys.strategy(area)),
        judgement=found.get(keys.judgement(area)),
        sub_goals=found.get(keys.sub_goals(area)),
        interventions=interventions,
        challenges=found.get(keys.challenges(area)),
        texts={kind: found.get(keys.text(kind, area)) for kind in keys.OF_AN_AREA},
        key_figure=found.get(keys.figure(area, own)) if own else interventions,
    )


def _facts(area: AreaPart) -> list[KeyFigure]:
    """How much was done: interventions, organisations, persons reached."""
    organisations = {one["organisation"] for one in area["interventions"]}
    reached = area["reach"]["total"]
    return [
        {"value": number(len(area["interventions"])), "text": "insatser redovisas"},
        {"value": number(len(organisations)), "text": "organisationer har gjort dem"},
        {"value": count_cell(reached).text, "text": "deltagare räknades"},
    ]


def in_pairs(charts: Iterable[Figure], wide: str) -> list[list[Figure]]:
    """Charts in rows: one of the kind `wide` fills its row, others stand two beside each other."""
    rows: list[list[Figure]] = []
    for chart in charts:
        has_place = rows and len(rows[-1]) == 1 and rows[-1][0].kind != wide
        if has_place and chart.kind != wide:
            rows[-1].append(chart)
        else:
            rows.append([chart])
    return rows
