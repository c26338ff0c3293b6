"""What holds otherwise than an adopted report says is told, noted, and never changes the report."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from actors.models import Actor, Event
from followup.report.afterwards import later_changes
from followup.report.afterwards.standing import Difference, differences
from followup.report.models import AnnualReport, LaterChange
from followup.report.snapshot import canonical_json
from followup.review.models import Assessment, Proposal
from followup.survey.models import ReportedAnswer, ReportedIntervention, SubmissionVersion
from goals.statistics.models import Indicator
from strategy_portal.exceptions import WrongStateError
from strategy_portal.home import next_steps
from tests.followup.report.sample import sample_snapshot
from tests.year import submit

PAGE = "/rapporter/2026/arbete/andrat/"


def copy(snapshot: Any) -> Any:
    return json.loads(canonical_json(snapshot))


@pytest.fixture
def then() -> Any:
    return sample_snapshot()


@pytest.fixture
def now(then) -> Any:
    return copy(then)


# --- What is told -------------------------------------------------------------------------------


def test_where_nothing_has_changed_nothing_is_told(then, now):
    assert differences(then, now) == []


def test_a_new_year_and_a_new_proposal_are_nothing_that_the_report_has_wrong(then, now):
    area = now["areas"][4]
    area["measurements"].append(area["measurements"][0] | {"year": 2031})
    area["proposals"].append(area["proposals"][0] | {"sub_goal": "5.9"})
    now["made_at"] = "2027-01-01T00:00:00+01:00"
    assert differences(then, now) == []


def test_a_revised_series_is_told_once_with_the_first_of_its_values(then, now):
    for one in now["areas"][4]["measurements"]:
        if one["indicator"].endswith("20–64 år") and one["value"]:
            one |= {"value": one["value"] + 1, "fetched_on": "2027-02-01"}
    (told,) = differences(then, now)
    assert (told.what, told.area, told.since) == (
        "Andel i arbete av utrikes födda 20–64 år: 9 värden",
        5,
        "2027-02-01",
    )
    assert told.said == (
        "Arboga, Arboga, 2025: 57,1; Fagersta, Fagersta, 2025: 51,2; "
        "Hallstahammar, Hallstahammar, 2025: 55,4; Kungsör, Kungsör, 2025: 57,6; "
        "Köping, Köping, 2025: 54,7; och 4 till"
    )
    assert told.holds.startswith("Arboga, Arboga, 2025: 58,1; ")


def test_a_value_that_is_gone_and_a_new_break_are_told(then, now):
    area = now["areas"][4]
    gone = next(one for one in area["measurements"] if one["indicator"] == "Trångbodda hushåll")
    area["measurements"].remove(gone)
    area["indicators"][0]["breaks"] = [2020, 2022, 2040]
    told = {one.key: (one.said, one.holds) for one in differences(then, now)}
    assert told == {
        "values:Trångbodda hushåll": (
            "Riket, Utomeuropeiskt födda, 2017: 31",
            "Riket, Utomeuropeiskt födda, 2017: finns inte längre",
        ),
        "breaks:None": ("Ny mätmetod från 2020", "Ny mätmetod från 2020 och 2022"),
    }


def test_an_answer_handed_in_again_and_an_intervention_taken_away(then, now):
    sala = next(one for one in now["response"]["organisations"] if one["name"] == "Sala kommun")
    sala |= {"submitted_at": "2027-01-15T10:00:00+01:00", "version": 3}
    now["answers"][0]["answer"] = "Minst hälften"
    area = now["areas"][0]
    for one in (then["areas"][0], area):
        one["interventions"][0]["organisation"] = one["interventions"][1]["organisation"] = (
            "Sala kommun"
        )
    title = area["interventions"].pop(0)["title"]
    area["interventions"][0]["effect"] = "Tolv fick arbete."
    added = area["interventions"][0] | {"id": "ny", "title": "Lots"}
    area["interventions"].append(added)
    told = [(one.what, one.said, one.holds, one.since) for one in differences(then, now)]
    day = "2027-01-15"
    changed = area["interventions"][0]["title"]
    assert told == [
        (f"{title}, Sala kommun: insatsen", title, "Finns inte längre", day),
        (
            f"{changed}, Sala kommun: effekt",
            then["areas"][0]["interventions"][1]["effect"],
            "Tolv fick arbete.",
            day,
        ),
        ("Lots, Sala kommun: ny insats", "Finns inte", "Lots", day),
        ("Sala kommun, delmål 5.1, Hur långt har ni kommit?", "Påbörjat", "Minst hälften", day),
    ]


def test_whoever_comes_late_is_told_as_one_thing(then, now):
    late = now["response"]["organisations"][-1]
    late |= {"submitted_at": "2027-01-15T10:00:00+01:00", "version": 1}
    now["areas"][0]["interventions"].append(
        now["areas"][0]["interventions"][0] | {"id": "ny", "organisation": late["name"]}
    )
    assert differences(then, now) == [
        Difference(
            f"handed-in:{late['name']}",
            0,
            "answers",
            f"{late['name']}: svar i enkäten",
            "Har inte svarat",
            "Har lämnat in sina svar",
            "2027-01-15",
        )
    ]


def test_an_organisation_with_a_new_name_is_told_once_and_is_the_same_still(then):
    now: Any = json.loads(canonical_json(then).replace("Sala kommun", "Sala stad"))
    told = [(one.what, one.said, one.holds) for one in differences(then, now)]
    assert told == [("Sala kommun: namn", "Sala kommun", "Sala stad")]


def test_what_is_judged_and_written_otherwise(then, now):
    area = now["areas"][4]
    area["assessment"] |= {
        "development_label": "Oförändrat",
        "saved": {"version": 5, "on": "2027-01-03"},
    }
    area["sub_goals"][0] |= {"reasons": "Nya skäl."}
    area["situation"] = "Läget är ett annat."
    area["proposals"][0]["reason"] = "Ett annat skäl."
    area["texts"]["development"] = "Utvecklingen är jämn."
    area["texts_saved"]["development"] = {"version": 4, "on": "2027-01-04"}
    now["summary"] = "Allt går bra."
    now["texts_saved"]["summary"] = {"version": 8, "on": "2027-01-05"}
    told = {one.key: (one.what, one.holds, one.since) for one in differences(then, now)}
    assert told == {
        "text:summary": ("Sammanfattningen", "Allt går bra.", "2027-01-05"),
        "text:5:development": (
            "Sysselsättning: Texten om utvecklingen",
            "Utvecklingen är jämn.",
            "2027-01-04",
        ),
        "strategy:5:situation": (
            "Strategins text om Sysselsättning: läget",
            "Läget är ett annat.",
            "",
        ),
        "judgement:5:development_label": (
            "Bedömning av Sysselsättning: utveckling",
            "Oförändrat",
            "2027-01-03",
        ),
        "judgement:5.1:reasons": ("Bedömning av delmål 5.1: skäl", "Nya skäl.", ""),
        "proposal:5.1": (
            "Förslag för delmål 5.1",
            "Språkstöd på arbetsplatsen i alla kommuner\nEtt annat skäl.",
            "",
        ),
    }


# --- Kept, and gone again -------------------------------------------------------------------------


@pytest.fixture
def judged_anew(adopted) -> AnnualReport:
    """The report is adopted, and afterwards the judgement's reasons are put otherwise."""
    Assessment.objects.update(reasons="Den ökar lika mycket.", updated_at=timezone.now())
    return adopted


