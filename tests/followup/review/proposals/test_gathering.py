"""Where proposals come from: taken up, released, merged and parted, with every source kept."""

import pytest

from actors.models import Event
from followup.review.models import Proposal, ProposalSource
from followup.review.proposals import actions
from followup.review.proposals.gathering import origins
from followup.review.proposals.querysets import reasons_for_priorities, wishes_waiting
from followup.rounds.models import Round
from followup.survey.models import SubmissionVersion
from strategy_portal.exceptions import WrongStateError
from tests.followup.review.conftest import answer
from tests.followup.review.test_pages import text_of

BASE = "/sammanstallning/2026/forslag/"


@pytest.fixture
def wish(answered):
    """What Sala asks for, in the round where nothing is proposed yet."""
    return reasons_for_priorities(answered.round).get()


def voices(round_: Round, proposal: Proposal) -> list[tuple[str, str, str]]:
    """Kind, name and words of all who are behind a proposal."""
    return [(one.kind, one.name, one.text) for one in origins(round_)[proposal.pk].voices]


SALA = ("organisation", "Sala kommun", "Störst behov hos kvinnor.")
NETWORK = (
    "network",
    "Länsstyrelsens integrationsnätverk",
    "Nätverket vill ha lotsar i varje kommun.",
)

# --- Taking up ---------------------------------------------------------------------------------


def test_a_new_proposal_takes_up_what_was_asked_for_about_its_sub_goal(
    as_, answered, suggestion, preparer
):
    page = as_(preparer).post(
        f"{BASE}nytt/",
        {"sub_goal": answered.sub_goals[1].pk, "title": "T", "reason": "S", "edition": 0},
        follow=True,
    )

    assert "1 önskemål och inspel om delmålet följer med som källor." in text_of(page)
    assert voices(answered.round, Proposal.objects.get()) == [SALA]
    taken = Event.objects.get(verb="take_up")
    assert taken.data == {"answer": ProposalSource.objects.get().answer_id}


def test_what_waits_is_taken_up_in_another_proposal_and_released_again(
    as_, answered, proposal, suggestion, preparer
):
    client = as_(preparer)
    assert "Nätverket vill ha lotsar" in text_of(client.get(BASE))

    client.post(f"{BASE}ta-upp/", {"into": proposal.pk, "suggestions": [suggestion.pk]})

    assert voices(answered.round, proposal) == [SALA, NETWORK]
    assert origins(answered.round)[proposal.pk].sentence == (
        "Efterfrågas av Sala kommun och Länsstyrelsens integrationsnätverk."
    )
    assert "Allt som har kommit in är upptaget i ett förslag." in text_of(client.get(BASE))

    client.post(f"{BASE}kallor/{suggestion.taken_up_in.pk}/lossa/")
    assert voices(answered.round, proposal) == [SALA]
    assert Event.objects.get(verb="release").data == {"suggestion": suggestion.pk}
    assert "Nätverket vill ha lotsar" in text_of(client.get(BASE))


def test_nothing_is_taken_up_twice(answered, proposal, other, suggestion, wish, preparer):
    actions.take_up(other, suggestions=[suggestion], by=preparer)

    with pytest.raises(WrongStateError, match="redan upptaget"):
        actions.take_up(proposal, suggestions=[suggestion], by=preparer)
    with pytest.raises(WrongStateError, match="redan upptaget"):
        actions.take_up(other, wishes=[wish], by=preparer)
    assert ProposalSource.objects.count() == 2


def test_nothing_ticked_or_no_proposal_is_explained(as_, answered, other, suggestion, preparer):
    client = as_(preparer)

    page = client.post(f"{BASE}ta-upp/", {"into": other.pk}, follow=True)
    assert "Kryssa för minst ett önskemål eller inspel." in text_of(page)
    page = client.post(f"{BASE}ta-upp/", {"suggestions": [suggestion.pk]}, follow=True)
    assert "Välj ett förslag." in text_of(page)
    assert not ProposalSource.objects.exists()


