"""What organisations say has had an effect, for others to find."""

import pytest

from actors.models import Person
from followup.review.reading.methods import methods
from followup.review.reading.narrowed import Narrowed
from followup.rounds.models import Round
from followup.survey.models import ReportedIntervention
from strategy_portal.access import Role
from tests.followup.review.conftest import SENTINEL
from tests.followup.review.test_pages import fill, text_of
from tests.year import make_person, make_round

PAGE = "/sammanstallning/2026/metoder/"
EFFECT = "Fyra av tio fick arbete."


@pytest.fixture
def with_effect(answered):
    """Sala tells what came of one of its two interventions; the test organisation does too."""
    ReportedIntervention.objects.filter(title__in=["Språkvän på jobbet", "Testinsats"]).update(
        effect=EFFECT, status="done", description="En kollega övar svenska."
    )
    return answered


def titles(answered, **kept_to) -> list[str]:
    found = methods(answered.round, Narrowed(**kept_to))
    return [one.title for _, rows in found.by_area for one in rows]


def test_only_interventions_with_a_described_effect_are_gathered(with_effect):
    found = methods(with_effect.round, Narrowed())
    assert [(area, [one.title for one in rows]) for area, rows in found.by_area] == [
        (with_effect.area, ["Språkvän på jobbet"])
    ]
    assert (found.found, found.of_all) == (1, 4)


@pytest.mark.parametrize("status", ["planned", "not_done"])
def test_what_has_not_been_done_has_had_no_effect(with_effect, status):
    ReportedIntervention.objects.filter(title="Språkvän på jobbet").update(status=status)
    assert methods(with_effect.round, Narrowed()).found == 0
    assert methods(with_effect.round, Narrowed()).of_all == 3


def test_blanks_are_no_effect(with_effect):
    ReportedIntervention.objects.update(effect="  \n")
    assert titles(with_effect) == []


def test_they_are_kept_to_what_is_asked_for(with_effect):
    assert titles(with_effect, municipality=with_effect.sala) == ["Språkvän på jobbet"]
    assert titles(with_effect, municipality=with_effect.arboga) == []
    assert titles(with_effect, area=with_effect.round.strategy.goal_areas.get(number=1)) == []


def test_the_page_says_what_it_is_and_who_did_it(as_, with_effect, preparer):
    client = as_(preparer)
    words = text_of(client.get(PAGE))
    assert "Enkäten frågar efter effekter, inte efter metoder." in words
    assert "1 av 4 genomförda eller pågående insatser har en beskriven effekt." in words
    assert f"Språkvän på jobbet Sala kommun · Avslutad {EFFECT}" in words
    assert "Testinsats" not in words
    assert "Ingen insats passar alla val" in text_of(client.get(PAGE, {"typ": "business"}))
    part = client.get(PAGE, headers={"HX-Request": "true"}).content.decode()
    assert "<h1" not in part
    assert EFFECT in part


def test_those_who_answer_find_each_others_once_the_round_is_closed(
    as_, with_effect, official_in_arboga: Person, outsider
):
    client = as_(official_in_arboga)
    assert client.get(PAGE).status_code == 404

    Round.objects.update(state="closed")
    page = client.get(PAGE)
    assert EFFECT in text_of(page)
    # All answers are not theirs to read, so nothing leads there.
    assert "/sammanstallning/2026/sysselsattning/" not in page.content.decode()
    assert as_(outsider).get(PAGE).status_code == 403
    assert client.post(PAGE).status_code == 405


def test_drafts_are_not_read(as_, with_effect, draft_in_koping, preparer):
    assert SENTINEL not in text_of(as_(preparer).get(PAGE))


@pytest.mark.parametrize("organisations", [1, 3, 40])
def test_queries_do_not_grow_with_the_organisations(
    as_, area, county_board, django_assert_num_queries, organisations
):
    fill(make_round(2026), area, organisations)
    ReportedIntervention.objects.update(effect=EFFECT)
    client = as_(make_person("Rut Lind", county_board, Role.PREPARER))
    with django_assert_num_queries(12):
        assert client.get(PAGE).status_code == 200
