"""From written to put forward: who sees to it, two who read, and the story that is left."""

import pytest

from actors.models import Event
from followup.review.models import PartReading, PartText
from followup.review.writing import actions
from followup.review.writing.actions import save_text
from followup.review.writing.history import timeline
from followup.review.writing.querysets import find_part
from followup.rounds.models import Round
from strategy_portal.access import Role
from strategy_portal.exceptions import WrongStateError
from tests.year import make_person

URL = "/sammanstallning/2026/texter/sysselsattning-utveckling/"


@pytest.fixture
def third(county_board):
    """A third member of the preparation group."""
    return make_person("Ola Berg", county_board, Role.PREPARER)


@pytest.fixture
def ready(part, preparer) -> PartText:
    """Anders has written the text and says that it can be read."""
    written = save_text(part, "Fler arbetar.", base_edition=0, by=preparer).written
    actions.move(written, "text_ready", by=preparer)
    return find_part(part.round, part.key)


def state() -> str:
    return PartText.objects.get().state


def test_two_others_read_before_it_is_put_forward(ready, preparer, colleague, third):
    actions.read(ready, edition=1, by=colleague)
    with pytest.raises(WrongStateError, match="En till ska läsa"):
        actions.move(ready, "text_put_forward", by=preparer)
    actions.read(ready, edition=1, by=third)
    actions.move(ready, "text_put_forward", by=preparer)

    assert state() == "put_forward"
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "text_ready",
        "read_text",
        "read_text",
        "text_put_forward",
    ]


def test_the_same_reader_counts_once_and_the_writer_not_at_all(ready, preparer, colleague):
    for _ in range(2):
        actions.read(ready, edition=1, by=colleague)
    with pytest.raises(WrongStateError, match="Du skrev sist"):
        actions.read(ready, edition=1, by=preparer)
    with pytest.raises(WrongStateError, match="har ändrats sedan"):
        actions.read(ready, edition=0, by=colleague)

    assert PartReading.objects.count() == 1


def test_a_later_change_takes_it_back_and_the_readings_no_longer_count(
    ready, preparer, colleague, third
):
    actions.read(ready, edition=1, by=colleague)
    actions.read(ready, edition=1, by=third)
    actions.move(ready, "text_put_forward", by=preparer)
    save_text(ready, "Färre arbetar.", base_edition=1, by=colleague)
    assert state() == "writing"

    actions.move(ready, "text_ready", by=preparer)
    with pytest.raises(WrongStateError, match="Två till ska läsa"):
        actions.move(ready, "text_put_forward", by=preparer)


def test_a_text_that_met_a_newer_one_takes_nothing_back(ready, colleague):
    saved = save_text(ready, "Mitt.", base_edition=0, by=colleague)

    assert saved.met is not None
    assert state() == "ready"


def test_an_empty_text_is_not_ready(part, preparer):
    with pytest.raises(WrongStateError, match="Skriv texten"):
        actions.move(part, "text_ready", by=preparer)


def test_the_way_over_http_with_unsaved_words_saved_first(as_, part, preparer, colleague, third):
    sent = {"text": "Fler arbetar.", "base:text": "0"}
    assert as_(preparer).post(f"{URL}klar/", sent).status_code == 302
    seen = {"text": "Fler arbetar.", "base:text": "1"}
    for reader in (colleague, third):
        assert as_(reader).post(f"{URL}last/", seen).status_code == 302
    assert as_(colleague).post(f"{URL}for-fram/", seen).status_code == 302
    assert state() == "put_forward"

    page = as_(preparer).get(URL).content.decode()
    assert "Läst av Lena Sund och Ola Berg" in page
    assert "Ändrar du den" in page
    assert as_(preparer).post(f"{URL}skriv-vidare/", seen).status_code == 302
    assert state() == "writing"


def test_responsibility_is_taken_and_given(as_, part, preparer, colleague, official_in_sala):
    browser = as_(preparer)
    browser.post(f"{URL}ta/", {})
    assert PartText.objects.get().owner == preparer
    browser.post(f"{URL}ansvarig/", {"owner": str(colleague.pk)})
    assert PartText.objects.get().owner == colleague
    assert browser.post(f"{URL}ansvarig/", {"owner": str(official_in_sala.pk)}).status_code == 404
    browser.post(f"{URL}ansvarig/", {"owner": ""})

    assert PartText.objects.get().owner is None
    assert [one.what for one in timeline(find_part(part.round, part.key))] == [
        "Tog bort den som ansvarade för texten",
        "Gav ansvaret för texten till Lena Sund",
        "Tog ansvar för texten",
    ]


def test_the_story_tells_a_spell_of_writing_once(part, preparer, colleague):
    for edition, text in enumerate(("Ett", "Ett två", "Ett två tre")):
        save_text(part, text, base_edition=edition, by=preparer)
    save_text(part, "Annat", base_edition=0, by=colleague)

    told = [(one.who, one.what, one.saves) for one in timeline(find_part(part.round, part.key))]
    assert told == [
        ("Lena Sund", "Skrev samtidigt som någon annan", 1),
        ("Anders Vik", "Skrev", 3),
    ]


def test_an_earlier_version_is_read_and_brought_back_once(as_, part, preparer, colleague):
    first = save_text(part, "Först.", base_edition=0, by=preparer).revision
    save_text(part, "Sedan.", base_edition=1, by=colleague)
    browser = as_(preparer)
    assert str(first.pk) in browser.get(f"{URL}versioner/").content.decode()
    page = browser.get(f"{URL}versioner/{first.pk}/").content.decode()
    assert "<ins>Först.</ins>" in page
    assert "<ins>Sedan.</ins>" in page
    for _ in range(2):
        browser.post(f"{URL}versioner/{first.pk}/ta-tillbaka/")

    stored = PartText.objects.get()
    assert (stored.text, stored.edition) == ("Först.", 3)
    assert stored.revisions.get(edition=3).origin == "brought_back"


def test_another_text_has_versions_of_its_own(as_, part, preparer):
    first = save_text(part, "Först.", base_edition=0, by=preparer).revision
    other = "/sammanstallning/2026/texter/forord/versioner/"

    assert as_(preparer).get(f"{other}{first.pk}/").status_code == 404
    assert as_(preparer).post(f"{other}{first.pk}/ta-tillbaka/").status_code == 404


VERBS = ("klar", "last", "for-fram", "skriv-vidare", "ta", "ansvarig", "ta-in")


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_else_does_it_and_reading_never_does(as_, part, preparer, official_in_sala, verb):
    assert as_(official_in_sala).post(f"{URL}{verb}/").status_code == 403
    assert as_(preparer).get(f"{URL}{verb}/").status_code == 405
    assert not PartText.objects.exists()


def test_an_archived_round_is_left_as_it_was(as_, ready, colleague):
    Round.objects.update(state="archived")
    response = as_(colleague).post(f"{URL}last/", {"base:text": "1", "text": ready.text})

    assert response.status_code == 409
    assert not PartReading.objects.exists()
