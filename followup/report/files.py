"""The stored files: served only while they are byte for byte what was made."""

import hashlib
import logging
from collections.abc import Iterator

from django.db.models.fields.files import FieldFile

from followup.report.models import AnnualReport
from followup.report.snapshot import checksum as checksum_of

log = logging.getLogger(__name__)


class DamagedFileError(Exception):
    """The stored file is gone or is no longer the one that was made."""


def verified(file: FieldFile, checksum: str) -> bytes:
    """A file's content; raises `DamagedFileError` unless its SHA-256 is the stored one."""
    try:
        with file.open("rb") as opened:
            content = opened.read()
    except OSError as error:
        raise DamagedFileError(f"{file.name} cannot be read: {error}") from error
    if hashlib.sha256(content).hexdigest() != checksum:
        raise DamagedFileError(f"{file.name} is not the file that was made")
    return content


def check(file: FieldFile, checksum: str) -> None:
    """As `verified`, for a file too large to be read whole."""
    digest = hashlib.sha256()
    try:
        with file.open("rb") as opened:
            for part in opened.chunks():
                digest.update(part)
    except OSError as error:
        raise DamagedFileError(f"{file.name} cannot be read: {error}") from error
    if digest.hexdigest() != checksum:
        raise DamagedFileError(f"{file.name} is not the file that was made")


def faults() -> Iterator[str]:
    """What is wrong with what is stored of all reports; nothing when all is well."""
    reports = AnnualReport.objects.made().select_related("round")
    for report in reports.prefetch_related("files"):
        name = f"{report.round.year} version {report.version}"
        snapshot = report.snapshot
        if snapshot is None or checksum_of(snapshot) != report.snapshot_checksum:
            yield f"{name}: the snapshot is not the one that was made"
        copies = (
            (report.pdf, report.pdf_checksum),
            (report.public_pdf, report.public_pdf_checksum),
            *((one.file, one.checksum) for one in report.files.all()),
        )
        for file, checksum in copies:
            try:
                check(file, checksum)
            except DamagedFileError as error:
                yield f"{name}: {error}"
