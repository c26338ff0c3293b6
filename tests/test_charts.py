"""Charts say what the figures say: scale, ticks, breaks, missing values and words."""

import io
import re
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageColor

from strategy_portal import charts
from strategy_portal.charts import Bar, Panel, Series
from strategy_portal.charts.pictures import EDGE, SHARPNESS, UnknownShapeError, picture
from strategy_portal.charts.shapes import Scale, ticks
from strategy_portal.charts.trend import runs_of, spread
from strategy_portal.swedish import decimals_for, in_words, number, text_width, wrap

SVG = "{http://www.w3.org/2000/svg}"
WORDS: dict[str, Any] = {"finding": "Gapet krymper", "measure": "Andel i arbete, procent"}
HOSTILE = '"><script>alert(1)</script>{{ x }}'


def drawings(chart: charts.Chart) -> list[Element]:
    """The chart's two drawings, wide first, as parsed XML."""
    source = chart.svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"')
    return list(ElementTree.fromstring(f"<div>{source}</div>"))


def texts(drawing: Element) -> list[str]:
    return [node.text or "" for node in drawing.iter(f"{SVG}text")]


def rects(drawing: Element, name: str) -> list[float]:
    """Widths of the rectangles with a class."""
    found = [r for r in drawing.iter(f"{SVG}rect") if r.get("class") == name]
    return [float(r.get("width", "nan")) for r in found]


WOMEN = Series("Kvinnor", {2022: 43.2, 2023: None, 2024: 45.9, 2025: 48.7}, "women")
MEN = Series("Män", {2022: 55.4, 2023: 57.8, 2024: 60.2, 2025: 60.9}, "men")

EVERY_KIND = {
    "trend": lambda: charts.trend(name="t", **WORDS, series=[WOMEN, MEN], unit="procent"),
    "bars": lambda: charts.bars(
        name="b", **WORDS, rows=[Bar("Sala", 1), Bar("Köping", 2)], reference=("Länet", 1.5)
    ),
    "comparison": lambda: charts.comparison(
        name="c",
        **WORDS,
        groups=[Bar("Utomeuropeiskt födda", 31), Bar("Inrikes", 2)],
        unit="procent",
    ),
    "degrees": lambda: charts.degrees(
        name="d", **WORDS, rows=[("5.1", "Språkstöd", {"G": 5, "N": 1, "blank": 2})]
    ),
    "multiples": lambda: charts.multiples(
        name="m",
        **WORDS,
        panels=[Panel("Sala", (WOMEN, MEN)), Panel("Köping", (WOMEN,))],
        reference=Series("Länet", {2022: 50.0, 2025: 52.5}),
        unit="procent",
    ),
    "reach": lambda: charts.reach(name="r", **WORDS, rows=[Bar("Kvinnor", 12, kind="women")]),
}


# --- Swedish ----------------------------------------------------------------------------------


def test_numbers_have_decimal_comma_hard_space_and_a_real_minus():
    assert number(1234567.5) == "1\u00a0234\u00a0567,5"
    assert number(-1200) == "\u22121\u00a0200"
    assert number(52.0, 1) == "52,0"
    assert number(-0.01, 1) == "0,0"


def test_a_column_is_written_with_as_many_decimals_as_it_needs():
    assert [decimals_for(v) for v in ([1, 2], [1, 2.5], [0.04, 0.2], [])] == [0, 1, 2, 0]


def test_lists_read_as_in_a_sentence():
    assert [in_words(p) for p in ([], ["a"], ["a", "b", "c"])] == ["", "a", "a, b och c"]


@settings(deadline=None)
@given(st.text(alphabet="abcdefgåäö mW-", max_size=90), st.integers(60, 300))
def test_a_wrapped_label_fits_and_loses_no_letter(text, width):
    lines = wrap(text, width, 15)
    assert all(text_width(line, 15) <= width for line in lines)
    assert re.sub("[- ]", "", "".join(lines)) == re.sub("[- ]", "", text)


