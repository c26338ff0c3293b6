"""What is taken as a file: told by name and by content, within bounds, never opened."""

import random
import zipfile
from contextlib import suppress
from io import BytesIO
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.survey.attachments.file_kinds import FileRefusedError, recognise, shown_name
from tests.followup.survey import sample_files as sample

DAMAGED = "Filen är skadad eller ofullständig."


def refused(name: str, content: bytes) -> str:
    with pytest.raises(FileRefusedError) as told:
        recognise(name, BytesIO(content))
    return str(told.value)


@pytest.mark.parametrize("name", sample.WHOLE)
def test_ordinary_files_are_taken(name):
    found = recognise(name, BytesIO(sample.WHOLE[name]))

    ending = name.lower().rpartition(".")[2].replace("jpeg", "jpg")
    assert found.carries == ()
    assert found.kind.content_type.startswith(
        {
            "pdf": "application/pdf",
            "docx": "application/vnd.openxml",
            "xlsx": "application/vnd.openxml",
            "pptx": "application/vnd.openxml",
            "odt": "application/vnd.oasis",
            "ods": "application/vnd.oasis",
            "png": "image/png",
            "jpg": "image/jpeg",
            "txt": "text/plain",
            "csv": "text/csv",
        }[ending]
    )


HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bild.svg", SVG),
        ("sida.html", HTML),
        ("sida.xhtml", HTML),
        ("data.xml", b"<?xml version='1.0'?><a/>"),
        ("film.swf", b"FWS\x09"),
        ("kod.js", b"alert(1)"),
        ("kod.hta", HTML),
        ("program.exe", b"MZ\x90\x00\x03"),
        ("rapport.pdf.exe", sample.PDF),
        ("rapport.docm", sample.WHOLE["rapport.docx"]),
        ("gammal.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
        ("arkiv.zip", sample.zipped(("a.txt", "a"))),
    ],
)
def test_other_endings_are_refused(name, content):
    ending = name.rpartition(".")[2]
    assert refused(name, content).startswith(f"Filer som slutar på .{ending} tas inte emot.")


def test_a_file_without_an_ending_is_refused():
    assert refused("rapport", sample.PDF).startswith("Filen saknar filändelse.")


def test_an_empty_file_is_refused():
    assert refused("rapport.pdf", b"") == "Filen är tom. Kontrollera att du har valt rätt fil."


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.odt", "a.png", "a.jpg", "a.txt", "a.csv"])
@pytest.mark.parametrize(
    "content",
    [
        HTML,
        SVG,
        b"\xef\xbb\xbf \n<html>",
        b"#!/bin/sh\nrm",
        b"MZ\x90\x00\x03\x00\x00",
        b"GIF89a\x00\x01",
    ],
)
def test_what_is_in_it_must_be_what_it_is_called(name, content):
    assert refused(name, content).startswith(f"Filen heter {name[1:]} men innehåller något annat.")


def test_a_document_under_another_documents_name_is_refused():
    for name, other in (
        ("a.xlsx", "rapport.docx"),
        ("a.ods", "rapport.odt"),
        ("a.odt", "bildspel.pptx"),
    ):
        assert "innehåller något annat" in refused(name, sample.WHOLE[other])
    assert "innehåller något annat" in refused("a.docx", sample.zipped(("a.txt", "a")))
    assert "innehåller något annat" in refused("a.pdf", sample.WHOLE["rapport.docx"])


def test_a_page_that_begins_as_a_picture_or_a_document_is_served_as_what_it_is_called():
    """A polyglot is no danger where nothing is shown inline; it keeps the kind of its ending."""
    both = b"%PDF-1.7\n" + HTML + sample.PDF[9:]
    assert recognise("a.pdf", BytesIO(both)).kind.content_type == "application/pdf"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", sample.with_part(sample.docx(), "word/vbaProject.bin", b"\x00")),
        ("a.docx", sample.with_part(sample.docx(), "word/activeX/activeX1.xml", "<a/>")),
        (
            "a.docx",
            sample.zipped(sample.types("application/vnd.ms-word.document.macroEnabled.main+xml")),
        ),
        ("a.xlsx", sample.with_part(sample.xlsx(), "xl/macrosheets/sheet1.xml", "<a/>")),
        ("a.odt", sample.open_document("text", ("Basic/Standard/Module1.xml", "<a/>"))),
        ("a.ods", sample.open_document("spreadsheet", ("Scripts/python/a.py", "import os"))),
    ],
)
def test_macros_are_refused(name, content):
    assert refused(name, content).startswith("Filen innehåller makron.")


def test_what_is_protected_with_a_password_is_refused():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    assert refused("a.docx", ole).startswith("Filen är i ett äldre format eller skyddad med lösen")
    manifest = ("META-INF/manifest.xml", "<m><encryption-data/></m>")
    protected = "Filen är skyddad med lösenord. Ta bort lösenordet och försök igen."
    assert refused("a.odt", sample.open_document("text", manifest)) == protected


def test_a_zip_bomb_is_refused_before_it_fills_anything():
    bomb = sample.with_part(sample.docx(), "word/media/a.bin", b"\x00" * 50_000_000)
    assert len(bomb) < 100_000
    begun = process_time()
    assert refused("a.docx", bomb).startswith("Filen blir orimligt stor när den packas upp.")
    assert process_time() - begun < 2
    many = sample.zipped(*((f"a{n}.txt", "") for n in range(3_100)))
    assert refused("a.docx", many).startswith("Filen blir orimligt stor när den packas upp.")


