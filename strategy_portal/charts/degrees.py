"""Implementation degrees per sub-goal, stacked: how many organisations have come how far."""

from collections.abc import Mapping, Sequence

from strategy_portal.charts.shapes import (
    FONT,
    LINE,
    NARROW,
    SMALL,
    WIDE,
    Chart,
    Drawing,
    Scale,
    draw,
    empty,
)
from strategy_portal.swedish import number, text_width, wrap

# Implementation degree: letter, words, ground, edge, ink, dash of the edge.
DEGREES = (
    ("G", "Genomfört eller löpande", "#0a3f52", "#0a3f52", "#ffffff", ""),
    ("H", "Minst hälften", "#34748a", "#34748a", "#ffffff", ""),
    ("P", "Påbörjat", "#b5d3dc", "#34748a", "#10303c", ""),
    ("E", "Ej påbörjat", "#ffffff", "#6b7b83", "#14242b", ""),
    ("N", "Ej relevant", "#ffffff", "#6b7b83", "#4a5a62", "3 2"),
)


def degrees(
    *,
    name: str,
    finding: str,
    measure: str,
    rows: Sequence[tuple[str, str, Mapping[str, int]]],
    source: str = "",
) -> Chart:
    """How far each sub-goal has come: the number of organisations per implementation degree.

    A row is (code, title, counts by G, H, P, E, N and blank). Blank answers are written beside
    the bar and never drawn in it: an answer that is missing says nothing of the work.
    """
    if not any(sum(counts.values()) for _, _, counts in rows):
        return empty("degrees", finding, measure, source)
    keys = [*(degree[0] for degree in DEGREES), "blank"]
    chart = Chart(
        kind="degrees",
        finding=finding,
        measure=measure,
        header=("Delmål", *(_degree_heading(degree) for degree in DEGREES), "Inget svar"),
        rows=tuple(
            (f"{code} {title}", *(number(counts.get(key, 0)) for key in keys))
            for code, title, counts in rows
        ),
        source=source,
        alt=f"{finding}. Antal svar per delmål och genomförandegrad, "
        f"{len(rows)} delmål. Siffrorna står i tabellen.",
    )
    drawings = [
        _degree_drawing(form, width, rows) for form, width in (("wide", WIDE), ("narrow", NARROW))
    ]
    return draw(chart, name, drawings)


def _degree_heading(degree: tuple[str, ...]) -> str:
    return f"{degree[0]} {degree[1].lower()}" if degree[0] != "N" else degree[1]


def _degree_drawing(
    form: str, width: int, rows: Sequence[tuple[str, str, Mapping[str, int]]]
) -> Drawing:
    is_wide = form == "wide"
    after = max(text_width(_blank_text(counts), SMALL) for _, _, counts in rows)
    left = 290 if is_wide else 0
    right = width - (after + 10 if after else 1)
    most = max(_drawn_total(counts) for _, _, counts in rows) or 1
    key, top = _degree_key(width)
    drawn = []
    for code, title, counts in rows:
        indent = text_width(f"{code} ", FONT) + 4
        lines = wrap(title, (left - 14 if is_wide else width) - indent, FONT)
        text_height = len(lines) * LINE
        height = max(text_height, 24) + 13 if is_wide else text_height + 38
        bar_y = top + (height - 24) / 2 if is_wide else top + text_height + 8
        first = top + (height - text_height) / 2 + 13.5 if is_wide else top + 16
        drawn.append(
            {
                "code": code,
                "indent": indent,
                "lines": [(line, round(first + i * LINE, 1)) for i, line in enumerate(lines)],
                "y": round(bar_y, 1),
                "segments": _segments(counts, Scale(0, most, left, right)),
                "blank": _blank_text(counts),
                "rule": round(top, 1),
            }
        )
        top += height
    parts = {"rows": drawn, "key": key, "blank_x": width}
    return Drawing(form, width, round(top + 1, 1), parts)


def _drawn_total(counts: Mapping[str, int]) -> int:
    return sum(counts.get(degree[0], 0) for degree in DEGREES)


def _blank_text(counts: Mapping[str, int]) -> str:
    return f"{counts['blank']} utan svar" if counts.get("blank") else ""


def _degree_key(width: int) -> tuple[list[dict[str, object]], float]:
    """The legend, wrapped to the width, and where the rows begin."""
    items: list[dict[str, object]] = []
    x, y = 0.0, 1.0
    for letter, words, ground, edge, ink, dash in DEGREES:
        needs = 28 + text_width(words, SMALL) + 16
        if x and x + needs - 16 > width:
            x, y = 0.0, y + 28
        shown = letter if letter != "N" else "–"
        items.append(
            {"x": round(x, 1), "y": y, "letter": shown, "words": words, "class": letter.lower()}
            | {"ground": ground, "edge": edge, "ink": ink, "dash": dash}
        )
        x += needs
    return items, y + 34


def _segments(counts: Mapping[str, int], x: Scale) -> list[dict[str, object]]:
    """One segment per degree that occurs, two units apart; its text only where it fits."""
    drawn: list[dict[str, object]] = []
    done = 0
    for letter, _, ground, edge, ink, dash in DEGREES:
        count = counts.get(letter, 0)
        if not count:
            continue
        start, end = x(done), x(done + count)
        done += count
        width = max(end - start - 2, 2)
        texts = (f"{letter if letter != 'N' else '–'} {count}", str(count), "")
        text = next(t for t in texts if text_width(t, SMALL) + 6 <= width or not t)
        drawn.append(
            {"x": round(start + 0.5, 1), "width": round(width, 1), "class": letter.lower()}
            | {"middle": round(start + 0.5 + width / 2, 1), "text": text}
            | {"ground": ground, "edge": edge, "ink": ink, "dash": dash}
        )
    return drawn
