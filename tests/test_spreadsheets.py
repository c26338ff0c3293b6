"""Workbooks from strangers: told for what they are, within bounds, each fault by its cell.

The numbers (X03, X16 …) are those of the list of faults that an upload must survive.
"""

import random
import socket
import struct
import subprocess
import sys
import textwrap
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from strategy_portal.spreadsheets import (
    LARGEST_FILE,
    LONGEST_CELL,
    Spot,
    SpreadsheetError,
    gathered,
    put,
    put_text,
    read_workbook,
    saved,
    sheet_title,
)
from tests import hostile

AFTERNOON = datetime(2026, 3, 31, 14, 2)  # noqa: DTZ001  # a cell has no time zone
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def refusal(content: bytes) -> str:
    """What the person is told."""
    with pytest.raises(SpreadsheetError) as told:
        read_workbook(content)
    return str(told.value)


def cell(xml: str, **more):
    """The only cell of a sheet that holds this cell's XML."""
    book = read_workbook(hostile.with_rows(f'<row r="14">{xml}</row>', **more))
    (found,) = book.sheets[0].cells.values()
    return found


def test_what_is_parsed_is_defused():
    assert openpyxl.DEFUSEDXML


def test_cells_come_with_their_address_and_as_what_they_are():
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in (["Namn", 12, 1.5, True], [date(2026, 3, 31), AFTERNOON]):
        sheet.append(row)
    sheet["C2"] = 0.1
    sheet["C2"].number_format = "0%"

    cells = read_workbook(BytesIO(saved(workbook))).sheets[0].cells

    assert {one.address: (one.value, one.text) for one in cells.values()} == {
        "A1": ("Namn", "Namn"),
        "B1": (Decimal(12), "12"),
        "C1": (Decimal("1.5"), "1,5"),
        "D1": (True, "Ja"),
        "A2": (date(2026, 3, 31), "2026-03-31"),
        "B2": (AFTERNOON, "2026-03-31 14:02"),
        "C2": (Decimal("0.1"), "10 %"),
    }


# --- What a file is --------------------------------------------------------------------------


def _other_zip(**parts: str) -> bytes:
    return hostile.packed({name.replace("__", "/"): text for name, text in parts.items()})


def _document() -> bytes:
    file = BytesIO()
    Document().save(file)
    return file.getvalue()


def _renamed_type(word: bytes) -> bytes:
    return hostile.patched(
        hostile.small(),
        "[Content_Types].xml",
        lambda part: part.replace(b"spreadsheetml.sheet.main", word),
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"", "Filen är tom", id="X16-empty"),
        pytest.param(b"P", "ingen Excel-arbetsbok", id="X16-one-byte"),
        pytest.param(b"PK\x03\x04", "skadad", id="X16-not-a-zip"),
        pytest.param(hostile.small()[:3000], "skadad", id="X16-truncated"),
        pytest.param(OLE, ".xls", id="X15-xls"),
        pytest.param(
            OLE + "EncryptedPackage".encode("utf-16-le"), "ta bort lösenordet", id="X14-password"
        ),
        pytest.param(OLE + "WordDocument".encode("utf-16-le"), "Word-dokument", id="X15-doc"),
        pytest.param(b"%PDF-1.7\n", "PDF", id="X15-pdf"),
        pytest.param(_document(), "Word-dokument", id="X15-docx"),
        pytest.param(b"Namn;Antal\r\nSala;12\r\n", ".csv", id="X15-csv"),
        pytest.param("\ufeffNamn;År\n".encode(), ".csv", id="X15-csv-with-mark"),
        pytest.param(b"<html><table><tr><td>1</table>", "webbsida", id="X15-html"),
        pytest.param(b"<?xml version='1.0'?><Workbook/>", "XML-fil", id="X15-xml"),
        pytest.param(
            _other_zip(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
            ".ods",
            id="X15-ods",
        ),
        pytest.param(
            _other_zip(mimetype="application/vnd.oasis.opendocument.text"),
            "annat slags dokument",
            id="X15-odt",
        ),
        pytest.param(_other_zip(**{"ppt__presentation.xml": "<a/>"}), "presentation", id="X15-ppt"),
        pytest.param(_other_zip(**{"bilder__a.txt": "hej"}), "zip-fil", id="X15-zip"),
        pytest.param(
            _renamed_type(b"vnd.ms-excel.sheet.macroEnabled.main"), "makron", id="X15-xlsm"
        ),
        pytest.param(
            hostile.packed(hostile.parts_of(hostile.small()) | {"xl/vbaProject.bin": b"x"}),
            "makron",
            id="X15-macros",
        ),
        pytest.param(_renamed_type(b"vnd.ms-excel.sheet.binary"), ".xlsb", id="X15-xlsb"),
        pytest.param(bytes(LARGEST_FILE + 1), "för stor", id="X23-too-large"),
    ],
)
def test_a_file_is_told_for_what_it_is(content, told):
    assert told in refusal(content)


