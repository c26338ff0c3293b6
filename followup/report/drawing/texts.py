"""A text fitted to where it stands: without what cannot be printed, shortened, in two."""

import re
from typing import Any

from strategy_portal.markdown import blocks, plain
from strategy_portal.pdf import UNPRINTABLE


def printable(value: Any) -> Any:
    """The same data without characters that cannot be printed; line ends as plain new lines."""
    if isinstance(value, str):
        return UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, list):
        return [printable(item) for item in value]
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    return value


def shortened(text: str, limit: int) -> str:
    """The first sentences that fit; if not even one does, its first words and an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    ends = [match.end() for match in re.finditer(r"[.!?](?= )", text) if match.end() <= limit]
    if ends:
        return text[: ends[-1]]
    return text[:limit].rsplit(" ", 1)[0].rstrip(",;:–-") + " …"


def lead_and_more(summary: str) -> tuple[str, str]:
    """The first paragraph for the governor's page, and what has no room there, as Markdown.

    A first paragraph that is too long is cut at a sentence, and the whole summary follows.
    """
    pieces = re.split(r"\n[^\S\n]*\n", summary)
    first, *rest = [part for part in pieces if part.strip()] or [""]
    words = next((said for part in (first, *rest) if (said := _said(part))), "")
    lead = shortened(words, 220)
    return lead, "\n\n".join(rest) if lead and lead == _said(first) else summary


def _said(markdown: str) -> str:
    """What a paragraph of the summary says itself; "" where it holds the place of a quotation."""
    if any(block.kind == "placeholder" for block in blocks(markdown)):
        return ""
    return " ".join(plain(markdown).split())
