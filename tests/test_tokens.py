"""The look's promises that can be computed: contrast in light and dark, and that the committed
style sheet is the one its sources make."""

import re
import runpy
from pathlib import Path

import pytest

CSS = Path(__file__).parent.parent / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
TEXT, GRAPHIC = 4.5, 3.0

INKS = ("ink", "ink-2", "brand", "link", "visited", "thread", "error", "warn", "ok")
AREAS = tuple(f"area-{number}" for number in range(1, 8))
SERIES = tuple(f"series-{number}" for number in range(1, 5))
TEXT_PAIRS = (
    *((colour, "paper") for colour in (*INKS, *AREAS, *SERIES)),
    *((f"{degree}-ink", f"{degree}-ground") for degree in "ghpe"),
    *((colour, "band") for colour in ("ink", "ink-2", "link", "brand", "ok", "warn", "error")),
    *((colour, "tint") for colour in ("ink", "ink-2", "link", "brand-deep")),
    ("on-brand", "brand"),
    ("on-brand", "brand-deep"),
    ("ink", "focus-ground"),
    ("ink", "thread-tint"),
    ("ink-2", "thread-tint"),
    *((colour, f"{tone}-tint") for tone in ("error", "warn", "ok") for colour in ("ink", "ink-2")),
    *((tone, f"{tone}-tint") for tone in ("error", "warn", "ok")),
    ("brand", "warn-tint"),
    ("link", "warn-tint"),
    ("link", "error-tint"),
)
# Neighbouring degree steps may fall short of each other: each carries its letter and a gap.
GRAPHIC_PAIRS = (
    ("line-strong", "paper"),
    ("line-strong", "band"),
    ("focus", "paper"),
    ("focus", "band"),
    ("g-ground", "paper"),
    ("h-ground", "paper"),
)


def palette(block: str) -> dict[str, str]:
    """Token name to #rrggbb, as one block of tokens.css sets them."""
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block))


def palettes() -> dict[str, dict[str, str]]:
    """The colours in force in light, and in dark where dark replaces them."""
    light, dark = TOKENS.split("@media screen and (prefers-color-scheme: dark)")
    return {"light": palette(light), "dark": palette(light) | palette(dark)}


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 to 1, by WCAG 2.2."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio between two colours, 1 to 21, by WCAG 2.2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_weak(scheme: str, pairs: tuple[tuple[str, str], ...], least: float) -> dict[str, float]:
    """The pairs that fall short in a scheme, with their ratio."""
    colours = palettes()[scheme]
    ratios = {f"{a} on {b}": contrast(colours[a], colours[b]) for a, b in pairs}
    return {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < least}


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(scheme: str) -> None:
    assert too_weak(scheme, TEXT_PAIRS, TEXT) == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shapes_can_be_seen(scheme: str) -> None:
    assert too_weak(scheme, GRAPHIC_PAIRS, GRAPHIC) == {}


def test_every_colour_has_a_dark_counterpart() -> None:
    light, dark = TOKENS.split("@media screen and (prefers-color-scheme: dark)")
    assert set(palette(light)) == set(palette(dark))


def test_the_style_sheet_is_made_from_its_sources() -> None:
    build = runpy.run_path(str(CSS / "src" / "build.py"))
    head, styles = (CSS / "app.css").read_text().split("*/\n", 1)
    stamps = dict(re.findall(r"(sources|styles) ([0-9a-f]{64})", head))
    assert stamps == {"sources": build["fingerprint"](), "styles": build["digest"](styles)}


def test_every_token_in_use_is_defined() -> None:
    """A misspelt token falls back to nothing, which no browser reports."""
    defined = set(re.findall(r"--([\w-]+):", TOKENS))
    given_by_class = {"area", "tone"}
    sources = "".join(path.read_text() for path in (CSS / "src").glob("*.scss"))
    used = set(re.findall(r"var\(--([\w-]+)", sources.replace("#{$n}", "1")))
    assert used - defined - given_by_class == set()


def test_style_sheets_load_only_files_that_stand_here() -> None:
    sheets = [path.read_text() for path in CSS.glob("*.css")]
    wanted = {url for sheet in sheets for url in re.findall(r"url\([\"']?([^)\"']+)", sheet)}
    assert "../fonts/newsreader-latin-opsz-normal.woff2" in wanted
    assert {url for url in wanted if not (CSS / url).is_file()} == set()
    assert not any("@import" in sheet for sheet in sheets)
