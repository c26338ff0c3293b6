"""Writing: every save is kept, and two who write at once both see both texts."""

import uuid

import pytest

from followup.review.models import PartText, PartTextRevision
from followup.review.writing.actions import save_text
from followup.review.writing.querysets import find_part, parts
from followup.rounds.models import Round
from strategy_portal.exceptions import WrongStateError

URL = "/sammanstallning/2026/texter/sysselsattning-utveckling/"
MINE, THEIRS = "Fler arbetar.", "Läget är oförändrat."


def revisions() -> list[tuple[str, int | None]]:
    """Every save there is, oldest first."""
    return list(PartTextRevision.objects.order_by("at").values_list("text", "edition"))


def by_script(text: str, base: int, **more: str) -> dict[str, str]:
    """What the page's script sends."""
    return {"value": text, "base": str(base), "save_id": str(uuid.uuid4()), **more}


def by_button(text: str, base: int, **more: str) -> dict[str, str]:
    """What the page's button sends."""
    return {"text": text, "base:text": str(base), "page_id": str(uuid.uuid4()), **more}


def test_the_report_has_three_texts_and_three_more_for_each_area(answered):
    keys = [one.key for one in parts(answered.round)]

    assert keys[:6] == [
        "forord",
        "sammanfattning",
        "metod",
        "bosattning-utveckling",
        "bosattning-insatser",
        "bosattning-utmaningar",
    ]
    assert len(keys) == 3 + 3 * 6
    assert not PartText.objects.exists()


def test_a_save_takes_hold_and_is_kept(part, preparer):
    saved = save_text(part, MINE, base_edition=0, by=preparer)

    assert saved.met is None
    stored = PartText.objects.get()
    assert (stored.text, stored.edition, stored.updated_by) == (MINE, 1, preparer)
    assert stored.title == "Sysselsättning: Hur ser utvecklingen ut?"
    assert revisions() == [(MINE, 1)]


def test_the_later_of_two_writers_meets_the_first_and_both_texts_are_kept(
    part, preparer, colleague
):
    save_text(part, THEIRS, base_edition=0, by=colleague)
    saved = save_text(part, MINE, base_edition=0, by=preparer)

    assert (saved.met.text, saved.met.by) == (THEIRS, colleague)
    assert PartText.objects.get().text == THEIRS
    assert revisions() == [(THEIRS, 1), (MINE, None)]


def test_a_save_sent_twice_is_stored_once(part, preparer):
    sent = {"base_edition": 0, "save_id": uuid.uuid4(), "by": preparer}
    first, again = save_text(part, MINE, **sent), save_text(part, MINE, **sent)

    assert again.revision == first.revision
    assert revisions() == [(MINE, 1)]


def test_who_wrote_on_after_an_unheard_answer_loses_nothing(part, preparer):
    sent = {"base_edition": 0, "save_id": uuid.uuid4(), "by": preparer}
    save_text(part, MINE, **sent)
    saved = save_text(part, f"{MINE} Mer.", **sent)

    assert saved.met is None
    assert revisions() == [(MINE, 1), (f"{MINE} Mer.", 2)]


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_nothing_is_written_before_or_after(part, preparer, state):
    Round.objects.update(state=state)
    with pytest.raises(WrongStateError):
        save_text(part, MINE, base_edition=0, by=preparer)

    assert not PartText.objects.exists()


# --- By the page's script ------------------------------------------------------------------------


def test_the_script_hears_when_it_is_saved(as_, part, preparer):
    response = as_(preparer).post(f"{URL}spara/", by_script(MINE, 0))

    assert response.status_code == 200
    answer = response.json()
    assert (answer["version"], answer["fault"]) == (1, "")
    stored = find_part(part.round, part.key)
    assert (stored.text, stored.updated_by) == (MINE, preparer)


def test_the_script_gets_both_texts_where_two_met(as_, part, preparer, colleague):
    save_text(part, THEIRS, base_edition=0, by=colleague)
    response = as_(preparer).post(f"{URL}spara/", by_script(MINE, 0))

    assert response.status_code == 409
    answer = response.json()
    assert (answer["kind"], answer["version"], answer["theirs"]) == ("conflict", 1, [THEIRS])
    for words in ("Lena Sund sparade en annan text", "<ins>", 'data-resolve="merge"'):
        assert words in answer["html"]
    assert revisions() == [(THEIRS, 1), (MINE, None)]


def test_the_script_is_told_why_nothing_can_be_saved(as_, part, preparer, colleague):
    browser = as_(preparer)
    stranger = browser.post(f"{URL}spara/", by_script(MINE, 0, writer=str(colleague.pk)))
    stale = browser.post(f"{URL}spara/", by_script(MINE, 0) | {"base": "x"})
    long = browser.post(f"{URL}spara/", by_script("a" * 20_001, 0))
    Round.objects.update(state="archived")
    closed = browser.post(f"{URL}spara/", by_script(MINE, 0))

    assert [one.status_code for one in (stranger, stale, long, closed)] == [409, 422, 422, 409]
    assert "Någon annan har loggat in" in stranger.json()["message"]
    assert "högst 20 000 tecken" in long.json()["message"]
    assert "arkiverad" in closed.json()["message"]
    assert not PartTextRevision.objects.exists()


