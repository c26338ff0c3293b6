"""The file around a workbook: a zip that may be anything, checked before it is read.

Told by content what it is; bounded in size, parts, unpacked size and ratio, both by what its
directory says and by what really comes out; without document types or entities; with no names
that lead elsewhere. Nothing is ever written to disk.
"""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO
from xml.sax import SAXException  # only the exception's name; nothing is parsed with it

from defusedxml.common import DefusedXmlException

LARGEST_FILE = 10_000_000
LARGEST_UNPACKED = 40_000_000
LARGEST_RATIO = 200
MOST_PARTS = 1_000
# Smaller parts may be as repetitive as they like.
_RATIO_MATTERS_FROM = 1_000_000
_LONGEST_TAG = 1_000_000
_CHUNK = 65_536

DAMAGED = "Filen är skadad och går inte att läsa. Hämta en ny från portalen och försök igen."
TOO_LARGE = "Filen är för stor. Den får vara högst 10 MB."
_BOMB = (
    "Filen blir orimligt stor när den packas upp och öppnas därför inte. "
    "Hämta en ny från portalen och för över svaren dit."
)
_STRANGE = (
    "Filen innehåller sådant som en arbetsbok inte ska innehålla och öppnas därför inte. "
    "Hämta en ny från portalen och för över svaren dit."
)
_AS_XLSX = "Spara den som Excel-arbetsbok (.xlsx) och ladda upp den filen."


class SpreadsheetError(Exception):
    """A file that cannot be used; the text says why and what to do, in Swedish."""


@contextmanager
def told_in_swedish() -> Iterator[None]:
    """Whatever a damaged or hostile file makes the libraries raise becomes one exception."""
    try:
        yield
    except SpreadsheetError:
        raise
    except DefusedXmlException as error:
        raise SpreadsheetError(_STRANGE) from error
    except RecursionError as error:
        raise SpreadsheetError(_STRANGE) from error
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        SAXException,
        EOFError,
        OSError,
        LookupError,
        ValueError,
        ArithmeticError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise SpreadsheetError(DAMAGED) from error


def content_of(file: IO[bytes] | bytes) -> bytes:
    """All bytes of an uploaded file, which is refused unread when it is too large."""
    if isinstance(file, bytes):
        content = file
    else:
        file.seek(0)
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise SpreadsheetError(TOO_LARGE)
    return content


class Container:
    """A checked workbook file, its parts to be read one by one."""

    def __init__(self, content: bytes) -> None:
        """Opens and checks it; raises `SpreadsheetError`."""
        refuse_other_kinds(content)
        # A directory with very many entries would fill the memory before they could be counted.
        if content.count(b"PK\x01\x02") > MOST_PARTS:
            raise SpreadsheetError(_BOMB)
        with told_in_swedish():
            self._zip = zipfile.ZipFile(BytesIO(content))
            self._parts = self._checked_directory()
            for part in self._parts.values():
                self._check_unpacked(part)
            refuse_other_documents(self)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def names(self) -> list[str]:
        """The parts' names in lower case: the standard takes `/xl/Workbook.xml` for the same."""
        return list(self._parts)

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part's content, a piece at a time; `SpreadsheetError` where it is missing."""
        part = self._parts.get(name.lower())
        if part is None:
            raise SpreadsheetError(DAMAGED)
        with self._zip.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk

    def head(self, name: str, length: int = _CHUNK) -> bytes:
        """The beginning of a part; empty where it is missing."""
        return next(self.chunks(name), b"")[:length] if name in self else b""

    # --- Checks ------------------------------------------------------------------------------

    def _checked_directory(self) -> dict[str, zipfile.ZipInfo]:
        """The parts by name, as far as the directory can be believed."""
        parts: dict[str, zipfile.ZipInfo] = {}
        unpacked = 0
        for part in self._zip.infolist():
            if part.flag_bits & 1:
                raise SpreadsheetError(PROTECTED)
            name = part.filename.lower()
            if name in parts or _leads_elsewhere(part):
                raise SpreadsheetError(_STRANGE)
            if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise SpreadsheetError(DAMAGED)
            unpacked += part.file_size
            if unpacked > LARGEST_UNPACKED or _is_blown_up(part.file_size, part.compress_size):
                raise SpreadsheetError(_BOMB)
            parts[name] = part
        return parts

    def _check_unpacked(self, part: zipfile.ZipInfo) -> None:
        """What really comes out of a part: its size, and no document type in any of it."""
        size = unclosed = 0
        before = b""
        is_markup = part.filename.lower().endswith((".xml", ".rels", ".vml"))
        for chunk in self.chunks(part.filename):
            size += len(chunk)
            if size > part.file_size or _is_blown_up(size, part.compress_size):
                raise SpreadsheetError(_BOMB)
            if not is_markup:
                continue
            # A tag without end makes an XML parser read it again and again.
            end = chunk.rfind(b">")
            unclosed = len(chunk) - end if end >= 0 else unclosed + len(chunk)
            if any(mark in before + chunk for mark in _DECLARATIONS) or unclosed > _LONGEST_TAG:
                raise SpreadsheetError(_STRANGE)
            before = chunk[-40:]


