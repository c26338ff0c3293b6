"""How numbers and long words are written in Swedish, for charts, tables and the report.

Language, not domain: Språkrådet's rules for decimals (comma), thousands (hard space) and minus
(the sign, not a hyphen). Text in an SVG does not wrap by itself, so the wrapping is here too.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache

import pyphen
from django.utils.formats import date_format
from django.utils.timezone import is_aware, localtime

HARD_SPACE = "\u00a0"
MINUS = "\u2212"

# Widths in em of Source Sans 3, rounded up: a label that is estimated a little too wide wraps
# early, one that is estimated too narrow would run into its bar.
_NARROW, _WIDE, _CAPITAL, _ORDINARY = 0.3, 0.84, 0.62, 0.52
_NARROW_LETTERS = frozenset("iljtfrI.,:;'!|()[]- \u00a0")
_WIDE_LETTERS = frozenset("mwMW%@—…")


def number(value: float, decimals: int | None = None) -> str:
    """A figure as a Swedish reader expects it: `1 234,5` with a hard space, `−3`.

    `decimals` None keeps whole numbers whole and gives others one decimal.
    """
    if decimals is None:
        decimals = decimals_for([value])
    text = f"{abs(value):,.{decimals}f}".replace(",", HARD_SPACE).replace(".", ",")
    is_zero = not text.strip(f"0,{HARD_SPACE}")
    return text if value >= 0 or is_zero else MINUS + text


def decimals_for(values: Iterable[float]) -> int:
    """How many decimals a column needs so that all its figures are written alike: 0, 1 or 2."""
    known = list(values)
    if all(float(value).is_integer() for value in known):
        return 0
    return 2 if max(abs(value) for value in known) < 1 else 1


_IN_LETTERS = (
    *("noll", "en", "två", "tre", "fyra", "fem", "sex"),
    *("sju", "åtta", "nio", "tio", "elva", "tolv"),
)


def counted(count: int) -> str:
    """How many, as running text has it: `sex`, `tolv`, but `13`."""
    return _IN_LETTERS[count] if count < len(_IN_LETTERS) else number(count)


def file_size(size: int) -> str:
    """A file's size for a reader: 340 kB; 1,2 MB."""
    if size < 1_000_000:
        return f"{max(size // 1000, 1)}{HARD_SPACE}kB"
    return f"{size / 1_000_000:.1f}{HARD_SPACE}MB".replace(".", ",")


def date_in_words(moment: str) -> str:
    """An ISO date or time as "9 december 2026", in local time; empty stays empty."""
    if not moment:
        return ""
    parsed = datetime.fromisoformat(moment)
    return date_format(localtime(parsed) if is_aware(parsed) else parsed, "j F Y")


def in_words(parts: Iterable[str]) -> str:
    """A list as a sentence says it: `a, b och c`."""
    *first, last = list(parts) or [""]
    return f"{', '.join(first)} och {last}" if first else last


def text_width(text: str, size: float) -> float:
    """Estimated width of a line of Source Sans 3, in the unit of `size`."""
    return size * sum(_letter_width(letter) for letter in text)


def _letter_width(letter: str) -> float:
    if letter in _NARROW_LETTERS:
        return _NARROW
    if letter in _WIDE_LETTERS:
        return _WIDE
    return _CAPITAL if letter.isupper() else _ORDINARY


def wrap(text: str, width: float, size: float) -> list[str]:
    """The lines of a label no wider than `width`; long compounds are hyphenated."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        candidate = f"{line} {word}".strip()
        if text_width(candidate, size) <= width:
            line = candidate
            continue
        if line:
            lines.append(line)
        *broken, line = _break_word(word, width, size)
        lines.extend(broken)
    return [*lines, line] if line else lines


def _break_word(word: str, width: float, size: float) -> list[str]:
    """One word in pieces that fit: at syllables where Swedish allows, else anywhere."""
    pieces: list[str] = []
    while text_width(word, size) > width and len(word) > 3:
        head = _longest_head(word, width, size)
        pieces.append(head if head.endswith("-") else head + "-")
        word = word[len(head) :]
    return [*pieces, word]


def _longest_head(word: str, width: float, size: float) -> str:
    """The longest beginning that leaves room for a hyphen; at least two letters."""
    room = width - text_width("-", size)
    breaks = [*_hyphenation().positions(word)] or list(range(2, len(word) - 1))
    fitting = [at for at in breaks if text_width(word[:at], size) <= room]
    if not fitting:
        fitting = [at for at in range(2, len(word) - 1) if text_width(word[:at], size) <= room]
    return word[: max(fitting, default=2)]


@cache
def _hyphenation() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="sv", left=4, right=4)
