"""Making the report in the background: progress, faults, dead workers, the files."""

import hashlib
import logging
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult

from actors.models import Event
from followup.report import actions
from followup.report.making import builds
from followup.report.models import AnnualReport, ReportBuild
from followup.report.outputs.kinds import KINDS
from followup.review.models import Assessment, PartText
from strategy_portal.exceptions import WrongStateError
from strategy_portal.pdf import PdfError
from tests.followup.report.conftest import content, make


def make_for_real(report: AnnualReport, by) -> None:
    """Asks for the report and does all of the worker's part."""
    build = builds.request_build(report, by=by)
    builds.make_report.call(build.pk)
    report.refresh_from_db()


def test_asking_puts_a_task_before_the_worker(report, preparer):
    build = builds.request_build(report, by=preparer)
    task = DBTaskResult.objects.get()
    assert task.task_path == builds.make_report.module_path
    assert task.args_kwargs == {"args": [build.pk], "kwargs": {}}
    assert (build.state, build.step) == ("queued", "Väntar på sin tur")


def test_the_worker_makes_both_copies_and_tells_how_far_it_has_come(report, preparer, monkeypatch):
    seen = []
    real = builds._step_writer

    def watching(build):
        write = real(build)

        def watched(percent, words):
            write(percent, words)
            row = ReportBuild.objects.get(pk=build.pk)
            seen.append((row.percent, row.step, row.state))

        return watched

    monkeypatch.setattr(builds, "_step_writer", watching)
    make_for_real(report, preparer)

    for file, checksum in (
        (report.pdf, report.pdf_checksum),
        (report.public_pdf, report.public_pdf_checksum),
    ):
        stored = content(file)
        assert stored.startswith(b"%PDF-")
        assert hashlib.sha256(stored).hexdigest() == checksum
    assert report.pdf_checksum != report.public_pdf_checksum
    assert "Fler arbetar än förra året." in report.html
    assert "under 5" in report.public_html
    build = report.builds.get()
    assert (build.state, build.percent, build.step) == ("done", 100, "Klar")
    event = Event.objects.about(report).get(verb="build_report")
    assert (event.person, event.data["pdf_checksum"]) == (preparer, report.pdf_checksum)

    percents = [percent for percent, _, _ in seen]
    assert percents == sorted(percents)
    assert len(set(percents)) > 8
    assert seen[0] == (2, "Läser svar och bedömningar", "running")
    assert seen[-1] == (98, "Sparar filerna", "running")
    assert {(one.kind, one.is_public) for one in report.files.all()} == {
        ("arkiv", False),
        *((kind.name, is_public) for kind in KINDS for is_public in (False, True)),
    }
    assert event.data["files"] == {one.file.name: one.checksum for one in report.files.all()}
    assert "Rådets exemplar: formger" in {words for _, words, _ in seen}


def test_a_fault_is_told_and_the_old_pdf_stays(made, preparer, monkeypatch, caplog):
    before = content(made.pdf), made.pdf_checksum

    def broken(*args, **kwargs):
        raise PdfError("Ignored `colour: red`")

    monkeypatch.setattr(builds, "report_pdfs", broken)
    with caplog.at_level(logging.ERROR):
        make_for_real(made, preparer)

    build = made.builds.first()
    assert build.state == "failed"
    assert build.error == f"{builds.PDF_FAULT} {builds.KEPT}"
    assert "colour" not in build.error
    assert "Ignored `colour: red`" in caplog.text
    assert (content(made.pdf), made.pdf_checksum) == before


def test_an_unforeseen_fault_has_words_too(report, preparer, monkeypatch):
    monkeypatch.setattr(builds, "build_snapshot", lambda *args: 1 / 0)
    make_for_real(report, preparer)
    assert report.builds.get().error == builds.UNKNOWN_FAULT
    assert Event.objects.about(report).filter(verb="build_failed").count() == 1


def test_files_are_not_left_behind_when_the_rows_are_not_stored(made, preparer):
    before = set(default_storage.listdir("reports")[1])
    build = builds.request_build(made, by=preparer)  # no worker has begun on it
    with pytest.raises(builds.GivenUpError):
        builds.store(build, builds.Made(made.snapshot, "", b"%PDF-", "", b"%PDF-"))
    assert set(default_storage.listdir("reports")[1]) == before


def test_a_new_making_replaces_the_old_files(made, preparer):
    old = made.pdf.name
    make(made, preparer)
    assert made.pdf.name != old
    assert not default_storage.exists(old)
    assert default_storage.exists(made.pdf.name)


def test_a_task_for_a_build_that_is_over_does_nothing(made):
    build = made.builds.get()
    assert build.state == "done"
    builds.make_report.call(build.pk)
    before = made.pdf_checksum
    made.refresh_from_db()
    assert made.pdf_checksum == before
    assert made.builds.count() == 1


# --- What is fixed stays -----------------------------------------------------------------------


def test_an_adopted_report_is_not_made_again(adopted, preparer):
    with pytest.raises(WrongStateError, match="fastställd och kan inte ändras"):
        builds.request_build(adopted, by=preparer)


def test_a_build_under_way_cannot_change_a_report_that_was_adopted_meanwhile(made, preparer):
    before = content(made.pdf), made.pdf_checksum
    build = builds.request_build(made, by=preparer)
    ReportBuild.objects.filter(pk=build.pk).update(state="running")
    AnnualReport.objects.filter(pk=made.pk).update(state="adopted")
    with pytest.raises(builds.GivenUpError):
        builds.store(build, builds.Made(made.snapshot, "", b"%PDF-", "", b"%PDF-"))
    made.refresh_from_db()
    assert (content(made.pdf), made.pdf_checksum) == before


def test_the_report_is_not_ready_while_it_is_being_made(made, preparer):
    builds.request_build(made, by=preparer)
    with pytest.raises(WrongStateError, match="håller på att göras"):
        actions.make_ready(made, by=preparer)


def test_later_edits_leave_an_adopted_report_as_it_was(adopted, as_, coordinator, answered):
    before = content(adopted.pdf), content(adopted.public_pdf), adopted.html, adopted.snapshot
    Assessment.objects.update(development="wrong")
    PartText.objects.update(text="Något helt annat.")
    answered.strategy.goal_areas.update(goal="Ett annat mål.")
    adopted.refresh_from_db()
    after = content(adopted.pdf), content(adopted.public_pdf), adopted.html, adopted.snapshot
    assert after == before
    assert "Något helt annat." not in as_(coordinator).get("/rapporter/2026/").content.decode()
    call_command("verify_reports", stdout=StringIO())


def test_a_changed_file_is_found_and_not_handed_out(published, client, caplog):
    path = default_storage.path(published.public_pdf.name)
    with open(path, "r+b") as file:
        file.seek(100)
        file.write(b"X")
    found = StringIO()
    with pytest.raises(CommandError, match="stämmer inte"):
        call_command("verify_reports", stderr=found)
    assert "2026 version 1" in found.getvalue()
    response = client.get("/rapporter/2026/rapport.pdf")
    assert response.status_code == 500
    assert "stämmer inte med sin kontrollsumma" in response.content.decode()


def test_a_report_that_no_longer_says_what_the_group_says_is_made_again_first(made, preparer):
    PartText.objects.update(text="Nu tycker vi något annat.")
    with pytest.raises(WrongStateError, match="har ändrats sedan rapporten gjordes"):
        actions.make_ready(made, by=preparer)
    make(made, preparer)
    actions.make_ready(made, by=preparer)
    assert made.state == "ready"
