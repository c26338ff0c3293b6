"""Many places beside each other: a small line drawing for each, all on one scale."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from strategy_portal.charts.shapes import (
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
from strategy_portal.charts.trend import Series, all_years, last_of, runs_of, spread
from strategy_portal.swedish import decimals_for, in_words, number, text_width, wrap

_GAP = 18  # between panels
_HEIGHT = 86  # of the lines in a panel
_HEAD, _FOOT = 26, 22  # the panel's name above, its years below
_LEGEND = 26


@dataclass(frozen=True)
class Panel:
    """One small drawing: the place, and its lines."""

    label: str
    series: tuple[Series, ...]


def multiples(
    *,
    name: str,
    finding: str,
    measure: str,
    panels: Sequence[Panel],
    reference: Series | None = None,
    breaks: Iterable[int] = (),
    unit: str = "",
    source: str = "",
) -> Chart:
    """The same development in many places, so that shapes and levels can be compared.

    `reference` is a line drawn behind those of every panel, such as the county's. Lines of the
    same kind look the same in all panels and are named once, above them. `breaks` as in `trend`.
    """
    lines = [line for panel in panels for line in panel.series if present(line.points.values())]
    if not lines:
        return empty("multiples", finding, measure, source)
    drawn = [*lines, *([reference] if reference else [])]
    years = all_years(drawn)
    known = [value for line in drawn for value in present(line.points.values())]
    decimals = decimals_for(known)
    cuts = sorted(year for year in set(breaks) if years[0] < year <= years[-1])
    sheet = _Sheet(panels, reference, years, cuts, known, decimals)
    low, high = (number(end, decimals_for(sheet.ends)) for end in sheet.ends)
    sign = "\N{NO-BREAK SPACE}%" if unit in ("procent", "%") else f" {unit}".rstrip()
    chart = Chart(
        kind="multiples",
        finding=finding,
        measure=f"{measure} Samma skala överallt: {low}–{high}{sign}.",
        header=("Plats", *(f"{y} (ny mätmetod)" if y in cuts else str(y) for y in years)),
        rows=tuple(sheet.table()),
        source=source,
        alt=f"{finding}. {len(panels)} små linjediagram {years[0]}–{years[-1]} på samma skala. "
        + " ".join(filter(None, map(sheet.told, panels))),
    )
    return draw(chart, name, [sheet.drawing("wide", WIDE, 5), sheet.drawing("narrow", NARROW, 2)])


@dataclass(frozen=True)
class _Sheet:
    panels: Sequence[Panel]
    reference: Series | None
    years: Sequence[int]
    breaks: Sequence[int]
    known: Sequence[float]
    decimals: int

    @property
    def ends(self) -> tuple[float, float]:
        """Where the common scale begins and ends: at zero, unless something lies below it."""
        marks = ticks(min(0, *self.known), max(0, *self.known), 4)
        return marks[0], marks[-1]

    def table(self) -> Iterable[tuple[str, ...]]:
        for panel in self.panels:
            if not panel.series:
                yield self._row(panel.label, Series("", {}))
            for line in panel.series:
                label = line.label if len(panel.series) > 1 else ""
                yield self._row(f"{panel.label}, {label.lower()}" if label else panel.label, line)
        if self.reference:
            yield self._row(self.reference.label, self.reference)

    def _row(self, label: str, line: Series) -> tuple[str, ...]:
        values = (line.points.get(year) for year in self.years)
        return (label, *(MISSING if v is None else number(v, self.decimals) for v in values))

    def told(self, panel: Panel) -> str:
        """The last values of a panel, for those who hear the drawing."""
        ends = [
            f"{line.label.lower()} {number(value, self.decimals)} år {year}"
            for line in panel.series
            if present(line.points.values())
            for year, value in [last_of(line)]
        ]
        return f"{panel.label}: {in_words(ends)}." if ends else ""

    def drawing(self, form: str, width: int, columns: int) -> Drawing:
        room = (width - (columns - 1) * _GAP) / columns
        names = [wrap(panel.label, room, SMALL + 1) for panel in self.panels]
        head = _HEAD + (max(map(len, names)) - 1) * (SMALL + 3)
        tall = head + _HEIGHT + _FOOT + _GAP
        rows = math.ceil(len(self.panels) / columns)
        drawing = Drawing(form, width, round(_LEGEND + rows * tall - _GAP, 1))
        drawing.parts = {
            "legend": self._legend(),
            "panels": [
                self._panel(
                    panel,
                    lines,
                    round(place % columns * (room + _GAP), 1),
                    round(_LEGEND + place // columns * tall, 1),
                    head,
                    room,
                )
                for place, (panel, lines) in enumerate(zip(self.panels, names, strict=True))
            ],
        }
        return drawing

    def _legend(self) -> list[dict[str, object]]:
        """Each kind of line once, from the left."""
        named = {line.kind: line for panel in self.panels for line in panel.series}
        shown = list(named.values())
        if self.reference:
            shown.append(replace(self.reference, kind="reference"))
        at, items = 0.0, []
        for line in shown:
            ends = {"x": round(at, 1), "x2": round(at + 26, 1), "text_x": round(at + 32, 1)}
            items.append({**ends, "label": line.label, **_style(line.kind)})
            at += 32 + text_width(line.label, SMALL) + 20
        return items

    def _panel(
        self, panel: Panel, names: Sequence[str], left: float, top: float, head: float, room: float
    ) -> dict[str, object]:
        lines = [line for line in panel.series if present(line.points.values())]
        texts = [number(last_of(line)[1], self.decimals) for line in lines]
        label_room = max((text_width(text, SMALL) for text in texts), default=0) + 8
        right, base = left + room - label_room, top + head + _HEIGHT
        x = Scale(self.years[0], max(self.years[-1], self.years[0] + 1), left + 3, right)
        y = Scale(*self.ends, base, top + head)
        ends = spread([y(last_of(line)[1]) for line in lines], SMALL + 1, top + head, base)
        return {
            "names": [(text, round(top + 13 + i * (SMALL + 3), 1)) for i, text in enumerate(names)],
            "left": left,
            "right": round(left + room, 1),
            "zero": y(0),
            "foot": round(base + 16, 1),
            "first": self.years[0],
            "last": self.years[-1] if len(self.years) > 1 else "",
            "last_x": round(right, 1),
            "reference": self._runs(self.reference, x, y) if self.reference else [],
            "breaks": [(x(year - 0.5), round(top + head, 1), base) for year in self.breaks],
            "lines": [
                {
                    **_style(line.kind),
                    "runs": self._runs(line, x, y),
                    "dots": self._lone(line, x, y),
                    "end": (x(last_of(line)[0]), y(last_of(line)[1])),
                    "text": text,
                    "text_x": round(right + 6, 1),
                    "text_y": end,
                }
                for line, text, end in zip(lines, texts, ends, strict=True)
            ],
            "is_empty": not lines,
        }

    def _runs(self, line: Series, x: Scale, y: Scale) -> list[str]:
        runs = runs_of(line.points, self.breaks)
        return [" ".join(f"{x(year)},{y(v)}" for year, v in run) for run in runs if len(run) > 1]

    def _lone(self, line: Series, x: Scale, y: Scale) -> list[tuple[float, float]]:
        """Years that stand alone between gaps: a dot, since they make no line."""
        runs = runs_of(line.points, self.breaks)
        return [(x(run[0][0]), y(run[0][1])) for run in runs if len(run) == 1]


def _style(kind: str) -> dict[str, object]:
    if kind == "reference":
        return {"class": "ref", "colour": "#8b989f", "dash": "", "marker": ""}
    number_, colour, dash, marker = STYLES[kind]
    return {"class": number_, "colour": colour, "dash": dash, "marker": marker}
