"""What stands in the texts by its mark: words and rows, with their source, the same everywhere."""

import io
import json
import re
from typing import Any

import pikepdf
import pytest
from docx import Document
from docx.oxml.ns import qn

from followup.report.afterwards.standing import differences
from followup.report.drawing.pages import report_context
from followup.report.drawing.rendering import report_body, report_pdf
from followup.report.drawing.sources.numbering import SourceList
from followup.report.gathering.quotations import quotation_parts
from followup.report.making.changes import changes
from followup.report.making.content import build_snapshot
from followup.report.outputs.document import document
from followup.report.outputs.plain import data_json
from followup.report.outputs.web_page import web_page
from followup.report.suppression import public_copy
from followup.review.models import Quotation
from followup.review.writing.actions import quote, save_text
from followup.review.writing.querysets import find_part, parts
from followup.survey.models import ReportedAnswer, ReportedIntervention
from tests.followup.report.sample import sample_snapshot
from tests.followup.review.reading.test_themes import hand_in_again
from tests.followup.review.test_pages import fill, text_of

TEXT = "Fler arbetar.\n\n{citat 1}\n\n{insats 2}\n\n{citat 99}\n\nSlut."


def comment() -> ReportedAnswer:
    return ReportedAnswer.objects.get(text="Vi är på god väg.")


@pytest.fixture
def quoted(answered, preparer) -> Any:
    """How employment develops, with Sala's words, its intervention and a mark of nothing."""
    part = find_part(answered, "sysselsattning-utveckling")
    quote(part, comment(), "på god väg", by=preparer)
    quote(part, ReportedIntervention.objects.get(), "", by=preparer)
    return save_text(part, TEXT, base_edition=part.edition, by=preparer).written


@pytest.fixture
def year(quoted, report, answered) -> Any:
    return build_snapshot(answered, report)


def paragraph_and_next(page: str, start: str) -> str:
    """What stands from some words to the end of the text that they are in."""
    found = re.search(rf"{re.escape(start)}(.*?)Slut\.", page, re.DOTALL)
    assert found
    return found[1]


# --- In the snapshot -----------------------------------------------------------------------------


def test_the_snapshot_keeps_what_stands_in_the_texts(year, sub_goal):
    version = comment().version
    common = {
        "text_kind": "development",
        "area_number": 5,
        "organisation": "Sala kommun",
        "version": 1,
        "on": version.submitted_at.date().isoformat(),
    }
    asked = comment().question_version.wording
    assert year["quotations"] == [
        common
        | {
            "number": 1,
            "mark": "{citat 1}",
            "passage": "på god väg",
            "about": f"{sub_goal}: {asked}",
        },
        common
        | {
            "number": 2,
            "mark": "{insats 2}",
            "passage": "",
            "about": "Insats: Språkstöd på arbetsplatsen",
            "intervention": str(ReportedIntervention.objects.get().intervention_id),
        },
    ]


def test_what_is_picked_but_not_in_the_text_is_not_in_the_report(
    quoted, report, answered, preparer
):
    save_text(quoted, "Bara ord, {citat 1}.", base_edition=quoted.edition, by=preparer)
    assert build_snapshot(answered, report)["quotations"] == []


@pytest.mark.parametrize("many", [1, 3, 40])
def test_what_is_quoted_costs_the_same_however_much_it_is(
    closed_round, employment, preparer, django_assert_num_queries, many
):
    fill(closed_round, employment, many)
    part = find_part(closed_round, "sysselsattning-insatser")
    challenges = ReportedAnswer.objects.filter(text="Utmaning.")
    words = [quote(part, one, "Utmaning", by=preparer) for one in challenges]
    rows = [quote(part, one, "", by=preparer) for one in ReportedIntervention.objects.all()]
    marks = [one.mark for one in (*words, *rows)]
    save_text(part, "\n\n".join(marks), base_edition=0, by=preparer)
    with django_assert_num_queries(4):
        assert [one["mark"] for one in quotation_parts(closed_round)] == marks


# --- In the pages and files ----------------------------------------------------------------------


