"""Every kind of question: written, drawn, handed in as typed rows, and read again."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor
from followup.rounds.models import Question, QuestionVersion, Round
from followup.survey.answering import records
from followup.survey.form.progress import progress
from followup.survey.form.section_form import SectionForm
from followup.survey.models import (
    Answer,
    Intervention,
    Record,
    ReportedAnswer,
    ReportedIntervention,
    SubmissionVersion,
)
from followup.survey.submitting.reading import read_sections
from tests.followup.survey.asking import ask
from tests.followup.survey.conftest import address

pytestmark = pytest.mark.django_db
Kind = Question.Kind


@pytest.fixture
def client(as_, official_in_sala):
    return as_(official_in_sala)


@pytest.fixture
def say(client, employment, save):
    """Saves fields of the section about employment; each must be kept."""

    def send(**values):
        for key, value in values.items():
            response = save(client, employment, key.replace("__", "/"), value)
            assert response.status_code == 200, response.content.decode()

    return send


@pytest.fixture
def hand_in(client, sala_survey):
    def send() -> SubmissionVersion:
        client.post(reverse("survey:submit", args=[2026, "sala-kommun"]))
        return SubmissionVersion.objects.get()

    return send


def rows(*names: str) -> list[tuple]:
    return list(ReportedAnswer.objects.order_by("pk").values_list(*names))


def page_of(client, section) -> str:
    return client.get(address("section", section)).content.decode()


def read_of(version, section) -> dict[str, str]:
    """The section as it is read: each wording with its answer."""
    found = next(one for one in read_sections(version) if one.section.pk == section.pk)
    return {row.wording: row.value for row in found.about_the_whole}


@pytest.mark.parametrize(
    ("kind", "words", "typed", "fields"),
    [
        (Kind.SHORT_TEXT, {}, "Kort", {"text": "Kort"}),
        (Kind.LONG_TEXT, {}, "Två\nrader", {"text": "Två\nrader"}),
        (
            Kind.WHOLE_NUMBER,
            {"unit": "platser"},
            "1 000",
            {"text": "1\u00a0000\u00a0platser", "number": Decimal(1000)},
        ),
        (Kind.WHOLE_NUMBER, {}, "0", {"text": "0", "number": Decimal(0)}),
        (Kind.PER_CENT, {}, "12,5 %", {"text": "12,5\u00a0%", "number": Decimal("12.5")}),
        (
            Kind.MONEY,
            {},
            "1,5 mkr",
            {"text": "1\u00a0500\u00a0000\u00a0kronor", "number": Decimal(1_500_000)},
        ),
        (Kind.YES_NO, {}, "yes", {"text": "Ja", "chosen": ["yes"]}),
        (
            Kind.YES_NO,
            {},
            "not_relevant",
            {"text": "Ej relevant för oss", "chosen": ["not_relevant"]},
        ),
        (Kind.YES_NO, {}, "not_known", {"not_known": True}),
        (Kind.ONE_OF, {"choices": ["Röd", "Blå"]}, "Blå", {"text": "Blå", "chosen": ["Blå"]}),
        (
            Kind.SEVERAL_OF,
            {"choices": ["A", "B", "C"]},
            ["C", "A"],
            {"text": "A, C", "chosen": ["A", "C"]},
        ),
        (
            Kind.SCALE,
            {"scale_ends": ["Dåligt", "Bra"]},
            "5",
            {"text": "5, Bra", "number": Decimal(5)},
        ),
        (Kind.DATE, {}, "31 mars 2026", {"text": "31 mars 2026", "day": date(2026, 3, 31)}),
        (Kind.LINK, {}, "www.sala.se", {"text": "https://www.sala.se"}),
    ],
)
def test_an_answer_becomes_a_typed_row_and_is_read_again(
    open_round, employment, client, say, hand_in, kind, words, typed, fields
):
    ask(open_round, "more", kind, wording="Frågan?", **words)
    say(more=typed)
    assert "Frågan?" in page_of(client, employment)
    version = hand_in()

    blank: dict[str, object] = {
        "text": "",
        "number": None,
        "day": None,
        "chosen": [],
        "not_known": False,
    }
    row = ReportedAnswer.objects.values(*blank).get()
    assert row == blank | fields
    assert read_of(version, employment)["Frågan?"] == fields.get("text", "Vet ej")
    assert client.get(reverse("survey:receipt", args=[2026, "sala-kommun"])).status_code == 200


def test_five_answers_stay_five(open_round, employment, say, hand_in):
    """Blank, 0, nothing to tell of, not relevant and not known, to the row and to the page."""
    ask(open_round, "blank", Kind.WHOLE_NUMBER, wording="Tom")
    ask(open_round, "zero", Kind.WHOLE_NUMBER, wording="Noll")
    ask(open_round, "nothing", Kind.RECORDS, wording="Inget", columns=[])
    ask(open_round, "other", Kind.YES_NO, wording="Ej relevant")
    ask(open_round, "unsure", Kind.WHOLE_NUMBER, wording="Vet ej")
    say(zero="0", nothing__none="yes", other="not_relevant", unsure__not_known="yes")
    version = hand_in()

    assert rows("question_version__question__key", "number", "text", "not_known") == [
        ("zero", Decimal(0), "0", False),
        ("nothing", None, "Inget att redovisa", False),
        ("other", None, "Ej relevant för oss", False),
        ("unsure", None, "", True),
    ]
    read = read_of(version, employment)
    assert {key: read[key] for key in ("Tom", "Noll", "Inget", "Ej relevant", "Vet ej")} == {
        "Tom": "",
        "Noll": "0",
        "Inget": "Inget att redovisa",
        "Ej relevant": "Ej relevant för oss",
        "Vet ej": "Vet ej",
    }


def test_counts_are_rows_by_sex_and_blank_is_none(open_round, employment, say, hand_in):
    ask(open_round, "reached", Kind.COUNTS, wording="Hur många?")
    say(reached__women="1 012", reached__girls="0")
    version = hand_in()

    assert rows("part", "number") == [("women", Decimal(1012)), ("girls", Decimal(0))]
    found = next(one for one in read_sections(version) if one.section.pk == employment.pk)
    counts = next(row.counts for row in found.rows if row.counts)
    assert (counts.women, counts.men, counts.girls, counts.total) == (1012, None, 0, 1012)


def test_a_total_alone_is_of_unknown_sex_and_says_why(open_round, say, hand_in):
    ask(open_round, "reached", Kind.COUNTS)
    say(reached__total="40", reached__total_because="Räknades inte vid dörren.")
    hand_in()

    assert rows("part", "number", "why") == [
        ("unknown", Decimal(40), ""),
        ("stated_total", Decimal(40), "Räknades inte vid dörren."),
    ]


def test_an_interventions_total_alone_is_of_unknown_sex(employment, client, save, hand_in):
    client.post(address("add_intervention", employment), {"page_id": "x"})
    added = Intervention.objects.get()
    parts = {"title": "Språkkafé", "total": "40", "total_because": "Öppet hus."}
    for part, value in (parts | {"evidence_link": "www.sala.se"}).items():
        assert (
            save(client, employment, f"interventions/{added.pk}/{part}", value).status_code == 200
        )
    hand_in()
    reported = ReportedIntervention.objects.get()

    assert (reported.unknown, reported.women, reported.stated_total, reported.total_because) == (
        40,
        None,
        40,
        "Öppet hus.",
    )
    assert reported.evidence_link == "https://www.sala.se"


def test_a_question_about_each_sub_goal_has_the_sub_goal_in_its_key(
    open_round, employment, say, hand_in
):
    ask(open_round, "money", Kind.MONEY, Question.Scope.SUB_GOAL)
    ask(open_round, "reached", Kind.COUNTS, Question.Scope.SUB_GOAL)
    goal = employment.goal_area.sub_goals.get(number=2)
    say(**{f"money__{goal.pk}": "10", f"reached__{goal.pk}__men": "3"})
    version = hand_in()

    assert rows("sub_goal", "part", "number") == [
        (goal.pk, "", Decimal(10)),
        (goal.pk, "men", Decimal(3)),
    ]
    found = next(one for one in read_sections(version) if one.section.pk == employment.pk)
    about = dict(found.about_sub_goals)[goal]
    assert [row.value for row in about] == [
        "",
        "",
        "10\u00a0kronor",
        "3 män, 3 tillsammans",
    ]


# --- Repeated entries ------------------------------------------------------------------------

COLUMNS = [
    {"key": "what", "label": "Vad", "kind": "short_text"},
    {"key": "when", "label": "När", "kind": "date"},
    {"key": "open", "label": "För alla", "kind": "yes_no"},
]


@pytest.fixture
def steps(open_round):
    return ask(open_round, "steps", Kind.RECORDS, wording="Vilka möten?", columns=COLUMNS)


@pytest.fixture
def row_address(employment):
    def of(*more) -> str:
        return address("section", employment) + "/".join(["rad", *map(str, more), ""])

    return of


def test_rows_are_added_written_taken_away_and_put_back_without_a_script(
    steps, client, employment, row_address, say
):
    page = client.post(row_address("steps"), {"page_id": "x"})
    added = Record.objects.get()
    assert page["Location"].endswith(f"#rad-{added.pk}")
    say(**{f"steps__{added.pk}__what": "Frukostmöte"})
    assert "Frukostmöte" in page_of(client, employment)

    client.post(row_address(added.pk, "ta-bort"))
    assert "Frukostmöte" not in page_of(client, employment)
    assert Answer.objects.get(record=added).value == "Frukostmöte"

    client.post(row_address(added.pk, "angra"))
    assert "Frukostmöte" in page_of(client, employment)


def test_the_script_gets_the_new_row_alone(steps, client, row_address):
    response = client.post(row_address("steps"), headers={"HX-Request": "true"})

    page = response.content.decode()
    assert f'name="steps/{Record.objects.get().pk}/what"' in page
    assert "<html" not in page


def test_adding_a_row_saves_what_is_written_first(steps, client, employment, row_address):
    data = {"page_id": "x", "base:challenges": "0", "challenges": "Skrivet i samma stund"}
    client.post(row_address("steps"), data)

    assert Answer.objects.get(key="challenges").value == "Skrivet i samma stund"


def test_entries_are_rows_by_record_and_empty_ones_are_left_out(
    steps, employment, official_in_sala, say, hand_in
):
    by, at = official_in_sala, timezone.now()
    first, gone, _empty = (records.add_record(employment, steps, by=by, at=at) for _ in range(3))
    say(**{f"steps__{first.pk}__what": "Möte", f"steps__{first.pk}__when": "2026-03-31"})
    say(**{f"steps__{gone.pk}__what": "Borttaget"})
    records.remove_record(gone, by=by, at=at)
    version = hand_in()

    assert rows("record", "part", "text", "day") == [
        (first.pk, "what", "Möte", None),
        (first.pk, "when", "31 mars 2026", date(2026, 3, 31)),
    ]
    found = next(one for one in read_sections(version) if one.section.pk == employment.pk)
    assert next(row.entries for row in found.rows if row.entries) == (
        (("Vad", "Möte"), ("När", "31 mars 2026"), ("För alla", "")),
    )
    assert "Borttaget" not in json.dumps(version.answers)


def test_rows_belong_to_those_who_answer(
    steps, as_, official_in_arboga, manager_in_sala, row_address
):
    assert as_(official_in_arboga).post(row_address("steps")).status_code == 404
    assert as_(manager_in_sala).post(row_address("steps")).status_code == 403
    assert not Record.objects.exists()


def test_no_row_when_the_round_is_closed(steps, client, row_address):
    Round.objects.update(state=Round.State.CLOSED)

    assert client.post(row_address("steps")).status_code == 409
    assert not Record.objects.exists()


def test_rows_refuse_get_and_questions_without_rows(steps, client, row_address):
    assert client.get(row_address("steps")).status_code == 405
    assert client.post(row_address("challenges")).status_code == 404
    assert client.post(row_address("steps", 1)).status_code == 404


# --- Who is asked, and when ------------------------------------------------------------------


def test_a_question_is_asked_of_its_actor_types_only(
    open_round, employment, client, save, sala_survey
):
    ask(
        open_round,
        "councils",
        Kind.SHORT_TEXT,
        wording="För kommuner",
        actor_types=["municipality"],
    )
    ask(open_round, "churches", Kind.SHORT_TEXT, wording="För andra", actor_types=["faith"])
    page = page_of(client, employment)

    assert Actor.objects.get(slug="sala-kommun").actor_type == "municipality"
    assert "För kommuner" in page
    assert "För andra" not in page
    assert save(client, employment, "churches", "Nej").status_code == 422


@pytest.fixture
def more(open_round):
    """Asked only of those who answered yes to whether they had a course."""
    first = ask(open_round, "course", Kind.YES_NO, wording="Hade ni en kurs?")
    return ask(
        open_round,
        "course-length",
        Kind.WHOLE_NUMBER,
        wording="Hur lång?",
        shown_if=first,
        shown_if_values=["yes"],
        if_blank="stop",
        maximum=10,
    )


def shown(page: str, wording: str) -> bool:
    """Whether a question is open on a page; a closed one stands there, hidden."""
    before = page[: page.index(f">{wording}<")]
    return " hidden>" not in before[before.rindex('<div class="asked"') :]


def test_a_question_follows_another_and_keeps_its_text_while_hidden(
    more, client, employment, say, sala_survey
):
    assert not shown(page_of(client, employment), "Hur lång?")
    say(course="yes", **{"course-length": "99"})
    assert shown(page_of(client, employment), "Hur lång?")
    before = progress(sala_survey)[employment.pk]

    Answer.objects.filter(key="course").update(value="")
    page = page_of(client, employment)
    assert not shown(page, "Hur lång?")
    assert 'value="99"' in page
    assert "är för högt" not in page
    after = progress(sala_survey)[employment.pk]
    assert (before.asked - after.asked, before.answered - after.answered) == (1, 2)


def test_the_block_around_a_hidden_question_is_hidden_too(more, client, employment, say):
    alone = '<section class="question" hidden><div class="asked" id="fraga-course-length"'
    assert alone in page_of(client, employment)
    say(course="yes")
    page = page_of(client, employment)
    assert alone.replace(" hidden", "") in page


def test_nothing_is_missing_in_a_section_that_nobody_has_begun(
    open_round, client, employment, say, save, sala_survey
):
    ask(open_round, "aim", Kind.SHORT_TEXT, wording="Vart ska ni?", if_blank="warning")
    missing, asks = "”Vart ska ni?” saknar svar.", "<div data-why>"
    page = page_of(client, employment)
    assert missing not in page
    assert asks not in page
    check = client.get(reverse("survey:check", args=[2026, "sala-kommun"])).content.decode()
    assert missing in check

    say(challenges="Bussen gick in")
    page = page_of(client, employment)
    assert missing in page
    assert asks in page
    housing = sala_survey.sections.get(goal_area__number=1)
    client.post(f"{address('section', housing)}spara-allt/", {"done": "yes"})
    assert missing in page_of(client, housing)


def test_what_is_hidden_is_neither_checked_nor_reported(more, employment, say, hand_in):
    say(**{"course-length": "99", "course": "no"})
    version = hand_in()

    assert rows("question_version__question__key") == [("course",)]
    assert "course-length" not in json.dumps(version.answers["sections"])
    assert Answer.objects.get(key="course-length").value == "99"


def test_a_question_may_follow_what_the_organisation_says_of_itself(
    open_round, employment, client, sala_survey, save
):
    own = ask(open_round, "own-plan", Kind.YES_NO, Question.Scope.ORGANISATION)
    ask(
        open_round,
        "plan-here",
        Kind.SHORT_TEXT,
        wording="Vad säger planen?",
        shown_if=own,
        shown_if_values=["Ja"],
    )
    assert not shown(page_of(client, employment), "Vad säger planen?")
    save(client, sala_survey.sections.get(goal_area=None), "own-plan", "yes")

    assert shown(page_of(client, employment), "Vad säger planen?")


def test_a_chain_is_hidden_from_its_first_link(more, open_round, employment, say, sala_survey):
    last = ask(open_round, "course-end", Kind.DATE, shown_if=more)
    form = SectionForm(employment, open_round)
    field = form.find("course-end")

    assert last.shown_if_values == []
    assert form.is_shown(field, {"course": "yes", "course-length": "3"})
    assert not form.is_shown(field, {"course": "yes"})
    assert not form.is_shown(field, {"course": "no", "course-length": "3"})


# --- Words beside a question -----------------------------------------------------------------


def test_why_we_ask_and_the_legal_basis_stand_by_the_question(open_round, client, employment):
    ask(
        open_round,
        "more",
        Kind.PER_CENT,
        help_text="Räkna alla.",
        why_asked="Rådet vill veta.",
        legal_basis="Förordning 2017:868.",
    )
    page = page_of(client, employment)

    for words in ("Räkna alla. Mellan 0 och 100.", "Varför vi frågar", "Rådet vill veta."):
        assert words in page
    assert "Förordning 2017:868." in page
    assert '<span class="unit">%</span>' in page


def test_an_old_submission_is_read_in_its_own_words(open_round, employment, client, say, hand_in):
    asked = ask(open_round, "more", Kind.ONE_OF, wording="Förr?", choices=["Gult"])
    ask(open_round, "left", Kind.SHORT_TEXT, wording="Lämnad tom förr?")
    say(more="Gult")
    version = hand_in()
    newer = QuestionVersion.objects.create(
        question=asked.question, number=2, wording="Nu?", choices=["Grönt"]
    )
    asked.version = newer
    asked.save()
    left = open_round.asked_questions.get(question__key="left")
    left.version = QuestionVersion.objects.create(question=left.question, number=2, wording="Nytt?")
    left.save()

    read = read_of(version, employment)
    assert read["Förr?"] == "Gult"
    assert read["Lämnad tom förr?"] == ""
    receipt = client.get(reverse("survey:receipt", args=[2026, "sala-kommun"])).content.decode()
    assert "Förr?" in receipt
    assert "Nu?" not in receipt


@pytest.mark.parametrize("answers", [1, 3])
def test_a_receipt_asks_the_database_the_same_whatever_is_in_it(
    open_round, employment, say, hand_in, django_assert_num_queries, answers
):
    for number in range(answers):
        ask(open_round, f"n{number}", Kind.WHOLE_NUMBER)
        say(**{f"n{number}": "1"})
    version = hand_in()
    with django_assert_num_queries(7):
        read_sections(version)
