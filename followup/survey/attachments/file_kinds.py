"""Which files the survey takes as evidence: told by name and by content, which must agree.

Only the beginning and the framework of a file are read; nothing is unpacked to disk, no picture
is decoded and no document is opened by its own program. What is taken may still be harmful to
whoever opens it, so it is only ever served as a download (`views_attachments.py`).
"""

import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.etree.ElementTree import ParseError  # only the exception's name; nothing parses with it

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

LARGEST_FILE = 10_000_000
LONGEST_NAME = 120

# A zip within these bounds is a document; beyond them it is made to fill a disk.
MOST_PARTS = 3_000
LARGEST_UNPACKED = 200_000_000
LARGEST_RATIO = 200
_RATIO_MATTERS_FROM = 5_000_000
_LARGEST_XML = 2_000_000
_CHUNK = 65_536
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 20_000

_DAMAGED = "Filen är skadad eller ofullständig. Öppna den, spara den på nytt och försök igen."
_ALLOWED = "Portalen tar emot pdf, docx, xlsx, pptx, odt, ods, png, jpg, txt och csv."


class FileRefusedError(Exception):
    """A file that is not taken; the text says why and what to do, in Swedish."""


@dataclass(frozen=True)
class FileKind:
    """One kind of file that is taken: what it is called, and how it is served."""

    name: str
    content_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    "pdf": FileKind("PDF", "application/pdf"),
    "docx": FileKind("Word", f"{_OFFICE}wordprocessingml.document"),
    "xlsx": FileKind("Excel", f"{_OFFICE}spreadsheetml.sheet"),
    "pptx": FileKind("PowerPoint", f"{_OFFICE}presentationml.presentation"),
    "odt": FileKind("OpenDocument-text", "application/vnd.oasis.opendocument.text"),
    "ods": FileKind("OpenDocument-kalkylark", "application/vnd.oasis.opendocument.spreadsheet"),
    "png": FileKind("bild", "image/png"),
    "jpg": FileKind("bild", "image/jpeg"),
    "txt": FileKind("text", "text/plain"),
    "csv": FileKind("tabell", "text/csv"),
}
_SAME = {"jpeg": "jpg"}
# For the file chooser of a browser.
ACCEPTED = ",".join(f".{ending}" for ending in (*KINDS, *_SAME))


def kind_named(content_type: str) -> str:
    """A kind as a reader calls it: PDF, Word."""
    return next((one.name for one in KINDS.values() if one.content_type == content_type), "fil")


@dataclass(frozen=True)
class Recognised:
    """A file that is taken: its kind, and what it says besides its content.

    `carries` names hidden details that a writer may not think of: author, camera, place.
    """

    kind: FileKind
    carries: tuple[str, ...] = field(default=())


