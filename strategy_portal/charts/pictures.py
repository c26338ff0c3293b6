"""A chart's drawing as a picture (PNG), for a file that cannot hold our SVG, such as Word's.

Only the few shapes that our own templates draw are known. Anything else is an error, so that a
new kind of stroke is not left out in silence. Type is our own fonts, as in the PDF.
"""

import io
import math
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from defusedxml import ElementTree
from PIL import Image, ImageColor, ImageDraw, ImageFont

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
# Pixels to a unit of the drawing: 720 units across a page of 164 mm are 223 dots to the inch.
SHARPNESS = 2
# Drawn so many times larger first, and then made smaller, for smooth edges.
_FINER = 2
_SCALE = SHARPNESS * _FINER
_SANS = {
    "400": "source-sans-3-latin-400-normal.woff2",
    "600": "source-sans-3-latin-600-normal.woff2",
}
_SERIF = "newsreader-latin-opsz-normal.woff2"
_COLOURS = 64
# Units of white around the drawing: letters may reach a little beyond its edge.
EDGE = 3
_CURVE = 8  # straight pieces to a quarter of a circle

Point = tuple[float, float]
Shape = dict[str, str]


class UnknownShapeError(ValueError):
    """The drawing holds a shape or a stroke that is not drawn here."""


@lru_cache(maxsize=128)
def picture(svg: str) -> bytes:
    """The drawing on white; the same drawing gives the same bytes.

    Kept for a while: a report's two copies differ in few of their charts.
    """
    root = ElementTree.fromstring(svg)
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    size = [math.ceil(side + 2 * EDGE) * _SCALE for side in (width, height)]
    image = Image.new("RGB", (size[0], size[1]), "white")
    brush = _Brush(ImageDraw.Draw(image), root.attrib)
    for element in root:
        brush.draw(element.tag, {**element.attrib}, element.text or "")
    smaller = image.resize((size[0] // _FINER, size[1] // _FINER), Image.Resampling.BOX)
    file = io.BytesIO()
    smaller.quantize(_COLOURS, Image.Quantize.MEDIANCUT).save(file, "PNG", optimize=True)
    return file.getvalue()


class _Brush:
    """Draws one shape after the other; `inherited` is what the whole drawing says of its type."""

    def __init__(self, draw: ImageDraw.ImageDraw, inherited: Shape) -> None:
        self.on, self.inherited = draw, inherited

    def draw(self, tag: str, shape: Shape, words: str) -> None:
        """One element of the drawing."""
        known: dict[str, Callable[[Shape], None]] = {
            "title": lambda _: None,
            "rect": self._rect,
            "line": self._line,
            "polyline": self._polyline,
            "circle": self._circle,
            "path": self._path,
            "text": lambda shape: self._text(shape, words),
        }
        if tag not in known:
            raise UnknownShapeError(tag)
        known[tag](shape)

    def _rect(self, shape: Shape) -> None:
        left, top = _number(shape, "x"), _number(shape, "y")
        right, bottom = left + _number(shape, "width"), top + _number(shape, "height")
        corners = _rounded(left, top, right, bottom, _number(shape, "rx"))
        self._fill(corners, shape)
        self._stroke([*corners, corners[0]], shape)

    def _line(self, shape: Shape) -> None:
        ends = [(_number(shape, f"x{end}"), _number(shape, f"y{end}")) for end in "12"]
        self._stroke(ends, shape)

    def _polyline(self, shape: Shape) -> None:
        numbers = [float(one) for one in re.findall(r"-?[\d.]+", shape["points"])]
        self._stroke(list(zip(numbers[::2], numbers[1::2], strict=True)), shape)

    def _circle(self, shape: Shape) -> None:
        x, y, r = (_number(shape, name) for name in ("cx", "cy", "r"))
        (left, top), (right, bottom) = _pixels((x - r, y - r)), _pixels((x + r, y + r))
        self.on.ellipse([left, top, right, bottom], fill=shape["fill"])

    def _path(self, shape: Shape) -> None:
        move = re.fullmatch(r"translate\((\S+) (\S+)\)", shape["transform"])
        if not move:
            raise UnknownShapeError(shape["transform"])
        dx, dy = float(move[1]), float(move[2])
        self._fill([(x + dx, y + dy) for x, y in _corners(shape["d"])], shape)

    def _text(self, shape: Shape, words: str) -> None:
        shape = {**self.inherited, **shape}
        x, y = (_number(shape, axis) + _number(shape, f"d{axis}") for axis in "xy")
        anchor = {"start": "ls", "middle": "ms", "end": "rs"}[shape.get("text-anchor", "start")]
        font = _font(shape["font-family"], shape.get("font-weight", "400"), shape["font-size"])
        self.on.text(
            _pixels((x, y)), words, fill=shape.get("fill", "#000000"), font=font, anchor=anchor
        )

    def _fill(self, corners: Sequence[Point], shape: Shape) -> None:
        if (colour := shape.get("fill", "none")) != "none":
            self.on.polygon([_pixels(one) for one in corners], fill=colour)

    def _stroke(self, points: Sequence[Point], shape: Shape) -> None:
        colour = shape.get("stroke", "none")
        if colour in {"none", "transparent"}:
            return
        ink = ImageColor.getrgb(colour)
        wide = max(1, round(_SCALE * float(shape.get("stroke-width", 1))))
        dashes = [float(one) for one in shape.get("stroke-dasharray", "").split()]
        round_ends = shape.get("stroke-linecap") == "round"
        for piece in _dashed(points, dashes) if dashes else [points]:
            scaled = [_pixels(one) for one in piece]
            self.on.line(scaled, fill=ink, width=wide, joint="curve")
            for x, y in (scaled[0], scaled[-1]) if round_ends else ():
                self.on.ellipse([x - wide / 2, y - wide / 2, x + wide / 2, y + wide / 2], fill=ink)


def _pixels(point: Point) -> Point:
    """Where a point of the drawing comes in the picture before it is made smaller."""
    return _SCALE * (point[0] + EDGE), _SCALE * (point[1] + EDGE)


def _number(shape: Shape, name: str) -> float:
    return float(shape.get(name, 0))


def _rounded(left: float, top: float, right: float, bottom: float, r: float) -> list[Point]:
    """A rectangle's outline, its corners rounded by `r`, from the upper left and clockwise."""
    r = min(r, (right - left) / 2, (bottom - top) / 2)
    middles = ((left + r, top + r), (right - r, top + r), (right - r, bottom - r))
    outline = []
    for quarter, (x, y) in enumerate((*middles, (left + r, bottom - r)), 2):
        for step in range(_CURVE + 1):
            turn = (quarter + step / _CURVE) * math.pi / 2
            outline.append((x + r * math.cos(turn), y + r * math.sin(turn)))
    return outline


def _corners(path: str) -> Iterator[Point]:
    """The corners of a path of straight lines: M, H, V, L and the numbers that follow them."""
    if unknown := re.sub(r"[MHVLZ\d.\s-]", "", path):
        raise UnknownShapeError(unknown)
    x = y = 0.0
    for command, said in re.findall(r"([MHVL])([^MHVLZ]*)", path):
        numbers = [float(one) for one in re.findall(r"-?\d*\.?\d+", said)]
        if command == "H":
            x = numbers[0]
            yield x, y
        elif command == "V":
            y = numbers[0]
            yield x, y
        else:
            for x, y in zip(numbers[::2], numbers[1::2], strict=True):
                yield x, y


def _dashed(points: Sequence[Point], dashes: Sequence[float]) -> Iterator[list[Point]]:
    """The pieces of a line that are drawn, where `dashes` are lengths of line and gap in turn."""
    place, left, piece = 0, dashes[0], [points[0]]
    for start, end in pairwise(points):
        length, gone = math.dist(start, end), 0.0
        while length - gone > left:
            gone += left
            share = gone / length
            at = (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
            if place % 2 == 0:
                yield [*piece, at]
            place, piece = place + 1, [at]
            left = dashes[place % len(dashes)]
        left -= length - gone
        piece.append(end)
    if place % 2 == 0 and len(piece) > 1:
        yield piece


@cache
def _font(family: str, weight: str, size: str) -> ImageFont.FreeTypeFont:
    pixels = float(size) * _SCALE
    if not family.startswith("Newsreader"):
        return ImageFont.truetype(FONTS / _SANS[weight], pixels)
    font = ImageFont.truetype(FONTS / _SERIF, pixels)
    font.set_variation_by_axes([float(weight), min(float(size), 72)])
    return font
