"""The worst that people can write, in every field and out through every kind of file.

A server and a file lie in wait: the words point at both, and neither may be asked nor read, when
the files are made nor when LibreOffice opens them.
"""

import io
import json
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from followup.report.drawing.rendering import report_body, report_pdfs
from followup.report.outputs.archive import write_archive
from followup.report.outputs.kinds import KINDS, PDF_WITH_WORKBOOK
from followup.report.outputs.workbook import workbook
from followup.report.suppression import public_copy
from tests.followup.report.sample import sample_snapshot
from tests.pdf_checks import check_pdf, text_of

SECRET = "KANARIEFÅGELN-SOM-INGEN-FÅR-SE"
# What people write; the rest of a snapshot is codes, dates and numbers that the portal writes.
WRITTEN = {
    *("title", "effect", "description", "text", "reasons", "reason", "by", "organisation", "name"),
    *("summary", "addressee", "what_became", "because", "question", "answer", "why", "finding"),
    *("goal", "situation", "wording", "partners", "funding", "target_groups", "sources", "files"),
    *("vision", "overall_goal", "label", "place", "source", "owner", "unit", "measure"),
    *("passage", "about"),
}
WORDS = (
    '=WEBSERVICE("AT/f")',
    '=HYPERLINK("AT/h";"x")',
    "<img src='AT/i.png' alt='x'>",
    "<a href='AT/a'>x</a>",
    "<style>@import url(AT/s.css)</style>",
    "<p style='background: url(AT/b.png)'>",
    "<link rel='attachment' href='AT/l'>",
    "<script src='AT/j.js'></script>",
    "<svg><image href='AT/v.png'/></svg>",
    "![x](AT/m.png) [x](AT/n)",
    '<!DOCTYPE x [<!ENTITY e SYSTEM "AT/e">]>&e;',
    "<object data='AT/o'></object>",
    "{% include 'AT' %}{{ settings.SECRET_KEY }}",
)


class Trap:
    """A server and a file; `asked` are the addresses that somebody fetched."""

    def __init__(self, file: Path) -> None:
        self.asked: list[str] = []
        self.file = file
        file.write_text(SECRET)
        trap = self

        class Listens(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                trap.asked.append(self.path)
                self.send_error(404)

            do_HEAD = do_POST = do_PROPFIND = do_OPTIONS = do_GET  # noqa: N815

            def log_message(self, *_: Any) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Listens)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def words(self) -> list[str]:
        """Everything that could make a program fetch or read, from the server and from the file."""
        addresses = f"http://127.0.0.1:{self.server.server_port}", self.file.as_uri()
        return [words.replace("AT", one) for words in WORDS for one in addresses]


@pytest.fixture
def trap(tmp_path: Path) -> Iterator[Trap]:
    trap = Trap(tmp_path / "hemligt.txt")
    yield trap
    trap.server.shutdown()
    trap.server.server_close()


def poisoned(value: Any, words: Iterator[str], key: str = "") -> Any:
    """The same data, with the next of the words before each text that people write."""
    if isinstance(value, dict):
        return {name: poisoned(item, words, name) for name, item in value.items()}
    if isinstance(value, list):
        return [poisoned(item, words, key) for item in value]
    if isinstance(value, str) and value and key in WRITTEN:
        return f"{next(words)} {value}"
    return value


@pytest.fixture
def snapshot(trap: Trap) -> Any:
    """One goal area of the year, in which every field is hostile."""
    whole: Any = sample_snapshot()
    one = whole | {"areas": whole["areas"][:1], "proposals": whole["proposals"][:1]}
    one["response"]["organisations"] = one["response"]["organisations"][:2]
    one["proposals"][0]["area_number"] = one["areas"][0]["number"]
    area = one["areas"][0]
    # A few of each kind are as good as forty, and quicker.
    for part in ("sub_goals", "interventions", "indicators", "measurements", "sections"):
        area[part] = area[part][:2]
    for sub_goal in area["sub_goals"]:
        sub_goal["comments"] = sub_goal["comments"][:1]
    # What stands at a mark in a text is from a person too; the mark must stay alone to be one.
    for quoted in one["quotations"][1:]:
        quoted["area_number"] = area["number"]
    one["quotations"][2]["intervention"] = area["interventions"][0]["id"]
    area["texts"]["interventions"] += "\n\n{citat 2}\n\n{insats 3}"
    return poisoned(one, cycle(trap.words))


def unpacked(content: bytes) -> bytes:
    """What is in a file, and in each part of one that is packed."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return b"\n".join(unpacked(package.read(name)) for name in package.namelist())


def opened_in_libreoffice(content: bytes, ending: str, into: str, folder: Path) -> bytes:
    """What LibreOffice makes of a file when it is opened and saved as another kind."""
    assert shutil.which("soffice"), "LibreOffice is missing: apt-get install libreoffice-calc-nogui"
    (folder / f"in.{ending}").write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    run = ["soffice", profile, "--headless", "--convert-to", into, "--outdir", str(folder)]
    subprocess.run(
        [*run, str(folder / f"in.{ending}")], check=True, capture_output=True, timeout=180
    )
    return (folder / f"in.{into}").read_bytes()


@pytest.mark.parametrize("hide", [False, True], ids=["every count", "public"])
def test_no_file_but_the_pdf_fetches_or_reads_anything(snapshot, trap, hide):
    made = public_copy(snapshot) if hide else snapshot
    files = {kind.name: kind.make(made) for kind in KINDS if kind is not PDF_WITH_WORKBOOK}
    files["page"] = report_body(made).encode()
    place, content = io.BytesIO(), json.dumps(made).encode()
    write_archive(place, made, content, files.items(), [], [])
    files["archive"] = place.getvalue()
    assert [name for name, one in files.items() if SECRET.encode() in unpacked(one)] == []
    assert trap.asked == []


def test_the_pdf_fetches_and_reads_nothing_and_leads_nowhere(snapshot, trap):
    for content in report_pdfs(snapshot, workbook(snapshot)):
        assert check_pdf(content) == []
        text = text_of(content)
        assert SECRET not in text
        assert "settings.SECRET_KEY" in text
        with pikepdf.open(io.BytesIO(content)) as pdf:
            said = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
            actions = {str(one.S) for one in said if one.get("/Type") == "/Action"}
            assert actions <= {"/GoTo"}
            assert [one for one in said if "/URI" in one or "/JS" in one or "/Launch" in one] == []
            assert set(pdf.attachments) <= {"uppfoljning-2026-alla-uppgifter.xlsx"}
    assert trap.asked == []


@pytest.mark.parametrize("kind", ["arbetsbok", "csv"])
def test_libreoffice_opens_the_tables_and_asks_nobody(snapshot, trap, kind, tmp_path):
    content, ending = next((one.make(snapshot), one.ending) for one in KINDS if one.name == kind)
    if kind == "csv":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            name = next(one for one in package.namelist() if one.startswith("insatser"))
            content, ending = package.read(name), "csv"
    saved = unpacked(opened_in_libreoffice(content, ending, "ods", tmp_path))
    assert b"table:formula" not in saved
    assert b'xlink:href="http' not in saved
    assert SECRET.encode() not in saved
    assert b"127.0.0.1" in saved
    assert trap.asked == []
