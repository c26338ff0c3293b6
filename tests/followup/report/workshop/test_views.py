"""The workshop's first page and every verb on it: from a closed round to a public report."""

import pytest

from actors.models import Event
from followup.report import actions
from followup.report.models import AnnualReport
from followup.rounds.models import Round
from strategy_portal.exceptions import WrongStateError
from tests.followup.report.conftest import content, make, write
from tests.year import make_round

WORK = "/rapporter/2026/arbete/"
TEXTS = {"title": "Året 2026", "addressee": "Rådet"}


def edition(browser) -> str:
    return browser.get(WORK).context["form"].initial["edition"]


def test_from_closed_round_to_public_report(as_, client, answered, preparer, coordinator):
    group, secretary = as_(preparer), as_(coordinator)
    assert group.post("/rapporter/2026/borja/").url == WORK
    group.post(f"{WORK}texter/", TEXTS | {"edition": edition(group)})
    make(AnnualReport.objects.get(), preparer)
    for browser, verb in ((group, "klar"), (secretary, "faststall"), (secretary, "publicera")):
        assert browser.post(f"{WORK}{verb}/").url == WORK

    report = AnnualReport.objects.get()
    assert (report.state, report.title, report.adopted_by) == (
        "published",
        "Året 2026",
        coordinator,
    )
    verbs = list(Event.objects.about(report).values_list("verb", flat=True))
    assert verbs == [
        "publish",
        "adopt",
        "make_ready",
        "build_report",
        "request_build",
        "change_report",
        "begin_report",
    ]
    page = client.get("/rapporter/2026/").content.decode()
    assert "Fler arbetar än förra året." in page
    assert "Året gick framåt." in page
    assert report.public_pdf_checksum in page


def test_a_report_begins_when_the_round_is_closed(as_, strategy, preparer):
    make_round(2026, Round.State.OPEN)
    response = as_(preparer).post("/rapporter/2026/borja/")
    assert response.status_code == 409
    assert "Stäng omgången först." in response.content.decode()
    assert not AnnualReport.objects.exists()


def test_a_report_is_begun_once(as_, report, preparer):
    response = as_(preparer).post("/rapporter/2026/borja/")
    assert response.status_code == 409
    assert AnnualReport.objects.count() == 1


def test_progress_is_the_part_of_the_page_that_changes(as_, made, preparer):
    text = as_(preparer).get(f"{WORK}framsteg/").content.decode()
    assert text.strip().startswith('<div id="arbete"')
    assert "<html" not in text
    assert "Titel och mottagare" not in text


# --- Two at the same words ---------------------------------------------------------------------


def test_of_two_who_write_at_once_neither_loses_a_word(as_, report, preparer, coordinator):
    first, second = as_(preparer), as_(coordinator)
    seen_by_both = edition(first)
    first.post(f"{WORK}texter/", TEXTS | {"edition": seen_by_both})
    mine = TEXTS | {"title": "Min egen titel", "edition": seen_by_both}
    response = second.post(f"{WORK}texter/", mine)

    assert response.status_code == 409
    text = response.content.decode()
    assert "Min egen titel" in text
    assert "Året 2026" in text
    report.refresh_from_db()
    assert report.title == "Året 2026"

    renewed = response.context["form"].data["edition"]
    assert second.post(f"{WORK}texter/", mine | {"edition": renewed}).status_code == 302
    report.refresh_from_db()
    assert report.title == "Min egen titel"


def test_of_two_who_save_at_the_same_instant_the_second_is_told(report, preparer, coordinator):
    first, second = (AnnualReport.objects.get(pk=report.pk) for _ in range(2))
    actions.change_texts(first, by=preparer, **TEXTS)
    with pytest.raises(WrongStateError, match="Någon annan sparade just före dig"):
        actions.change_texts(second, by=coordinator, **TEXTS | {"title": "Något annat"})
    report.refresh_from_db()
    assert report.title == "Året 2026"


def test_a_title_is_needed_and_the_rest_stays_on_the_page(as_, report, preparer):
    browser = as_(preparer)
    empty = TEXTS | {"title": "", "edition": edition(browser)}
    response = browser.post(f"{WORK}texter/", empty)
    assert response.status_code == 422
    assert "Skriv vad rapporten heter." in response.content.decode()
    assert 'value="Rådet"' in response.content.decode()


# --- What is fixed -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "data"), [("texter", TEXTS), ("gor", {}), ("klar", {}), ("faststall", {})]
)
def test_an_adopted_report_refuses_changes_with_a_reason(as_, adopted, coordinator, verb, data):
    before = AnnualReport.objects.values().get()
    browser = as_(coordinator)
    response = browser.post(f"{WORK}{verb}/", data | {"edition": edition(browser)})
    assert response.status_code == 409
    assert "astställd" in response.content.decode()
    assert AnnualReport.objects.values().get() == before


def test_the_checksums_are_shown_once_adopted(as_, adopted, council_chair):
    text = as_(council_chair).get(WORK).content.decode()
    assert adopted.pdf_checksum in text
    assert adopted.snapshot_checksum in text
    assert "Publicera" not in text


@pytest.mark.parametrize("verb", ["klar", "faststall", "publicera"])
def test_a_draft_without_pdf_goes_nowhere(as_, report, coordinator, verb):
    assert as_(coordinator).post(f"{WORK}{verb}/").status_code == 409
    report.refresh_from_db()
    assert report.state == "draft"


