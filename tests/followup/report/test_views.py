"""What is read of the report: by whom, when, and with which counts."""

import pytest

from followup.report import actions
from followup.report.models import AnnualReport
from tests.followup.report.conftest import content, make
from tests.year import make_round

WORK = "/rapporter/2026/arbete/"

PUBLIC = ("/rapporter/2026/", "/rapporter/2026/rapport.pdf")


@pytest.mark.parametrize("state", ["draft", "ready", "adopted"])
def test_nobody_outside_sees_the_report_before_it_is_public(
    client, as_, made, outsider, official_in_sala, council_chair, state
):
    AnnualReport.objects.update(state=state)
    for address in (*PUBLIC, "/rapporter/2026/version/1/rapport.pdf"):
        assert client.get(address).status_code == 404
        assert as_(outsider).get(address).status_code == 404
        assert as_(official_in_sala).get(address).status_code == 404
    assert made.title not in client.get("/rapporter/").content.decode()
    for address in PUBLIC:
        assert as_(council_chair).get(address).status_code == 200
    assert made.title in as_(council_chair).get("/rapporter/").content.decode()


def test_the_public_report_is_read_by_anyone(client, published):
    for address in ("/rapporter/", *PUBLIC):
        assert client.get(address).status_code == 200
    assert published.title in client.get("/rapporter/").content.decode()
    file = client.get("/rapporter/2026/rapport.pdf")
    assert file.content == content(published.public_pdf)
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == 'inline; filename="uppfoljning-2026.pdf"'


def test_what_the_reader_already_has_is_not_sent_again(client, published):
    etag = client.get("/rapporter/2026/rapport.pdf")["ETag"]
    assert etag == f'"{published.public_pdf_checksum}"'
    again = client.get("/rapporter/2026/rapport.pdf", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_the_councils_copy_is_never_public(client, as_, published, outsider, council_chair):
    address = "/rapporter/2026/radets-exemplar.pdf"
    assert client.get(address).status_code == 302
    assert as_(outsider).get(address).status_code == 403
    council = as_(council_chair).get(address)
    assert council.content == content(published.pdf)
    assert "private" in council["Cache-Control"]


def test_the_council_reads_its_copy_only_once_it_is_ready(as_, made, preparer, council_chair):
    address = "/rapporter/2026/radets-exemplar.pdf"
    assert as_(preparer).get(address).content == content(made.pdf)
    assert as_(council_chair).get(address).status_code == 404

    actions.make_ready(made, by=preparer)
    assert as_(council_chair).get(address).content == content(made.pdf)


def test_the_council_keeps_its_copy_while_a_correction_is_made(
    as_, published, coordinator, council_chair
):
    corrected = actions.correct(published, reason="Fel siffra.", by=coordinator)
    make(corrected, coordinator)
    council = as_(council_chair).get("/rapporter/2026/radets-exemplar.pdf")
    assert council.content == content(published.pdf)
    secretary = as_(coordinator).get("/rapporter/2026/radets-exemplar.pdf")
    assert secretary.content == content(corrected.pdf)


def test_only_what_is_public_may_be_kept_by_a_cache_on_the_way(as_, client, made, coordinator):
    draft = as_(coordinator).get("/rapporter/2026/rapport.pdf")
    AnnualReport.objects.update(state="published", published_at=made.built_at)
    public = client.get("/rapporter/2026/rapport.pdf")
    version = client.get("/rapporter/2026/version/1/rapport.pdf")
    council = as_(coordinator).get("/rapporter/2026/radets-exemplar.pdf")
    found = [set(page["Cache-Control"].split(", ")) for page in (draft, public, version, council)]
    private, shared = {"private", "no-cache"}, {"public", "no-cache"}
    assert found == [private, shared, shared, private]


def test_the_screen_page_hides_small_numbers_like_the_public_file(client, published):
    assert "under 5" in client.get("/rapporter/2026/").content.decode()


def test_a_year_without_report_is_not_found(as_, coordinator, strategy):
    assert as_(coordinator).get(WORK).status_code == 404


# --- Questions asked of the database -----------------------------------------------------------

INDEX_QUERIES = 6


PUBLIC_INDEX_QUERIES = 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions_at_1_and_3_reports(
    client, as_, strategy, coordinator, count, django_assert_num_queries
):
    for year in range(2021, 2021 + count):
        AnnualReport.objects.create(
            round=make_round(year, "archived"), title=f"Året {year}", state="published"
        )
        AnnualReport.objects.create(
            round=make_round(year + 10, "closed"), title=f"Året {year + 10}"
        )
    browser = as_(coordinator)
    with django_assert_num_queries(PUBLIC_INDEX_QUERIES):
        client.get("/rapporter/")
    with django_assert_num_queries(INDEX_QUERIES):
        browser.get("/rapporter/")
