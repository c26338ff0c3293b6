"""The report as workbook, CSV and JSON: the same value everywhere, and words that never run."""

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn

from followup.report.drawing.cells import count_cell
from followup.report.drawing.interventions import intervention_row
from followup.report.drawing.pages import report_context
from followup.report.drawing.rendering import report_body
from followup.report.drawing.texts import printable
from followup.report.outputs.document import document
from followup.report.outputs.kinds import KINDS, PDF_WITH_WORKBOOK
from followup.report.outputs.plain import csv_package, data_json, file_stem, schema_json
from followup.report.outputs.tables import data_tables
from followup.report.outputs.web_page import web_page
from followup.report.outputs.workbook import in_a_cell, workbook
from followup.report.snapshot import PERSONS
from followup.report.suppression import WITHHELD, public_copy
from goals.statistics.small_numbers import HIDDEN
from strategy_portal.charts.pictures import picture
from strategy_portal.spreadsheets import LONGEST_CELL, read_workbook
from tests.followup.report.sample import sample_snapshot

# The PDF takes seconds; that it is byte-stable is tests/test_pdf.py's.
LIGHT = [kind for kind in KINDS if kind is not PDF_WITH_WORKBOOK]
HOSTILE_WORDS = (
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+46 21 000 00 00",
    "-2+3",
    "\t=1+1",
    "'=redan citerat",
    '=HYPERLINK("http://127.0.0.1:9/x";"klicka")',
    "<script>alert(1)</script><img src=file:///etc/passwd><a href=http://127.0.0.1:9/>x</a>",
    "\u202egnp.exe\u202c \u200fhöger",
    'rad ett\nrad två; med semikolon och "citat"',
    "styr\x01tecken\x0b och _x0041_",
    "0123",
    "1,5",
    " ".join(f"åtgärd {n}" for n in range(4_000)) + " slut",
)


@pytest.fixture(scope="module")
def hostile() -> Any:
    """The year, in which interventions, answers and challenges say the worst there is."""
    snapshot: Any = sample_snapshot()
    one = snapshot["areas"][0]["interventions"][0]
    snapshot["areas"][0]["interventions"] = [
        {**one, "id": str(n), "title": words, "effect": words, "partners": [words, "Sala"]}
        for n, words in enumerate(HOSTILE_WORDS)
    ]
    snapshot["areas"][0]["challenges"] = [{"text": words, "by": words} for words in HOSTILE_WORDS]
    written = "\n\n".join(f"- {words}" for words in HOSTILE_WORDS[:-1])
    snapshot |= {"foreword": written, "method": written}
    snapshot["areas"][0]["texts"] = dict.fromkeys(snapshot["areas"][0]["texts"], written)
    snapshot["answers"] = [
        {**snapshot["answers"][3], "answer": words, "question": words} for words in HOSTILE_WORDS
    ]
    return snapshot


@pytest.fixture(scope="module")
def public() -> Any:
    return public_copy(sample_snapshot())


@pytest.fixture(scope="module")
def book(public) -> bytes:
    return workbook(public)


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """Every sheet's rows as a program that knows nothing of us reads them."""
    opened = openpyxl.load_workbook(io.BytesIO(content))
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in opened.worksheets
    }


