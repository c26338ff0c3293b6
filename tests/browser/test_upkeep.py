"""Seeing to the figures in a browser: a fetch that the page follows, and every page as it looks."""

from collections.abc import Iterator

import pytest
from django.urls import reverse

from goals.statistics import fetching
from goals.statistics.models import Fetch, Indicator, SourceLink
from tests.browser.walking import LONG_WORD, Walker
from tests.goals.statistics.conftest import DATA, SALA, TITLE, Source, row, says
from tests.goals.statistics.conftest import page as rows

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kolada(settings) -> Iterator[Source]:
    running = Source()
    settings.KOLADA_URL = running.url
    measure = {"id": "N07907", "title": TITLE, "description": f"Mäter {LONG_WORD.lower()}."}
    running.answer("/kpi", says(rows(measure)))
    running.answer("/kpi/N07907", says(rows(measure)))
    running.answer("/municipality", says(rows({"id": SALA, "title": "Sala"})))
    years = DATA.rsplit("/", 1)[1]
    running.answer(
        f"/data/kpi/N07907/municipality/{SALA}/year/{years}",
        says(rows(row(SALA, 2022, T=9.5, K=None, M=8), row(SALA, 2023, T=10))),
    )
    yield running
    running.stop()


@pytest.fixture
def link(strategy) -> SourceLink:
    indicator = Indicator.objects.create(
        slug="lang", title=f"Andel i {LONG_WORD.lower()}", unit="percent", owner="Kolada"
    )
    return SourceLink.objects.create(
        indicator=indicator,
        provider="kolada",
        external_id="N07907",
        external_title=TITLE,
        places=[{"id": SALA, "title": "Sala kommun", "level": "municipality"}],
        first_year=2022,
        last_year=2023,
    )


def test_the_page_follows_a_fetch_until_somebody_says_yes(
    page, live_server, sign_in, assert_accessible, no_surprises, kolada, link, coordinator
):
    no_surprises(page)
    sign_in(page.context, coordinator)
    walker = Walker(page, live_server.url, sign_in, assert_accessible)
    slug = link.indicator.slug

    page.goto(live_server.url + reverse("upkeep:indicator", args=[slug]))
    page.get_by_role("button", name="Hämta nu").click()
    page.get_by_text("Väntar på sin tur").wait_for()
    fetch = Fetch.objects.get()
    fetching.fetch_values.call(fetch.pk)
    page.get_by_role("heading", name="Det här ändras").wait_for()

    own = ["indicator", "change", "breaks", "add_value", "files"]
    here = [reverse(f"upkeep:{name}", args=[slug]) for name in own]
    search = reverse("upkeep:choose_source", args=[slug])
    for path in (
        reverse("upkeep:index"),
        reverse("upkeep:fetched", args=[fetch.pk]),
        f"{reverse('upkeep:look_first')}?q=andel",
        f"{reverse('upkeep:create')}?q=andel",
        f"{search}?q=andel",
        reverse("upkeep:link_kolada", args=[slug, "N07907"]),
        *here,
    ):
        walker.visit(coordinator, path)

    page.goto(live_server.url + reverse("upkeep:fetched", args=[fetch.pk]))
    page.get_by_role("button", name="Ta in värdena").click()
    page.get_by_text("4 nya och 0 ändrade värden är intagna.").wait_for()
