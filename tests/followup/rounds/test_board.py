"""The board: how far everybody has come, in few questions to the database, without their words."""

import re
import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from actors.events import record
from actors.models import Actor
from followup.rounds import invitations as inviting
from followup.rounds.board import board
from followup.rounds.models import Question, SentMail
from followup.survey.models import Answer, AnswerRevision, Intervention
from strategy_portal.access import Role
from tests.year import invite, make_person, start, submit

SENTINEL = "Hemligt utkast från Sala"
BOARD = "/omgangar/2026/lage/"


def write_draft(submission, by):
    """Draft text in every place a draft can hold text."""
    question = Question.objects.get(key="challenges")
    for section in submission.sections.all():
        answer = Answer.objects.create(
            section=section, key="challenges", question=question, value=SENTINEL, version=1
        )
        AnswerRevision.objects.create(
            id=uuid.uuid4(), answer=answer, value=SENTINEL, base_version=0, version=1, by=by
        )
        Intervention.objects.create(section=section, position=0, added_by=by)
        section.state = "not_relevant"
        section.not_relevant_because = SENTINEL
        section.touched_at = timezone.now()
        section.touched_by = by
        section.save()


def figures(shown):
    return {figure["status"]: figure["number"] for figure in shown.figures}


def test_the_board_counts_and_groups_everybody(open_round, strategy, coordinator):
    kommuner = list(Actor.objects.filter(actor_type="municipality").order_by("name")[:4])
    agency = Actor.objects.filter(actor_type="agency", is_test=False)[0]
    invite(open_round, *kommuner, agency)
    start(open_round, kommuner[1])
    submit(open_round, kommuner[2], coordinator)
    accepted = submit(open_round, kommuner[3], coordinator).submission
    accepted.state = "accepted"
    accepted.save()
    shown = board(open_round)
    assert figures(shown) == {
        "submitted": 2,
        "awaiting_sign_off": 0,
        "in_progress": 1,
        "changes_requested": 0,
        "not_started": 2,
    }
    assert [(group.heading, len(group.rows)) for group in shown.groups] == [
        ("Kommuner", 4),
        ("Statliga myndigheter", 1),
    ]
    words = [row.word for row in shown.groups[0].rows]
    assert words == ["Inte öppnat", "Påbörjat", "Inlämnat", "Godtaget"]
    assert [len(row.cells) for row in shown.groups[0].rows] == [7, 7, 7, 7]


def test_last_activity_is_the_newest_of_all_sections(open_round, sala):
    submission = start(open_round, sala)
    latest = timezone.now() + timedelta(hours=3)
    submission.sections.filter(order=2).update(touched_at=latest, state="in_progress")
    [row] = board(open_round).groups[0].rows
    assert row.last_touched == latest
    assert row.cells == ["not_started", "not_started", "in_progress", *["not_started"] * 4]


def test_the_test_organisation_stands_apart_and_never_counts(open_round, sala, arboga):
    Actor.objects.filter(pk=sala.pk).update(is_test=True)
    invite(open_round, sala, arboga)
    shown = board(open_round)
    assert (shown.invited, sum(figures(shown).values())) == (1, 1)
    assert shown.groups[-1].heading == "Testorganisation, räknas inte"


def test_the_page_shows_shape_and_word_for_each_section(open_round, sala, coordinator, as_):
    start(open_round, sala)
    page = as_(coordinator).get(BOARD).content.decode()
    [row] = re.findall(r"<th scope=\"row\"><a[^>]*>Sala kommun.*?</tr>", page, re.S)
    assert row.count("Inte påbörjat") == 7
    assert row.count('class="icon"') == 9
    assert "Påbörjat" in row


@pytest.mark.parametrize("address", [BOARD, BOARD + "sala-kommun/", "/omgangar/2026/"])
def test_no_text_of_a_draft_reaches_the_coordinator(
    open_round, sala, official_in_sala, coordinator, as_, address
):
    write_draft(start(open_round, sala), official_in_sala)
    response = as_(coordinator).get(address)
    assert response.status_code == 200
    assert SENTINEL not in response.content.decode()