@pytest.mark.parametrize("hide", [False, True])
def test_words_and_row_stand_in_the_page_with_their_source(year, hide):
    shown = public_copy(year) if hide else year
    numbers = {one.key: one.number for one in SourceList(shown).all}
    for page in (report_body(shown), web_page(shown).decode()):
        told = paragraph_and_next(page, "<p>Fler arbetar.</p>")
        assert "<blockquote><p>på god väg</p></blockquote>" in told
        assert f'href="#kalla-{numbers["quotation:1"]}"' in told
        assert f'href="#kalla-{numbers["quotation:2"]}"' in told
        assert "<caption><b>Språkstöd på arbetsplatsen</b>. Sala kommun. Delmål 5.1." in told
        cells = re.findall(r'<td class="r-cell[^>]*>([^<]*)</td>', told)
        boys, total = ("under 5", "minst 47") if hide else ("3", "49")
        assert cells == ["34", "12", "0", boys, "..", total]
        assert "{citat" not in told
        assert "{insats" not in told


@pytest.mark.parametrize("hide", [False, True])
def test_words_and_row_stand_in_word(year, hide):
    word = Document(io.BytesIO(document(public_copy(year) if hide else year)))
    numbers = {one.key: one.number for one in SourceList(year).all}
    lines = [(one.style.name, one.text) for one in word.paragraphs]
    at = lines.index(("Quote", "på god väg"))
    assert lines[at + 1][0] == "Citatkälla"
    assert lines[at + 1][1].endswith(f"[{numbers['quotation:1']}]")
    title = lines[at + 2][1]
    assert title.startswith("Språkstöd på arbetsplatsen. Sala kommun, delmål 5.1, pågår")
    assert title.endswith(f"[{numbers['quotation:2']}]")
    (table,) = [
        one
        for one in word.tables
        if (about := one._tbl.tblPr.find(qn("w:tblCaption"))) is not None
        and about.get(qn("w:val")).startswith("Språkstöd på arbetsplatsen. ")
    ]
    head, row = ([cell.text for cell in line.cells] for line in table.rows)
    assert head == ["Kvinnor", "Män", "Flickor", "Pojkar", "Okänt kön", "Summa"]
    boys, total = ("under 5", "minst 47") if hide else ("3", "49")
    assert row == ["34", "12", "0", boys, "..", total]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert not [text for _, text in lines if "{citat" in text or "{insats" in text]


def test_on_paper_words_are_tagged_as_a_quotation(year):
    year["areas"] = year["areas"][4:5]
    with pikepdf.open(io.BytesIO(report_pdf(public_copy(year)))) as pdf:
        said = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
        tags = [str(one.S) for one in said if one.get("/Type") == "/StructElem"]
    assert tags.count("/BlockQuote") == 1


def test_the_data_keeps_the_mark_and_tells_what_it_stands_for(year):
    tables = json.loads(data_json(public_copy(year)))["tables"]
    assert tables["areas"][4]["text_development"] == TEXT
    numbers = {one["key"]: one["number"] for one in tables["sources"]}
    words, row = tables["quotations"]
    assert (words["mark"], words["passage"], words["text"], words["area"]) == (
        "{citat 1}",
        "på god väg",
        "Texten om utvecklingen",
        5,
    )
    assert words["source_number"] == numbers["quotation:1"]
    interventions = {one["id"]: one for one in tables["interventions"]}
    assert interventions[row["intervention"]]["title"] == "Språkstöd på arbetsplatsen"
    assert (row["mark"], row["passage"]) == ("{insats 2}", None)


def test_each_has_a_source_with_the_version_and_day_that_say_it(year):
    found = SourceList(year)
    source = found.get("quotation:1")
    assert source is not None
    assert source.area == 5
    said = "Sala kommun, svar i enkäten om 2026, version\N{NO-BREAK SPACE}1, "
    assert source.words.startswith(said)
    assert source.place == "mo5-utveckling"


def test_a_mark_that_names_nothing_is_left_out_in_a_report_from_before_too(year):
    del year["quotations"]
    page = report_body(year)
    assert paragraph_and_next(page, "<p>Fler arbetar.</p>").strip() == "<p>"
    document(year)
    assert json.loads(data_json(year))["tables"]["quotations"] == []


