"""The round's archive package: everything about the year in one .zip that can verify itself.

The report in every form, its data with schema, what the organisations handed in as files, the
event log, and a manifest of SHA-256 that `verify.py`, with nothing but Python, compares with the
files. Written to disk file by file, since a year's attachments do not fit in memory.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from followup.report.outputs.packages import made_at
from followup.report.snapshot import Snapshot

NAME, ENDING, CONTENT_TYPE = "arkiv", "zip", "application/zip"
MANIFEST = "manifest.sha256"
_CHUNK = 65_536
_VERIFY = Path(__file__).with_name("verify.py")
_READ_ME = """{title}: arkivpaket

rapport/              rapporten och dess uppgifter i alla format. Filer vars namn slutar på
                      -alla-uppgifter har även antal under fem. rapport/schema.schema.json
                      beskriver varje fält i rapport/json.json.
underlag.json         allt som rapporten är gjord av. Dess kontrollsumma står i portalen.
bilagor/              filer som organisationerna lämnade in. bilagor.json säger vems de är, vad de
                      hette och vilken fråga de svarar på.
handelser.json        händelseloggen för omgången fram till att rapporten gjordes.
{manifest}       kontrollsumma (SHA-256) för varje fil.

Kontrollera paketet: python3 verify.py  (eller: sha256sum -c {manifest})
"""


@dataclass(frozen=True)
class Enclosed:
    """A file that was handed in: what is told of it, and how to open it; None: it is left out."""

    about: dict[str, Any]
    opened: Callable[[], IO[bytes]] | None


def write_archive(
    file: IO[bytes],
    snapshot: Snapshot,
    snapshot_json: bytes,
    report_files: Iterable[tuple[str, bytes]],
    enclosed: Iterable[Enclosed],
    events: list[dict[str, Any]],
) -> None:
    """Write the package to an open file. Attachments get names of ours, theirs stand in a list."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        writer = _Writer(package, made_at(snapshot))
        read_me = _READ_ME.format(title=snapshot["title"], manifest=MANIFEST)
        writer.add("las-mig.txt", read_me.encode())
        writer.add("verify.py", _VERIFY.read_bytes())
        for name, content in report_files:
            writer.add(name, content)
        writer.add("underlag.json", snapshot_json)
        listed = []
        for number, one in enumerate(enclosed, 1):
            place = f"bilagor/{number:04}" if one.opened else None
            if place and one.opened:
                writer.copy(place, one.opened)
            listed.append({"fil": place, **one.about})
        writer.add("bilagor.json", _as_json(listed))
        writer.add("handelser.json", _as_json(events))
        writer.add_manifest()


class _Writer:
    """Adds files to a package and remembers their checksums."""

    def __init__(self, package: zipfile.ZipFile, moment: datetime) -> None:
        self.package, self.moment = package, moment
        self.checksums: dict[str, str] = {}

    def add(self, name: str, content: bytes) -> None:
        """A file whose content is at hand."""
        self.package.writestr(self._about(name), content)
        self.checksums[name] = hashlib.sha256(content).hexdigest()

    def copy(self, name: str, opened: Callable[[], IO[bytes]]) -> None:
        """A file on disk, a part at a time."""
        digest = hashlib.sha256()
        with opened() as source, self.package.open(self._about(name), "w") as target:
            while part := source.read(_CHUNK):
                digest.update(part)
                target.write(part)
        self.checksums[name] = digest.hexdigest()

    def add_manifest(self) -> None:
        """The list that everything else is compared with, in the form of `sha256sum`."""
        lines = [f"{checksum}  {name}\n" for name, checksum in self.checksums.items()]
        self.package.writestr(self._about(MANIFEST), "".join(lines).encode())

    def _about(self, name: str) -> zipfile.ZipInfo:
        about = zipfile.ZipInfo(name, self.moment.timetuple()[:6])
        about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        return about


def _as_json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode(errors="surrogatepass")
