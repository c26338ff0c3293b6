"""The cover's picture as the snapshot keeps it, so that every file can be made from it."""

import base64
import hashlib
import io

from django.core.files.storage import default_storage
from PIL import Image

from followup.report.snapshot import CoverPart


def picture_name(checksum: str) -> str:
    """The name of a cover's picture in the storage."""
    return f"reports/omslag/{checksum}.jpg"


def cover_part(name: str, alternative_text: str) -> CoverPart:
    """The picture as the snapshot keeps it, complete in itself; read from the storage."""
    with default_storage.open(name, "rb") as file:
        content = file.read()
    with Image.open(io.BytesIO(content), formats=("JPEG",)) as found:
        width, height = found.size
    return {
        "checksum": hashlib.sha256(content).hexdigest(),
        "alternative_text": alternative_text,
        "width": width,
        "height": height,
        "jpeg": base64.b64encode(content).decode(),
    }