def test_the_report_stays_byte_for_byte_and_the_notice_says_what_where_and_since(
    judged_anew, preparer
):
    before = AnnualReport.objects.values().get(pk=judged_anew.pk)
    assert later_changes.look(judged_anew, by=preparer) == 1

    after = AnnualReport.objects.values().get(pk=judged_anew.pk)
    assert {**after, "compared_at": None} == {**before, "compared_at": None}
    (change,) = judged_anew.later_changes.all()
    assert (change.where, change.what, change.said, change.holds, change.since) == (
        "Sysselsättning",
        "Bedömning av Sysselsättning: skäl",
        "Sysselsättningen ökar mest bland kvinnor.",
        "Den ökar lika mycket.",
        timezone.localdate(),
    )
    assert change.source_number
    event = Event.objects.get(verb="find_later_changes")
    assert event.data == {"changes": ["Bedömning av Sysselsättning: skäl"]}


def test_what_has_been_told_is_not_told_again_and_what_holds_again_is_gone(judged_anew, preparer):
    later_changes.look(judged_anew, by=preparer)
    assert later_changes.look(judged_anew, by=preparer) == 0
    assert LaterChange.objects.count() == 1
    Assessment.objects.update(reasons="Sysselsättningen ökar mest bland kvinnor.")
    assert later_changes.look(judged_anew, by=preparer) == 0
    assert not LaterChange.objects.exists()


