"""The files that put the portal on a server agree with the settings, the Makefile and the docs.

No container engine is needed, and none is run: what only running shows is said in
docs/operations.md.
"""

import ast
import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
# Read by the image of PostgreSQL, not by the portal.
DATABASE_VARIABLES = {"POSTGRES_PASSWORD"}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def settings_variables() -> set[str]:
    """The environment variables that settings.py reads, found in its calls."""
    nodes = ast.walk(ast.parse(read("strategy_portal/settings.py")))
    return {name for node in nodes if (name := _variable_read_by(node))}


def _variable_read_by(node: ast.AST) -> str | None:
    """X, if this is a call such as setting("X", …), flag("X") or os.environ.get("X")."""
    match node:
        case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]):
            reads = {"setting", "flag", "os.environ.get", "os.getenv"}
            return name if ast.unparse(function) in reads else None
        case _:
            return None


def example_variables() -> dict[str, str]:
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", read(".env.example"), re.MULTILINE))


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load(read("docker-compose.yml"))


@pytest.fixture(scope="module")
def services(compose) -> dict:
    return compose["services"]


PORTAL = ("migrate", "web", "worker", "schedule")


def test_the_services_are_those_the_portal_needs(services):
    assert set(services) == {"migrate", "web", "worker", "schedule", "database", "mail"}
    assert services["worker"]["command"] == ["python", "manage.py", "db_worker"]


def test_settings_read_the_variables_that_the_documents_promise():
    assert settings_variables() == {
        "SECRET_KEY",
        "DEBUG",
        "DEMO",
        "DATABASE_URL",
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        "BASE_URL",
        "EMAIL_URL",
        "DEFAULT_FROM_EMAIL",
        "MEDIA_ROOT",
        "CLAMD_URL",
        "KOLADA_URL",
        "SCB_URL",
        "TRUSTED_PROXY_COUNT",
    }


@pytest.mark.parametrize("name", PORTAL)
def test_compose_gives_the_portal_every_variable_and_no_other(services, name):
    assert set(services[name]["environment"]) == settings_variables()


def test_the_example_holds_every_variable_and_no_other():
    assert set(example_variables()) == settings_variables() | DATABASE_VARIABLES


def test_compose_asks_only_for_variables_in_the_example():
    asked = set(re.findall(r"\$\{([A-Z_]+)", read("docker-compose.yml")))
    assert asked == set(example_variables()) - {"DEBUG", "DEMO"}


def test_compose_never_runs_in_demonstration_or_debugging(services):
    for name in PORTAL:
        environment = services[name]["environment"]
        assert (environment["DEBUG"], environment["DEMO"]) == ("0", "0")


def test_operations_explain_every_variable():
    explained = set(re.findall(r"^\| `([A-Z_]+)`", read("docs/operations.md"), re.MULTILINE))
    assert explained == settings_variables()


def test_the_example_starts_once_it_has_a_key():
    values = example_variables() | {"SECRET_KEY": "k" * 50}
    ran = start_settings(values)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_example_as_it_stands_does_not_start():
    ran = start_settings(example_variables())
    assert ran.returncode == 1
    assert "SECRET_KEY is not set" in ran.stderr


