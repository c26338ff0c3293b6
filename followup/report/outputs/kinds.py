"""Every kind of file that a report is handed out as besides its PDF, in the order offered."""

from collections.abc import Callable
from dataclasses import dataclass

from followup.report.outputs.plain import csv_package, data_json, schema_json
from followup.report.outputs.workbook import workbook
from followup.report.snapshot import Snapshot
from strategy_portal.spreadsheets import XLSX


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


KINDS = (
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
