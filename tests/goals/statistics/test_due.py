"""What comes of itself: fetches when the next value is due, and reminders on the home page."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from goals.statistics import fetching
from goals.statistics.models import Fetch
from tests.pages import text


@pytest.fixture
def due(indicator):
    indicator.next_value_due = timezone.localdate()
    indicator.save()
    return indicator


def test_what_is_due_is_fetched_by_itself(kolada, due, link):
    call_command("run_schedule")

    fetch = Fetch.objects.get()
    assert (fetch.link, fetch.state, fetch.requested_by) == (link, "queued", None)
    fetching.fetch_values.call(fetch.pk)
    fetch.refresh_from_db()
    assert fetch.state == "fetched"
    assert not due.measurements.exists()


def test_it_is_asked_once(due, link):
    assert [fetching.request_due(timezone.now()) for _ in range(3)] == [1, 0, 0]


@pytest.mark.parametrize(
    ("state", "days", "asked"),
    [("failed", 6, 0), ("failed", 8, 1), ("declined", 8, 1), ("fetched", 8, 0), ("queued", 8, 0)],
)
def test_it_is_asked_again_after_a_week_unless_somebody_is_to_look(due, link, state, days, asked):
    Fetch.objects.create(link=link, state=state, requested_at=timezone.now() - timedelta(days))

    assert fetching.request_due(timezone.now()) == asked


def test_not_before_its_day_nor_from_an_ended_link(indicator, link):
    assert fetching.request_due(timezone.now()) == 0
    indicator.next_value_due = timezone.localdate() + timedelta(days=1)
    indicator.save()
    assert fetching.request_due(timezone.now()) == 0
    assert fetching.request_due(timezone.now() + timedelta(days=1)) == 1
    Fetch.objects.all().delete()
    link.is_active = False
    link.save()
    assert fetching.request_due(timezone.now() + timedelta(days=1)) == 0


def test_the_home_page_reminds_of_stale_indicators(strategy, due, coordinator, preparer, as_):
    for person in (coordinator, preparer):
        assert "Ett nytt värde väntas för ”Trångbodda hushåll”." in text(as_(person).get("/"))

    due.next_value_due = date(2100, 1, 1)
    due.save()
    assert "Indikatorer att uppdatera" not in text(as_(coordinator).get("/"))


def test_the_home_page_asks_for_a_look_at_what_was_fetched(due, link, coordinator, as_):
    Fetch.objects.create(link=link, state="fetched")
    home = text(as_(coordinator).get("/"))

    assert "Hämtade värden att granska" in home
    assert "Indikatorer att uppdatera" not in home


def test_others_are_not_reminded(due, official_in_sala, as_):
    assert "Indikatorer att uppdatera" not in text(as_(official_in_sala).get("/"))