# --- Scale and ticks --------------------------------------------------------------------------


def test_a_scale_is_a_straight_line_rounded_to_a_tenth():
    scale = Scale(0, 3, 100, 200)
    assert [scale(value) for value in (0, 1, 3)] == [100, 133.3, 200]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (41.9, 61.8, (40, 45, 50, 55, 60, 65)),
        (0, 100, (0, 20, 40, 60, 80, 100)),
        (0.1, 0.3, (0.1, 0.15, 0.2, 0.25, 0.3)),
        (-8, 12, (-10, -5, 0, 5, 10, 15)),
        (0, 0, (0, 0.2, 0.4, 0.6, 0.8, 1.0)),
    ],
)
def test_ticks_are_round_and_enclose_the_values(low, high, expected):
    assert ticks(low, high) == expected


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
def test_there_are_always_a_handful_of_ticks(low, width):
    marks = ticks(low, low + width)
    assert marks[0] <= low + 1e-6
    assert marks[-1] >= low + width - max(1e-6, width * 1e-6)
    assert 2 <= len(marks) <= 8


@given(st.lists(st.floats(0, 200), min_size=1, max_size=6))
def test_labels_are_moved_apart_and_stay_in_order(wanted):
    placed = spread(wanted, 18, 0, 200)
    in_order = [placed[i] for i in sorted(range(len(wanted)), key=lambda i: wanted[i])]
    assert all(b - a >= 17.8 for a, b in pairwise(in_order))
    assert min(placed) >= -0.1
    assert max(placed) <= 200.1


# --- Multiples --------------------------------------------------------------------------------


def test_small_drawings_share_one_scale_from_zero():
    low = Series("Totalt", {2022: 10.0, 2023: 20.0}, "total")
    high = Series("Totalt", {2022: 60.0, 2023: 80.0}, "total")
    chart = charts.multiples(
        name="m",
        **WORDS,
        panels=[Panel("Sala", (low,)), Panel("Köping", (high,))],
        unit="procent",
    )
    wide, _ = drawings(chart)
    lines = [line.get("points", "").split() for line in wide.iter(f"{SVG}polyline")]
    heights = [[float(point.split(",")[1]) for point in line] for line in lines]
    # From 10 to 20 is half as high as from 60 to 80, in whichever panel.
    assert heights[0][0] - heights[0][1] == pytest.approx(
        (heights[1][0] - heights[1][1]) / 2, abs=0.11
    )
    assert "Samma skala överallt: 0–80\N{NO-BREAK SPACE}%." in chart.measure


def test_small_drawings_tell_what_is_missing_and_where_the_method_changed():
    chart = charts.multiples(
        name="m",
        **WORDS,
        panels=[Panel("Sala", (WOMEN, MEN)), Panel("Norberg", ())],
        reference=Series("Länet", {2022: 50.0, 2025: 52.5}),
        breaks=[2024],
    )
    assert chart.header == ("Plats", "2022", "2023", "2024 (ny mätmetod)", "2025")
    assert chart.rows == (
        ("Sala, kvinnor", "43,2", "uppgift saknas", "45,9", "48,7"),
        ("Sala, män", "55,4", "57,8", "60,2", "60,9"),
        ("Norberg", "uppgift saknas", "uppgift saknas", "uppgift saknas", "uppgift saknas"),
        ("Länet", "50,0", "uppgift saknas", "uppgift saknas", "52,5"),
    )
    assert "Sala: kvinnor 48,7 år 2025 och män 60,9 år 2025." in chart.alt
    for drawing in drawings(chart):
        assert "uppgift saknas" in texts(drawing)
        assert float(drawing.get("viewBox", "").split()[3]) > 0


# --- Trend ------------------------------------------------------------------------------------


def test_a_line_breaks_at_missing_years_and_at_a_new_method():
    points = {2019: 1.0, 2020: 2.0, 2021: None, 2022: 3.0, 2023: 4.0, 2024: 5.0}
    runs = runs_of(points, [2024])
    assert runs == [[(2019, 1.0), (2020, 2.0)], [(2022, 3.0), (2023, 4.0)], [(2024, 5.0)]]


