"""The register of organisations, open to everyone; contact ways for those who work here."""

from actors.models import Actor
from tests.pages import text


def test_anyone_reads_the_register(strategy, client, django_assert_num_queries):
    with django_assert_num_queries(1):
        page = text(client.get("/aktorer/"))
    assert "38 organisationer" in page
    for actor in Actor.objects.counted():
        assert f'href="{actor.get_absolute_url()}"' in page
    order = [page.index(f">{label} (") for label in ("Kommun", "Region", "Statlig myndighet")]
    assert order == sorted(order)


def test_the_test_organisation_is_not_in_the_register(strategy, client):
    assert "Testorganisationen" not in text(client.get("/aktorer/"))
    assert client.get("/aktorer/testorganisationen/").status_code == 404


def test_contact_ways_are_for_those_who_work_in_the_portal(
    strategy, client, as_, official_in_sala, outsider
):
    for address in ("/aktorer/", "/aktorer/arboga-kommun/"):
        assert "arboga.kommun@arboga.se" not in text(client.get(address))
        assert "arboga.kommun@arboga.se" not in text(as_(outsider).get(address))
        assert "arboga.kommun@arboga.se" in text(as_(official_in_sala).get(address))


def test_an_organisations_page(strategy, client, django_assert_num_queries):
    with django_assert_num_queries(2):
        page = text(client.get("/aktorer/sala-kommun/"))
    assert "<h1>Sala kommun</h1>" in page
    assert "svenska för invandrare (sfi)" in page
    assert "Senast kontrollerat: uppgift enligt strategin 2021." in page
    assert "Kommunstyrelsens ordförande" in page
    assert "<dd>1981</dd>" in page


def test_fields_that_are_empty_leave_no_label(strategy, client):
    page = text(client.get("/aktorer/nyanlant-foretagande/"))
    for label in ("Webbplats", "Kommunkod", "E-post", "Platser i råd och grupper"):
        assert label not in page
    without_mandate = text(client.get("/aktorer/polismyndigheten/"))
    assert "Strategin beskriver inget särskilt uppdrag för Polismyndigheten." in without_mandate


def test_the_register_costs_the_same_however_many(strategy, client, django_assert_num_queries):
    Actor.objects.exclude(actor_type="municipality").filter(
        seats=None, responsible_for=None, funding_sources=None
    ).delete()
    with django_assert_num_queries(1):
        client.get("/aktorer/")


def test_pages_only_answer_to_reading(strategy, client):
    assert client.post("/aktorer/").status_code == 405
    assert client.post("/aktorer/sala-kommun/").status_code == 405
