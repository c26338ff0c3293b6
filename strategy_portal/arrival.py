"""What is sent counts only when all of it has come.

A web server hands a request on while its body is still on its way. Where the network breaks off,
what came so far looks like all of it: half a text would be saved as the whole, and the writer be
told that it was.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import BadRequest


class CutOffError(BadRequest):
    """The sender left before all that was announced had come."""


class Arriving:
    """A request's body, `length` bytes; to be read from like a file.

    Raises `CutOffError` where fewer come.
    """

    def __init__(self, body: Any, length: int) -> None:
        self._body = body
        self._left = length

    def read(self, size: int = -1) -> bytes:
        """The next `size` bytes, or all that is left; fewer only at the end."""
        wanted = self._left if size < 0 else min(size, self._left)
        parts = []
        while wanted:
            part = self._counted(self._body.read, wanted)
            parts.append(part)
            wanted -= len(part)
        return b"".join(parts)

    def readline(self, size: int = -1) -> bytes:
        """The next line, or `size` bytes of it."""
        wanted = self._left if size < 0 else min(size, self._left)
        return self._counted(self._body.readline, wanted) if wanted else b""

    def _counted(self, read: Callable[[int], bytes], wanted: int) -> bytes:
        try:
            part = read(wanted)
        except OSError as error:
            raise CutOffError("The sender left") from error
        if not part:
            raise CutOffError("The sender left")
        self._left -= len(part)
        return part


Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def whole(application: Application) -> Application:
    """The same application, never fooled by half a request."""

    def receive(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        said = environ.get("CONTENT_LENGTH") or "0"
        length = int(said) if said.isascii() and said.isdigit() else 0
        if length:
            environ["wsgi.input"] = Arriving(environ["wsgi.input"], length)
        return application(environ, start_response)

    return receive
