"""Builds in line: one is made at a time, one waits, each can be stopped, the dead are noticed."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from actors.models import Event
from followup.report import actions
from followup.report.making import builds
from followup.report.making.content import build_snapshot
from followup.report.making.queueing import INTERRUPTED, bury_dead_builds, cancel, line_of, take
from followup.report.models import AnnualReport, ReportBuild
from followup.review.models import Assessment
from followup.rounds.models import Round
from tests.followup.report.conftest import content, make
from tests.year import make_round

WORK = "/rapporter/2026/arbete/"
LONG_AGO = timedelta(seconds=61)


def states(report: AnnualReport) -> list[str]:
    """Its builds' states, the newest first."""
    return list(report.builds.values_list("state", flat=True))


def running(report: AnnualReport, by) -> ReportBuild:
    """A build that a worker has just begun on."""
    build = builds.request_build(report, by=by)
    ReportBuild.objects.filter(pk=build.pk).update(state="running", percent=40, step="Formger")
    build.refresh_from_db()
    return build


# --- One is made, one waits --------------------------------------------------------------------


def test_whoever_asks_while_it_is_made_has_it_made_once_more(as_, report, preparer, coordinator):
    running(report, preparer)
    response = as_(coordinator).post(f"{WORK}gor/", follow=True)
    assert "görs om när den som görs nu är klar" in response.content.decode()
    assert states(report) == ["queued", "running"]
    assert "Görs om en gång till" in response.content.decode()


def test_asking_again_while_one_waits_changes_nothing(report, preparer, coordinator):
    running(report, preparer)
    first = builds.request_build(report, by=preparer)
    assert builds.request_build(report, by=coordinator) == first
    assert states(report) == ["queued", "running"]
    asked = Event.objects.about(report).filter(verb="request_build")
    assert [one.person for one in asked] == [preparer, preparer]


def test_the_one_that_waited_begins_when_the_first_ends_and_sees_what_is_new(
    report, preparer, monkeypatch
):
    first = builds.request_build(report, by=preparer)
    real = build_snapshot
    waiting = []

    def while_it_is_made(*args):
        snapshot = real(*args)
        Assessment.objects.update(reasons="Skrivet under tiden.")
        waiting.append(builds.request_build(report, by=preparer))
        DBTaskResult.objects.all().delete()
        return snapshot

    monkeypatch.setattr(builds, "build_snapshot", while_it_is_made)
    monkeypatch.setattr(builds, "report_pdfs", lambda *args: (b"%PDF-", b"%PDF-"))
    builds.make_report.call(first.pk)
    assert states(report) == ["queued", "done"]
    called = DBTaskResult.objects.get()
    assert called.args_kwargs["args"] == [waiting[0].pk]

    monkeypatch.setattr(builds, "build_snapshot", real)
    builds.make_report.call(waiting[0].pk)
    report.refresh_from_db()
    assert states(report) == ["done", "done"]
    assert "Skrivet under tiden." in report.html
    assert not DBTaskResult.objects.exclude(pk=called.pk).exists()


def test_a_second_worker_lets_it_wait_and_looks_again_when_a_dead_one_would_be_silent(
    report, preparer
):
    running(report, preparer)
    second = builds.request_build(report, by=preparer)
    DBTaskResult.objects.all().delete()
    builds.make_report.call(second.pk)
    assert states(report) == ["queued", "running"]
    again = DBTaskResult.objects.get()
    assert again.args_kwargs["args"] == [second.pk]
    wait = again.run_after - timezone.now()
    assert timedelta(seconds=50) < wait <= timedelta(seconds=60)


