"""Files as organisations send them, whole or made to do harm; for tests about attachments."""

import struct
import zipfile
import zlib
from io import BytesIO

from docx import Document
from openpyxl import Workbook

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
OFFICE = "application/vnd.openxmlformats-officedocument."


def chunk(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int = 4, height: int = 3, *more: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\x00" + b"\x80" * 3 * 4) * 3)
    body = chunk(b"IHDR", header) + b"".join(more) + chunk(b"IDAT", pixels) + chunk(b"IEND")
    return b"\x89PNG\r\n\x1a\n" + body


def jpg(width: int = 4, height: int = 3, exif: bytes = b"") -> bytes:
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    more = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif if exif else b""
    start = b"\xff\xd8" + more + b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame
    return start + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x00" * 8 + b"\xff\xd9"


def exif(*tags: bytes) -> bytes:
    return b"Exif\x00\x00MM\x00*\x00\x00\x00\x08" + b"".join(tags)


PLACE = b"\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x1a"


def docx(author: str = "") -> bytes:
    document, file = Document(), BytesIO()
    document.add_paragraph("Vår rapport")
    document.core_properties.author = author
    document.core_properties.last_modified_by = ""
    document.save(file)
    return file.getvalue()


def xlsx() -> bytes:
    book, file = Workbook(), BytesIO()
    book.properties.creator = ""
    book.save(file)
    return file.getvalue()


def zipped(*parts: tuple[str | zipfile.ZipInfo, bytes | str]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts:
            out.writestr(name, content)
    return file.getvalue()


def types(kind: str) -> tuple[str, str]:
    return "[Content_Types].xml", f'<Types><Override ContentType="{kind}"/></Types>'


def pptx(*more: tuple[str, str]) -> bytes:
    return zipped(types(f"{OFFICE}presentationml.presentation.main+xml"), *more)


def open_document(kind: str, *more: tuple[str, str]) -> bytes:
    mimetype = ("mimetype", f"application/vnd.oasis.opendocument.{kind}")
    return zipped(mimetype, ("content.xml", "<office/>"), *more)


def with_part(file: bytes, name: str, content: bytes | str) -> bytes:
    """A zip with one more part."""
    copy = BytesIO(file)
    with zipfile.ZipFile(copy, "a", zipfile.ZIP_DEFLATED) as out:
        out.writestr(name, content)
    return copy.getvalue()


WHOLE = {
    "rapport.pdf": PDF,
    "rapport.docx": docx(),
    "siffror.xlsx": xlsx(),
    "bildspel.pptx": pptx(),
    "rapport.odt": open_document("text"),
    "siffror.ods": open_document("spreadsheet"),
    "bild.png": png(),
    "bild.jpg": jpg(),
    "BILD.JPEG": jpg(),
    "anteckning.txt": "Åtgärder för länet: bra!\r\n".encode(),
    "gammal.txt": "Åtgärder".encode("latin-1"),
    "bred.txt": "Åtgärder".encode("utf-16"),
    "siffror.csv": b"\xef\xbb\xbfNamn;Antal\r\nSala;12\r\n",
}
