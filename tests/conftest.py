"""The cast: the people every story is told about, and the strategy they work with."""

import pytest
from django.core.management import call_command
from django.test import Client

from actors.models import Actor, Person
from goals.models import Strategy
from strategy_portal.access import Role
from tests.year import make_person


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The strategy is read once for all tests, as `manage.py load_strategy` loads it."""
    with django_db_blocker.unblock():
        call_command("createcachetable", verbosity=0)
        call_command("load_strategy", verbosity=0)


@pytest.fixture
def strategy(db) -> Strategy:
    """The county's strategy; loaded again after a test that emptied the database."""
    if not Strategy.objects.exists():
        call_command("load_strategy", verbosity=0)
    return Strategy.objects.get()


@pytest.fixture
def county_board(strategy) -> Actor:
    return Actor.objects.get(slug="lansstyrelsen-vastmanland")


@pytest.fixture
def sala(strategy) -> Actor:
    return Actor.objects.get(slug="sala-kommun")


@pytest.fixture
def arboga(strategy) -> Actor:
    return Actor.objects.get(slug="arboga-kommun")


@pytest.fixture
def coordinator(county_board) -> Person:
    return make_person("Maria Holm", county_board, Role.COORDINATOR)


@pytest.fixture
def official_in_sala(sala) -> Person:
    return make_person("Amina Lund", sala, Role.RESPONDENT)


@pytest.fixture
def colleague_in_sala(sala) -> Person:
    return make_person("Bo Ek", sala, Role.RESPONDENT)


@pytest.fixture
def manager_in_sala(sala) -> Person:
    return make_person("Karin Berg", sala, Role.APPROVER)


@pytest.fixture
def official_in_arboga(arboga) -> Person:
    return make_person("Olle Dahl", arboga, Role.RESPONDENT)


@pytest.fixture
def preparer(county_board) -> Person:
    return make_person("Anders Vik", county_board, Role.PREPARER)


@pytest.fixture
def council_chair(county_board) -> Person:
    return make_person("Eva Strand", county_board, Role.COUNCIL)


@pytest.fixture
def outsider(db) -> Person:
    """Somebody who may sign in but holds no role."""
    return Person.objects.create_user("utan.roll@example.org", "Nils Nord")


@pytest.fixture
def as_():
    """Signs somebody in: `as_(coordinator).get(...)`."""

    def sign_in(person: Person) -> Client:
        signed_in = Client()
        signed_in.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return signed_in

    return sign_in
