"""What must hold for every PDF that the portal hands out, read back with pikepdf.

Not a substitute for veraPDF, but the rules that a change of template or library breaks first.
"""

import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pikepdf

_MARKS = (
    (r"pdfaid:part(=\"|>)[23]", "PDF/A part 2 or 3"),
    (r"pdfaid:conformance(=\"|>)A", "PDF/A level A"),
    (r"pdfuaid:part(=\"|>)1", "PDF/UA part 1"),
    (r"pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/<", "description of pdfuaid"),
)


def check_pdf(data: bytes) -> list[str]:
    """What is wrong with the PDF, one sentence a fault; empty when nothing is."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        faults = [
            *_document_faults(pdf),
            *_mark_faults(pdf),
            *_figure_faults(pdf),
            *_heading_faults(pdf),
            *_table_faults(pdf),
            *_font_faults(pdf),
        ]
    return faults + _qpdf_faults(data)


def text_of(data: bytes) -> str:
    """The text as a reader copies it, pages in order, through pdftotext."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        run = ["pdftotext", "-layout", file.name, "-"]
        return subprocess.run(run, capture_output=True, check=True).stdout.decode()


def beyond(data: bytes, *, right: float, bottom: float) -> list[str]:
    """Words nearer the edge of their page than so many points, after the page's number."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        run = ["pdftotext", "-bbox", file.name, "-"]
        pages = subprocess.run(run, capture_output=True, check=True).stdout.decode()
    found = []
    for number, page in enumerate(pages.split("<page ")[1:], 1):
        width, height = map(float, re.findall(r'(?:width|height)="([\d.]+)"', page)[:2])
        for x, y, word in re.findall(r'xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', page):
            if float(x) > width - right or float(y) > height - bottom:
                found.append(f"{number}: {word}")
    return found


def _document_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if not _inside(root, "/MarkInfo", "/Marked"):
        yield "not marked as tagged"
    if "/StructTreeRoot" not in root:
        yield "no structure tree"
    if not str(root.get("/Lang", "")).startswith("sv"):
        yield "language is not Swedish"
    if not _inside(root, "/ViewerPreferences", "/DisplayDocTitle"):
        yield "the window does not show the title"
    if not str(pdf.docinfo.get("/Title", "")).strip():
        yield "no title"
    if not root.get("/OutputIntents"):
        yield "no output intent"
    if "/Outlines" not in root:
        yield "no bookmarks"
    if "/OpenAction" in root or "/JavaScript" in root.get("/Names", {}):
        yield "has an action"


def _inside(root: pikepdf.Object, *path: str) -> Any:
    """A value some levels down, or None where a level is missing."""
    node: Any = root
    for key in path:
        if key not in node:
            return None
        node = node[key]
    return node


def _mark_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    xmp = pdf.Root.Metadata.read_bytes().decode()
    if xmp.count("<rdf:RDF") != 1:
        yield "metadata has more than one rdf:RDF"
    for pattern, name in _MARKS:
        if not re.search(pattern, xmp):
            yield f"metadata lacks {name}"


def structure(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every element of the structure tree, in reading order."""
    waiting = [pdf.Root.StructTreeRoot.K]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(reversed(list(node)))
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield node
            if "/K" in node:
                waiting.append(node.K)


def _figure_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    for node in structure(pdf):
        if node.S == "/Figure" and not str(node.get("/Alt", "")).strip():
            yield "a figure without alternative text"


def _heading_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    levels = [int(str(n.S)[2]) for n in structure(pdf) if re.fullmatch(r"/H[1-6]", str(n.S))]
    if not levels or levels[0] != 1:
        yield "the first heading is not level 1"
    for before, level in pairwise(levels):
        if level > before + 1:
            yield f"headings skip from {before} to {level}"


def _table_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    for node in structure(pdf):
        if node.S == "/Table" and not any(n.S == "/TH" for n in _below(node)):
            yield "a table without headers"


def _below(node: pikepdf.Dictionary) -> Iterator[pikepdf.Dictionary]:
    for child in node.K if isinstance(node.get("/K"), pikepdf.Array) else ():
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from _below(child)


def _font_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    seen = set()
    for page in pdf.pages:
        for font in page.Resources.get("/Font", {}).values():
            if font.objgen in seen:
                continue
            seen.add(font.objgen)
            descendant = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            described: Any = descendant.get("/FontDescriptor", {})
            if not any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                yield f"font {font.get('/BaseFont')} is not embedded"
    if not seen:
        yield "no fonts"


def font_names(pdf: pikepdf.Pdf) -> set[str]:
    """Names of the families in the file, without the subset's prefix."""
    return {
        str(font.BaseFont).split("+")[-1]
        for page in pdf.pages
        for font in page.Resources.get("/Font", {}).values()
    }


def _qpdf_faults(data: bytes) -> list[str]:
    """What `qpdf --check` says, where qpdf is installed."""
    if not shutil.which("qpdf"):
        return []
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        run = subprocess.run(["qpdf", "--check", file.name], capture_output=True)
    return [] if run.returncode == 0 else [f"qpdf: {run.stderr.decode()[:500]}"]
