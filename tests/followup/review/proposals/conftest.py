"""A proposal in the answered round, and a network that suggests."""

import pytest

from actors.models import Actor, Body, Person
from followup.review.models import Proposal, Suggestion
from followup.review.proposals import actions, suggesting
from strategy_portal.access import Role
from tests.year import make_person


@pytest.fixture
def proposal(answered, preparer) -> Proposal:
    """About the sub-goal that Sala asks for."""
    return actions.propose(
        answered.round,
        answered.sub_goals[1],
        title="Fler kvinnor i arbete",
        reason="Gapet är störst där.",
        by=preparer,
    )


@pytest.fixture
def other(answered, preparer) -> Proposal:
    """About a sub-goal that nobody asks for."""
    return actions.propose(
        answered.round,
        answered.sub_goals[2],
        title="Språkstöd på jobbet",
        reason="Det fungerar.",
        by=preparer,
    )


@pytest.fixture
def network(strategy) -> Body:
    return Body.objects.get(kind="network")


@pytest.fixture
def networker(strategy) -> Person:
    """Somebody who speaks for the county's network."""
    actor = Actor.objects.get(slug="hallstahammars-kommun")
    return make_person("Daniel Sjö", actor, Role.NETWORK)


@pytest.fixture
def suggestion(answered, network, networker) -> Suggestion:
    """About a sub-goal that is not proposed."""
    return suggesting.suggest(
        answered.round,
        network,
        sub_goal=answered.sub_goals[3],
        text="Nätverket vill ha lotsar i varje kommun.",
        by=networker,
    )