def start_settings(variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of its own, with these variables and no others of ours."""
    ours = settings_variables() | {"DJANGO_SETTINGS_MODULE"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [sys.executable, "-c", "import strategy_portal.settings"],
        cwd=ROOT,
        env=kept | variables,
        capture_output=True,
        text=True,
    )


def test_every_image_names_its_version(services):
    images = [s["image"] for s in services.values()]
    images += re.findall(r"^FROM (\S+)", read("Dockerfile"), re.MULTILINE)
    assert len(images) == 7
    assert [i for i in images if not re.fullmatch(r"[a-z0-9/-]+:v?\d+\.\d+[\w.-]*", i)] == []
    assert services["database"]["image"].startswith("postgres:17.")


def test_every_service_that_stays_has_a_health_check(services):
    staying = {name: s["healthcheck"] for name, s in services.items() if name != "migrate"}
    assert all(check["test"][0] == "CMD" for check in staying.values())
    assert services["web"]["healthcheck"]["test"] == ["CMD", "python", "scripts/healthcheck.py"]
    assert '["python", "scripts/healthcheck.py"]' in read("Dockerfile")


def test_nothing_runs_as_root(services):
    dockerfile = read("Dockerfile")
    users = re.findall(r"^USER (\S+)", dockerfile, re.MULTILINE)
    assert users == ["portal"]
    assert dockerfile.index("USER portal") < dockerfile.index("CMD [")
    for name in PORTAL:
        assert "user" not in services[name]
        assert services[name]["cap_drop"] == ["ALL"]
    assert services["database"]["user"] == "postgres"
    assert not services["mail"]["user"].startswith(("0", "root"))


def test_nothing_but_the_own_machine_reaches_the_ports(services):
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:8000:8000", "127.0.0.1:8025:8025"]


def test_data_lies_in_volumes_that_web_and_worker_share(compose, services):
    assert set(compose["volumes"]) == {"database", "files"}
    media = example_variables()["MEDIA_ROOT"]
    assert {tuple(services[name]["volumes"]) for name in PORTAL} == {(f"files:{media}",)}
    assert f"VOLUME {media}" in read("Dockerfile")


def test_the_image_holds_the_libraries_that_the_makefile_installs():
    asked = re.search(r"^SYSTEM_LIBRARIES := (.+)$", read("Makefile"), re.MULTILINE)
    assert asked
    install = re.search(r"--no-install-recommends \\\n(.*?)&&", read("Dockerfile"), re.DOTALL)
    assert install
    assert set(install.group(1).replace("\\", "").split()) == set(asked.group(1).split())


def test_the_image_holds_what_the_portal_runs_on_and_no_more():
    let_in = set(re.findall(r"^!(\S+)$", read(".dockerignore"), re.MULTILINE))
    assert let_in == {
        "manage.py",
        "requirements.txt",
        "strategy_portal",
        "actors",
        "goals",
        "funding",
        "followup",
        "templates",
        "static",
        "fixtures",
        "scripts/healthcheck.py",
    }
    assert [name for name in let_in if not (ROOT / name).exists()] == []


def pinned(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", read(name), re.MULTILINE))


def test_both_locks_agree_and_every_line_has_its_hash():
    runtime, everything = pinned("requirements.txt"), pinned("requirements-dev.txt")
    assert runtime.items() <= everything.items()
    for name, lock in (("requirements.txt", runtime), ("requirements-dev.txt", everything)):
        entries = re.split(r"^(?=[a-z0-9])", read(name), flags=re.MULTILINE)[1:]
        assert [e for e in entries if "--hash=sha256:" not in e] == []
        assert len(entries) == len(lock)
        assert "://" not in read(name)


def test_the_locks_hold_what_the_project_asks_for():
    project = read("pyproject.toml")
    block = re.search(r"^dependencies = \[(.*?)^\]", project, re.DOTALL | re.MULTILINE)
    assert block
    asked = set(re.findall(r'"([a-z0-9-]+)', block.group(1)))
    assert len(asked) >= 15
    assert asked <= set(pinned("requirements.txt"))


class _Health(BaseHTTPRequestHandler):
    """A server that is as well as `status` says, for one host name."""

    status = 200

    def do_GET(self) -> None:
        right = (self.path, self.headers["Host"]) == ("/halsa/", "portal.example")
        self.send_response(self.status if right else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1), (301, 1)])
def test_the_health_check_tells_well_from_ill(status, code, monkeypatch):
    monkeypatch.setattr(_Health, "status", status)
    server = HTTPServer(("127.0.0.1", 0), _Health)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        assert health_check(server.server_port) == code
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert health_check(server.server_port) == 1  # nobody answers any more


def health_check(port: int) -> int:
    environment = os.environ | {"ALLOWED_HOSTS": ".portal.example,other.example"}
    program = [sys.executable, str(ROOT / "scripts/healthcheck.py"), str(port)]
    return subprocess.run(program, env=environment).returncode
