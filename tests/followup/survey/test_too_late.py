"""What was written in a form that came too late stands on the page that says so, to be copied."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from actors.models import Membership
from followup.rounds import paper
from followup.rounds.models import Round
from followup.survey.answering.interventions import add_intervention, remove_intervention
from followup.survey.models import Answer, Section
from followup.survey.submitting import sign_off
from followup.survey.submitting.handing_in import submit
from followup.survey.together import colleagues
from strategy_portal.access import Role
from tests.followup.survey.conftest import address
from tests.followup.survey.test_ordinary_button import posted
from tests.followup.survey.writing import write
from tests.pages import text
from tests.year import invite

pytestmark = pytest.mark.django_db

SURVEY = "/enkat/2026/sala-kommun/"
ROUND = "/omgangar/2026/"
REASON = "Vi har ingen verksamhet här,\noch <b>det</b> ska märkas & förstås."
TOKEN = "t0ken" * 8


@pytest.fixture
def administrator(official_in_sala, sala):
    """Amina, who looks after Sala's answers."""
    Membership.objects.create(person=official_in_sala, actor=sala, role=Role.ADMINISTRATOR)
    return official_in_sala


def shown(response) -> list[str]:
    """What stands in the page's boxes that can be read only."""
    page = response.content.decode()
    boxes = re.findall(r"<textarea[^>]* readonly[^>]*>\n(.*?)</textarea>", page, re.S)
    return [html.unescape(one) for one in boxes]


def send(client, path: str, **said: str):
    """What the page sends, with its token."""
    return client.post(path, said | {"csrfmiddlewaretoken": TOKEN})


def assert_given_back(response, *texts: str) -> None:
    assert response.status_code == 409
    assert shown(response) == list(texts)
    assert "Det här skrev du. Kopiera det du vill ha kvar." in text(response)
    assert TOKEN not in text(response)


# --- Forms of the survey and of the rounds ------------------------------------------------------


def test_the_managers_reason_to_return(as_, sala_survey, administrator, manager_in_sala):
    sign_off.choose_approver(sala_survey, manager_in_sala, by=administrator)
    path = f"{SURVEY}attest/skicka-tillbaka/"

    assert_given_back(send(as_(manager_in_sala), path, reason=REASON), REASON)


def test_the_message_with_a_section(as_, employment, administrator, colleague_in_sala):
    Round.objects.update(state=Round.State.CLOSED)
    said = {"to": str(colleague_in_sala.pk), "message": REASON}

    assert_given_back(send(as_(administrator), address("delegate", employment), **said), REASON)


def test_what_an_organisation_wants_to_change(as_, sala_survey, official_in_sala):
    path = f"{SURVEY}be-om-andring/"

    assert_given_back(send(as_(official_in_sala), path, reason="Mer tid"), "Mer tid")


def test_the_coordinators_no(as_, sala_survey, coordinator, official_in_sala):
    write(sala_survey.sections.get(goal_area=None), {"cooperation": "Vi möts."}, official_in_sala)
    submit(sala_survey, by=official_in_sala)
    path = f"{SURVEY}granska/avsla/"

    assert_given_back(send(as_(coordinator), path, **{"nej-reason": REASON}), REASON)


def test_why_an_organisation_gets_more_time(as_, sala_survey, coordinator):
    Round.objects.update(state=Round.State.COMPILED)
    later = timezone.localdate() + timedelta(days=60)
    said = {"to": later.isoformat(), "reason": REASON}

    assert_given_back(send(as_(coordinator), f"{ROUND}lage/sala-kommun/mer-tid/", **said), REASON)


def test_why_an_organisation_answers_on_paper(as_, open_round, sala, coordinator):
    (invitation,) = invite(open_round, sala)
    paper.begin_paper(invitation, reason="Har bara papper", by=coordinator)

    response = send(as_(coordinator), f"{ROUND}lage/sala-kommun/papper/", because=REASON)
    assert_given_back(response, REASON)