def test_the_page_says_the_place_in_line_also_behind_other_reports(as_, report, preparer, strategy):
    other = actions.begin(make_round(2024, Round.State.CLOSED), by=preparer)
    third = actions.begin(make_round(2023, Round.State.CLOSED), by=preparer)
    running(other, preparer)
    builds.request_build(report, by=preparer)
    builds.request_build(third, by=preparer)
    assert [line_of(one).ahead for one in (report, third)] == [1, 2]
    assert "Plats 2 i kön." in as_(preparer).get(WORK).content.decode()
    assert "Plats 3 i kön." in as_(preparer).get("/rapporter/2023/arbete/").content.decode()
    ReportBuild.objects.filter(report=other).update(heartbeat_at=timezone.now() - LONG_AGO)
    assert line_of(report).ahead == 0


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_at_once_one_waits(report, preparer, coordinator):
    running(report, preparer)
    together, got = threading.Barrier(4), []

    def ask(person):
        own = AnnualReport.objects.get()
        together.wait()
        try:
            got.append(builds.request_build(own, by=person).pk)
        finally:
            connection.close()

    people = [threading.Thread(target=ask, args=(one,)) for one in (preparer, coordinator) * 2]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert states(report) == ["queued", "running"]
    assert got == [report.builds.first().pk] * 4


# --- Stopping ----------------------------------------------------------------------------------


def test_a_build_that_is_stopped_leaves_the_old_files(as_, made, preparer, monkeypatch):
    before = content(made.pdf), made.pdf_checksum, made.snapshot
    build = builds.request_build(made, by=preparer)

    def stopped_meanwhile(*args):
        snapshot = build_snapshot(*args)
        address = f"{WORK}avbryt/{build.pk}/"
        assert as_(preparer).post(address).url == WORK
        return snapshot

    monkeypatch.setattr(builds, "build_snapshot", stopped_meanwhile)
    builds.make_report.call(build.pk)
    made.refresh_from_db()
    assert states(made) == ["cancelled", "done"]
    assert (content(made.pdf), made.pdf_checksum, made.snapshot) == before
    event = Event.objects.about(made).get(verb="cancel_build")
    assert (event.person, event.data["build"]) == (preparer, build.pk)
    page = as_(preparer).get(WORK).content.decode()
    assert "Arbetet avbröts" in page
    assert "Den förra PDF:en finns kvar." in page
    assert "Gör om rapporten" in page


def test_one_that_waits_is_taken_out_of_the_line(as_, report, preparer):
    first = running(report, preparer)
    second = builds.request_build(report, by=preparer)
    cancel(second, by=preparer)
    assert states(report) == ["cancelled", "running"]
    builds.make_report.call(second.pk)
    assert states(report) == ["cancelled", "running"]
    assert line_of(report).running == first
    assert "Avbryt" in as_(preparer).get(WORK).content.decode()


def test_what_has_ended_cannot_be_stopped(as_, made, preparer):
    build = made.builds.get()
    response = as_(preparer).post(f"{WORK}avbryt/{build.pk}/")
    assert response.status_code == 409
    assert "redan klart" in response.content.decode()
    assert states(made) == ["done"]


def test_only_those_who_make_the_report_stop_it(
    as_, client, report, preparer, outsider, council_chair, strategy
):
    build = running(report, preparer)
    address = f"{WORK}avbryt/{build.pk}/"
    for person in (outsider, council_chair):
        assert as_(person).post(address).status_code == 403
    assert client.post(address).status_code == 302
    assert as_(preparer).get(address).status_code == 405
    other = actions.begin(make_round(2024, Round.State.CLOSED), by=preparer)
    elsewhere = f"/rapporter/{other.round.year}/arbete/avbryt/{build.pk}/"
    assert as_(preparer).post(elsewhere).status_code == 404
    assert states(report) == ["running"]


# --- Workers that die --------------------------------------------------------------------------


@pytest.fixture
def abandoned(report, preparer) -> ReportBuild:
    """A build whose worker was killed a minute ago."""
    build = builds.request_build(report, by=preparer)
    ReportBuild.objects.update(state="running", percent=40, heartbeat_at=timezone.now() - LONG_AGO)
    build.refresh_from_db()
    return build


def test_a_dead_worker_is_noticed_on_the_page_and_the_page_writes_nothing(as_, preparer, abandoned):
    text = as_(preparer).get("/rapporter/2026/arbete/").content.decode()
    assert "Arbetet har stannat" in text
    assert "Försök igen" in text
    assert "hx-trigger" not in text
    abandoned.refresh_from_db()
    assert abandoned.state == "running"


