"""Every acknowledged save is in the database, whatever happens to the server (faults D01, D02,
D04, D05).

The oracle: a save is acknowledged when the server has answered 200; its id, made by the client,
is then among the append-only revisions, exactly once.
"""

import json
import os
import random
import sqlite3
import threading
import time
import uuid

import psycopg

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
            if status != 503:
                self.unexpected.append((status, body[:300]))
                return None
        return None


def start_savers(portal: Portal, stop: threading.Event) -> list[Saver]:
    savers = [Saver(portal, key, stop) for key in portal.keys[:SAVERS]]
    for saver in savers:
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
    stop.set()
    for saver in savers:
        saver.join(30)
    portal.kill()

    assert_nothing_lost(portal, savers)
    print(f"{KILLS} kills, {sum(len(s.acknowledged) for s in savers)} acknowledged, 0 lost")


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
