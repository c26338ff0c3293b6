"""A virus scanner beside the portal, where there is one: clamd, spoken to over its own protocol.

Without a scanner (the setting `CLAMD_URL` is empty) files are not scanned. With one, nothing that
it has not passed is handed out: a scanner that does not answer leaves the file waiting.
"""

import socket
import struct
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 20
_CHUNK = 65_536


class ScannerAwayError(Exception):
    """The scanner could not be reached, or did not say whether the file is clean."""


def is_configured() -> bool:
    """Whether a scanner is to pass every file."""
    return bool(settings.CLAMD_URL)


def is_clean(file: IO[bytes]) -> bool:
    """Whether the scanner passes a file; raises `ScannerAwayError` where it does not say."""
    try:
        with _connected() as connection:
            answer = _ask(connection, file)
    except OSError as error:
        raise ScannerAwayError(str(error)) from error
    if answer.endswith(" FOUND"):
        return False
    if answer.endswith(" OK"):
        return True
    raise ScannerAwayError(answer[:200] or "no answer")


def _connected() -> socket.socket:
    address = urlsplit(settings.CLAMD_URL)
    if address.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(SECONDS)
        connection.connect(address.path)
        return connection
    return socket.create_connection((address.hostname or "", address.port or 3310), SECONDS)


def _ask(connection: socket.socket, file: IO[bytes]) -> str:
    """INSTREAM: chunks, each after its length; a length of nought ends the file."""
    connection.sendall(b"zINSTREAM\x00")
    file.seek(0)
    while chunk := file.read(_CHUNK):
        connection.sendall(struct.pack(">I", len(chunk)) + chunk)
    connection.sendall(struct.pack(">I", 0))
    answer = b""
    while b"\x00" not in answer and len(answer) < 4_096:
        more = connection.recv(4_096)
        if not more:
            break
        answer += more
    return answer.split(b"\x00")[0].decode("utf-8", "replace").strip()
