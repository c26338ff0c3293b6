"""What must hold before the portal starts; each failure says what to change."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection


@register(Tags.database)
def saves_survive_a_power_cut(
    databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """An acknowledged save must be on disk: a test that kills the server cannot tell."""
    if not databases:
        return []
    weak = _weak_sqlite() if connection.vendor == "sqlite" else _weak_postgresql()
    return [
        Error(
            f"The database would lose acknowledged saves in a power cut: {setting}.",
            hint="Use the settings in strategy_portal/settings.py and PostgreSQL's defaults.",
            id="portal.E001",
        )
        for setting in weak
    ]


def _weak_sqlite() -> list[str]:
    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    weak = [] if mode == "wal" else [f"journal_mode={mode}"]
    return weak + ([] if synchronous >= 2 else [f"synchronous={synchronous}"])


def _weak_postgresql() -> list[str]:
    with connection.cursor() as cursor:
        found = []
        for name in ("fsync", "synchronous_commit"):
            cursor.execute(f"SHOW {name}")
            value = cursor.fetchone()[0]
            if value == "off":
                found.append(f"{name}={value}")
    return found
