"""Every acknowledged save is in the database, whatever happens to the server or to the database
(faults D01 to D05, D07, D23).

The oracle: a save is acknowledged when the server has answered 200; its id, made by the client,
is then among the append-only revisions, exactly once.
"""

import json
import os
import random
import resource
import sqlite3
import threading
import time
import uuid
from pathlib import Path

import psycopg
import pytest
from django.db import connection as tests_database
from psycopg import sql

from tests.durability.server import Portal

KILLS = int(os.environ.get("KILLS", "5"))  # how many times the server is killed
SAVERS = 4

STORED = """
import django; django.setup()
from followup.survey.models import Answer, AnswerRevision
import json
print(json.dumps({
    "revisions": [[str(pk), v, str(val)] for pk, v, val in
                  AnswerRevision.objects.values_list("pk", "version", "value")],
    "answers": {a.key: [a.version, a.value] for a in Answer.objects.all()},
}))
"""


class Saver(threading.Thread):
    """Somebody who writes in one field and repeats a save until it is acknowledged."""

    def __init__(self, portal: Portal, key: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.portal, self.key, self.stop = portal, key, stop
        self.acknowledged: list[tuple[str, str]] = []
        self.unexpected: list[tuple[int, bytes]] = []
        self.bearable = {503}  # not stored, or perhaps stored: the page sends it again

    def run(self) -> None:
        version = 0
        for number in range(100_000):
            if self.stop.is_set():
                return
            save_id, value = uuid.uuid4(), f"{self.key} text {number}"
            answer = self._until_answered(save_id, value, version)
            if answer is None:
                return
            version = answer["version"]
            self.acknowledged.append((str(save_id), value))

    def _until_answered(self, save_id: uuid.UUID, value: str, version: int) -> dict | None:
        while not self.stop.is_set():
            try:
                status, body = self.portal.save(self.key, value, version, save_id)
            except OSError:
                time.sleep(0.02)
                continue
            if status == 200:
                return json.loads(body)
            if status not in self.bearable:
                self.unexpected.append((status, body[:300]))
                return None
        return None


def start_savers(
    portal: Portal, stop: threading.Event, *, bearable: frozenset[int] = frozenset()
) -> list[Saver]:
    savers = [Saver(portal, key, stop) for key in portal.keys[:SAVERS]]
    for saver in savers:
        saver.bearable |= bearable
        saver.start()
    return savers


def assert_nothing_lost(portal: Portal, savers: list[Saver]) -> None:
    stored = json.loads(portal.run(STORED))
    values = {pk: value for pk, _, value in stored["revisions"]}
    assert [s.unexpected for s in savers] == [[] for _ in savers]
    acknowledged = {pk: value for saver in savers for pk, value in saver.acknowledged}
    assert acknowledged
    assert {pk: values.get(pk) for pk in acknowledged} == acknowledged
    for saver in savers:
        version, value = stored["answers"][saver.key]
        assert version >= len(saver.acknowledged)
        assert int(value.rsplit(" ", 1)[1]) >= len(saver.acknowledged) - 1


def test_a_killed_server_loses_no_acknowledged_save(portal):
    chance = random.Random(20261122)  # noqa: S311  (repeatable, not secret)
    stop = threading.Event()
    portal.start()
    savers = start_savers(portal, stop)
    for _ in range(KILLS):
        time.sleep(0.3 + chance.random() / 2)
        portal.kill()
        portal.start()
    time.sleep(0.3)
    finish(savers, stop)
    portal.kill()

    assert_nothing_lost(portal, savers)
    print(f"{KILLS} kills, {sum(len(s.acknowledged) for s in savers)} acknowledged, 0 lost")


def finish(savers: list[Saver], stop: threading.Event) -> None:
    stop.set()
    for saver in savers:
        saver.join(30)


@pytest.fixture
def faults(portal, tmp_path) -> Path:
    """The file that says how the portal, once started, is to fail."""
    portal.application = "tests.durability.faulty:application"
    portal.environment["FAULT_FILE"] = str(tmp_path / "faults")
    return tmp_path / "faults"


def test_a_save_whose_answer_died_on_the_way_is_stored_once(portal, faults):
    portal.start()
    faults.write_text("die")
    save_id = uuid.uuid4()
    with pytest.raises(OSError, match=r"."):
        portal.save(portal.keys[0], "en gång", 0, save_id)
    portal.kill()
    portal.start()
    status, body = portal.save(portal.keys[0], "en gång", 0, save_id)

    assert (status, json.loads(body)["version"]) == (200, 1)
    assert json.loads(portal.run(STORED))["revisions"] == [[str(save_id), 1, "en gång"]]


def test_answers_that_fail_on_the_way_lose_nothing(portal, faults):
    portal.start()
    faults.write_text("fail 10")
    stop = threading.Event()
    savers = start_savers(portal, stop, bearable=frozenset({500, 502}))
    time.sleep(3)
    finish(savers, stop)
    portal.kill()

    assert_nothing_lost(portal, savers)


def test_a_database_that_goes_away_meanwhile_loses_nothing(portal):
    """PostgreSQL ends every connection, again and again, and then lets nobody in, as when it is
    restarted; SQLite has none to end. A saver meets 503 and nothing else, and is soon back."""
    if tests_database.vendor != "postgresql":
        return
    portal.start()
    stop = threading.Event()
    savers = start_savers(portal, stop)
    server, _, name = portal.environment["DATABASE_URL"].rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        for _ in range(15):
            time.sleep(0.15)
            end_connections(connection, name)
        let_in(connection, name, "false")
        end_connections(connection, name)
        status, page = portal.save(portal.keys[-1], "utan databas", 0, uuid.uuid4())
        let_in(connection, name, "true")
        opened = time.monotonic()
    assert portal.save(portal.keys[-1], "igen", 0, uuid.uuid4())[0] == 200
    assert time.monotonic() - opened < 10
    finish(savers, stop)
    portal.kill()

    assert status == 503
    assert "stängd en kort stund" in page.decode()
    assert_nothing_lost(portal, savers)


def end_connections(connection: psycopg.Connection, name: str) -> None:
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
    )


