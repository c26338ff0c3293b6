"""A year that has come to its last meeting: answers in, proposals put forward."""

from datetime import datetime

import pytest
from django.utils import timezone

from followup.council import agenda, meetings
from followup.review.models import Proposal
from followup.rounds.models import Round
from goals.models import SubGoal
from tests.year import make_round


def days(year: int = 2026) -> list[datetime]:
    """The four days of a year's meetings, nine o'clock."""
    dates = [(3, 4), (6, 3), (9, 23), (12, 9)]
    here = timezone.get_current_timezone()
    return [datetime(year, month, day, 9, tzinfo=here) for month, day in dates]


def propose(round_: Round, by, *codes: str, state: str = Proposal.State.PUT_FORWARD):
    """Proposals about the sub-goals with these codes ("5.1"), put before the council."""
    made = []
    for order, code in enumerate(codes, 1):
        area, number = code.split(".")
        sub_goal = SubGoal.objects.get(goal_area__number=area, number=number)
        made.append(
            Proposal.objects.create(
                round=round_,
                sub_goal=sub_goal,
                title=f"Förslag om {code}",
                reason=f"Skäl för {code}.",
                state=state,
                order=order,
                proposed_by=by,
            )
        )
    return made


@pytest.fixture
def round_2026(strategy) -> Round:
    return make_round(2026, Round.State.COMPILED)


@pytest.fixture
def year(strategy, coordinator):
    """The four meetings of 2026, planned."""
    return agenda.plan_year(year=2026, starts=days(), place="Länsresidenset", by=coordinator)


@pytest.fixture
def last_meeting(year, coordinator):
    """The year's last meeting, summoned."""
    meetings.summon(year[-1], by=coordinator, address="http://testserver/radet/2026/4/")
    return year[-1]


@pytest.fixture
def priorities_item(last_meeting):
    return last_meeting.agenda.get(kind="priorities")


@pytest.fixture
def proposals(round_2026, preparer):
    """Three proposals that the council can decide on."""
    return propose(round_2026, preparer, "5.1", "2.3", "6.2")
