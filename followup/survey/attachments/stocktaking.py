"""Are the attachments in the database and the files on disk the same, byte for byte?"""

import time
from collections.abc import Iterator

from followup.survey.attachments import file_store
from followup.survey.models import Attachment, LateFile

# A file is on disk a moment before its row: only what has lain longer has no row for good.
PATIENCE = 60 * 60 * 24


def faults() -> Iterator[str]:
    """What is wrong with what is stored; nothing when all is well."""
    for attachment in Attachment.objects.order_by("added_at").iterator():
        yield from _damage(f"attachment {attachment.pk}", attachment)
    for late in LateFile.objects.order_by("sent_at").iterator():
        yield from _damage(f"late file {late.pk}", late)
    for name in without_row():
        yield f"{name}: a file that no attachment knows of"


def _damage(what: str, file: Attachment | LateFile) -> Iterator[str]:
    try:
        file_store.verified(file.stored_name, file.sha256)
    except file_store.DamagedFileError as error:
        yield f"{what}: {error}"


def without_row() -> list[str]:
    """Stored files that no attachment knows of, left behind when a server died half-way."""
    known = set(Attachment.objects.values_list("stored_name", flat=True))
    known |= set(LateFile.objects.values_list("stored_name", flat=True))
    before = time.time() - PATIENCE
    return [name for name, at in file_store.names() if name not in known and at < before]


def tidy() -> int:
    """Take away the files that no attachment knows of; how many they were."""
    found = without_row()
    for name in found:
        file_store.drop(name)
    return len(found)
