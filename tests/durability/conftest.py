"""A portal on a database of its own, of the same kind as the tests run on."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection as tests_database
from psycopg import sql

from tests.durability.server import Portal, free_port, make_portal


@pytest.fixture(scope="session")
def seeded(tmp_path_factory) -> Iterator[Portal]:
    """A seeded portal that no test touches: its database is what theirs are copied from."""
    if tests_database.vendor == "sqlite":
        yield make_portal(f"sqlite:///{tmp_path_factory.mktemp('portal') / 'seeded.sqlite3'}")
        return
    with a_database(f"portal_seeded_{os.getpid()}") as address:
        yield make_portal(address)


@pytest.fixture
def portal(seeded, tmp_path) -> Iterator[Portal]:
    """A seeded portal, not started; its processes and database are gone afterwards."""
    if tests_database.vendor == "sqlite":
        path = tmp_path / "portal.sqlite3"
        shutil.copy(sqlite_file(seeded), path)
        made = on(seeded, f"sqlite:///{path}")
        yield made
        made.kill()
        return
    template = seeded.environment["DATABASE_URL"].rpartition("/")[2]
    with a_database(f"portal_durability_{os.getpid()}", template) as address:
        made = on(seeded, address)
        yield made
        made.kill()


def on(seeded: Portal, database_url: str) -> Portal:
    """The same portal on a copy of its database."""
    environment = seeded.environment | {"DATABASE_URL": database_url}
    return replace(seeded, environment=environment, port=free_port())


def sqlite_file(portal: Portal) -> Path:
    return Path(portal.environment["DATABASE_URL"].removeprefix("sqlite:///"))


@contextmanager
def a_database(name: str, template: str = "template1") -> Iterator[str]:
    """A PostgreSQL database beside the tests' own, as an address; gone afterwards."""
    server = settings.DATABASES["default"]
    address = f"postgres://{server['USER']}@{server['HOST']}:{server['PORT'] or 5432}"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(drop)
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        yield f"{address}/{name}"
        connection.execute(drop)
