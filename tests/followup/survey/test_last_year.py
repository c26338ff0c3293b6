"""Last year's answers beside this year's: read in words, taken over where blank, confirmed."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from followup.rounds.models import AskedQuestion, Question
from followup.survey.answering import actions, records
from followup.survey.answering.copying import confirm_answers, copy_answers
from followup.survey.form.checking import check
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Answer, AnswerRevision, Origin, Record, Section
from followup.survey.submitting.handing_in import submit
from goals.models import SubGoal
from strategy_portal.exceptions import WrongStateError
from tests.followup.survey.asking import ask
from tests.followup.survey.conftest import address
from tests.followup.survey.test_ordinary_button import posted
from tests.year import make_round, start

pytestmark = pytest.mark.django_db
Kind, Scope = Question.Kind, Question.Scope


def write(section: Section, person, **values) -> None:
    """Saves fields of a section; "__" in a name stands for "/"."""
    form = SectionForm(section, section.submission.round)
    for name, value in values.items():
        actions.save_answer(
            section,
            form.find(name.replace("__", "/")),
            value,
            save_id=uuid.uuid4(),
            base_version=0,
            by=person,
            at=timezone.now(),
        )


@pytest.fixture
def last_round(strategy):
    """Last year's round, which asks more than the standard questions."""
    round_ = make_round(2025)
    ask(round_, "places", Kind.WHOLE_NUMBER, wording="Hur många platser?", unit="platser")
    ask(round_, "reached", Kind.COUNTS, wording="Hur många nådde ni?")
    columns = [
        {"key": "name", "label": "Namn", "kind": "short_text"},
        {"key": "cost", "label": "Kostnad", "kind": "money"},
    ]
    ask(round_, "courses", Kind.RECORDS, wording="Vilka kurser?", columns=columns)
    ask(round_, "budget", Kind.SHORT_TEXT, Scope.ORGANISATION, wording="Vilken budget?")
    return round_


@pytest.fixture
def handed_in(last_round, sala, official_in_sala):
    """What Sala handed in last year, in every kind of question."""
    submission = start(last_round, sala)
    area = submission.sections.get(goal_area__number=5)
    other = submission.sections.get(goal_area__number=6)
    first, second = SubGoal.objects.filter(goal_area=area.goal_area).order_by("number")[:2]
    write(
        area,
        official_in_sala,
        **{
            f"degree__{first.pk}": "H",
            f"comment__{first.pk}": "Språkstödet kom i gång.",
            f"degree__{second.pk}": "E",
            "challenges": "Bussen gick in",
            "proposal__sub_goal": str(first.pk),
            "proposal__reason": "Viktigast",
            "places": "1 000",
            "reached__women": "12",
            "reached__men": "0",
        },
    )
    courses = last_round.asked_questions.get(question__key="courses")
    # The second by name comes first by place.
    for name, cost in (("Svets", "1 000"), ("Bageri", "")):
        row = records.add_record(area, courses, by=official_in_sala, at=timezone.now())
        write(area, official_in_sala, **{f"courses__{row.pk}__name": name})
        if cost:
            write(area, official_in_sala, **{f"courses__{row.pk}__cost": cost})
    write(other, official_in_sala, challenges="I ett annat område")
    own = submission.sections.get(goal_area=None)
    write(own, official_in_sala, cooperation="Vi träffas varje månad", budget="Två miljoner")
    return submit(submission, by=official_in_sala)


@pytest.fixture
def this_year(handed_in, last_round, sala):
    """The same questions asked of Sala this year, one of them in other words."""
    round_ = make_round(2026)
    for old in last_round.asked_questions.filter(order__gt=6):
        AskedQuestion.objects.create(
            round=round_, question=old.question, version=old.version, order=old.order
        )
    asked = round_.asked_questions.get(question__key="places")
    asked.version = asked.question.versions.create(number=2, wording="Hur många praktikplatser?")
    asked.save()
    return start(round_, sala)


@pytest.fixture
def section(this_year) -> Section:
    return this_year.sections.get(goal_area__number=5)


@pytest.fixture
def copy(section, official_in_sala):
    def do(question=None, where=None, by=official_in_sala) -> int:
        return copy_answers(where or section, by=by, at=timezone.now(), question=question)

    return do


@pytest.fixture
def first(section) -> SubGoal:
    return section.goal_area.sub_goals.get(number=1)


@pytest.fixture
def client(as_, official_in_sala):
    return as_(official_in_sala)


def values(section: Section, *, origin: str | None = None) -> dict:
    answers = section.answers.filter(origin=origin) if origin else section.answers
    return dict(answers.values_list("key", "value"))


def beside(client, section: Section) -> str:
    """The page, without line breaks that nobody sees."""
    return " ".join(client.get(address("section", section)).content.decode().split())


