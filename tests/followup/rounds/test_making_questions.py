"""Questions of every kind are made and changed on screen, without code."""

import re
from decimal import Decimal
from typing import Any

import pytest

from actors.models import Event
from followup.rounds import questions as asking
from followup.rounds.models import Question
from followup.rounds.question_kinds import MADE_ON_SCREEN
from strategy_portal.exceptions import WrongStateError
from tests.followup.rounds.test_questions import asked_in, keys
from tests.year import make_round

Kind, Scope = Question.Kind, Question.Scope
NEW = "/omgangar/2026/fragor/ny/"
COLUMNS = {"columns-key": ["", ""], "columns-label": ["Kurs", "Platser"]}
COLUMNS |= {"columns-kind": ["short_text", "whole_number"]}
# What must be written for the kinds that need more than words.
NEEDS: dict[str, dict[str, Any]] = {
    Kind.ONE_OF: {"choices": "Ja\nNej"},
    Kind.SEVERAL_OF: {"choices": "Röd\nBlå\nGrön"},
    Kind.RECORDS: COLUMNS,
}


@pytest.fixture
def client(as_, coordinator):
    return as_(coordinator)


def address(kind, scope="organisation"):
    return f"{NEW}?kind={kind}&scope={scope}"


def make(client, kind, scope="organisation", **written):
    data = {"wording": f"Ny fråga om {kind}?"} | NEEDS.get(kind, {}) | written
    response = client.post(address(kind, scope), data)
    assert response.status_code == 302, response.content.decode()
    return Question.objects.latest("pk").asked_in.get()


def refused(client, kind, **written):
    data = {"wording": "Ny fråga?"} | NEEDS.get(kind, {}) | written
    response = client.post(address(kind), data)
    assert response.status_code == 422
    assert not Question.objects.filter(versions__wording="Ny fråga?").exists()
    return response.content.decode()


@pytest.mark.parametrize("kind", MADE_ON_SCREEN)
@pytest.mark.parametrize("scope", Scope.values)
def test_a_question_of_every_kind_is_made_and_stands_last(client, small_draft, kind, scope):
    asked = make(client, kind, scope)
    assert (asked.question.kind, asked.question.scope) == (kind, scope)
    assert keys(small_draft, scope)[-1] == asked.question.key
    assert asked.question.key.startswith("ny-fraga-om-")
    assert str(asked.version) in client.get("/omgangar/2026/fragor/").content.decode()
    assert Event.objects.filter(verb="add_question").count() == 1


def test_the_key_is_made_of_the_words_and_is_never_another_question_s(small_draft, coordinator):
    made = [
        asking.add_question(
            small_draft, kind="date", scope=scope, wording="Challenges", by=coordinator
        ).question.key
        for scope in Scope.values
    ]
    assert made == ["challenges-2", "challenges-3", "challenges-4"]
    for wording, key in [("???", "fraga"), ("Why", "why-2"), ("Ny", "ny-2"), ("Å" * 300, "a" * 40)]:
        asked = asking.add_question(
            small_draft, kind="date", scope="area", wording=wording, by=coordinator
        )
        assert asked.question.key == key or len(asked.question.key) <= 40


def test_a_double_press_makes_one_question(client, small_draft):
    make(client, Kind.DATE)
    again = client.post(address(Kind.DATE), {"wording": f"Ny fråga om {Kind.DATE}?"})
    assert again.status_code == 422
    assert "Frågan finns redan i enkäten" in again.content.decode()


def test_everything_that_was_written_is_stored(client, small_draft):
    asked = make(
        client,
        Kind.MONEY,
        help_text="Hjälp",
        why_asked="Därför",
        legal_basis="Lagen",
        minimum="1 000",
        maximum="2 500,50",
        if_blank="warning",
        if_outside="note",
        if_changed="warning",
        change_share="30",
        actor_types=["municipality", "agency"],
        shown_if=[],
    )
    version = asked.version
    assert (version.help_text, version.why_asked, version.legal_basis) == (
        "Hjälp",
        "Därför",
        "Lagen",
    )
    assert (version.minimum, version.maximum) == (Decimal(1000), Decimal("2500.50"))
    levels = (version.if_blank, version.if_outside, version.if_changed, version.change_share)
    assert levels == ("warning", "note", "warning", 30)
    assert asked.actor_types == ["municipality", "agency"]
    page = client.get(f"/omgangar/2026/fragor/{asked.question.key}/").content.decode()
    assert 'value="2500,5"' in page


