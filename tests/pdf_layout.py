"""What must hold for every page of a PDF as a reader sees it: read back with poppler, line by line.

A heading is known by its weight: nothing but headings, captions and large figures is set in
Newsreader at 500.
"""

import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

HEADING = "Newsreader-Medium"
# Below this share of its height a page is all but empty, which only the end of a part may be.
LEAST_FULL = 0.2
# In points: a chapter's title, an annex's, and the first heading of an area's figures.
_OPENING = 21
_LINES_UNDER_A_TITLE = 3  # its own included: fewer, and the part had better begin overleaf
_POINT = 1.5  # poppler's units to a point


@dataclass(frozen=True)
class Line:
    """A line of text in points from the page's upper left corner; `size` is its type's."""

    left: float
    top: float
    right: float
    bottom: float
    text: str
    family: str
    size: float


@dataclass(frozen=True)
class Page:
    """A page and its lines from top to bottom, without what stands in its margins."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]

    @property
    def is_lying(self) -> bool:
        """Whether it is wider than high."""
        return self.width > self.height

    @property
    def margins(self) -> tuple[float, float, float]:
        """Beside, above and below the text, in points; `static/css/report.css` sets them."""
        return (51.0, 51.0, 56.7) if self.is_lying else (62.3, 51.0, 56.7)

    @property
    def filled(self) -> float:
        """How far down its text reaches, from 0 to 1."""
        _, above, below = self.margins
        last = max((line.bottom for line in self.lines), default=above)
        return (last - above) / (self.height - above - below)

    @property
    def opens_a_part(self) -> bool:
        """Whether a chapter, an annex or an area's figures begin here, or nothing does."""
        first = self.lines[:3]
        return not first or any(
            line.size >= _OPENING and line.family.endswith(HEADING) for line in first
        )


def text_as_read(data: bytes) -> str:
    """The text in the order in which it was written: a table cell by cell."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        run = ["pdftotext", "-raw", file.name, "-"]
        return subprocess.run(run, capture_output=True, check=True).stdout.decode()


def pages_of(data: bytes) -> list[Page]:
    """Every page with its lines."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        run = ["pdftohtml", "-xml", "-i", "-hidden", "-stdout", file.name]
        said = subprocess.run(run, capture_output=True, check=True).stdout
    root = ElementTree.fromstring(said)
    fonts = {one.get("id"): one for one in root.iter("fontspec")}
    return [_page(page, fonts) for page in root.iter("page")]


def _page(page: Element, fonts: dict) -> Page:
    number, width, height = (float(page.get(name, 0)) for name in ("number", "width", "height"))
    read = Page(int(number), width / _POINT, height / _POINT, ())
    lines = [_line(text, fonts[text.get("font")]) for text in page.iter("text")]
    foot = read.height - read.margins[2]
    inside = [one for one in lines if one.text and one.top < foot]
    return Page(read.number, read.width, read.height, tuple(sorted(inside, key=_downwards)))


def _downwards(line: Line) -> tuple[float, float]:
    return line.top, line.left


def _line(text: Element, font: Element) -> Line:
    top, left, width, height = (
        float(text.get(name, 0)) / _POINT for name in ("top", "left", "width", "height")
    )
    words = " ".join("".join(text.itertext()).split())
    family, size = font.get("family", "").split("+")[-1], float(font.get("size", 0)) / _POINT
    return Line(left, top, left + width, top + height, words, family, size)


def layout_faults(data: bytes) -> list[str]:
    """What a reader would frown at, one sentence a fault; empty when nothing is."""
    pages = pages_of(data)
    return [
        *(fault for page in pages for fault in _outside(page)),
        *(fault for page in pages for fault in _heading_last(page)),
        *(fault for page in pages for fault in _source_first(page)),
        *(fault for page in pages for fault in _table_without_head(page)),
        *_part_begins_low(pages),
        *_all_but_empty(pages),
    ]


def _outside(page: Page) -> Iterator[str]:
    """Text that runs out into a margin; a point is rounding."""
    beside = page.margins[0]
    for line in page.lines:
        if line.left < beside - 2 or line.right > page.width - beside + 2:
            yield f"page {page.number}: runs out into the margin: {line.text[:60]}"


def _heading_last(page: Page) -> Iterator[str]:
    if page.lines and page.filled > LEAST_FULL:
        last = max(page.lines, key=lambda line: line.bottom)
        if last.family.endswith(HEADING):
            yield f"page {page.number}: a heading at its foot: {last.text[:60]}"


def _part_begins_low(pages: list[Page]) -> Iterator[str]:
    for page, after in pairwise(pages):
        for title in page.lines[-_LINES_UNDER_A_TITLE:-1] if not after.opens_a_part else ():
            if title.size >= _OPENING and title.family.endswith(HEADING):
                yield f"page {page.number}: a part begins at its foot: {title.text[:60]}"


def _source_first(page: Page) -> Iterator[str]:
    """What a source is of has been left on the page before."""
    if page.lines and re.fullmatch(r"Källa \[\d+\]", page.lines[0].text):
        yield f"page {page.number}: begins with {page.lines[0].text}"


def _table_without_head(page: Page) -> Iterator[str]:
    """The wide tables of the annexes lie down, and nothing else does."""
    heads = {"Insats och effekt", "Organisation"}
    if page.is_lying and page.lines and not heads & {line.text for line in page.lines}:
        yield f"page {page.number}: a table goes on without its head"


def _all_but_empty(pages: list[Page]) -> Iterator[str]:
    for page, after in pairwise(pages):
        if page.lines and page.filled < LEAST_FULL and not after.opens_a_part:
            yield f"page {page.number}: filled to {page.filled:.0%}, and no part ends there"
