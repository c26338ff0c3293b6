"""How a source is told of: sentences, versions and days, what an organisation handed in."""

from collections.abc import Iterable

from followup.report.drawing.sources.source import NO_MARK
from followup.report.snapshot import AreaPart, OrganisationResponse, Saved, Snapshot
from strategy_portal.swedish import date_in_words, number


def handed_in(one: OrganisationResponse | None) -> tuple[str, str]:
    """Which version an organisation handed in last, and when."""
    if one is None:
        return NO_MARK, NO_MARK
    return str(one.get("version") or NO_MARK), date_in_words(one["submitted_at"]) or NO_MARK


def version_and_day(saved: Saved | None) -> tuple[str, str]:
    """Which version something written stands in, and of what day."""
    if not saved:
        return NO_MARK, NO_MARK
    return str(saved["version"] or NO_MARK), date_in_words(saved["on"]) or NO_MARK


def with_version(what: str, version: str, day: str) -> str:
    """What is meant, with its version and day where they are known."""
    known = [f"version {version}" if version != NO_MARK else "", day if day != NO_MARK else ""]
    return ", ".join(filter(None, (what, *known)))


def by_name(report: Snapshot) -> dict[str, OrganisationResponse]:
    """The organisations that were asked, by name."""
    return {one["name"]: one for one in report["response"]["organisations"]}


def chapter(area: AreaPart) -> str:
    """What a link to an area's chapter leads to."""
    return f"mo{area['number']}"


def sentences(*texts: str) -> tuple[str, ...]:
    """Each text that says something, as a sentence."""
    return tuple(f"{text.rstrip('.')}." for text in texts if text.strip())


def listed(parts: Iterable[str]) -> str:
    """Parts in a row, as one sentence."""
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def quoted(question: str) -> str:
    """A question within marks, with a point where it ends without one."""
    return f"”{question}”" if question.endswith(("?", ".", "!")) else f"”{question}”."


def organisations(many: int) -> str:
    """How many organisations, in words."""
    return f"{number(many)} {'organisation' if many == 1 else 'organisationer'}"
