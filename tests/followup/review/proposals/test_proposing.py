"""Proposals on their way to the council."""

import re

import pytest

from actors.models import Event
from followup.review.models import Proposal
from followup.review.proposals import actions
from followup.review.proposals.workflow import PROPOSALS
from followup.rounds.models import Round
from strategy_portal.exceptions import WrongStateError

BASE = "/sammanstallning/2026/"


def verbs() -> list[str]:
    """What has happened, in order."""
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def test_a_proposal_comes_from_the_preparation_group(as_, answered, preparer):
    response = as_(preparer).post(
        f"{BASE}forslag/nytt/",
        {
            "sub_goal": answered.sub_goals[0].pk,
            "title": "Arbetsnära insatser",
            "reason": "De hjälper.",
            "edition": "0",
        },
    )

    assert (response.status_code, response.url) == (302, f"{BASE}forslag/")
    found = Proposal.objects.get()
    assert (found.body.slug, found.order, found.state, found.proposed_by) == (
        "beredningsgruppen",
        1,
        "proposed",
        preparer,
    )


def test_title_reason_and_sub_goal_are_required(as_, answered, preparer):
    response = as_(preparer).post(f"{BASE}forslag/nytt/", {"edition": "0"})

    page = response.content.decode()
    assert response.status_code == 422
    for words in ("Välj ett delmål.", "Skriv vad ni föreslår.", "Skriv varför."):
        assert words in page
    assert not Proposal.objects.exists()


def test_a_sub_goal_is_proposed_once(as_, answered, proposal, preparer):
    with pytest.raises(WrongStateError, match="redan föreslaget"):
        actions.propose(answered.round, proposal.sub_goal, title="Igen", reason="Igen", by=preparer)
    response = as_(preparer).post(
        f"{BASE}forslag/nytt/",
        {"sub_goal": proposal.sub_goal_id, "title": "Igen", "reason": "Igen", "edition": "0"},
    )

    assert response.status_code == 422
    assert "redan föreslaget" in response.content.decode()
    assert Proposal.objects.count() == 1


def test_what_organisations_ask_for_leads_to_a_proposal(as_, answered, preparer):
    page = as_(preparer).get(f"{BASE}forslag/").content.decode()
    wanted = answered.sub_goals[1]

    assert f"forslag/nytt/?delmal={wanted.pk}" in page
    form = as_(preparer).get(f"{BASE}forslag/nytt/?delmal={wanted.pk}").content.decode()
    assert re.search(rf'<option value="{wanted.pk}"\s+selected', form)


def test_two_who_change_a_proposal_at_once_both_see_both_texts(as_, proposal, preparer, colleague):
    url = f"{BASE}forslag/{proposal.pk}/andra/"
    seen = {"edition": proposal.edition}
    as_(colleague).post(url, {"title": "Annan titel", "reason": "Annat skäl", **seen})

    response = as_(preparer).post(url, {"title": "Min titel", "reason": "Mitt skäl", **seen})

    page = response.content.decode()
    assert response.status_code == 409
    for words in ("Annan titel", "Annat skäl", "Min titel", "Mitt skäl"):
        assert words in page
    proposal.refresh_from_db()
    assert (proposal.title, proposal.edition) == ("Annan titel", 2)
    as_(preparer).post(url, {"title": "Min titel", "reason": "Mitt skäl", "edition": 2})
    proposal.refresh_from_db()
    assert (proposal.title, proposal.reason) == ("Min titel", "Mitt skäl")
    before = [one.data["before"]["title"] for one in Event.objects.filter(verb="reword_proposal")]
    assert sorted(before) == ["Annan titel", "Fler kvinnor i arbete"]


def test_the_order_is_changed_step_by_step(as_, answered, proposal, preparer):
    second, third = (
        actions.propose(answered.round, answered.sub_goals[i], title=t, reason="Skäl", by=preparer)
        for i, t in ((2, "Två"), (3, "Tre"))
    )

    as_(preparer).post(f"{BASE}forslag/{third.pk}/upp/")
    as_(preparer).post(f"{BASE}forslag/{proposal.pk}/ner/")
    as_(preparer).post(f"{BASE}forslag/{second.pk}/ner/")

    titles = Proposal.objects.order_by("order").values_list("title", "order")
    assert list(titles) == [("Tre", 1), ("Fler kvinnor i arbete", 2), ("Två", 3)]