def csv_tables(content: bytes) -> dict[str, list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {
            name: list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
            for name in package.namelist()
            if name.endswith(".csv")
            for text in [package.read(name).decode("utf-8-sig", "surrogatepass")]
        }


def written_plainly(value: Any) -> str:
    """A value as the CSV's own read-me says that it is written."""
    if isinstance(value, int | float):
        return str(value).replace(".", ",")
    text = str(in_a_cell(value) or "")
    return f"'{text}" if text[:1] in set("=+-@\t'") else text


# --- The same value everywhere -----------------------------------------------------------------


@pytest.mark.parametrize("hide", [False, True])
def test_workbook_csv_and_json_hold_the_same_values(hide):
    snapshot = public_copy(sample_snapshot()) if hide else sample_snapshot()
    in_excel, in_csv = sheets(workbook(snapshot)), csv_tables(csv_package(snapshot))
    in_json = json.loads(data_json(snapshot))
    assert (in_json["public"], len(in_json["tables"])) == (hide, 18)
    for table in data_tables(snapshot):
        keys = [column.key for column in table.columns]
        values = [[row[key] for key in keys] for row in table.rows]
        assert [[row[key] for key in keys] for row in in_json["tables"][table.key]] == values
        wanted = [[in_a_cell(value) for value in row] for row in values]
        assert in_excel[table.title][1:] == wanted
        assert in_csv[f"{file_stem(table)}.csv"] == [
            [column.heading for column in table.columns],
            *([written_plainly(value) for value in row] for row in values),
        ]


def test_the_tables_say_what_the_report_says(public):
    """The snapshot's own numbers, the screen's and the tables': one and the same."""
    tables: Any = {table.key: table.rows for table in data_tables(public)}
    page = report_body(public)
    rows = iter(tables["interventions"])
    for area, in_table in zip(public["areas"], tables["areas"], strict=True):
        for one in area["interventions"]:
            row = next(rows)
            assert [row[who] for who in PERSONS] == [one["counts"][who] for who in PERSONS]
            shown = intervention_row(one)
            not_known = one["counts"]["not_known"]
            assert count_cell(row["total"], not_known=not_known) == shown.total
        assert [in_table[who] for who in (*PERSONS, "total")] == [
            area["reach"][who] for who in (*PERSONS, "total")
        ]
        assert count_cell(in_table["total"]).text in page
    measured = [
        (one["indicator"], one["group"], one["year"], one["value"])
        for one in tables["measurements"]
    ]
    wanted = [
        (indicator["title"], group["label"], group["year"], group["value"])
        for area in public["areas"]
        for indicator in area["indicators"]
        for group in [
            *indicator["groups"],
            *(
                {"label": line["label"], **point}
                for line in indicator["series"]
                for point in line["points"]
            ),
        ]
    ]
    assert measured == wanted


def test_blank_zero_and_not_known_are_three_things(public):
    rows = json.loads(data_json(public))["tables"]["interventions"]
    said = {(one["unknown"], one["not_known"]) for one in rows}
    assert {(0, "Nej"), (None, "Nej"), (None, "Ja")} <= said


def test_the_json_is_as_its_schema_says(public):
    schema = json.loads(schema_json(public))
    content = json.loads(data_json(public))
    tables = schema["properties"]["tables"]["properties"]
    assert list(tables) == list(content["tables"])
    for key, table in tables.items():
        columns = table["items"]["properties"]
        assert all(column["description"] for column in columns.values())
        for row in content["tables"][key]:
            assert list(row) == list(columns)
            assert [name for name, value in row.items() if not fits(value, columns[name])] == []


def fits(value: Any, column: dict[str, Any]) -> bool:
    """Whether a value is of a type that the schema gives its column."""
    kinds = {
        "string": isinstance(value, str),
        "integer": isinstance(value, int),
        "number": isinstance(value, int | float),
        "null": value is None,
        "array": isinstance(value, list),
    }
    wanted = [one["type"] for one in column.get("anyOf", [column])]
    return any(kinds[name] for one in wanted for name in ([one] if isinstance(one, str) else one))


# --- Small numbers -----------------------------------------------------------------------------


def test_a_public_file_holds_no_small_count_of_persons(public):
    for table in data_tables(public):
        counts = [column.key for column in table.columns if column.kind == "count"]
        found = [row[key] for row in table.rows for key in counts]
        assert not [one for one in found if isinstance(one, int) and 0 < one < 5]


def test_of_own_questions_the_public_gets_words_and_hidden_counts(public):
    degree, counts, number, words = next(
        table.rows for table in data_tables(public) if table.key == "answers"
    )
    assert degree["answer"] == "Påbörjat"
    assert (counts["women"], counts["men"], counts["total"]) == (HIDDEN, 27, "minst 28")
    assert (counts["stated"], counts["why"]) == (None, WITHHELD)
    assert (number["answer"], number["area"]) == (WITHHELD, None)
    assert words["files"] == []
    everything = data_tables(sample_snapshot())
    full = next(table.rows for table in everything if table.key == "answers")
    assert (full[1]["women"], full[1]["stated"], full[2]["answer"]) == (3, 31, "2 personer")


# --- Hostile words -----------------------------------------------------------------------------


def test_in_the_workbook_every_text_is_text_and_whole(hostile):
    content = workbook(hostile)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        xml = {name: package.read(name) for name in package.namelist()}
    assert not [name for name in xml if "externalLink" in name or "vba" in name.lower()]
    for name, part in xml.items():
        if name.startswith("xl/worksheets/"):
            assert b"<f>" not in part
            assert b"hyperlink" not in part
    cells = read_workbook(content)["Insatser"].cells
    titles: list[Any] = [cells[row, 5].value for row in range(2, len(HOSTILE_WORDS) + 2)]
    assert titles[:-1] == list(HOSTILE_WORDS[:-1])
    assert len(titles[-1]) <= LONGEST_CELL
    assert "Resten ryms inte i cellen" in titles[-1]
    parts = sheets(content)["Långa texter"]
    whole = "".join(
        text
        for sheet, row, column, _, text in parts[1:]
        if (sheet, column) == ("Insatser", "Insats")
    )
    assert whole == HOSTILE_WORDS[-1]


def test_in_csv_nothing_is_worked_out_and_nothing_is_lost(hostile):
    rows = csv_tables(csv_package(hostile))["nya-utmaningar.csv"]
    written = [row[2] for row in rows[1 : len(HOSTILE_WORDS) + 1]]
    assert not [text for text in written if text[:1] in set("=+-@\t\r")]
    assert [text.removeprefix("'") for text in written] == list(HOSTILE_WORDS)


def test_in_json_every_word_stands_as_it_was_written(hostile):
    found = json.loads(data_json(hostile))["tables"]
    assert [one["answer"] for one in found["answers"]] == list(HOSTILE_WORDS)
    texts = [one["text"] for one in found["challenges"] if one["area"] == 1]
    assert texts == list(HOSTILE_WORDS)


def test_libreoffice_opens_the_workbook_and_works_nothing_out(hostile, tmp_path: Path):
    """Read back as LibreOffice saves it: no formula, the same words."""
    assert shutil.which("soffice"), "LibreOffice is missing: apt-get install libreoffice-calc-nogui"
    (tmp_path / "in.xlsx").write_bytes(workbook(hostile))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    run = ["soffice", profile, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path)]
    subprocess.run([*run, str(tmp_path / "in.xlsx")], check=True, capture_output=True, timeout=90)
    with zipfile.ZipFile(tmp_path / "in.ods") as package:
        content = package.read("content.xml").decode()
    assert "table:formula" not in content
    assert "xlink:href" not in content
    assert "=cmd|' /C calc'!A0".replace("'", "&apos;") in content