def test_a_file_that_needs_a_password_for_its_parts_is_refused():
    content = bytearray(hostile.small())
    start = content.index(b"PK\x01\x02")
    content[start + 8] |= 1

    assert "ta bort lösenordet" in refusal(bytes(content))


# --- Bombs and traps -------------------------------------------------------------------------


def _blown_up() -> bytes:
    return hostile.with_rows('<row r="1"><c r="A1"><v>1</v></c></row>' + " " * 30_000_000)


def _lies_about_its_size() -> bytes:
    content = bytearray(_blown_up())
    start = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    content[start + 24 : start + 28] = struct.pack("<I", 500_000)
    return bytes(content)


def _many_parts() -> bytes:
    return hostile.packed({f"xl/{number}.xml": "<a/>" for number in range(2_000)})


def _many_media() -> bytes:
    media = {f"xl/media/{number}.bin": bytes(900_000) for number in range(60)}
    return hostile.packed(hostile.parts_of(hostile.small()) | media)


@pytest.mark.parametrize("make", [_blown_up, _lies_about_its_size, _many_parts, _many_media])
def test_x17_a_zip_bomb_is_refused_at_once(make):
    content = make()
    started = time.process_time()

    assert "portalen" in refusal(content)
    assert time.process_time() - started < 2


def test_x17_a_zip_within_a_zip_is_left_alone():
    content = hostile.packed(
        hostile.parts_of(hostile.small()) | {"xl/embeddings/inner.zip": _blown_up()}
    )

    assert read_workbook(content).sheets[0].cells[1, 2].value == 12


PARTS = sorted(
    name for name in hostile.parts_of(hostile.small()) if name.endswith((".xml", "rels"))
)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_x18_a_part_with_a_document_type_is_refused_and_leads_nowhere(part, encoding, monkeypatch):
    asked: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: asked.append(address))
    for markup in (
        hostile.BOMB,
        hostile.ENTITY.format("file:///etc/passwd"),
        hostile.ENTITY.format("http://127.0.0.1:9/secret"),
    ):
        content = hostile.packed(
            hostile.parts_of(hostile.small()) | {part: markup.encode(encoding)}
        )
        told = refusal(content)
        assert "root:" not in told
    assert asked == []


@pytest.mark.parametrize(
    "name", ["../../evil.xml", "/etc/evil.xml", "xl\\..\\evil.xml", "C:/evil.xml", "xl/../../x"]
)
def test_x19_a_name_that_leads_elsewhere_is_refused(name):
    assert "ska innehålla" in refusal(
        hostile.packed(hostile.parts_of(hostile.small()) | {name: b"x"})
    )


def test_x19_a_link_or_the_same_part_twice_is_refused():
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, part in hostile.parts_of(hostile.small()).items():
            package.writestr(name, part)
        package.writestr("XL/Workbook.xml", b"<a/>")
    assert "ska innehålla" in refusal(file.getvalue())

    link = zipfile.ZipInfo("xl/link.xml")
    link.external_attr = 0o120777 << 16
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, part in hostile.parts_of(hostile.small()).items():
            package.writestr(name, part)
        package.writestr(link, "/etc/passwd")
    assert "ska innehålla" in refusal(file.getvalue())


