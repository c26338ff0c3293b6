"""How something developed over the years, as lines that break where the figures do."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from strategy_portal.charts.shapes import (
    FONT,
    LINE,
    MISSING,
    NARROW,
    SMALL,
    STYLES,
    WIDE,
    Chart,
    Drawing,
    Scale,
    draw,
    empty,
    present,
    ticks,
)
from strategy_portal.swedish import decimals_for, in_words, number, text_width, wrap

# The share of the drawing that the lines' names may take.
_NAMES = 0.6


@dataclass(frozen=True)
class Series:
    """One line of a trend: `kind` is women, men, total or other; values by year."""

    label: str
    points: Mapping[int, float | None]
    kind: str = "other"


def trend(
    *,
    name: str,
    finding: str,
    measure: str,
    series: Sequence[Series],
    breaks: Iterable[int] = (),
    unit: str = "",
    source: str = "",
) -> Chart:
    """How something developed over the years, as lines for women, men and total.

    `breaks` are years from which a new method of measuring holds: the line is cut before them,
    since the years on each side cannot be compared. A missing year also cuts the line.
    `name` must be unique on the page.
    """
    series = [line for line in series if present(line.points.values())]
    if not series:
        return empty("trend", finding, measure, source)
    known = [value for line in series for value in present(line.points.values())]
    years = all_years(series)
    decimals = decimals_for(known)
    breaks = sorted(year for year in set(breaks) if years[0] < year <= years[-1])
    chart = Chart(
        kind="trend",
        finding=finding,
        measure=measure,
        header=("År", *(line.label for line in series)),
        rows=tuple(_trend_row(year, series, breaks, decimals) for year in years),
        source=source,
        alt=f"{finding}. Linjediagram {years[0]}–{years[-1]}. {_last_values(series, decimals)}.",
    )
    drawings = [
        _trend_drawing(form, width, height, series, years, breaks, unit, decimals)
        for form, width, height in (("wide", WIDE, 290), ("narrow", NARROW, 260))
    ]
    return draw(chart, name, drawings)


def all_years(series: Sequence[Series]) -> list[int]:
    """Every year between the first and the last that any series has, gaps included."""
    years = [year for line in series for year, value in line.points.items() if value is not None]
    return list(range(min(years), max(years) + 1))


def _trend_row(
    year: int, series: Sequence[Series], breaks: Sequence[int], decimals: int
) -> tuple[str, ...]:
    values = (line.points.get(year) for line in series)
    label = f"{year} (ny mätmetod)" if year in breaks else str(year)
    return (label, *(MISSING if v is None else number(v, decimals) for v in values))


def last_of(line: Series) -> tuple[int, float]:
    """The last year that a line has a value for, and the value."""
    return max((year, value) for year, value in line.points.items() if value is not None)


def _last_values(series: Sequence[Series], decimals: int) -> str:
    return in_words(
        f"{line.label} {number(value, decimals)} år {year}"
        for line in series
        for year, value in [last_of(line)]
    )


def _trend_drawing(
    form: str,
    width: int,
    height: int,
    series: Sequence[Series],
    years: Sequence[int],
    breaks: Sequence[int],
    unit: str,
    decimals: int,
) -> Drawing:
    labels = [_end_label(line, years[-1], decimals, _NAMES * width) for line in series]
    known = [value for line in series for value in present(line.points.values())]
    marks = _marks(known, decimals)
    mark_texts = [number(mark, decimals_for(marks)) for mark in marks]
    left = max(text_width(text, FONT) for text in mark_texts) + 12
    right = width - max(text_width(text, FONT) for text in labels) - 16
    y = Scale(marks[0], marks[-1], height - 30, 26)
    first_year = years[0] if len(years) > 1 else years[0] - 1  # a single year stands at its label
    x = Scale(first_year, years[-1], left, right)
    ends = spread([y(last_of(line)[1]) for line in series], LINE, 26, height - 30)
    drawing = Drawing(form, width, height)
    drawing.parts = {
        "left": left,
        "right": right,
        "top": 26,
        "bottom": height - 30,
        "unit": "%" if unit in ("procent", "%") else unit,
        "marks": list(zip(mark_texts, map(y, marks), strict=True)),
        "years": [(year, x(year)) for year in _shown_years(years, right - left)],
        "breaks": [(x(year - 0.5), *_break_label(x(year - 0.5), right)) for year in breaks],
        "lines": [
            _line(line, breaks, x, y, label, end)
            for line, label, end in zip(series, labels, ends, strict=True)
        ],
        "label_x": right + 11,
    }
    return drawing


def _marks(known: Sequence[float], decimals: int) -> tuple[float, ...]:
    """Where the axis is marked; a count of persons gets no halves."""
    low, high = min(known), max(known)
    count = 5 if decimals or low == high != 0 else min(5, max(1, round(high - low)))
    return ticks(low, high, count)


def _end_label(line: Series, last_year: int, decimals: int, room: float) -> str:
    """A line's name and last value; of a name that has no room its beginning: the table has it."""
    year, value = last_of(line)
    said = f" {number(value, decimals)}" + ("" if year == last_year else f" ({year})")
    name, *more = wrap(line.label, room - text_width(said, FONT), FONT) or [""]
    return f"{name.rstrip('-')}…{said}" if more else f"{name}{said}"


def _break_label(at: float, right: float) -> tuple[float, str]:
    """Where "ny mätmetod" stands: after its line, or before it where there is no room."""
    if at + 6 + text_width("ny mätmetod", SMALL) <= right:
        return round(at + 6, 1), "start"
    return round(at - 6, 1), "end"


def _shown_years(years: Sequence[int], room: float) -> list[int]:
    """The years to write out, counted back from the last so that it is always there."""
    step = math.ceil(len(years) * 46 / room)
    return list(years)[::-1][::step][::-1]


def _line(
    line: Series, breaks: Sequence[int], x: Scale, y: Scale, label: str, label_y: float
) -> dict[str, object]:
    number_, colour, dash, marker = STYLES[line.kind]
    runs = [[(x(year), y(value)) for year, value in run] for run in runs_of(line.points, breaks)]
    return {
        "class": number_,
        "colour": colour,
        "dash": dash,
        "marker": marker,
        "runs": [" ".join(f"{a},{b}" for a, b in run) for run in runs if len(run) > 1],
        "points": [point for run in runs for point in run],
        "label": label,
        "label_y": label_y,
    }


def runs_of(
    points: Mapping[int, float | None], breaks: Iterable[int]
) -> list[list[tuple[int, float]]]:
    """The unbroken stretches of a series: cut at missing years and before each break."""
    cuts = set(breaks)
    runs: list[list[tuple[int, float]]] = []
    for year in sorted(points):
        value = points[year]
        if value is None:
            continue
        follows = runs and runs[-1][-1][0] == year - 1 and year not in cuts
        if follows:
            runs[-1].append((year, value))
        else:
            runs.append([(year, value)])
    return runs


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Moves labels apart so that neighbours are at least `gap` from each other, order kept.

    They stay between `low` and `high` as long as they all fit there.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed: list[float] = []
    for index in order:
        placed.append(max(wanted[index], placed[-1] + gap if placed else low))
    limit = high
    for position in range(len(placed) - 1, -1, -1):
        placed[position] = min(placed[position], limit)
        limit = placed[position] - gap
    result = [0.0] * len(wanted)
    for index, value in zip(order, placed, strict=True):
        result[index] = round(value, 1)
    return result
