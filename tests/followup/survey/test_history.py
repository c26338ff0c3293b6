"""Earlier versions of an answer: every save is there to be read, and any can stand again."""

import pytest
from django.urls import reverse

from followup.survey.answering.interventions import add_intervention
from followup.survey.models import Answer, AnswerRevision, Origin
from tests.followup.survey.conftest import address

pytestmark = pytest.mark.django_db


def versions(section, question: str) -> str:
    return reverse("survey:versions", args=[2026, "sala-kommun", section.slug, question])


def restore(section, revision) -> str:
    return reverse("survey:restore", args=[2026, "sala-kommun", section.slug, revision.pk])


def revision(version: int | None) -> AnswerRevision:
    return AnswerRevision.objects.get(version=version)


@pytest.fixture
def client(as_, official_in_sala):
    return as_(official_in_sala)


def test_a_long_text_cleared_by_mistake_is_back_in_two_clicks(
    client, employment, comment_key, save
):
    """D26."""
    long = "Vi gjorde mycket. " * 150
    save(client, employment, comment_key, long)
    assert len(long) > 2_000
    save(client, employment, comment_key, "", base=1)

    page = client.get(address("section", employment)).content.decode()
    assert f'data-history><a href="{versions(employment, comment_key)}"' in page  # first click
    listed = client.get(versions(employment, comment_key)).content.decode()
    assert restore(employment, revision(1)) in listed
    response = client.post(restore(employment, revision(1)))  # second click

    assert response["Location"].endswith(f"#f-{comment_key.replace('/', '-')}")
    answer = Answer.objects.get(key=comment_key)
    assert (answer.value, answer.version, answer.origin) == (long.rstrip(), 3, Origin.RESTORED)
    assert AnswerRevision.objects.count() == 3


def test_pressed_twice_it_is_done_once(client, employment, comment_key, save):
    save(client, employment, comment_key, "Ett")
    save(client, employment, comment_key, "Två", base=1)
    path = restore(employment, revision(1))
    client.post(path)
    client.post(path)

    assert Answer.objects.get(key=comment_key).value == "Ett"


def test_a_text_that_met_a_newer_one_is_there_too(
    client, as_, colleague_in_sala, employment, comment_key, save
):
    save(client, employment, comment_key, "Aminas text")
    save(as_(colleague_in_sala), employment, comment_key, "Bos text")

    page = client.get(versions(employment, comment_key)).content.decode()
    assert "Mötte ett nyare svar" in page
    assert "Bo Ek" in page
    client.post(restore(employment, revision(None)))
    assert Answer.objects.get(key=comment_key).value == "Bos text"


def test_one_save_is_no_history(client, employment, comment_key, save):
    save(client, employment, comment_key, "Ett")
    page = client.get(address("section", employment)).content.decode()

    assert "data-history>" not in page
    assert "data-history hidden>" in page


def test_an_interventions_fields_stand_together(client, official_in_sala, employment, save):
    from django.utils import timezone

    added = add_intervention(employment, by=official_in_sala, at=timezone.now())
    key = f"interventions/{added.pk}"
    save(client, employment, f"{key}/title", "Språkstöd")
    save(client, employment, f"{key}/status", "done")
    save(client, employment, f"{key}/status", "ongoing", base=1)

    page = client.get(versions(employment, key)).content.decode()
    assert "Vad heter insatsen?" in page
    assert "Avslutad" in page
    assert page.count("Gäller nu") == 2


def test_refuses_others_get_and_the_wrong_section(
    client, as_, official_in_arboga, employment, sala_survey, comment_key, save
):
    save(client, employment, comment_key, "Hemligt")
    path = restore(employment, revision(1))

    assert as_(official_in_arboga).get(versions(employment, comment_key)).status_code == 404
    assert as_(official_in_arboga).post(path).status_code == 404
    assert client.get(path).status_code == 405
    other = sala_survey.sections.get(goal_area__number=6)
    assert client.post(restore(other, revision(1))).status_code == 404
    assert client.get(versions(employment, "finns-inte")).status_code == 404


def test_the_coordinator_reads_no_drafts_history(
    client, as_, coordinator, employment, comment_key, save
):
    save(client, employment, comment_key, "Hemligt")
    assert as_(coordinator).get(versions(employment, comment_key)).status_code == 404


@pytest.mark.parametrize("saves", [1, 5])
def test_queries(client, employment, comment_key, save, django_assert_num_queries, saves):
    for number in range(saves):
        save(client, employment, comment_key, f"Text {number}", base=number)
    with django_assert_num_queries(10):
        client.get(versions(employment, comment_key))