def test_every_question_shows_what_was_said(client, section):
    page = beside(client, section)

    for words in (
        "Minst hälften",
        "Språkstödet kom i gång.",
        "Ej påbörjat",
        "Bussen gick in",
        "Viktigast",
        "1 000 platser",
        "12 kvinnor, 0 män, 12 tillsammans",
        "Namn: Svets",
        "Kostnad: 1 000 kronor",
        "Frågan löd: Hur många platser?",
    ):
        assert words in page.split('class="survey-form"')[1], words
    assert "I ett annat område" not in page


def test_also_about_the_organisation(client, this_year):
    page = beside(client, this_year.sections.get(goal_area=None))

    assert "Vi träffas varje månad" in page
    assert "Två miljoner" in page


def test_a_section_is_copied_where_it_is_blank(copy, section, first, official_in_sala):
    write(section, official_in_sala, **{f"comment__{first.pk}": "Nytt i år"})
    second = section.goal_area.sub_goals.get(number=2)

    assert copy() == 7
    rows = list(Record.objects.filter(section=section).order_by("position"))
    assert values(section) == {
        f"degree/{first.pk}": "H",
        f"comment/{first.pk}": "Nytt i år",
        f"degree/{second.pk}": "E",
        "challenges": "Bussen gick in",
        "proposal/sub_goal": str(first.pk),
        "proposal/reason": "Viktigast",
        "places": "1 000",
        "reached/women": "12",
        "reached/men": "0",
        f"courses/{rows[0].pk}/name": "Svets",
        f"courses/{rows[0].pk}/cost": "1 000",
        f"courses/{rows[1].pk}/name": "Bageri",
    }
    assert len(values(section, origin=Origin.COPIED)) == 11
    assert AnswerRevision.objects.filter(answer__section=section).count() == 12


def test_copying_twice_copies_once(copy, section):
    copy()
    before = AnswerRevision.objects.count()

    assert copy() == 0
    assert AnswerRevision.objects.count() == before
    assert Record.objects.filter(section=section).count() == 2


def test_one_question_alone(copy, section, first):
    assert copy(f"degree/{first.pk}") == 1
    assert values(section) == {f"degree/{first.pk}": "H"}


def test_a_question_partly_answered_is_left_alone(copy, section, official_in_sala):
    write(section, official_in_sala, reached__girls="3")

    assert copy("reached") == 0
    assert values(section) == {"reached/girls": "3"}


def test_a_choice_that_is_no_longer_offered_is_not_copied(copy, section, first, handed_in):
    chosen = handed_in.submission.sections.get(goal_area__number=5)
    frozen = handed_in.answers
    frozen["sections"][chosen.order]["answers"][f"degree/{first.pk}"] = "X"
    type(handed_in).objects.filter(pk=handed_in.pk).update(answers=frozen)

    assert copy(f"degree/{first.pk}") == 0


def test_a_sub_goal_taken_over_carries_its_answers(copy, client, section, first, handed_in):
    new = SubGoal.objects.create(
        goal_area=section.goal_area, number=90, title="Nytt", wording="Nytt", derived_from=first
    )

    assert beside(client, section).count("Språkstödet kom i gång.") == 2
    assert copy(f"comment/{new.pk}") == 1
    assert values(section) == {f"comment/{new.pk}": "Språkstödet kom i gång."}


def test_a_question_that_hangs_on_a_copied_one_is_copied_too(
    copy, section, last_round, handed_in, official_in_sala
):
    """Read in order: the answer that opens the next question is copied first."""
    asked = section.submission.round.asked_questions.get(question__key="reached")
    asked.shown_if = Question.objects.get(key="places")
    asked.save()

    assert copy("reached") == 0
    assert copy() == 8
    assert values(section)["reached/women"] == "12"


def test_touched_it_is_no_copy_any_more(copy, client, section, save):
    copy("challenges")
    assert 'data-copied="challenges"' in beside(client, section)

    save(client, section, "challenges", "Nytt", base=1)
    assert "data-copied" not in beside(client, section)
    assert values(section, origin=Origin.WRITTEN) == {"challenges": "Nytt"}


def test_confirmed_it_is_kept_as_it_was(copy, client, section, official_in_sala):
    copy("challenges")
    confirm_answers(section, by=official_in_sala, at=timezone.now(), question="challenges")

    answer = Answer.objects.get(section=section, key="challenges")
    assert (answer.value, answer.version, answer.origin) == ("Bussen gick in", 2, "confirmed")
    assert list(answer.revisions.order_by("version").values_list("origin", flat=True)) == [
        "copied",
        "confirmed",
    ]
    assert "Bekräftat" in beside(client, section)


