"""What the preparation group has written: judgements, texts, proposals."""

from collections.abc import Iterable, Iterator

from followup.report.drawing.sources import keys
from followup.report.drawing.sources.answers import quotations
from followup.report.drawing.sources.source import PREPARERS, Source
from followup.report.drawing.sources.words import chapter, listed, version_and_day, with_version
from followup.report.snapshot import AreaPart, Saved, Snapshot
from strategy_portal.swedish import in_words


def text(part: Snapshot | AreaPart, kind: str, key: str, area: int, place: str) -> Source:
    """A text of the year or of an area, as it stood when the report was made."""
    saved = part.get("texts_saved", {}).get(kind)
    return _written(key, "text", area, keys.TEXTS[kind], PREPARERS, saved, place)


def texts(report: Snapshot, area: AreaPart) -> Iterator[Source]:
    """The texts of an area, each followed by what it quotes."""
    written = area.get("texts", {})
    for kind, ending in keys.OF_AN_AREA.items():
        if written.get(kind):
            place = f"{chapter(area)}-{ending}"
            yield text(area, kind, keys.text(kind, area), area["number"], place)
            yield from quotations(report, kind, area["number"], place)


def judgements(area: AreaPart) -> Iterator[Source]:
    """The judgements of an area and of its sub-goals."""
    judged = area["assessment"]
    if judged["development"] or judged["reasons"]:
        yield _written(
            keys.judgement(area),
            "judgement",
            area["number"],
            f"Bedömning av {area['title']}",
            PREPARERS,
            judged.get("saved"),
            chapter(area),
        )
    rows = [
        (one["code"], one["development_label"], *version_and_day(one.get("saved")))
        for one in area["sub_goals"]
        if one["development"] or one["reasons"]
    ]
    if rows:
        yield Source(
            keys.sub_goals(area),
            "judgement",
            area["number"],
            "Bedömningar av delmålen",
            PREPARERS,
            (_saved_together(rows),),
            header=("Delmål", "Bedömning", "Version", "Dag"),
            rows=tuple(rows),
            place=f"{chapter(area)}-utveckling",
        )


def _written(
    key: str, kind: str, area: int, title: str, by: str, saved: Saved | None, place: str
) -> Source:
    """Something that a body has written, with its version and day."""
    version, on = (saved["version"], saved["on"]) if saved else (None, "")
    return Source(key, kind, area, title, by, version=version, on=on, place=place)


def _saved_together(rows: Iterable[tuple[str, str, str, str]]) -> str:
    """The sub-goals' versions and days in words, those that are alike named together."""
    alike: dict[tuple[str, str], list[str]] = {}
    for code, _, version, day in rows:
        alike.setdefault((version, day), []).append(code)
    return listed(with_version(in_words(codes), *when) for when, codes in alike.items())


def proposals(area: AreaPart) -> Iterator[Source]:
    """Each proposal of an area."""
    for one in area["proposals"]:
        yield _written(
            keys.proposal(one["sub_goal"], one["title"]),
            "proposal",
            area["number"],
            f"Förslag: {one['title']}",
            one["by"],
            one.get("saved"),
            f"{chapter(area)}-forslag",
        )
