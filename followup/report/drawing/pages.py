"""From a snapshot to what the report's templates show: cells in words, charts, short texts.

Pure functions over plain data; nothing is fetched and nothing decided. The templates get the
snapshot as `report` and, for each goal area, an `AreaPage`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from string import ascii_uppercase
from typing import Any

from django.urls import reverse

from followup.report import composition
from followup.report.composition import AREA_PARTS, Part
from followup.report.drawing import figures, sources
from followup.report.drawing.beside import areas_beside, cautions
from followup.report.drawing.cells import BLANK, NOT_KNOWN, Cell, count_cell
from followup.report.drawing.definitions import definitions
from followup.report.drawing.one_page import one_page
from followup.report.drawing.sources import Source, SourceList, SourcePart
from followup.report.snapshot import (
    PERSONS,
    AreaPart,
    Count,
    InterventionCounts,
    InterventionPart,
    KeyFigure,
    Proposal,
    SectionAnswer,
    Snapshot,
)
from followup.report.suppression import total
from followup.review.proposals.gathering import asked_by
from strategy_portal.charts import Chart
from strategy_portal.markdown import plain
from strategy_portal.pdf import UNPRINTABLE
from strategy_portal.swedish import date_in_words, number

# What the PDF's own cover calls its picture; no file on the machine.
COVER_ADDRESS = "file:///omslag.jpg"
# In characters: what is longer is not kept whole on a page; what an area's opening page holds.
LONG, OPENING = 1_200, 1_500
_SECTION_WORDS = {
    "nothing_done": "inget gjort",
    "not_relevant": "ej relevant",
    "not_known": NOT_KNOWN,
    "blank": BLANK,
}
# Where the cover's shapes hang on the thread, in the units of its drawing; six at most.
_BEADS = ((54, 242), (138, 298), (220, 262), (354, 280), (432, 322), (510, 266))


@dataclass(frozen=True)
class Figure(Chart):
    """A chart with the source that it rests on; `again`: another before it told what that is."""

    cited: Source | None = None
    again: bool = False


@dataclass(frozen=True)
class InterventionRow:
    """An intervention with its counts in words: women, men, girls, boys, unknown; and the sum.

    `cited` is the source of one that the report tells of.
    """

    about: InterventionPart
    cells: tuple[Cell, ...]
    total: Cell
    cited: Source | None = None

    @property
    def is_long(self) -> bool:
        """Whether so much is told that it is rather cut than kept whole on a page."""
        return len(self.about.get("description", "")) + len(self.about["effect"]) > LONG


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
    """A goal area as the report tells of it; `proposals` have their `cited` source."""

    about: AreaPart
    anchor: str
    cited: AreaSources
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


@dataclass(frozen=True)
class PartPage:
    """A part where it stands in this report; an annex has a letter, A to Z."""

    part: Part
    letter: str
    version: int

    @property
    def title(self) -> str:
        """Its heading: "Bilaga B. Vilka som svarade"."""
        if self.part.key == "changes":
            return f"Ändringar sedan version {self.version - 1}"
        return f"Bilaga {self.letter}. {self.part.title}" if self.letter else self.part.title

    @property
    def anchor(self) -> str:
        """What a link within the report leads to."""
        return self.part.anchor

    @property
    def template(self) -> str:
        """What draws it."""
        return self.part.template


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation in the annex of who answered: one cell for each goal area."""

    name: str
    type: str
    status: str
    submitted: str
    cells: tuple[Cell, ...]