def test_copies_that_nobody_has_confirmed_are_noted(copy, section, this_year, official_in_sala):
    copy()
    notes = [f.text for f in check(this_year).notes if "kopierade" in f.text]
    assert notes == [
        "8 svar är kopierade från ett tidigare år. Läs och markera att det stämmer, eller ändra."
    ]

    confirm_answers(section, by=official_in_sala, at=timezone.now())
    assert not [f for f in check(this_year).notes if "kopiera" in f.text]


# --- Over HTTP ---------------------------------------------------------------------------------


def test_the_script_gets_the_question_back(client, section, first):
    path = reverse(
        "survey:copy_question",
        args=[2026, "sala-kommun", section.slug, f"comment/{first.pk}"],
    )
    response = client.post(path, headers={"HX-Request": "true"})

    fragment = response.content.decode()
    assert fragment.strip().startswith(f'<div class="asked" id="fraga-comment-{first.pk}"')
    assert f'name="base:comment/{first.pk}" value="1"' in fragment
    assert "Språkstödet kom i gång.</textarea>" in fragment
    assert "<html" not in fragment


def test_without_the_script_what_is_written_is_saved_first(client, section, first):
    path = reverse("survey:copy_section", args=[2026, "sala-kommun", section.slug])
    data = posted(section, challenges="Skrivet nyss")
    response = client.post(path, data, follow=True)

    assert values(section)["challenges"] == "Skrivet nyss"
    assert values(section)[f"comment/{first.pk}"] == "Språkstödet kom i gång."
    assert "7 svar är kopierade" in response.content.decode()


def test_a_question_without_the_script(client, section):
    path = reverse("survey:copy_question", args=[2026, "sala-kommun", section.slug, "challenges"])
    response = client.post(path, posted(section, places="7"))

    assert response["Location"].endswith(f"/avsnitt/{section.slug}/#fraga-challenges")
    assert values(section) == {"places": "7", "challenges": "Bussen gick in"}


def test_all_are_confirmed_at_once(client, copy, section):
    copy()
    path = reverse("survey:confirm_section", args=[2026, "sala-kommun", section.slug])
    client.post(path, posted(section))

    assert values(section, origin=Origin.COPIED) == {}
    assert len(values(section, origin=Origin.CONFIRMED)) == 12


@pytest.mark.parametrize("name", ["copy_section", "confirm_section"])
def test_refuses_others_and_get(as_, official_in_arboga, client, section, name):
    path = reverse(f"survey:{name}", args=[2026, "sala-kommun", section.slug])

    assert as_(official_in_arboga).post(path).status_code == 404
    assert client.get(path).status_code == 405
    assert values(section) == {}


def test_refuses_after_the_last_day(copy, section, this_year):
    type(this_year.round).objects.update(state="closed")
    this_year.refresh_from_db()
    with pytest.raises(WrongStateError):
        copy(where=this_year.sections.get(goal_area__number=5))


def test_another_organisations_year_is_never_beside(
    as_, official_in_arboga, arboga, this_year, handed_in
):
    other = start(this_year.round, arboga).sections.get(goal_area__number=5)

    assert "Språkstödet" not in beside(as_(official_in_arboga), other)
    assert copy_answers(other, by=official_in_arboga, at=timezone.now()) == 0


def test_a_draft_of_last_year_is_never_beside(client, section, handed_in):
    """Sent back and begun anew, what was handed in stands until it is handed in again."""
    draft = handed_in.submission.sections.get(goal_area__number=5)
    Answer.objects.filter(section=draft, key="challenges").update(value="Bara ett utkast")

    page = beside(client, section)
    assert "Bara ett utkast" not in page
    assert "Bussen gick in" in page


@pytest.mark.parametrize("written", [0, 12])
def test_queries(client, section, copy, django_assert_num_queries, written):
    """The page asks no more of the database, whatever was copied and stands beside."""
    if written:
        copy()
    client.get(address("section", section))  # the sign-in is fresh once
    with django_assert_num_queries(21):
        client.get(address("section", section))


def test_last_years_files_stand_by_name(
    last_round, sala, official_in_sala, as_, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    asked = ask(last_round, "proof", Kind.FILE, wording="Vilket underlag har ni?")
    area = start(last_round, sala).sections.get(goal_area__number=5)
    client = as_(official_in_sala)
    upload = {"file:proof": SimpleUploadedFile("Årsbok 2025.txt", "Så gick det".encode())}
    sent = client.post(f"{address('section', area)}filer/proof/", upload)
    assert sent.status_code == 302
    submit(area.submission, by=official_in_sala)
    round_ = make_round(2026)
    AskedQuestion.objects.create(
        round=round_, question=asked.question, version=asked.version, order=asked.order
    )
    section = start(round_, sala).sections.get(goal_area__number=5)

    page = client.get(address("section", section)).content.decode()
    assert "<p>Årsbok 2025.txt</p>" in page