def test_the_web_page_stands_alone_and_nothing_in_it_runs(hostile):
    page = web_page(hostile).decode()
    found = _Tags()
    found.feed(page)
    assert {"script", "img", "link", "iframe", "object", "base", "form"} & found.names == set()
    assert [one for one in found.addresses if not one.startswith("#")] == []
    assert found.handlers == []
    assert set(re.findall(r"url\((\w+):", page)) == {"data"}
    assert "@import" not in page
    assert "default-src 'none'" in page
    shown = "".join(found.texts)
    for words in HOSTILE_WORDS:
        assert printable(words) in shown


class _Tags(HTMLParser):
    """A page as a browser takes it apart: tags, addresses, handlers of events, texts."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.addresses += [
            v or "" for n, v in attrs if n in {"href", "src", "action", "xlink:href"}
        ]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        if tag == "br":
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_web_page_says_what_the_portals_own_page_says(public):
    assert str(report_body(public)) in web_page(public).decode()


# --- How it is to use --------------------------------------------------------------------------


def test_every_sheet_is_made_to_be_sorted_and_listened_to(book):
    opened = openpyxl.load_workbook(io.BytesIO(book))
    assert opened.sheetnames[:3] == ["Rapporten", "Förklaring", "Organisationer"]
    for sheet in opened.worksheets:
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.defined_names["ColumnTitle"].attr_text.endswith("!$A$1")
        assert all(cell.value and cell.font.bold for cell in sheet[1])
    people = [cell.value for cell in opened["Insatser"][1] if "(personer)" in str(cell.value)]
    assert people[:2] == ["Kvinnor (personer)", "Män (personer)"]


def test_every_column_is_explained(book):
    read = sheets(book)
    explained = {(sheet, column): about for sheet, column, _, about in read["Förklaring"][1:]}
    for title, (head, *_) in read.items():
        for heading in head:
            assert explained[title, heading.split(" (")[0]]


@pytest.mark.parametrize("kind", LIGHT, ids=lambda kind: kind.name)
def test_the_same_snapshot_gives_the_same_bytes(public, kind):
    assert kind.make(public) == kind.make(public)


# --- Word --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def word(public) -> Any:
    return Document(io.BytesIO(document(public)))


def test_the_document_has_the_reports_headings_in_order(word, public):
    headings = [
        (int(one.style.name[-1]), one.text)
        for one in word.paragraphs
        if one.style.name.startswith("Heading")
    ]
    levels = [level for level, _ in headings]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    chapters = [text for level, text in headings if level == 1]
    assert chapters[:4] == [
        "Året på en sida",
        "Sammanfattning",
        "Så gjordes uppföljningen",
        "Vad blev det av förra årets prioriteringar?",
    ]
    assert chapters[4:10] == [area["title"] for area in public["areas"]]
    assert word.core_properties.language == "sv-SE"
    assert "sv-SE" in word.styles.element.xml


def test_the_document_tells_what_the_signs_mean_as_the_page_does(word, public):
    tables = {tuple(cell.text for cell in one.rows[0].cells): one for one in word.tables}
    page = re.sub(r"<[^>]+>|\s+", " ", report_body(public))
    for head in (
        ("Tecken", "Svar", "Betydelse"),
        ("Tecken", "Steg", "Betydelse"),
        ("Bedömning", "Betydelse"),
    ):
        rows = [[cell.text for cell in row.cells] for row in tables[head].rows[1:]]
        assert len(rows) >= 4
        assert [text for row in rows for text in row[-2:] if text not in page] == []


def test_no_page_of_the_document_is_empty_where_the_pages_turn(word):
    before = [
        paragraph._p.getprevious()
        for paragraph in word.paragraphs
        if paragraph._p.pPr is not None and paragraph._p.pPr.find(qn("w:sectPr")) is not None
    ]
    assert len(before) == 2
    assert before[1].tag == qn("w:tbl")  # not an empty line, which would begin another page


def test_every_table_in_the_document_has_a_head_and_a_description(word):
    assert len(word.tables) > 60
    for table in word.tables:
        head, *others = table._tbl.tr_lst
        assert head.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in (head, *others))
        assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))
        assert not table._tbl.xpath(".//w:gridSpan | .//w:vMerge")


def test_every_chart_in_the_document_is_a_picture_with_the_reports_own_alternative_text(
    word, public
):
    charts = [
        chart
        for page in report_context(public, paper=True)["areas"]
        for chart in (*(one for row in page.figure_rows for one in row), page.reach, page.degrees)
        if not chart.is_empty
    ]
    described = [one.get("descr") for one in word.element.body.iter(qn("wp:docPr"))]
    assert described == [chart.alt for chart in charts]
    assert len(described) > 30
    drawn = [one.get(qn("r:embed")) for one in word.element.body.iter(qn("a:blip"))]
    assert [word.part.related_parts[one].blob for one in drawn] == [
        picture(chart.wide) for chart in charts
    ]


def test_a_hostile_finding_stays_in_the_alternative_text():
    snapshot: Any = sample_snapshot()
    snapshot["areas"][0]["indicators"][0]["finding"] = HOSTILE_WORDS[7]
    opened = Document(io.BytesIO(document(snapshot)))
    described = [one.get("descr") for one in opened.element.body.iter(qn("wp:docPr"))]
    assert sum(HOSTILE_WORDS[7] in one for one in described) == 1


def test_the_document_says_the_same_numbers_as_the_report(word, public):
    """Each area's table of interventions, count by count, and each chart's figures."""
    tables = [
        [[cell_text(cell) for cell in row.tc_lst] for row in one._tbl.tr_lst] for one in word.tables
    ]
    pages = report_context(public, paper=True)["areas"]
    interventions = [table for table in tables if table[0][0] == "Insats och effekt"]
    for page, (_, *rows) in zip(pages, interventions, strict=True):
        wanted = [
            [*(cell.text for cell in one.cells), one.total.text] for one in page.interventions
        ]
        assert [row[5:11] for row in rows] == wanted
        for chart in (page.reach, page.degrees, *(one for row in page.figure_rows for one in row)):
            if not chart.is_empty:
                assert [list(chart.header), *map(list, chart.rows)] in tables


def cell_text(cell: Any) -> str:
    return "".join(
        one.text or "" if one.tag == qn("w:t") else "\n" for one in cell.iter(qn("w:t"), qn("w:br"))
    )


def test_in_the_document_words_are_words(hostile):
    content = document(hostile)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        body = package.read("word/document.xml").decode()
        outward = [package.read(one).decode() for one in names if one.endswith(".rels")]
    assert not [one for one in outward if 'TargetMode="External"' in one]
    assert not [one for one in names if "vba" in one.lower() or "embeddings" in one]
    for code in ("w:instrText", "w:hyperlink", "w:altChunk", "w:object"):
        assert code not in body
    opened = Document(io.BytesIO(content))
    said = "\n".join(one.text for one in opened.paragraphs)
    for words in HOSTILE_WORDS:
        for line in printable(words).splitlines():
            assert line in said


def test_in_word_a_text_has_real_lists_and_emphasis():
    snapshot: Any = sample_snapshot(method="Så **här**:\n\n1. först\n2. sedan\n\n- och *så*")
    paragraphs = Document(io.BytesIO(document(snapshot))).paragraphs
    at = next(n for n, one in enumerate(paragraphs) if one.text == "Så här:")
    bold = paragraphs[at].runs[1]
    assert (bold.text, bold.bold) == ("här", True)
    assert [(one.text, one.style.name) for one in paragraphs[at + 1 : at + 4]] == [
        ("först", "List Number"),
        ("sedan", "List Number"),
        ("och så", "List Bullet"),
    ]
    numbers = {one._p.pPr.numPr.numId.val for one in paragraphs[at + 1 : at + 3]}
    assert len(numbers) == 1  # a list of its own
    assert paragraphs[at + 3].runs[1].italic