def test_an_answer_a_value_and_a_proposal_that_have_changed(
    adopted, sala, official_in_sala, sub_goal, preparer
):
    first = SubmissionVersion.objects.get()
    second = SubmissionVersion.objects.create(
        submission=first.submission,
        number=2,
        submitted_by=official_in_sala,
        answers={},
        checksum="1" * 64,
    )
    ReportedAnswer.objects.create(
        version=second,
        question_version=ReportedAnswer.objects.filter(degree="H").get().question_version,
        goal_area=sub_goal.goal_area,
        sub_goal=sub_goal,
        degree="G",
    )
    first.submission.current_version = second
    first.submission.save()
    indicator = Indicator.objects.get(slug="kommuner-med-bostadsbrist")
    old = indicator.measurements.get()
    # The key of a value is free again once the earlier one points at what took its place.
    elsewhere = Indicator.objects.exclude(pk=indicator.pk)[0]
    new = indicator.measurements.model.objects.create(
        indicator=elsewhere,
        place="någon annanstans",
        value=8,
        out_of=10,
        source="Boverket",
        year=None,
        year_note=old.year_note or "anges inte",
        fetched_on="2027-03-01",
    )
    old.superseded_by = new
    old.save()
    for field in ("place", "place_level", "group", "sex", "origin", "year", "year_note"):
        setattr(new, field, getattr(old, field))
    new.indicator = indicator
    new.save()
    Proposal.objects.update(title="Språkstöd i sju kommuner")

    later_changes.look(adopted, by=preparer)
    told = {one.key.split(":")[0]: (one.said, one.holds) for one in LaterChange.objects.all()}
    assert told["values"] == (
        "Västmanlands län, Kommuner i länet: 7 av 10 kommuner",
        "Västmanlands län, Kommuner i länet: 8 av 10 kommuner",
    )
    assert told["proposal"] == (
        "Språkstöd i alla kommuner\nDet ger arbete.",
        "Språkstöd i sju kommuner\nDet ger arbete.",
    )
    assert told["intervention"] == ("Språkstöd på arbetsplatsen", "Finns inte längre")
    answers = LaterChange.objects.filter(key__startswith="answer:5")
    assert [(one.said, one.holds) for one in answers] == [
        ("Minst hälften", "Genomfört eller löpande"),
        ("Vi är på god väg.", "Tomt"),
        ("Svårt att nå kvinnor utan etableringsplan.", "Tomt"),
    ]
    assert not ReportedIntervention.objects.filter(version=second).exists()


def test_a_draft_is_made_again_instead(made, preparer):
    with pytest.raises(WrongStateError):
        later_changes.look(made, by=preparer)


def test_the_schedule_looks_once_a_day(judged_anew):
    call_command("run_schedule", stdout=StringIO())
    first = AnnualReport.objects.get().compared_at
    assert LaterChange.objects.count() == 1
    assert Event.objects.get(verb="find_later_changes").person is None
    call_command("run_schedule", stdout=StringIO())
    assert AnnualReport.objects.get().compared_at == first
    AnnualReport.objects.update(compared_at=timezone.now() - timedelta(days=1))
    assert later_changes.look_at_those_due() == 1


# --- On screen ------------------------------------------------------------------------------------


@pytest.fixture
def told(judged_anew, preparer) -> LaterChange:
    later_changes.look(judged_anew, by=preparer)
    return LaterChange.objects.get()


def test_whoever_makes_reports_sees_it_in_the_list_in_the_workshop_and_on_the_home_page(
    told, as_, preparer, coordinator
):
    browser = as_(preparer)
    assert "1 ändrat efteråt" in browser.get("/rapporter/").content.decode()
    assert "1 uppgift stämmer" in browser.get("/rapporter/2026/arbete/").content.decode()
    page = browser.get(PAGE).content.decode()
    assert "Sysselsättningen ökar mest bland kvinnor." in page
    assert "Den ökar lika mycket." in page
    (step,) = [one for one in next_steps(coordinator) if one.url == PAGE]
    assert step.text == "1 att ta ställning till. Rapporten är som den var."


