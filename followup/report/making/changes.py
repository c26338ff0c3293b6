"""What a corrected version says otherwise than the version before it, worked out from both.

The data's tables (`outputs/tables/`) are set beside each other, row by row and column by
column, so that whatever the report knows is compared, and named as the workbook names it. The
public copy compares the two public copies: a count that is hidden in both is no change there.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from followup.report.names import called, renamed
from followup.report.outputs.tables import Table, Value, data_tables
from followup.report.snapshot import Change, Snapshot
from followup.report.suppression import public_copy

EMPTY = "(tomt)"
# How much of a long text is shown around where it begins to differ.
_AROUND = 160
# What always differs between two versions, or is told by another table.
_ALWAYS = {("report", "Version"), ("report", "Gjord"), ("report", "Rättad därför att")}
_SKIPPED = {"changes", "comparison"}
# Where a source stands in the list moves with every source before it.
_NUMBERS = {"source_number", "number"}
_NAMES = (
    *("title", "mark", "what", "fact", "indicator", "question", "text", "source"),
    "organisation",
)


def changes(before: Snapshot, after: Snapshot) -> list[Change]:
    """Everything that differs, table by table in the order of the data."""
    new_names = renamed(before, after)
    before = called(before, new_names)
    old = {one.key: one for one in data_tables(before)}
    found = [
        change
        for table in data_tables(after)
        if table.key not in _SKIPPED
        for change in _table_changes(old[table.key], table)
    ]
    return [*map(_new_name, new_names.items()), *found]


def _new_name(names: tuple[str, str]) -> Change:
    """An organisation that is called otherwise, told once and not wherever its name stands."""
    before, after = names
    return {
        "table": "Organisationer",
        "row": after,
        "area_number": 0,
        "what": "Namn",
        "kind": "text",
        "before": before,
        "after": after,
    }


def public_changes(before: Snapshot, after: Snapshot) -> list[Change]:
    """The same of the copies for publication."""
    return changes(public_copy(before), public_copy(after))


def _table_changes(before: Table, after: Table) -> Iterable[Change]:
    old, new = _by_key(before), _by_key(after)
    for key, row in new.items():
        if key not in old:
            yield _change(after, row, "", "added", "", _told(after, row))
    for key, row in old.items():
        if key not in new:
            yield _change(after, row, "", "removed", _told(before, row), "")
        else:
            yield from _row_changes(after, row, new[key])


def _by_key(table: Table) -> dict[tuple[str, ...], Mapping[str, Value]]:
    """The rows by what names them; rows that are named alike are numbered in their order."""
    keys = table.row_key or tuple(column.key for column in table.columns)
    found: dict[tuple[str, ...], Mapping[str, Value]] = {}
    for row in table.rows:
        key = tuple(str(row.get(name)) for name in keys)
        count = 1
        while (*key, str(count)) in found:
            count += 1
        found[*key, str(count)] = row
    return found


def _row_changes(
    table: Table, old: Mapping[str, Value], new: Mapping[str, Value]
) -> Iterable[Change]:
    # Of a source only that it came or went: its version and day say when this report was made.
    if table.key == "sources" or (table.key, str(new.get("fact"))) in _ALWAYS:
        return
    for column in table.columns:
        before, after = old.get(column.key), new.get(column.key)
        if isinstance(before, list) and isinstance(after, list) and sorted(before) == sorted(after):
            continue  # who stands first follows the names, which may be new
        if before != after and column.key not in _NUMBERS:
            kind = "text" if column.kind in {"text", "list", "fact"} else "figure"
            yield _change(table, new, column.heading, kind, *_around(before, after))


def _change(
    table: Table, row: Mapping[str, Value], what: str, kind: Any, before: str, after: str
) -> Change:
    area = row.get("area")
    return {
        "table": table.title,
        "row": _name(row),
        "area_number": area if isinstance(area, int) else 0,
        "what": what,
        "kind": kind,
        "before": before,
        "after": after,
    }


def _name(row: Mapping[str, Value]) -> str:
    """What a row is called to a reader: "5.1 Fler i arbete", "Sala kommun, 5.1"."""
    code = str(row.get("sub_goal") or "")
    name = next((str(row[key]) for key in _NAMES if row.get(key)), "")
    if row.get("area_title") and not row.get("title"):
        name = str(row["area_title"])
    organisation = str(row.get("organisation") or "")
    parts = [f"{code} {_short(name)}".strip(), organisation if organisation != name else ""]
    return ", ".join(filter(None, parts))


def _told(table: Table, row: Mapping[str, Value]) -> str:
    """A row that came or went, in words: each filled column that its name does not hold."""
    name = _name(row)
    told = [
        f"{column.heading}: {_short(_words(row.get(column.key)))}"
        for column in table.columns
        if column.key not in {"id", "area", "area_title", "key", *_NUMBERS}
        and row.get(column.key) not in (None, "", [])
        and _words(row.get(column.key)) not in name
    ]
    return "; ".join(told[:6])


def _words(value: Value) -> str:
    if value is None or value == "" or value == []:
        return EMPTY
    if isinstance(value, list):
        return ", ".join(value)
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def _around(before: Value, after: Value) -> tuple[str, str]:
    """Both in words; of long texts only what stands around the first and last difference."""
    old, new = _words(before), _words(after)
    if max(len(old), len(new)) <= 2 * _AROUND:
        return old, new
    first = next(
        (at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b),
        min(len(old), len(new)),
    )
    start = max(first - _AROUND // 2, 0)
    return _excerpt(old, start), _excerpt(new, start)


def _excerpt(text: str, start: int) -> str:
    shown = text[start : start + 2 * _AROUND]
    ends = "…" if start + 2 * _AROUND < len(text) else ""
    return f"{'…' if start else ''}{shown}{ends}" or EMPTY


def _short(text: str, most: int = 120) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"
