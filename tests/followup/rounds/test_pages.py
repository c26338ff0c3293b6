"""The coordinator's pages: for the coordinator alone, readable, and changing nothing when read."""

import re
from datetime import date

import pytest
from django.core import mail

from actors.models import Event
from followup.rounds import actions
from followup.rounds.models import Consultation, Invitation, Round, SentMail
from tests.year import invite, make_round, start, submit

PAGES = [
    "",
    "ny/",
    "2026/",
    "2026/plan/",
    "2026/samrad/",
    "2026/oppna/",
    "2026/stang/",
    "2026/oppna-igen/",
    "2026/sammanstalld/",
    "2026/arkivera/",
    "2026/ta-fram/",
    "2026/kopiera/",
    "2026/fragor/",
    "2026/fragor/ny/",
    "2026/fragor/ny/?kind=records&scope=area",
    "2026/fragor/challenges/",
    "2026/forhandsvisning/",
    "2026/inbjudna/",
    "2026/inbjudna/brev/",
    "2026/inbjudna/brev/paminnelse/",
    "2026/inbjudna/brev/efterat/",
    "2026/paminnelse/",
    "2026/skicka/inbjudan/",
    "2026/skicka/efterat/",
    "2026/brev/",
    "kontakter/sala-kommun/",
    "2026/lage/",
    "2026/lage/sala-kommun/",
]
VERBS = [
    "2026/fragor/ordning/",
    "2026/fragor/challenges/upp/",
    "2026/fragor/challenges/ned/",
    "2026/fragor/challenges/utelamna/",
    "2026/fragor/challenges/ta-med/",
    "2026/brev/skicka/",
    "2026/skicka/paminnelse/forhandsvisning/",
    "2026/lage/sala-kommun/mer-tid/",
    "2026/lage/sala-kommun/papper/",
    "2026/lage/sala-kommun/papper/avsluta/",
    "2026/brev/1/fungerar/",
    "2026/brev/1/avgor/",
    "kontakter/sala-kommun/ny/",
    "kontakter/sala-kommun/brevlada/",
]
STATES = list(Round.State)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("address", PAGES)
def test_every_page_can_be_read_in_every_state_and_reading_changes_nothing(
    strategy, sala, coordinator, as_, address, state
):
    invite(make_round(state=state), sala)
    response = as_(coordinator).get(f"/omgangar/{address}")
    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1
    assert Round.objects.get().state == state
    assert not Event.objects.exists()
    assert mail.outbox == []


def test_a_year_of_any_length_is_answered_with_words(open_round, coordinator, as_):
    response = as_(coordinator).post("/omgangar/2026/kopiera/", {"year": "9" * 5000})
    assert response.status_code == 422


@pytest.mark.parametrize("address", PAGES + VERBS)
def test_others_are_refused(open_round, sala, official_in_sala, preparer, as_, address):
    invite(open_round, sala)
    for person in (official_in_sala, preparer):
        assert as_(person).post(f"/omgangar/{address}").status_code == 403
        assert as_(person).get(f"/omgangar/{address}").status_code == 403


def test_somebody_who_is_not_signed_in_is_asked_to(open_round, client):
    response = client.get("/omgangar/2026/lage/")
    assert response.status_code == 302
    assert response["Location"].startswith("/konto/")


@pytest.mark.parametrize("address", VERBS)
def test_a_verb_is_not_done_by_reading(open_round, sala, coordinator, as_, address):
    invite(open_round, sala)
    assert as_(coordinator).get(f"/omgangar/{address}").status_code == 405


def test_a_year_without_a_round_is_not_found(strategy, coordinator, as_):
    assert as_(coordinator).get("/omgangar/2024/").status_code == 404


@pytest.mark.parametrize("state", STATES)
def test_the_round_page_has_one_filled_button_at_most(strategy, sala, coordinator, as_, state):
    invite(make_round(state=state), sala)
    page = as_(coordinator).get("/omgangar/2026/").content.decode()
    filled = page.count('class="govuk-button"')
    assert filled == (0 if state == "archived" else 1)


def test_the_checklist_says_what_is_left_and_the_button_leads_there(draft, coordinator, as_):
    page = as_(coordinator).get("/omgangar/2026/").content.decode()
    assert "Skriv in samrådet först" in page
    assert page.count("Kvar att göra") == 1
    assert '<a class="govuk-button" href="/omgangar/2026/samrad/">Fortsätt</a>' in page