def let_in(connection: psycopg.Connection, name: str, answer: str) -> None:
    """Whether anybody may connect to the portal's database."""
    connection.execute(
        sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(
            sql.Identifier(name), sql.SQL(answer)
        )
    )


def test_a_database_that_is_locked_for_long_says_so_and_saves_afterwards(portal):
    """The wait ends after a while, with a page that says to try again; never a fault of ours."""
    portal.environment["SECONDS_TO_WAIT"] = "1"
    portal.start()
    release = hold_the_database(portal, seconds=2.5)
    save_id = uuid.uuid4()
    status, body = portal.save(portal.keys[0], "väntade", 0, save_id)
    release.join()

    assert status == 503
    assert "stängd en kort stund" in body.decode()
    assert portal.save(portal.keys[0], "väntade", 0, save_id)[0] == 200
    assert json.loads(portal.run(STORED))["revisions"] == [[str(save_id), 1, "väntade"]]


def test_a_full_disk_is_told_of_harms_nothing_and_passes(portal):
    """The database's files may grow no further: on SQLite, whose files are the portal's own."""
    if tests_database.vendor != "sqlite":
        return
    portal.start()
    path = Path(portal.environment["DATABASE_URL"].removeprefix("sqlite:///"))
    bound_files(portal, path.stat().st_size + 200_000)
    version, statuses = 0, []
    save_id, text = uuid.uuid4(), ""
    for number in range(60):
        save_id, text = uuid.uuid4(), f"{number} " + "å" * 15_000
        status, body = portal.save(portal.keys[0], text, version, save_id)
        statuses.append(status)
        if status != 200:
            break
        version = json.loads(body)["version"]
    assert statuses == [200] * (len(statuses) - 1) + [503]
    assert "Försök igen" in body.decode()

    bound_files(portal, resource.RLIM_INFINITY)
    assert portal.save(portal.keys[0], text, version, save_id)[0] == 200
    portal.kill()
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    stored = json.loads(portal.run(STORED))
    assert len(stored["revisions"]) == len(statuses)
    assert stored["answers"][portal.keys[0]] == [len(statuses), text]


def bound_files(portal: Portal, size: int) -> None:
    """How large a file the portal's processes may write."""
    for pid in portal.pids():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_a_save_waits_for_a_long_writer_instead_of_failing(portal):
    portal.start()
    release = hold_the_database(portal, seconds=3)
    began = time.monotonic()
    status, _ = portal.save(portal.keys[0], "väntade", 0, uuid.uuid4())
    waited = time.monotonic() - began
    release.join()

    assert status == 200
    assert waited > 2


def hold_the_database(portal: Portal, seconds: float) -> threading.Timer:
    """Another writer that keeps savers waiting: the whole of SQLite, or PostgreSQL's row."""
    url = portal.environment["DATABASE_URL"]
    if url.startswith("postgres"):
        holder = psycopg.connect(url)
        holder.execute("SELECT * FROM survey_submission FOR UPDATE")
        release = threading.Timer(seconds, holder.close)
    else:
        writer = sqlite3.connect(
            url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False
        )
        writer.execute("BEGIN IMMEDIATE")
        release = threading.Timer(seconds, writer.close)
    release.start()
    return release