# --- Cells that cannot be used ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("xml", "told"),
    [
        pytest.param('<c r="D14" t="e"><v>#DIV/0!</v></c>', "#DIV/0!", id="X08-error"),
        pytest.param('<c r="D14" t="e"><f>A1</f><v>#REF!</v></c>', "#REF!", id="X08-reference"),
        pytest.param('<c r="D14"><f>1+1</f></c>', "utan uträknat värde", id="X08-no-value"),
        pytest.param('<c r="D14"><v>inf</v></c>', "inget tal", id="X09-inf"),
        pytest.param('<c r="D14"><v>NaN</v></c>', "inget tal", id="X09-nan"),
        pytest.param('<c r="D14"><v>1e999</v></c>', "inget tal", id="X09-overflow"),
        pytest.param('<c r="D14"><v>12 st</v></c>', "inget tal", id="X09-text"),
        pytest.param('<c r="D14"><v>١٢</v></c>', "inget tal", id="X09-other-digits"),
    ],
)
def test_a_cell_that_cannot_be_used_says_why(xml, told):
    found = cell(xml)

    assert (found.address, found.value) == ("D14", None)
    assert told in found.problem


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        pytest.param('<c r="D14"><f>1+1</f><v>2</v></c>', Decimal(2), id="X08-value"),
        pytest.param('<c r="D14" t="str"><f>A1</f><v>hej</v></c>', "hej", id="X08-text"),
        pytest.param('<c r="D14"><f>[1]Blad!A1</f><v>7</v></c>', Decimal(7), id="X08-external"),
        pytest.param('<c r="D14"><v>-0</v></c>', Decimal(0), id="X09-minus-zero"),
        pytest.param('<c r="D14"><v>1e308</v></c>', Decimal("1e308"), id="X09-large"),
        pytest.param(
            '<c r="D14"><v>0.30000000000000004</v></c>', Decimal("0.3"), id="fifteen-digits"
        ),
        pytest.param('<c r="D14" t="b"><v>1</v></c>', True, id="yes"),
        pytest.param('<c r="D14" t="d"><v>2026-03-31</v></c>', date(2026, 3, 31), id="iso-day"),
        pytest.param(
            '<c r="D14" t="inlineStr"><is><r><t>ett </t></r><r><t>två</t></r></is></c>',
            "ett två",
            id="rich-text",
        ),
        pytest.param(
            '<c r="D14" t="inlineStr"><is><t>東</t><rPh sb="0" eb="1"><t>ひ</t></rPh></is></c>',
            "東",
            id="reading-aid",
        ),
        pytest.param(
            '<c r="D14" t="inlineStr"><is><t>rad_x000D_\nrad&#13;\nrad_x005F_x000D_</t></is></c>',
            "rad\nrad\nrad_x000D_",
            id="X12-escapes",
        ),
        pytest.param(
            '<c r="D14" t="inlineStr"><is><t>_xD83D__xDE00_ _xD83D_ _x0000_</t></is></c>',
            "😀 \ufffd \ufffd",
            id="X12-halves",
        ),
    ],
)
def test_a_cell_is_read_as_what_it_is(xml, value):
    found = cell(xml)

    assert (found.address, found.value, found.problem) == ("D14", value, "")
    assert found.is_formula == ("<f>" in xml)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ('<row r="14"><c r="D14"><v>1</v></c><c r="D14"><v>2</v></c></row>', "D14"),
        ('<row r="14"><c r="D14" t="zz"><v>1</v></c></row>', "D14"),
        ('<row r="14"><c r="D15"><v>1</v></c></row>', "D15"),
        ('<row r="14"><c r="14D"><v>1</v></c></row>', "14D"),
        ('<row r="14"><c r="D14" t="b"><v>7</v></c></row>', "D14"),
    ],
)
def test_x10_a_damaged_cell_is_named(rows, told):
    message = refusal(hostile.with_rows(rows))

    assert told in message
    assert "Sheet" in message


def test_x10_a_text_that_is_not_there():
    assert "skadad" in refusal(
        hostile.with_rows('<row r="1"><c r="A1" t="s"><v>999999999</v></c></row>')
    )