# --- By a button ---------------------------------------------------------------------------------


def test_a_button_saves_what_was_written(as_, part, preparer):
    response = as_(preparer).post(f"{URL}spara-sidan/", by_button("Ett.\r\n\r\nTvå.", 0))

    assert (response.status_code, response.url) == (302, URL)
    assert revisions() == [("Ett.\n\nTvå.", 1)]


def test_a_page_sent_twice_is_stored_once(as_, part, preparer):
    sent = by_button(MINE, 0)
    for _ in range(2):
        as_(preparer).post(f"{URL}spara-sidan/", sent)

    assert revisions() == [(MINE, 1)]


def test_a_box_left_as_it_was_does_not_take_a_colleagues_words_away(as_, part, preparer, colleague):
    save_text(part, MINE, base_edition=0, by=preparer)
    save_text(part, THEIRS, base_edition=1, by=colleague)
    response = as_(preparer).post(f"{URL}spara-sidan/", by_button(MINE, 1))

    assert response.status_code == 302
    assert PartText.objects.get().text == THEIRS


def test_where_two_met_the_page_shows_both_until_one_is_chosen(as_, part, preparer, colleague):
    save_text(part, THEIRS, base_edition=0, by=colleague)
    browser = as_(preparer)
    for _ in range(2):  # an ordinary save chooses nothing
        response = browser.post(f"{URL}spara-sidan/", by_button(MINE, 0))
        assert response.status_code == 409
        page = response.content.decode()
        for words in ("Lena Sund sparade en annan text", MINE, "oförändrat", "Slå ihop texterna"):
            assert words in page
    assert PartText.objects.get().text == THEIRS


@pytest.mark.parametrize(
    ("choice", "stands"),
    [("keep", MINE), ("theirs", THEIRS), ("merge", f"{MINE}\n\n{THEIRS}")],
)
def test_the_writer_chooses(as_, part, preparer, colleague, choice, stands):
    save_text(part, THEIRS, base_edition=0, by=colleague)
    sent = by_button(MINE, 0, resolve=f"{choice}:text", met="1")
    response = as_(preparer).post(f"{URL}spara-sidan/", sent)

    assert response.status_code == 302
    assert PartText.objects.get().text == stands


def test_a_choice_between_two_texts_does_not_hide_a_third(as_, part, preparer, colleague):
    save_text(part, THEIRS, base_edition=0, by=colleague)
    save_text(part, "En tredje.", base_edition=1, by=colleague)
    sent = by_button(MINE, 0, resolve="keep:text", met="1")
    response = as_(preparer).post(f"{URL}spara-sidan/", sent)

    assert response.status_code == 409
    assert PartText.objects.get().text == "En tredje."


def test_the_text_stays_on_the_page_when_it_cannot_be_saved(as_, part, preparer):
    browser = as_(preparer)
    too_long = browser.post(f"{URL}spara-sidan/", by_button("å" * 20_001, 0))
    Round.objects.update(state="archived")
    archived = browser.post(f"{URL}spara-sidan/", by_button(MINE, 0))

    assert (too_long.status_code, archived.status_code) == (422, 409)
    assert "å" * 20_001 in too_long.content.decode()
    page = archived.content.decode()
    assert MINE in page
    assert "Omgången är arkiverad" in page


def test_the_preview_shows_marks_and_saves_nothing(as_, part, preparer):
    response = as_(preparer).post(f"{URL}visa/", {"text": "**Fet** <script>"})

    assert "<p><strong>Fet</strong> &lt;script&gt;</p>" in response.content.decode()
    assert not PartText.objects.exists()


def test_the_group_and_the_coordinator_write_and_nobody_else(
    as_, part, preparer, coordinator, official_in_sala, council_chair, outsider
):
    for person in (official_in_sala, council_chair, outsider):
        browser = as_(person)
        assert browser.get(URL).status_code == 403
        assert browser.post(f"{URL}spara/", by_script(MINE, 0)).status_code == 403
        assert browser.post(f"{URL}spara-sidan/", by_button(MINE, 0)).status_code == 403
    assert not PartText.objects.exists()
    assert as_(coordinator).post(f"{URL}spara/", by_script(MINE, 0)).status_code == 200
    assert as_(preparer).post(f"{URL}spara/", by_script(THEIRS, 1)).status_code == 200


def test_reading_never_saves(as_, part, preparer):
    browser = as_(preparer)
    for verb in ("spara/", "spara-sidan/", "visa/"):
        assert browser.get(f"{URL}{verb}").status_code == 405
    assert browser.get(URL).status_code == 200
    assert browser.get("/sammanstallning/2026/texter/").status_code == 200
    assert browser.get("/sammanstallning/2026/texter/finns-inte/").status_code == 404
    assert not PartText.objects.exists()