def test_it_is_noted_with_a_reason_which_stays_in_the_log(told, as_, preparer, coordinator):
    browser = as_(preparer)
    answer = {"seen": told.edition, "because": "Påverkar inte slutsatsen."}
    assert browser.post(f"{PAGE}{told.pk}/notera/", answer).status_code == 302
    told.refresh_from_db()
    assert (told.noted_by, told.noted_because) == (preparer, "Påverkar inte slutsatsen.")
    event = Event.objects.get(verb="note_later_change")
    assert (event.person, event.reason) == (preparer, "Påverkar inte slutsatsen.")
    assert event.data["holds"] == "Den ökar lika mycket."
    assert "Påverkar inte slutsatsen." in browser.get(PAGE).content.decode()
    assert not [one for one in next_steps(coordinator) if one.url == PAGE]
    assert later_changes.look(told.report, by=preparer) == 0


def test_what_changes_once_more_is_a_new_notice(told, as_, preparer):
    later_changes.note(told, seen=told.edition, because="Oväsentligt.", by=preparer)
    Assessment.objects.update(reasons="Den minskar.")
    assert later_changes.look(told.report, by=preparer) == 1
    again = LaterChange.objects.get()
    assert (again.holds, again.noted_at, again.noted_because) == ("Den minskar.", None, "")
    # Whoever still has the first one on screen cannot note what they have not read.
    answer = {"seen": told.edition, "because": "Påverkar inget."}
    assert as_(preparer).post(f"{PAGE}{again.pk}/notera/", answer).status_code == 409
    again.refresh_from_db()
    assert again.noted_at is None


def test_without_a_reason_it_is_not_noted(told, as_, preparer):
    response = as_(preparer).post(f"{PAGE}{told.pk}/notera/", {"seen": told.edition})
    assert response.status_code == 422
    assert "Skriv varför rapporten inte behöver rättas." in response.content.decode()
    told.refresh_from_db()
    assert told.noted_at is None


def test_one_may_compare_at_once(judged_anew, as_, preparer):
    response = as_(preparer).post(f"{PAGE}jamfor/", follow=True)
    assert "Jämfört. 1 ny ändring." in response.content.decode()


def test_no_outsider_reads_or_notes_and_get_changes_nothing(told, client, as_, official_in_sala):
    for browser in (client, as_(official_in_sala)):
        for address in (PAGE, f"{PAGE}jamfor/", f"{PAGE}{told.pk}/notera/"):
            assert browser.get(address).status_code in {302, 403, 404, 405}
            assert browser.post(address).status_code in {302, 403, 404, 405}
    told.refresh_from_db()
    assert told.noted_at is None


def test_a_get_to_note_or_compare_is_refused(told, as_, preparer):
    assert as_(preparer).get(f"{PAGE}jamfor/").status_code == 405
    assert as_(preparer).get(f"{PAGE}{told.pk}/notera/").status_code == 405


def test_of_a_draft_there_is_no_such_page(made, as_, preparer):
    assert as_(preparer).get(PAGE).status_code == 404


def test_the_public_page_says_nothing_of_it(published, client, preparer):
    Assessment.objects.update(reasons="Den ökar lika mycket.")
    assert later_changes.look(published, by=preparer) == 1
    page = client.get("/rapporter/2026/").content.decode()
    assert published.public_html in page
    assert "Den ökar lika mycket." not in page
    assert "arbete/andrat" not in page
    assert b"efter" not in client.get("/rapporter/").content.split(b"Publicerade rapporter")[1]


PAGE_QUERIES = 5


@pytest.mark.parametrize("count", [1, 3, 40])
def test_the_page_asks_the_same_number_of_questions_whatever_has_changed(
    told, as_, preparer, count, django_assert_num_queries
):
    LaterChange.objects.bulk_create(
        LaterChange(report=told.report, key=str(n), order=n, where="", what="", said="", holds="")
        for n in range(1, count)
    )
    browser = as_(preparer)
    browser.get(PAGE)
    with django_assert_num_queries(PAGE_QUERIES):
        browser.get(PAGE)


COMPARING = 130


@pytest.mark.parametrize("count", [1, 3])
def test_comparing_costs_the_same_however_many_have_answered(
    judged_anew, preparer, count, arboga, official_in_sala, sub_goal, django_assert_num_queries
):
    towns = Actor.objects.filter(actor_type="municipality").exclude(slug="sala-kommun")
    for actor in towns.exclude(slug="arboga-kommun")[: count - 1]:
        submit(judged_anew.round, actor, official_in_sala, degrees={sub_goal: "G"})
    with django_assert_num_queries(COMPARING):
        later_changes.look(judged_anew, by=preparer)
