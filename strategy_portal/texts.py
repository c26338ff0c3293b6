"""Texts as they are stored, whoever typed them and wherever."""

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def tidy(text: str) -> str:
    """A text as it is stored: composed letters, plain line breaks, no control characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROL.sub("", text).rstrip()


def too_long(text: str, limit: int) -> str:
    """What to say of a text that is longer than it may be; empty where it is not."""
    if len(text) <= limit:
        return ""
    return f"Texten är {len(text)} tecken lång. Korta den till högst {limit} tecken."


def glimpse(text: str, longest: int = 40) -> str:
    """A text as a fault quotes it: on one line, and not the whole of a long one."""
    plain = " ".join(text.split())
    return plain if len(plain) <= longest else f"{plain[:longest]}…"


_YES = frozenset({"ja", "x", "1", "true", "sant", "yes"})
_NO = frozenset({"", "nej", "0", "false", "falskt", "no", "-"})


def said_yes(text: str) -> bool | None:
    """Whether a text says yes or no, as people tick things in a cell; None where neither."""
    said = text.strip().casefold()
    if said in _YES:
        return True
    return False if said in _NO else None