def test_a_working_worker_is_not_taken_for_dead(as_, preparer, report):
    build = builds.request_build(report, by=preparer)
    ReportBuild.objects.update(state="running", heartbeat_at=timezone.now() - LONG_AGO / 2)
    build.refresh_from_db()
    assert not build.is_dead(timezone.now())
    text = as_(preparer).get("/rapporter/2026/arbete/").content.decode()
    assert 'hx-trigger="every 1s"' in text


def test_trying_again_buries_the_dead_and_starts_anew(as_, preparer, report, abandoned):
    response = as_(preparer).post("/rapporter/2026/arbete/gor/")
    assert response.status_code == 302
    abandoned.refresh_from_db()
    assert (abandoned.state, abandoned.error) == ("failed", INTERRUPTED)
    assert report.builds.first().state == "queued"


def test_a_worker_that_wakes_up_again_leaves_nothing(report, abandoned, preparer, monkeypatch):
    """It was given up for dead in the middle; a new one has begun."""

    def slow(*args):
        bury_dead_builds(report)
        return build_snapshot(*args)

    monkeypatch.setattr(builds, "build_snapshot", slow)
    monkeypatch.setattr(
        builds, "_step_writer", _only_the_first_step_is_old(builds._step_writer, abandoned)
    )
    ReportBuild.objects.update(state="queued")
    builds.make_report.call(abandoned.pk)

    report.refresh_from_db()
    abandoned.refresh_from_db()
    assert (abandoned.state, abandoned.error) == ("failed", INTERRUPTED)
    assert not report.pdf
    assert report.snapshot is None


def _only_the_first_step_is_old(real, abandoned):
    def writer(build):
        write = real(build)

        def step(percent, words):
            write(percent, words)
            if percent == 2:
                ReportBuild.objects.filter(pk=abandoned.pk).update(
                    heartbeat_at=timezone.now() - LONG_AGO
                )

        return step

    return writer


def test_the_one_that_waits_behind_a_dead_worker_is_not_stuck(report, abandoned, preparer):
    """The worker is started again and takes what is next in line."""
    ReportBuild.objects.update(heartbeat_at=timezone.now())
    second = builds.request_build(report, by=preparer)
    ReportBuild.objects.filter(pk=abandoned.pk).update(heartbeat_at=timezone.now() - LONG_AGO)
    line = line_of(report)
    assert (line.is_dead, line.is_stuck, line.ahead) == (True, False, 0)
    ReportBuild.objects.filter(pk=second.pk).update(state="queued")
    take(second.pk)
    assert states(report) == ["running", "failed"]


def test_nobody_has_begun_only_when_no_worker_is_heard_from(as_, report, preparer, strategy):
    builds.request_build(report, by=preparer)
    other = actions.begin(make_round(2024, Round.State.CLOSED), by=preparer)
    working = running(other, preparer)
    ReportBuild.objects.filter(report=report).update(heartbeat_at=timezone.now() - LONG_AGO)
    assert not line_of(report).is_forgotten
    ReportBuild.objects.filter(pk=working.pk).update(heartbeat_at=timezone.now() - LONG_AGO)
    assert line_of(report).is_forgotten
    page = as_(preparer).get(WORK).content.decode()
    assert "Kanske är bakgrundsarbetaren inte igång." in page
    assert "hx-trigger" not in page
    as_(preparer).post(f"{WORK}gor/")
    assert states(report) == ["queued"]
    assert not line_of(report).is_forgotten


def test_the_schedule_buries_the_dead_when_nobody_looks(abandoned, strategy):
    call_command("run_schedule")
    abandoned.refresh_from_db()
    assert (abandoned.state, abandoned.error) == ("failed", INTERRUPTED)


# --- Questions asked of the database -----------------------------------------------------------

PROGRESS_QUERIES = 8


@pytest.mark.parametrize("count", [1, 3])
def test_following_the_progress_costs_the_same_however_much_was_made_before(
    as_, made, preparer, count, django_assert_num_queries
):
    for _ in range(count - 1):
        make(made, preparer)
    running(made, preparer)
    builds.request_build(made, by=preparer)
    browser = as_(preparer)
    browser.get(WORK)
    with django_assert_num_queries(PROGRESS_QUERIES):
        browser.get(f"{WORK}framsteg/")