def test_a_zip_that_lies_about_its_sizes_is_refused():
    content = sample.zipped(sample.types(f"{sample.OFFICE}wordprocessingml.document.main+xml"))
    lying = bytearray(sample.with_part(content, "word/a.xml", b"a" * 5_000))
    with zipfile.ZipFile(BytesIO(bytes(lying))) as found:
        assert found.getinfo("word/a.xml").file_size == 5_000
    entry = lying.rindex(b"PK\x01\x02")
    lying[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    assert refused("a.docx", bytes(lying)).startswith(DAMAGED)


@pytest.mark.parametrize(
    "part", ["../../etc/passwd", "/etc/passwd", "word\\..\\a", "C:/a", "a/../../b"]
)
def test_names_that_lead_elsewhere_are_refused(part):
    assert refused("a.docx", sample.with_part(sample.docx(), part, "a")).startswith(DAMAGED)


def test_links_and_doubled_parts_are_refused():
    link = zipfile.ZipInfo("word/link")
    link.external_attr = 0o120777 << 16
    whole = sample.types(f"{sample.OFFICE}wordprocessingml.document.main+xml")
    assert refused("a.docx", sample.zipped(whole, (link, "/etc/passwd"))).startswith(DAMAGED)
    with pytest.warns(UserWarning, match="Duplicate name"):
        doubled = sample.with_part(sample.docx(), "word/document.xml", "<a/>")
    assert refused("a.docx", doubled).startswith(DAMAGED)


def test_entities_in_the_parts_that_are_read_are_refused():
    laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><Types>&b;</Types>'
    assert refused("a.docx", sample.zipped(("[Content_Types].xml", laughs))).startswith(DAMAGED)


def test_a_picture_bomb_is_refused_by_its_header():
    told = refused("a.png", sample.png(50_000, 50_000))
    assert told.startswith("Bilden är orimligt stor: 50000 × 50000 bildpunkter.")
    assert refused("a.jpg", sample.jpg(60_000, 60_000)).startswith("Bilden är orimligt stor")
    assert refused("a.png", sample.png(1, 30_000)).startswith("Bilden är orimligt stor")
    assert refused("a.png", sample.png(0, 3)).startswith(DAMAGED)


@pytest.mark.parametrize(
    ("name", "content", "carries"),
    [
        ("a.jpg", sample.jpg(exif=sample.exif()), ("camera",)),
        ("a.jpg", sample.jpg(exif=sample.exif(sample.PLACE)), ("camera", "place")),
        ("a.png", sample.png(4, 3, sample.chunk(b"eXIf", b"MM")), ("camera",)),
        ("a.docx", sample.docx("Amina Lund"), ("author",)),
        ("a.pdf", sample.PDF.replace(b"trailer<<", b"trailer<</Author (Amina)"), ("author",)),
        (
            "a.odt",
            sample.open_document(
                "text", ("meta.xml", "<m xmlns:dc='d'><dc:creator>A</dc:creator></m>")
            ),
            ("author",),
        ),
    ],
)
def test_details_that_are_easily_overlooked_are_found(name, content, carries):
    assert recognise(name, BytesIO(content)).carries == carries


@pytest.mark.parametrize("name", [n for n in sample.WHOLE if not n.endswith((".txt", ".csv"))])
def test_damaged_files_are_told_of_and_never_crash(name):
    whole = sample.WHOLE[name]
    rng = random.Random(name)  # noqa: S311  (the same bytes each time)
    for length in {1, 5, 9, len(whole) // 2, len(whole) - 30}:
        assert refused(name, whole[: max(length, 1)])
    for _ in range(60):
        mutant = bytearray(whole)
        for _ in range(rng.randint(1, 8)):
            mutant[rng.randrange(len(mutant))] = rng.randrange(256)
        with suppress(FileRefusedError):  # nothing else may come out of it
            recognise(name, BytesIO(bytes(mutant)))


@given(st.binary(max_size=300), st.sampled_from(sorted(sample.WHOLE)))
@settings(deadline=None, max_examples=200)
def test_no_bytes_crash_it(content, name):
    for candidate in (content, sample.WHOLE[name][:12] + content):
        with suppress(FileRefusedError):  # nothing else may come out of it
            recognise(name, BytesIO(candidate))


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("rapport.pdf", "rapport.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\amina\\plan.docx", "plan.docx"),
        ("a\x00b.pdf", "ab.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("lpt1.tar.pdf", "_lpt1.tar.pdf"),
        ("gpj.\u202efdp", "gpj.fdp"),
        ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie_ b.pdf"),
        ("o\u0308ppet.pdf", "öppet.pdf"),
        ("<img src=x>.png", "_img src=x_.png"),
        ("  .. .pdf", "fil.pdf"),
        (".pdf", "fil.pdf"),
        ("", "fil"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_safe_to_show_and_to_save(raw, shown):
    assert shown_name(raw) == shown


@given(st.text(max_size=400))
def test_no_name_is_long_or_leads_elsewhere(raw):
    name = shown_name(raw)
    assert 0 < len(name) <= 120
    assert not set(name) & set('/\\<>:"|?*\x00\r\n\u202e')
