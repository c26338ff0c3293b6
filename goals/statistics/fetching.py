"""Fetching a link's values: asked for on the page or by the schedule, done by the worker.

The worker writes each reply, how far it has come and that it lives in short transactions of their
own. What came is kept word for word and changes nothing: the measurements are read from it anew
when somebody looks, and taken in when somebody says yes.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import task

from actors.events import record
from actors.models import Person
from goals.statistics.models import SILENCE_OF_THE_DEAD, Fetch, Indicator, SourceLink
from goals.statistics.sources import kolada, scb
from goals.statistics.sources.asking import (
    Patience,
    Reply,
    Service,
    SourceFaultError,
    worker_patience,
)
from goals.statistics.sources.found import Found
from goals.statistics.values import Comparison, Value, compare, take_in
from strategy_portal.exceptions import WrongStateError

log = logging.getLogger(__name__)

UNDER_WAY = "Värdena håller redan på att hämtas. Vänta tills det är klart."
INTERRUPTED = "Hämtningen avbröts innan den blev klar. Inga värden har ändrats. Försök igen."
UNKNOWN_FAULT = (
    "Något gick fel när värdena hämtades. Inga värden har ändrats. "
    "Försök igen eller säg till den som sköter portalen."
)
NOTHING = "Källan har inga värden för de platser och år som är valda. Kontrollera kopplingen."
SETTLED = "Hämtningen är redan granskad."
ENDED = "Kopplingen är avslutad. Koppla indikatorn till källan igen för att hämta."
# The schedule asks a source that had nothing new, or was away, again after so many days.
BETWEEN_TRIES = timedelta(days=7)


class Provider(Protocol):
    """What is asked of a source's module."""

    def service(self, patience: Patience) -> Service:
        """The source's web service."""

    def look_up(self, service: Service, title: str, /) -> list[Found]:
        """What the source has under a title."""

    def fetch(
        self, service: Service, link: SourceLink, years: list[int], /
    ) -> Iterator[tuple[Reply, int]]:
        """Each reply, with how many remain."""

    def read(self, service: Service, link: SourceLink, replies: list[str], /) -> list[Value]:
        """The values that the replies hold."""


PROVIDERS: dict[str, Provider] = {
    SourceLink.Provider.KOLADA: kolada,
    SourceLink.Provider.SCB: scb,
}


class GivenUpError(Exception):
    """The fetch is no longer under way: it was taken for dead."""


# --- Asking for it ---------------------------------------------------------------------------


@transaction.atomic
def request_fetch(link: SourceLink, *, by: Person | None) -> Fetch:
    """Ask the worker for a link's values; one fetch at a time for each link.

    What was fetched before and nobody has looked at gives way to the new.
    """
    if not link.is_active:
        raise WrongStateError(ENDED)
    reap_dead(link.fetches.filter(state__in=Fetch.UNDER_WAY))
    try:
        with transaction.atomic():
            fetch = Fetch.objects.create(link=link, requested_by=by)
    except IntegrityError as error:
        raise WrongStateError(UNDER_WAY) from error
    waiting = link.fetches.filter(state=Fetch.State.FETCHED)
    waiting.update(state=Fetch.State.DECLINED, settled_by=by, settled_at=timezone.now())
    record("request_fetch", link.indicator, by=by, fetch=fetch.pk, link=str(link))
    fetch_values.enqueue(fetch.pk)
    return fetch


def reap_dead(fetches: QuerySet[Fetch]) -> int:
    """Write down as failed those that nobody has worked at for too long; how many there were."""
    dead = fetches.filter(heartbeat_at__lt=timezone.now() - SILENCE_OF_THE_DEAD)
    return dead.update(state=Fetch.State.FAILED, fault=INTERRUPTED, finished_at=timezone.now())


def request_due(at: datetime) -> int:
    """Ask for the values of every linked indicator whose next value is due; how many there were.

    A source that had nothing is asked again after a week, and not while somebody has a fetch to
    look at. A fault with one link is logged and does not stop the others.
    """
    # One that waits for a worker is not dead, however long the queue.
    reap_dead(Fetch.objects.filter(state=Fetch.State.RUNNING))
    busy = Q(state__in=[*Fetch.UNDER_WAY, Fetch.State.FETCHED])
    lately = Q(requested_at__gt=at - BETWEEN_TRIES)
    links = SourceLink.objects.filter(
        is_active=True, indicator__next_value_due__lte=timezone.localdate(at)
    ).exclude(pk__in=Fetch.objects.filter(busy | lately).values("link"))
    asked = 0
    for link in links.select_related("indicator"):
        try:
            request_fetch(link, by=None)
            asked += 1
        except WrongStateError as wrong:
            log.info("%s: %s", link, wrong)
        except Exception:
            log.exception("%s could not be asked for", link)
    return asked


# --- Doing it --------------------------------------------------------------------------------


