"""What is read: the round, an area in both views, and only what was handed in."""

import re

import pytest

from actors.models import Actor
from followup.rounds.models import Round
from strategy_portal.access import Role
from tests.followup.review.conftest import AREA, SENTINEL, answer
from tests.year import make_person, make_round, submit

PAGES = (
    "/sammanstallning/2026/",
    f"/sammanstallning/2026/{AREA}/",
    f"/sammanstallning/2026/{AREA}/svaren/?visa=organisationer",
    "/sammanstallning/2026/forslag/",
)


def text_of(response) -> str:
    """The page without its markup, blanks made single."""
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", words.replace("\N{NO-BREAK SPACE}", " "))


def test_the_index_leads_to_the_latest_opened_round(as_, answered, preparer):
    make_round(2025, "archived")
    make_round(2027, "draft")

    response = as_(preparer).get("/sammanstallning/")

    assert (response.status_code, response.url) == (302, "/sammanstallning/2026/")
    assert as_(preparer).get("/sammanstallning/2027/").status_code == 404


def test_before_any_round_the_index_explains(as_, preparer):
    response = as_(preparer).get("/sammanstallning/")

    assert response.status_code == 200
    assert "Ingen omgång är öppnad än" in text_of(response)


@pytest.mark.parametrize("address", PAGES)
def test_the_group_and_the_coordinator_read_and_nobody_else(
    as_, answered, preparer, coordinator, official_in_sala, council_chair, outsider, address
):
    assert as_(preparer).get(address).status_code == 200
    assert as_(coordinator).get(address).status_code == 200
    for person in (official_in_sala, council_chair, outsider):
        assert as_(person).get(address).status_code == 403


@pytest.mark.parametrize("address", PAGES)
def test_no_draft_and_nothing_from_the_test_organisation_is_shown(
    as_, answered, draft_in_koping, preparer, coordinator, address
):
    for person in (preparer, coordinator):
        content = as_(person).get(address).content.decode()
        assert SENTINEL not in content
        assert "Testorganisationens kommentar" not in content
        assert "Testinsats" not in content
        assert "Testkommunen" not in content


def test_the_round_says_who_has_answered_and_what_is_next(as_, answered, preparer):
    page = text_of(as_(preparer).get("/sammanstallning/2026/"))

    assert "3 av 3 inbjudna organisationer har lämnat in" in page
    assert "0 av 6 målområden är helt bedömda" in page
    assert "Bedöm målområdet" in page
    assert "0 av 9 delmål bedömda · 0 av 4 insatser valda · 0 förslag" in page


def test_the_area_shows_what_was_answered_beside_its_figures(as_, answered, preparer):
    page = text_of(as_(preparer).get(f"/sammanstallning/2026/{AREA}/"))

    assert "4 insatser från 2 organisationer, med 52 deltagare." in page
    assert "Ja: 1 · Nej, inget gjort: 0 · Ej relevant: 0 · Vet ej: 1 · Inget svar: 1" in page
    assert (
        "Av 4 insatser: 1 har inte svarat på antal, 2 vet inte hur deltagarna fördelar sig" in page
    )
    assert "40 12 0 Inget svar Inget svar 52" in page
    assert "Färre praktikplatser i Sala." in page
    assert "Störst behov hos kvinnor." in page


def test_the_coordinator_sees_no_button_to_judge(as_, answered, coordinator, preparer):
    for page in PAGES:
        assert "Bedöm målområdet" not in text_of(as_(coordinator).get(page))
        assert "Välj till årsrapporten" not in text_of(as_(coordinator).get(page))
        assert "Nytt förslag" not in text_of(as_(coordinator).get(page))
    assert "Välj till årsrapporten" in text_of(as_(preparer).get(PAGES[1]))


def test_an_archived_round_is_read_but_has_no_buttons(as_, answered, preparer):
    Round.objects.update(state="archived")

    for page in PAGES:
        words = text_of(as_(preparer).get(page))
        assert ("Omgången är arkiverad" in words) == (page != PAGES[2])
        assert "Välj till årsrapporten" not in words
        assert "Nytt förslag" not in words
        assert "Bedöm målområdet" not in words


def test_unknown_areas_and_years_do_not_exist(as_, answered, preparer):
    assert as_(preparer).get("/sammanstallning/1999/").status_code == 404
    assert as_(preparer).get("/sammanstallning/2026/okant/").status_code == 404


def fill(round_: Round, area, organisations: int) -> None:
    """So many organisations have answered in full."""
    for actor in Actor.objects.counted().order_by("name")[:organisations]:
        name = f"Person {actor.pk}"
        by = actor.memberships.filter(person__name=name).first()
        by = by.person if by else make_person(name, actor, Role.RESPONDENT)
        sub_goals = list(area.sub_goals.in_order())
        version = submit(
            round_,
            actor,
            by,
            degrees=dict.fromkeys(sub_goals, "G"),
            comments=dict.fromkeys(sub_goals, "Kommentar."),
            challenges={area: "Utmaning."},
            interventions=[{"goal_area": area, "sub_goals": sub_goals[:2], "title": "Insats"}],
        )
        answer(version, "proposal", area, "Skäl.", sub_goal=sub_goals[0])


@pytest.mark.parametrize("organisations", [1, 3, 40])
@pytest.mark.parametrize(
    ("address", "queries"), [(PAGES[0], 14), (PAGES[1], 33), (PAGES[2], 23), (PAGES[3], 8)]
)
def test_queries_do_not_grow_with_the_organisations(
    as_, strategy, area, preparer, django_assert_num_queries, organisations, address, queries
):
    fill(make_round(2026), area, organisations)
    client = as_(preparer)

    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200
