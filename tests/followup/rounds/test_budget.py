"""What a question gave and cost last year: who answered, what the report used, how long it took."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from actors.models import Actor, Event
from followup.report.models import AnnualReport
from followup.rounds.budget import budgets, minutes_of, section_minutes
from followup.rounds.models import Question
from followup.survey.models import Answer, AnswerRevision, ReportedAnswer
from goals.statistics.models import Indicator
from tests.year import make_round, submit

NOON = datetime(2025, 10, 1, 12, tzinfo=UTC)


@pytest.fixture
def goal(strategy):
    return strategy.goal_areas.get(number=5).sub_goals.get(number=1)


@pytest.fixture
def years(strategy):
    return [make_round(year, state="archived") for year in (2024, 2025)]


@pytest.fixture
def draft(years):
    return make_round(2026, state="draft")


def report(
    round_,
    *,
    state="adopted",
    degrees=0,
    comments=(),
    challenges=(),
    interventions=(),
    forward=(),
    in_files=(),
):
    """An adopted report that says only this."""
    goal = {
        "degrees": dict.fromkeys("GHPEN", degrees) | {"blank": 3},
        "comments": [{"organisation": "Sala", "text": text} for text in comments],
    }
    area = {
        "sub_goals": [goal],
        "interventions": list(interventions),
        "challenges": [{"text": text, "by": "Sala"} for text in challenges],
        "sections": [],
    }
    asked = round_.asked_questions.filter(question__key__in=in_files)
    snapshot = {
        "areas": [area],
        "proposals": [{"sub_goal": code, "reason": "Länets egna skäl"} for code in forward],
        "answers": [
            {
                "question": one.version.wording,
                "kind": one.question.kind,
                "area_number": 0 if one.question.scope == "organisation" else 5,
                "answer": "x",
            }
            for one in asked.select_related("version", "question")
        ],
    }
    return AnnualReport.objects.create(
        round=round_, title="Rapport", state=state, snapshot=snapshot
    )


def budget_of(draft, key):
    question = Question.objects.get(key=key)
    return budgets(draft, [question]).get(question.pk)


def test_how_many_of_those_asked_answered(draft, years, sala, arboga, goal, coordinator):
    submit(years[1], sala, coordinator, degrees={goal: "G"}, comments={goal: "Ja"})
    submit(years[1], arboga, coordinator, degrees={goal: "H"})
    degree, comment = budget_of(draft, "degree"), budget_of(draft, "comment")
    assert (degree.year, degree.answered, degree.asked, degree.share) == (2025, 2, 2, 100)
    assert (comment.answered, comment.asked, comment.share) == (1, 2, 50)
    assert budget_of(draft, "cooperation").answered == 0


def test_only_types_that_are_asked_are_counted_as_asked(draft, years, sala, goal, coordinator):
    agency = Actor.objects.filter(actor_type="agency", is_test=False)[0]
    for actor in (sala, agency):
        submit(years[1], actor, coordinator, degrees={goal: "G"})
    years[1].asked_questions.filter(question__key="challenges").update(actor_types=["agency"])
    assert budget_of(draft, "challenges").asked == 1


def test_the_test_organisation_never_counts(draft, years, goal, coordinator):
    tester = Actor.objects.get(is_test=True)
    submit(years[1], tester, coordinator, degrees={goal: "G"})
    assert (budget_of(draft, "degree").answered, budget_of(draft, "degree").asked) == (0, 0)
    assert budget_of(draft, "degree").share is None


def test_interventions_are_answered_by_who_reported_any(
    draft, years, sala, arboga, goal, coordinator
):
    one = {"title": "Språkcafé", "goal_area": goal.goal_area, "sub_goals": [goal]}
    submit(years[1], sala, coordinator, interventions=[one, one])
    submit(years[1], arboga, coordinator)
    assert (budget_of(draft, "interventions").answered, budget_of(draft, "degree").asked) == (1, 2)


def test_where_last_year_s_report_used_it(draft, years, sala, goal, coordinator):
    area = goal.goal_area
    submit(
        years[1],
        sala,
        coordinator,
        degrees={goal: "G"},
        comments={goal: "Det går"},
        challenges={area: "Pengar"},
    )
    report(years[1], degrees=1, comments=["Det går"], challenges=["Pengar"], interventions=[1])
    assert budget_of(draft, "degree").used_in == ("Läget för varje delmål",)
    assert budget_of(draft, "comment").used_in == ("Kommentarer till delmålen",)
    assert budget_of(draft, "challenges").used_in == ("Nya utmaningar",)
    assert budget_of(draft, "interventions").used_in == ("Insatserna",)
    assert budget_of(draft, "cooperation").used_in == ()


def test_what_stands_only_in_the_data_files_is_said_so_and_not_called_unused(
    draft, years, coordinator, as_
):
    for year in years:
        report(year, degrees=1, in_files=["cooperation", "degree"])
    found = budget_of(draft, "cooperation")
    assert (found.used_in, found.unused) == (("Bara i datafilerna",), ())
    assert budget_of(draft, "degree").used_in == ("Läget för varje delmål",)
    assert budget_of(draft, "challenges").unused == (2025, 2024)
    own = as_(coordinator).get("/omgangar/2026/fragor/cooperation/").content.decode()
    assert "Bara i datafilerna" in own
    assert "Ingen har använt svaren" not in own


def test_a_proposal_is_used_where_what_it_asks_for_is_put_forward(
    draft, years, sala, goal, coordinator
):
    version = submit(years[1], sala, coordinator)
    asked = years[1].asked_questions.get(question__key="proposal").version
    ReportedAnswer.objects.create(
        version=version, question_version=asked, sub_goal=goal, text="Våra ord"
    )
    made = report(years[1], forward=["5.2"])
    assert budget_of(draft, "proposal").used_in == ()
    made.delete()
    report(years[1], forward=["5.2", goal.code])
    assert budget_of(draft, "proposal").used_in == ("Förslag till prioriteringar",)
    assert budget_of(draft, "comment").used_in == ()


def test_a_report_that_is_not_adopted_says_nothing(draft, years, sala, goal, coordinator):
    submit(years[1], sala, coordinator, degrees={goal: "G"})
    report(years[1], state="draft", degrees=1)
    assert budget_of(draft, "degree").used_in is None
    assert budget_of(draft, "degree").unused == ()


def test_what_nobody_used_two_years_running_is_pointed_out(draft, years, coordinator, as_):
    for year in years:
        report(year, degrees=1)
    assert budget_of(draft, "cooperation").unused == (2025, 2024)
    assert budget_of(draft, "cooperation").is_unused
    assert not budget_of(draft, "degree").is_unused
    page = as_(coordinator).get("/omgangar/2026/fragor/").content.decode()
    assert "Ingen har använt svaren i rapporten 2025 eller 2024" in page
    own = as_(coordinator).get("/omgangar/2026/fragor/cooperation/").content.decode()
    assert "Ingen har använt svaren två år i rad." in own


def test_used_one_year_of_two_or_asked_only_once_is_not_unused(
    draft, years, sala, goal, coordinator
):
    submit(years[0], sala, coordinator, comments={goal: "Förr"})
    report(years[0], comments=["Förr"])
    report(years[1])
    assert budget_of(draft, "comment").unused == (2025,)
    years[0].asked_questions.filter(question__key="cooperation").delete()
    assert not budget_of(draft, "cooperation").is_unused


def test_a_new_question_has_no_budget(strategy, coordinator, as_):
    draft = make_round(2026, state="draft")
    assert budget_of(draft, "degree") is None
    page = as_(coordinator).get("/omgangar/2026/fragor/degree/").content.decode()
    assert "inget att jämföra med" in page


# --- Minutes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "sat"),
    [([0], 1), ([0, 5], 6), ([0, 5, 15], 16), ([0, 5, 15.1], 7), ([0, 60, 65, 300], 8), ([], 0)],
)
def test_a_pause_of_more_than_ten_minutes_ends_a_sitting(minutes, sat):
    times = [NOON + timedelta(minutes=minute) for minute in minutes]
    assert minutes_of(times) == pytest.approx(sat)


def saves(version, area, by, *minutes, origin="written"):
    section = version.submission.sections.get(goal_area=area)
    question = Question.objects.get(key="cooperation")
    for minute in minutes:
        answer = Answer.objects.create(
            section=section, key=str(uuid.uuid4()), question=question, saved_by=by
        )
        AnswerRevision.objects.create(
            id=uuid.uuid4(),
            answer=answer,
            value="x",
            base_version=0,
            version=1,
            by=by,
            at=NOON + timedelta(minutes=minute),
            origin=origin,
        )


def test_the_median_is_over_organisations_that_count(draft, years, goal, coordinator):
    actors = Actor.objects.counted().order_by("pk")[:3]
    for actor, last in zip(actors, (3, 9, 8), strict=True):
        version = submit(years[1], actor, coordinator)
        saves(version, goal.goal_area, coordinator, 0, last)
        saves(version, None, coordinator, 0)
    saves(submit(years[1], Actor.objects.get(is_test=True), coordinator), None, coordinator, 0, 9)
    assert section_minutes(years[1]) == {False: 9, True: 1}
    assert budget_of(draft, "degree").minutes == 9
    assert budget_of(draft, "cooperation").minutes == 1


def test_what_came_by_workbook_says_nothing_of_the_time(years, sala, coordinator):
    version = submit(years[1], sala, coordinator)
    saves(version, None, coordinator, 0, 5, origin="workbook")
    assert section_minutes(years[1]) == {}
    saves(version, None, coordinator, 30)
    assert section_minutes(years[1]) == {True: 1}


# --- Known elsewhere ---------------------------------------------------------------------------


@pytest.fixture
def indicator(strategy):
    return Indicator.objects.create(slug="i", title="Andel i arbete", unit="percent")


def known(client, **written):
    data = {f"known-{name}": value for name, value in written.items()}
    return client.post("/omgangar/2026/fragor/cooperation/finns-redan/", data)


def test_where_the_answer_is_known_already_is_said(draft, indicator, coordinator, as_):
    client = as_(coordinator)
    assert known(client, indicator=indicator.pk, held_elsewhere="Skolverket").status_code == 302
    page = client.get("/omgangar/2026/fragor/").content.decode()
    assert "Uppgiften finns redan i indikatorn ”Andel i arbete”" in page
    assert "Uppgiften finns redan: Skolverket" in page
    assert Event.objects.get(verb="note_known").data == {"changed": ["held_elsewhere", "indicator"]}
    known(client, indicator=indicator.pk, held_elsewhere="Skolverket")
    assert Event.objects.filter(verb="note_known").count() == 1


def test_an_indicator_that_does_not_exist_is_refused(draft, coordinator, as_):
    assert known(as_(coordinator), indicator=999).status_code == 422


def test_two_who_say_it_at_once_choose(draft, coordinator, as_):
    client = as_(coordinator)
    assert known(client, held_elsewhere="Deras", edition="").status_code == 302
    met = known(client, held_elsewhere="Min", edition="gammal")
    assert met.status_code == 409
    assert "Deras" in met.content.decode()
    assert Question.objects.get(key="cooperation").held_elsewhere == "Deras"


def test_the_budget_asks_the_same_of_the_database_whatever_was_answered(
    draft, years, goal, coordinator, django_assert_num_queries
):
    questions = list(Question.objects.all())
    for actor in Actor.objects.counted().order_by("pk")[:3]:
        version = submit(years[1], actor, coordinator, degrees={goal: "G"}, comments={goal: "Ja"})
        saves(version, None, coordinator, 0)
        with django_assert_num_queries(8):
            budgets(draft, questions)
    assert ReportedAnswer.objects.count() == 6


def test_the_first_page_sums_the_hours_asked_for(strategy, sala, arboga, official_in_sala, as_):
    round_ = make_round(2026, expected_minutes=90)
    for actor in (sala, arboga, Actor.objects.get(is_test=True)):
        round_.invitations.create(actor=actor)
    page = as_(official_in_sala).get("/enkat/2026/sala-kommun/").content.decode()
    assert "Räkna med ungefär 90 minuter" in page
    assert "Vi frågar 2 organisationer i länet. Tillsammans lägger ni ungefär 3 timmar" in page
