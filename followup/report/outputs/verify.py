"""Kontrollerar att arkivpaketet är helt: python3 verify.py  (Python 3.9 eller senare, inget mer)

Räknar om varje fils SHA-256 och jämför med manifest.sha256. Säger vad som saknas, har ändrats
eller har lagts till. Går att köra i mappen där paketet är uppackat, eller på själva zip-filen:
python3 verify.py paketet.zip
"""

from __future__ import annotations

import hashlib
import os
import sys
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO

Files = dict[str, Callable[[], IO[bytes]]]
MANIFEST = "manifest.sha256"


def in_zip(path: str) -> Files:
    """The files of a .zip: each name with a way to open it."""
    package = zipfile.ZipFile(path)
    return {one.filename: partial(package.open, one) for one in package.infolist()}


def in_folder(folder: str) -> Files:
    """The files below a folder, named from it with "/"; links are not followed."""
    found: Files = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            inside = os.path.relpath(path, folder).replace(os.sep, "/")
            if not os.path.islink(path) and "__pycache__" not in inside:
                found[inside] = _way_to(path)
    return found


def _way_to(path: str) -> Callable[[], IO[bytes]]:
    return lambda: open(path, "rb")  # closed by whoever opens it


def sha256(opened: Callable[[], IO[bytes]]) -> str:
    """A file's checksum, read a part at a time."""
    digest = hashlib.sha256()
    with opened() as file:
        for part in iter(lambda: file.read(65536), b""):
            digest.update(part)
    return digest.hexdigest()


def faults(files: Files) -> Iterator[str]:
    """What is wrong, a line each."""
    with files[MANIFEST]() as file:
        lines = file.read().decode("utf-8").splitlines()
    wanted = {name: checksum for checksum, name in (line.split("  ", 1) for line in lines)}
    for name, checksum in wanted.items():
        if name not in files:
            yield "SAKNAS: " + name
        elif sha256(files[name]) != checksum:
            yield "ÄNDRAD: " + name
    for name in sorted(set(files) - set(wanted) - {MANIFEST}):
        yield "TILLAGD: " + name


def main(arguments: list[str]) -> int:
    """0: all is as it was; 1: something is not; 2: it cannot be read."""
    place = arguments[0] if arguments else os.path.dirname(os.path.abspath(__file__))
    try:
        files = in_folder(place) if os.path.isdir(place) else in_zip(place)
        found = list(faults(files))
        own = sha256(files[MANIFEST])
    except (KeyError, OSError, ValueError, zipfile.BadZipFile) as error:
        print("Paketet kan inte läsas:", error)
        return 2
    for line in found:
        print(line)
    print("Manifestets egen SHA-256:", own)
    print("Paketet stämmer inte." if found else f"Allt stämmer: {len(files) - 1} filer.")
    return 1 if found else 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))
