"""A closing date means the whole day in Sweden, whichever way the clocks go."""

from datetime import UTC, date, datetime, timedelta

import pytest

from followup.rounds import invitations as inviting
from followup.rounds.models import Round
from strategy_portal.exceptions import WrongStateError
from tests.year import invite, make_round

# The last day, and the first instant after it.
DAYS = [
    (date(2026, 10, 24), datetime(2026, 10, 24, 22, tzinfo=UTC)),
    # The clocks are set back in the night to the 25th: that day has 25 hours.
    (date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),
    (date(2027, 3, 27), datetime(2027, 3, 27, 23, tzinfo=UTC)),
    # The clocks are set forward: that day has 23 hours.
    (date(2027, 3, 28), datetime(2027, 3, 28, 22, tzinfo=UTC)),
    (date(2026, 12, 31), datetime(2026, 12, 31, 23, tzinfo=UTC)),
]
A_MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(("last_day", "too_late"), DAYS)
def test_answers_are_taken_until_the_last_instant_of_the_last_day(
    strategy, sala, last_day, too_late
):
    round_ = make_round(opens_on=date(2026, 9, 1), closes_on=last_day)
    [invitation] = invite(round_, sala)
    assert invitation.accepts_answers(too_late - A_MOMENT)
    assert not invitation.accepts_answers(too_late)
    assert round_.closes_at == too_late


@pytest.mark.parametrize(("last_day", "too_late"), DAYS)
def test_more_time_lasts_the_whole_day_also_when_the_round_is_closed(
    strategy, sala, arboga, coordinator, last_day, too_late
):
    round_ = make_round(closes_on=date(2026, 10, 23))
    with_more, without = invite(round_, sala, arboga)
    inviting.give_more_time(with_more, to=last_day, reason="Sjukdom", by=coordinator)
    for state in (Round.State.OPEN, Round.State.CLOSED):
        Round.objects.update(state=state)
        for invitation in (with_more, without):
            invitation.refresh_from_db()
        assert with_more.accepts_answers(too_late - A_MOMENT)
        assert not with_more.accepts_answers(too_late)
        assert not without.accepts_answers(too_late - A_MOMENT)


@pytest.mark.parametrize("state", ["draft", "closed", "compiled", "archived"])
def test_only_an_open_round_takes_answers(strategy, sala, state):
    [invitation] = invite(make_round(state=state, closes_on=date(2026, 12, 1)), sala)
    assert not invitation.accepts_answers(datetime(2026, 10, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("to", "reason", "says"),
    [
        (date(2026, 10, 30), "Sjukdom", "efter omgångens sista dag"),
        (date(2026, 10, 11), "Sjukdom", "inte har varit"),
        (date(2026, 11, 6), "  ", "Skriv varför"),
    ],
)
def test_more_time_needs_a_later_day_and_a_reason(open_round, sala, coordinator, to, reason, says):
    [invitation] = invite(open_round, sala)
    with pytest.raises(WrongStateError, match=says):
        inviting.give_more_time(invitation, to=to, reason=reason, by=coordinator)
    invitation.refresh_from_db()
    assert invitation.extended_to is None