def test_a_proposal_is_put_forward_and_taken_back(as_, proposal, preparer):
    as_(preparer).post(f"{BASE}forslag/{proposal.pk}/for-fram/")
    proposal.refresh_from_db()
    assert proposal.state == "put_forward"

    as_(preparer).post(f"{BASE}forslag/{proposal.pk}/ta-tillbaka/")
    proposal.refresh_from_db()
    assert proposal.state == "proposed"
    assert verbs()[-2:] == ["put_forward", "withdraw"]


def test_all_are_put_forward_at_once(as_, answered, proposal, preparer):
    actions.propose(answered.round, answered.sub_goals[3], title="Två", reason="S", by=preparer)

    as_(preparer).post(f"{BASE}forslag/for-fram/")

    assert set(Proposal.objects.values_list("state", flat=True)) == {"put_forward"}
    with pytest.raises(WrongStateError):
        actions.put_all_forward(answered.round, by=preparer)


def test_what_the_council_has_got_is_neither_changed_nor_removed(as_, proposal, preparer):
    actions.put_forward(proposal, by=preparer)

    words = {"title": "Ny", "reason": "Nytt", "edition": proposal.edition}
    changed = as_(preparer).post(f"{BASE}forslag/{proposal.pk}/andra/", words)
    removed = as_(preparer).post(f"{BASE}forslag/{proposal.pk}/ta-bort/")

    assert (changed.status_code, removed.status_code) == (422, 409)
    assert "Ny" in changed.content.decode()
    assert Proposal.objects.get().title == "Fler kvinnor i arbete"


def test_a_removed_proposal_leaves_its_words_in_the_log(as_, proposal, preparer):
    proposal_source = proposal.sources.get().answer_id
    as_(preparer).post(f"{BASE}forslag/{proposal.pk}/ta-bort/")

    assert not Proposal.objects.exists()
    assert Event.objects.get(verb="remove_proposal").data["before"] == {
        "sub_goal": proposal.sub_goal_id,
        "title": "Fler kvinnor i arbete",
        "reason": "Gapet är störst där.",
        "weighing": "",
        "urgency": "",
        "feasibility": "",
        "sources": [{"answer": proposal_source}],
    }


def test_the_council_decides_through_the_same_table(proposal, preparer, coordinator):
    with pytest.raises(WrongStateError):
        PROPOSALS.move(proposal, "decide", by=coordinator)
    actions.put_forward(proposal, by=preparer)
    with pytest.raises(WrongStateError):
        PROPOSALS.move(proposal, "decide", by=preparer)
    with pytest.raises(WrongStateError):
        PROPOSALS.move(proposal, "withdraw", by=coordinator)

    PROPOSALS.move(proposal, "decide", by=coordinator)

    assert Proposal.objects.get().state == "decided"
    with pytest.raises(WrongStateError):
        PROPOSALS.move(proposal, "turn_down", by=coordinator)


def test_an_archived_round_takes_no_proposals(answered, proposal, preparer):
    Round.objects.update(state="archived")
    proposal.round.refresh_from_db()

    for act in (
        lambda: actions.propose(
            answered.round, answered.sub_goals[4], title="T", reason="S", by=preparer
        ),
        lambda: actions.put_forward(proposal, by=preparer),
        lambda: actions.move_proposal(proposal, steps=1, by=preparer),
        lambda: actions.remove_proposal(proposal, by=preparer),
    ):
        with pytest.raises(WrongStateError, match="arkiverad"):
            act()


VERBS = ("upp", "ner", "for-fram", "ta-tillbaka", "ta-bort")


@pytest.mark.parametrize("verb", VERBS)
def test_only_the_group_may_and_never_by_reading(
    as_, proposal, preparer, coordinator, official_in_sala, outsider, verb
):
    url = f"{BASE}forslag/{proposal.pk}/{verb}/"

    for person in (coordinator, official_in_sala, outsider):
        assert as_(person).post(url).status_code == 403
    assert as_(preparer).get(url).status_code == 405
    assert Proposal.objects.filter(state="proposed").count() == 1


def test_the_other_doors_are_closed_to_those_who_only_read(
    as_, proposal, coordinator, official_in_sala
):
    doors = ("forslag/nytt/", "forslag/for-fram/", f"forslag/{proposal.pk}/andra/")
    for person in (coordinator, official_in_sala):
        for door in doors:
            assert as_(person).post(BASE + door, {}).status_code == 403
    assert as_(coordinator).get(BASE + "forslag/nytt/").status_code == 403
