"""HTML in, an accessible archival PDF out: PDF/A-2a and PDF/UA-1 in one file.

A published report must be readable with a screen reader (PDF/UA-1, which the Swedish law on
accessible digital public service asks for in effect) and in thirty years (PDF/A). WeasyPrint
writes one of the two marks; the other is added to the same metadata here, with the description
of its schema that PDF/A demands. Nothing is loaded but the fonts and style sheets of our own
`static` folder, by exact path, and whatever WeasyPrint warns of is an error: a report that lost
a picture or a style must not be published.
"""

import hashlib
import logging
import os
import re
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from mimetypes import guess_type
from pathlib import Path

import pydyf
import weasyprint
from weasyprint.pdf.anchors import write_pdf_attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

STATIC = Path(__file__).resolve().parent.parent / "static"
REPORT_STYLES = (STATIC / "css" / "report.css",)
DOCUMENT_STYLES = (*REPORT_STYLES, STATIC / "css" / "document.css")
# Characters that no font draws and some readers obey: controls, and turned writing direction.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")

# Told a share from 0 to 100 and what is being done, in Swedish, for a progress bar.
Progress = Callable[[int, str], None]
# JPEGs by the address that the HTML calls them by, such as file:///omslag.jpg.
Pictures = Mapping[str, bytes]


class PdfError(Exception):
    """The PDF could not be made as it should be; the message lists what was wrong."""


class _NoGlyphError(PdfError):
    """No font on this machine draws some of the characters that people wrote."""

    def __init__(self, characters: set[str]) -> None:
        super().__init__(f"no font draws {sorted(characters)}")
        self.characters = characters

    def spelled_out(self, html: str) -> str:
        """The text with each such character as its code point, so that none is lost: [U+1F600]."""
        table = {ord(one): f"[U+{ord(one):04X}]" for one in self.characters}
        return html.translate(table)


@dataclass(frozen=True)
class AttachedFile:
    """A file to carry inside the PDF, such as the figures as a spreadsheet."""

    name: str
    content: bytes
    description: str


def render_pdf(
    html: str,
    *,
    stylesheets: Sequence[Path] = REPORT_STYLES,
    attachments: Sequence[AttachedFile] = (),
    pictures: Pictures | None = None,
    progress: Progress | None = None,
    made_at: datetime | None = None,
) -> bytes:
    """The PDF of a whole HTML document that has `lang`, a title and headings in order.

    PDF/A-2a, or PDF/A-3a when files are attached; PDF/UA-1 either way. `made_at` (aware) is
    written as the date; without it SOURCE_DATE_EPOCH or now. Same input and date, same bytes.
    A character that no font here draws is printed as its code point, [U+1F600].
    Raises PdfError on any warning from WeasyPrint or any attempt to load something foreign.
    """
    (content,) = _rendered(html, stylesheets, [attachments], pictures, progress, made_at)
    return content


def render_pdf_pair(
    html: str,
    attachments: Sequence[AttachedFile],
    *,
    pictures: Pictures | None = None,
    progress: Progress | None = None,
    made_at: datetime | None = None,
) -> tuple[bytes, bytes]:
    """The same pages as `render_pdf` twice: alone (PDF/A-2a), and with the files (PDF/A-3a).

    Laid out and drawn once: the second begins with the first's bytes (`_Plain`).
    """
    alone, carrying = _rendered(html, REPORT_STYLES, [(), attachments], pictures, progress, made_at)
    return alone, carrying


def _rendered(
    html: str,
    stylesheets: Sequence[Path],
    carried: Sequence[Sequence[AttachedFile]],
    pictures: Pictures | None,
    progress: Progress | None,
    made_at: datetime | None,
) -> list[bytes]:
    moment = made_at or _now()
    told = _Told(progress) if progress else None
    try:
        return _written(html, stylesheets, carried, pictures or {}, told, moment)
    except _NoGlyphError as missing:
        html = missing.spelled_out(html)
        return _written(html, stylesheets, carried, pictures or {}, told, moment)


def document_pdf(html: str, *, made_at: datetime) -> bytes:
    """A document for one organisation, on `templates/pdf/frame.html`.

    Characters that cannot be printed are left out, whoever wrote them.
    """
    printable = UNPRINTABLE.sub("", html)
    return render_pdf(printable, stylesheets=DOCUMENT_STYLES, made_at=made_at)


def _written(
    html: str,
    stylesheets: Sequence[Path],
    carried: Sequence[Sequence[AttachedFile]],
    pictures: Pictures,
    told: "_Told | None",
    moment: datetime,
) -> list[bytes]:
    """One file for each set of files to carry, all of the same pages."""
    fetcher = OwnFilesOnly([*stylesheets, *(STATIC / "fonts").glob("*.woff2")], pictures)
    with _alone_at(moment), _problems_raised(fetcher), _progress_told(told):
        document = _document(html, stylesheets, fetcher)
        _date_and_mark(document, moment)
        whose = hashlib.sha256(f"{moment.isoformat()}{html}".encode()).digest()[:16]
        plain = _Plain(document, whose)
        return [
            plain.carrying([_attachment(file, moment, fetcher) for file in files])
            for files in carried
        ]


