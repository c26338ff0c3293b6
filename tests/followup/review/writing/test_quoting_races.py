"""Two at the same instant who pick, take in and take away: each gets a number of its own."""

import uuid

import pytest

from followup.review.models import PartText, Quotation
from followup.review.writing import actions
from followup.review.writing.actions import quote
from followup.review.writing.querysets import find_part
from followup.review.writing.quotations import picked_for
from strategy_portal.exceptions import WrongStateError
from tests.followup.review.reading.test_themes import comment
from tests.followup.survey.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(round_, key: str = "forord") -> PartText:
    return find_part(round_, key)


def test_two_who_pick_at_once_get_a_number_each(answered, preparer, colleague):
    said = comment(answered)
    first, second = at_once(
        lambda: quote(fresh(answered.round), said, "Sala", by=preparer),
        lambda: quote(fresh(answered.round, "metod"), said, "Sala", by=colleague),
    )

    assert sorted((first.number, second.number)) == [1, 2]


def test_two_who_pick_the_same_at_once_pick_it_once(answered, preparer, colleague):
    said = comment(answered)
    first, second = at_once(
        lambda: quote(fresh(answered.round), said, "Sala", by=preparer),
        lambda: quote(fresh(answered.round), said, "Sala", by=colleague),
    )

    assert first == second
    assert Quotation.objects.count() == 1


def test_what_is_taken_in_while_another_takes_it_away_is_one_of_them(answered, preparer, colleague):
    picked = quote(fresh(answered.round), comment(answered), "Sala", by=preparer)

    def again() -> Quotation:
        return Quotation.objects.select_related("part__round").get(pk=picked.pk)

    results = at_once(
        lambda: actions.take_in_quotation(again(), page_id=uuid.uuid4(), by=preparer),
        lambda: actions.unquote(again(), by=colleague),
    )

    assert sum(isinstance(one, WrongStateError) for one in results) == 1
    part = fresh(answered.round)
    assert (part.text == "{citat 1}") == bool(picked_for(part))
