"""What speaks for each proposal side by side, and how the group weighs it."""

import pytest

from actors.models import Actor, Body
from followup.review.actions import save_assessment
from followup.review.models import Proposal
from followup.review.proposals import actions, suggesting
from followup.review.proposals.querysets import reasons_for_priorities, suggestions
from followup.review.proposals.weighing import facts
from strategy_portal.access import Role
from tests.followup.review.conftest import AREA, answer
from tests.followup.review.test_pages import text_of
from tests.year import make_person, make_round, submit

BASE = "/sammanstallning/2026/forslag/"


def facts_of(answered, *sub_goals):
    """The facts of some sub-goals, in their order."""
    asked = list(reasons_for_priorities(answered.round))
    found = facts(answered.round, [one.pk for one in sub_goals], asked, suggestions(answered.round))
    return [found[one.pk] for one in sub_goals]


def test_the_facts_of_a_sub_goal(answered, suggestion, preparer):
    two, four, nine = (answered.sub_goals[i] for i in (1, 3, 8))
    save_assessment(
        answered.round,
        two,
        content={"development": "wrong", "reasons": "Det går bakåt."},
        base_edition=0,
        by=preparer,
    )

    asked, suggested, gap = facts_of(answered, two, four, nine)

    assert (asked.asking, asked.organisations, asked.networks) == ({"Kommun": 1}, 1, [])
    assert asked.degrees == {"G": 0, "H": 1, "P": 0, "E": 1}
    assert (asked.working, asked.is_gap, asked.was_prioritised) == (2, False, False)
    assert asked.judged.development == "wrong"
    assert suggested.networks == ["Länsstyrelsens integrationsnätverk"]
    assert (gap.working, gap.is_gap, gap.judged) == (0, True, None)


def test_the_weighing_is_written_with_the_proposal(as_, proposal, preparer):
    client = as_(preparer)
    words = {
        "title": proposal.title,
        "reason": proposal.reason,
        "urgency": "high",
        "feasibility": "prepare",
        "weighing": "Flest ber om det.",
    }

    client.post(f"{BASE}{proposal.pk}/andra/", {**words, "edition": 1})

    proposal.refresh_from_db()
    assert proposal.content == words
    page = text_of(client.get(BASE))
    assert "Hur vi vägde: Flest ber om det." in page
    assert "Mycket angeläget Behöver förberedas" in page


def test_a_weighing_met_by_another_is_shown_beside_it(as_, proposal, preparer, colleague):
    words = {"title": proposal.title, "reason": proposal.reason, "edition": 1}
    url = f"{BASE}{proposal.pk}/andra/"
    as_(colleague).post(url, {**words, "urgency": "low", "weighing": "Kollegans skäl."})

    response = as_(preparer).post(url, {**words, "urgency": "high", "weighing": "Mina skäl."})

    page = text_of(response)
    assert response.status_code == 409
    assert "Angelägenhet: Kan vänta." in page
    assert "Kollegans skäl." in page
    assert "Mina skäl." in response.content.decode()
    assert Proposal.objects.get().weighing == "Kollegans skäl."


def test_a_gap_and_last_years_priority_are_told(as_, answered, other, preparer):
    page = text_of(as_(preparer).get(BASE))

    assert "Språkstöd på jobbet 5.3" in page
    assert "Ingen Inget G 0 · H 0 · P 0 · E 0" in page


def fill(area, proposed: int, preparer) -> None:
    """Forty organisations' worth of wishes at most, and so many proposals of the nine possible."""
    round_ = make_round(2026)
    sub_goals = list(area.sub_goals.in_order())
    for actor in Actor.objects.counted().order_by("name")[:proposed]:
        by = make_person(f"Person {actor.pk}", actor, Role.RESPONDENT)
        version = submit(
            round_,
            actor,
            by,
            degrees=dict.fromkeys(sub_goals, "G"),
            interventions=[{"goal_area": area, "sub_goals": sub_goals[:2], "title": "Insats"}],
        )
        answer(version, "proposal", area, "Skäl.", sub_goal=sub_goals[actor.pk % 9])
    network = Body.objects.get(kind="network")
    for one in sub_goals:
        suggesting.suggest(round_, network, sub_goal=one, text="Vi vill.", by=preparer)
    made = [
        actions.propose(round_, one, title=f"Om {one.code}", reason="Skäl.", by=preparer)
        for one in sub_goals[: min(proposed, 9)]
    ]
    if len(made) > 1:
        actions.merge(made[1], made[0], by=preparer)


@pytest.mark.parametrize("proposed", [1, 3, 40])
@pytest.mark.parametrize(("address", "queries"), [("", 12), ("1/", 14)])
def test_queries_do_not_grow(
    as_, area, preparer, django_assert_num_queries, proposed, address, queries
):
    fill(area, proposed, preparer)
    client = as_(preparer)
    url = BASE + (f"{Proposal.objects.first().pk}/" if address else "")

    with django_assert_num_queries(queries):
        assert client.get(url).status_code == 200


def test_the_area_page_shows_a_merged_proposal_as_such(as_, proposal, other, preparer):
    actions.merge(proposal, other, by=preparer)

    page = text_of(as_(preparer).get(f"/sammanstallning/2026/{AREA}/"))

    assert "5.2 Fler kvinnor i arbete Sammanslagen" in page
    assert "Föreslå 5.2" not in page