def test_a_year_that_is_not_in_the_series_also_breaks_it():
    assert runs_of({2019: 1.0, 2021: 2.0}, []) == [[(2019, 1.0)], [(2021, 2.0)]]


def test_trend_draws_dash_marker_and_name_for_each_series_and_marks_the_break():
    chart = charts.trend(
        name="t", **WORDS, series=[WOMEN, MEN], breaks=[2024], unit="procent", source="SCB"
    )
    wide, narrow = drawings(chart)
    assert {"Kvinnor 48,7", "Män 60,9", "ny mätmetod", "%", "2025"} <= set(texts(wide))
    assert "Kvinnor 48,7" in texts(narrow)
    dashes = {p.get("stroke-dasharray") for p in wide.iter(f"{SVG}polyline")}
    assert dashes == {None, "9 5"}
    assert len(list(wide.iter(f"{SVG}circle"))) == 3  # the missing year has no marker


def test_trends_table_tells_missing_from_zero():
    series = [Series("Kvinnor", {2024: 0, 2025: None}, "women"), Series("Män", {2025: 2}, "men")]
    chart = charts.trend(name="t", **WORDS, series=series)
    assert chart.header == ("År", "Kvinnor", "Män")
    assert chart.rows == (("2024", "0", "uppgift saknas"), ("2025", "uppgift saknas", "2"))


def test_a_series_that_ends_early_says_when():
    late = Series("Totalt", {2022: 50.5}, "total")
    wide, _ = drawings(charts.trend(name="t", **WORDS, series=[MEN, late]))
    assert "Totalt 50,5 (2022)" in texts(wide)


def test_a_single_year_and_all_zero_can_be_drawn():
    one = charts.trend(name="t", **WORDS, series=[Series("Kvinnor", {2025: 53.4}, "women")])
    none = charts.trend(name="t", **WORDS, series=[Series("Män", {2024: 0, 2025: 0}, "men")])
    assert "Kvinnor 53,4" in texts(drawings(one)[0])
    assert {"0", "1", "Män 0"} <= set(texts(drawings(none)[0]))


# --- Bars -------------------------------------------------------------------------------------


def test_bars_are_sorted_from_zero_and_missing_comes_last_in_words():
    rows = [Bar("Norberg", None), Bar("Sala", 20), Bar("Arboga", 40), Bar("Köping", 0)]
    chart = charts.bars(name="b", **WORDS, rows=rows, reference=("Länet", 30))
    assert chart.rows == (
        ("Arboga", "40"),
        ("Sala", "20"),
        ("Köping", "0"),
        ("Norberg", "uppgift saknas"),
        ("Länet", "30"),
    )
    wide = drawings(chart)[0]
    long, short = rects(wide, "f-bar")
    assert long == pytest.approx(2 * short, abs=0.2)
    assert "Länet 30" in texts(wide)


def test_a_tiny_value_beside_a_huge_one_is_still_seen_and_negatives_go_left():
    rows = [Bar("Stor", 1_000_000), Bar("Liten", 0.1), Bar("Minus", -400_000)]
    wide = drawings(charts.bars(name="b", **WORDS, rows=rows))[0]
    widths = rects(wide, "f-bar")
    assert widths[1] == 1.5
    starts = [float(r.get("x", "nan")) for r in wide.iter(f"{SVG}rect")]
    assert starts[2] < starts[0]


def test_reach_keeps_its_order_and_its_words():
    rows = [Bar("Kvinnor", 3, "under 5"), Bar("Män", 12), Bar("Okänt kön", None, "vet ej")]
    chart = charts.reach(name="r", **WORDS, rows=rows)
    assert chart.rows == (("Kvinnor", "under 5"), ("Män", "12"), ("Okänt kön", "vet ej"))
    assert chart.kind == "reach"


