"""Two at the same instant, on real connections: one order of things, no source lost."""

import pytest

from followup.review.models import Proposal, ProposalSource
from followup.review.proposals import actions
from followup.review.proposals.gathering import origins
from strategy_portal.exceptions import WrongStateError
from tests.followup.survey.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_related("round").get(pk=proposal.pk)


def test_two_who_merge_each_into_the_other_leave_one_standing(
    answered, proposal, other, preparer, colleague
):
    results = at_once(
        lambda: actions.merge(fresh(proposal), fresh(other), by=preparer),
        lambda: actions.merge(fresh(other), fresh(proposal), by=colleague),
    )

    assert sorted(type(one).__name__ for one in results) == ["NoneType", "WrongStateError"]
    assert sorted(Proposal.objects.values_list("state", flat=True)) == ["merged", "proposed"]
    (whole,) = origins(answered.round).values()
    assert [one.name for one in whole.voices] == ["Sala kommun"]


def test_two_who_merge_the_same_into_different_ones(answered, proposal, other, preparer, colleague):
    third = actions.propose(
        answered.round, answered.sub_goals[4], title="Tre", reason="Skäl", by=preparer
    )

    results = at_once(
        lambda: actions.merge(fresh(proposal), fresh(other), by=preparer),
        lambda: actions.merge(fresh(proposal), fresh(third), by=colleague),
    )

    assert sum(isinstance(one, WrongStateError) for one in results) == 1
    assert Proposal.objects.filter(state="merged").count() == 1


def test_a_merging_and_a_handing_over_at_once_never_merge_what_the_council_has(
    answered, proposal, other, preparer, colleague
):
    at_once(
        lambda: actions.merge(fresh(proposal), fresh(other), by=preparer),
        lambda: actions.put_forward(fresh(other), by=colleague),
        lambda: actions.put_forward(fresh(proposal), by=colleague),
    )

    for one in Proposal.objects.filter(state="merged"):
        assert one.merged_into.state in {"proposed", "put_forward"}
    states = set(Proposal.objects.values_list("state", flat=True))
    assert states in ({"put_forward"}, {"merged", "put_forward"})


def test_two_who_take_up_the_same_wish_take_it_up_once(
    answered, proposal, other, suggestion, preparer, colleague
):
    results = at_once(
        lambda: actions.take_up(fresh(proposal), suggestions=[suggestion], by=preparer),
        lambda: actions.take_up(fresh(other), suggestions=[suggestion], by=colleague),
    )

    assert sum(isinstance(one, WrongStateError) for one in results) == 1
    assert ProposalSource.objects.filter(suggestion=suggestion).count() == 1
