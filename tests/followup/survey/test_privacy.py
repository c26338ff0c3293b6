"""Two organisations with sentinels in every field: neither's text reaches the other, nor the
coordinator or the preparation group before it is handed in."""

import pytest
from django.urls import reverse
from django.utils import timezone

from actors.models import Event
from followup.survey.answering import actions
from followup.survey.answering.interventions import add_intervention
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Section
from tests.year import start

pytestmark = pytest.mark.django_db

SALA, ARBOGA = "SALASHEMLIGHET", "ARBOGASHEMLIGHET"


def fill_everything(submission, person, sentinel: str) -> int:
    """A sentinel in every field that takes words; returns how many."""
    import uuid

    written = 0
    now = timezone.now()
    for section in submission.sections.select_related("goal_area", "submission"):
        if section.goal_area:
            add_intervention(section, by=person, at=now)
        for field in SectionForm(section, submission.round).fields():
            if field.widget not in {"text", "line", "count"}:
                continue
            actions.save_answer(
                section,
                field,
                f"{sentinel}-{written}",
                save_id=uuid.uuid4(),
                base_version=0,
                by=person,
                at=now,
            )
            written += 1
    return written


@pytest.fixture
def two_drafts(open_round, sala, arboga, official_in_sala, official_in_arboga):
    filled = [
        fill_everything(start(open_round, sala), official_in_sala, SALA),
        fill_everything(start(open_round, arboga), official_in_arboga, ARBOGA),
    ]
    assert min(filled) > 100
    return open_round


def survey_pages(actor: str, round_) -> list[str]:
    pages = [reverse(f"survey:{name}", args=[2026, actor]) for name in ("survey", "check")]
    slugs = ["organisation", *round_.strategy.goal_areas.values_list("slug", flat=True)]
    return pages + [reverse("survey:section", args=[2026, actor, slug]) for slug in slugs]


def test_neither_reads_the_others_draft(two_drafts, as_, official_in_sala):
    client = as_(official_in_sala)
    own = [client.get(path) for path in survey_pages("sala-kommun", two_drafts)]
    others = [client.get(path) for path in survey_pages("arboga-kommun", two_drafts)]

    assert {r.status_code for r in own} == {200}
    assert {r.status_code for r in others} == {404}
    assert sum(SALA in r.content.decode() for r in own) == 8
    assert not any(ARBOGA in r.content.decode() for r in own + others)


def test_the_event_log_holds_nothing_of_a_draft(two_drafts, official_in_sala):
    section = Section.objects.filter(submission__actor__slug="sala-kommun").latest("pk")
    actions.set_section_state(
        section,
        Section.State.NOT_RELEVANT,
        by=official_in_sala,
        at=timezone.now(),
        reason=f"{SALA}-skäl",
    )
    section.refresh_from_db()
    assert section.not_relevant_because == f"{SALA}-skäl"
    told = [(event.reason, str(event.data)) for event in Event.objects.all()]
    assert told
    assert not any(SALA in words for pair in told for words in pair)


@pytest.mark.parametrize("who", ["coordinator", "preparer", "council_chair"])
def test_no_draft_is_read_from_above(two_drafts, as_, request, who):
    client = as_(request.getfixturevalue(who))
    areas = two_drafts.strategy.goal_areas.values_list("slug", flat=True)
    paths = [
        "/",
        *survey_pages("sala-kommun", two_drafts),
        reverse("rounds:round", args=[2026]),
        reverse("rounds:board", args=[2026]),
        reverse("review:round", args=[2026]),
        *[reverse("review:area", args=[2026, slug]) for slug in areas],
        *[reverse("review:area", args=[2026, slug]) + "?visa=organisationer" for slug in areas],
    ]
    responses = [client.get(path) for path in paths]

    assert not any(
        secret in response.content.decode() for response in responses for secret in (SALA, ARBOGA)
    )
    assert {response.status_code for response in responses} <= {200, 403, 404}