def _now() -> datetime:
    """The clock, or the fixed second of SOURCE_DATE_EPOCH (reproducible-builds.org)."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(fixed), UTC) if fixed else datetime.now(UTC)


_ONE_AT_A_TIME = threading.Lock()


@contextmanager
def _alone_at(moment: datetime) -> Iterator[None]:
    """One PDF at a time in this process, with the clock that the font writer reads set to `moment`.

    fontTools dates each font it subsets, by SOURCE_DATE_EPOCH or now; without it no two files
    are alike. WeasyPrint 70 never closes its colour profile, which Python would warn of.
    """
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"unclosed file .*sRGB2014\.icc", ResourceWarning)
        before = os.environ.get("SOURCE_DATE_EPOCH")
        os.environ["SOURCE_DATE_EPOCH"] = str(int(moment.timestamp()))
        try:
            yield
        finally:
            del os.environ["SOURCE_DATE_EPOCH"]
            if before is not None:
                os.environ["SOURCE_DATE_EPOCH"] = before


def _document(html: str, stylesheets: Sequence[Path], fetcher: URLFetcher) -> weasyprint.Document:
    """The laid out pages, in our own fonts and styles."""
    fonts = FontConfiguration()
    styles = [
        weasyprint.CSS(url=path.resolve().as_uri(), url_fetcher=fetcher, font_config=fonts)
        for path in stylesheets
    ]
    source = weasyprint.HTML(string=html, url_fetcher=fetcher)
    return source.render(font_config=fonts, stylesheets=styles, pdf_variant=_PLAIN)


def _attachment(file: AttachedFile, moment: datetime, fetcher: URLFetcher) -> weasyprint.Attachment:
    return weasyprint.Attachment(
        string=file.content,
        name=file.name,
        description=file.description,
        created=moment,
        modified=moment,
        relationship="Data",
        url_fetcher=fetcher,
    )


# --- The same pages, with and without files ---------------------------------------------------

_PLAIN = "pdf/a-2a"


class _Plain:
    """A document as PDF/A-2a, to which files can be added without drawing its pages again.

    The format lets a file be changed by what stands after its end (ISO 32000-1, 7.5.6): there
    come the files, the list of them, metadata that say PDF/A-3a, and where all of it is.
    """

    def __init__(self, document: weasyprint.Document, identifier: bytes) -> None:
        self.document, self.identifier = document, identifier
        self.content: bytes = document.write_pdf(
            pdf_variant=_PLAIN, pdf_identifier=identifier, finisher=self._keep
        )

    def _keep(self, _document: weasyprint.Document, pdf: pydyf.PDF) -> None:
        self.pdf = pdf

    def carrying(self, files: Sequence[weasyprint.Attachment]) -> bytes:
        """The PDF's bytes; with files it is PDF/A-3a."""
        if not files:
            return self.content
        before, catalog = len(self.pdf.objects), dict(self.pdf.catalog)
        try:
            self._add(files)
            return self.content + self._update([self.pdf.catalog, *self.pdf.objects[before:]])
        finally:
            del self.pdf.objects[before:]
            self.pdf.catalog.clear()
            self.pdf.catalog.update(catalog)

    def _add(self, files: Sequence[weasyprint.Attachment]) -> None:
        """The files, a list of their names for readers, and what PDF/A-3 asks to be said."""
        names, catalog = pydyf.Dictionary({"Names": pydyf.Array()}), self.pdf.catalog
        for file in files:
            listed = write_pdf_attachment(self.pdf, file, compress=True)
            listed["AFRelationship"] = f"/{file.relationship}"
            names["Names"] += [listed["F"], listed.reference]
        self.pdf.add_object(names)
        known = catalog.get("Names", {})
        catalog["Names"] = pydyf.Dictionary({**known, "EmbeddedFiles": names.reference})
        catalog["AF"] = pydyf.Array(names["Names"][1::2])
        self.document.metadata.include_in_pdf(self.pdf, "a", 3, "A", True)

    def _update(self, changed: Sequence[pydyf.Object]) -> bytes:
        """The objects, and a table that says where they are and where the older ones are told."""
        written, places = bytearray(), []
        for one in changed:
            places.append((one.number, len(self.content) + len(written)))
            written += one.indirect + b"\n"
        start, number = len(self.content) + len(written), len(self.pdf.objects)
        places.append((number, start))
        table = pydyf.Stream(
            [b"".join(b"\1" + place.to_bytes(8, "big") + b"\0" for _, place in places)],
            {
                "Type": "/XRef",
                "W": pydyf.Array((1, 8, 1)),
                "Index": pydyf.Array(part for one, _ in places for part in (one, 1)),
                "Size": number + 1,
                "Prev": self.pdf.xref_position,
                "Root": self.pdf.catalog.reference,
                "Info": self.pdf.info.reference,
                "ID": self._identifiers(bytes(written)),
            },
        )
        table.number = number
        return bytes(written) + table.indirect + f"\nstartxref\n{start}\n%%EOF\n".encode()

    def _identifiers(self, written: bytes) -> pydyf.Array:
        """Which document it is, and which of its versions."""
        version = hashlib.sha256(self.content + written).digest()[:16]
        return pydyf.Array(pydyf.String(one).data for one in (self.identifier, version))