def report_context(snapshot: Snapshot, *, paper: bool) -> dict[str, Any]:
    """What the report's templates need; `paper` chooses between the PDF's and the screen's form."""
    report = printable(snapshot)
    for priority in report["last_year_priorities"]:
        priority["decided_words"] = date_in_words(priority.get("decided_on", ""))
    found = SourceList(report)
    areas = [area_page(area, found) for area in report["areas"]]
    choice = report.get("composition")
    has_comments = any(area.has_comments for area in areas)
    lead, more_summary = _lead_and_more(report["summary"])
    if not composition.includes(choice, "one_page"):
        more_summary = report["summary"]
    said = {
        "foreword": report.get("foreword"),
        "summary": more_summary,
        "last_year": report["last_year_priorities"],
        "comparison": report.get("last_report"),
        "changes": "changes" in report,
        "annex_comments": has_comments,
    }
    last = report.get("last_report")
    parts = part_pages(
        [one for one in composition.included(choice) if said.get(one.key, True)], report["version"]
    )
    return {
        "parts": parts,
        "letters": {one.part.key: one.letter for one in parts if one.letter},
        "has": {
            **{one.part.key: True for one in parts},
            **{key: composition.includes(choice, key) for key in AREA_PARTS},
        },
        "report": report,
        "paper": paper,
        "name": report["title"].removesuffix(str(report["year"])).rstrip(" ,:"),
        "areas": areas,
        "beads": list(zip(_BEADS, areas, strict=False)),
        "cover_address": _cover_address(report, paper=paper),
        "lead": lead,
        "one_page": one_page(report),
        "beside": areas_beside(report),
        "cautions": cautions(report),
        "last_adopted": date_in_words(last["adopted_on"]) if last else "",
        "more_summary": more_summary,
        "proposals": [_with_area(one, areas, found) for one in report["proposals"]],
        "types": [
            {**one, "share": _share(one["answered"], one["invited"])}
            for one in report["response"]["by_type"]
        ],
        "all_share": _share(report["response"]["answered"], report["response"]["invited"]),
        "organisations": organisation_rows(report),
        "made": date_in_words(report["made_at"]),
        "words": definitions(is_public=report["public"]),
        "source_parts": [_told_of(one, parts) for one in found.parts],
        "cited": {
            "strategy": found.get(sources.STRATEGY),
            "survey": found.get(sources.SURVEY),
            "inhabitants": found.get(sources.INHABITANTS),
            "decisions": found.get(sources.DECISIONS),
            **{kind: found.get(sources.text_key(kind)) for kind in sources.OF_THE_YEAR},
        },
    }


def _told_of(about: SourcePart, parts: list[PartPage]) -> SourcePart:
    """A part of the list whose sources lead back only to what this report has in it."""
    there = {one.anchor for one in parts}
    areas = any(one.part.key == "areas" for one in parts)
    return SourcePart(
        about.area,
        tuple(
            one if one.place in there or (areas and one.area) else replace(one, place="")
            for one in about.sources
        ),
    )


def _cover_address(report: Snapshot, *, paper: bool) -> str:
    """Where the cover's picture is fetched: on the screen from the portal, on paper by the PDF."""
    cover = report.get("cover")
    if cover is None or paper:
        return COVER_ADDRESS
    return reverse("report:cover_picture", args=[report["year"], cover["checksum"]])


def part_pages(parts: Iterable[Part], version: int) -> list[PartPage]:
    """The parts with the letters that the annexes among them get by their order."""
    letters = iter(ascii_uppercase)
    return [
        PartPage(one, next(letters) if one.group == "annexes" else "", version) for one in parts
    ]


def printable(value: Any) -> Any:
    """The same data without characters that cannot be printed; line ends as plain new lines."""
    if isinstance(value, str):
        return UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, list):
        return [printable(item) for item in value]
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    return value


def area_page(area: AreaPart, found: SourceList) -> AreaPage:
    """One goal area with its charts drawn, its numbers in words and its sources found."""
    anchor = f"mo{area['number']}"
    rows = [
        intervention_row(one, found.get(sources.intervention_key(one["id"])))
        for one in area["interventions"]
    ]
    charts = _indicator_figures(area, anchor, found)
    cited = _area_sources(area, found)
    degrees = _figure(figures.degree_chart(area, anchor), found.get(sources.degrees_key(area)))
    reach = _figure(figures.reach_chart(area, anchor), cited.interventions)
    drawn = (*charts, reach, degrees)
    return AreaPage(
        about=area,
        anchor=anchor,
        cited=cited,
        key_figure=area.get("key_figure") or figures.key_figure(area),
        short_reasons=shortened(area["assessment"]["reasons"], 120),
        figure_rows=in_pairs(charts, wide="trend"),
        degrees=degrees,
        reach=reach,
        facts=_facts(area),
        interventions=rows,
        chosen=[row for row in rows if row.about["chosen"]],
        proposals=[
            {**one, "cited": found.get(sources.proposal_key(one["sub_goal"], one["title"]))}
            for one in area["proposals"]
        ],
        table_rows=in_pairs((one for one in drawn if not one.is_empty), wide="degrees"),
        has_comments=any(sub_goal["comments"] for sub_goal in area["sub_goals"]),
    )


def _indicator_figures(area: AreaPart, anchor: str, found: SourceList) -> list[Figure]:
    cited = [found.get(sources.figure_key(area, one)) for one in area["indicators"]]
    charts = figures.indicator_charts(area, anchor)
    return [
        replace(_figure(chart, source), again=source in cited[:index])
        for index, (chart, source) in enumerate(zip(charts, cited, strict=True))
    ]


def _figure(chart: Chart, cited: Source | None) -> Figure:
    return Figure(**{one.name: getattr(chart, one.name) for one in fields(chart)}, cited=cited)


