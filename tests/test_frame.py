"""The frame: error pages that help, modes that never mix, a start that leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core import checks
from django.core.management.base import SystemCheckError
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse

from strategy_portal import views
from strategy_portal.management.commands.start import Command
from tests.durability.server import free_port
from tests.year import make_round, start, submit

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.django_db
def test_a_page_that_does_not_exist(client):
    response = client.get("/finns-inte/<script>/")

    page = response.content.decode()
    assert response.status_code == 404
    assert "<script>/" not in page
    assert "Sidan finns inte" in page or "hittar inte" in page


@pytest.mark.django_db
def test_a_page_for_another_role_says_which_permission_was_missing(as_, official_in_sala):
    response = as_(official_in_sala).get(reverse("rounds:index"))

    assert response.status_code == 403
    assert "Bygga, öppna, stänga och kopiera omgångar" in response.content.decode()


@pytest.mark.django_db
def test_an_old_token_gets_a_page_that_says_what_to_do(official_in_sala):
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        official_in_sala, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    response = client.post(reverse("account_logout"))

    assert response.status_code == 403
    assert "ladda om sidan och skicka igen" in response.content.decode()


def test_a_request_too_large(rf, settings):
    from django.core.exceptions import RequestDataTooBig

    response = views.bad_request(rf.post("/"), RequestDataTooBig())
    assert response.status_code == 413


@pytest.mark.django_db
def test_the_start_page_counts_one_organisation_as_one(
    as_, strategy, sala, official_in_sala, preparer
):
    submit(make_round(2026), sala, official_in_sala)
    assert "1 organisation har lämnat in." in as_(preparer).get("/").content.decode()


@pytest.mark.django_db
def test_the_start_asks_whether_the_database_is_safe():
    def unsafe(databases=None, **_):
        return [checks.Error("unsafe", id="tests.E001")] if databases else []

    checks.register(unsafe, checks.Tags.database)
    try:
        with pytest.raises(SystemCheckError, match="unsafe"):
            Command()._prepare()
    finally:
        checks.registry.registry.registered_checks.discard(unsafe)


@pytest.mark.parametrize(
    ("fault", "status"),
    [(OperationalError, 503), (InterfaceError, 503), (ZeroDivisionError, 500)],
)
def test_our_faults_need_neither_session_nor_database(rf, fault, status):
    try:
        raise fault("hemligt innehåll")
    except fault:
        response = views.server_error(rf.get("/"))

    page = response.content.decode()
    assert response.status_code == status
    assert "hemligt" not in page
    assert '<html lang="sv"' in page


@pytest.mark.django_db
def test_every_page_carries_a_strict_content_security_policy(client):
    policy = client.get("/")["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "label"), [("official_in_sala", "Fortsätt svara"), ("manager_in_sala", "Läs svaren")]
)
def test_home_offers_what_the_role_can_do(as_, request, sala, strategy, who, label):
    start(make_round(2026), sala)
    page = as_(request.getfixturevalue(who)).get("/").content.decode()

    assert label in page


@pytest.mark.django_db
def test_health_answers_without_signing_in(client):
    response = client.get("/halsa/")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["home", "about", "accessibility", "privacy", "contact", "help", "gallery", "demo"]
)
def test_open_pages(client, strategy, name):
    assert client.get(reverse(name)).status_code == 200


PRODUCTION = {
    "SECRET_KEY": "x" * 60,
    "BASE_URL": "https://portal.example",
    "ALLOWED_HOSTS": "portal.example",
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_URL": "smtp://mail.portal.example",
    "MEDIA_ROOT": "var/files",
    "DEFAULT_FROM_EMAIL": "noreply@portal.example",
}


def settings_with(**variables: str) -> subprocess.CompletedProcess[str]:
    """Reads the settings in a process that has only these variables."""
    return subprocess.run(
        [sys.executable, "-c", "import strategy_portal.settings"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_all_its_settings():
    assert settings_with(**PRODUCTION).returncode == 0


@pytest.mark.parametrize("missing", PRODUCTION)
def test_production_refuses_to_start_half_configured(missing):
    given = {name: value for name, value in PRODUCTION.items() if name != missing}
    result = settings_with(**given)

    assert result.returncode != 0
    assert f"{missing} is not set" in result.stderr


@pytest.mark.parametrize("setting", ["SECRET_KEY", "BASE_URL"])
def test_the_demonstration_refuses_productions_settings(setting):
    result = settings_with(DEMO="1", **{setting: PRODUCTION[setting]})

    assert result.returncode != 0
    assert "DEMO=1 lets anyone sign in as anyone" in result.stderr


def test_start_serves_and_leaves_no_child_behind(tmp_path):
    """Production's shape on a scratch database: what `manage.py start` starts, it stops."""
    import http.client

    port = free_port()
    environment = (
        os.environ
        | PRODUCTION
        | {
            "DEMO": "0",
            "BASE_URL": f"http://127.0.0.1:{port}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "DATABASE_URL": f"sqlite:///{tmp_path / 'portal.sqlite3'}",
            "MEDIA_ROOT": str(tmp_path / "files"),
            "EMAIL_URL": f"file://{tmp_path / 'mail'}",
            "DJANGO_SETTINGS_MODULE": "strategy_portal.settings",
        }
    )
    started = subprocess.Popen(
        [sys.executable, "manage.py", "start", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
    )
    try:
        assert until(lambda: answers(http.client.HTTPConnection("127.0.0.1", port)), 90)
        children = descendants(started.pid)
        assert len(children) >= 2
        started.send_signal(signal.SIGTERM)
        assert started.wait(30) == 0
        assert until(lambda: not [pid for pid in children if alive(pid)], 10)
    finally:
        if started.poll() is None:
            os.killpg(started.pid, signal.SIGKILL)


def answers(connection) -> bool:
    try:
        connection.request("GET", "/halsa/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def until(condition, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def descendants(pid: int) -> list[int]:
    """The processes below one, by /proc."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found, frontier = [], [pid]
    while frontier:
        frontier = [child for child, parent in parents.items() if parent in frontier]
        found += frontier
    return found
