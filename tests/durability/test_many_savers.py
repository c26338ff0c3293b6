"""The last afternoon: many officials save at once, and not one save is lost or refused.

A bounded run: each saver writes, thinks for a moment and writes again for `SECONDS`. The figures
are printed (`pytest -s`); nothing is asserted of time, since the machine may be busy.
"""

import json
import os
import random
import statistics
import threading
import time
import uuid
from dataclasses import dataclass, field

from django.db import connection

from tests.durability.server import Portal

SAVERS = {"postgresql": 200, "sqlite": 50}
SECONDS = float(os.environ.get("SECONDS_OF_SAVING", "6"))
LONGEST_THOUGHT = 2.0  # seconds between two saves of one official

CROWD = """
import django; django.setup()
import json, sys
from django.contrib.sessions.backends.db import SessionStore
from actors.models import Actor
from followup.rounds.models import Round
from followup.survey.models import Submission
from strategy_portal.access import Role
from tests.year import make_person, start
round_ = Round.objects.get()
actors = list(Actor.objects.invited().order_by("pk"))
started = {one.actor_id: one for one in Submission.objects.all()}
crowd = []
for number in range(SAVERS):
    actor = actors[number % len(actors)]
    if actor.pk not in started:
        started[actor.pk] = start(round_, actor)
    person = make_person(f"Person Nummer{number}", actor, Role.RESPONDENT)
    session = SessionStore()
    session["_auth_user_id"] = str(person.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = person.get_session_auth_hash()
    session.create()
    places = [
        (area.slug, goal.pk)
        for area in round_.strategy.goal_areas.order_by("number")
        for goal in area.sub_goals.order_by("number")
    ]
    area, goal = places[number // len(actors) % len(places)]
    path = f"/enkat/2026/{actor.slug}/avsnitt/{area}/"
    crowd.append([session.session_key, path, f"comment/{goal}"])
print(json.dumps(crowd))
"""

STORED = """
import django; django.setup()
import json
from followup.survey.models import AnswerRevision
stored = AnswerRevision.objects.values_list("pk", "value")
print(json.dumps({str(pk): value for pk, value in stored}))
"""


@dataclass
class Official(threading.Thread):
    """One who writes, waits and writes again; remembers what was acknowledged and how long."""

    portal: Portal
    session: str
    path: str
    key: str
    until: float
    acknowledged: dict[str, str] = field(default_factory=dict)
    waited: list[float] = field(default_factory=list)
    refused: list[tuple[int, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        thought = random.Random(self.key)  # noqa: S311  (repeatable, not secret)
        version = 0
        while time.monotonic() < self.until:
            time.sleep(thought.random() * LONGEST_THOUGHT)
            save_id, value = uuid.uuid4(), f"{self.path} {len(self.acknowledged)}"
            began = time.monotonic()
            status, body = self.portal.save(
                self.key, value, version, save_id, self.path, self.session
            )
            if status != 200:
                self.refused.append((status, body[:200]))
                return
            self.waited.append(time.monotonic() - began)
            self.acknowledged[str(save_id)] = value
            version = json.loads(body)["version"]


def test_a_crowd_of_savers_loses_nothing(portal):
    number = SAVERS[connection.vendor]
    crowd = json.loads(portal.run(CROWD.replace("SAVERS", str(number))))
    portal.start()
    until = time.monotonic() + SECONDS
    officials = [Official(portal, session, path, key, until) for session, path, key in crowd]
    for official in officials:
        official.start()
    for official in officials:
        official.join(SECONDS + 60)
    portal.kill()

    assert [one.refused for one in officials] == [[] for _ in officials]
    assert all(one.acknowledged for one in officials)
    acknowledged: dict[str, str] = {}
    for official in officials:
        acknowledged |= official.acknowledged
    assert json.loads(portal.run(STORED)) == acknowledged
    waited = sorted(seconds for one in officials for seconds in one.waited)
    print(
        f"\n{number} savers on {connection.vendor}, "
        f"{len(waited)} saves in {SECONDS:.0f} s, 0 lost: "
        f"median {statistics.median(waited) * 1000:.0f} ms, "
        f"95 of 100 under {waited[int(len(waited) * 0.95)] * 1000:.0f} ms, "
        f"longest {waited[-1] * 1000:.0f} ms"
    )
