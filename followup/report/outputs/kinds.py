"""Every kind of file that a report is handed out as besides its PDF, in the order offered."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from followup.report.drawing.rendering import report_pdfs
from followup.report.models import ReportFile
from followup.report.outputs.document import DOCX, document
from followup.report.outputs.plain import csv_package, data_json, schema_json
from followup.report.outputs.web_page import web_page
from followup.report.outputs.workbook import workbook
from followup.report.snapshot import Snapshot
from strategy_portal.spreadsheets import XLSX


def pdf_with_workbook(snapshot: Snapshot) -> bytes:
    """The report's PDF with its workbook inside."""
    return report_pdfs(snapshot, workbook(snapshot))[1]


@dataclass(frozen=True)
class Kind:
    """A kind of file: its name in addresses and on disk, and what a reader is told of it."""

    name: str
    ending: str
    content_type: str
    title: str
    format: str
    about: str
    make: Callable[[Snapshot], bytes]


PDF_WITH_WORKBOOK = Kind(
    "pdf-med-arbetsbok",
    "pdf",
    "application/pdf",
    "PDF med arbetsboken i",
    "PDF/A-3a",
    "Samma rapport för arkiv och diarium. Arbetsboken ligger i filen som bilaga.",
    pdf_with_workbook,
)
# In the order they are offered. Only the PDF is heavy; a build makes it along with the plain one.
KINDS = (
    Kind(
        "webbsida",
        "html",
        "text/html; charset=utf-8",
        "Webbsida i en fil",
        "HTML",
        "Hela rapporten med diagram, att spara och läsa utan nät.",
        web_page,
    ),
    PDF_WITH_WORKBOOK,
    Kind(
        "word",
        "docx",
        DOCX,
        "Worddokument",
        "Word",
        "Rapportens text, diagram och tabeller, för den som vill formge eller arbeta vidare.",
        document,
    ),
    Kind(
        "arbetsbok",
        "xlsx",
        XLSX,
        "Arbetsbok",
        "Excel",
        "Alla svar, insatser och mätvärden i blad, och ett blad som förklarar varje kolumn.",
        workbook,
    ),
    Kind(
        "csv",
        "zip",
        "application/zip",
        "Tabeller som CSV",
        "zip med CSV",
        "Samma tabeller, en fil för varje, för andra program.",
        csv_package,
    ),
    Kind(
        "json",
        "json",
        "application/json",
        "Data som JSON",
        "JSON",
        "Samma tabeller för den som bygger något av dem.",
        data_json,
    ),
    Kind(
        "schema",
        "schema.json",
        "application/schema+json",
        "Beskrivning av JSON-filen",
        "JSON Schema",
        "Vad varje fält i JSON-filen betyder.",
        schema_json,
    ),
)
BY_NAME = {kind.name: kind for kind in KINDS}


def offered(files: Iterable[ReportFile]) -> list[dict[str, Any]]:
    """A report's files in the order of their kinds, each with what is told of its kind."""
    by_kind = {one.kind: one for one in files}
    return [{"about": kind, "file": by_kind[kind.name]} for kind in KINDS if kind.name in by_kind]