def recognise(name: str, file: IO[bytes]) -> Recognised:
    """What a file is; raises `FileRefusedError` for everything that is not on the list."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    ending = _SAME.get(ending, ending)
    if ending not in KINDS:
        called = f"Filer som slutar på .{ending[:10]} tas inte emot" if ending else "Filen saknar"
        words = f"{called}. " if ending else f"{called} filändelse. "
        raise FileRefusedError(f"{words}{_ALLOWED}")
    file.seek(0)
    if not file.read(1):
        raise FileRefusedError("Filen är tom. Kontrollera att du har valt rätt fil.")
    try:
        carries = tuple(_CHECKS[ending](file, ending))
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        ParseError,
        DefusedXmlException,
        EOFError,
        LookupError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise FileRefusedError(_DAMAGED) from error
    return Recognised(KINDS[ending], carries)


def _is_something_else(ending: str) -> FileRefusedError:
    return FileRefusedError(
        f"Filen heter .{ending} men innehåller något annat. Spara den i rätt format och försök "
        f"igen. {_ALLOWED}"
    )


# --- PDF and text ----------------------------------------------------------------------------


def _pdf(file: IO[bytes], ending: str) -> Iterator[str]:
    file.seek(0)
    content = file.read(LARGEST_FILE + 1)
    if not content.startswith(b"%PDF-"):
        raise _is_something_else(ending)
    if b"%%EOF" not in content[-2048:]:
        raise FileRefusedError(_DAMAGED)
    if re.search(rb"/Author\s*[(<]\s*[^)>\s]|<dc:creator>", content):
        yield "author"


# How programs and pages begin; a text that begins so is no text.
_NOT_TEXT = (b"<", b"#!", b"%PDF", b"{\\rtf")


def _text(file: IO[bytes], ending: str) -> Iterator[str]:
    file.seek(0)
    content = file.read(LARGEST_FILE + 1)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_NOT_TEXT):
        raise _is_something_else(ending)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("latin-1")
    if text.lstrip().startswith("<") or re.search(r"[\x00-\x08\x0e-\x1f]", text):
        raise _is_something_else(ending)
    return iter(())


# --- Pictures --------------------------------------------------------------------------------


def _bounded_picture(width: int, height: int) -> None:
    """Refuses what would fill the memory of whoever opens it; read from the header alone."""
    if not width or not height:
        raise FileRefusedError(_DAMAGED)
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise FileRefusedError(
            f"Bilden är orimligt stor: {width} × {height} bildpunkter. Förminska den till högst "
            f"{LONGEST_SIDE} på den längsta sidan och försök igen."
        )


def _png(file: IO[bytes], ending: str) -> Iterator[str]:
    file.seek(0)
    if file.read(8) != b"\x89PNG\r\n\x1a\n":
        raise _is_something_else(ending)
    names: list[bytes] = []
    while True:
        length, name = struct.unpack(">I4s", _exactly(file, 8))
        if not names:
            if name != b"IHDR" or length != 13:
                raise FileRefusedError(_DAMAGED)
            _bounded_picture(*struct.unpack(">II", _exactly(file, 8)))
            length -= 8
        names.append(name)
        if name == b"IEND":
            break
        file.seek(length + 4, 1)
    if b"IDAT" not in names:
        raise FileRefusedError(_DAMAGED)
    if b"eXIf" in names:
        yield "camera"


_JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def _jpg(file: IO[bytes], ending: str) -> Iterator[str]:
    file.seek(0)
    if file.read(3) != b"\xff\xd8\xff":
        raise _is_something_else(ending)
    file.seek(2)
    is_bounded = has_exif = has_place = False
    while True:
        marker = _exactly(file, 2)
        while marker == b"\xff\xff":
            marker = marker[1:] + _exactly(file, 1)
        if marker[0] != 0xFF:
            raise FileRefusedError(_DAMAGED)
        if marker[1] == 0xDA:
            break
        (length,) = struct.unpack(">H", _exactly(file, 2))
        segment = _exactly(file, length - 2)
        if marker[1] in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", segment[1:5])
            _bounded_picture(width, height)
            is_bounded = True
        if marker[1] == 0xE1 and segment.startswith(b"Exif\x00"):
            has_exif = True
            # The tag that points at a place, in either byte order.
            has_place = b"\x88\x25\x00\x04" in segment or b"\x25\x88\x04\x00" in segment
    if not is_bounded or b"\xff\xd9" not in file.read(LARGEST_FILE + 1):
        raise FileRefusedError(_DAMAGED)
    if has_exif:
        yield "camera"
    if has_place:
        yield "place"


def _exactly(file: IO[bytes], length: int) -> bytes:
    """The next bytes; `EOFError` where the file ends before."""
    found = file.read(length) if length >= 0 else b""
    if len(found) != length or length < 0:
        raise EOFError
    return found


# --- Documents in a zip ----------------------------------------------------------------------

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_OR_PROTECTED = (
    "Filen är i ett äldre format eller skyddad med lösenord. Ta bort lösenordet, spara den som "
    ".{ending} och försök igen."
)
_PROTECTED = "Filen är skyddad med lösenord. Ta bort lösenordet och försök igen."
_MACROS = "Filen innehåller makron. Spara den utan makron, eller som PDF, och försök igen."
_BOMB = "Filen blir orimligt stor när den packas upp. Spara den som PDF och försök igen."
_MAIN = {
    "docx": f"{_OFFICE}wordprocessingml.document.main+xml",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet.main+xml",
    "pptx": f"{_OFFICE}presentationml.presentation.main+xml",
}
_ODF = {ending: KINDS[ending].content_type for ending in ("odt", "ods")}


def _opened(file: IO[bytes], ending: str) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
    """The zip with its parts by name, its bounds checked by what really comes out of it."""
    file.seek(0)
    content = file.read(8)
    if content == _OLE:
        raise FileRefusedError(_OLD_OR_PROTECTED.format(ending=ending))
    if not content.startswith(b"PK\x03\x04"):
        raise _is_something_else(ending)
    file.seek(0)
    # A directory of very many entries would fill the memory before they could be counted.
    if file.read(LARGEST_FILE + 1).count(b"PK\x01\x02") > MOST_PARTS:
        raise FileRefusedError(_BOMB)
    opened = zipfile.ZipFile(file)
    parts: dict[str, zipfile.ZipInfo] = {}
    for part in opened.infolist():
        if part.flag_bits & 1:
            raise FileRefusedError(_PROTECTED)
        if part.filename in parts or _leads_elsewhere(part):
            raise FileRefusedError(_DAMAGED)
        parts[part.filename] = part
    if sum(part.file_size for part in parts.values()) > LARGEST_UNPACKED:
        raise FileRefusedError(_BOMB)
    for part in parts.values():
        _check_unpacked(opened, part)
    return opened, parts


def _leads_elsewhere(part: zipfile.ZipInfo) -> bool:
    """Whether a part's name is absolute, climbs, or is a link: no document has such parts."""
    name = part.orig_filename
    odd = name.startswith("/") or "\\" in name or ":" in name or "\x00" in name
    return odd or ".." in name.split("/") or stat.S_ISLNK(part.external_attr >> 16)