def test_x07_days_count_from_1900_or_from_1904():
    for epoch in (None, CALENDAR_MAC_1904):
        workbook = Workbook()
        if epoch:
            workbook.epoch = epoch
        workbook.worksheets[0]["A1"] = date(2026, 3, 31)
        content = saved(workbook)
        assert read_workbook(content).sheets[0].cells[1, 1].value == date(2026, 3, 31)

    impossible = hostile.patched(
        content, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"<v>", b"<v>9999999")
    )
    assert "inget datum" in read_workbook(impossible).sheets[0].cells[1, 1].problem


def test_x05_merged_cells_are_named():
    content = hostile.with_rows("", '<mergeCells><mergeCell ref="C3:D4"/></mergeCells>')

    assert read_workbook(content).sheets[0].merged == ["C3:D4"]


def test_x14_hidden_sheets_are_told():
    workbook = Workbook()
    workbook.create_sheet("Gömt").sheet_state = "veryHidden"

    sheets = read_workbook(saved(workbook)).sheets

    assert [(one.name, one.is_hidden) for one in sheets] == [("Sheet", False), ("Gömt", True)]


# --- Bounds ----------------------------------------------------------------------------------


def test_x21_a_false_dimension_claims_nothing():
    content = hostile.patched(
        hostile.small(),
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b'ref="A1:B1"', b'ref="A1:XFD1048576"'),
    )

    assert len(read_workbook(content).sheets[0].cells) == 2


def _many_rows() -> bytes:
    return hostile.with_rows(
        "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(1, 1_000_001))
    )


def test_x21_a_million_empty_rows_take_no_time():
    content = _many_rows()
    started = time.process_time()

    assert "tomma, formaterade rader" in refusal(content)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("address", ["A20001", "ZZZ1"])
def test_x21_something_far_away_is_named(address):
    row = "".join(filter(str.isdigit, address))

    told = refusal(hostile.with_rows(f'<row r="{row}"><c r="{address}"><v>1</v></c></row>'))
    assert address in told


def test_more_cells_than_anybody_fills_are_refused():
    rows = "".join(
        f'<row r="{row}">{"".join(f"<c><v>{column}</v></c>" for column in range(20))}</row>'
        for row in range(1, 2_001)
    )

    assert "fler celler" in refusal(hostile.with_rows(rows))


def test_each_stays_within_two_seconds_and_fifty_megabytes(tmp_path):
    """The worst of the files above, each in a program of its own so that its memory is its own."""
    for name, content in (
        ("bomb", _blown_up()),
        ("parts", _many_parts()),
        ("rows", _many_rows()),
        ("text", hostile.with_rows(_long_texts())),
    ):
        file = tmp_path / f"{name}.xlsx"
        file.write_bytes(content)
        seconds, megabytes = _measured(str(file))
        print(f"{name}: {seconds:.2f} s, {megabytes:.0f} MB")
        assert seconds < 2
        assert megabytes < 50


def _long_texts() -> str:
    chance = random.Random(1)  # noqa: S311  # the same texts every time
    return "".join(
        f'<row><c t="inlineStr"><is><t>{chance.randbytes(10_000).hex()}</t></is></c></row>'
        for _ in range(480)
    )


def _measured(file: str) -> tuple[float, float]:
    """How long reading a file takes, and how much memory it adds."""
    program = textwrap.dedent(r"""
        import re, sys, time
        from strategy_portal.spreadsheets import SpreadsheetError, read_workbook
        content = open(sys.argv[1], "rb").read()
        peak = lambda: int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1])
        before = peak()
        started = time.process_time()
        try:
            read_workbook(content)
        except SpreadsheetError:
            pass
        seconds = time.process_time() - started
        print(seconds, (peak() - before) / 1024)
    """)
    ran = subprocess.run(
        [sys.executable, "-c", program, file], capture_output=True, text=True, check=True
    )
    seconds, megabytes = ran.stdout.split()
    return float(seconds), float(megabytes)


# --- Damage of every kind --------------------------------------------------------------------


def outcome(content: bytes) -> str:
    """Read, or refused with a sentence; anything else fails the test."""
    try:
        read_workbook(content)
    except SpreadsheetError as error:
        told = str(error)
    else:
        return "read"
    assert told.endswith(".")
    return "refused"


