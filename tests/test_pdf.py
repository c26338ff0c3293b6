"""The PDF engine: both conformance marks, our own files only, warnings as errors, same bytes."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.template.loader import render_to_string

from followup.report.drawing.interventions import intervention_row
from followup.report.drawing.pages import report_context
from followup.report.drawing.rendering import report_body, report_html, report_pdf, report_pdfs
from followup.report.drawing.sources.numbering import SourceList
from followup.report.outputs.workbook import workbook
from followup.report.suppression import public_copy
from strategy_portal.pdf import AttachedFile, PdfError, render_pdf
from tests.followup.report.sample import HOSTILE, LONG_WORD, sample_snapshot
from tests.pdf_checks import check_pdf, font_names, text_of
from tests.pdf_layout import layout_faults, text_as_read

WHEN = datetime(2026, 12, 9, 10, 0, tzinfo=UTC)
PAGE = """<!doctype html><html lang="sv"><head><title>Årlig uppföljning</title></head><body>
<main><h1>Årlig uppföljning</h1><h2>Läget</h2><p>Räksmörgås</p>{}</main></body></html>"""


def page(body: str = "") -> str:
    return PAGE.format(body)


def marks(data: bytes) -> tuple[str, str]:
    """PDF/A part and level, and PDF/UA part, as the metadata says."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        xmp = pdf.open_metadata()
        return xmp["pdfaid:part"] + xmp["pdfaid:conformance"], xmp["pdfuaid:part"]


def test_a_page_is_pdf_a_2a_and_pdf_ua_1_at_once():
    data = render_pdf(page(), made_at=WHEN)
    assert marks(data) == ("2A", "1")
    assert check_pdf(data) == []


def test_an_attached_file_makes_it_pdf_a_3a():
    file = AttachedFile("siffror.csv", b"a;1", "Siffrorna i rapporten")
    data = render_pdf(page(), made_at=WHEN, attachments=[file])
    assert marks(data) == ("3A", "1")
    assert check_pdf(data) == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.attachments["siffror.csv"].get_file().read_bytes() == b"a;1"


def test_the_same_page_and_date_give_the_same_bytes(monkeypatch):
    assert render_pdf(page(), made_at=WHEN) == render_pdf(page(), made_at=WHEN)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(WHEN.timestamp())))
    assert render_pdf(page()) == render_pdf(page(), made_at=WHEN)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert render_pdf(page()) != render_pdf(page(), made_at=WHEN)


@pytest.mark.parametrize(
    "body",
    [
        '<img src="file:///etc/hostname" alt="x">',
        '<img src="http://127.0.0.1:9/x.png" alt="x">',
        '<img src="data:image/png;base64,AAAA" alt="x">',
        '<img src="{static}/fonts/../css/../../manage.py" alt="x">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<link rel="attachment" href="file:///etc/hostname">',
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><title>x</title>"
        "<image href='file:///etc/hostname' width='9' height='9'/></svg>",
    ],
)
def test_nothing_but_our_own_fonts_and_styles_is_loaded(body):
    static = Path(__file__).resolve().parents[1] / "static"
    with pytest.raises(PdfError, match=r"refused to load|not one of our own files"):
        render_pdf(page(body.replace("{static}", static.as_uri())), made_at=WHEN)


def test_whatever_weasyprint_warns_of_is_an_error(tmp_path):
    css = tmp_path / "odd.css"
    css.write_text("p { no-such-property: 1 }")
    with pytest.raises(PdfError, match="no-such-property"):
        render_pdf(page(), stylesheets=[css], made_at=WHEN)


def test_a_character_that_no_font_draws_is_spelled_out_not_lost():
    data = render_pdf(page("<p>Ett \ue000 tecken</p>"), made_at=WHEN)
    assert "Ett [U+E000] tecken" in text_of(data)
    assert check_pdf(data) == []


def test_progress_only_grows_and_ends_at_a_hundred():
    told: list[tuple[int, str]] = []
    render_pdf(page(), made_at=WHEN, progress=lambda share, words: told.append((share, words)))
    shares = [share for share, _ in told]
    assert shares == sorted(set(shares))
    assert told[-1] == (100, "Klart")
    assert all(words for _, words in told)


