"""Lets an invented year happen when it says it did."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from itertools import count
from typing import Any
from unittest.mock import patch

from django.db import transaction
from django.utils import timezone


class _AnyDatetime(type(datetime)):  # type: ignore[misc]  # the metaclass is only known when run
    """Lets the stand-in below be asked whether something is a datetime."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, datetime)


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Lets the portal believe that it is `moment` (aware); each look is a second later.

    The rooms' actions date what they do by the clock, refuse what comes too late, and write the
    event log. Turning the clock lets them do all that for an invented year, without a way round
    them. It holds for the whole process: only `manage.py load_demo` may use it.
    """
    seconds = count()

    class Clock(datetime, metaclass=_AnyDatetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:  # a plain datetime, not another Clock
            return (moment + timedelta(seconds=next(seconds))).astimezone(tz)

    with patch.object(timezone, "datetime", Clock):
        yield


def do_what_waits_for_commit() -> None:
    """Send what the acts left to be sent after commit, now, so that it bears the act's day.

    The whole example is one transaction. Its letters go to a mail server that sends nothing, so
    that no harm is done should it be rolled back.
    """
    connection = transaction.get_connection()
    waiting, connection.run_on_commit = connection.run_on_commit, []
    for _, act, _ in waiting:
        act()