def test_opening_from_the_page_without_consultation_says_why(draft, coordinator, as_):
    client = as_(coordinator)
    assert "Skriv in samrådet först" in client.get("/omgangar/2026/oppna/").content.decode()
    response = client.post("/omgangar/2026/oppna/")
    assert response.status_code == 409
    assert "Skriv in samrådet först" in response.content.decode()
    assert Round.objects.get().state == "draft"


def test_the_opening_page_names_those_who_get_no_letter(small_draft, nameless, coordinator, as_):
    invite(small_draft, nameless)
    page = as_(coordinator).get("/omgangar/2026/oppna/").content.decode()
    assert "De här får inget brev" in page
    assert "Utan adress" in page


def test_a_round_is_made_and_prepared_from_its_pages(strategy, coordinator, as_, commit, mailed):
    client = as_(coordinator)
    assert client.post("/omgangar/ny/", {"year": "2026"}).status_code == 302
    plan = {"closes_on": "2026-10-30", "expected_minutes": "45", "purpose": "Därför"}
    plan["legal_basis"] = "Uppgift av allmänt intresse"
    assert client.post("/omgangar/2026/plan/", plan).status_code == 302
    consultation = {
        "was_held": "held",
        "with_whom": "Kommunernas förbund",
        "consulted_on": "2026-09-01",
        "what_changed": "Färre frågor",
        "omitted_because": "Ska inte sparas",
    }
    assert client.post("/omgangar/2026/samrad/", consultation).status_code == 302
    with commit():
        assert client.post("/omgangar/2026/oppna/").status_code == 302
    round_ = Round.objects.get()
    assert (round_.state, round_.closes_on) == ("open", date(2026, 10, 30))
    assert (round_.purpose, round_.is_voluntary, round_.expected_minutes) == ("Därför", False, 45)
    recorded = Consultation.objects.get()
    assert (recorded.with_whom, recorded.omitted_because) == ("Kommunernas förbund", "")


