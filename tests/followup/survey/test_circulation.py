"""The whole survey without answers, as Word and as PDF, to send round before one answers."""

import io
import re
import zipfile
from datetime import UTC, datetime
from html import unescape

import pytest
from docx import Document
from docx.oxml.ns import qn

from followup.rounds.models import Question
from followup.survey.documents.blank_form import blank_form
from followup.survey.documents.circulation_docx import circulation_docx
from followup.survey.documents.circulation_pdf import circulation_html, circulation_pdf
from followup.survey.submitting import handing_in
from tests.followup.survey.asking import ask
from tests.followup.survey.test_receipt_pdf import HOSTILE, LONG
from tests.followup.survey.writing import write
from tests.pdf_checks import beyond, check_pdf, text_of
from tests.year import invite, make_round, start

pytestmark = pytest.mark.django_db
WHEN = datetime(2026, 10, 1, 12, tzinfo=UTC)
DOCX, PDF = (
    "/enkat/2026/sala-kommun/fragorna/enkat.docx",
    "/enkat/2026/sala-kommun/fragorna/enkat.pdf",
)
Kind = Question.Kind


@pytest.fixture
def invitation(open_round, sala):
    [one] = invite(open_round, sala)
    return one


@pytest.fixture
def last_year(strategy, sala, official_in_sala):
    """What Sala handed in the year before, about the organisation and one sub-goal."""
    submission = start(make_round(2025), sala)
    write(submission.sections.get(goal_area=None), {"cooperation": "Bra."}, official_in_sala)
    area = submission.sections.get(goal_area__number=5)
    write(area, {f"degree/{area.goal_area.sub_goals.get(number=1).pk}": "P"}, official_in_sala)
    return handing_in.submit(submission, by=official_in_sala)


def word(invitation) -> tuple[bytes, str]:
    """The document, and its text."""
    data = circulation_docx(blank_form(invitation), made_at=WHEN)
    body = Document(io.BytesIO(data)).element.body
    return data, "\n".join(
        "".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))
    ).replace("\u00a0", " ")


def pdf_words(invitation) -> str:
    """The PDF's text, without waiting for it to be set."""
    html = circulation_html(blank_form(invitation))
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_word_has_headings_tables_language_and_no_macros(invitation):
    data, _ = word(invitation)
    document = Document(io.BytesIO(data))
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name[:4] == "Head"]
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    about = document.core_properties

    assert headings[:3] == [
        ("Heading 1", "Om er organisation"),
        ("Heading 1", "Bosättning"),
        ("Heading 2", "1.1 Bostäder för sociala ändamål"),
    ]
    assert language.get(qn("w:val")) == "sv-SE"
    assert (about.title, about.language) == ("Enkät 2026, Sala kommun", "sv-SE")
    assert (about.author, about.comments) == ("Strategiportalen", "")
    assert document.tables
    assert all(t.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None for t in document.tables)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert not [name for name in package.namelist() if "vba" in name.lower()]
        fields = package.read("word/document.xml").decode().count("instrText")
        assert fields == 0


def test_the_pdf_is_accessible_and_holds_the_same_questions(invitation):
    data = circulation_pdf(blank_form(invitation), made_at=WHEN)
    text = " ".join(text_of(data).split())

    assert check_pdf(data) == []
    assert beyond(data, right=50, bottom=20) == []
    assert "5.1 Arbetsnära insatser för kvinnor" in text
    assert "Vad heter insatsen?" in text
    assert data == circulation_pdf(blank_form(invitation), made_at=WHEN)


def test_last_years_answer_stands_beside(last_year, invitation):
    _, text = word(invitation)

    assert "I fjol: Bra." in text
    assert "I fjol: Påbörjat" in text
    assert "I fjol: Påbörjat" in pdf_words(invitation)


