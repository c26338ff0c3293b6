"""Organisations that have changed their name between two snapshots: the same organisation still."""

from typing import Any

from followup.report.snapshot import Snapshot

# What in a snapshot may be an organisation's name.
_NAMES = {"name", "organisation", "by", "partners", "convener"}


def renamed(then: Snapshot, now: Snapshot) -> dict[str, str]:
    """The new name by the old, of those that had another; known by their name in addresses."""
    new = {one["slug"]: one["name"] for one in now["response"]["organisations"] if "slug" in one}
    return {
        one["name"]: new[one["slug"]]
        for one in then["response"]["organisations"]
        if "slug" in one and new.get(one["slug"], one["name"]) != one["name"]
    }


def called(snapshot: Snapshot, names: dict[str, str]) -> Snapshot:
    """A snapshot with organisations called otherwise, to be compared row by row with another.

    A name that another organisation of the snapshot bears and keeps is not given twice.
    """
    borne = {one["name"] for one in snapshot["response"]["organisations"]} - names.keys()
    free = {old: new for old, new in names.items() if new not in borne}
    return _called(snapshot, free) if free else snapshot


def _called(value: Any, names: dict[str, str], key: str = "") -> Any:
    if isinstance(value, list):
        return [_called(one, names, key) for one in value]
    if isinstance(value, dict):
        return {name: _called(one, names, name) for name, one in value.items()}
    return names.get(value, value) if key in _NAMES and isinstance(value, str) else value
