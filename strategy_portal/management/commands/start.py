"""`manage.py start`: prepare the database, start worker, schedule and server, stop all together."""

import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command


class Command(BaseCommand):
    """Starts everything one machine needs, in the foreground, and leaves nothing behind."""

    help = "Migrate, load the strategy (and the demonstration), start worker, schedule and server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until told to stop, or until one of the three has died."""
        self._prepare()
        server = self._server(options["host"], options["port"])
        children = [self._worker(), self._schedule(), server]
        signal.signal(signal.SIGTERM, _interrupt)
        host, port = options["host"], options["port"]
        self.stdout.write(self.style.SUCCESS(f"\nStrategiportalen: http://{host}:{port}/"))
        if settings.DEMO:
            self.stdout.write(f"Prova portalen:   http://{host}:{port}/prova/")
        self.stdout.write("Stop with Ctrl-C.\n")
        self.stdout.flush()
        try:
            self._watch(children)
        except KeyboardInterrupt:
            self.stdout.write("Stopping.")
        finally:
            stop(children)

    def _prepare(self) -> None:
        # A command called by another leaves its checks out unless told: these ask whether the
        # database would lose a save in a power cut (strategy_portal/checks.py).
        call_command("migrate", interactive=False, verbosity=0, skip_checks=False)
        call_command("createcachetable", verbosity=0)
        call_command("load_strategy", verbosity=1)
        if settings.DEMO:
            call_command("load_demo", verbosity=1)
        else:
            call_command("collectstatic", interactive=False, verbosity=0)

    def _worker(self) -> subprocess.Popen[bytes]:
        return _child([sys.executable, "manage.py", "db_worker"])

    def _schedule(self) -> subprocess.Popen[bytes]:
        return _child([sys.executable, "manage.py", "run_schedule", "--every", "300"])

    def _server(self, host: str, port: int) -> subprocess.Popen[bytes]:
        address = ["--host", host, "--port", str(port)]
        threads = ["--workers", "1", "--blocking-threads", "8"]
        portal = ["--interface", "wsgi", "strategy_portal.wsgi:application"]
        options = [*address, *threads, "--log-level", "warning", *portal]
        return _child([sys.executable, "-m", "granian", *options])

    def _watch(self, children: list[subprocess.Popen[bytes]]) -> None:
        while True:
            for child in children:
                if child.poll() is not None:
                    raise CommandError(f"{child.args!r} stopped with {child.returncode}")
            time.sleep(0.5)


def _interrupt(_signum: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _child(command: list[str]) -> subprocess.Popen[bytes]:
    """A child in a group of its own, so that its own children can be stopped with it."""
    return subprocess.Popen(  # noqa: S603  (fixed commands, no shell)
        command, cwd=settings.BASE_DIR, env=os.environ.copy(), start_new_session=True
    )


def stop(children: list[subprocess.Popen[bytes]], patience: float = 10.0) -> None:
    """Ask each child to stop, wait, and end what does not listen."""
    for child in children:
        _signal_group(child, signal.SIGTERM)
    deadline = time.monotonic() + patience
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal_group(child, signal.SIGKILL)
            child.wait()
        _signal_group(child, signal.SIGKILL)


def _signal_group(child: subprocess.Popen[bytes], number: int) -> None:
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        return
