"""The catalogue of funding, open to everyone."""

import pytest
from django.db import IntegrityError, transaction

from funding.models import FundingSource
from tests.pages import text


def slugs(response) -> list[str]:
    return [source.slug for source in response.context["sources"]]


def test_anyone_reads_the_catalogue(strategy, client, django_assert_num_queries):
    with django_assert_num_queries(2):
        response = client.get("/finansiering/")
    assert len(slugs(response)) == 17
    assert slugs(response)[0] == "arvsfonden-projektstod"
    assert "17 källor" in text(response)


def test_the_catalogue_for_one_kind_of_applicant(strategy, client, django_assert_num_queries):
    with django_assert_num_queries(2):
        response = client.get("/finansiering/?applicant=university")
    assert slugs(response) == [
        "amif",
        "bra",
        "esf-plus",
        "mucf-erasmus",
        "mucf-demokratiprojekt",
        "tillvaxtverket",
    ]
    assert "6 källor för lärosäte" in text(response)
    assert 'value="university" selected' in text(response)


def test_a_source_that_does_not_say_who_is_ruled_out_for_nobody(strategy):
    silent = FundingSource.objects.filter(applicants=None)
    assert {source.slug for source in silent} == {
        "esf-plus",
        "mucf-erasmus",
        "mucf-demokratiprojekt",
    }
    for kind in ("company", "coordination"):
        assert set(silent) <= set(FundingSource.objects.open_to(kind))


def test_an_unknown_kind_shows_them_all_and_says_what_is_wrong(strategy, client):
    response = client.get("/finansiering/?applicant=kung")
    assert response.status_code == 200
    assert len(slugs(response)) == 17


def test_a_sources_page_tells_its_terms(strategy, client, django_assert_num_queries):
    with django_assert_num_queries(3):
        page = text(client.get("/finansiering/region-projektmedel/"))
    assert "<h1>Regionala projektmedel</h1>" in page
    assert "Högst 50&nbsp;% av kostnaden" in page
    assert "<dd>Minst 3</dd>" in page
    assert 'href="/aktorer/region-vastmanland/"' in page
    assert "uppgift enligt strategin 2021" in page


def test_fields_that_are_empty_leave_no_label(strategy, client):
    page = text(client.get("/finansiering/bra/"))
    for label in ("Stödets andel", "Egen insats", "Antal kommuner", "Ålder", "Samverkan"):
        assert f"<dt>{label}</dt>" not in page


def test_conditions_for_one_kind_of_applicant(strategy, client):
    page = text(client.get("/finansiering/samordningsforbunden/"))
    assert "Statlig myndighet, om den är Arbetsförmedlingen eller Försäkringskassan" in page


@pytest.mark.parametrize("kept", [1, 3])
def test_the_catalogue_costs_the_same_however_many(
    strategy, client, django_assert_num_queries, kept
):
    FundingSource.objects.exclude(order__lte=kept).delete()
    with django_assert_num_queries(2):
        assert len(slugs(client.get("/finansiering/"))) == kept


@pytest.mark.parametrize(
    "wrong", [{"support_share": 0}, {"support_share": 101}, {"age_from": 30, "age_to": 20}]
)
def test_terms_that_cannot_be_are_refused(db, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        FundingSource.objects.create(
            slug="fel", name="Fel", provider_name="Ingen", call_rhythm="yearly", **wrong
        )


def test_ages_in_words():
    assert FundingSource(age_from=16).ages == "16 år och äldre"
    assert FundingSource(age_to=25).ages == "0–25 år"
    assert FundingSource().ages == ""


def test_pages_only_answer_to_reading(strategy, client):
    assert client.post("/finansiering/").status_code == 405
    assert client.get("/finansiering/finns-inte/").status_code == 404
