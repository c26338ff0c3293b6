"""The year's meetings: planned, summoned, held, adjusted, and what is on them."""

import pytest
from django.core import mail

from actors.models import Event
from followup.council import agenda, meetings
from followup.council.models import AgendaItem, Meeting
from followup.report.models import AnnualReport
from strategy_portal.access import Role
from strategy_portal.exceptions import WrongStateError
from tests.followup.council.conftest import days
from tests.year import make_person

PLAN = {
    "year": "2026",
    "day_1": "2026-03-04",
    "day_2": "2026-06-03",
    "day_3": "2026-09-23",
    "day_4": "2026-12-09",
    "begins": "09:00",
    "place": "Länsresidenset",
}


def test_the_year_is_planned_and_the_last_meeting_gets_report_and_priorities(as_, coordinator):
    response = as_(coordinator).post("/radet/planera/", PLAN)

    assert response.status_code == 302
    assert response.url == "/radet/2026/"
    planned = Meeting.objects.for_year(2026)
    assert [(m.number, m.day.isoformat(), m.state) for m in planned] == [
        (1, "2026-03-04", "planned"),
        (2, "2026-06-03", "planned"),
        (3, "2026-09-23", "planned"),
        (4, "2026-12-09", "planned"),
    ]
    kinds = [[item.kind for item in m.agenda.all()] for m in planned]
    assert kinds == [["information"]] * 3 + [["information", "report", "priorities"]]
    assert Event.objects.filter(verb="plan_meeting", person=coordinator).count() == 4


def test_the_clock_is_swedish(as_, coordinator):
    as_(coordinator).post("/radet/planera/", PLAN)
    starts = Meeting.objects.for_year(2026).values_list("starts_at", flat=True)
    assert [moment.hour for moment in starts] == [8, 7, 7, 8]  # UTC, winter and summer time


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"day_2": "2027-06-03"}, "Dagen ska ligga i 2026."),
        ({"day_3": "2026-01-07"}, "Mötena ska komma i ordning, ett per dag."),
        ({"day_1": ""}, "Välj dag för möte 1."),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_words(as_, coordinator, change, words):
    response = as_(coordinator).post("/radet/planera/", PLAN | change)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Meeting.objects.exists()


def test_a_year_is_planned_once(as_, coordinator, year):
    response = as_(coordinator).post("/radet/planera/", PLAN)

    assert response.status_code == 409
    assert "redan planerade" in response.content.decode()
    assert Meeting.objects.count() == 4


def test_the_summons_reaches_the_council_and_nobody_else(
    as_,
    coordinator,
    council_chair,
    official_in_sala,
    year,
    sala,
    django_capture_on_commit_callbacks,
):
    make_person("Slutad Ledamot", sala, Role.COUNCIL, is_active=False)
    with django_capture_on_commit_callbacks(execute=True):
        response = as_(coordinator).post("/radet/2026/4/kalla/")

    assert response.url == "/radet/2026/4/"
    assert [letter.to for letter in mail.outbox] == [[council_chair.email]]
    letter = mail.outbox[0]
    assert letter.subject == "Kallelse: Integrationsrådet 2026-12-09"
    assert "Tid: onsdag 9 december 2026, kl. 09:00" in letter.body
    assert "3. Prioriteringar för 2027" in letter.body
    assert "/radet/2026/4/" in letter.body
    year[3].refresh_from_db()
    assert year[3].state == "summoned"


