"""Values on their way from a source: the worker, what would change, a yes, and never a loss."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from actors.models import Event
from goals.statistics import fetching
from goals.statistics.models import Fetch, Indicator, Measurement, SourceLink
from strategy_portal.exceptions import ChangedMeanwhileError, WrongStateError
from tests.goals.statistics.conftest import ARBOGA, DATA, SALA, Answer, page, row, says
from tests.pages import text

LONG_AGO = timedelta(seconds=91)


def holds(indicator):
    """What is valid now, by place, year and sex."""
    return {(m.place, m.year, m.sex): m.value for m in indicator.measurements.valid()}


def test_asking_puts_a_task_before_the_worker(link, coordinator):
    fetch = fetching.request_fetch(link, by=coordinator)

    task = DBTaskResult.objects.get()
    assert task.task_path == fetching.fetch_values.module_path
    assert task.args_kwargs == {"args": [fetch.pk], "kwargs": {}}
    assert (fetch.state, fetch.done, fetch.of) == ("queued", 0, 0)
    event = Event.objects.about(link.indicator).get(verb="request_fetch")
    assert (event.person, event.data["fetch"]) == (coordinator, fetch.pk)


def test_one_fetch_at_a_time(link, coordinator, preparer):
    fetching.request_fetch(link, by=coordinator)

    with pytest.raises(WrongStateError, match="håller redan på att hämtas"):
        fetching.request_fetch(link, by=preparer)


def test_the_worker_keeps_the_reply_word_for_word_and_changes_nothing(kolada, link, fetched):
    fetch = fetched()

    assert (fetch.state, fetch.done, fetch.of, fetch.fault) == ("fetched", 1, 1, "")
    assert [one["body"] for one in fetch.replies] == [kolada.answers[DATA][0].body.decode()]
    assert [one["address"] for one in fetch.replies] == [f"{kolada.url}{DATA}"]
    assert holds(link.indicator) == {}


def test_progress_and_heartbeat_are_true(kolada, link, coordinator, monkeypatch):
    kolada.answer(DATA, says(page(row(SALA, 2022, T=9), next_url=f"{kolada.url}/more")))
    kolada.answer("/more", says(page(row(SALA, 2023, T=8))))
    seen = []
    real = fetching._writer

    def watching(fetch):
        write = real(fetch)

        def watched(**facts):
            Fetch.objects.update(heartbeat_at=timezone.now() - LONG_AGO)
            write(**facts)
            now = Fetch.objects.get()
            seen.append((now.done, now.of, now.is_dead(timezone.now())))

        return watched

    monkeypatch.setattr(fetching, "_writer", watching)
    fetching.fetch_values.call(fetching.request_fetch(link, by=coordinator).pk)

    steps = list(dict.fromkeys(seen))
    assert steps == [(0, 1, False), (1, 2, False), (2, 2, False)]
    assert Fetch.objects.get().state == "fetched"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(status=500), "Kolada svarar inte som den ska just nu."),
        (says(page(row(SALA, 2022, Q=9))), "Kolada svarade med något som portalen inte förstår"),
        (says(page()), "Källan har inga värden för de platser och år som är valda."),
    ],
)
def test_a_fault_is_told_and_the_values_stand(kolada, link, fetched, answer, words):
    kolada.answer(DATA, answer)
    fetch = fetched()

    assert fetch.state == "failed"
    assert fetch.fault.startswith(words)
    assert fetch.finished_at is not None
    again = fetching.request_fetch(link, by=None)
    assert again.is_under_way


def test_a_dead_worker_is_noticed_and_leaves_nothing_when_it_wakes(
    kolada, link, coordinator, monkeypatch
):
    fetch = fetching.request_fetch(link, by=coordinator)
    real = fetching.years_of

    def sleeps_here(link):
        Fetch.objects.update(heartbeat_at=timezone.now() - LONG_AGO)
        assert Fetch.objects.get().is_dead(timezone.now())
        fetching.request_fetch(link, by=coordinator)
        return real(link)

    monkeypatch.setattr(fetching, "years_of", sleeps_here)
    fetching.fetch_values.call(fetch.pk)

    newest, dead = Fetch.objects.all()
    assert (dead.state, dead.fault, dead.replies) == ("failed", fetching.INTERRUPTED, [])
    assert newest.state == "queued"


def test_what_is_taken_in_supersedes_and_keeps(kolada, link, fetched, coordinator):
    indicator = link.indicator
    old = Measurement.objects.create(
        indicator=indicator,
        year=2022,
        place="Sala kommun",
        place_level="municipality",
        sex="total",
        value=Decimal("9.00"),
        source="Kolada",
    )
    same = Measurement.objects.create(
        indicator=indicator,
        year=2022,
        place="Arboga kommun",
        place_level="municipality",
        sex="total",
        value=Decimal("12.50"),
        source="Kolada",
    )
    fetch = fetched()
    comparison = fetching.look_at(fetch).comparison
    assert [line.before for line in comparison.changed] == [old]
    assert [line.before for line in comparison.unchanged] == [same]
    assert len(comparison.new) == 5

    fetching.take_in_fetch(fetch, seen=comparison.seen, next_due=date(2027, 4, 1), by=coordinator)

    assert holds(indicator) == {
        ("Arboga kommun", 2022, "total"): Decimal("12.50"),
        ("Sala kommun", 2022, "total"): Decimal("9.46"),
        ("Sala kommun", 2022, "women"): Decimal("9.10"),
        ("Sala kommun", 2022, "men"): Decimal("9.80"),
        ("Sala kommun", 2023, "total"): Decimal("10.00"),
        ("Sala kommun", 2023, "women"): None,
        ("Sala kommun", 2023, "men"): Decimal("0.00"),
    }
    old.refresh_from_db()
    assert old.value == Decimal("9.00")
    assert old.superseded_by.value == Decimal("9.46")
    assert old.superseded_by.fetch == fetch
    assert old.superseded_by.fetched_on == timezone.localdate(fetch.finished_at)
    fetch.refresh_from_db()
    indicator.refresh_from_db()
    assert (fetch.state, fetch.settled_by) == ("taken_in", coordinator)
    assert indicator.next_value_due == date(2027, 4, 1)
    event = Event.objects.about(indicator).get(verb="take_in_fetch")
    assert (event.data["new"], event.data["changed"]) == (5, 1)

    again = fetching.look_at(fetched()).comparison
    assert (len(again.new), len(again.changed), len(again.unchanged)) == (0, 0, 7)


def test_a_yes_is_to_what_the_page_showed_and_all_or_nothing(kolada, link, fetched, coordinator):
    fetch = fetched()
    seen = fetching.look_at(fetch).comparison.seen
    Measurement.objects.create(
        indicator=link.indicator,
        year=2023,
        place="Sala kommun",
        place_level="municipality",
        sex="men",
        value=1,
        source="Egen räkning",
    )

    with pytest.raises(ChangedMeanwhileError):
        fetching.take_in_fetch(fetch, seen=seen, next_due=None, by=coordinator)

    fetch.refresh_from_db()
    assert fetch.state == "fetched"
    assert holds(link.indicator) == {("Sala kommun", 2023, "men"): 1}


def test_a_fetch_is_settled_once(kolada, link, fetched, coordinator, preparer):
    fetch = fetched()
    fetching.decline_fetch(fetch, next_due=None, by=coordinator)

    with pytest.raises(WrongStateError, match="redan granskad"):
        fetching.take_in_fetch(fetch, seen="", next_due=None, by=preparer)
    assert holds(link.indicator) == {}


def test_what_the_source_no_longer_gives_is_told_and_stays(kolada, link, fetched, coordinator):
    first = fetched()
    seen = fetching.look_at(first).comparison.seen
    fetching.take_in_fetch(first, seen=seen, next_due=None, by=coordinator)
    kolada.answer(DATA, says(page(row(SALA, 2022, T=9.456, K=9.1, M=9.8))))

    comparison = fetching.look_at(fetched()).comparison

    assert not comparison.changes_anything
    assert {(m.place, m.year, m.sex) for m in comparison.gone} == {
        ("Sala kommun", 2023, "total"),
        ("Sala kommun", 2023, "women"),
        ("Sala kommun", 2023, "men"),
        ("Arboga kommun", 2022, "total"),
    }


# --- The pages -------------------------------------------------------------------------------

UPKEEP = "/statistik/underhall"


def test_from_a_title_to_values_that_hold(kolada, indicator, coordinator, as_):
    client = as_(coordinator)
    by_name = f"/data/kpi/N07907/municipality/{ARBOGA},{SALA}/year/2022,2023"
    kolada.answer(by_name, *kolada.answers[DATA])
    page_ = client.get(f"{UPKEEP}/indikator/trangbodda/kalla/", {"q": "trångb"})
    assert "Trångbodda hushåll, andel (%)" in text(page_)

    address = f"{UPKEEP}/indikator/trangbodda/kalla/kolada/N07907/"
    assert "Sala kommun" in text(client.get(address))
    chosen = {"places": [ARBOGA, SALA], "first_year": 2022, "last_year": 2023}
    linked = client.post(address, chosen)
    fetch = Fetch.objects.get()
    assert linked["Location"] == f"{UPKEEP}/hamtning/{fetch.pk}/"
    assert "Väntar på sin tur" in text(client.get(linked["Location"]))

    fetching.fetch_values.call(fetch.pk)
    shown = client.get(linked["Location"])
    assert "Det här ändras" in text(shown)
    assert holds(indicator) == {}
    seen = shown.context["comparison"].seen
    client.post(
        f"{UPKEEP}/hamtning/{fetch.pk}/ta-in/", {"seen": seen, "next_value_due": "2027-04-01"}
    )
    assert len(holds(indicator)) == 7
    assert "10 %" in text(client.get(f"{UPKEEP}/indikator/trangbodda/")).replace("\xa0", " ")
    raw = client.get(f"{UPKEEP}/hamtning/{fetch.pk}/svar/")
    assert raw.content == kolada.answers[by_name][0].body


def test_places_and_years_must_make_sense(kolada, indicator, coordinator, as_):
    address = f"{UPKEEP}/indikator/trangbodda/kalla/kolada/N07907/"
    wrong = as_(coordinator).post(address, {"first_year": 2024, "last_year": 2023})

    assert wrong.status_code == 422
    assert "Välj minst en plats." in text(wrong)
    assert "Det första året kan inte vara efter 2023." in text(wrong)
    assert not SourceLink.objects.exists()


def test_a_source_that_is_down_is_told_of_where_it_is_needed(indicator, coordinator, as_):
    client = as_(coordinator)
    searched = client.get(f"{UPKEEP}/indikator/trangbodda/kalla/", {"q": "trångb"})
    assert "Kolada svarar inte som den ska just nu." in text(searched)

    away = client.get(f"{UPKEEP}/indikator/trangbodda/kalla/kolada/N07907/")
    assert away.status_code == 503
    assert "Försök igen" in text(away)


def test_the_progress_part_asks_for_the_page_when_it_is_done(kolada, link, fetched, as_, preparer):
    waiting = fetching.request_fetch(link, by=preparer)
    client = as_(preparer)
    part = client.get(f"{UPKEEP}/hamtning/{waiting.pk}/framsteg/")
    assert "Väntar på sin tur" in text(part)
    assert "<html" not in text(part)

    fetching.fetch_values.call(waiting.pk)
    assert client.get(f"{UPKEEP}/hamtning/{waiting.pk}/framsteg/")["HX-Refresh"] == "true"


def test_a_page_shown_before_somebody_wrote_is_shown_again(kolada, link, fetched, as_, preparer):
    fetch = fetched()
    answer = as_(preparer).post(f"{UPKEEP}/hamtning/{fetch.pk}/ta-in/", {"seen": "old"})

    assert answer.status_code == 409
    assert "Inget av det hämtade är intaget." in text(answer)


def test_an_ended_link_is_not_fetched_from(kolada, link, fetched, as_, preparer):
    client = as_(preparer)
    client.post(f"{UPKEEP}/koppling/{link.pk}/avsluta/")

    refused = client.post(f"{UPKEEP}/koppling/{link.pk}/hamta/")
    assert refused.status_code == 409
    assert "Kopplingen är avslutad." in text(refused)


@pytest.mark.parametrize("path", ["hamta", "avsluta"])
def test_a_look_changes_nothing(link, preparer, as_, path):
    assert as_(preparer).get(f"{UPKEEP}/koppling/{link.pk}/{path}/").status_code == 405


def test_respondents_are_refused(link, official_in_sala, as_):
    assert as_(official_in_sala).get(f"{UPKEEP}/").status_code == 403


def test_the_page_of_a_fetch_takes_as_many_questions_whatever_came(
    kolada, link, fetched, as_, preparer, django_assert_num_queries
):
    client = as_(preparer)
    for rows in ([row(SALA, 2022, T=1)], [row(SALA, 2022, T=1, K=2, M=3), row(ARBOGA, 2023, T=4)]):
        kolada.answer(DATA, says(page(*rows)))
        fetch = fetched()
        with django_assert_num_queries(6):
            client.get(f"{UPKEEP}/hamtning/{fetch.pk}/")


def test_the_list_takes_as_many_questions_whatever_it_holds(
    strategy, coordinator, as_, django_assert_num_queries
):
    client = as_(coordinator)
    for number in (1, 3):
        link = SourceLink.objects.create(
            indicator=Indicator.objects.all()[number],
            provider="kolada",
            external_id="N1",
            external_title="Ett",
            first_year=2020,
        )
        Fetch.objects.create(link=link, state="fetched")
        with django_assert_num_queries(7):
            page_ = client.get(f"{UPKEEP}/")
    assert text(page_).count("väntar på granskning") == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_say_yes_at_once_take_in_once(strategy, kolada, link, coordinator, preparer):
    fetch = fetching.request_fetch(link, by=coordinator)
    fetching.fetch_values.call(fetch.pk)
    seen = fetching.look_at(Fetch.objects.get()).comparison.seen
    together, refused = threading.Barrier(2), []

    def say_yes(person):
        own = Fetch.objects.select_related("link__indicator").get()
        together.wait()
        try:
            fetching.take_in_fetch(own, seen=seen, next_due=None, by=person)
        except WrongStateError as wrong:
            refused.append(str(wrong))
        finally:
            connection.close()

    people = [threading.Thread(target=say_yes, args=(one,)) for one in (coordinator, preparer)]
    for one in people:
        one.start()
    for one in people:
        one.join()

    assert refused == [fetching.SETTLED]
    assert link.indicator.measurements.count() == 7
    assert Event.objects.filter(verb="take_in_fetch").count() == 1
