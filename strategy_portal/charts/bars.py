"""Groups compared from zero: sorted bars, persons reached, and a few large figures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
)
from strategy_portal.swedish import decimals_for, number, text_width, wrap


@dataclass(frozen=True)
class Bar:
    """One bar; `text` replaces the figure where words say more ("under 5", "vet ej")."""

    label: str
    value: float | None
    text: str = ""
    kind: str = ""


def bars(
    *,
    name: str,
    finding: str,
    measure: str,
    rows: Sequence[Bar],
    reference: tuple[str, float] | None = None,
    header: tuple[str, str] = ("Grupp", "Värde"),
    source: str = "",
    in_order: bool = False,
) -> Chart:
    """Places or groups compared, largest first, from zero, with the values in one column.

    `reference` is a line to compare with, such as ("Länet", 57.7). Rows without a figure come
    last and say so. `in_order` keeps the caller's order instead of sorting.
    """
    if not any(row.value is not None or row.text for row in rows):
        return empty("bars", finding, measure, source)
    if not in_order:
        rows = sorted(rows, key=lambda row: (row.value is None, -(row.value or 0)))
    known = present(row.value for row in rows)
    decimals = decimals_for([*known, *([reference[1]] if reference else [])])
    texts = [_bar_text(row, decimals) for row in rows]
    compared = f" {reference[0]}: {number(reference[1], decimals)}." if reference else ""
    told = ". ".join(f"{row.label}: {t}" for row, t in zip(rows[:12], texts, strict=False))
    chart = Chart(
        kind="bars",
        finding=finding,
        measure=measure,
        header=header,
        rows=tuple((row.label, text) for row, text in zip(rows, texts, strict=True))
        + (((reference[0], number(reference[1], decimals)),) if reference else ()),
        source=source,
        alt=f"{finding}. Stapeldiagram. {told}.{compared}",
    )
    drawings = [
        _bar_drawing(form, width, rows, texts, reference, decimals)
        for form, width in (("wide", WIDE), ("narrow", NARROW))
    ]
    return draw(chart, name, drawings)


def reach(*, name: str, finding: str, measure: str, rows: Sequence[Bar], source: str = "") -> Chart:
    """How many women, men, girls, boys and of unknown sex were reached, in that order."""
    chart = bars(
        name=name,
        finding=finding,
        measure=measure,
        rows=rows,
        header=("Grupp", "Antal personer"),
        source=source,
        in_order=True,
    )
    return replace(chart, kind="reach")


def _bar_text(row: Bar, decimals: int) -> str:
    if row.text:
        return row.text
    return MISSING if row.value is None else number(row.value, decimals)


def _bar_drawing(
    form: str,
    width: int,
    rows: Sequence[Bar],
    texts: Sequence[str],
    reference: tuple[str, float] | None,
    decimals: int,
) -> Drawing:
    size = FONT if len(rows) <= 25 else SMALL
    label_room = min(
        max(text_width(row.label, size) for row in rows) + 4, width * (0.42 if width > 400 else 0.4)
    )
    value_room = max(text_width(text, size) for text in texts) + 8
    left, right = label_room + 10, width - value_room - 8
    values = [*present(row.value for row in rows), *([reference[1]] if reference else [])]
    x = Scale(min([0, *values]), max([0, *values]) or 1, left, right)
    top = 30 if reference else 4
    drawing = Drawing(form, width)
    drawn, bottom = _bar_rows(rows, texts, x, label_room, size, top)
    drawing.height = bottom + 2
    drawing.parts = {"rows": drawn, "zero": x(0), "top": top - 2, "bottom": bottom, "size": size}
    drawing.parts["label_x"] = label_room
    drawing.parts["value_x"] = width
    if reference:
        text = f"{reference[0]} {number(reference[1], decimals)}"
        half = text_width(text, SMALL) / 2
        at = x(reference[1])
        middle = min(max(at, half), width - half)
        drawing.parts["reference"] = {"x": at, "text": text, "text_x": round(middle, 1)}
    return drawing


def _bar_rows(
    rows: Sequence[Bar], texts: Sequence[str], x: Scale, room: float, size: int, top: float
) -> tuple[list[dict[str, object]], float]:
    """The rows one under another, each as high as its label needs; and where they end."""
    drawn: list[dict[str, object]] = []
    step, thick = (LINE + 7, 11) if size == FONT else (16, 8)
    for row, text in zip(rows, texts, strict=True):
        lines = wrap(row.label, room, size)
        height = step + (len(lines) - 1) * LINE
        middle = top + height / 2
        first = middle - (len(lines) - 1) * LINE / 2 + size * 0.35
        drawn.append(
            {
                "lines": [(line, round(first + i * LINE, 1)) for i, line in enumerate(lines)],
                "y": round(middle - thick / 2, 1),
                "thick": thick,
                "bar": _bar_span(row.value, x),
                "text": text,
                "text_y": round(middle + size * 0.35, 1),
                "style": STYLES.get(row.kind, ("bar", "#34748a"))[:2],
            }
        )
        top += height
    return drawn, top


def _bar_span(value: float | None, x: Scale) -> tuple[float, float] | None:
    """Left edge and length of a bar; a value other than 0 is always visible."""
    if value is None or value == 0:
        return None
    start, end = sorted((x(0), x(value)))
    return start, round(max(end - start, 1.5), 1)


def comparison(
    *,
    name: str,
    finding: str,
    measure: str,
    groups: Sequence[Bar],
    unit: str = "",
    source: str = "",
) -> Chart:
    """A few groups beside each other, the figures large: 31 % against 2 %.

    Percentages are drawn on a track to 100, so that a share looks like a share.
    """
    if not any(group.value is not None or group.text for group in groups):
        return empty("comparison", finding, measure, source)
    is_share = unit in ("procent", "%")
    known = present(group.value for group in groups)
    decimals = decimals_for(known)
    sign = "\u00a0%" if is_share else ""
    texts = [
        _bar_text(group, decimals) + (sign if group.value is not None and not group.text else "")
        for group in groups
    ]
    chart = Chart(
        kind="comparison",
        finding=finding,
        measure=measure,
        header=("Grupp", unit.capitalize() or "Värde"),
        rows=tuple((group.label, text) for group, text in zip(groups, texts, strict=True)),
        source=source,
        alt=f"{finding}. "
        + ". ".join(f"{group.label}: {text}" for group, text in zip(groups, texts, strict=True)),
    )
    full = max([100.0 if is_share else 0, *known]) or 1
    drawings = [
        _comparison_drawing(form, width, groups, texts, Scale(min([0, *known]), full, 0, 1))
        for form, width in (("wide", WIDE), ("narrow", NARROW))
    ]
    return draw(chart, name, drawings)


def _comparison_drawing(
    form: str, width: int, groups: Sequence[Bar], texts: Sequence[str], share: Scale
) -> Drawing:
    size = 30 if max(map(len, texts)) <= 10 else 18
    left = max(text_width(text, size) for text in texts) + 14
    x = Scale(share.low, share.high, left, width - 1)
    drawing = Drawing(form, width)
    top, rows = 0.0, []
    for group, text in zip(groups, texts, strict=True):
        lines = wrap(group.label, width - left, FONT)
        rows.append(
            {
                "text": text,
                "text_y": top + 32,
                "lines": [(line, top + 15 + i * LINE) for i, line in enumerate(lines)],
                "y": top + 23 + (len(lines) - 1) * LINE,
                "bar": _bar_span(group.value, x),
            }
        )
        top += 50 + (len(lines) - 1) * LINE
    drawing.height = top - 8
    drawing.parts = {"rows": rows, "left": left, "track": width - 1 - left, "size": size}
    return drawing
