"""A round that is open, and Sala's survey begun."""

import uuid

import pytest
from django.urls import reverse

from followup.survey.models import Section, Submission
from tests.year import make_round, start


@pytest.fixture
def open_round(strategy):
    return make_round(2026)


@pytest.fixture
def sala_survey(open_round, sala) -> Submission:
    return start(open_round, sala)


@pytest.fixture
def arboga_survey(open_round, arboga) -> Submission:
    return start(open_round, arboga)


@pytest.fixture
def employment(sala_survey) -> Section:
    """Sala's section about goal area 5."""
    return sala_survey.sections.get(goal_area__number=5)


@pytest.fixture
def degree_key(employment) -> str:
    return f"degree/{employment.goal_area.sub_goals.get(number=1).pk}"


@pytest.fixture
def comment_key(employment) -> str:
    return f"comment/{employment.goal_area.sub_goals.get(number=1).pk}"


def address(name: str, section: Section) -> str:
    submission = section.submission
    place = [submission.round.year, submission.actor.slug, section.slug]
    return reverse(f"survey:{name}", args=place)


@pytest.fixture
def save():
    """Sends one save as the page's script does."""

    def send(client, section, key, value, *, base=0, save_id=None):
        data = {"key": key, "base": base, "save_id": save_id or uuid.uuid4(), "value": value}
        return client.post(address("save", section), data, headers={"X-Requested-With": "fetch"})

    return send