def test_x20_each_part_missing_empty_or_something_else():
    outcomes = {name: outcome(one) for name, one in hostile.without_each_part(hostile.small())}

    assert outcomes["xl/workbook.xml missing"] == "refused"
    assert outcomes["docProps/app.xml missing"] == "read"
    assert all(one == "refused" for name, one in outcomes.items() if name.endswith("bomb"))


def test_x20_a_thousand_random_changes_of_bytes():
    content = hostile.small()
    outcomes = [outcome(hostile.flipped(content, seed, 1 + seed % 8)) for seed in range(1_000)]

    assert outcomes.count("refused") > 100


def test_x20_a_thousand_changes_inside_the_parts():
    content = hostile.small()
    outcomes = [outcome(hostile.garbled(content, seed)) for seed in range(1_000)]

    assert {"read", "refused"} == set(outcomes)


@given(st.binary(max_size=600))
@settings(max_examples=200, deadline=None)
def test_x20_any_bytes_at_all(content):
    assert outcome(content) == "refused"


# --- Writing ---------------------------------------------------------------------------------


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
@settings(max_examples=300, deadline=None)
def test_o09_any_text_is_read_as_it_was_written(text):
    workbook = Workbook()
    put_text(workbook.worksheets[0]["A1"], text)

    found = read_workbook(saved(workbook)).sheets[0].cells.get((1, 1))

    wanted = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    assert (found.value if found else "") == wanted


@pytest.mark.parametrize(
    "text", ["=1+1", "+46", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", " =1", "12", "2026-01-01"]
)
def test_o06_a_text_never_becomes_a_formula(text):
    workbook = Workbook()
    put(workbook.worksheets[0]["A1"], text)

    found = load_workbook(BytesIO(saved(workbook))).worksheets[0]["A1"]
    assert (found.data_type, found.number_format) == ("s", "@")
    assert "<f" not in hostile.parts_of(saved(workbook))["xl/worksheets/sheet1.xml"].decode()


def test_o07_a_text_too_long_for_a_cell_says_so():
    workbook = Workbook()
    put_text(workbook.worksheets[0]["A1"], "a" * 40_000)
    put_text(workbook.worksheets[0]["A2"], "b" * LONGEST_CELL)

    cells = read_workbook(saved(workbook)).sheets[0].cells
    assert cells[1, 1].text.endswith("[Texten är 40000 tecken lång. Resten ryms inte i cellen.]")
    assert [len(cells[row, 1].text) for row in (1, 2)] == [LONGEST_CELL, LONGEST_CELL]


def test_numbers_days_and_what_is_none_are_written_as_what_they_are():
    workbook = Workbook()
    values: list[Any] = [12, Decimal("1.5"), date(2026, 3, 31), True, float("nan")]
    for row, value in enumerate(values, 1):
        put(workbook.worksheets[0].cell(row, 1), value)
    put(workbook.worksheets[0]["B1"], None)

    cells = read_workbook(saved(workbook)).sheets[0].cells
    assert [one.value for one in cells.values()] == [
        Decimal(12),
        Decimal("1.5"),
        date(2026, 3, 31),
        "Ja",
        "nan",
    ]


def test_a_sheet_gets_a_name_that_excel_takes():
    taken: list[str] = []
    for wanted in (
        "Fysisk och psykisk hälsa: allt [2]/3",
        "A" * 40,
        "a" * 40,
        "",
        "'x'",
        "History",
    ):
        taken.append(sheet_title(wanted, taken))

    assert taken == [
        "Fysisk och psykisk hälsa allt 2",
        "A" * 31,
        "a" * 29 + " 2",
        "Blad",
        "x",
        "History 2",
    ]


def test_one_thing_over_many_cells_is_told_once():
    spots = [
        *(Spot("Blad", row, 4, "Fel.") for row in range(14, 23)),
        Spot("Blad", 3, 6, "Fel."),
        Spot("Blad", 9, 0, "Hela raden."),
    ]

    assert [(one.cells, one.text) for one in gathered(spots)] == [
        ("D14–D22, F3", "Fel."),
        ("rad 9", "Hela raden."),
    ]
