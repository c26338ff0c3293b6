"""Svara i Excel: the workbook out, filled in, back, looked at, and saved when somebody says yes.

The numbers (X01 …) are those of the list of faults that an upload must survive.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from actors.models import Event
from followup.rounds.models import Question, Round
from followup.survey.answering import actions, interventions
from followup.survey.form.section_form import SectionForm
from followup.survey.models import (
    Answer,
    AnswerRevision,
    Intervention,
    Origin,
    Record,
    Section,
    Submission,
    SubmissionVersion,
    WorkbookUpload,
)
from followup.survey.workbook import importing
from strategy_portal.exceptions import WrongStateError
from strategy_portal.spreadsheets import saved
from tests import hostile
from tests.followup.survey import workbooks
from tests.followup.survey.asking import ask
from tests.year import make_round, start, submit

pytestmark = pytest.mark.django_db
Kind = Question.Kind


@pytest.fixture
def client(as_, official_in_sala):
    return as_(official_in_sala)


@pytest.fixture
def put(client, sala_survey, employment):
    """A fetched workbook with cells of the section about employment filled in."""
    return lambda answers: workbooks.filled(client, sala_survey, employment, answers)


@pytest.fixture
def look(client, sala_survey):
    """The page that lists what a workbook changes."""
    return lambda content: workbooks.changes_of(client, sala_survey, content)


@pytest.fixture
def told(client, sala_survey):
    """What is said of a file that cannot be used, as text."""

    def send(content: bytes, name: str = "svar.xlsx") -> str:
        response = workbooks.send(client, sala_survey, content, name)
        assert response.status_code == 422
        assert not WorkbookUpload.objects.exists()
        return response.context["fault"]

    return send


def stored(section: Section) -> dict[str, object]:
    answers = Answer.objects.filter(section=section).exclude(value="").exclude(value=[])
    return dict(answers.values_list("key", "value"))


def faults(page) -> list[tuple[str, str]]:
    """Each fault with its cells."""
    return [(one["cells"], one["text"]) for one in page.context["faults"]]


def listed(page) -> list[tuple[str, str]]:
    """Each change: before and after."""
    return [(one.before, one.after) for one in page.context["comparison"].changes]


# --- The workbook ----------------------------------------------------------------------------


@pytest.fixture
def workbook(client, sala_survey) -> Workbook:
    return workbooks.opened(workbooks.fetched(client, sala_survey))


def test_it_has_a_sheet_for_each_section_and_one_that_explains(workbook, sala_survey):
    titles = [section.title for section in sala_survey.sections.all()]

    assert workbook.sheetnames == ["Börja här", *titles, "Alternativ", "_portalen"]
    assert [one.sheet_state for one in workbook.worksheets] == [*["visible"] * 9, "veryHidden"]
    assert workbook.worksheets[0]["A1"].value == "Enkät 2026, Sala kommun"


def test_every_sheet_can_be_read_by_ear_and_is_locked_but_for_the_answers(workbook, employment):
    for sheet in workbook.worksheets[1:8]:
        assert sheet["A1"].value
        assert sheet.freeze_panes == "A5"
        assert sheet.print_title_rows == "$4:$4"
        assert "ColumnTitle" in sheet.defined_names
        assert not sheet.merged_cells.ranges
        assert sheet.protection.sheet
        assert not sheet.protection.password
    sheet = workbook[employment.title]
    heads = [one.value for one in sheet[4]][:5]
    assert heads == ["Gäller", "Fråga", "Ert svar", "Så svarar ni", "I fjol"]
    assert [sheet.cell(5, column).protection.locked for column in range(1, 6)] == [
        True,
        True,
        False,
        True,
        True,
    ]
    assert sheet.column_dimensions[sheet.cell(1, workbooks.key_column(sheet)).column_letter].hidden


def test_what_is_to_be_chosen_has_a_list_and_a_message(workbook, employment, degree_key):
    cell = workbooks.cell(workbook, employment, degree_key)
    rules = workbook[employment.title].data_validations.dataValidation

    rule = next(one for one in rules if cell.coordinate in one.sqref)
    column = rule.formula1.split("$")[1]
    offered = [one.value for one in workbook["Alternativ"][column][2:7]]
    assert offered == [
        "Genomfört eller löpande",
        "Minst hälften",
        "Påbörjat",
        "Ej påbörjat",
        "Ej relevant",
    ]
    assert rule.prompt.startswith("Välj i listan.")
    assert len(rule.promptTitle) <= 32
    assert all(len(one.prompt or "") <= 255 for one in rules)


def test_last_year_stands_beside(
    client, open_round, sala, employment, official_in_sala, comment_key
):
    version = submit(make_round(2025, Round.State.CLOSED), sala, official_in_sala)
    said = {"slug": employment.slug, "answers": {comment_key: "Så var det i fjol."}}
    last = {"sections": [said]}
    SubmissionVersion.objects.filter(pk=version.pk).update(answers=last)
    submission = employment.submission

    workbook = workbooks.opened(workbooks.fetched(client, submission))

    cell = workbooks.cell(workbook, employment, comment_key)
    assert workbook[employment.title].cell(cell.row, 5).value == "Så var det i fjol."


def test_a_section_that_a_colleague_has_is_locked(
    client, sala_survey, employment, colleague_in_sala
):
    Section.objects.filter(pk=employment.pk).update(assigned_to=colleague_in_sala)

    sheet = workbooks.opened(workbooks.fetched(client, sala_survey))[employment.title]

    assert "Bo Ek har det här avsnittet nu" in sheet["A2"].value
    assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)


def test_it_is_made_with_few_questions_to_the_database(
    client, sala_survey, employment, django_assert_num_queries, official_in_sala
):
    for _ in range(3):
        interventions.add_intervention(employment, by=official_in_sala, at=timezone.now())
    address = reverse("survey:download_workbook", args=workbooks.place(sala_survey))
    client.get(address)
    with django_assert_num_queries(QUERIES_TO_WRITE):
        client.get(address)


QUERIES_TO_WRITE = 27


# --- There and back --------------------------------------------------------------------------


def test_answers_are_listed_first_and_saved_when_somebody_says_yes(
    client, put, look, employment, degree_key, comment_key, official_in_sala
):
    page = look(put({degree_key: "Minst hälften", comment_key: "Vi fortsatte.\nI två orter."}))

    assert listed(page) == [("", "Minst hälften"), ("", "Vi fortsatte.\nI två orter.")]
    assert not Answer.objects.exists()
    response = workbooks.confirm(client, page)

    assert response["Location"] == reverse("survey:survey", args=[2026, "sala-kommun"])
    assert stored(employment) == {degree_key: "H", comment_key: "Vi fortsatte.\nI två orter."}
    revisions = AnswerRevision.objects.values_list("origin", "by__name", "version")
    assert list(revisions) == [(Origin.WORKBOOK, "Amina Lund", 1)] * 2
    assert Event.objects.get(verb="import_workbook").data == {"answers": 2}
    employment.refresh_from_db()
    assert employment.state == Section.State.IN_PROGRESS
    assert not WorkbookUpload.objects.exists()


def test_x24_the_same_file_again_changes_nothing(
    client, sala_survey, look, employment, comment_key
):
    workbook = workbooks.opened(workbooks.fetched(client, sala_survey))
    row = workbooks.new_rows(workbook, employment, "interventions")[0]
    workbooks.cell(workbook, employment, comment_key).value = "Vi fortsatte."
    workbooks.cell(workbook, employment, f"{row}/Vad heter insatsen?").value = "Språkstöd"
    content = saved(workbook)
    workbooks.confirm(client, look(content))

    page = look(content)

    assert "Inga ändringar" in page.content.decode()
    assert listed(page) == []
    assert Intervention.objects.count() == 1


def test_a_new_row_becomes_an_intervention(client, sala_survey, look, employment, arboga):
    workbook = workbooks.opened(workbooks.fetched(client, sala_survey))
    rows = workbooks.new_rows(workbook, employment, "interventions")
    goal = employment.goal_area.sub_goals.get(number=1)
    for title, value in {
        "Vad heter insatsen?": "Språkstöd",
        "Vilka delmål gäller den?": goal.code,
        "Kvinnor": "1 000",
        "Män": 12,
        "Vilka gjorde ni det tillsammans med?": f"{arboga.name};\nRegion Västmanland",
        "Hur långt har den kommit?": "Pågår",
        "Fortsätter insatsen nästa år?": "ja",
    }.items():
        workbooks.cell(workbook, employment, f"{rows[1]}/{title}").value = value
    page = look(saved(workbook))
    assert faults(page) == []

    workbooks.confirm(client, page)

    added = Intervention.objects.get()
    region = next(v for v, n in _partners(employment) if n == "Region Västmanland")
    assert {a.part: a.value for a in added.answers.all()} == {
        "title": "Språkstöd",
        "sub_goals": [str(goal.pk)],
        "women": "1 000",
        "men": "12",
        "partners": sorted([str(arboga.pk), region], key=lambda one: (len(one), one)),
        "status": "ongoing",
        "continues_next_year": "yes",
    }


def _partners(section: Section):
    return SectionForm(section, section.submission.round).registers.partners


COLUMNS = [
    {"key": "place", "label": "Ort", "kind": "short_text"},
    {"key": "places", "label": "Platser", "kind": "whole_number"},
    {"key": "when", "label": "När", "kind": "date"},
]


def test_every_kind_of_question_goes_there_and_back(
    client, open_round, sala_survey, look, employment
):
    ask(open_round, "short", Kind.SHORT_TEXT)
    ask(open_round, "number", Kind.WHOLE_NUMBER, unit="platser")
    ask(open_round, "share", Kind.PER_CENT)
    ask(open_round, "cost", Kind.MONEY)
    ask(open_round, "yes-no", Kind.YES_NO)
    ask(open_round, "several", Kind.SEVERAL_OF, choices=["Svenska", "Arabiska; irakisk", "Dari"])
    ask(open_round, "scale", Kind.SCALE, scale_ends=["Dåligt", "Bra"])
    ask(open_round, "day", Kind.DATE)
    ask(open_round, "web", Kind.LINK)
    ask(open_round, "people", Kind.COUNTS)
    ask(open_round, "rows", Kind.RECORDS, columns=COLUMNS)
    workbook = workbooks.opened(workbooks.fetched(client, sala_survey))
    row = workbooks.new_rows(workbook, employment, "rows")[0]
    answers: dict[str, Any] = {
        "short": "=1+1",
        "number": 1000,
        "share": 0.125,
        "cost": "250 tkr",
        "yes-no": "Vet ej",
        "several": "Dari; Arabiska; irakisk",
        "scale": 1,
        "day": timezone.localdate().replace(month=3, day=31, year=2026),
        "web": "www.sala.se",
        "people/women": "1 000",
        "people/counts_not_known": "x",
        f"{row}/Ort": "Sala",
        f"{row}/Platser": 8,
        f"{row}/När": "31 mars 2026",
    }
    for key, value in answers.items():
        cell = workbooks.cell(workbook, employment, key)
        cell.value = value
        if value == "=1+1":
            cell.data_type = "s"
        if value == 0.125:
            cell.number_format = "0.0%"
    page = look(saved(workbook))
    assert faults(page) == []

    workbooks.confirm(client, page)

    record = Record.objects.get()
    assert stored(employment) == {
        "short": "=1+1",
        "number": "1000",
        "share": "12,5 %",
        "cost": "250 tkr",
        "yes-no": "not_known",
        "several": ["Dari", "Arabiska; irakisk"],
        "scale": "1",
        "day": "2026-03-31",
        "web": "www.sala.se",
        "people/women": "1 000",
        "people/counts_not_known": "yes",
        f"rows/{record.pk}/place": "Sala",
        f"rows/{record.pk}/places": "8",
        f"rows/{record.pk}/when": "31 mars 2026",
    }
    again = workbooks.fetched(client, sala_survey)
    assert listed(look(again)) == []


def test_a_cell_says_once_what_a_link_and_a_date_look_like(
    client, sala_survey, employment, open_round
):
    ask(open_round, "web", Kind.LINK, wording="Var finns den?")
    ask(open_round, "day", Kind.DATE, wording="När?")
    workbook = workbooks.opened(workbooks.fetched(client, sala_survey))
    for key, example in (("web", "https://www.exempel.se/sida."), ("day", "2026-03-31.")):
        cell = workbooks.cell(workbook, employment, key)
        said = cell.parent.cell(cell.row, 4).value
        assert said.count(example) == 1


# --- What differs from newer answers ---------------------------------------------------------


@pytest.fixture
def met(client, put, look, save, employment, comment_key, as_, colleague_in_sala):
    """A page that must ask: a colleague has written since the workbook was fetched."""
    content = put({comment_key: "Från Excel."})
    save(as_(colleague_in_sala), employment, comment_key, "Från kollegan.")
    return look(content)


def test_x25_a_newer_answer_is_kept_unless_the_workbooks_is_chosen(
    client, met, employment, comment_key
):
    choice = met.context["comparison"].choices[0]
    assert (choice.before, choice.after, choice.saved_by) == (
        "Från kollegan.",
        "Från Excel.",
        "Bo Ek",
    )
    assert "Bo Ek sparade ett nyare svar" in met.content.decode()

    workbooks.confirm(client, met)
    assert stored(employment) == {comment_key: "Från kollegan."}


def test_x25_the_workbooks_answer_is_chosen(client, met, employment, comment_key):
    workbooks.confirm(client, met, **{f"{employment.pk}:{comment_key}": "workbook"})

    assert stored(employment) == {comment_key: "Från Excel."}
    values = AnswerRevision.objects.order_by("version").values_list("value", "base_version")
    assert list(values) == [("Från kollegan.", 0), ("Från Excel.", 1)]


def test_a_cell_left_as_it_was_is_no_answer_to_a_colleagues_change(
    client, sala_survey, look, save, employment, comment_key
):
    save(client, employment, comment_key, "Först.")
    content = workbooks.fetched(client, sala_survey)
    save(client, employment, comment_key, "Sedan.", base=1)

    assert "Inga ändringar" in look(content).content.decode()


def test_what_is_saved_between_the_page_and_the_yes_is_shown_again(
    client, put, look, save, employment, comment_key, as_, colleague_in_sala
):
    page = look(put({comment_key: "Från Excel."}))
    save(as_(colleague_in_sala), employment, comment_key, "Från kollegan.")

    again = workbooks.confirm(client, page)

    assert again.status_code == 409
    assert "Någon har sparat nya svar" in again.content.decode()
    assert stored(employment) == {comment_key: "Från kollegan."}
    workbooks.confirm(client, again, **{f"{employment.pk}:{comment_key}": "workbook"})
    assert stored(employment) == {comment_key: "Från Excel."}


def test_x30_the_second_of_two_who_upload_sees_the_firsts(
    client, put, look, employment, comment_key, as_, colleague_in_sala, sala_survey
):
    mine, theirs = put({comment_key: "Mitt."}), put({comment_key: "Kollegans."})
    page = look(mine)
    colleague = as_(colleague_in_sala)
    workbooks.confirm(colleague, workbooks.changes_of(colleague, sala_survey, theirs))

    again = workbooks.confirm(client, page)

    assert again.status_code == 409
    assert [one.before for one in again.context["comparison"].choices] == ["Kollegans."]
    assert stored(employment) == {comment_key: "Kollegans."}


def test_saying_yes_twice_saves_once(client, put, look, comment_key):
    page = look(put({comment_key: "Vi fortsatte."}))
    workbooks.confirm(client, page)

    assert workbooks.confirm(client, page).status_code == 404
    assert AnswerRevision.objects.count() == 1


def test_all_of_it_or_none(client, put, look, employment, degree_key, comment_key, monkeypatch):
    page = look(put({degree_key: "Påbörjat", comment_key: "Vi fortsatte."}))
    save_answer, times = actions.save_answer, []

    def fails_at_the_second(*args, **options):
        times.append(1)
        if len(times) == 2:
            raise WrongStateError("Omgången är stängd.")
        return save_answer(*args, **options)

    monkeypatch.setattr(importing, "save_answer", fails_at_the_second)
    assert workbooks.confirm(client, page).status_code == 409
    assert not AnswerRevision.objects.exists()
    assert WorkbookUpload.objects.exists()


# --- Single cells ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        pytest.param("ca 10", "går inte att läsa", id="X06-about"),
        pytest.param("-", "går inte att läsa", id="X06-dash"),
        pytest.param("–", "går inte att läsa", id="X06-long-dash"),
        pytest.param(1.5, "går inte att läsa", id="X06-decimal"),
        pytest.param(-3, "går inte att läsa", id="negative"),
        pytest.param(2_000_000, "Talet är för stort", id="too-many"),
        pytest.param(1e308, "Talet är för stort", id="X09-huge"),
        pytest.param("=1+1", "utan uträknat värde", id="X08-formula"),
        pytest.param("=#REF!", "utan uträknat värde", id="X08-formula-with-error"),
        pytest.param("#DIV/0!", "#DIV/0!", id="X08-error"),
        pytest.param(timezone.localdate(), "går inte att läsa", id="day"),
    ],
)
def test_x06_a_count_that_cannot_be_read_is_told_by_its_cell(
    open_round, put, look, typed, told, client, sala_survey, employment
):
    ask(open_round, "people", Kind.COUNTS)
    content = put({"people/women": typed, "challenges": "Nya."})
    cell = workbooks.cell(workbooks.opened(content), employment, "people/women")

    page = look(content)

    ((cells, text),) = faults(page)
    assert cells == cell.coordinate
    assert told in text
    assert listed(page) == [("", "Nya.")]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("1 000", "1 000"), ("1\u00a0000", "1\u00a0000"), (12, "12"), ("12", "12"), (0, "0")],
)
def test_x06_swedish_forms_of_a_count_are_understood(
    client, open_round, put, look, typed, kept, employment
):
    ask(open_round, "people", Kind.COUNTS)
    page = look(put({"people/women": typed}))

    assert faults(page) == []
    workbooks.confirm(client, page)
    assert stored(employment) == {"people/women": kept}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2026-02-30", "finns inte"),
        ("i våras", "går inte att läsa"),
        (-5, "inget datum"),
        (99_999_999, "inget datum"),
    ],
)
def test_x07_a_day_that_is_none_is_told_by_its_cell(open_round, put, look, typed, told):
    ask(open_round, "day", Kind.DATE)

    ((cells, text),) = faults(look(put({"day": typed})))

    assert cells.startswith("C")
    assert told in text


def test_a_choice_that_is_not_offered_is_told(put, look, degree_key):
    ((cells, text),) = faults(look(put({degree_key: "Nästan"})))

    assert cells == "C5"
    assert text == "”Nästan” finns inte i listan. Välj ett av alternativen."


def test_x07_a_day_may_be_a_number_in_a_cell_that_shows_days(open_round, put, look):
    ask(open_round, "day", Kind.DATE)

    assert listed(look(put({"day": 46_112}))) == [("", "31 mars 2026")]


@pytest.mark.parametrize("typed", ["H", "minst hälften", "  Minst   hälften "])
def test_a_choice_is_known_by_its_letter_and_its_words(put, look, degree_key, typed):
    assert listed(look(put({degree_key: typed}))) == [("", "Minst hälften")]


@pytest.mark.parametrize(("length", "fits"), [(20_000, True), (20_001, False), (32_000, False)])
def test_x11_nothing_is_cut(client, put, look, employment, comment_key, length, fits):
    page = look(put({comment_key: "å" * length}))

    if fits:
        workbooks.confirm(client, page)
        assert stored(employment) == {comment_key: "å" * length}
        return
    ((_, text),) = faults(page)
    assert f"{length} tecken lång" in text
    assert listed(page) == []


def test_x12_invisible_signs_are_told_and_the_rest_is_the_same(
    client, put, look, employment, comment_key
):
    typed = "\ufeffSala_x0001_ 😀 e\u0301 \u202ebak\u202c _x005F_x000D_ \u200bslut"
    page = look(put({comment_key: typed}))

    assert [one["text"] for one in page.context["notes"]] == [
        "Osynliga styrtecken i texten tas bort."
    ]
    workbooks.confirm(client, page)
    assert stored(employment) == {comment_key: "\ufeffSala 😀 é bak _x000D_ \u200bslut"}


def test_x13_line_breaks_tabs_and_leading_spaces_are_kept(
    client, put, look, employment, comment_key
):
    workbooks.confirm(client, look(put({comment_key: "  ett\r\ntvå\n\n\ttre"})))

    assert stored(employment) == {comment_key: "  ett\ntvå\n\n\ttre"}


def test_x26_every_fault_is_listed_at_once_and_the_rest_can_be_saved(
    client, open_round, put, look, employment, degree_key, comment_key
):
    ask(open_round, "people", Kind.COUNTS)
    page = look(
        put(
            {
                "people/women": "ca 10",
                "people/men": "ca 10",
                "people/girls": "ca 10",
                "people/unknown": "ca 10",
                degree_key: "Nästan",
                comment_key: "Vi fortsatte.",
            }
        )
    )

    first = workbooks.cell(workbooks.opened(put({})), employment, "people/women").row
    cells = [cells for cells, _ in faults(page)]
    assert sorted(cells) == sorted(["C5", f"C{first}–C{first + 2}, C{first + 4}"])
    assert "Spara resten" in page.content.decode()
    workbooks.confirm(client, page)
    assert stored(employment) == {comment_key: "Vi fortsatte."}


def test_x26_nothing_is_saved_where_somebody_says_no(client, put, look, comment_key, sala_survey):
    page = look(put({comment_key: "Vi fortsatte."}))
    address = [*workbooks.place(sala_survey), page.context["upload"].pk]

    response = client.post(reverse("survey:discard_workbook", args=address))

    assert response["Location"] == reverse("survey:workbook", args=[2026, "sala-kommun"])
    assert not WorkbookUpload.objects.exists()
    assert not Answer.objects.exists()


def test_what_could_not_be_read_in_the_portal_either_is_left_alone(
    client, open_round, sala_survey, look, save, employment
):
    ask(open_round, "people", Kind.COUNTS)
    save(client, employment, "people/women", "ca 10")

    page = look(workbooks.fetched(client, sala_survey))

    assert faults(page) == []
    assert listed(page) == []


# --- The workbook changed in other ways ------------------------------------------------------


def test_x04_moved_rows_other_columns_and_renamed_sheets_are_found(
    client, sala_survey, look, employment, comment_key
):
    workbook = workbooks.opened(workbooks.fetched(client, sala_survey))
    sheet = workbook[employment.title]
    workbooks.cell(workbook, employment, comment_key).value = "Vi fortsatte."
    sheet.insert_rows(5, 3)
    sheet.insert_cols(2)
    sheet.title = "Mitt blad"
    workbook.create_sheet("Egna anteckningar", 0)["A1"] = "Kom ihåg"

    page = look(saved(workbook))

    assert faults(page) == []
    assert listed(page) == [("", "Vi fortsatte.")]


def test_x04_a_row_of_ones_own_is_told(client, sala_survey, look, employment):
    workbook = workbooks.opened(workbooks.fetched(client, sala_survey))
    sheet = workbook[employment.title]
    sheet.insert_rows(6)
    sheet["C6"] = "Något mer"

    ((cells, text),) = faults(look(saved(workbook)))
    assert cells == "C6"
    assert "tillagd i filen" in text


def test_x04_a_copied_row_is_told(client, sala_survey, look, employment, comment_key):
    workbook = workbooks.opened(workbooks.fetched(client, sala_survey))
    sheet = workbook[employment.title]
    cell = workbooks.cell(workbook, employment, comment_key)
    for column in range(1, workbooks.key_column(sheet) + 1):
        sheet.cell(sheet.max_row, column).value = sheet.cell(cell.row, column).value
    cell.value = "Vi fortsatte."

    page = look(saved(workbook))
    assert faults(page) == [
        (
            f"rad {cell.row}, rad {sheet.max_row}",
            "Samma fråga eller rad finns flera gånger i filen. Behåll en av dem.",
        )
    ]
    assert listed(page) == []


def test_x04_a_sheet_that_is_gone_is_told(client, sala_survey, look, employment):
    workbook = workbooks.opened(workbooks.fetched(client, sala_survey))
    del workbook[employment.title]

    ((_, text),) = faults(look(saved(workbook)))
    assert f"Bladet för {employment.title} finns inte i filen" in text


def test_x04_a_heading_that_is_gone_is_told(client, sala_survey, look, employment):
    workbook = workbooks.opened(workbooks.fetched(client, sala_survey))
    workbook[employment.title]["C4"] = "Svar"

    page = look(saved(workbook))
    assert ("rad 4", "Rubriken ”Ert svar” saknas, så svaren går inte att hitta.") in faults(page)
    assert listed(page) == []


def test_x05_merged_cells_are_named(client, sala_survey, look, save, employment, comment_key):
    save(client, employment, comment_key, "Står redan här.")
    workbook = workbooks.opened(workbooks.fetched(client, sala_survey))
    workbook[employment.title].merge_cells("C5:C6")

    page = look(saved(workbook))

    assert faults(page) == [
        ("C5–C6", "Cellerna C5–C6 är sammanslagna. Dela dem och skriv svaret i rätt cell.")
    ]
    assert listed(page) == []


def test_x08_a_formula_with_a_value_is_used_and_told(put, look, employment):
    content = put({"challenges": "ORD"})
    workbook = workbooks.opened(content)
    row = workbooks.cell(workbook, employment, "challenges").row
    number = workbook.sheetnames.index(employment.title) + 1

    def formula(part: bytes) -> bytes:
        return part.replace(
            b't="inlineStr"><is><t>ORD</t></is>',
            b't="str"><f>[1]Blad!A1</f><v>Utr\xc3\xa4knat</v>',
        )

    page = look(hostile.patched(content, f"xl/worksheets/sheet{number}.xml", formula))

    assert listed(page) == [("", "Uträknat")]
    assert page.context["notes"] == [
        {
            "sheet": employment.title,
            "cells": f"C{row}",
            "text": "Cellen har en formel. Dess senaste värde används.",
        }
    ]


def test_x14_hidden_and_filtered_rows_are_read(client, sala_survey, look, employment, comment_key):
    workbook = workbooks.opened(workbooks.fetched(client, sala_survey))
    cell = workbooks.cell(workbook, employment, comment_key)
    cell.value = "Gömt"
    workbook[employment.title].row_dimensions[cell.row].hidden = True
    workbook[employment.title].sheet_state = "hidden"

    assert listed(look(saved(workbook))) == [("", "Gömt")]


def test_an_intervention_taken_away_in_the_portal_stays_away(
    client, sala_survey, look, employment, official_in_sala
):
    now = timezone.now()
    added = interventions.add_intervention(employment, by=official_in_sala, at=now)
    workbook = workbooks.opened(workbooks.fetched(client, sala_survey))
    key = f"interventions/{added.pk}"
    workbooks.cell(workbook, employment, f"{key}/Vad heter insatsen?").value = "Språkstöd"
    page = look(saved(workbook))
    interventions.remove_intervention(added, by=official_in_sala, at=now)

    again = client.get(page.request["PATH_INFO"])
    assert "Raden har tagits bort i portalen" in again.content.decode()
    ((_, text),) = faults(look(saved(workbook)))
    assert "inte längre finns i enkäten" in text


# --- Files that are not for this survey ------------------------------------------------------


def test_x01_last_years_workbook_is_refused(client, told, sala, sala_survey):
    earlier = start(make_round(2025), sala)

    text = told(workbooks.fetched(client, earlier))

    assert text.startswith("Arbetsboken gäller enkäten 2025, inte 2026.")


def test_x01_a_workbook_with_other_questions_is_refused(client, told, open_round, sala_survey):
    content = workbooks.fetched(client, sala_survey)
    ask(open_round, "new", Kind.SHORT_TEXT)

    assert told(content).startswith("Frågorna har ändrats sedan arbetsboken hämtades.")


def test_x02_another_organisations_workbook_is_refused(
    told, sala_survey, arboga_survey, as_, official_in_arboga
):
    content = workbooks.fetched(as_(official_in_arboga), arboga_survey)

    assert told(content).startswith("Arbetsboken hör till en annan organisation.")


@pytest.mark.parametrize("way", ["removed", "edited", "copied", "other"])
def test_x03_without_its_mark_a_workbook_is_refused(client, told, sala_survey, way):
    workbook = workbooks.opened(workbooks.fetched(client, sala_survey))
    match way:
        case "removed":
            del workbook["_portalen"]
        case "edited":
            workbook["_portalen"]["B1"] = workbook["_portalen"]["B1"].value[:-1] + "x"
        case "copied":
            workbook["_portalen"].sheet_state = "visible"
        case "other":
            workbook = Workbook()

    assert told(saved(workbook)).startswith("Arbetsboken saknar portalens dolda märkning")


def test_x15_x16_x23_other_files_are_told_for_what_they_are(told):
    assert "PDF" in told(b"%PDF-1.7", "svar.xlsx")
    assert "tom" in told(b"", "svar.xlsx")
    assert "för stor" in told(bytes(10_000_001))


def test_without_a_file_one_is_asked_for(client, sala_survey):
    response = client.post(reverse("survey:upload_workbook", args=workbooks.place(sala_survey)))

    assert response.status_code == 422
    assert "Välj den arbetsbok" in response.content.decode()


EVIL = "<img src=x onerror=alert(1)>"


def test_x27_html_is_shown_as_text(client, sala_survey, told, employment, comment_key):
    page = workbooks.send(client, sala_survey, b"hej", f"{EVIL}.xlsx")
    assert EVIL not in page.content.decode()
    assert "&lt;img src=x" in page.content.decode()

    workbook = workbooks.opened(workbooks.fetched(client, sala_survey))
    workbooks.cell(workbook, employment, comment_key).value = EVIL
    cell = workbooks.cell(workbook, employment, "challenges")
    cell.value = EVIL
    workbook[employment.title].title = "<b>blad"
    cell = workbooks.cell(workbook, employment, "proposal/sub_goal")
    cell.value = EVIL
    response = workbooks.send(client, sala_survey, saved(workbook), f"{EVIL}.xlsx")
    text = client.get(response["Location"]).content.decode()
    assert EVIL not in text
    assert "<b>blad" not in text
    assert text.count("&lt;img src=x onerror=alert(1)&gt;") == 4
    assert "&lt;b&gt;blad" in text


# --- Who, and when ---------------------------------------------------------------------------


def test_x29_after_the_last_day_nothing_is_received(client, put, look, open_round, sala_survey):
    content = put({"challenges": "Nya."})
    page = look(content)
    Round.objects.update(closes_on=timezone.localdate() - timedelta(days=1))

    assert workbooks.send(client, sala_survey, content).status_code == 409
    assert workbooks.confirm(client, page).status_code == 409
    again = client.get(page.request["PATH_INFO"]).content.decode()
    assert "Sista dag att svara var" in again
    assert "Spara ändringarna" not in again
    front = client.get(reverse("survey:workbook", args=workbooks.place(sala_survey)))
    assert "Det går inte att ladda upp svar nu" in front.content.decode()
    assert not Answer.objects.exists()


def test_x29_what_is_handed_in_is_left_as_it_is(client, put, sala_survey):
    content = put({"challenges": "Nya."})
    Submission.objects.update(state=Submission.State.SUBMITTED)

    response = workbooks.send(client, sala_survey, content)

    assert response.status_code == 409
    assert "redan inlämnade" in response.content.decode()


def test_a_section_that_a_colleague_has_got_is_refused_and_the_rest_offered(
    client, sala_survey, look, employment, comment_key, colleague_in_sala
):
    workbook = workbooks.opened(workbooks.fetched(client, sala_survey))
    about = sala_survey.sections.get(goal_area=None)
    workbooks.cell(workbook, employment, comment_key).value = "Vi fortsatte."
    workbooks.cell(workbook, about, "cooperation").value = "Gott."
    Section.objects.filter(pk=employment.pk).update(assigned_to=colleague_in_sala)

    page = look(saved(workbook))

    assert "Bo Ek har det här avsnittet nu" in page.content.decode()
    assert "1 svar i arbetsboken sparas därför inte" in page.content.decode()
    workbooks.confirm(client, page)
    assert (stored(employment), stored(about)) == ({}, {"cooperation": "Gott."})


def test_a_section_given_away_before_the_yes_is_shown_again(
    client, put, look, employment, comment_key, colleague_in_sala
):
    page = look(put({comment_key: "Vi fortsatte."}))
    Section.objects.filter(pk=employment.pk).update(assigned_to=colleague_in_sala)

    assert workbooks.confirm(client, page).status_code == 409
    assert not Answer.objects.exists()


def test_others_neither_fetch_nor_see_nor_save(
    as_, put, look, sala_survey, comment_key, official_in_arboga, coordinator, outsider
):
    page = look(put({comment_key: "Vi fortsatte."}))
    upload = page.context["upload"]
    mine, here = [*workbooks.place(sala_survey), upload.pk], workbooks.place(sala_survey)
    for person, status in ((official_in_arboga, 404), (coordinator, 404), (outsider, 403)):
        other = as_(person)
        for name, args in (
            ("workbook", here),
            ("download_workbook", here),
            ("workbook_changes", mine),
        ):
            assert other.get(reverse(f"survey:{name}", args=args)).status_code == status
        for name, args in (
            ("upload_workbook", here),
            ("import_workbook", mine),
            ("discard_workbook", mine),
        ):
            assert other.post(reverse(f"survey:{name}", args=args)).status_code == status
    assert WorkbookUpload.objects.get() == upload


def test_a_colleague_does_not_see_what_another_has_uploaded(
    as_, put, look, comment_key, colleague_in_sala
):
    page = look(put({comment_key: "Vi fortsatte."}))

    assert as_(colleague_in_sala).get(page.request["PATH_INFO"]).status_code == 404


def test_getting_saves_nothing(client, put, look, sala_survey, comment_key):
    page = look(put({comment_key: "Vi fortsatte."}))
    address = [*workbooks.place(sala_survey), page.context["upload"].pk]

    for name in ("import_workbook", "discard_workbook"):
        assert client.get(reverse(f"survey:{name}", args=address)).status_code == 405
    assert (
        client.get(reverse("survey:upload_workbook", args=workbooks.place(sala_survey))).status_code
        == 405
    )


def test_a_proposal_is_forgotten_after_a_day(client, put, look, comment_key):
    page = look(put({comment_key: "Vi fortsatte."}))
    WorkbookUpload.objects.update(at=timezone.now() - timedelta(hours=25))

    assert client.get(page.request["PATH_INFO"]).status_code == 404
    assert workbooks.confirm(client, page).status_code == 404
    assert WorkbookUpload.objects.forget_old(timezone.now()) == 1


def test_the_pages_keep_their_questions_to_the_database(
    client, put, look, comment_key, degree_key, django_assert_num_queries
):
    page = look(put({comment_key: "Vi fortsatte."}))
    with django_assert_num_queries(QUERIES_TO_SHOW):
        client.get(page.request["PATH_INFO"])
    page = look(put({comment_key: "Vi fortsatte.", degree_key: "H", "challenges": "Nya."}))
    with django_assert_num_queries(QUERIES_TO_SHOW):
        client.get(page.request["PATH_INFO"])


QUERIES_TO_SHOW = 27


def test_the_coordinator_answers_in_excel_for_who_answers_on_paper(
    as_, coordinator, official_in_sala, sala_survey
):
    invitation = sala_survey.invitation
    invitation.on_paper_by, invitation.on_paper_at = coordinator, timezone.now()
    invitation.save()
    about = sala_survey.sections.get(goal_area=None)
    client = as_(coordinator)

    content = workbooks.filled(client, sala_survey, about, {"cooperation": "Gott."})
    workbooks.confirm(client, workbooks.changes_of(client, sala_survey, content))

    assert stored(about) == {"cooperation": "Gott."}
    refused = as_(official_in_sala)
    assert workbooks.send(refused, sala_survey, content).status_code in {403, 404, 409}
