"""Rounds in the states that the coordinator meets them."""

from datetime import date

import pytest
import time_machine
from django.core import mail

from actors.models import Actor
from followup.rounds import actions
from followup.rounds.models import Round
from tests.year import invite, make_round

TODAY = "2026-10-12 10:00 +0200"


@pytest.fixture(autouse=True)
def october():
    """The rounds of these tests are prepared and answered in October 2026."""
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def draft(strategy, coordinator) -> Round:
    """A first round as the portal makes it, with a last day; not yet consulted about."""
    round_ = actions.create_first_round(year=2026, strategy=strategy, by=coordinator)
    actions.change_plan(round_, by=coordinator, closes_on=date(2026, 10, 30))
    return round_


@pytest.fixture
def ready(draft, coordinator) -> Round:
    """A draft with nothing left to do."""
    actions.record_consultation(
        draft, by=coordinator, with_whom="Kommunernas förbund", consulted_on=date(2026, 9, 1)
    )
    return draft


@pytest.fixture
def small_draft(strategy, sala, arboga) -> Round:
    """A draft that asks two organisations and is ready to open."""
    round_ = make_round(
        state=Round.State.DRAFT,
        opens_on=None,
        closes_on=date(2026, 10, 30),
        invitation_subject="Enkät {år}",
        invitation_text="Till {organisation}: svara senast {sista_dag} på {länk}",
    )
    invite(round_, sala, arboga)
    return round_


@pytest.fixture
def open_round(strategy) -> Round:
    """An open round that nobody is invited to yet."""
    return make_round(closes_on=date(2026, 10, 30))


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """Runs what waits for the commit, such as mail."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def mailed():
    """Who has been written to, in order."""
    return lambda: sorted(to for message in mail.outbox for to in message.to)


@pytest.fixture
def nameless(db) -> Actor:
    """An organisation that nobody can write to."""
    return Actor.objects.create(
        slug="utan-adress", name="Utan adress", short_name="Utan", actor_type="civil"
    )