def test_a_share_is_drawn_against_a_hundred():
    wide = drawings(EVERY_KIND["comparison"]())[0]
    (track, *_), (bar,) = rects(wide, "c-track"), rects(wide, "f-strong")
    assert bar / track == pytest.approx(0.31, abs=0.005)
    assert "31\u00a0%" in texts(wide)


# --- Degrees ----------------------------------------------------------------------------------


def test_degrees_carry_letters_and_keep_blank_answers_out_of_the_bar():
    rows = [("5.1", "Språkstöd", {"G": 5, "H": 0, "P": 3, "E": 1, "N": 1, "blank": 4})]
    chart = charts.degrees(name="d", **WORDS, rows=rows)
    wide = drawings(chart)[0]
    assert {"G 5", "P 3", "E 1", "– 1", "4 utan svar"} <= set(texts(wide))
    assert "H 0" not in texts(wide)
    assert chart.rows == (("5.1 Språkstöd", "5", "0", "3", "1", "1", "4"),)


def test_forty_five_sub_goals_with_long_names_are_drawn_within_the_frame():
    title = "Individanpassade arbetsmarknadsintroduktionssamordnarutbildningsinsatser"
    rows = [(f"{i // 9}.{i % 9}", title, {"G": i, "E": 45 - i, "blank": i % 3}) for i in range(45)]
    for drawing in drawings(charts.degrees(name="d", **WORDS, rows=rows)):
        _, _, width, height = map(float, drawing.get("viewBox", "").split())
        for rect in drawing.iter(f"{SVG}rect"):
            assert float(rect.get("x", "nan")) + float(rect.get("width", "nan")) <= width + 0.6
            assert float(rect.get("y", "nan")) + 24 <= height + 1


# --- Every kind -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_drawing_is_an_image_with_its_finding_as_direct_title(kind):
    chart = EVERY_KIND[kind]()
    for drawing in drawings(chart):
        title = drawing.find(f"{SVG}title")
        assert title is not None
        assert title.text == chart.alt
        assert chart.alt.startswith("Gapet krymper")
        assert drawing.get("role") == "img"
        assert drawing.get("aria-labelledby") == title.get("id")


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_ids_are_unique_and_nothing_is_styled_inline(kind):
    svg = EVERY_KIND[kind]().svg
    ids = re.findall(r'\bid="([^"]+)"', svg)
    assert len(ids) == len(set(ids)) == 2
    assert "style=" not in svg


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_coordinates_are_never_localised(kind):
    for drawing in drawings(EVERY_KIND[kind]()):
        for node in drawing.iter():
            for key in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height", "dy"):
                value = node.get(key)
                assert value is None or re.fullmatch(r"-?\d+(\.\d+)?", value), (key, value)


def test_without_figures_a_chart_says_so():
    nothing = [
        charts.trend(name="t", **WORDS, series=[Series("Kvinnor", {2025: None}, "women")]),
        charts.bars(name="b", **WORDS, rows=[Bar("Sala", None)]),
        charts.comparison(name="c", **WORDS, groups=[]),
        charts.degrees(name="d", **WORDS, rows=[("5.1", "Språkstöd", {})]),
        charts.reach(name="r", **WORDS, rows=[]),
    ]
    assert [c.alt for c in nothing] == ["Inga uppgifter"] * 5
    assert all(c.is_empty and "Inga uppgifter" in c.svg and "<svg" not in c.svg for c in nothing)


def test_hostile_labels_are_text():
    hostile = [
        charts.bars(name="b", finding=HOSTILE, measure=HOSTILE, rows=[Bar(HOSTILE, 1)]),
        charts.trend(name="t", **WORDS, series=[Series(HOSTILE, {2025: 1})]),
        charts.degrees(name="d", **WORDS, rows=[("1", HOSTILE, {"G": 1})]),
    ]
    for chart in hostile:
        assert "<script" not in chart.svg
        assert len(drawings(chart)) == 2


