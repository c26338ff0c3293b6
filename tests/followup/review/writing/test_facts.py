"""Underlag: true sentences from the data, taken in one at a time and never by themselves."""

import uuid

import pytest

from followup.review.models import PartText
from followup.review.writing.actions import save_text
from followup.review.writing.facts import at_least, facts
from followup.review.writing.querysets import find_part
from tests.followup.review.conftest import Answered

TEXTS = "/sammanstallning/2026/texter/"


def sentences(answered: Answered, key: str) -> list[str]:
    return [fact.text for fact in facts(find_part(answered.round, key))]


def test_the_year_says_who_has_answered(answered, draft_in_koping):
    assert sentences(answered, "metod")[:3] == [
        "3 av 4 inbjudna organisationer har svarat.",
        "Så många har svarat av varje slag: kommun 2 av 3 och region 1 av 1.",
        "Svar saknas från Köpings kommun.",
    ]


def test_an_area_says_how_far_each_sub_goal_has_come(answered):
    first = answered.sub_goals[0]

    assert (
        f"Delmål 5.1 {first.title}: av tre organisationer som svarat har två genomfört det "
        "och en börjat."
    ) in sentences(answered, "sysselsattning-utveckling")


def test_an_area_says_what_was_done_without_giving_away_so_few(answered):
    said = sentences(answered, "sysselsattning-insatser")

    assert said[0] == "Två organisationer redovisar fyra insatser."
    assert said[1] == (
        "Insatserna nådde 40 kvinnor, 12 män och 0 flickor. En person kan räknas i flera insatser. "
        "Två insatser saknar uppgift om antal."
    )


@pytest.mark.parametrize(
    ("counts", "said"),
    [([34, 12], "46"), ([34, 3, None], "minst 35"), ([0, None], "0"), ([4], "minst 1")],
)
def test_so_few_are_never_given_in_numbers(counts, said):
    assert at_least(counts) == said


def test_an_area_says_who_writes_of_challenges_and_what_is_wished(answered):
    second = answered.sub_goals[1]

    assert sentences(answered, "sysselsattning-utmaningar") == [
        "En organisation skriver om nya utmaningar: Sala kommun.",
        f"En organisation vill att delmål 5.2 {second.title} prioriteras nästa år.",
    ]


def test_the_test_organisation_is_in_no_sentence(answered):
    for key in ("forord", "metod", "sysselsattning-utveckling", "sysselsattning-insatser"):
        assert not any("Test" in one or "1 000" in one for one in sentences(answered, key))


def test_a_fact_is_taken_in_last_after_what_was_written(as_, answered, preparer):
    url = f"{TEXTS}sysselsattning-insatser/"
    browser = as_(preparer)
    fact = facts(find_part(answered.round, "sysselsattning-insatser"))[0]
    sent = {"text": "Mitt.", "base:text": "0", "page_id": str(uuid.uuid4()), "fact": fact.mark}
    for _ in range(2):  # pressed twice
        response = browser.post(f"{url}ta-in/", sent)
        assert (response.status_code, response.url) == (302, f"{url}#text")

    stored = PartText.objects.get()
    assert stored.text == f"Mitt.\n\n{fact.text}"
    saved = stored.revisions.order_by("edition").values_list("origin", "text")
    assert list(saved) == [("", "Mitt."), ("taken_in", stored.text)]


def test_a_fact_that_has_changed_is_not_taken_in(as_, answered, preparer):
    url = f"{TEXTS}sysselsattning-insatser/"
    response = as_(preparer).post(
        f"{url}ta-in/", {"text": "Mitt.", "base:text": "0", "fact": "gammal"}, follow=True
    )

    assert "Underlaget har ändrats" in response.content.decode()
    assert PartText.objects.get().text == "Mitt."


def test_a_fact_waits_until_two_texts_are_one(as_, part, preparer, colleague):
    save_text(part, "Deras.", base_edition=0, by=colleague)
    mark = facts(part)[0].mark
    sent = {"text": "Mitt.", "base:text": "0", "fact": mark}
    response = as_(preparer).post(f"{TEXTS}{part.key}/ta-in/", sent)

    assert response.status_code == 409
    assert "Lena Sund sparade en annan text" in response.content.decode()
    assert PartText.objects.get().text == "Deras."


def test_reading_shows_the_facts_and_takes_none_in(as_, answered, preparer):
    page = as_(preparer).get(f"{TEXTS}sysselsattning-insatser/").content.decode()

    assert "Två organisationer redovisar fyra insatser." in page
    assert not PartText.objects.exists()