# --- The checks themselves must be able to fail -----------------------------------------------


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        (page().replace('lang="sv"', 'lang="en"'), "language is not Swedish"),
        (page("<h5>Hoppar</h5>"), "headings skip from 2 to 5"),
        (page("<table><tr><td>1</td></tr></table>"), "a table without headers"),
        (
            page(
                "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
                "<path d='M0 0H9'/></svg>"
            ),
            "a figure without alternative text",
        ),
    ],
)
def test_the_checks_find_faults(html, fault):
    assert fault in check_pdf(render_pdf(html, made_at=WHEN))


# --- The report -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def both() -> tuple[bytes, bytes]:
    """The year's report, alone and with its workbook inside."""
    return report_pdfs(sample_snapshot(), workbook(sample_snapshot()))


@pytest.fixture(scope="module")
def report(both) -> bytes:
    return both[0]


@pytest.fixture(scope="module")
def report_text(report) -> str:
    return text_of(report)


def test_a_whole_year_becomes_a_pdf_without_faults(report):
    assert check_pdf(report) == []
    assert layout_faults(report) == []
    with pikepdf.open(io.BytesIO(report)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Årlig uppföljning 2026"
        assert all(name.startswith(("Newsreader", "Source-Sans")) for name in font_names(pdf))
        with pdf.open_outline() as outline:
            chapters = [item.title for item in outline.root]
    assert chapters[:3] == ["Året på en sida", "Sammanfattning", "Så gjordes uppföljningen"]
    assert "Sysselsättning" in chapters
    assert chapters[-1] == "Bilaga F. Källor"


def test_the_sources_have_the_same_numbers_on_paper_as_everywhere(report):
    # Hyphens and spaces apart: where a line is broken is the page's own.
    paper = re.sub(r"[\s\u00ad-]", "", text_as_read(report))
    found = SourceList(sample_snapshot()).all
    assert len(found) > 60
    listed = [re.sub(r"[\s\u00ad-]", "", f"{one.number}{one.title}.{one.words}") for one in found]
    assert [one for one in listed if one not in paper] == []


def test_every_count_of_every_intervention_stands_on_paper(report):
    paper = text_as_read(report)
    snapshot = sample_snapshot()
    for area in snapshot["areas"]:
        for one in area["interventions"]:
            row = intervention_row(one)
            cells = " ".join(cell.text for cell in (*row.cells, row.total))
            assert cells in paper, (area["title"], one["title"])


def test_the_report_with_the_workbook_inside_is_pdf_a_3a_and_pdf_ua_1(both):
    alone, carrying = both
    assert (marks(alone), marks(carrying)) == (("2A", "1"), ("3A", "1"))
    assert check_pdf(carrying) == []
    with pikepdf.open(io.BytesIO(alone)) as plain, pikepdf.open(io.BytesIO(carrying)) as pdf:
        assert len(plain.attachments) == 0
        assert len(pdf.pages) == len(plain.pages)
        (name,) = pdf.attachments
        assert name == "uppfoljning-2026-alla-uppgifter.xlsx"
        assert pdf.attachments[name].get_file().read_bytes() == workbook(sample_snapshot())
        assert carrying.startswith(alone)
        (file,) = list(pdf.Root.AF)
        assert (str(file.AFRelationship), str(file.Desc)) == (
            "/Data",
            "Alla svar, insatser och mätvärden som arbetsbok",
        )


def test_the_same_snapshot_gives_the_same_file(report):
    assert report_pdf(sample_snapshot()) == report


def test_invented_data_is_marked_on_every_page(report_text):
    pages = report_text.split("\f")[:-1]
    assert len(pages) > 30
    assert [n for n, text in enumerate(pages, 1) if "Exempeldata" not in text] == []


def test_a_real_year_is_marked_nowhere():
    assert "Exempel" not in report_html(sample_snapshot(example=False)).replace("r-example", "")


def test_the_governors_page_is_one_page(report_text):
    pages = report_text.split("\f")
    (one,) = [n for n, text in enumerate(pages) if text.lstrip().startswith("Året på en sida")]
    assert "Förskola på obekväma tider" in pages[one]
    assert "Sammanfattning" in pages[one + 1][:200]


def test_the_governors_page_holds_the_longest_texts_and_nine_proposals():
    snapshot: Any = sample_snapshot(summary="Ett mycket långt stycke om året som gick. " * 30)
    snapshot["proposals"] = [
        one | {"title": "Gemensamt språkstöd på arbetsplatser i länets alla tio kommuner"}
        for one in snapshot["proposals"] * 3
    ]
    for area in snapshot["areas"]:
        area["assessment"]["reasons"] = "Utvecklingen skiljer sig mellan länets kommuner. " * 20
    context = report_context(snapshot, paper=True)
    context["part"] = next(one for one in context["parts"] if one.part.key == "one_page")
    part: str = render_to_string("report/parts/one_page.html", context)
    part = part.split('<section class="r-more"')[0].replace('href="#', 'href="#ett" data-x="#')
    with pikepdf.open(io.BytesIO(render_pdf(page(part), made_at=WHEN))) as pdf:
        assert len(pdf.pages) == 3  # the shell's own headings, a blank left page, the one page


def test_each_area_opens_on_a_left_page(report_text):
    pages = report_text.split("\f")
    openings = [n for n, text in enumerate(pages, 1) if text.lstrip().startswith("Målområde")]
    assert len(openings) == 6
    assert all(n % 2 == 0 for n in openings)


def test_five_kinds_of_empty_are_written_as_five_different_things(report_text):
    annex = report_text[report_text.index("Bilaga B. Vilka som svarade", 5000) :]
    for words in ("inget gjort", "ej relevant", "vet ej", "..", " 0 "):
        assert words in annex


def test_hostile_text_is_printed_as_text(report_text):
    flat = " ".join(report_text.split())
    assert "<img src=file:///etc/passwd>" in flat
    assert "{{ settings.SECRET_KEY }}" in flat
    assert "root:" not in flat


def test_an_endless_compound_is_broken_inside_its_column(report_text):
    letters = "".join(report_text.split()).replace("-", "").replace("\u2010", "")
    assert LONG_WORD in letters


def test_characters_that_cannot_be_printed_are_left_out():
    snapshot = sample_snapshot(summary="Ett\x00 \u202eord\x0b.\r\n\r\nTvå.")
    assert report_html(snapshot).count("Ett ord.") == 1


def test_the_public_report_says_under_five_and_at_least():
    text = text_of(report_pdf(public_copy(sample_snapshot())))
    assert "under 5" in text
    assert "minst" in text
    assert "Publik version" in text


def test_the_screen_has_the_same_words_as_the_paper(report_text):
    body = report_body(sample_snapshot())
    assert body.count("<h1") == 1
    for words in ("Så gjordes uppföljningen", "Språkstöd på arbetsplatsen", "Bilaga C."):
        assert words in body
        assert words in " ".join(report_text.split())
    assert "<script" not in body
    assert HOSTILE not in body
    assert "style=" not in body


def test_a_year_without_answers_can_still_be_printed():
    snapshot: Any = sample_snapshot(proposals=[], last_year_priorities=[], summary="")
    for area in snapshot["areas"]:
        area |= {"interventions": [], "indicators": [], "challenges": [], "proposals": []}
        area |= {"sections": [], "situation": ""}
        area["reach"] = dict.fromkeys(area["reach"]) | {"without_counts": 0}
        for sub_goal in area["sub_goals"]:
            sub_goal["degrees"] = dict.fromkeys("GHPEN", 0) | {"blank": 40}
            sub_goal["comments"] = []
    data = report_pdf(snapshot)
    assert check_pdf(data) == []
    text = text_of(data)
    assert "Ingen organisation har redovisat någon insats" in text
    assert "Organisationernas kommentarer" not in text
