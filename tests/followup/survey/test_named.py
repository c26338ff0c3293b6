"""“Ni är nämnda”: partners of what is handed in may confirm; of a draft they learn nothing."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from actors.models import Event
from followup.survey.answering import actions
from followup.survey.answering.interventions import add_intervention
from followup.survey.form.section_form import SectionForm
from followup.survey.models import PartnerConfirmation
from followup.survey.submitting.handing_in import submit
from tests.year import invite

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(sala_survey, employment, official_in_sala, arboga, open_round):
    """Sala's draft names Arboga as partner."""
    invite(open_round, arboga)
    added = add_intervention(employment, by=official_in_sala, at=timezone.now())
    form = SectionForm(employment, open_round)
    for part, value in (
        ("title", "Språkstöd i Sala"),
        ("description", "Vi delade lärare."),
        ("partners", [str(arboga.pk)]),
    ):
        actions.save_answer(
            employment,
            form.find(f"interventions/{added.pk}/{part}"),
            value,
            save_id=uuid.uuid4(),
            base_version=0,
            by=official_in_sala,
            at=timezone.now(),
        )
    return added


@pytest.fixture
def handed_in(told, sala_survey, official_in_sala):
    submit(sala_survey, by=official_in_sala)
    return told


@pytest.fixture
def client(as_, official_in_arboga):
    return as_(official_in_arboga)


def page(client) -> str:
    return client.get(reverse("survey:survey", args=[2026, "arboga-kommun"])).content.decode()


def path(name: str, intervention, actor: str = "arboga-kommun") -> str:
    return reverse(f"survey:{name}", args=[2026, actor, intervention.pk])


def test_of_a_draft_nothing_is_told(client, told):
    assert "Ni är nämnda" not in page(client)
    assert client.post(path("took_part", told)).status_code == 404
    assert not PartnerConfirmation.objects.exists()


def test_of_what_is_handed_in_it_is_shown_what_was_said(client, handed_in):
    shown = page(client)

    assert "Ni är nämnda" in shown
    assert "Språkstöd i Sala" in shown
    assert "Vi delade lärare." in shown


def test_confirmed_it_is_seen_by_both_and_the_last_word_stands(
    client, as_, handed_in, official_in_sala, arboga, preparer, employment
):
    client.post(path("took_no_part", handed_in))
    client.post(path("took_part", handed_in))

    word = PartnerConfirmation.objects.get()
    assert (word.actor, word.took_part, word.by.name) == (arboga, True, "Olle Dahl")
    assert list(Event.objects.filter(actor=arboga).order_by("pk").values_list("verb", flat=True))[
        -2:
    ] == ["deny_partner", "confirm_partner"]
    assert "vi var med" in page(client)
    receipt = reverse("survey:receipt", args=[2026, "sala-kommun"])
    assert (
        "Arboga kommun bekräftar att de var med"
        in as_(official_in_sala).get(receipt).content.decode()
    )
    review = reverse("review:area", args=[2026, employment.goal_area.slug])
    assert (
        "Arboga kommun bekräftar att de var med"
        in as_(preparer).get(review + "?visa=insatser").content.decode()
    )


def test_those_not_named_and_get_are_refused(as_, client, official_in_sala, handed_in):
    assert client.get(path("took_part", handed_in)).status_code == 405
    sala = as_(official_in_sala)
    assert sala.post(path("took_part", handed_in)).status_code == 404
    assert sala.post(path("took_part", handed_in, "sala-kommun")).status_code == 404
    assert not PartnerConfirmation.objects.exists()


def test_after_the_compilation_it_is_too_late(client, handed_in, open_round):
    type(open_round).objects.update(state="compiled")
    client.post(path("took_part", handed_in))

    assert not PartnerConfirmation.objects.exists()
