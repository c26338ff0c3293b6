"""The picture on the report's cover: taken in with care, kept as a plain JPEG of our own making.

What comes is looked at by the survey's own checks of files, and then drawn anew: the file that is
kept holds the picture and nothing else, no camera, place or thumbnail, turned the way it was
taken, no larger than paper needs. It is named by its checksum, so that versions can share it.
"""

import hashlib
import io
from dataclasses import dataclass
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

from followup.report.gathering.cover import picture_name
from followup.survey.attachments.file_kinds import FileRefusedError, recognise

LARGEST_FILE = 8_000_000
# About 250 dots an inch across the cover, and enough for a screen.
LONGEST_SIDE = 1_800
QUALITY = 84
ONLY_PICTURES = "Bilden ska vara en PNG eller JPEG. Spara om den och försök igen."
TOO_LARGE = "Bilden är större än 8 MB. Förminska den och försök igen."
UNREADABLE = "Bilden går inte att läsa. Öppna den, spara den på nytt och försök igen."


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: a JPEG, its size in dots, and its SHA-256."""

    content: bytes
    width: int
    height: int

    @property
    def checksum(self) -> str:
        """What names it."""
        return hashlib.sha256(self.content).hexdigest()


def taken_in(name: str, size: int, file: IO[bytes]) -> Picture:
    """The picture drawn anew; raises `FileRefusedError` with what to do, in Swedish."""
    if size > LARGEST_FILE:
        raise FileRefusedError(TOO_LARGE)
    if not recognise(name, file).kind.content_type.startswith("image/"):
        raise FileRefusedError(ONLY_PICTURES)
    file.seek(0)
    try:
        with Image.open(file, formats=("PNG", "JPEG")) as found:
            return _drawn_anew(found)
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError) as error:
        raise FileRefusedError(UNREADABLE) from error


def _drawn_anew(found: Image.Image) -> Picture:
    turned = ImageOps.exif_transpose(found)
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # What can be seen through is laid on the paper's white.
    seen = turned.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    made = io.BytesIO()
    paper.save(made, "JPEG", quality=QUALITY, optimize=True)
    return Picture(made.getvalue(), *paper.size)


def kept(picture: Picture) -> str:
    """The name under which the picture lies in the storage; the same picture lies there once."""
    name = picture_name(picture.checksum)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(picture.content))
    return name