def test_only_what_this_organisation_is_asked_with_its_conditions_in_words(open_round, invitation):
    plan = ask(open_round, "plan", Kind.YES_NO, Question.Scope.ORGANISATION, wording="Plan?")
    ask(
        open_round,
        "vilken",
        Kind.SHORT_TEXT,
        Question.Scope.ORGANISATION,
        wording="Vilken?",
        shown_if=plan,
        shown_if_values=["yes"],
        help_text="Skriv namnet.",
        why_asked="Vi jämför planer.",
        longest=50,
    )
    ask(open_round, "bara-region", Kind.SHORT_TEXT, wording="Region?", actor_types=["region"])
    for _, text in (word(invitation), ("", pdf_words(invitation))):
        assert "Besvaras bara om ni har svarat ”Ja” på ”Plan?”" in text
        assert "Skriv namnet. Högst 50 tecken." in text
        assert "Varför vi frågar: Vi jämför planer." in text
        assert "Region?" not in text


def test_every_kind_of_question_has_its_room(open_round, invitation):
    for kind in Kind.values:
        if kind not in {Kind.DEGREE, Kind.INTERVENTIONS, Kind.PROPOSAL}:
            columns = [{"key": "a", "label": "Namn", "kind": "short_text"}]
            choices = ["Det ena", "Det andra"]
            ask(
                open_round, f"x-{kind}", kind, wording=f"Q-{kind}", columns=columns, choices=choices
            )
    _, text = word(invitation)
    pdf = pdf_words(invitation)

    assert [kind for kind in Kind.values if f"Q-{kind}" in text] == [
        kind for kind in Kind.values if f"Q-{kind}" in pdf
    ]
    assert text.count("Q-counts") == 6
    assert text.count("☐ Det ena") == 2 * 6
    assert text.count("☐ Inget att redovisa") == 6


def test_what_people_wrote_is_text(open_round, invitation, last_year, official_in_sala):
    hostile = HOSTILE[:250] + " =cmd|' /C calc'!A0 { HYPERLINK x } \u202e"
    ask(
        open_round, "elak", Kind.LONG_TEXT, wording=hostile[:280], help_text=hostile, why_asked=LONG
    )
    open_round.purpose = hostile
    open_round.save()
    invitation.round = open_round
    data, text = word(invitation)
    printed = circulation_pdf(blank_form(invitation), made_at=WHEN)

    assert "<iframe src" in text
    assert "{ HYPERLINK x }" in text
    assert "\u202e" not in text
    assert check_pdf(printed) == []
    assert beyond(printed, right=50, bottom=20) == []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        relations = package.read("word/_rels/document.xml.rels").decode()
        assert 'TargetMode="External"' not in relations


def test_a_draft_is_not_in_it(sala_survey, official_in_sala):
    section = sala_survey.sections.get(goal_area=None)
    write(section, {"cooperation": "HEMLIGTUTKAST"}, official_in_sala)

    assert "HEMLIGTUTKAST" not in word(sala_survey.invitation)[1]


@pytest.mark.parametrize("path", [DOCX, PDF])
def test_they_are_had_from_the_first_page_and_the_task_list(
    invitation, as_, official_in_sala, official_in_arboga, path
):
    client = as_(official_in_sala)
    first = client.get("/enkat/2026/sala-kommun/")
    client.post("/enkat/2026/sala-kommun/borja/")
    tasks = client.get("/enkat/2026/sala-kommun/")
    file = client.get(path)

    assert f'href="{path}"' in first.content.decode()
    assert f'href="{path}"' in tasks.content.decode()
    assert file["Content-Disposition"].startswith('attachment; filename="enkat-2026-sala-kommun.')
    assert client.post(path).status_code == 405
    assert as_(official_in_arboga).get(path).status_code == 404


QUERIES = 13


@pytest.mark.parametrize("extra", [0, 3])
def test_queries(last_year, open_round, invitation, django_assert_num_queries, extra):
    for number in range(extra):
        ask(open_round, f"fler-{number}", Kind.COUNTS)
        ask(open_round, f"rad-{number}", Kind.RECORDS, columns=[])
        ask(open_round, f"fil-{number}", Kind.FILE)
    invitation = (
        type(invitation).objects.select_related("round__strategy", "actor").get(round__year=2026)
    )
    with django_assert_num_queries(QUERIES):
        blank_form(invitation)
