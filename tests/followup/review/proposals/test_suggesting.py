"""A network hands in what it wants the council to put first, and reads what became of it."""

import pytest

from actors.models import Actor, Body, Event, Seat
from followup.review.models import Suggestion
from followup.review.proposals import actions, suggesting
from followup.rounds.models import Round
from strategy_portal.access import Role
from tests.followup.review.test_pages import text_of
from tests.year import make_person

BASE = "/sammanstallning/2026/natverk/"


@pytest.fixture
def colleague_in_network(strategy):
    return make_person("Mona Lind", Actor.objects.get(slug="kungsors-kommun"), Role.NETWORK)


def test_a_network_hands_in_a_suggestion_in_its_own_words(as_, answered, network, networker):
    client = as_(networker)
    assert "Nätverket har inte lämnat något inspel 2026." in text_of(client.get(BASE))

    given = {
        "body": network.pk,
        "sub_goal": answered.sub_goals[3].pk,
        "text": "Lotsar.",
        "edition": 0,
    }
    response = client.post(f"{BASE}nytt/", given)

    assert (response.status_code, response.url) == (302, BASE)
    one = Suggestion.objects.get()
    assert (one.body, one.sub_goal, one.text, one.suggested_by) == (
        network,
        answered.sub_goals[3],
        "Lotsar.",
        networker,
    )
    assert "Lotsar. Väntar på Beredningsgruppen Ändra" in text_of(client.get(BASE))


def test_the_menu_leads_there_and_the_latest_round_is_opened(as_, answered, networker, preparer):
    response = as_(networker).get("/sammanstallning/natverk/")

    assert (response.status_code, response.url) == (302, BASE)
    home = text_of(as_(networker).get("/"))
    assert "Inspel" in home
    assert "Vad ska länet prioritera 2027?" in home
    assert as_(preparer).get(BASE).status_code == 403
    assert as_(networker).get("/sammanstallning/2026/forslag/").status_code == 403


def test_nothing_written_is_explained(as_, answered, network, networker):
    response = as_(networker).post(f"{BASE}nytt/", {"body": network.pk, "text": " ", "edition": 0})

    assert response.status_code == 422
    assert "Skriv vad rådet ska prioritera, och varför." in text_of(response)
    assert not Suggestion.objects.exists()


def test_it_is_changed_until_it_is_taken_up(as_, answered, suggestion, networker, preparer, other):
    url = f"{BASE}{suggestion.pk}/andra/"
    as_(networker).post(url, {"text": "Lotsar överallt.", "edition": 1})

    suggestion.refresh_from_db()
    assert (suggestion.text, suggestion.sub_goal, suggestion.edition) == (
        "Lotsar överallt.",
        None,
        2,
    )
    assert Event.objects.get(verb="reword_suggestion").data["before"] == {
        "sub_goal": answered.sub_goals[3].pk,
        "text": "Nätverket vill ha lotsar i varje kommun.",
    }
    actions.take_up(other, suggestions=[suggestion], by=preparer)
    late = as_(networker).post(url, {"text": "För sent.", "edition": 2})
    assert late.status_code == 422
    assert "Beredningsgruppen har tagit upp inspelet" in text_of(late)
    assert "För sent." in late.content.decode()
    assert as_(networker).post(f"{BASE}{suggestion.pk}/ta-tillbaka/").status_code == 409


def test_two_in_a_network_who_change_it_at_once_see_both_texts(
    as_, suggestion, networker, colleague_in_network
):
    url = f"{BASE}{suggestion.pk}/andra/"
    as_(colleague_in_network).post(url, {"text": "Kollegans ord.", "edition": 1})

    response = as_(networker).post(url, {"text": "Mina ord.", "edition": 1})

    assert response.status_code == 409
    for words in ("Kollegans ord.", "Mina ord."):
        assert words in response.content.decode()
    as_(networker).post(url, {"text": "Mina ord.", "edition": 2})
    suggestion.refresh_from_db()
    assert suggestion.text == "Mina ord."


