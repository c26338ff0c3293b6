"""Which parts this report has, their letters, and what of it is to be printed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from string import ascii_uppercase
from typing import Any

from followup.report import composition
from followup.report.composition import AREA_PARTS, Part
from followup.report.drawing.areas import AreaPage
from followup.report.drawing.sources.numbering import SourceList
from followup.report.drawing.sources.source import SourcePart
from followup.report.snapshot import Snapshot


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


def part_pages(report: Snapshot, areas: Iterable[AreaPage], more_summary: str) -> list[PartPage]:
    """The parts that have something to say, in their order; an annex gets its letter by it."""
    said = {
        "foreword": report.get("foreword"),
        "summary": more_summary,
        "last_year": report["last_year_priorities"],
        "comparison": report.get("last_report"),
        "changes": "changes" in report,
        "annex_comments": any(area.has_comments for area in areas),
    }
    letters = iter(ascii_uppercase)
    return [
        PartPage(one, next(letters) if one.group == "annexes" else "", report["version"])
        for one in composition.included(report.get("composition"))
        if said.get(one.key, True)
    ]


def printed(report: Snapshot, found: SourceList, parts: list[PartPage]) -> dict[str, Any]:
    """What the templates ask before they refer to a part, and to what sources lead back."""
    choice = report.get("composition")
    return {
        "parts": parts,
        "letters": {one.part.key: one.letter for one in parts if one.letter},
        "has": {
            **{one.part.key: True for one in parts},
            **{key: composition.includes(choice, key) for key in AREA_PARTS},
        },
        "source_parts": [_told_of(one, parts) for one in found.parts],
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