def _check_unpacked(opened: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise FileRefusedError(_DAMAGED)
    too_much = max(_RATIO_MATTERS_FROM, LARGEST_RATIO * part.compress_size)
    if part.file_size > too_much:
        raise FileRefusedError(_BOMB)
    size = 0
    with opened.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > part.file_size:
                raise FileRefusedError(_BOMB)
    if size != part.file_size:
        raise FileRefusedError(_DAMAGED)


def _xml(opened: zipfile.ZipFile, part: zipfile.ZipInfo | None) -> str:
    """A small part's text; empty where there is none. It must be XML without document types."""
    if part is None:
        return ""
    if part.file_size > _LARGEST_XML:
        raise FileRefusedError(_DAMAGED)
    content = opened.read(part)
    fromstring(content, forbid_dtd=True)
    return content.decode("utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")


def _office(file: IO[bytes], ending: str) -> Iterator[str]:
    opened, parts = _opened(file, ending)
    types = _xml(opened, parts.get("[Content_Types].xml"))
    lower = [name.lower() for name in parts]
    if "macroEnabled" in types or any(
        "vbaproject" in name or "/activex/" in name or name.startswith("xl/macrosheets/")
        for name in lower
    ):
        raise FileRefusedError(_MACROS)
    if _MAIN[ending] not in types:
        raise _is_something_else(ending)
    details = _xml(opened, parts.get("docProps/core.xml"))
    if re.search(r"<(?:dc:creator|cp:lastModifiedBy)>\s*[^<\s]", details):
        yield "author"


def _open_document(file: IO[bytes], ending: str) -> Iterator[str]:
    opened, parts = _opened(file, ending)
    kind = parts.get("mimetype")
    if kind is None or kind.file_size > 200 or opened.read(kind).decode().strip() != _ODF[ending]:
        raise _is_something_else(ending)
    if any(name.startswith(("Basic/", "Scripts/")) for name in parts):
        raise FileRefusedError(_MACROS)
    if "content.xml" not in parts:
        raise FileRefusedError(_DAMAGED)
    if "encryption-data" in _xml(opened, parts.get("META-INF/manifest.xml")):
        raise FileRefusedError(_PROTECTED)
    details = _xml(opened, parts.get("meta.xml"))
    if re.search(r"<(?:dc:creator|meta:initial-creator)>\s*[^<\s]", details):
        yield "author"


_CHECKS = {
    "pdf": _pdf,
    "docx": _office,
    "xlsx": _office,
    "pptx": _office,
    "odt": _open_document,
    "ods": _open_document,
    "png": _png,
    "jpg": _jpg,
    "txt": _text,
    "csv": _text,
}


# --- Names -----------------------------------------------------------------------------------

_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)


def shown_name(raw: str) -> str:
    """What a file is called, made safe to show and to save on any machine.

    Folders, control signs and signs that turn the reading direction go; å, ä and ö are one
    sign each; a long name is cut before its ending.
    """
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    name = re.sub(r'[<>:"|?*]', "_", " ".join(name.split())).rstrip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = ending, ""
    if _DEVICES.fullmatch(stem.split(".")[0].strip()):
        stem = f"_{stem}"
    stem = stem[: LONGEST_NAME - len(ending) - 1].strip(" .") or "fil"
    return f"{stem}.{ending}" if ending and len(ending) <= 10 else stem