def test_it_is_taken_back_but_stays_readable(as_, answered, suggestion, networker, preparer):
    as_(networker).post(f"{BASE}{suggestion.pk}/ta-tillbaka/")

    page = text_of(as_(networker).get(BASE))
    assert "Nätverket vill ha lotsar i varje kommun. Tillbakataget" in page
    assert "Nätverket vill" not in text_of(as_(preparer).get("/sammanstallning/2026/forslag/"))


def test_the_network_reads_what_became_of_it(as_, answered, suggestion, networker, preparer, other):
    client = as_(networker)
    actions.take_up(other, suggestions=[suggestion], by=preparer)
    page = text_of(client.get(BASE))
    assert "Beredningsgruppen arbetar vidare med det" in page
    assert other.title not in page

    actions.put_forward(other, by=preparer)
    assert "Framfört till rådet I förslaget ”Språkstöd på jobbet”" in text_of(client.get(BASE))


def test_it_is_read_also_through_what_was_merged(
    as_, suggestion, networker, preparer, proposal, other
):
    actions.take_up(other, suggestions=[suggestion], by=preparer)
    actions.merge(other, proposal, by=preparer)
    actions.put_forward(proposal, by=preparer)

    assert "I förslaget ”Fler kvinnor i arbete”" in text_of(as_(networker).get(BASE))


def test_another_network_neither_reads_nor_changes_it(as_, answered, suggestion, networker):
    east = Body.objects.create(slug="ost", name="Integrationsnätverk öst", kind="network")
    heby = Actor.objects.get(slug="norbergs-kommun")
    Seat.objects.create(body=east, actor=heby)
    stranger = make_person("Vera Öst", heby, Role.NETWORK)

    assert "Nätverket vill ha lotsar" not in text_of(as_(stranger).get(BASE))
    url = f"{BASE}{suggestion.pk}/andra/"
    assert as_(stranger).post(url, {"text": "Mitt.", "edition": 1}).status_code == 404
    form = as_(stranger).get(f"{BASE}nytt/").content.decode()
    assert "Integrationsnätverk öst" in form
    assert "Länsstyrelsens integrationsnätverk" not in form


def test_the_group_notes_what_a_network_or_it_itself_has_said(as_, answered, network, preparer):
    client = as_(preparer)
    url = "/sammanstallning/2026/forslag/inspel/"
    group = Body.objects.get(kind="preparation")

    client.post(url, {"body": network.pk, "text": "Sagt på mötet.", "edition": 0})
    client.post(url, {"body": group.pk, "text": "Vårt eget.", "edition": 0})

    assert list(Suggestion.objects.values_list("body__kind", "text")) == [
        ("network", "Sagt på mötet."),
        ("preparation", "Vårt eget."),
    ]


def test_an_archived_round_takes_no_suggestions(as_, answered, network, networker):
    Round.objects.update(state="archived")

    response = as_(networker).post(
        f"{BASE}nytt/", {"body": network.pk, "text": "För sent.", "edition": 0}
    )

    assert response.status_code == 422
    assert "Omgången är arkiverad" in text_of(response)
    assert "För sent." in response.content.decode()
    assert "Skriv ett inspel" not in text_of(as_(networker).get(BASE))


@pytest.mark.parametrize("verb", ["andra", "ta-tillbaka"])
def test_only_networks_may(as_, suggestion, preparer, coordinator, official_in_sala, verb):
    for person in (preparer, coordinator, official_in_sala):
        assert as_(person).post(f"{BASE}{suggestion.pk}/{verb}/").status_code == 403
    assert Suggestion.objects.get().taken_back_at is None


@pytest.mark.parametrize("suggested", [1, 3, 40])
def test_queries_do_not_grow(
    as_, answered, network, networker, django_assert_num_queries, suggested
):
    for _ in range(suggested):
        suggesting.suggest(answered.round, network, sub_goal=None, text="Ord.", by=networker)
    client = as_(networker)

    with django_assert_num_queries(8):
        assert client.get(BASE).status_code == 200