def _area_sources(area: AreaPart, found: SourceList) -> AreaSources:
    own = figures.key_indicator(area)
    interventions = found.get(sources.interventions_key(area))
    return AreaSources(
        strategy=found.get(sources.strategy_key(area)),
        judgement=found.get(sources.judgement_key(area)),
        sub_goals=found.get(sources.sub_goals_key(area)),
        interventions=interventions,
        challenges=found.get(sources.challenges_key(area)),
        texts={kind: found.get(sources.text_key(kind, area)) for kind in sources.OF_AN_AREA},
        key_figure=found.get(sources.figure_key(area, own)) if own else interventions,
    )


def intervention_row(
    intervention: InterventionPart, cited: Source | None = None
) -> InterventionRow:
    """An intervention with its five counts and their sum as cells."""
    counts = intervention["counts"]
    values: list[Count] = [counts[who] for who in PERSONS]
    return InterventionRow(
        about=intervention,
        cells=tuple(count_cell(value, not_known=counts["not_known"]) for value in values),
        total=_total_cell(values, counts),
        cited=cited,
    )


def _total_cell(values: list[Count], counts: InterventionCounts) -> Cell:
    return count_cell(total(values), not_known=counts["not_known"])


def organisation_rows(report: Snapshot) -> list[OrganisationRow]:
    """Every invited organisation with its answer for each goal area, in the areas' order."""
    answers = [
        {one["organisation"]: one for one in area.get("sections", [])} for area in report["areas"]
    ]
    return [
        OrganisationRow(
            name=one["name"],
            type=one["type"],
            status=one["status"],
            submitted=date_in_words(one["submitted_at"]),
            cells=tuple(section_cell(by_name.get(one["name"])) for by_name in answers),
        )
        for one in report["response"]["organisations"]
    ]


def section_cell(answer: SectionAnswer | None) -> Cell:
    """How an organisation answered for an area: its number of interventions, or why none."""
    state = answer["state"] if answer else "blank"
    if answer and state == "answered":
        return Cell(number(answer["interventions"]))
    kind = {"nothing_done": "nothing", "not_relevant": "irrelevant", "not_known": "unknown"}
    return Cell(_SECTION_WORDS[state], kind.get(state, "blank"))


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


def shortened(text: str, limit: int) -> str:
    """The first sentences that fit; if not even one does, its first words and an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    ends = [match.end() for match in re.finditer(r"[.!?](?= )", text) if match.end() <= limit]
    if ends:
        return text[: ends[-1]]
    return text[:limit].rsplit(" ", 1)[0].rstrip(",;:–-") + " …"


def _lead_and_more(summary: str) -> tuple[str, str]:
    """The first paragraph for the governor's page, and what has no room there, as Markdown.

    A first paragraph that is too long is cut at a sentence, and the whole summary follows.
    """
    first, *rest = [part for part in summary.split("\n\n") if part.strip()] or [""]
    words = " ".join(plain(first).split())
    lead = shortened(words, 220)
    return lead, summary if lead != words else "\n\n".join(rest)


def _facts(area: AreaPart) -> list[KeyFigure]:
    """How much was done: interventions, organisations, persons reached."""
    organisations = {one["organisation"] for one in area["interventions"]}
    reached = area["reach"]["total"]
    return [
        {"value": number(len(area["interventions"])), "text": "insatser redovisas"},
        {"value": number(len(organisations)), "text": "organisationer har gjort dem"},
        {"value": count_cell(reached).text, "text": "deltagare räknades"},
    ]


def _with_area(proposal: Proposal, areas: list[AreaPage], found: SourceList) -> dict[str, Any]:
    area = next((a for a in areas if a.about["number"] == proposal["area_number"]), None)
    return {
        **proposal,
        "area": area,
        "short_title": shortened(proposal["title"], 80),
        "short_reason": shortened(proposal["reason"], 90),
        "cited": found.get(sources.proposal_key(proposal["sub_goal"], proposal["title"])),
        "asked_by": _asked_by(proposal),
        "weighed": _weighed(proposal),
    }


def _asked_by(proposal: Proposal) -> str:
    """Who asks for a proposal, each once, and what was merged into it."""
    behind = proposal.get("sources", [])
    names = [one["name"] for one in behind if one["kind"] != "merged"]
    merged = [one["name"] for one in behind if one["kind"] == "merged"]
    return asked_by(list(dict.fromkeys(names)), merged)


def _weighed(proposal: Proposal) -> str:
    """How the preparation group weighed a proposal, as a sentence or two; "" where it did not."""
    weighing = proposal.get("weighing")
    if weighing is None:
        return ""
    scales = [weighing["urgency_label"], weighing["feasibility_label"].lower()]
    said = ", ".join(filter(None, scales)).capitalize()
    return " ".join(filter(None, [f"{said}." if said else "", weighing["text"]]))


def _share(part: int, whole: int) -> str:
    return f"{number(100 * part / whole, 0)}\u00a0%" if whole else ""