@pytest.mark.parametrize(
    ("address", "data", "says"),
    [
        ("ny/", {"year": "2026"}, "Det finns redan en omgång för 2026"),
        ("ny/", {"year": "2040"}, "Ingen strategi gäller 2040"),
        ("2026/plan/", {"closes_on": "2026-10-11", "expected_minutes": "5"}, "redan varit"),
        ("2026/samrad/", {}, "Svara ja eller nej"),
        ("2026/samrad/", {"was_held": "held"}, "Skriv med vilka"),
        ("2026/samrad/", {"was_held": "held"}, "Skriv vad ni ändrade, eller ”Inget”"),
        ("2026/samrad/", {"was_held": "omitted"}, "Skriv varför samråd inte behövdes"),
        ("2026/kopiera/", {"year": "2026"}, "Välj ett år efter 2026"),
        ("2026/kopiera/", {"year": "2027", "year_to": "2028"}, "Välj om strategin förlängs"),
        (
            "2026/kopiera/",
            {"year": "2027", "year_to": "2028", "strategy": "succeed"},
            "Skriv vad den nya strategin heter",
        ),
        (
            "2026/kopiera/",
            {"year": "2028", "year_to": "2027", "strategy": "prolong"},
            "minst till och med 2028",
        ),
        (
            "2026/inbjudna/brev/",
            {"subject": "Hej", "text": "{namn}"},
            "{namn} går inte att fylla i",
        ),
        ("2026/fragor/challenges/", {"wording": ""}, "Skriv frågan."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(
    small_draft, coordinator, as_, address, data, says
):
    response = as_(coordinator).post(f"/omgangar/{address}", data)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert not Event.objects.exists()


def test_a_round_is_copied_with_the_strategy_prolonged(small_draft, coordinator, as_):
    client = as_(coordinator)
    assert "Strategin slutar 2026" in client.get("/omgangar/2026/kopiera/").content.decode()
    chosen = {"year": "2027", "strategy": "prolong", "year_to": "2028"}
    response = client.post("/omgangar/2026/kopiera/", chosen)
    assert (response.status_code, response["Location"]) == (302, "/omgangar/2027/")


def test_a_round_within_the_strategy_is_copied_without_the_question(strategy, coordinator, as_):
    make_round(2025, state="archived")
    page = as_(coordinator).get("/omgangar/2025/kopiera/").content.decode()
    assert "Strategin slutar" not in page
    assert as_(coordinator).post("/omgangar/2025/kopiera/", {"year": "2026"}).status_code == 302


def test_ticking_organisations_invites_and_uninvites(
    small_draft, sala, arboga, nameless, coordinator, as_
):
    kept = {"actors": [sala.pk, nameless.pk]}
    assert as_(coordinator).post("/omgangar/2026/inbjudna/", kept).status_code == 302
    assert {one.actor for one in small_draft.invitations.all()} == {sala, nameless}


def test_in_an_open_round_nobody_loses_an_invitation_by_an_unticked_box(
    open_round, sala, arboga, coordinator, as_
):
    start(open_round, sala)
    invite(open_round, arboga)
    response = as_(coordinator).post("/omgangar/2026/inbjudna/", {"actors": []})
    assert response.status_code == 302
    assert Invitation.objects.count() == 2


def test_the_reminder_is_shown_before_it_is_sent(open_round, sala, coordinator, as_):
    invite(open_round, sala)
    written = {"subject": "Till {organisation}", "text": "Svara före {sista_dag}"}
    client = as_(coordinator)
    address = "/omgangar/2026/skicka/paminnelse/forhandsvisning/"
    whole = client.post(address, written).content.decode()
    part = client.post(address, written, headers={"HX-Request": "true"}).content.decode()
    for page in (whole, part):
        assert "Till Sala kommun" in page
        assert "Svara före fredag 30 oktober 2026" in page
    assert "<html" in whole
    assert "<html" not in part
    assert mail.outbox == []


def test_a_reminder_is_looked_at_before_it_is_sent(
    open_round, sala, arboga, official_in_sala, coordinator, as_, commit, mailed
):
    invite(open_round, sala)
    submit(open_round, arboga, coordinator)
    written = {"subject": "Till {organisation}", "text": "Svara"}
    client = as_(coordinator)
    with commit():
        review = client.post("/omgangar/2026/paminnelse/", written).content.decode()
    assert "Skicka 1 brev till 1 organisation?" in review
    assert "Sala kommun: Amina Lund" in review
    assert re.search(r"Har lämnat in\.</h3>\s*<ul class=\"small\"><li>Arboga kommun", review)
    assert mailed() == []
    with commit():
        response = client.post("/omgangar/2026/paminnelse/", written | {"confirm": "1"})
    assert response["Location"] == "/omgangar/2026/brev/"
    assert mailed() == ["amina.lund@example.org"]


def test_a_second_reminder_the_same_day_says_that_nothing_was_sent_and_who_has_it(
    open_round, sala, official_in_sala, coordinator, as_, commit, mailed
):
    invite(open_round, sala)
    written = {"subject": "Till {organisation}", "text": "Svara", "confirm": "1"}
    client = as_(coordinator)
    for _ in range(2):
        with commit():
            page = client.post("/omgangar/2026/paminnelse/", written, follow=True).content.decode()
    assert "Inget brev skickades. Har redan fått brevet: Sala kommun." in page
    assert "1 brev till 1 organisation skickas nu" not in page
    assert mailed() == ["amina.lund@example.org"]


def test_a_letter_can_be_changed_after_the_review(open_round, sala, coordinator, as_):
    invite(open_round, sala)
    written = {"subject": "Ämnet", "text": "Min egen text", "confirm": "change"}
    page = as_(coordinator).post("/omgangar/2026/paminnelse/", written).content.decode()
    assert "Min egen text</textarea>" in page
    assert not SentMail.objects.exists()


def test_the_questionnaire_is_shown_as_it_will_be_read(draft, coordinator, as_):
    page = as_(coordinator).get("/omgangar/2026/forhandsvisning/").content.decode()
    assert page.count("Vilka insatser har ni gjort?") == 6
    assert "Har ni ett eget mål eller en egen plan för integration?" in page
    assert "<dt>1.1</dt><dd><strong>Bostäder för sociala ändamål</strong>" in page


def test_the_list_of_rounds_asks_the_same_of_the_database_for_one_and_three(
    strategy, coordinator, as_, django_assert_num_queries
):
    client = as_(coordinator)
    for year in (2024, 2025, 2026):
        make_round(year, state="archived")
        with django_assert_num_queries(4):
            client.get("/omgangar/")


def test_the_first_round_is_offered_where_there_is_none(strategy, coordinator, as_):
    page = as_(coordinator).get("/omgangar/").content.decode()
    assert "Börja den första omgången" in page


def test_a_text_with_markup_is_shown_as_text(small_draft, coordinator, as_):
    actions.change_plan(small_draft, by=coordinator, purpose="<script>alert(1)</script>")
    page = as_(coordinator).get("/omgangar/2026/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
