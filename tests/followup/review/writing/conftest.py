"""A text of the report that two people write in."""

import pytest

from followup.review.models import PartText
from followup.review.writing.querysets import find_part


@pytest.fixture
def part(answered) -> PartText:
    """How employment develops; nobody has written it yet."""
    return find_part(answered.round, "sysselsattning-utveckling")
