"""Searching what is handed in: Swedish words in all forms, never a draft, nothing run."""

import pytest
from django.urls import reverse

from followup.review.reading.narrowed import Narrowed
from followup.review.reading.search import search, stems_of
from followup.rounds.models import Question
from followup.survey.models import ReportedIntervention, SubmissionVersion
from tests.followup.review.conftest import SENTINEL, answer, ask
from tests.followup.review.test_pages import fill, text_of
from tests.year import make_round

PAGE = "/sammanstallning/2026/sok/"


def found(answered, words: str, **kept_to) -> list[tuple[str, str]]:
    hits = search(answered.round, words, Narrowed(**kept_to))
    return [(hit.actor.short_name, hit.about) for hit in hits]


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("vägledare", ["Sala"]),
        ("VÄGLEDARNA", ["Sala"]),
        ("vän", ["Sala"]),  # inside "Språkvän"
        ("språk jobbet", ["Sala"]),
        ("språk mässa", []),
        ("kommentera", ["Arboga"]),
        ("hus", ["Arboga"]),
    ],
)
def test_a_word_is_found_in_all_forms_and_inside_compounds(answered, words, about):
    assert sorted({name for name, _ in found(answered, words)}) == about


def test_every_word_must_be_in_the_text_and_case_and_endings_do_not_matter():
    assert stems_of("Kvinnorna  kvinnor!") == ["kvinn"]
    assert stems_of(" ,. ") == []


def test_a_search_is_kept_to_type_area_and_target_group(answered):
    assert found(answered, "sala", actor_type="agency") == []
    assert found(answered, "sala", actor_type="municipality")
    other = answered.round.strategy.goal_areas.get(number=1)
    assert found(answered, "språkvän", area=answered.area) == [
        ("Sala", "Insats: Språkvän på jobbet")
    ]
    assert found(answered, "språkvän", area=other) == []
    group = answered.round.strategy.target_groups.first()
    assert found(answered, "öppet", target_group=group) == []
    ReportedIntervention.objects.get(title="Öppet hus").target_groups.add(group)
    assert found(answered, "öppet", target_group=group) == [("Arboga", "Insats: Öppet hus")]


def test_the_found_words_are_marked_in_their_surroundings(answered):
    ask(answered.round, "samarbete", Question.Kind.LONG_TEXT, Question.Scope.ORGANISATION)
    sala = SubmissionVersion.objects.get(submission__actor=answered.sala)
    answer(sala, "samarbete", None, f"{'Ord före. ' * 40}Samhällsvägledaren bestämmer.")

    (hit,) = search(answered.round, "samhällsvägledare", Narrowed())
    texts = [text for text, is_found in hit.passage if is_found]
    assert texts == ["Samhällsvägledaren"]
    assert hit.passage[0] == ("… ", False)
    assert hit.passage[1][0].startswith("Ord före.") or hit.passage[1][0].startswith("före.")
    assert hit.area is None


@pytest.mark.parametrize("words", ["<script>", "a.*", "(", "\\", "İ", "ß", "%", "'"])
def test_no_word_breaks_the_search(as_, answered, preparer, words):
    response = as_(preparer).get(PAGE, {"ord": words})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode().split("<main")[1].replace(
        '<script src="', ""
    )


def test_an_empty_search_is_told_of(as_, answered, preparer):
    assert "träff" not in text_of(as_(preparer).get(PAGE))
    response = as_(preparer).get(PAGE, {"ord": " "})
    assert response.status_code == 422
    assert "Skriv ett ord att söka efter." in text_of(response)
    assert "0 träffar" in text_of(as_(preparer).get(PAGE, {"ord": "finnsinte"}))


def test_drafts_and_the_test_organisation_are_never_found(as_, answered, draft_in_koping, preparer):
    for words in (SENTINEL, "testorganisationens", "testinsats"):
        assert "0 träffar" in text_of(as_(preparer).get(PAGE, {"ord": words}))


def test_only_those_who_read_the_answers_search(as_, answered, official_in_sala, coordinator):
    assert as_(official_in_sala).get(PAGE, {"ord": "sala"}).status_code in {403, 404}
    assert as_(coordinator).get(PAGE, {"ord": "sala"}).status_code == 200


@pytest.mark.parametrize("organisations", [1, 3, 40])
def test_queries_do_not_grow_with_the_answers(
    as_, area, preparer, django_assert_num_queries, organisations
):
    fill(make_round(2026), area, organisations)
    client = as_(preparer)
    with django_assert_num_queries(10):
        assert client.get(reverse("review:search", args=[2026]), {"ord": "kommentar"})
