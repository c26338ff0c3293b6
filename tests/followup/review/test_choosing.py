"""Choosing interventions and naming challenges."""

import pytest

from actors.models import Event
from followup.review import actions
from followup.review.models import Challenge, ChosenIntervention
from followup.rounds.models import Round
from followup.survey.models import Intervention, ReportedIntervention
from strategy_portal.exceptions import WrongStateError
from tests.followup.review.conftest import AREA

BASE = "/sammanstallning/2026/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def intervention(answered) -> Intervention:
    return ReportedIntervention.objects.get(title="Språkvän på jobbet").intervention


def verbs() -> list[str]:
    """What has happened, in order."""
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


# --- Interventions ---------------------------------------------------------------------------


def test_an_intervention_is_chosen_once_and_taken_out_again(answered, intervention, preparer):
    actions.choose_intervention(answered.round, intervention, by=preparer)
    actions.choose_intervention(answered.round, intervention, by=preparer)

    assert [row.reported.title for row in answered.compiled().chosen] == ["Språkvän på jobbet"]

    actions.unchoose_intervention(answered.round, intervention, by=preparer)
    actions.unchoose_intervention(answered.round, intervention, by=preparer)

    assert answered.compiled().chosen == ()
    assert verbs() == ["choose_intervention", "unchoose_intervention"]


def test_the_button_works_with_and_without_script(as_, answered, intervention, preparer):
    url = f"{BASE}{AREA}/insatser/{intervention.pk}/"

    plain = as_(preparer).post(f"{url}valj/")
    assert (plain.status_code, plain.url) == (302, f"{BASE}{AREA}/#insats-{intervention.pk}")
    assert ChosenIntervention.objects.get().chosen_by == preparer

    fragment = as_(preparer).post(f"{url}valj-bort/", headers=HTMX)
    assert fragment.status_code == 200
    assert "Välj till årsrapporten" in fragment.content.decode()
    assert '<span id="antal-valda" hx-swap-oob="true">0</span>' in fragment.content.decode()
    assert not ChosenIntervention.objects.exists()


def test_a_draft_intervention_cannot_be_chosen(as_, answered, draft_in_koping, preparer):
    draft = Intervention.objects.get(reported=None)

    with pytest.raises(WrongStateError):
        actions.choose_intervention(answered.round, draft, by=preparer)
    response = as_(preparer).post(f"{BASE}{AREA}/insatser/{draft.pk}/valj/")

    assert response.status_code == 404
    assert not ChosenIntervention.objects.exists()


def test_nothing_is_chosen_in_an_archived_round(as_, answered, intervention, preparer):
    Round.objects.update(state="archived")

    response = as_(preparer).post(f"{BASE}{AREA}/insatser/{intervention.pk}/valj/", headers=HTMX)

    assert response.status_code == 409
    assert "Omgången är arkiverad" in response.content.decode()
    assert not ChosenIntervention.objects.exists()


# --- Challenges ------------------------------------------------------------------------------


def test_a_challenge_is_named_changed_and_removed_by_who_named_it(as_, answered, preparer):
    client = as_(preparer)

    client.post(f"{BASE}{AREA}/utmaningar/ny/", {"text": "Färre jobb."})
    challenge = Challenge.objects.get()
    assert (challenge.text, challenge.named_by, challenge.goal_area) == (
        "Färre jobb.",
        preparer,
        answered.area,
    )

    client.post(f"{BASE}{AREA}/utmaningar/{challenge.pk}/andra/", {"text": "Färre enkla jobb."})
    assert Challenge.objects.get().text == "Färre enkla jobb."

    client.post(f"{BASE}{AREA}/utmaningar/{challenge.pk}/ta-bort/")
    assert not Challenge.objects.exists()
    kept = Event.objects.filter(verb__endswith="challenge").order_by("pk")
    assert [(one.verb, one.data) for one in kept] == [
        ("name_challenge", {}),
        ("reword_challenge", {"before": "Färre jobb."}),
        ("remove_challenge", {"before": "Färre enkla jobb."}),
    ]


def test_an_empty_challenge_is_explained(as_, answered, preparer):
    response = as_(preparer).post(f"{BASE}{AREA}/utmaningar/ny/", {"text": "  "})

    assert response.status_code == 422
    assert "Skriv vilken utmaning ni ser." in response.content.decode()


def test_somebody_elses_challenge_is_left_alone(as_, answered, preparer, colleague):
    challenge = actions.name_challenge(answered.round, answered.area, text="Min.", by=preparer)
    url = f"{BASE}{AREA}/utmaningar/{challenge.pk}/"

    assert as_(colleague).post(f"{url}andra/", {"text": "Din."}).status_code == 404
    assert as_(colleague).post(f"{url}ta-bort/").status_code == 404
    assert Challenge.objects.get().text == "Min."


def test_a_challenge_in_an_archived_round_keeps_its_text_on_the_page(as_, answered, preparer):
    Round.objects.update(state="archived")

    response = as_(preparer).post(f"{BASE}{AREA}/utmaningar/ny/", {"text": "För sent skriven."})

    assert response.status_code == 422
    assert "För sent skriven." in response.content.decode()
    assert not Challenge.objects.exists()


def test_the_doors_are_closed_to_those_who_only_read(
    as_, answered, intervention, coordinator, official_in_sala
):
    doors = ("valj/", "valj-bort/")
    for person in (coordinator, official_in_sala):
        for door in doors:
            url = f"{BASE}{AREA}/insatser/{intervention.pk}/{door}"
            assert as_(person).post(url, {}).status_code == 403
        assert as_(person).post(f"{BASE}{AREA}/utmaningar/ny/", {}).status_code == 403
