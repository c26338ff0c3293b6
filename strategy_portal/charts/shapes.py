"""What all charts share: the finished chart, the drawing, scale and ticks."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.template.loader import render_to_string

NO_DATA = "Inga uppgifter"
MISSING = "uppgift saknas"
WIDE, NARROW = 720, 360
FONT, SMALL = 15, 13
LINE = 18  # from one line of a label to the next

# Colour, dash and marker of a series; the numbers are the classes s1–s4 and f1–f4.
STYLES = {
    "women": ("1", "#0b5f78", "", "disc"),
    "men": ("2", "#a8570a", "9 5", "square"),
    "total": ("3", "#56646c", "1.5 5", "diamond"),
    "other": ("4", "#6d4a8c", "9 4 2 4", "triangle"),
}


@dataclass(frozen=True)
class Chart:
    """A finding, what was measured, the drawing, its figures and where they come from.

    `measure` says measure, group, place and unit; `header` and `rows` are the table in Swedish
    number form; `alt` is what a screen reader says of the drawing. An empty chart's `wide` is
    a sentence instead of a drawing.
    """

    kind: str
    finding: str
    measure: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str
    alt: str
    wide: str = ""
    narrow: str = ""
    is_empty: bool = False

    @property
    def svg(self) -> str:
        """Both drawings, for a page where the style sheet shows the one that fits."""
        return self.wide + self.narrow if self.narrow else self.wide


@dataclass(frozen=True)
class Scale:
    """A straight line from values to coordinates, rounded to a tenth."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


@dataclass
class Drawing:
    """What a template needs to draw one width of a chart; all coordinates in SVG units."""

    form: str
    width: int
    height: float = 0
    parts: dict[str, object] = field(default_factory=dict)


def ticks(low: float, high: float, count: int = 5) -> tuple[float, ...]:
    """Even round steps (1, 2 or 5 times a power of ten) that enclose `low` to `high`.

    Equal ends get room around them, but never below zero for values that are not negative.
    """
    if low == high:
        room = abs(low) / 2 or 1
        low, high = (max(0, low - room) if low >= 0 else low - room), high + room
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    return tuple(round(index * step, 10) for index in range(first, last + 1))


def present(values: Iterable[float | None]) -> list[float]:
    """The values that are there."""
    return [value for value in values if value is not None]


def empty(kind: str, finding: str, measure: str, source: str) -> Chart:
    """A chart without figures: it keeps its heading and says so."""
    words = render_to_string("charts/empty.html", {"text": NO_DATA})
    return Chart(kind, finding, measure, (), (), source, NO_DATA, words, is_empty=True)


def draw(chart: Chart, name: str, drawings: Sequence[Drawing]) -> Chart:
    """The chart with its two drawings, wide and narrow, rendered from its kind's template."""
    wide, narrow = (
        render_to_string(f"charts/{chart.kind}.svg", {"name": name, "alt": chart.alt, "d": drawing})
        for drawing in drawings
    )
    return replace(chart, wide=wide, narrow=narrow)
