"""Asking a source over the network: politely, within bounds, and with every fault in Swedish.

Politely: it says who asks, keeps a pace, waits longer for each new try and does what the source
says of when to come back. Within bounds: nothing but HTTP to the source's own address, no
redirects, a largest reply and a longest wait.
"""

import http.client
import json
import logging
import threading
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn
from urllib.parse import urlsplit

from django.conf import settings

log = logging.getLogger(__name__)

LARGEST_REPLY = 20_000_000
# A source that asks for a longer pause than this is asked another day.
LONGEST_PAUSE = 30.0
_CHUNK = 65_536
_TRY_AGAIN = {429, 500, 502, 503, 504}


class SourceFaultError(Exception):
    """A source that could not be used; the text says what is wrong and what to do."""


class Pace:
    """No more than so many calls in so many seconds, whichever threads make them."""

    def __init__(
        self,
        calls: int,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`clock` and `sleep` are the world's own unless told."""
        self.calls, self.seconds = calls, seconds
        self.clock, self.sleep = clock, sleep
        self._made: deque[float] = deque()
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when the next call may be made."""
        with self._lock:
            now = self.clock()
            while self._made and self._made[0] <= now - self.seconds:
                self._made.popleft()
            if len(self._made) >= self.calls:
                self.sleep(self._made.popleft() + self.seconds - now)
                now = self.clock()
            self._made.append(now)


@dataclass(frozen=True)
class Patience:
    """How long to go on: tries, seconds for each, seconds before the second (then doubled)."""

    tries: int
    seconds: float
    pause: float


def worker_patience() -> Patience:
    """The worker has time; nobody waits at a page."""
    return Patience(4, settings.SOURCE_TIMEOUT, settings.SOURCE_PAUSE)


def page_patience() -> Patience:
    """Somebody waits for the page."""
    return Patience(1, min(settings.SOURCE_TIMEOUT, 6), 0)


@dataclass(frozen=True)
class Reply:
    """What a source said, word for word, and to what."""

    address: str
    body: str


@dataclass(frozen=True)
class Service:
    """One source's web service; `base` is where it lies."""

    name: str
    base: str
    pace: Pace
    patience: Patience
    alive: Callable[[], None] = field(default=lambda: None)

    def ask(self, address: str) -> Reply:
        """The reply to a GET; raises `SourceFaultError`. `alive` is called before each try."""
        if not self.is_own(address):
            log.warning("%s points at %s", self.name, address)
            raise SourceFaultError(
                f"{self.name} hänvisar till en annan adress än sin egen. Portalen följer den inte. "
                "Säg till den som sköter portalen."
            )
        for number in range(1, self.patience.tries + 1):
            self.alive()
            self.pace.wait()
            try:
                return Reply(address, self._try(address))
            except _LaterError as later:
                log.warning("%s, try %s: %s", address, number, later.why)
                if number == self.patience.tries or later.pause > LONGEST_PAUSE:
                    raise SourceFaultError(later.words) from later
                time.sleep(max(later.pause, self.patience.pause * 2 ** (number - 1)))
        raise AssertionError("The last try returns or raises")

    def is_own(self, address: str) -> bool:
        """Whether an address is below the service's own; nothing else is ever asked."""
        own, other = urlsplit(self.base), urlsplit(address)
        same_host = (own.scheme, own.netloc) == (other.scheme, other.netloc)
        return same_host and f"{other.path}/".startswith(f"{own.path.rstrip('/')}/")

    def json(self, address: str) -> tuple[Reply, Any]:
        """The reply and what it says."""
        reply = self.ask(address)
        return reply, self.read(reply.body)

    def read(self, body: str) -> Any:
        """A reply's JSON, with exact decimals."""
        try:
            return json.loads(body, parse_float=Decimal, parse_constant=_refuse_constant)
        except (ValueError, ArithmeticError, RecursionError) as error:
            raise self.strange("svaret är inte JSON") from error

    def strange(self, what: str) -> SourceFaultError:
        """The fault of a reply that is not in the format that was agreed."""
        return SourceFaultError(
            f"{self.name} svarade med något som portalen inte förstår: {what}. "
            "Inga värden har ändrats. Säg till den som sköter portalen."
        )

    # --- One try -----------------------------------------------------------------------------

    def _try(self, address: str) -> str:
        request = urllib.request.Request(  # noqa: S310  (`is_own` has checked it)
            address,
            headers={
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                "User-Agent": f"Strategiportalen (+{settings.BASE_URL})",
            },
        )
        try:
            with _OPENER.open(request, timeout=self.patience.seconds) as response:
                return self._body(response)
        except urllib.error.HTTPError as error:
            error.close()
            self._refused(error)
        except (OSError, http.client.HTTPException) as error:
            raise self._away(repr(error)) from error

    def _body(self, response: Any) -> str:
        ends = time.monotonic() + self.patience.seconds
        parts, size = [], 0
        while chunk := response.read1(_CHUNK):
            size += len(chunk)
            parts.append(chunk)
            if size > LARGEST_REPLY:
                raise SourceFaultError(
                    f"Svaret från {self.name} är för stort. Välj färre platser eller år."
                )
            if time.monotonic() > ends:
                raise self._away("too slow")
        stated = response.headers.get("Content-Length", "")
        if stated.isdecimal() and int(stated) != size:
            raise self._away(f"cut off after {size} of {stated} bytes")
        try:
            return b"".join(parts).decode("utf-8")
        except UnicodeDecodeError as error:
            raise self.strange("texten är inte UTF-8") from error

    def _refused(self, error: urllib.error.HTTPError) -> NoReturn:
        """What an answer other than 200 means."""
        if error.code in _TRY_AGAIN:
            asked_for = error.headers.get("Retry-After", "")
            pause = float(asked_for) if asked_for.isdecimal() else 0.0
            later = self._busy() if error.code == 429 else self._away(f"status {error.code}")
            later.pause = pause
            raise later
        if error.code == 404:
            raise SourceFaultError(
                f"{self.name} känner inte till det som portalen frågade efter. "
                "Kontrollera kopplingen till källan."
            )
        if 300 <= error.code < 400:
            raise SourceFaultError(
                f"{self.name} hänvisar till en annan adress. Portalen följer den inte. "
                "Säg till den som sköter portalen."
            )
        raise SourceFaultError(
            f"{self.name} tog inte emot frågan (felkod {error.code}). "
            "Kontrollera kopplingen till källan eller säg till den som sköter portalen."
        )

    def _away(self, why: str) -> "_LaterError":
        return _LaterError(
            f"{self.name} svarar inte som den ska just nu. Inga värden har ändrats. "
            "Försök igen om en stund.",
            why,
        )

    def _busy(self) -> "_LaterError":
        return _LaterError(
            f"{self.name} tar inte emot fler frågor just nu. Inga värden har ändrats. "
            "Försök igen om några minuter.",
            "status 429",
        )


class _LaterError(Exception):
    """Something that may pass: worth another try after `pause` seconds."""

    def __init__(self, words: str, why: str) -> None:
        super().__init__(words)
        self.words, self.why, self.pause = words, why, 0.0


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is told of as the answer it is."""

    def redirect_request(self, *_: Any) -> None:
        """Never followed."""


def _opener() -> urllib.request.OpenerDirector:
    """Only HTTP, through the environment's proxy if there is one; no files, no FTP."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _NoRedirect(),
    ):
        opener.add_handler(handler)
    return opener


_OPENER = _opener()


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
