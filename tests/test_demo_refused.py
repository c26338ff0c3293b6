"""When the invented example is not loaded: outside the demonstration, or beside somebody's own."""

import pytest
from django.core.management import CommandError, call_command

from actors.models import Body, BodyKind, Person
from followup.rounds.actions import create_first_round
from followup.rounds.models import Round


def test_it_is_refused_outside_the_demonstration(strategy, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="only in the demonstration"):
        call_command("load_demo", verbosity=0)
    assert not Round.objects.exists()
    assert not Person.objects.exists()


def test_a_round_of_somebodys_own_is_left_alone(strategy, coordinator):
    create_first_round(year=2026, strategy=strategy, by=coordinator)
    with pytest.raises(CommandError, match="There are already rounds"):
        call_command("load_demo", verbosity=0)
    assert Round.objects.get().is_example is False
    assert Person.objects.count() == 1


def test_nothing_is_left_when_the_example_cannot_be_finished(strategy):
    Body.objects.filter(kind=BodyKind.COUNCIL).update(kind=BodyKind.NETWORK)
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_demo", verbosity=0)
    assert not Round.objects.exists()
    assert not Person.objects.exists()
