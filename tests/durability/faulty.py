"""The portal behind something that fails: what happens is read from a file for each save.

`FAULT_FILE` names it. Its words: `die` ends the process after the save is committed and before it
is answered, once; `fail 10` answers every tenth save with 500 or 502 instead, half of them after
the portal has stored it.
"""

import itertools
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from strategy_portal.wsgi import application as portal

FAULTS = Path(os.environ["FAULT_FILE"])
_count = itertools.count(1)


def _unheard(*_: Any) -> Callable[[bytes], object]:
    """The start of an answer that nobody gets."""
    return lambda _body: None


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The portal, with a fault where one is asked for."""
    words = FAULTS.read_text().split() if FAULTS.exists() else []
    if not words or not environ["PATH_INFO"].endswith("/spara/"):
        return portal(environ, start_response)
    if words[0] == "die":
        FAULTS.unlink()
        list(portal(environ, _unheard))
        os._exit(9)
    number = next(_count)
    if number % int(words[1]):
        return portal(environ, start_response)
    if number // int(words[1]) % 2:
        list(portal(environ, _unheard))  # stored, but the answer is lost on the way
        start_response("502 Bad Gateway", [("Content-Type", "text/html")])
        return [b"<h1>Bad Gateway</h1>"]
    start_response("500 Internal Server Error", [("Content-Type", "text/html")])
    return [b"<h1>Server Error</h1>"]
