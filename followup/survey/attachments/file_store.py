"""Where the bytes of attachments lie: under random names in a folder that no address leads to.

A file is on disk, whole, before anything in the database speaks of it; and it is handed out only
while it is byte for byte what came.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

FOLDER = "bilagor"
_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")
_CHUNK = 65_536


class StoreFullError(Exception):
    """The disk does not take the file; nothing of it is left there."""


class DamagedFileError(Exception):
    """The stored file is gone, or is no longer the one that came."""


@dataclass(frozen=True)
class Stored:
    """A file as it lies on disk: its random name, its size and its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER


def _place(name: str) -> Path:
    """A stored name's place; a name that the store has not given leads nowhere."""
    if not _NAME.fullmatch(name):
        raise DamagedFileError(f"{name[:40]!r} is no name of the store")
    return _root() / name


def keep(file: IO[bytes]) -> Stored:
    """Write a file down under a random name, and on to the disk before it returns.

    Raises `StoreFullError` where the disk refuses; half a file is never left.
    """
    token = secrets.token_hex(16)
    name = f"{token[:2]}/{token}"
    place = _root() / name
    try:
        place.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        size, sha256 = _write(file, place)
    except OSError as error:
        with suppress(OSError):
            place.unlink(missing_ok=True)
        raise StoreFullError(str(error)) from error
    return Stored(name, size, sha256)


def _write(file: IO[bytes], place: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(place, flags, 0o640), "wb") as out:
        file.seek(0)
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return size, digest.hexdigest()


def drop(name: str) -> None:
    """Take a file away; one that is not there is no fault."""
    with suppress(FileNotFoundError, DamagedFileError):
        _place(name).unlink()


def opened(name: str) -> IO[bytes]:
    """A stored file to read; links are not followed. Raises `DamagedFileError`."""
    try:
        return os.fdopen(os.open(_place(name), os.O_RDONLY | os.O_NOFOLLOW), "rb")
    except OSError as error:
        raise DamagedFileError(f"{name} cannot be read: {error}") from error


def verified(name: str, sha256: str) -> bytes:
    """A file's content; raises `DamagedFileError` unless its SHA-256 is the one given."""
    try:
        with opened(name) as file:
            content = file.read()
    except OSError as error:
        raise DamagedFileError(f"{name} cannot be read: {error}") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DamagedFileError(f"{name} is not the file that came")
    return content


def names() -> Iterator[tuple[str, float]]:
    """Every file that lies in the store, and when it was last written (seconds since 1970)."""
    for place in sorted(_root().glob("*/*")):
        yield str(place.relative_to(_root())), place.lstat().st_mtime
