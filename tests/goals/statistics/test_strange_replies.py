"""Whatever a source says, it is a value or a fault in words; never a fault of ours."""

import contextlib
import copy
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goals.statistics.models import SourceLink
from goals.statistics.sources import kolada, scb
from goals.statistics.sources.asking import Pace, Patience, Service, SourceFaultError
from goals.statistics.values import Value
from tests.goals.statistics.conftest import (
    ARBOGA,
    KPI,
    LABEL,
    SALA,
    TABLE,
    TITLE,
    dataset,
    page,
    row,
)

SERVICE = Service("Källan", "http://127.0.0.1:9", Pace(1_000, 1), Patience(1, 0.1, 0))
PLACES = [
    {"id": SALA, "title": "Sala kommun", "level": "municipality"},
    {"id": ARBOGA, "title": "Arboga kommun", "level": "municipality"},
]
KOLADA = SourceLink(external_id=KPI, external_title=TITLE, places=PLACES)
SCB = SourceLink(external_id=TABLE, external_title=LABEL, places=PLACES)

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


def spots(told: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every part of a reply."""
    inner = (
        told.items()
        if isinstance(told, dict)
        else enumerate(told)
        if isinstance(told, list)
        else ()
    )
    return [path, *(spot for key, part in inner for spot in spots(part, (*path, key)))]


def with_one_changed(told: Any, path: tuple[Any, ...], part: Any) -> str:
    """A reply with one part of it replaced."""
    if not path:
        return json.dumps(part)
    changed = copy.deepcopy(told)
    at = changed
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = part
    return json.dumps(changed)


GOOD_KOLADA = page(row(SALA, 2022, T=9, K=None), row(ARBOGA, "2023", M=0.5))
GOOD_SCB = dataset()
A_FEW = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


def is_understood_or_told(read, link, body):
    values = []
    with contextlib.suppress(SourceFaultError):
        values = read(SERVICE, link, [body])
    assert all(isinstance(one, Value) for one in values)
    json.dumps([one.plain() for one in values])


@A_FEW
@given(st.sampled_from(spots(GOOD_KOLADA)), ANYTHING)
def test_kolada_says_something_else(path, part):
    is_understood_or_told(kolada.read, KOLADA, with_one_changed(GOOD_KOLADA, path, part))


@A_FEW
@given(st.sampled_from(spots(GOOD_SCB)), ANYTHING)
def test_scb_says_something_else(path, part):
    is_understood_or_told(scb.read, SCB, with_one_changed(GOOD_SCB, path, part))
