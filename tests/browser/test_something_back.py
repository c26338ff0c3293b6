"""What an organisation gets back, as it is met on a desk and on a phone, before and after."""

from typing import Any

import pytest
from django.utils import timezone

from actors.models import Actor
from followup.report.models import AnnualReport
from goals.models import GoalArea
from tests.followup.report.sample import sample_snapshot
from tests.year import make_round, submit

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Arbetsmarknadsetableringsinsatsuppföljningssamordningsansvarsfördelning"


@pytest.fixture
def look(browser, live_server, sign_in, assert_accessible, no_surprises, official_in_sala):
    def at(width: int, scheme: str) -> None:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale="sv-SE"
        )
        sign_in(context, official_in_sala)
        page = context.new_page()
        no_surprises(page)
        for path in ("tillbaka/", "kvitto/", ""):
            page.goto(f"{live_server.url}/enkat/2026/sala-kommun/{path}")
            assert_accessible(page)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{path} is {wide} px too wide at {width}"
        context.close()

    return at


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_few_answers_then_many_and_then_the_report(
    strategy, sala, official_in_sala, coordinator, look, width, scheme
):
    round_ = make_round(2026)
    area = GoalArea.objects.get(number=5)
    goal = area.sub_goals.get(number=1)
    done = {"goal_area": area, "sub_goals": [goal], "title": LONG, "women": 12, "men": 3}
    said: dict[str, Any] = {"degrees": {goal: "H"}, "interventions": [done]}
    version = submit(round_, sala, official_in_sala, **said)
    sections = version.submission.sections.select_related("goal_area")
    as_it_was = [
        {"slug": one.slug, "state": one.state, "not_relevant_because": "", "answers": {}}
        for one in sections
    ]
    type(version).objects.filter(pk=version.pk).update(answers={"sections": as_it_was})
    look(width, scheme)

    for actor in Actor.objects.invited().exclude(pk=sala.pk)[:6]:
        submit(round_, actor, coordinator, **said)
    AnnualReport.objects.create(
        round=round_,
        title="Årlig uppföljning 2026",
        snapshot=sample_snapshot(),
        state=AnnualReport.State.PUBLISHED,
        published_at=timezone.now(),
    )
    look(width, scheme)
