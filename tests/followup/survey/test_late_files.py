"""A file that comes after the last day or after handing in: kept apart, answered (fault X29)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from actors.models import Event
from followup.rounds.actions import close_round
from followup.rounds.models import Invitation, Question, Round, SentMail
from followup.survey.attachments import late as late_files
from followup.survey.models import Answer, AnswerRevision, Attachment, LateFile
from followup.survey.submitting import handing_in
from followup.survey.submitting.sending_back import send_back
from strategy_portal.exceptions import WrongStateError
from tests.followup.survey import sample_files as sample
from tests.followup.survey import workbooks
from tests.followup.survey.asking import ask
from tests.followup.survey.conftest import address
from tests.pages import text

pytestmark = pytest.mark.django_db
SURVEY = reverse("survey:survey", args=[2026, "sala-kommun"])
BOARD = reverse("rounds:organisation", args=[2026, "sala-kommun"])


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def client(as_, official_in_sala):
    return as_(official_in_sala)


@pytest.fixture
def plan(open_round, employment):
    """A question in each area that is answered with files."""
    ask(open_round, "plan", Question.Kind.FILE, wording="Er plan")
    return employment


@pytest.fixture
def closed(plan, coordinator) -> Round:
    """The round has closed; its last day was yesterday."""
    yesterday = timezone.localdate() - timedelta(days=1)
    Round.objects.update(closes_on=yesterday)
    close_round(Round.objects.get(), by=coordinator)
    return Round.objects.get()


@pytest.fixture
def add(client, plan):
    def send(name="plan.pdf", content=sample.PDF, by=client, script=True):
        data = {"file:plan": SimpleUploadedFile(name, content)}
        headers = {"HX-Request": "true"} if script else {}
        return by.post(f"{address('section', plan)}filer/plan/", data, headers=headers)

    return send


def act(client, late: LateFile, name: str, **options):
    return client.post(reverse(f"survey:{name}", args=[2026, "sala-kommun", late.pk]), **options)


@pytest.mark.parametrize("script", [True, False])
def test_a_file_after_the_last_day_is_kept_for_the_coordinator(
    add, client, closed, as_, coordinator, official_in_sala, script
):
    response = add("Vår plan.pdf", script=script)

    assert response.status_code == 409
    page = text(response)
    assert "Omgången är stängd." in page
    assert "Filen är sparad, och samordnaren ser att den har kommit." in page
    assert not Attachment.objects.exists()
    assert not AnswerRevision.objects.exists()
    late = LateFile.objects.get()
    assert (late.name, late.key, late.sent_by) == ("Vår plan.pdf", "plan", official_in_sala)
    mail = SentMail.objects.get(occasion="late_file")
    assert (mail.recipient, mail.reply_to) == (coordinator.email, official_in_sala.email)
    assert BOARD in mail.body
    board = text(as_(coordinator).get(BOARD))
    assert "Vår plan.pdf" in board
    assert "Skickade en fil för sent" in board
    assert "Samordnaren har fått veta det" in text(client.get(SURVEY))
    call_command("verify_attachments")


def test_the_coordinator_gives_time_and_the_file_is_taken_in(
    add, client, closed, as_, coordinator, plan
):
    add()
    late = LateFile.objects.get()
    assert act(client, late, "use_late_file").status_code == 409
    act(as_(coordinator), late, "let_use_late_file")

    mail = SentMail.objects.get(occasion="late_file_answer")
    assert mail.recipient == late.sent_by.email
    assert "Nu har ni tid till och" in mail.body
    assert Invitation.objects.filter(extended_to__gt=timezone.localdate()).exists()
    assert "Organisationen har tid" in text(as_(coordinator).get(BOARD))
    assert act(as_(coordinator), late, "let_use_late_file").status_code == 409
    assert "Lägg till filen" in text(client.get(SURVEY))
    page = act(client, late, "use_late_file", follow=True)

    assert "plan.pdf är tillagd." in text(page)
    assert Answer.objects.get(key="plan").value == [str(Attachment.objects.get().pk)]
    assert "Filer som kom för sent" not in text(client.get(SURVEY))
    assert act(client, late, "use_late_file").status_code == 404


def test_a_workbook_after_the_last_day_is_kept_and_read_in_later(
    client, closed, as_, coordinator, sala_survey, employment, comment_key
):
    content = workbooks.filled(client, sala_survey, employment, {comment_key: "Från Excel"})
    response = workbooks.send(client, sala_survey, content)

    assert response.status_code == 409
    assert "Filen är sparad" in response.context["fault"]
    late = LateFile.objects.get()
    assert late.section is None
    assert "Svar i Excel" in text(as_(coordinator).get(BOARD))
    act(as_(coordinator), late, "let_use_late_file")
    page = act(client, late, "use_late_file", follow=True)
    workbooks.confirm(client, page)

    assert Answer.objects.get(key=comment_key).value == "Från Excel"
    assert "Läs in filen" in text(client.get(SURVEY))  # until they say that it is done with
    act(client, late, "put_late_file_aside")
    assert "Filer som kom för sent" not in text(client.get(SURVEY))


def test_a_workbook_that_is_none_is_refused_as_ever(client, closed, sala_survey):
    response = workbooks.send(client, sala_survey, b"not a workbook")
    assert response.status_code == 422
    assert not LateFile.objects.exists()


def test_a_file_after_handing_in_waits_for_the_section_to_be_sent_back(
    add, client, sala_survey, official_in_sala, coordinator, as_, plan, save, comment_key
):
    save(client, plan, comment_key, "Vi fortsatte.")
    handing_in.submit(sala_survey, by=official_in_sala)
    assert "Filen är sparad" in text(add())
    late = LateFile.objects.get()
    board = text(as_(coordinator).get(BOARD))
    assert "läs svaren och skicka tillbaka det avsnitt den hör till" in board
    assert act(as_(coordinator), late, "let_use_late_file").status_code == 409
    sala_survey.refresh_from_db()
    send_back(sala_survey, sections=[plan], reason="Lägg till planen.", by=coordinator)

    act(client, late, "use_late_file")
    assert Attachment.objects.get().name == "plan.pdf"


def test_the_coordinator_says_no(add, client, closed, as_, coordinator):
    add()
    late = LateFile.objects.get()
    act(as_(coordinator), late, "decline_late_file")

    assert "tas inte med" in SentMail.objects.get(occasion="late_file_answer").body
    assert "plan.pdf" not in text(as_(coordinator).get(BOARD))
    assert Event.objects.filter(verb="decline_late_file").count() == 1
    assert act(as_(coordinator), late, "decline_late_file").status_code == 409
    call_command("verify_attachments")  # it is still stored


def test_what_is_no_file_to_keep_or_not_late_is_not_kept(
    add, closed, as_, sala_survey, official_in_sala, manager_in_sala
):
    assert "svg" in text(add("bild.svg", b"<svg/>"))
    assert add(by=as_(manager_in_sala)).status_code == 403
    Round.objects.update(state=Round.State.COMPILED)
    assert "Filen är sparad" not in text(add())
    Round.objects.update(state=Round.State.OPEN)
    sala_survey.approver = manager_in_sala
    sala_survey.state = "awaiting_sign_off"
    sala_survey.save()
    assert "Filen är sparad" not in text(add())
    assert not LateFile.objects.exists()


def test_the_same_file_is_kept_once_and_not_without_end(add, closed, store, monkeypatch):
    add()
    assert "Filen är sparad" in text(add())
    assert LateFile.objects.count() == 1
    assert SentMail.objects.filter(occasion="late_file").count() == 1
    monkeypatch.setattr(late_files, "MOST_WAITING", 2)
    add("två.pdf", sample.PDF + b" ")
    assert "Fler filer kan inte sparas" in text(add("tre.pdf", sample.PDF + b"  "))
    assert LateFile.objects.count() == 2


def test_others_neither_use_nor_answer(
    add, closed, as_, client, official_in_arboga, preparer, outsider
):
    add()
    late = LateFile.objects.get()
    for name in ("use_late_file", "put_late_file_aside"):
        assert act(as_(official_in_arboga), late, name).status_code == 404
        assert act(as_(preparer), late, name).status_code in {403, 404}
    for name in ("let_use_late_file", "decline_late_file"):
        assert act(client, late, name).status_code == 403
        assert act(as_(preparer), late, name).status_code == 403
    where = reverse("survey:use_late_file", args=[2026, "sala-kommun", late.pk])
    assert client.get(where).status_code == 405
    late.refresh_from_db()
    assert late.settled_at is None


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("where", "queries"), [(SURVEY, 14), (BOARD, 11)])
def test_pages_ask_the_same_however_many_files_wait(
    add, closed, as_, client, coordinator, django_assert_num_queries, number, where, queries
):
    for size in range(number):
        add(f"{size}.pdf", sample.PDF + b" " * size)
    reader = client if where == SURVEY else as_(coordinator)
    with django_assert_num_queries(queries):
        assert text(reader.get(where)).count(".pdf") >= number


def test_a_file_that_was_used_meanwhile_is_not_settled_twice(add, closed, coordinator):
    add()
    late = LateFile.objects.get()
    late_files.put_aside(late, by=late.sent_by)
    with pytest.raises(WrongStateError, match="redan hanterad"):
        late_files.let_use(late, by=coordinator)
