"""Before a strategy has been read."""

import pytest

from goals.models import Strategy


@pytest.fixture
def no_strategy(db) -> None:
    """The database as it is before any strategy is loaded; organisations remain."""
    Strategy.objects.all().delete()
