"""A proposal in the answered round."""

import pytest

from followup.review.models import Proposal
from followup.review.proposals import actions


@pytest.fixture
def proposal(answered, preparer) -> Proposal:
    return actions.propose(
        answered.round,
        answered.sub_goals[1],
        title="Fler kvinnor i arbete",
        reason="Gapet är störst där.",
        by=preparer,
    )
