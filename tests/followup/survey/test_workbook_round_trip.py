"""Whatever people answer survives the workbook, and LibreOffice in between (X28, O09)."""

import shutil
import subprocess
import uuid
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actors.models import Actor, Person
from followup.rounds.models import Question
from followup.survey.answering import interventions, records
from followup.survey.form.fields import Field, Value
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Submission
from followup.survey.workbook.comparing import forms_with_new_rows
from followup.survey.workbook.importing import comparison_of, receive
from followup.survey.workbook.marker import marker_of
from followup.survey.workbook.reading import read_answers
from followup.survey.workbook.words import same
from followup.survey.workbook.writing import write_workbook
from strategy_portal.access import Role
from strategy_portal.spreadsheets import read_workbook
from tests.followup.survey.asking import ask
from tests.followup.survey.conftest import address
from tests.year import make_person, make_round, start

pytestmark = pytest.mark.django_db
Kind = Question.Kind

# Line breaks and tabs are text; other control characters and half characters nobody can type.
TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs", "Cc"]),
        st.sampled_from("\n\t åäöÅÄÖ=+-@'\"<&>_x000D_;😀"),
    ),
    max_size=60,
)
TYPED = {
    "text": TEXTS,
    "line": TEXTS,
    "count": st.one_of(
        st.sampled_from(["", "0", "1 000", "1\u00a0000", "ca 10", "-", "=1"]),
        st.integers(0, 10**6).map(str),
    ),
    "number": st.one_of(st.sampled_from(["", "−3", "1 000"]), st.integers(-999, 10**9).map(str)),
    "per_cent": st.sampled_from(["", "10 %", "12,5", "0", "99,99 procent", "150", "en del"]),
    "money": st.sampled_from(["", "1 000 kr", "1,5 mkr", "250 tkr", "0", "1234,56"]),
    "date": st.sampled_from(["", "2026-03-31", "31 mars 2026", "1/3 2026", "2026-02-30"]),
    "link": st.sampled_from(["", "www.sala.se", "https://www.sala.se/a?b=c&d", "ingen länk"]),
    "tick": st.sampled_from(["", "yes"]),
}


def _strategy(field: Field) -> st.SearchStrategy:
    values = [value for value, _ in field.choices]
    if field.widget == "many":
        return st.lists(st.sampled_from(values), max_size=4) if values else st.just([])
    if field.widget in TYPED:
        return TYPED[field.widget].map(lambda text: [text])
    return st.sampled_from(["", *values]).map(lambda value: [value])


@pytest.fixture(scope="module")
def libreoffice(tmp_path_factory):
    """Opens a workbook in LibreOffice and saves it again."""
    assert shutil.which("soffice"), "LibreOffice is missing: apt-get install libreoffice-calc-nogui"
    home = tmp_path_factory.mktemp("libreoffice")

    def save_again(content: bytes) -> bytes:
        source: Path = home / "svar.xlsx"
        source.write_bytes(content)
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{home}/profile",
                "--headless",
                "--convert-to",
                "xlsx:Calc MS Excel 2007 XML",
                "--outdir",
                str(home / "out"),
                str(source),
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
        return (home / "out" / "svar.xlsx").read_bytes()

    return save_again


def _survey() -> tuple[Submission, Person]:
    """A survey with every kind of question, and entries of each."""
    round_ = make_round(2026 + uuid.uuid4().int % 5_000)
    for kind in Kind:
        if kind not in {Kind.INTERVENTIONS, Kind.PROPOSAL, Kind.DEGREE, Kind.FILE, Kind.RECORDS}:
            ask(round_, f"q-{uuid.uuid4().hex[:12]}", kind, choices=["Ja; då", "Nej", "nej (2)"])
    columns = [
        {"key": kind, "label": "Del", "kind": kind}
        for kind in ("short_text", "long_text", "whole_number", "yes_no", "date")
    ]
    rows = ask(round_, f"q-{uuid.uuid4().hex[:12]}", Kind.RECORDS, columns=columns)
    sala = Actor.objects.get(slug="sala-kommun")
    submission = start(round_, sala)
    person = make_person(f"Amina {uuid.uuid4().hex[:8]}", sala, Role.RESPONDENT)
    section = submission.sections.get(goal_area__number=5)
    now = timezone.now()
    for _ in range(2):
        interventions.add_intervention(section, by=person, at=now)
        records.add_record(section, rows, by=person, at=now)
    return submission, person


def _answer(
    submission: Submission, person: Person, data: st.DataObject
) -> dict[tuple[int, str], Value]:
    """Answers every field of two sections with something, as the page's script sends it."""
    browser = Client()
    browser.force_login(person, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    said: dict[tuple[int, str], Value] = {}
    for form in SectionForm.all_of(submission):
        if form.section.goal_area and form.section.goal_area.number != 5:
            continue
        for field in form.fields():
            if field.widget == "file":
                continue
            typed = data.draw(_strategy(field), label=field.key)
            said[form.section.pk, field.key] = field.clean(typed)
            sent = {"key": field.key, "base": 0, "save_id": uuid.uuid4(), "value": typed}
            response = browser.post(
                address("save", form.section), sent, headers={"X-Requested-With": "fetch"}
            )
            assert response.status_code == 200, (field.key, typed)
    return said


@given(data=st.data())
@settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_x28_answers_survive_the_workbook_and_libreoffice(strategy, libreoffice, data):
    begun, person = _survey()
    said = _answer(begun, person, data)
    submission = Submission.objects.select_related("invitation__round", "round", "actor").get(
        pk=begun.pk
    )
    written = write_workbook(submission, person, timezone.now())

    for content in (written, libreoffice(written)):
        book = read_workbook(content)
        forms, _ = forms_with_new_rows(submission, marker_of(book, submission).seed)
        found = {(one.section, one.field.key): one for one in read_answers(book, forms).filled}
        for key, value in said.items():
            one = found[key]
            if one.fault:
                assert one.typed == value, key
            elif one.field.widget in {"text", "line", "link", "many", "one_of", "degree", "pick"}:
                assert one.value == value, key
            else:
                assert same(one.field, one.value, value), key
        upload = receive(submission, BytesIO(content), "svar.xlsx", by=person, at=timezone.now())
        assert upload.told == {"faults": [], "notes": []}
        comparison = comparison_of(upload, timezone.now())
        assert (comparison.parts, comparison.gone) == ([], [])
