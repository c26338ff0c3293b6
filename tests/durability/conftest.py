"""A portal on a database of its own, of the same kind as the tests run on."""

import os

import psycopg
import pytest
from django.conf import settings
from django.db import connection as tests_database
from psycopg import sql

from tests.durability.server import make_portal


@pytest.fixture
def portal(tmp_path):
    """A seeded portal, not started; its processes and database are gone afterwards."""
    if tests_database.vendor == "sqlite":
        made = make_portal(f"sqlite:///{tmp_path / 'portal.sqlite3'}")
        yield made
        made.kill()
        return
    server = settings.DATABASES["default"]
    name = f"portal_durability_{os.getpid()}"
    address = f"postgres://{server['USER']}@{server['HOST']}:{server['PORT'] or 5432}"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        connection.execute(drop)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        made = make_portal(f"{address}/{name}")
        yield made
        made.kill()
        connection.execute(drop)