def test_the_board_does_not_even_ask_for_answers(
    open_round, sala, official_in_sala, coordinator, as_, django_assert_max_num_queries
):
    write_draft(start(open_round, sala), official_in_sala)
    with django_assert_max_num_queries(51) as asked:
        as_(coordinator).get(BOARD)
        as_(coordinator).get(BOARD + "sala-kommun/")
    sql = " ".join(query["sql"] for query in asked.captured_queries)
    assert "survey_section" in sql
    for table in ("survey_answer", "survey_intervention", "survey_submissionversion", "reported"):
        assert f'FROM "{table}' not in sql
        assert f'JOIN "{table}' not in sql


def many(round_, number, by):
    """That many organisations, every third one started and every third one handed in."""
    for place in range(number):
        actor = Actor.objects.create(
            slug=f"forening-{place}",
            name=f"Förening {place}",
            short_name=f"F{place}",
            actor_type=["civil", "agency", "municipality"][place % 3],
        )
        make_person(f"Person{place} Nord", actor, Role.RESPONDENT)
        invite(round_, actor)
        if place % 3 == 1:
            start(round_, actor)
        if place % 3 == 2:
            submit(round_, actor, by)


@pytest.mark.parametrize("number", [3, 40])
def test_the_board_asks_as_few_questions_of_the_database_for_3_as_for_40(
    open_round, coordinator, as_, django_assert_num_queries, number
):
    many(open_round, number, coordinator)
    client = as_(coordinator)
    with django_assert_num_queries(9):
        response = client.get(BOARD)
    assert response.content.decode().count("Förening ") == number


@pytest.mark.parametrize("number", [3, 40])
def test_so_does_its_fragment(open_round, coordinator, as_, django_assert_num_queries, number):
    many(open_round, number, coordinator)
    client = as_(coordinator)
    with django_assert_num_queries(7):
        client.get(BOARD, headers={"HX-Request": "true"})


@pytest.mark.parametrize("number", [1, 3, 40])
@pytest.mark.parametrize(
    ("address", "questions"),
    [("/omgangar/2026/inbjudna/", 9), ("/omgangar/2026/paminnelse/", 8)],
)
def test_so_do_the_invitations_and_the_reminder(
    open_round, coordinator, as_, django_assert_num_queries, number, address, questions
):
    many(open_round, number, coordinator)
    client = as_(coordinator)
    with django_assert_num_queries(questions):
        assert client.get(address).status_code == 200


def test_the_board_is_filtered_by_kind_and_by_progress(open_round, coordinator, as_):
    many(open_round, 6, coordinator)
    page = as_(coordinator).get(BOARD, {"typ": "civil", "status": "not_started"})
    text = page.content.decode()
    assert "Förening 0" in text
    assert "Förening 3" in text
    assert "Förening 1" not in text
    assert '<option value="civil" selected>' in text
    # The figures still count everybody.
    assert page.context["board"].invited == 6