def test_a_draft_and_a_test_organisations_wish_are_never_there(answered, draft_in_koping, other):
    test = SubmissionVersion.objects.get(submission__actor__is_test=True)
    answer(test, "proposal", answered.area, "Testönskemål", sub_goal=answered.sub_goals[4])

    assert [one.text for one in wishes_waiting(answered.round)] == ["Störst behov hos kvinnor."]


def test_a_removed_proposal_lets_go_of_its_sources_and_the_log_keeps_them(
    answered, proposal, wish, preparer
):
    actions.remove_proposal(proposal, by=preparer)

    assert [one.pk for one in wishes_waiting(answered.round)] == [wish.pk]
    kept = Event.objects.get(verb="remove_proposal").data["before"]
    assert kept["sources"] == [{"answer": wish.pk}]


# --- An organisation hands in again ------------------------------------------------------------


def hand_in_again(answered, by) -> SubmissionVersion:
    """Sala's second version, as yet without answers."""
    first = SubmissionVersion.objects.get(submission__actor=answered.sala)
    second = SubmissionVersion.objects.create(
        submission=first.submission, number=2, submitted_by=by, answers={}, checksum="1" * 64
    )
    first.submission.current_version = second
    first.submission.save()
    return second


def test_a_wish_that_is_worded_anew_is_the_same_wish(answered, proposal, official_in_sala):
    second = hand_in_again(answered, official_in_sala)
    answer(second, "proposal", answered.area, "Nytt skäl.", sub_goal=answered.sub_goals[1])

    (voice,) = origins(answered.round)[proposal.pk].voices
    assert (voice.text, voice.now, voice.version, voice.stands) == (
        "Störst behov hos kvinnor.",
        "Nytt skäl.",
        1,
        True,
    )
    assert wishes_waiting(answered.round) == []


def test_a_wish_that_is_gone_stays_readable_but_asks_for_nothing(
    as_, answered, proposal, official_in_sala, preparer
):
    second = hand_in_again(answered, official_in_sala)
    answer(second, "proposal", answered.area, "Annat.", sub_goal=answered.sub_goals[5])

    assert origins(answered.round)[proposal.pk].sentence == ""
    page = text_of(as_(preparer).get(f"{BASE}{proposal.pk}/"))
    assert "Störst behov hos kvinnor. Står inte kvar." in page
    assert [one.text for one in wishes_waiting(answered.round)] == ["Annat."]


# --- Merging -----------------------------------------------------------------------------------


def test_two_are_merged_with_all_their_sources_and_parted_again(
    as_, answered, proposal, other, suggestion, preparer
):
    actions.take_up(other, suggestions=[suggestion], by=preparer)
    client = as_(preparer)

    client.post(f"{BASE}{proposal.pk}/sla-ihop/", {"into": other.pk})

    whole = origins(answered.round)[other.pk]
    assert voices(answered.round, other) == [SALA, NETWORK]
    assert [one.through for one in whole.voices] == [proposal, None]
    assert whole.sentence == (
        "Efterfrågas av Sala kommun och Länsstyrelsens integrationsnätverk. "
        "Sammanslaget med ”Fler kvinnor i arbete”."
    )
    merged = text_of(client.get(f"{BASE}{proposal.pk}/"))
    assert "Det ingår i Språkstöd på jobbet" in merged
    assert "Gapet är störst där." in merged

    client.post(f"{BASE}{proposal.pk}/dela-upp/")
    assert voices(answered.round, proposal) == [SALA]
    assert voices(answered.round, other) == [NETWORK]
    assert list(Proposal.objects.order_by("order").values_list("title", "order")) == [
        ("Språkstöd på jobbet", 2),
        ("Fler kvinnor i arbete", 3),
    ]
    assert [one.verb for one in Event.objects.order_by("pk")][-2:] == ["merge", "part"]