_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


def _is_blown_up(unpacked: int, packed: int) -> bool:
    return unpacked > _RATIO_MATTERS_FROM and unpacked > LARGEST_RATIO * max(packed, 1)


def _leads_elsewhere(part: zipfile.ZipInfo) -> bool:
    """Whether a part's name is absolute, climbs, or is a link: no workbook has such parts."""
    name = part.filename
    steps = name.split("/")
    odd = name.startswith("/") or "\\" in name or ":" in name or ".." in steps
    return odd or stat.S_ISLNK(part.external_attr >> 16) or "\x00" in part.orig_filename


# --- What a file is --------------------------------------------------------------------------

PROTECTED = (
    "Filen är skyddad med lösenord. Öppna den i Excel, ta bort lösenordet under Arkiv, Info, "
    "Skydda arbetsbok, spara och ladda upp den igen."
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_BEGINNINGS = (
    (b"%PDF", "Filen är en PDF, inte en Excel-arbetsbok. Ladda upp arbetsboken i stället."),
    (b"{\\rtf", "Filen är ett textdokument (RTF), inte en Excel-arbetsbok. "),
    (b"\x89PNG", "Filen är en bild, inte en Excel-arbetsbok."),
    (b"\xff\xd8\xff", "Filen är en bild, inte en Excel-arbetsbok."),
    (b"GIF8", "Filen är en bild, inte en Excel-arbetsbok."),
)


def refuse_other_kinds(content: bytes) -> None:
    """Says what a file is that is no zip; the name is not asked."""
    if not content:
        raise SpreadsheetError("Filen är tom. Kontrollera att du har valt rätt fil.")
    if content.startswith(_OLE):
        raise SpreadsheetError(_told_of_ole(content))
    for beginning, words in _OTHER_BEGINNINGS:
        if content.startswith(beginning):
            raise SpreadsheetError(words.strip())
    if not content.startswith(b"PK"):
        raise SpreadsheetError(_told_of_text(content[:4_000]))


def _told_of_ole(content: bytes) -> str:
    """The old container of Office, which also holds what is encrypted."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return PROTECTED
    if "WordDocument".encode("utf-16-le") in content:
        return "Filen är ett Word-dokument, inte en Excel-arbetsbok."
    return f"Filen är i det gamla Excel-formatet (.xls). {_AS_XLSX}"


def _told_of_text(beginning: bytes) -> str:
    start = beginning.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table")):
        return f"Filen är en webbsida, inte en Excel-arbetsbok. Öppna den i Excel. {_AS_XLSX}"
    if start.startswith(b"<"):
        return f"Filen är en XML-fil, inte en Excel-arbetsbok. Öppna den i Excel. {_AS_XLSX}"
    is_text = not any(byte < 9 or 13 < byte < 32 for byte in beginning)
    if is_text and any(mark in start for mark in (b";", b",", b"\t")) and b"\n" in start:
        return f"Filen är en textfil (.csv), inte en Excel-arbetsbok. Öppna den i Excel. {_AS_XLSX}"
    return (
        "Filen är ingen Excel-arbetsbok, eller så är den skadad. "
        "Kontrollera att du har valt rätt fil."
    )


def refuse_other_documents(container: Container) -> None:
    """Says what a zip is that is no ordinary workbook."""
    kind = container.head("mimetype", 200)
    if b"opendocument.spreadsheet" in kind:
        raise SpreadsheetError(f"Filen är ett OpenDocument-kalkylark (.ods). {_AS_XLSX}")
    if kind:
        raise SpreadsheetError("Filen är ett annat slags dokument, inte en Excel-arbetsbok.")
    types = b"".join(container.chunks("[content_types].xml")) if _has_types(container) else b""
    names = container.names()
    if b"macroEnabled" in types or any(name.endswith("vbaproject.bin") for name in names):
        raise SpreadsheetError(
            f"Filen innehåller makron (.xlsm) och öppnas därför inte. {_AS_XLSX}"
        )
    if b"sheet.binary" in types or "xl/workbook.bin" in names:
        raise SpreadsheetError(f"Filen är i Excels binära format (.xlsb). {_AS_XLSX}")
    for mark, words in (("word/", "ett Word-dokument"), ("ppt/", "en presentation")):
        if any(name.startswith(mark) for name in names):
            raise SpreadsheetError(f"Filen är {words}, inte en Excel-arbetsbok.")
    if not any(name.startswith("xl/") for name in names):
        raise SpreadsheetError(
            "Filen är en zip-fil, inte en Excel-arbetsbok. Packa upp den och ladda upp arbetsboken."
        )


def _has_types(container: Container) -> bool:
    return "[content_types].xml" in container
