"""The round's archive package: everything in it, and a bare Python that can tell if it is whole."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from actors.models import Event
from followup.report.making import builds
from followup.report.making.archiving import event_log, handed_in
from followup.report.making.content import build_snapshot
from followup.report.models import AnnualReport
from followup.report.outputs.kinds import KINDS
from followup.report.snapshot import canonical_json
from followup.report.suppression import public_copy
from followup.survey.attachments import file_store
from followup.survey.attachments.file_store import DamagedFileError
from followup.survey.models import Attachment, SubmissionVersion
from tests.followup.report.conftest import content

ADDRESS = "/rapporter/2026/arkivpaket.zip"
HOSTILE_NAME = "../../etc/=cmd|x <script>.pdf"


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    """A folder of its own for files, so that no test sees another's."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def evidence(answered, official_in_sala) -> Attachment:
    """Sala handed in a file with a name that leads elsewhere."""
    version = SubmissionVersion.objects.get()
    stored = file_store.keep(io.BytesIO(b"%PDF- bevis"))
    one = Attachment.objects.create(
        section=version.submission.sections.all()[0],
        key="plan",
        name=HOSTILE_NAME,
        content_type="application/pdf",
        size=stored.size,
        sha256=stored.sha256,
        stored_name=stored.name,
        added_by=official_in_sala,
    )
    version.attachments.add(one)
    return one


def pack(report: AnnualReport) -> bytes:
    """The package as the worker packs it, with small files for the PDFs."""
    snapshot = build_snapshot(report.round, report)
    files = builds.made_files(snapshot, public_copy(snapshot), b"%PDF- alla", b"%PDF- publik")
    place = io.BytesIO()
    pdfs = {"radets-exemplar.pdf": b"%PDF- r", "publik.pdf": b"%PDF- p"}
    builds.packed_archive(place, report, snapshot, files, pdfs)
    return place.getvalue()


def verify(*arguments: str, folder: Path) -> tuple[int, str]:
    """What a Python without any of our packages says of the package in the folder."""
    run = [sys.executable, "-I", "-S", str(folder / "verify.py"), *arguments]
    done = subprocess.run(run, capture_output=True, timeout=20)
    return done.returncode, done.stdout.decode()


def test_everything_about_the_year_is_in_it(report, evidence):
    with zipfile.ZipFile(io.BytesIO(pack(report))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    report_files = {name for name in parts if name.startswith("rapport/")}
    assert report_files == {
        "rapport/radets-exemplar.pdf",
        "rapport/publik.pdf",
        *(f"rapport/{one.name}.{one.ending}" for one in KINDS),
        *(f"rapport/{one.name}-alla-uppgifter.{one.ending}" for one in KINDS),
    }
    assert parts["bilagor/0001"] == b"%PDF- bevis"
    (listed,) = json.loads(parts["bilagor.json"])
    assert (listed["fil"], listed["namn"]) == ("bilagor/0001", HOSTILE_NAME)
    assert (listed["organisation"], listed["sha256"]) == ("Sala kommun", evidence.sha256)
    assert json.loads(parts["underlag.json"])["year"] == 2026
    lines = parts["manifest.sha256"].decode().splitlines()
    assert dict(line.split("  ")[::-1] for line in lines) == {
        name: hashlib.sha256(one).hexdigest()
        for name, one in parts.items()
        if name != "manifest.sha256"
    }


def test_the_event_log_says_who_did_what(report, evidence, preparer):
    log = event_log(report)
    begun = next(one for one in log if one["handelse"] == "begin_report")
    assert (begun["person"], begun["om"]) == (preparer.name, f"annualreport {report.pk}")
    assert [one["tid"] for one in log] == sorted(one["tid"] for one in log)
    assert len(log) == Event.objects.count()


def test_a_bare_python_verifies_it_and_finds_what_was_changed(report, evidence, tmp_path):
    packed = pack(report)
    (tmp_path / "paket.zip").write_bytes(packed)
    folder = tmp_path / "uppackat"
    with zipfile.ZipFile(io.BytesIO(packed)) as package:
        package.extractall(folder)
        count = len(package.namelist()) - 1
    for arguments in ((), (str(tmp_path / "paket.zip"),)):
        code, said = verify(*arguments, folder=folder)
        assert (code, f"Allt stämmer: {count} filer." in said) == (0, True)
    (folder / "bilagor" / "0001").write_bytes(b"%PDF- annat")
    (folder / "underlag.json").unlink()
    (folder / "extra.txt").write_text("x")
    code, said = verify(folder=folder)
    assert code == 1
    assert said.splitlines()[:3] == [
        "SAKNAS: underlag.json",
        "ÄNDRAD: bilagor/0001",
        "TILLAGD: extra.txt",
    ]
    (folder / "manifest.sha256").unlink()
    assert verify(folder=folder)[0] == 2


def test_a_file_that_is_held_back_is_told_of_and_left_out(report, evidence):
    Attachment.objects.update(scan=Attachment.Scan.INFECTED)
    (one,) = handed_in(report)
    assert one.opened is None
    assert "skadlig kod" in one.about["utelamnad"]


def test_a_damaged_file_stops_the_package(report, evidence):
    Attachment.objects.update(sha256="0" * 64)
    with pytest.raises(DamagedFileError):
        handed_in(report)


def test_the_snapshot_in_it_is_the_one_whose_checksum_the_portal_shows(report):
    with zipfile.ZipFile(io.BytesIO(pack(report))) as package:
        found = json.loads(package.read("underlag.json"))
        assert package.read("underlag.json").decode() == canonical_json(found)


def test_only_the_coordinator_fetches_it(
    as_, client, made, coordinator, preparer, council_chair, official_in_sala
):
    stored = builds.MadeFile("arkiv", "zip", False, ContentFile(pack(made)))
    build = made.builds.get()
    row = builds._saved_file(build, stored, [])
    row.save()
    response = as_(coordinator).get(ADDRESS)
    assert b"".join(response.streaming_content) == content(row.file)
    assert "private" in response["Cache-Control"]
    assert "uppfoljning-2026-arkivpaket.zip" in response["Content-Disposition"]
    assert ADDRESS in as_(coordinator).get("/rapporter/2026/arbete/").content.decode()
    assert client.get(ADDRESS).status_code == 302
    for person in (preparer, council_chair, official_in_sala):
        assert as_(person).get(ADDRESS).status_code == 403
    assert ADDRESS not in as_(preparer).get("/rapporter/2026/arbete/").content.decode()
    with open(row.file.path, "ab") as file:
        file.write(b"x")
    assert as_(coordinator).get(ADDRESS).status_code == 500