def test_what_was_merged_follows_when_the_whole_is_merged_on(answered, proposal, other, preparer):
    third = actions.propose(
        answered.round, answered.sub_goals[4], title="Tre", reason="Skäl", by=preparer
    )
    actions.merge(proposal, other, by=preparer)
    actions.merge(other, third, by=preparer)

    whole = origins(answered.round)
    assert list(whole) == [third.pk]
    assert [one.title for one in whole[third.pk].merged] == [
        "Fler kvinnor i arbete",
        "Språkstöd på jobbet",
    ]
    actions.put_forward(third, by=preparer)
    proposal.refresh_from_db()
    with pytest.raises(WrongStateError, match="Ta tillbaka ”Tre” från rådet"):
        actions.part(proposal, by=preparer)


def test_what_is_merged_is_neither_changed_removed_nor_put_forward(
    answered, proposal, other, preparer
):
    actions.merge(proposal, other, by=preparer)
    proposal.refresh_from_db()
    words = {"title": "T"}

    for act in (
        lambda: actions.reword_proposal(proposal, content=words, base_edition=1, by=preparer),
        lambda: actions.remove_proposal(proposal, by=preparer),
        lambda: actions.put_forward(proposal, by=preparer),
        lambda: actions.merge(proposal, other, by=preparer),
        lambda: actions.merge(other, proposal, by=preparer),
        lambda: actions.merge(other, other, by=preparer),
        lambda: actions.remove_proposal(other, by=preparer),
        lambda: actions.propose(
            answered.round, proposal.sub_goal, title="T", reason="S", by=preparer
        ),
    ):
        with pytest.raises(WrongStateError):
            act()
    assert actions.put_all_forward(answered.round, by=preparer) == 1


def test_what_the_council_has_is_not_merged_and_only_taken_back_parted(
    answered, proposal, other, preparer, coordinator
):
    actions.merge(proposal, other, by=preparer)
    actions.put_forward(other, by=preparer)
    third = actions.propose(
        answered.round, answered.sub_goals[4], title="Tre", reason="Skäl", by=preparer
    )
    with pytest.raises(WrongStateError, match="Ta tillbaka det från rådet"):
        actions.merge(third, other, by=preparer)
    proposal.refresh_from_db()
    with pytest.raises(WrongStateError, match="Ta tillbaka"):
        actions.part(proposal, by=preparer)

    actions.withdraw(other, by=preparer)
    actions.part(proposal, by=preparer)

    assert set(Proposal.objects.values_list("state", flat=True)) == {"proposed"}


@pytest.mark.parametrize("verb", ["sla-ihop", "dela-upp"])
def test_only_the_group_merges_and_never_by_reading(
    as_, proposal, other, preparer, coordinator, official_in_sala, networker, verb
):
    url = f"{BASE}{proposal.pk}/{verb}/"

    for person in (coordinator, official_in_sala, networker):
        assert as_(person).post(url, {"into": other.pk}).status_code == 403
    assert as_(preparer).get(url).status_code == 405
    assert set(Proposal.objects.values_list("state", flat=True)) == {"proposed"}


def test_an_archived_round_is_only_read(as_, answered, proposal, other, suggestion, preparer):
    Round.objects.update(state="archived")
    client = as_(preparer)

    for url, data in (
        (f"{BASE}ta-upp/", {"into": other.pk, "suggestions": [suggestion.pk]}),
        (f"{BASE}{proposal.pk}/sla-ihop/", {"into": other.pk}),
        (f"{BASE}kallor/{proposal.sources.get().pk}/lossa/", {}),
    ):
        assert client.post(url, data).status_code == 409
    page = text_of(client.get(f"{BASE}{proposal.pk}/"))
    assert "Omgången är arkiverad" in page
    assert "Störst behov hos kvinnor." in page
    assert "Lossa" not in page
