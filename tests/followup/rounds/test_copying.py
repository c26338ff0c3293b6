"""Next year's round keeps the questions; the strategy is prolonged or another takes over."""

from datetime import date

import pytest
import time_machine

from actors.models import Actor, Event
from followup.rounds import actions
from followup.rounds import questions as asking
from followup.rounds.actions import Prolong, Succeed
from followup.rounds.models import Round
from goals.actions import prolong, succeed, take_over
from goals.models import Strategy, SubGoal
from strategy_portal.exceptions import WrongStateError
from tests.year import invite, make_round


def asked_pairs(round_):
    return list(round_.asked_questions.order_by("order").values_list("question", "version"))


@pytest.fixture
def last_year(strategy, sala, arboga) -> Round:
    """A round of 2025 with words of its own."""
    round_ = make_round(
        2025, state="archived", purpose="Därför frågar vi", invitation_subject="Enkät {år}"
    )
    invite(round_, sala, arboga)
    return round_


def test_a_copy_keeps_questions_words_texts_and_organisations(last_year, coordinator, sala, arboga):
    copy = actions.copy_round(last_year, year=2026, by=coordinator)
    assert asked_pairs(copy) == asked_pairs(last_year)
    assert {one.actor for one in copy.invitations.all()} == {sala, arboga}
    assert (copy.purpose, copy.invitation_subject) == ("Därför frågar vi", "Enkät {år}")
    assert (copy.state, copy.opens_on, copy.closes_on) == ("draft", None, None)
    assert not hasattr(copy, "consultation")
    assert (copy.copied_from, copy.strategy) == (last_year, last_year.strategy)
    assert Event.objects.about(copy).get().verb == "copy_round"


def test_new_words_in_the_copy_leave_last_year_as_it_was(last_year, coordinator):
    copy = actions.copy_round(last_year, year=2026, by=coordinator)
    asked = copy.asked_questions.get(question__key="challenges")
    asking.change_question(asked, wording="Nya ord", help_text="", by=coordinator)
    old = last_year.asked_questions.get(question__key="challenges")
    assert (old.question, str(old.version)) == (asked.question, "Hur gick det?")


def test_an_organisation_that_is_no_longer_asked_is_left_out(last_year, coordinator, sala, arboga):
    Actor.objects.filter(pk=arboga.pk).update(is_invited=False)
    copy = actions.copy_round(last_year, year=2026, by=coordinator)
    assert [one.actor for one in copy.invitations.all()] == [sala]


def test_a_year_that_has_a_round_is_refused(last_year, coordinator):
    with pytest.raises(WrongStateError, match="redan en omgång för 2025"):
        actions.copy_round(last_year, year=2025, by=coordinator)


def test_after_the_strategys_last_year_somebody_must_choose(strategy, coordinator):
    with pytest.raises(WrongStateError, match="Strategin slutar 2026"):
        actions.copy_round(make_round(2026, state="compiled"), year=2027, by=coordinator)
    assert Round.objects.count() == 1


def test_a_copy_with_the_strategy_prolonged(strategy, coordinator):
    source = make_round(2026, state="compiled")
    copy = actions.copy_round(source, year=2027, by=coordinator, strategy_choice=Prolong(2028))
    strategy.refresh_from_db()
    assert (copy.strategy, strategy.year_to, strategy.status) == (strategy, 2028, "current")
    assert Event.objects.get(verb="prolong").data == {"old": 2026, "new": 2028}


def test_a_prolongation_that_does_not_reach_the_year_changes_nothing(strategy, coordinator):
    source = make_round(2026, state="compiled")
    with pytest.raises(WrongStateError, match="inte 2029"):
        actions.copy_round(source, year=2029, by=coordinator, strategy_choice=Prolong(2027))
    strategy.refresh_from_db()
    assert strategy.year_to == 2026


def test_a_copy_with_a_new_strategy(strategy, coordinator):
    source = make_round(2026, state="compiled")
    copy = actions.copy_round(
        source,
        year=2027,
        by=coordinator,
        strategy_choice=Succeed("Integrationsstrategi 2027–2032", 2032),
    )
    new = copy.strategy
    assert (new.supersedes, new.years) == (strategy, "2027–2032")
    assert [a.title for a in new.goal_areas.all()] == [a.title for a in strategy.goal_areas.all()]
    old_goals = SubGoal.objects.filter(goal_area__strategy=strategy).in_order()
    new_goals = SubGoal.objects.filter(goal_area__strategy=new).in_order()
    assert len(new_goals) == 45
    assert [goal.derived_from for goal in new_goals] == list(old_goals)
    assert [goal.slug for goal in new_goals] == [goal.slug for goal in old_goals]
    assert [set(g.responsible.all()) for g in new_goals] == [
        set(g.responsible.all()) for g in old_goals
    ]
    assert new.target_groups.count() == strategy.target_groups.count() > 0


def test_a_strategy_whose_time_has_not_come_waits_for_its_first_round(strategy, coordinator):
    copy = actions.copy_round(
        make_round(2026, state="compiled"),
        year=2027,
        by=coordinator,
        strategy_choice=Succeed("Ny strategi", 2032),
    )
    strategy.refresh_from_db()
    assert (strategy.status, copy.strategy.status) == ("current", "draft")
    with time_machine.travel("2027-09-01 10:00 +0200"):
        actions.change_plan(copy, by=coordinator, closes_on=date(2027, 10, 1))
        actions.record_consultation(copy, by=coordinator, omitted_because="Samma frågor.")
        invite(copy, Actor.objects.invited()[0])
        actions.open_round(copy, by=coordinator)
    strategy.refresh_from_db()
    assert (strategy.status, strategy.year_to) == ("closed", 2026)
    assert Strategy.objects.current().get() == copy.strategy


def test_a_strategy_whose_time_has_come_takes_over_at_once(strategy, coordinator):
    with time_machine.travel("2027-02-01 10:00 +0100"):
        new = succeed(strategy, title="Ny strategi", year_from=2027, year_to=2032, by=coordinator)
    strategy.refresh_from_db()
    assert (strategy.status, new.status) == ("closed", "current")
    verbs = [event.verb for event in reversed(Event.objects.all())]
    assert verbs == ["succeed", "close", "take_over"]


def test_a_second_copy_follows_the_strategy_already_made(strategy, coordinator):
    source = make_round(2026, state="compiled")
    new = succeed(strategy, title="Ny strategi", year_from=2027, year_to=2032, by=coordinator)
    assert actions.copy_round(source, year=2027, by=coordinator).strategy == new


def test_a_strategy_is_replaced_once(strategy, coordinator):
    new = succeed(strategy, title="Ny strategi", year_from=2027, year_to=2032, by=coordinator)
    with pytest.raises(WrongStateError, match="ersätter redan"):
        succeed(strategy, title="En till", year_from=2027, year_to=2032, by=coordinator)
    take_over(new, by=coordinator)
    assert Strategy.objects.count() == 2


def test_two_strategies_with_the_same_name_get_addresses_of_their_own(strategy, coordinator):
    new = succeed(strategy, title=strategy.title, year_from=2027, year_to=2032, by=coordinator)
    assert new.slug != strategy.slug


def test_a_strategy_is_only_prolonged_forward(strategy, coordinator):
    with pytest.raises(WrongStateError, match="redan till och med 2026"):
        prolong(strategy, year_to=2026, by=coordinator)