def test_why_a_round_opens_again(as_, open_round, coordinator):
    later = timezone.localdate() + timedelta(days=60)
    said = {"closes_on": later.isoformat(), "reason": REASON}

    assert_given_back(send(as_(coordinator), f"{ROUND}oppna-igen/", **said), REASON)


def test_a_form_without_words_gives_nothing_back(as_, sala_survey, coordinator):
    page = send(as_(coordinator), f"{ROUND}lage/sala-kommun/papper/avsluta/")

    assert (page.status_code, shown(page)) == (409, [])
    assert "Det här skrev du" not in text(page)


# --- Why an area is not relevant ----------------------------------------------------------------


def take_over(section: Section, administrator) -> None:
    colleagues.delegate(section, to=administrator, by=administrator)


def pass_the_last_day(_section, _administrator) -> None:
    Round.objects.update(closes_on=timezone.localdate() - timedelta(days=1))


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [(take_over, "Amina Lund har det här avsnittet nu"), (pass_the_last_day, "Omgången är stängd")],
)
def test_a_reason_that_came_too_late_stands_on_the_section(
    as_, employment, administrator, colleague_in_sala, meanwhile, why
):
    meanwhile(employment, administrator)
    response = send(as_(colleague_in_sala), address("not_relevant", employment), reason=REASON)

    assert response.status_code == 409
    assert shown(response)[-1] == REASON
    assert "Avsnittet är inte markerat som ej relevant." in text(response)
    assert why in text(response)
    employment.refresh_from_db()
    assert employment.state == Section.State.NOT_STARTED


def test_a_reason_that_is_too_long_stands_in_its_box(as_, employment, official_in_sala):
    long = "Så här är det. " * 1_400
    response = send(as_(official_in_sala), address("not_relevant", employment), reason=long)

    assert response.status_code == 422
    page = response.content.decode()
    box = re.search(r'<textarea[^>]* id="reason" name="reason"[^>]*>\n(.*?)</textarea>', page, re.S)
    assert box
    assert html.unescape(box.group(1)) == long
    assert '<details class="more block" open>' in page
    assert re.search(r'<a href="#reason">[^<]*Korta den till', page)


# --- In an intervention that was taken away ----------------------------------------------------


@pytest.fixture
def removed(employment, official_in_sala, colleague_in_sala):
    """An intervention on an open page, which Bo took away meanwhile."""
    now = timezone.now()
    made = add_intervention(employment, by=official_in_sala, at=now)
    remove_intervention(made, by=colleague_in_sala, at=now)
    return made


def test_who_writes_in_it_is_told_by_whom_and_how_it_is_put_back(
    as_, employment, removed, official_in_sala, colleague_in_sala, save
):
    key = f"interventions/{removed.pk}/title"
    response = save(as_(official_in_sala), employment, key, "Språkstöd")
    own = save(as_(colleague_in_sala), employment, key, "Språkstöd")

    assert (response.status_code, response.json()["kind"]) == (409, "closed")
    message = response.json()["message"]
    assert message.startswith("Bo Ek har tagit bort insatsen det står i.")
    assert "”Ångra: ta tillbaka den borttagna insatsen”" in message
    assert own.json()["message"].startswith("Du har tagit bort insatsen")
    assert not Answer.objects.exists()


def test_without_a_script_the_words_are_given_back_with_who_took_it_away(
    as_, employment, removed, official_in_sala
):
    data = posted(employment, **{f"interventions/{removed.pk}/title": "Språkstöd på jobbet"})
    response = as_(official_in_sala).post(address("save_all", employment), data)

    assert response.status_code == 422
    assert "Bo Ek har tagit bort insatsen det står i." in text(response)
    assert "Språkstöd på jobbet" in text(response)
    assert "Ångra: ta tillbaka den borttagna insatsen</button>" in text(response)


def test_a_page_that_is_really_too_old_says_so(as_, employment, official_in_sala, save):
    response = save(as_(official_in_sala), employment, "interventions/nothing/title", "Ord")

    assert response.status_code == 422
    assert response.json()["message"].startswith("Sidan är inaktuell.")