def test_a_new_question_starts_with_its_limits_kept_to(client, small_draft):
    page = client.get(address(Kind.WHOLE_NUMBER))
    assert page.context["form"]["if_outside"].value() == "stop"
    assert make(client, Kind.WHOLE_NUMBER, if_outside="").version.if_outside == ""


@pytest.mark.parametrize("kind", MADE_ON_SCREEN)
def test_the_form_asks_only_for_what_the_kind_uses(client, small_draft, kind):
    page = client.get(address(kind)).content.decode()
    shown = {
        name
        for name in ("choices", "unit", "longest", "columns-label", "first_end")
        if f'name="{name}"' in page
    }
    expected = {
        Kind.SHORT_TEXT: {"longest"},
        Kind.LONG_TEXT: {"longest"},
        Kind.WHOLE_NUMBER: {"unit"},
        Kind.COUNTS: {"unit"},
        Kind.ONE_OF: {"choices"},
        Kind.SEVERAL_OF: {"choices"},
        Kind.SCALE: {"first_end"},
        Kind.RECORDS: {"columns-label"},
    }
    assert shown == expected.get(kind, set())


@pytest.mark.parametrize(
    ("kind", "written", "says"),
    [
        (Kind.ONE_OF, {"choices": "Bara ett"}, "Skriv minst två svarsval"),
        (Kind.ONE_OF, {"choices": "Ja\nNej\nja"}, "”ja” står två gånger"),
        (Kind.ONE_OF, {"choices": "A\n" + "b" * 121}, "Korta det till högst 120"),
        (Kind.SEVERAL_OF, {"choices": "\n".join(map(str, range(41)))}, "Skriv högst 40"),
        (Kind.MONEY, {"minimum": "10", "maximum": "5"}, "Skriv minst 10, som är det lägsta"),
        (Kind.MONEY, {"maximum": "10", "if_outside": ""}, "när svaret är utanför gränserna"),
        (Kind.PER_CENT, {"minimum": "0", "if_outside": ""}, "när svaret är utanför gränserna"),
        (Kind.LONG_TEXT, {"longest": "90", "if_outside": ""}, "när texten är för lång"),
        (Kind.MONEY, {"minimum": "tio"}, "Skriv ett tal med siffror"),
        (Kind.MONEY, {"minimum": "9" * 15}, "Talet är för stort"),
        (Kind.WHOLE_NUMBER, {"minimum": "1,5"}, "Skriv ett heltal"),
        (Kind.COUNTS, {"minimum": "-1"}, "aldrig under 0"),
        (Kind.COUNTS, {"maximum": "2000000"}, "Skriv högst 1000000"),
        (Kind.SCALE, {"minimum": "5", "maximum": "1"}, "Skriv minst 5"),
        (Kind.SCALE, {"minimum": "0", "maximum": "50"}, "högst 11 steg"),
        (Kind.SHORT_TEXT, {"longest": "201"}, "Skriv högst 200"),
        (Kind.PER_CENT, {"if_changed": "warning"}, "hur många procent"),
        (Kind.PER_CENT, {"change_share": "30"}, "vad som ska hända"),
        (Kind.RECORDS, {"columns-label": ["", ""]}, "Skriv minst en del"),
        (Kind.RECORDS, {"columns-label": ["Kurs", "kurs"]}, "”kurs” står två gånger"),
        (Kind.RECORDS, {"columns-kind": ["short_text", "file"]}, "vad som skrivs i ”Platser”"),
        (Kind.DATE, {"wording": "x" * 301}, "Korta den till högst 300"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_stays(client, small_draft, kind, written, says):
    page = refused(client, kind, help_text="Det här står kvar", **written)
    assert says in page
    assert "Det här står kvar</textarea>" in page


# --- Repeated entries --------------------------------------------------------------------------


def test_parts_are_added_moved_and_taken_away_before_anything_is_saved(client, small_draft):
    data = {"wording": "Vilka kurser?"} | COLUMNS

    def labels(button):
        page = client.post(address(Kind.RECORDS), data | {"rows": button})
        assert page.status_code == 200
        text = page.content.decode()
        assert "Vilka kurser?</textarea>" in text
        assert "error-summary" not in text
        return re.findall(r'name="columns-label" value="([^"]*)"', text)

    assert labels("add") == ["Kurs", "Platser", ""]
    assert labels("up:1") == ["Platser", "Kurs"]
    assert labels("down:0") == ["Platser", "Kurs"]
    assert labels("remove:0") == ["Platser", ""]
    assert labels("up:77") == labels("nonsense") == labels("up:0") == ["Kurs", "Platser"]
    assert not Question.objects.filter(kind=Kind.RECORDS).exists()


def test_a_part_keeps_its_key_when_its_name_changes(client, small_draft):
    asked = make(client, Kind.RECORDS)
    assert [c["key"] for c in asked.version.columns] == ["kurs", "platser"]
    changed = {
        "wording": str(asked.version),
        "columns-key": ["platser", "kurs", "hittat-pa"],
        "columns-label": ["Antal platser", "Kurs", "Why"],
        "columns-kind": ["whole_number", "short_text", "date"],
    }
    client.post(f"/omgangar/2026/fragor/{asked.question.key}/", changed)
    asked.version.refresh_from_db()
    assert asked.version.columns == [
        {"key": "platser", "label": "Antal platser", "kind": "whole_number"},
        {"key": "kurs", "label": "Kurs", "kind": "short_text"},
        {"key": "why-2", "label": "Why", "kind": "date"},
    ]


# --- Versions and meaning ----------------------------------------------------------------------


def test_a_question_that_others_ask_must_say_whether_it_means_the_same(strategy, client):
    make_round(2025, state="archived")
    make_round(2026, state="draft")
    page = client.post("/omgangar/2026/fragor/challenges/", {"wording": "Något annat?"})
    assert page.status_code == 422
    assert "Välj om frågan betyder samma sak" in page.content.decode()
    assert "Något annat?</textarea>" in page.content.decode()


def test_a_changed_meaning_is_a_new_question_in_the_old_one_s_place(strategy, client):
    last_year = make_round(2025, state="archived")
    draft = make_round(2026, state="draft")
    old = asked_in(draft, "challenges")
    written = {"wording": "Något helt annat?", "meaning": "new"}
    assert client.post("/omgangar/2026/fragor/challenges/", written).status_code == 302
    new = draft.asked_questions.get(order=old.order)
    assert (new.question.key, new.version.number) == ("nagot-helt-annat", 1)
    assert new.question.kind == old.question.kind
    assert asked_in(last_year, "challenges").version == old.version
    assert not draft.asked_questions.filter(question=old.question).exists()
    event = Event.objects.get(verb="replace_question")
    assert (event.subject_id, event.data["successor"]) == (
        str(old.question.pk),
        "nagot-helt-annat",
    )


def test_what_hung_on_the_old_question_hangs_on_the_new(strategy, coordinator):
    draft = make_round(2026, state="draft")
    lead = asking.add_question(
        draft, kind=Kind.YES_NO, scope="area", wording="Hade ni kurser?", by=coordinator
    )
    follows = asking.add_question(
        draft,
        kind=Kind.DATE,
        scope="area",
        wording="När?",
        shown_if_id=lead.question_id,
        shown_if_values=["yes"],
        by=coordinator,
    )
    new = asking.replace_question(lead, wording="Har ni kurser nu?", by=coordinator)
    follows.refresh_from_db()
    assert follows.shown_if == new.question
    assert follows.shown_if_values == ["yes"]


def test_a_new_version_carries_everything_that_was_not_changed(strategy, client, coordinator):
    draft = make_round(2026, state="draft")
    asked = asking.add_question(
        draft,
        kind=Kind.SCALE,
        scope="area",
        wording="Hur gick det då?",
        minimum=Decimal(0),
        maximum=Decimal(10),
        scale_ends=["Illa", "Bra"],
        why_asked="Därför",
        if_blank="stop",
        by=coordinator,
    )
    make_round(2025, state="archived").asked_questions.create(
        question=asked.question, version=asked.version, order=20
    )
    version = asking.change_question(asked, wording="Hur gick det?", by=coordinator)
    assert version.number == 2
    assert (version.minimum, version.maximum) == (Decimal(0), Decimal(10))
    assert version.scale_ends == ["Illa", "Bra"]
    assert (version.why_asked, version.if_blank) == ("Därför", "stop")


def test_whom_a_question_is_asked_of_is_the_round_s_own_and_no_new_version(strategy, client):
    make_round(2025, state="archived")
    draft = make_round(2026, state="draft")
    data = {"wording": "Hur gick det?", "meaning": "same", "actor_types": ["region"]}
    stop = {"if_outside": "stop"}
    assert client.post("/omgangar/2026/fragor/challenges/", data | stop).status_code == 302
    asked = asked_in(draft, "challenges")
    assert (asked.actor_types, asked.version.number) == (["region"], 1)


def test_two_coordinators_at_one_question(small_draft, client):
    path = "/omgangar/2026/fragor/challenges/"
    [edition] = re.findall(r'name="edition" value="(\w+)"', client.get(path).content.decode())
    theirs = {"wording": "Deras ord?", "edition": edition, "if_blank": "stop"}
    assert client.post(path, theirs).status_code == 302
    met = client.post(path, {"wording": "Mina ord?", "edition": edition, "help_text": "Min hjälp"})
    assert met.status_code == 409
    page = met.content.decode()
    assert "Någon annan har sparat medan du skrev" in page
    assert "Deras ord?" in page
    assert "Måste rättas" in page
    assert "Min hjälp</textarea>" in page
    assert str(asked_in(small_draft, "challenges").version) == "Deras ord?"
    [now] = re.findall(r'name="edition" value="(\w+)"', page)
    assert client.post(path, {"wording": "Mina ord?", "edition": now}).status_code == 302
    assert str(asked_in(small_draft, "challenges").version) == "Mina ord?"


def test_a_question_that_a_colleague_left_out_is_told_of(small_draft, coordinator):
    asked = asked_in(small_draft, "challenges")
    asking.leave_out(asked_in(small_draft, "challenges"), by=coordinator)
    with pytest.raises(WrongStateError, match="tagit bort frågan"):
        asking.change_question(asked, wording="Ny", by=coordinator)


def test_the_choices_that_the_compilation_reads_stay(draft, client):
    page = client.get("/omgangar/2026/fragor/interventions-done/").content.decode()
    assert 'name="choices"' not in page
    client.post(
        "/omgangar/2026/fragor/interventions-done/",
        {"wording": "Gjorde ni något?", "choices": "A\nB"},
    )
    assert asked_in(draft, "interventions-done").version.choices[0] == "Ja"


@pytest.mark.parametrize("state", ["open", "closed", "compiled", "archived"])
def test_nothing_is_made_once_the_round_has_opened(strategy, client, coordinator, state):
    round_ = make_round(state=state)
    assert client.post(address(Kind.DATE), {"wording": "Ny?"}).status_code == 409
    with pytest.raises(WrongStateError):
        asking.replace_question(asked_in(round_, "challenges"), wording="Ny?", by=coordinator)
    assert not Question.objects.filter(versions__wording="Ny?").exists()


# --- Shown after some answers ------------------------------------------------------------------


@pytest.fixture
def lead(small_draft, coordinator):
    return asking.add_question(
        small_draft,
        kind=Kind.ONE_OF,
        scope="area",
        wording="Hade ni kurser?",
        choices=["Ja", "Nej", "Kanske"],
        by=coordinator,
    )


@pytest.fixture
def follower(client, lead):
    ticked = [f"{lead.question.key}=Ja", f"{lead.question.key}=Kanske"]
    return make(client, Kind.DATE, "area", shown_if=ticked)


def test_a_question_is_asked_only_after_some_answers(client, lead, follower):
    assert follower.shown_if == lead.question
    assert follower.shown_if_values == ["Ja", "Kanske"]
    page = client.get("/omgangar/2026/fragor/").content.decode()
    assert "Visas bara om svaret på ”Hade ni kurser?” är Ja eller Kanske." in page
    own = client.get(f"/omgangar/2026/fragor/{follower.question.key}/").content.decode()
    assert re.search(r'value="hade-ni-kurser=Ja"[^>]* checked', own)


def test_answers_of_two_questions_are_refused(client, lead, small_draft, coordinator):
    asking.add_question(
        small_draft, kind=Kind.YES_NO, scope="area", wording="Hade ni stöd?", by=coordinator
    )
    page = refused_area(client, ["hade-ni-kurser=Ja", "hade-ni-stod=yes"])
    assert "Kryssa för svar på en enda fråga" in page


def refused_area(client, ticked):
    data = {"wording": "Ny fråga?", "shown_if": ticked}
    response = client.post(address(Kind.DATE, "area"), data)
    assert response.status_code == 422
    return response.content.decode()


def test_only_what_comes_before_and_has_answers_to_choose_among_may_lead(
    client, lead, follower, small_draft
):
    page = client.get(f"/omgangar/2026/fragor/{lead.question.key}/").content.decode()
    assert f"{follower.question.key}=" not in page, "it comes after"
    assert "degree=" not in page, "what is said of a sub-goal leads to no area's question"
    page = client.get("/omgangar/2026/fragor/comment/").content.decode()
    assert 'value="degree=G"' in page
    assert "hade-ni-kurser=" not in page, "areas are asked about after sub-goals"
    assert "cooperation=" not in page, "a text leads nowhere"


def test_a_condition_made_by_hand_on_what_cannot_lead_is_refused(
    small_draft, lead, follower, coordinator
):
    with pytest.raises(asking.OrderError):
        asking.change_question(lead, shown_if_id=follower.question_id, by=coordinator)
    with pytest.raises(asking.OrderError):
        asking.change_question(lead, shown_if_id=lead.question_id, by=coordinator)


def test_an_answer_that_another_question_hangs_on_stays(client, lead, follower):
    path = f"/omgangar/2026/fragor/{lead.question.key}/"
    page = client.post(path, {"wording": "Hade ni kurser?", "choices": "Ja\nNej"})
    assert page.status_code == 422
    assert "En annan fråga visas bara efter svaret ”Kanske”" in page.content.decode()


def test_a_question_that_leads_to_another_is_not_left_out_or_moved_past_it(
    client, lead, follower, small_draft
):
    key = lead.question.key
    page = client.post(f"/omgangar/2026/fragor/{key}/utelamna/", follow=True).content.decode()
    assert "visas bara efter vissa svar på den här frågan" in page
    before = keys(small_draft, "area")
    page = client.post(f"/omgangar/2026/fragor/{key}/ned/", follow=True).content.decode()
    assert "måste stå efter den" in page
    assert keys(small_draft, "area") == before


# --- In order ----------------------------------------------------------------------------------


def post_order(client, order, scope="area"):
    return client.post("/omgangar/2026/fragor/ordning/", {"scope": scope, "key": order})


def test_a_dragged_order_is_kept(client, small_draft):
    wanted = ["proposal", "interventions", "challenges"]
    assert post_order(client, wanted).json() == {"order": wanted}
    assert keys(small_draft, "area") == wanted
    assert keys(small_draft, "sub_goal") == ["degree", "comment"]
    assert Event.objects.get(verb="reorder_questions").data["order"] == wanted


@pytest.mark.parametrize(
    "order",
    [
        ["proposal", "interventions"],
        ["proposal", "interventions", "interventions"],
        ["proposal", "interventions", "challenges", "degree"],
        [],
    ],
)
def test_an_order_that_is_not_of_the_same_questions_changes_nothing(client, small_draft, order):
    response = post_order(client, order)
    assert response.status_code == 409
    assert "Någon annan har ändrat" in response.json()["message"]
    assert keys(small_draft, "area") == ["interventions", "challenges", "proposal"]


def test_an_order_before_its_lead_is_refused_in_words(client, lead, follower, small_draft):
    before = keys(small_draft, "area")
    response = post_order(client, [follower.question.key, *before[:-1]])
    assert response.status_code == 409
    assert "måste stå efter den" in response.json()["message"]
    assert keys(small_draft, "area") == before


def test_the_same_order_again_writes_no_event(client, small_draft):
    post_order(client, keys(small_draft, "area"))
    assert not Event.objects.filter(verb="reorder_questions").exists()


def test_an_open_round_keeps_its_order(client, open_round):
    before = keys(open_round, "area")
    assert post_order(client, before[::-1]).status_code == 409
    assert keys(open_round, "area") == before


def test_the_pages_ask_the_same_of_the_database_whatever_is_asked(
    client, small_draft, coordinator, django_assert_num_queries
):
    for number in range(2):
        for many in range(number * 10):
            asking.add_question(
                small_draft, kind="yes_no", scope="area", wording=f"Fråga {many}", by=coordinator
            )
        with django_assert_num_queries(7):
            client.get("/omgangar/2026/fragor/")
        with django_assert_num_queries(10):
            client.get("/omgangar/2026/fragor/challenges/")
