"""Fetches a workbook, fills it in as somebody would in Excel, and hands it back."""

import uuid
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from followup.survey.models import Section, Submission, WorkbookUpload
from strategy_portal.spreadsheets import KEY_HEADING, saved


def place(submission: Submission) -> list[Any]:
    return [submission.round.year, submission.actor.slug]


def fetched(client: Client, submission: Submission) -> bytes:
    """The workbook as it is downloaded."""
    response = client.get(reverse("survey:download_workbook", args=place(submission)))
    assert response.status_code == 200
    return response.content


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def key_column(sheet: Worksheet) -> int:
    """Where the hidden keys stand; 0 where the sheet has none."""
    return next((c.column for row in sheet.iter_rows() for c in row if c.value == KEY_HEADING), 0)


def keys(sheet: Worksheet) -> dict[str, int]:
    """The rows by their hidden keys."""
    column = key_column(sheet)
    found = {}
    if column:
        for row in range(1, sheet.max_row + 1):
            if value := sheet.cell(row, column).value:
                found[str(value)] = row
    return found


def cell(workbook: Workbook, section: Section, key: str) -> Any:
    """The cell that a field is answered in; by column C, or by the heading of a table."""
    for sheet in workbook.worksheets:
        rows = keys(sheet)
        if row := rows.get(f"{section.pk}:{key}"):
            return sheet.cell(row, 3)
        entry, _, part = key.rpartition("/")
        if row := rows.get(f"{section.pk}:{entry}"):
            return sheet.cell(row, _column(sheet, rows, row, part))
    raise LookupError(key)


def _column(sheet: Worksheet, rows: dict[str, int], row: int, title: str) -> int:
    heads = [at for key, at in rows.items() if key.startswith("tabell:") and at < row]
    return next(c.column for c in sheet[max(heads)] if c.value == title)


def new_rows(workbook: Workbook, section: Section, question: str) -> list[str]:
    """The keys of a table's rows, as `cell` takes them."""
    start = f"{section.pk}:{question}/"
    return [
        key.removeprefix(f"{section.pk}:")
        for sheet in workbook.worksheets
        for key in keys(sheet)
        if key.startswith(start) and len(key.rpartition("/")[2]) == len(str(uuid.uuid4()))
    ]


def send(client: Client, submission: Submission, content: bytes, name: str = "svar.xlsx") -> Any:
    """Uploads a file; the answer as it comes."""
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("survey:upload_workbook", args=place(submission)), {"file": file})


def changes_of(client: Client, submission: Submission, content: bytes) -> Any:
    """Uploads a file that can be used; the page that lists what it changes."""
    response = send(client, submission, content)
    assert response.status_code == 302, response.content.decode()
    page = client.get(response["Location"])
    assert page.status_code == 200
    return page


def confirm(client: Client, page: Any, **choices: str) -> Any:
    """Says yes to such a page; `choices` are those that it asks for."""
    upload: WorkbookUpload = page.context["upload"]
    data = {"seen": page.context["comparison"].seen} | {
        f"svar:{name}": choice for name, choice in choices.items()
    }
    address = reverse("survey:import_workbook", args=[*place(upload.submission), upload.pk])
    return client.post(address, data)


def filled(
    client: Client, submission: Submission, section: Section, answers: dict[str, Any]
) -> bytes:
    """A fetched workbook with these cells filled in."""
    workbook = opened(fetched(client, submission))
    for key, value in answers.items():
        cell(workbook, section, key).value = value
    return saved(workbook)