def test_a_mail_server_that_is_down_does_not_undo_the_summons(
    as_, coordinator, council_chair, year, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with django_capture_on_commit_callbacks(execute=False) as letters:
        as_(coordinator).post("/radet/2026/4/kalla/")
    assert len(letters) == 1

    year[3].refresh_from_db()
    assert year[3].state == "summoned"
    with pytest.raises(OSError, match="refused"):
        letters[0]()


def test_an_empty_agenda_is_not_summoned_to(coordinator, year):
    year[0].agenda.all().delete()
    with pytest.raises(WrongStateError, match="minst ett ärende"):
        meetings.summon(year[0], by=coordinator, address="http://testserver/")


def test_from_plan_to_adjusted_minutes(as_, coordinator, year):
    browser = as_(coordinator)
    for verb in ("kalla", "hall", "justera"):
        assert browser.post(f"/radet/2026/1/{verb}/").status_code == 302

    year[0].refresh_from_db()
    assert year[0].state == "minutes_adjusted"
    verbs = Event.objects.about(year[0]).values_list("verb", flat=True)
    assert list(verbs) == ["adjust", "hold", "summon", "plan_meeting"]


@pytest.mark.parametrize("verb", ["hall", "justera"])
def test_a_step_cannot_be_skipped(as_, coordinator, year, verb):
    response = as_(coordinator).post(f"/radet/2026/1/{verb}/")

    assert response.status_code == 409
    assert "läget är ”Planerat”" in response.content.decode()


def test_matters_are_added_moved_and_removed(as_, coordinator, year):
    browser = as_(coordinator)
    new = {"title": "Nytt ärende", "kind": "other", "text": "Underlag."}
    browser.post("/radet/2026/1/arenden/nytt/", new)
    item = AgendaItem.objects.get(title="Nytt ärende")
    assert item.order == 2

    browser.post(f"/radet/2026/1/arenden/{item.pk}/upp/")
    titles = [one.title for one in year[0].agenda.order_by("order")]
    assert titles == ["Nytt ärende", agenda.LAST_DECISIONS_ARE_FOLLOWED_UP]

    browser.post(f"/radet/2026/1/arenden/{item.pk}/upp/")  # already first: nothing happens
    browser.post(f"/radet/2026/1/arenden/{item.pk}/ner/")
    titles = [one.title for one in year[0].agenda.order_by("order")]
    assert titles == [agenda.LAST_DECISIONS_ARE_FOLLOWED_UP, "Nytt ärende"]

    browser.post(f"/radet/2026/1/arenden/{item.pk}/bort/")
    assert not AgendaItem.objects.filter(pk=item.pk).exists()


def test_a_matter_of_another_meeting_is_not_found(as_, coordinator, year):
    item = year[1].agenda.get()
    assert as_(coordinator).post(f"/radet/2026/1/arenden/{item.pk}/bort/").status_code == 404
    assert AgendaItem.objects.filter(pk=item.pk).exists()


def test_the_agenda_of_a_held_meeting_stands(as_, coordinator, year):
    Meeting.objects.filter(pk=year[0].pk).update(state="held")
    item = year[0].agenda.get()
    browser = as_(coordinator)
    new = {"title": "För sent", "kind": "other", "text": ""}

    assert browser.post("/radet/2026/1/arenden/nytt/", new).status_code == 409
    assert browser.post(f"/radet/2026/1/arenden/{item.pk}/bort/").status_code == 409
    assert [one.title for one in year[0].agenda.all()] == [item.title]


def test_a_matter_with_a_decision_is_not_removed(as_, coordinator, last_meeting):
    item = last_meeting.agenda.first()
    decision = {"item": item.pk, "text": "Rådet lägger informationen till handlingarna."}
    as_(coordinator).post("/radet/2026/4/beslut/", decision)

    response = as_(coordinator).post(f"/radet/2026/4/arenden/{item.pk}/bort/")
    assert response.status_code == 409
    assert "har beslut" in response.content.decode()


def test_time_and_place_can_be_changed_within_the_year(as_, coordinator, year):
    browser = as_(coordinator)
    moved = {"day": "2026-12-10", "begins": "13:00", "place": "Rådhuset"}
    assert browser.post("/radet/2026/4/andra/", moved).status_code == 302
    year[3].refresh_from_db()
    assert (year[3].day.isoformat(), year[3].place) == ("2026-12-10", "Rådhuset")

    refused = browser.post("/radet/2026/4/andra/", moved | {"day": "2027-01-10"})
    assert refused.status_code == 422
    assert "Dagen ska ligga i 2026." in refused.content.decode()


def test_the_report_that_was_presented_is_tied_to_the_meeting(
    coordinator, last_meeting, round_2026
):
    AnnualReport.objects.create(round=round_2026, title="Utkast", version=2)
    shown = AnnualReport.objects.create(round=round_2026, title="Visad", state="ready")
    meetings.hold(last_meeting, by=coordinator)
    assert last_meeting.agenda.get(kind="report").report == shown


# --- Who may -----------------------------------------------------------------------------------

VERBS = (
    "/radet/planera/",
    "/radet/2026/4/andra/",
    "/radet/2026/4/kalla/",
    "/radet/2026/4/hall/",
    "/radet/2026/4/justera/",
    "/radet/2026/4/arenden/nytt/",
    "/radet/2026/4/arenden/1/upp/",
    "/radet/2026/4/arenden/1/ner/",
    "/radet/2026/4/arenden/1/bort/",
    "/radet/2026/4/beslut/",
    "/radet/2026/4/prioriteringar/besluta/",
    "/radet/prioriteringar/2027/1/fokusgrupp/",
)
PAGES = (
    "/radet/",
    "/radet/2026/",
    "/radet/2026/4/",
    "/radet/2026/4/prioriteringar/",
    "/radet/beslut/",
    "/radet/prioriteringar/2027/",
)


@pytest.mark.parametrize("address", VERBS)
@pytest.mark.parametrize("name", ["outsider", "official_in_sala", "council_chair", "preparer"])
def test_only_the_secretaries_act(as_, request, year, address, name):
    person = request.getfixturevalue(name)
    assert as_(person).post(address, PLAN).status_code == 403
    assert list(Meeting.objects.values_list("state", flat=True)) == ["planned"] * 4


@pytest.mark.parametrize("address", PAGES)
def test_the_council_reads_and_others_do_not(
    as_, client, year, council_chair, outsider, official_in_sala, address
):
    assert as_(council_chair).get(address).status_code == 200
    assert as_(outsider).get(address).status_code == 403
    assert as_(official_in_sala).get(address).status_code == 403
    assert client.get(address).status_code == 302  # to the sign-in page


def test_the_verbs_refuse_get(as_, coordinator, year):
    pages_with_a_form = {"/radet/planera/", "/radet/2026/4/andra/"}
    for address in VERBS:
        expected = 200 if address in pages_with_a_form else 405
        if address.endswith("/fokusgrupp/"):
            expected = 404  # a page with a form, about a priority that is not there
        assert as_(coordinator).get(address).status_code == expected, address


def test_the_year_asks_the_same_number_of_questions_however_many_meetings(
    as_, coordinator, strategy, django_assert_num_queries
):
    browser = as_(coordinator)
    for year, meetings_ in ((2024, 1), (2025, 3)):
        agenda.plan_year(year=year, starts=days(year)[:meetings_], place="", by=coordinator)
        with django_assert_num_queries(INDEX_QUERIES):
            assert browser.get(f"/radet/{year}/").status_code == 200


INDEX_QUERIES = 9