def test_the_fragment_holds_the_table_alone(open_round, coordinator, as_):
    many(open_round, 3, coordinator)
    response = as_(coordinator).get(BOARD, {"typ": "civil"}, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert "Förening 0" in text
    assert "Förening 1" not in text
    assert "<html" not in text
    assert "HX-Request" in response["Vary"]


def test_a_filter_that_does_not_exist_shows_everybody(open_round, coordinator, as_):
    many(open_round, 3, coordinator)
    page = as_(coordinator).get(BOARD, {"typ": "planet", "status": "' OR 1=1"})
    assert page.content.decode().count("Förening ") == 3


def test_the_organisations_page_tells_what_has_happened(open_round, sala, coordinator, as_):
    invite(open_round, sala)
    client = as_(coordinator)
    response = client.post(
        BOARD + "sala-kommun/mer-tid/", {"to": "2026-11-06", "reason": "Ny handläggare"}
    )
    assert response.status_code == 302
    text = client.get(BOARD + "sala-kommun/").content.decode()
    assert "Fick mer tid till 6 november" in text
    assert "Ny handläggare" in text
    assert "fredag 6 november 2026" in text


def test_more_time_that_cannot_be_given_says_why_and_keeps_what_was_written(
    open_round, sala, coordinator, as_
):
    invite(open_round, sala)
    response = as_(coordinator).post(
        BOARD + "sala-kommun/mer-tid/", {"to": "2026-10-30", "reason": "Ny handläggare"}
    )
    assert response.status_code == 422
    text = response.content.decode()
    assert "Välj en dag efter omgångens sista dag, 30 oktober 2026." in text
    assert "Ny handläggare" in text


def test_an_organisation_that_is_not_invited_has_no_page(open_round, sala, coordinator, as_):
    assert as_(coordinator).get(BOARD + "sala-kommun/").status_code == 404
    invite(open_round, sala)
    assert as_(coordinator).get(BOARD + "sala-kommun/").status_code == 200


def test_those_to_remind_are_those_who_still_write(open_round, sala, arboga, coordinator):
    invite(open_round, sala)
    submit(open_round, arboga, coordinator)
    assert [one.actor for one in inviting.to_remind(open_round)] == [sala]


@pytest.mark.parametrize(
    ("concern", "shown"),
    [
        ("late", {"Arboga kommun"}),
        ("more_time", {"Sala kommun"}),
        ("returned", {"Fagersta kommun"}),
        ("asked", {"Norbergs kommun"}),
        ("paper", {"Surahammars kommun"}),
        ("planet", None),
    ],
)
def test_the_board_is_filtered_by_what_somebody_has_to_act_on(
    open_round, coordinator, as_, concern, shown
):
    names = ("Sala", "Arboga", "Fagersta", "Norbergs", "Surahammars", "Köpings")
    actors = {name: Actor.objects.get(name=f"{name} kommun") for name in names}
    invite(open_round, actors["Sala"], actors["Arboga"], actors["Surahammars"])
    open_round.invitations.filter(actor=actors["Sala"]).update(extended_to=date(2026, 11, 6))
    open_round.invitations.filter(actor=actors["Surahammars"]).update(
        on_paper_by=coordinator, extended_to=date(2026, 11, 6)
    )
    returned = submit(open_round, actors["Fagersta"], coordinator).submission
    returned.state = "changes_requested"
    returned.save()
    open_round.invitations.filter(actor=actors["Fagersta"]).update(extended_to=date(2026, 11, 6))
    asking = submit(open_round, actors["Norbergs"], coordinator).submission
    asking.reopening_asked_at = timezone.now()
    asking.save()
    submit(open_round, actors["Köpings"], coordinator)
    with time_machine.travel("2026-10-31 10:00 +0100"):
        board_ = as_(coordinator).get(BOARD, {"sarskilt": concern}).context["board"]
    found = {row.actor.name for group in board_.groups for row in group.rows}
    if concern == "more_time":
        assert found == {"Sala kommun", "Surahammars kommun", "Fagersta kommun"}
    else:
        assert found == (shown or {actor.name for actor in actors.values()})


@pytest.mark.parametrize(
    ("state", "offered"),
    [("submitted", False), ("accepted", False), ("in_progress", True), ("changes_requested", True)],
)
def test_more_time_is_offered_only_before_handing_in(
    open_round, sala, coordinator, as_, state, offered
):
    submission = submit(open_round, sala, coordinator).submission
    submission.state = state
    submission.save()
    client, address = as_(coordinator), BOARD + "sala-kommun/"
    assert ("Ny sista dag" in client.get(address).content.decode()) is offered
    response = client.post(f"{address}mer-tid/", {"to": "2026-11-06", "reason": "Sjukdom"})
    assert response.status_code == (302 if offered else 409)


@pytest.mark.parametrize("number", [1, 3])
def test_an_organisations_page_asks_the_same_whatever_has_happened(
    open_round, sala, official_in_sala, coordinator, as_, django_assert_num_queries, number
):
    [invitation] = invite(open_round, sala)
    for place in range(number):
        SentMail.objects.create(
            invitation=invitation,
            occasion="reminder",
            occasion_key=str(place),
            recipient="amina.lund@example.org",
            person=official_in_sala,
        )
        record("more_time", invitation, by=coordinator, to="2026-11-06")
    client = as_(coordinator)
    with django_assert_num_queries(10):
        client.get(BOARD + "sala-kommun/")
