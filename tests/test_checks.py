"""On a database that would lose what it has acknowledged the portal does not start (fault D06)."""

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

# What weakens each kind of database, as it can be said on one connection, and what is told of it.
WEAKENED = {
    "sqlite": [
        ("PRAGMA synchronous=NORMAL", "synchronous=1"),
        ("PRAGMA synchronous=OFF", "synchronous=0"),
        ("PRAGMA journal_mode=MEMORY", "journal_mode=memory"),
        ("PRAGMA journal_mode=DELETE", "journal_mode=delete"),
    ],
    "postgresql": [("SET synchronous_commit=off", "synchronous_commit=off")],
}


@pytest.fixture
def weakened(transactional_db):
    """Makes this connection careless; the next one is as the settings say."""

    def make(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    yield make
    connection.close()


def found() -> list[str]:
    return [one.msg for one in run_checks(databases=["default"]) if one.id == "portal.E001"]


def test_the_settings_keep_what_is_saved_through_a_power_cut(transactional_db):
    assert found() == []


def test_each_weakness_is_told_of(weakened):
    for sql, says in WEAKENED[connection.vendor]:
        weakened(sql)
        assert found() == [f"The database would lose acknowledged saves in a power cut: {says}."], (
            sql
        )
        connection.close()
        assert found() == []


def test_the_portal_does_not_start(weakened):
    """Every way to start it migrates first, and stops there."""
    weakened(WEAKENED[connection.vendor][0][0])
    with pytest.raises(SystemCheckError, match="would lose acknowledged saves"):
        call_command("migrate", interactive=False, verbosity=0, skip_checks=False)