# --- What may be loaded -----------------------------------------------------------------------


class OwnFilesOnly(URLFetcher):
    """Hands out the files it was given and nothing else: no network, no data:, no other file.

    A picture is given by its content, under an address of ours that is no file on the machine.
    """

    def __init__(self, files: Sequence[Path], pictures: Pictures | None = None) -> None:
        super().__init__(allowed_protocols={"file"}, allow_redirects=False)
        self.pictures = pictures or {}
        self.files = {path.resolve().as_uri(): path for path in files}
        self.refused: list[str] = []

    def fetch(self, url: str, _headers: object = None) -> URLFetcherResponse:
        if url in self.pictures:
            return URLFetcherResponse(url, self.pictures[url], {"Content-Type": "image/jpeg"})
        path = self.files.get(url)
        if path is None:
            self.refused.append(url[:200])
            raise PermissionError(f"not one of our own files: {url[:200]}")
        kind = guess_type(path.name)[0] or "font/woff2"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


_NO_GLYPH = re.compile(r"^\.notdef glyph .*\(U\+([0-9A-F]+)\)$", re.DOTALL)


@contextmanager
def _problems_raised(fetcher: OwnFilesOnly) -> Iterator[None]:
    """Turns everything logged as a warning or worse, and every refused address, into PdfError."""
    problems = _Messages(logging.WARNING)
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    for logger in loggers:
        logger.addHandler(problems)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(problems)
    without_glyph = [match for text in problems.kept if (match := _NO_GLYPH.search(text))]
    if without_glyph and len(without_glyph) == len(problems.kept) and not fetcher.refused:
        raise _NoGlyphError({chr(int(match[1], 16)) for match in without_glyph})
    found = problems.kept + [f"refused to load {url}" for url in fetcher.refused]
    if found:
        raise PdfError("; ".join(dict.fromkeys(found)))


class _Messages(logging.Handler):
    """Keeps what was logged at `level` or above."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(record.getMessage())


# --- Progress ---------------------------------------------------------------------------------

# WeasyPrint numbers its steps; the share done by the time each begins, measured on the report.
_LAYOUT = "Sätter sidorna"
_STEPS = {
    "Step 1": (2, "Läser rapporten"),
    "Step 2": (4, "Läser rapporten"),
    "Step 3": (8, "Formger"),
    "Step 4": (20, "Formger"),
    "Step 5": (30, _LAYOUT),
    "Step 6": (80, "Skriver filen"),
    "Step 7": (90, "Skriver filen"),
}


class _Told(logging.Handler):
    """Passes on each new share; while pages are set it nears, but never reaches, the next step."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(logging.INFO)
        self.progress = progress
        self.share = 0
        self.pages = 0

    def emit(self, record: logging.LogRecord) -> None:
        share, words = _STEPS.get(record.getMessage()[:6], (0, ""))
        if words == _LAYOUT:
            self.pages += 1
            share = round(80 - 50 * 0.985**self.pages)
        if share > self.share:
            self.share = share
            self.progress(share, words)


@contextmanager
def _progress_told(told: _Told | None) -> Iterator[None]:
    """Listens to WeasyPrint's own log of its steps while the block runs."""
    if told is None:
        yield
        return
    logger = logging.getLogger("weasyprint.progress")
    level, propagate = logger.level, logger.propagate
    logger.addHandler(told)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield
        told.progress(100, "Klart")
    finally:
        logger.removeHandler(told)
        logger.setLevel(level)
        logger.propagate = propagate


# --- Both marks in one metadata ---------------------------------------------------------------

# PDF/A knows no pdfuaid schema, so its one property is described by an extension schema, as
# ISO 19005-2, 6.6.2.3 asks.
_UA_MARK = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def _date_and_mark(document: weasyprint.Document, moment: datetime) -> None:
    """Writes the date, and wraps the metadata's writer so that PDF/UA-1 stands beside PDF/A."""
    metadata = document.metadata
    metadata.created = metadata.modified = moment.isoformat(timespec="seconds")
    write = metadata.generate_rdf_metadata

    def with_both_marks(variant: str, version: int, conformance: str) -> bytes:
        return _with_ua_mark(write(variant, version, conformance))

    metadata.generate_rdf_metadata = with_both_marks


def _with_ua_mark(rdf: bytes) -> bytes:
    """The metadata with our descriptions as the last inside its rdf:RDF."""
    inside, end, after = rdf.rpartition(b"</rdf:RDF>")
    if not end or after.strip():
        raise PdfError("WeasyPrint's metadata does not end with rdf:RDF")
    return inside + _UA_MARK + end