def test_ready_can_be_taken_back(as_, made, preparer):
    browser = as_(preparer)
    browser.post(f"{WORK}klar/")
    browser.post(f"{WORK}andra-igen/")
    made.refresh_from_db()
    assert made.state == "draft"


def test_a_report_whose_words_changed_meanwhile_is_not_made_ready(made, preparer):
    before = AnnualReport.objects.get(pk=made.pk)
    actions.change_texts(made, by=preparer, **TEXTS)
    with pytest.raises(WrongStateError, match="Något har ändrats"):
        actions.make_ready(before, by=preparer)


# --- Corrections -------------------------------------------------------------------------------


def test_a_correction_is_a_new_version_and_the_old_stands_until_it_is_published(
    as_, client, published, coordinator, preparer
):
    old = content(published.public_pdf)
    browser = as_(coordinator)
    browser.post(f"{WORK}ratta/", {"reason": "Salas siffra var fel."})
    corrected = AnnualReport.objects.get(version=2)
    assert (corrected.state, corrected.correction_reason) == ("draft", "Salas siffra var fel.")
    assert client.get("/rapporter/2026/rapport.pdf").content == old

    make(corrected, preparer)
    for verb in ("klar", "faststall", "publicera"):
        browser.post(f"{WORK}{verb}/")
    published.refresh_from_db()
    assert published.state == "corrected"
    assert client.get("/rapporter/2026/rapport.pdf").content == content(
        AnnualReport.objects.get(version=2).public_pdf
    )
    assert client.get("/rapporter/2026/version/1/rapport.pdf").content == old
    page = client.get("/rapporter/2026/").content.decode()
    assert "Salas siffra var fel." in page
    assert "/rapporter/2026/version/1/rapport.pdf" in page


def test_a_correction_says_why(as_, published, coordinator):
    response = as_(coordinator).post(f"{WORK}ratta/", {"reason": " "})
    assert response.status_code == 422
    assert "Skriv varför rapporten rättas." in response.content.decode()


def test_the_texts_of_an_archived_year_are_corrected_once_it_is_taken_out(
    as_, published, coordinator, preparer
):
    Round.objects.update(state=Round.State.ARCHIVED)
    secretary, group = as_(coordinator), as_(preparer)
    secretary.post(f"{WORK}ratta/", {"reason": "Förordet var fel."})
    way = '<a href="/omgangar/2026/ta-fram/">Ta fram omgången ur arkivet</a>'
    assert way in secretary.get(WORK).content.decode()
    seen = group.get(WORK).content.decode()
    assert "En samordnare kan ta fram omgången ur arkivet." in seen
    assert way not in seen

    without = secretary.post("/omgangar/2026/ta-fram/", {"reason": " "})
    assert without.status_code == 422
    secretary.post("/omgangar/2026/ta-fram/", {"reason": "Rapporten rättas."})
    assert "ur arkivet" not in secretary.get(WORK).content.decode()
    write(Round.objects.get(), "foreword", None, "Det rätta förordet.", by=preparer)
    corrected = AnnualReport.objects.get(version=2)
    make(corrected, preparer)
    assert "Det rätta förordet." in corrected.public_html
    published.refresh_from_db()
    assert "Det rätta förordet." not in published.public_html


def test_a_report_is_corrected_once_at_a_time(as_, published, coordinator):
    actions.correct(published, reason="Fel.", by=coordinator)
    response = as_(coordinator).post(f"{WORK}ratta/", {"reason": "Fel igen."})
    assert response.status_code == 409
    assert AnnualReport.objects.count() == 2


def test_words_in_the_report_never_run(client, as_, answered, preparer, coordinator):
    report = actions.begin(answered, by=preparer)
    browser = as_(preparer)
    hostile = TEXTS | {"title": "<script>alert(1)</script>", "edition": edition(browser)}
    browser.post(f"{WORK}texter/", hostile)
    write(answered, "summary", None, "<img src=x onerror=alert(2)>", by=preparer)
    make(AnnualReport.objects.get(pk=report.pk), preparer)
    page = browser.get("/rapporter/2026/").content.decode()
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(2)&gt;" in page


# --- Who may do what ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "verb",
    [
        "borja",
        "arbete/texter",
        "arbete/gor",
        "arbete/klar",
        "arbete/andra-igen",
        "arbete/faststall",
        "arbete/publicera",
        "arbete/ratta",
    ],
)
def test_the_verbs_refuse_outsiders_and_get(
    as_, client, made, outsider, official_in_sala, council_chair, coordinator, verb
):
    address = f"/rapporter/2026/{verb}/"
    for person in (outsider, official_in_sala, council_chair):
        assert as_(person).post(address, TEXTS).status_code == 403
    assert client.post(address, TEXTS).status_code == 401
    assert as_(coordinator).get(address).status_code == 405
    made.refresh_from_db()
    assert made.state == "draft"


@pytest.mark.parametrize("verb", ["faststall", "publicera", "ratta"])
def test_preparers_make_but_do_not_decide(as_, made, preparer, verb):
    assert as_(preparer).post(f"{WORK}{verb}/", {"reason": "x"}).status_code == 403


def test_the_workshop_is_closed_to_outsiders(as_, client, made, outsider, official_in_sala):
    for address in (WORK, f"{WORK}framsteg/"):
        assert client.get(address).status_code == 302
        assert as_(outsider).get(address).status_code == 403
        assert as_(official_in_sala).get(address).status_code == 403
