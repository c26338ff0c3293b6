"""A portal of its own, in processes of its own, that a test may kill."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """A port on this machine that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _group_of(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None


@dataclass
class Portal:
    """A server process on a database of its own; `session` signs in as Sala's official."""

    environment: dict[str, str]
    session: str
    path: str
    keys: list[str]
    application: str = "strategy_portal.wsgi:application"
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        address = ["--host", "127.0.0.1", "--port", str(self.port)]
        threads = ["--workers", "1", "--blocking-threads", "8"]
        portal = ["--interface", "wsgi", self.application]
        options = [*address, *threads, "--log-level", "error", *portal]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "granian", *options],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                if self.request("GET", "/halsa/")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("The server did not start within 30 s")

    def kill(self) -> None:
        """End server and worker at once, as a power cut would."""
        if self.process is None:
            return
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def pids(self) -> list[int]:
        """The server's processes: the one that was started and its workers."""
        if self.process is None:
            return []
        group = self.process.pid
        return [
            int(entry.name)
            for entry in Path("/proc").iterdir()
            if entry.name.isdigit() and _group_of(int(entry.name)) == group
        ]

    def request(
        self, method: str, path: str, data: dict[str, str] | None = None, session: str = ""
    ) -> tuple[int, bytes]:
        """Status and body; raises `OSError` when the server went away."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=25)
        headers = self.headers(session)
        try:
            connection.request(method, path, urlencode(data) if data else None, headers)
            response = connection.getresponse()
            return response.status, response.read()
        except http.client.HTTPException as gone:
            raise OSError(str(gone)) from gone
        finally:
            connection.close()

    def headers(self, session: str = "") -> dict[str, str]:
        """What the page's script sends with a request."""
        token = "k" * 32
        return {
            "Cookie": f"sessionid={session or self.session}; csrftoken={token}",
            "X-CSRFToken": token,
            "X-Requested-With": "fetch",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def save(
        self, key: str, value: str, base: int, save_id: uuid.UUID, path: str = "", session: str = ""
    ) -> tuple[int, bytes]:
        """One save as the survey's page sends it; Sala's official unless told otherwise."""
        data = {"key": key, "value": value, "base": str(base), "save_id": str(save_id)}
        return self.request("POST", (path or self.path) + "spara/", data, session)

    def run(self, script: str) -> str:
        """What a script prints that runs with this portal's database."""
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


SEED = """
import django; django.setup()
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
call_command("load_strategy", verbosity=0)
from actors.models import Actor
from strategy_portal.access import Role
from tests.year import make_person, make_round, start
sala = Actor.objects.get(slug="sala-kommun")
person = make_person("Amina Lund", sala, Role.RESPONDENT)
submission = start(make_round(2026), sala)
session = SessionStore()
session["_auth_user_id"] = str(person.pk)
session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
session["_auth_user_hash"] = person.get_session_auth_hash()
session.create()
area = submission.sections.get(goal_area__number=5).goal_area
print(session.session_key)
print(f"/enkat/2026/sala-kommun/avsnitt/{area.slug}/")
print(" ".join(f"comment/{goal.pk}" for goal in area.sub_goals.order_by("number")))
"""


def make_portal(database_url: str) -> Portal:
    """A portal with the strategy and Sala's survey begun, on an empty database."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database_url,
        "EMAIL_URL": "memory://",
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "DEMO": "1",
    }
    portal = Portal(environment, "", "", [])
    session, path, keys = portal.run(SEED).strip().splitlines()
    portal.session, portal.path, portal.keys = session, path, keys.split()
    return portal
