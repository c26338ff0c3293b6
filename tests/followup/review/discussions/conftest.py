"""Somebody who opens threads, and something to open them about."""

import uuid

import pytest

from followup.review.discussions import actions
from followup.review.discussions.subjects import subject
from followup.review.models import Thread
from followup.rounds.models import Round


def opened(round_: Round, key: str, by, text: str = "Stämmer det här?", quote: str = "") -> Thread:
    """A thread about what a key names."""
    about = subject(round_, key)
    return actions.open_thread(round_, about, text=text, quote=quote, save_id=uuid.uuid4(), by=by)


@pytest.fixture
def thread(answered, preparer) -> Thread:
    """About the area's second sub-goal."""
    return opened(answered.round, f"delmal-{answered.sub_goals[1].pk}", preparer)