def test_a_line_with_an_endless_name_still_has_room_to_be_drawn():
    name = "arbetsmarknadsintroduktionssamordnare " * 9
    chart = charts.trend(name="t", series=[Series(name, {2022: 1, 2023: 3})], **WORDS)
    for drawing, width in zip(drawings(chart), (720, 360), strict=True):
        points = next(drawing.iter(f"{SVG}polyline")).get("points", "")
        places = [float(one.split(",")[0]) for one in points.split()]
        assert places[-1] - places[0] > width / 8
        assert texts(drawing)[-1].startswith("arbets")
        assert texts(drawing)[-1].endswith("… 3")
    assert chart.header[1] == name


# --- As pictures, for Word ----------------------------------------------------------------------


def pixels(chart: charts.Chart) -> Image.Image:
    return Image.open(io.BytesIO(picture(chart.wide))).convert("RGB")


def test_a_bar_has_its_colour_and_its_length_in_the_picture():
    rows = [Bar("Kvinnor", 20, "20", "women"), Bar("Män", 10, "10", "men")]
    chart = charts.reach(name="p", rows=rows, source="", **WORDS)
    drawing, image = drawings(chart)[0], pixels(chart)
    assert image.width == SHARPNESS * (720 + 2 * EDGE)
    found = []
    for bar in drawing.iter(f"{SVG}rect"):
        x, y, width, height = (float(bar.get(at, 0)) for at in ("x", "y", "width", "height"))
        middle = round(SHARPNESS * (y + height / 2 + EDGE))
        row = [image.getpixel((column, middle)) for column in range(image.width)]
        colour = max(set(row) - {(255, 255, 255)}, key=row.count)
        assert near(colour, ImageColor.getrgb(bar.get("fill", "")))
        assert abs(row.count(colour) - SHARPNESS * width) < 8
        assert near(row[round(SHARPNESS * (x + EDGE)) + 4], colour)
        found.append(width)
    assert found[0] == pytest.approx(2 * found[1], abs=1)


def near(one: Any, other: Any) -> bool:
    """The same colour, but for what saving in few colours does."""
    return all(abs(a - b) <= 6 for a, b in zip(one, other, strict=True))


def test_every_kind_of_chart_can_be_a_picture_and_is_the_same_each_time():
    lines = [WOMEN, Series("Män", {2022: 51, 2023: 52, 2024: 53, 2025: 54}, "men")]
    lines += [Series("Totalt", {2022: 47, 2025: 50}, "total"), Series("Andra", {2023: 9}, "other")]
    panels = [Panel("Sala", tuple(lines[:2])), Panel("Arboga", ())]
    drawn = [
        charts.trend(name="a", series=lines, breaks=[2024], unit="%", source="", **WORDS),
        charts.multiples(name="b", panels=panels, source="", **WORDS),
        charts.bars(name="c", rows=[Bar("Å" * 40, 1.5, "1,5")], source="", **WORDS),
        charts.comparison(name="d", groups=[Bar("Ä", 3, "3 %"), Bar("Ö", 1, "1 %")], **WORDS),
        charts.degrees(name="e", rows=[("1.1", "Bo", {"G": 3, "N": 2, "blank": 1})], **WORDS),
    ]
    for chart in drawn:
        assert picture(chart.wide) == picture(chart.wide)
        colours: Any = pixels(chart).getcolors(1 << 20)
        inked = [n for n, colour in colours if sum(colour) < 600]
        assert sum(inked) > 300


@pytest.mark.parametrize(
    "shape",
    [
        "<ellipse/>",
        "<image href='file:///etc/passwd'/>",
        "<path fill='#000000' transform='translate(1 1)' d='M0 0C1 1 2 2 3 3'/>",
        "<path fill='#000000' transform='rotate(4)' d='M0 0H3'/>",
    ],
)
def test_a_shape_that_is_not_known_is_not_left_out_in_silence(shape):
    with pytest.raises(UnknownShapeError):
        picture(f"<svg viewBox='0 0 9 9'>{shape}</svg>")
