"""Damaged and strange workbooks of the survey: never a crash, never a silent loss.

More than five hundred mutants of a real workbook are received as an upload would be. Each is
refused with a sentence, or compared with what is in the portal; none changes an answer.
"""

import re
import time
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone

from actors.models import Person
from followup.survey.models import Answer, AnswerRevision, Submission
from followup.survey.workbook.comparing import forms_with_new_rows
from followup.survey.workbook.importing import comparison_of, receive
from followup.survey.workbook.marker import marker_of
from followup.survey.workbook.reading import read_answers
from strategy_portal.spreadsheets import SpreadsheetError, WrongWorkbookError, read_workbook
from tests import hostile
from tests.followup.survey import workbooks

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(as_, official_in_sala, sala_survey, employment, save, comment_key, degree_key) -> bytes:
    client = as_(official_in_sala)
    save(client, employment, comment_key, "Vi fortsatte.")
    save(client, employment, degree_key, "H")
    return workbooks.fetched(client, sala_survey)


def kilobytes(field: str) -> int:
    """What the kernel says of this program's memory: VmRSS is now, VmHWM the most."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(rf"{field}:\s+(\d+)", status).group(1))


class Desk:
    """Receives files as an upload does, and remembers how long the slowest took, and how much
    memory the hungriest, in megabytes."""

    def __init__(self, submission: Submission, person: Person) -> None:
        self.submission, self.person = submission, person
        self.slowest = self.hungriest = 0.0

    def __call__(self, file: bytes) -> str:
        Path("/proc/self/clear_refs").write_text("5")  # the most is counted from here
        before = kilobytes("VmRSS")
        told = self._received(file)
        self.hungriest = max(self.hungriest, (kilobytes("VmHWM") - before) / 1024)
        assert told == "" or (told[0].isupper() and told.endswith("."))
        return "refused" if told else "compared"

    def _received(self, file: bytes) -> str:
        started, now = time.process_time(), timezone.now()
        try:
            upload = receive(self.submission, BytesIO(file), "svar.xlsx", by=self.person, at=now)
        except (SpreadsheetError, WrongWorkbookError) as error:
            told = str(error)
        else:
            comparison_of(upload, now)
            told = ""
        self.slowest = max(self.slowest, time.process_time() - started)
        return told


@pytest.fixture
def received(sala_survey, official_in_sala) -> Desk:
    return Desk(sala_survey, official_in_sala)


def test_x20_five_hundred_mutants_none_crashes_and_none_changes_anything(content, received):
    before = list(Answer.objects.order_by("pk").values_list("key", "value", "version"))
    mutants = [
        *(hostile.flipped(content, seed, 1 + seed % 8) for seed in range(250)),
        *(one for _, one in hostile.without_each_part(content)),
        *(hostile.garbled(content, seed) for seed in range(150)),
    ]

    outcomes = Counter(received(one) for one in mutants)

    print(f"{len(mutants)} mutants: {dict(outcomes)}, slowest {received.slowest:.2f} s")
    print(f"the hungriest took {received.hungriest:.1f} MB")
    assert len(mutants) > 500
    assert outcomes["refused"] > 300
    assert outcomes["compared"] > 10
    assert received.slowest < 2
    assert received.hungriest < 50
    assert list(Answer.objects.order_by("pk").values_list("key", "value", "version")) == before
    assert AnswerRevision.objects.count() == 2


WRONG = {
    "an error": ("e", "<v>#REF!</v>"),
    "40,000 letters": ("inlineStr", f"<is><t>{'å' * 40_000}</t></is>"),
    "a formula without its value": ("n", "<f>SUM(A1:A2)</f>"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_every_single_cell_that_is_wrong_is_named(content, sala_survey, employment, wrong):
    """One cell after the other is wrong; each time that cell is told, and no other."""
    workbook = workbooks.opened(content)
    part = f"xl/worksheets/sheet{workbook.sheetnames.index(employment.title) + 1}.xml"
    sheet = workbook[employment.title]
    cells = [
        cell.coordinate
        for row in sheet.iter_rows(min_row=5)
        for cell in row
        if not cell.protection.locked
    ]
    marker = marker_of(read_workbook(content), sala_survey)
    forms, _ = forms_with_new_rows(sala_survey, marker.seed)
    form = next(one for one in forms if one.section.pk == employment.pk)
    whole = hostile.parts_of(content)[part].decode()
    # The other sheets and the marker are left out, so that a hundred readings take little time.
    light = hostile.with_rows("")
    assert len(cells) > 150
    kind, inside = WRONG[wrong]
    for address in cells[::3]:
        changed = re.sub(
            rf'<c r="{address}"( s="\d+")?[^>]*?(/>|>.*?</c>)',
            rf'<c r="{address}"\1 t="{kind}">{inside}</c>',
            whole,
            count=1,
        )
        parts = hostile.parts_of(light) | {"xl/worksheets/sheet1.xml": changed}
        reading = read_answers(read_workbook(hostile.packed(parts)), [form])
        faults = [one for one in reading.filled if one.fault]
        assert reading.faults == []
        assert [sheet.cell(one.row, one.column).coordinate for one in faults] == [address]
        assert all(one.fault.endswith((".", "!")) for one in faults)
