"""What people type, made into values: tidied, bounded, and with plain words when it is wrong."""

import re
import unicodedata

LONGEST_TEXT = 20_000
LONGEST_LINE = 200
LARGEST_COUNT = 1_000_000

NUMBER_SPACES = re.compile(r"[\s\u00a0\u202f']")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class ValueFaultError(ValueError):
    """What is wrong with a value and what to do, in Swedish."""


def tidy(text: str) -> str:
    """A text as it is stored: composed letters, plain line breaks, no control characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROL.sub("", text).rstrip()


def bounded(text: str, limit: int) -> str:
    """The tidied text, or a fault that says how much too long it is; nothing is cut."""
    text = tidy(text)
    if len(text) > limit:
        raise ValueFaultError(
            f"Texten är {len(text)} tecken lång. Korta den till högst {limit} tecken."
        )
    return text


def count(text: str) -> int | None:
    """A number of persons as Swedes write it: "12", "1 000"; None for blank.

    Raises `ValueFaultError` for anything that is not a whole number from 0.
    """
    digits = NUMBER_SPACES.sub("", text)
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit()):
        seen = text.strip()[:20]
        raise ValueFaultError(f"”{seen}” går inte att läsa. Skriv antalet med siffror.")
    if len(digits) > 9 or int(digits) > LARGEST_COUNT:
        raise ValueFaultError("Talet är för stort. Kontrollera antalet.")
    return int(digits)
