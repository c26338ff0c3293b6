"""The tables for other programs: CSV for spreadsheets, JSON with its schema for everything else."""

import csv
import io
import json
from typing import Any

from followup.report.outputs.packages import made_at, packed
from followup.report.outputs.tables import Column, Table, Value, data_tables
from followup.report.outputs.workbook import LIST_MARK
from followup.report.snapshot import Snapshot
from strategy_portal.spreadsheets import csv_text

FORMAT = 1
_READ_ME = """{title}

En fil för varje tabell. UTF-8 med byteordningsmärke, semikolon mellan kolumnerna och
decimalkomma. En tom ruta betyder att uppgiften är tom; noll skrivs 0. Flera saker i samma ruta
skiljs med semikolon och mellanslag, inom citattecken.

En text som börjar med = + - @ eller ett osynligt tecken har fått en apostrof (') framför sig, så
att inget kalkylprogram räknar ut den. En text som redan började med en apostrof har fått en till.
Ta bort den första apostrofen så har du texten så som den skrevs.

Vad kolumnerna betyder står i kolumner.csv.
"""


def csv_package(snapshot: Snapshot) -> bytes:
    """A .zip with one CSV a table, one that explains the columns, and how to read them."""
    tables = data_tables(snapshot)
    read_me = _READ_ME.format(title=snapshot["title"])
    parts = {"las-mig.txt": read_me.encode("utf-8-sig"), "kolumner.csv": _columns_csv(tables)}
    for table in tables:
        parts[f"{file_stem(table)}.csv"] = table_csv(table)
    return packed(parts, made_at(snapshot))


def file_stem(table: Table) -> str:
    """The table's title as a file's name: "Nya utmaningar" becomes "nya-utmaningar"."""
    return table.title.lower().translate(str.maketrans("åäö ", "aao-"))


def table_csv(table: Table) -> bytes:
    """One table as CSV."""
    keys = [column.key for column in table.columns]
    rows = [[_in_csv(row.get(key)) for key in keys] for row in table.rows]
    return _written([[column.heading for column in table.columns], *rows])


def _columns_csv(tables: list[Table]) -> bytes:
    rows = [
        [f"{file_stem(table)}.csv", column.heading, column.unit, column.about]
        for table in tables
        for column in table.columns
    ]
    return _written([["Fil", "Kolumn", "Enhet", "Förklaring"], *rows])


def _written(rows: list[list[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL).writerows(
        rows
    )
    return file.getvalue().encode("utf-8-sig", errors="surrogatepass")


def _in_csv(value: Value) -> str:
    """A value as CSV holds it: numbers with a decimal comma, texts that never are worked out."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value).replace(".", ",")
    return csv_text(LIST_MARK.join(value) if isinstance(value, list) else value)


# --- JSON ---------------------------------------------------------------------------------------


def data_json(snapshot: Snapshot) -> bytes:
    """The tables as JSON, as `schema_json` describes them; null is blank, 0 is zero."""
    content = {
        "format": FORMAT,
        "public": snapshot["public"],
        "tables": {
            table.key: [
                {column.key: row.get(column.key) for column in table.columns} for row in table.rows
            ]
            for table in data_tables(snapshot)
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode(errors="surrogatepass")


def schema_json(snapshot: Snapshot) -> bytes:
    """The JSON's own description (JSON Schema 2020-12), with every column explained."""
    tables = data_tables(snapshot)
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{snapshot['title']}: uppgifter",
        "description": "null betyder att uppgiften är tom, 0 att den är noll.",
        "type": "object",
        "required": ["format", "public", "tables"],
        "additionalProperties": False,
        "properties": {
            "format": {"const": FORMAT},
            "public": {
                "type": "boolean",
                "description": "true: antal under fem personer är dolda.",
            },
            "tables": {
                "type": "object",
                "required": [table.key for table in tables],
                "additionalProperties": False,
                "properties": {table.key: _table_schema(table) for table in tables},
            },
        },
    }
    return json.dumps(schema, ensure_ascii=False, indent=1).encode()


def _table_schema(table: Table) -> dict[str, Any]:
    return {
        "type": "array",
        "title": table.title,
        "description": table.about,
        "items": {
            "type": "object",
            "required": [column.key for column in table.columns],
            "additionalProperties": False,
            "properties": {column.key: _column_schema(column) for column in table.columns},
        },
    }


_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": ["string", "null"]},
    "number": {"type": ["number", "null"]},
    "count": {
        "anyOf": [
            {"type": ["integer", "null"], "minimum": 0},
            {"type": "string", "pattern": "^(under 5|minst [0-9]+)$"},
        ]
    },
    "fact": {"type": ["string", "integer", "null"]},
    "list": {"type": "array", "items": {"type": "string"}},
}


def _column_schema(column: Column) -> dict[str, Any]:
    unit = f" Enhet: {column.unit}." if column.unit else ""
    return {**_TYPES[column.kind], "title": column.heading, "description": column.about + unit}