def test_a_row_whose_intervention_is_gone_is_left_out(year):
    year["areas"][4]["interventions"] = []
    told = paragraph_and_next(report_body(year), "<p>Fler arbetar.</p>")
    assert "<blockquote>" in told
    assert "<table" not in told


@pytest.mark.parametrize("hide", [False, True])
def test_what_was_picked_for_another_text_is_left_out(quoted, report, answered, preparer, hide):
    # A report begins without the page that the summary stands on.
    others = [part for part in parts(answered) if part != quoted and part.kind != "summary"]
    for part in others:
        save_text(part, "Före.\n\n{citat 1}\n\n{insats 2}\n\nEfter.", base_edition=0, by=preparer)
    year = build_snapshot(answered, report)
    shown = public_copy(year) if hide else year
    for page in (report_body(shown), web_page(shown).decode()):
        assert page.count("<p>Efter.</p>") == len(others) == 19
        assert page.count("<blockquote>") == 1
        assert page.count('class="r-quoted"') == 2
    words = Document(io.BytesIO(document(shown))).paragraphs
    said = [one.text for one in words if one.style.name == "Quote"]
    titles = [one for one in words if one.text.startswith("Språkstöd på arbetsplatsen. Sala")]
    assert (said, len(titles)) == (["på god väg"], 1)


@pytest.mark.parametrize(
    ("summary", "lead", "more"),
    [
        (whole := "{citat 1}\n\nÅret gick framåt.\n\nMer.", "Året gick framåt.", whole),
        ("{citat 1}", "", "{citat 1}"),
        (two := "{citat 1}\n\n{citat 2}", "", two),
        ("Inledning.\n \n{citat 1}\n\t\nMer.", "Inledning.", "{citat 1}\n\nMer."),
    ],
)
def test_a_quotation_is_not_what_the_governor_reads_first(summary, lead, more):
    context = report_context(sample_snapshot(summary=summary), paper=False)
    assert (context["lead"], context["more_summary"]) == (lead, more)


# --- When it changes -----------------------------------------------------------------------------


def test_words_that_are_no_longer_said_stay_with_their_version_and_are_told_afterwards(
    year, report, answered
):
    hand_in_again(comment(), "Vi har gett upp.")
    now = build_snapshot(answered, report)
    # The row went with the intervention, which the new version has not.
    assert [(one["mark"], one["version"]) for one in now["quotations"]] == [("{citat 1}", 1)]
    source = SourceList(now).get("quotation:1")
    assert "Organisationen har sedan lämnat in en ny version där orden inte står." in source.words
    but = "lämnade in sist, utom i citat vars källa säger något annat."
    assert but in SourceList(now).get("answers").words
    assert "lämnade in sist." in SourceList(year).get("answers").words
    assert "sedan lämnat" not in SourceList(year).get("quotation:1").words
    told = {(one.said, one.holds) for one in differences(year, now)}
    assert ("Vi är på god väg.", "Vi har gett upp.") in told


def test_a_correction_tells_of_a_quotation_that_came(year, report, answered, preparer):
    part = Quotation.objects.first().part
    quote(part, comment(), "god väg", by=preparer)
    save_text(part, f"{TEXT}\n\n{{citat 3}}", base_edition=part.edition, by=preparer)
    said = changes(year, build_snapshot(answered, report))
    (one,) = [change for change in said if change["table"] == "Citat"]
    assert (one["kind"], one["row"], one["area_number"]) == ("added", "{citat 3}, Sala kommun", 5)


# --- In the workshop -----------------------------------------------------------------------------


def test_the_workshop_says_what_to_put_right_before_it_is_made(as_, quoted, report, preparer):
    words = text_of(as_(preparer).get("/rapporter/2026/arbete/"))
    assert "Rätta i texterna" in words
    assert "Sysselsättning: Hur ser utvecklingen ut?" in words
    assert "{citat 99}: inget med det numret är valt" in words