@task()
def fetch_values(fetch_pk: int) -> None:
    """What the worker does for one fetch; a fault is told on the page and logged."""
    started = Fetch.objects.filter(pk=fetch_pk, state=Fetch.State.QUEUED).update(
        state=Fetch.State.RUNNING, heartbeat_at=timezone.now()
    )
    if not started:
        log.info("Fetch %s is no longer waiting", fetch_pk)
        return
    fetch = Fetch.objects.select_related("link__indicator").get(pk=fetch_pk)
    try:
        _fetch(fetch)
    except GivenUpError:
        log.warning("Fetch %s was given up for dead and stops", fetch_pk)
    except SourceFaultError as fault:
        log.warning("Fetch %s: %s", fetch_pk, fault)
        _fail(fetch, str(fault))
    except Exception:
        log.exception("Fetch %s failed", fetch_pk)
        _fail(fetch, UNKNOWN_FAULT)


def _fetch(fetch: Fetch) -> None:
    link = fetch.link
    provider = PROVIDERS[link.provider]
    write = _writer(fetch)
    service = replace(provider.service(worker_patience()), alive=lambda: write())
    write(of=1)
    replies: list[dict[str, str]] = []
    for reply, remaining in provider.fetch(service, link, years_of(link)):
        replies.append({"address": reply.address, "body": reply.body})
        write(replies=replies, done=len(replies), of=len(replies) + remaining)
    # A reply that cannot be read is told of now, not when somebody comes to look.
    if not provider.read(service, link, [one["body"] for one in replies]):
        raise SourceFaultError(NOTHING)
    write(state=Fetch.State.FETCHED, finished_at=timezone.now())


def _writer(fetch: Fetch) -> Callable[..., None]:
    """Writes facts and heartbeat at once; raises `GivenUpError` if the fetch is not running."""

    def write(**facts: Any) -> None:
        running = Fetch.objects.filter(pk=fetch.pk, state=Fetch.State.RUNNING)
        if not running.update(heartbeat_at=timezone.now(), **facts):
            raise GivenUpError

    return write


def _fail(fetch: Fetch, fault: str) -> None:
    running = Fetch.objects.filter(pk=fetch.pk, state=Fetch.State.RUNNING)
    running.update(state=Fetch.State.FAILED, fault=fault, finished_at=timezone.now())


def years_of(link: SourceLink) -> list[int]:
    """The years that are asked for, the first first."""
    last = link.last_year or timezone.localdate().year
    return list(range(link.first_year, last + 1))


# --- Looking at it, and saying yes -----------------------------------------------------------


@dataclass(frozen=True)
class Looked:
    """A fetch that waits for a yes: its values and what they would change."""

    values: list[Value]
    comparison: Comparison


def look_at(fetch: Fetch) -> Looked:
    """What a fetch would change now; raises `SourceFaultError` if it can no longer be read."""
    link = fetch.link
    values = _values_of(fetch)
    earlier = link.indicator.measurements.valid().filter(fetch__link=link, year__in=years_of(link))
    return Looked(values, compare(link.indicator, values, earlier))


def _values_of(fetch: Fetch) -> list[Value]:
    provider = PROVIDERS[fetch.link.provider]
    service = provider.service(worker_patience())
    return provider.read(service, fetch.link, [one["body"] for one in fetch.replies])


@transaction.atomic
def take_in_fetch(fetch: Fetch, *, seen: str, next_due: date | None, by: Person) -> Comparison:
    """Let the fetched values hold, and say when the next are due.

    Raises `ChangedMeanwhileError` where the page showed something else, and `WrongStateError`
    where the fetch was already settled.
    """
    link = fetch.link
    _settle(fetch, Fetch.State.TAKEN_IN, by)
    taken = take_in(link.indicator, _values_of(fetch), seen=seen, by=by, fetch=fetch)
    set_next_due(link.indicator, next_due)
    record(
        "take_in_fetch",
        link.indicator,
        by=by,
        fetch=fetch.pk,
        link=str(link),
        new=len(taken.new),
        changed=len(taken.changed),
    )
    return taken


@transaction.atomic
def decline_fetch(fetch: Fetch, *, next_due: date | None, by: Person) -> None:
    """Leave the measurements as they are; the reply is kept."""
    _settle(fetch, Fetch.State.DECLINED, by)
    set_next_due(fetch.link.indicator, next_due)
    record("decline_fetch", fetch.link.indicator, by=by, fetch=fetch.pk, link=str(fetch.link))


def _settle(fetch: Fetch, state: str, by: Person) -> None:
    waiting = Fetch.objects.filter(pk=fetch.pk, state=Fetch.State.FETCHED)
    if not waiting.update(state=state, settled_by=by, settled_at=timezone.now()):
        raise WrongStateError(SETTLED)


def set_next_due(indicator: Indicator, due: date | None) -> None:
    """When the next value can be expected; None leaves it as it is."""
    if due and due != indicator.next_value_due:
        indicator.next_value_due = due
        indicator.save(update_fields=["next_value_due"])
