"""A small sign shows that a colleague is in the same section now."""

from datetime import timedelta

import pytest
from django.utils import timezone

from followup.survey.models import Presence
from followup.survey.together.presence import be_present, others_here
from tests.followup.survey.conftest import address
from tests.pages import text

pytestmark = pytest.mark.django_db

SAY = 9


def test_a_colleague_in_the_section_is_seen(as_, employment, official_in_sala, colleague_in_sala):
    first = as_(official_in_sala).post(address("presence", employment))
    second = as_(colleague_in_sala).post(address("presence", employment))

    assert text(first).strip() == ""
    assert "Amina Lund är också här nu" in text(second)
    assert "Amina Lund är också här nu" in text(
        as_(colleague_in_sala).get(address("section", employment))
    )


def test_it_is_gone_after_a_minute(employment, official_in_sala, colleague_in_sala):
    now = timezone.now()
    be_present(employment, official_in_sala, now - timedelta(seconds=61))
    assert others_here(employment, colleague_in_sala, now) == []

    be_present(employment, official_in_sala, now - timedelta(seconds=59))
    assert others_here(employment, colleague_in_sala, now) == [official_in_sala]
    assert Presence.objects.count() == 1


def test_another_section_is_another_place(
    employment, sala_survey, official_in_sala, colleague_in_sala
):
    now = timezone.now()
    be_present(sala_survey.sections.first(), official_in_sala, now)

    assert others_here(employment, colleague_in_sala, now) == []


def test_reading_the_page_says_nothing(as_, employment, official_in_sala):
    as_(official_in_sala).get(address("section", employment))

    assert Presence.objects.count() == 0


def test_only_the_own_organisation(as_, employment, official_in_arboga, coordinator, outsider):
    where = address("presence", employment)

    assert as_(official_in_arboga).post(where).status_code == 404
    assert as_(coordinator).post(where).status_code == 404
    assert as_(outsider).post(where).status_code == 403
    assert as_(official_in_arboga).get(where).status_code == 405
    assert Presence.objects.count() == 0


def test_signed_out_it_fails_quietly(client, employment):
    where = address("presence", employment)

    assert client.post(where, headers={"X-Requested-With": "fetch"}).status_code == 401


@pytest.mark.parametrize("others", [1, 3])
def test_queries(as_, employment, official_in_sala, sala, django_assert_num_queries, others):
    from strategy_portal.access import Role
    from tests.year import make_person

    for n in range(others):
        person = make_person(f"Kollega {n}", sala, Role.RESPONDENT)
        be_present(employment, person, timezone.now())
    client = as_(official_in_sala)
    with django_assert_num_queries(SAY):
        client.post(address("presence", employment))
