"""Files as evidence: added and taken away with revisions, fetched by those who may, never lost."""

import errno
import os
import re
import socket
import struct
import threading
import time
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from actors.models import Event, Membership
from followup.rounds.models import Question
from followup.survey.answering.interventions import add_intervention, remove_intervention
from followup.survey.attachments import actions, file_store
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Answer, AnswerRevision, Attachment, Section, Submission
from followup.survey.submitting import handing_in
from followup.survey.submitting.reading import read_sections
from followup.survey.submitting.sending_back import send_back
from strategy_portal.access import Role
from strategy_portal.exceptions import WrongStateError
from tests.followup.survey import sample_files as sample
from tests.followup.survey.asking import ask
from tests.followup.survey.conftest import address
from tests.year import make_person

pytestmark = pytest.mark.django_db
PDF = sample.PDF


@pytest.fixture(autouse=True)
def store(settings, tmp_path) -> Path:
    """A folder of its own for the files of each test."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files" / "bilagor"


@pytest.fixture
def plan(open_round, employment):
    """A question in each area that is answered with files."""
    ask(open_round, "plan", Question.Kind.FILE, wording="Er plan")
    return employment


@pytest.fixture
def client(as_, official_in_sala):
    return as_(official_in_sala)


@pytest.fixture
def add(client, plan):
    """Sends a file as the page's script does."""

    def send(content=PDF, name="plan.pdf", key="plan", by=client, section=plan):
        data = {f"file:{key}": SimpleUploadedFile(name, content)}
        return by.post(to_add(section, key), data, headers={"HX-Request": "true"})

    return send


def to_add(section: Section, key: str = "plan") -> str:
    return f"{address('section', section)}filer/{key}/"


def to_file(attachment: Attachment, verb: str = "") -> str:
    if not verb:
        return reverse("survey:file", args=[attachment.pk])
    return f"{address('section', attachment.section)}fil/{attachment.pk}/{verb}/"


def stored(store: Path) -> list[str]:
    return [str(path.relative_to(store)) for path in sorted(store.glob("*/*"))]


def listed(key: str = "plan") -> list[str]:
    return list(Answer.objects.get(key=key).value)


def hand_in(submission: Submission, by) -> None:
    submission.refresh_from_db()
    handing_in.submit(submission, by=by)


def page_of(client, section) -> str:
    return client.get(address("section", section)).content.decode()


# --- Adding ----------------------------------------------------------------------------------


def test_a_file_is_added_and_fetched(add, client, store, plan, official_in_sala):
    response = add(name="Vår plan.pdf")

    assert response.status_code == 200
    field = response.content.decode()
    assert field.lstrip().startswith('<div class="files"')
    assert "Vår plan.pdf" in field
    assert "Filen är tillagd." in field
    attachment = Attachment.objects.get()
    assert listed() == [str(attachment.pk)]
    assert attachment.added_by == official_in_sala
    assert re.fullmatch("[0-9a-f]{2}/[0-9a-f]{32}", attachment.stored_name)
    assert stored(store) == [attachment.stored_name]
    assert (store / attachment.stored_name).stat().st_mode & 0o777 == 0o640
    plan.refresh_from_db()
    assert plan.state == Section.State.IN_PROGRESS
    assert plan.touched_by == official_in_sala

    response = client.get(to_file(attachment))
    assert response.content == PDF
    assert response["Content-Type"] == "application/pdf"
    encoded = "attachment; filename*=utf-8''V%C3%A5r%20plan.pdf"
    assert response["Content-Disposition"] == encoded
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"


def test_it_stands_on_the_page_with_its_size_and_can_be_taken_away(add, client, plan):
    add(PDF + b" " * 1_200_000 + b"%%EOF")
    page = page_of(client, plan)

    assert to_file(Attachment.objects.get()) in page
    assert "PDF, 1,2\u00a0MB" in page
    assert 'enctype="multipart/form-data"' in page


def test_each_change_is_a_revision_with_who_and_when(add, client, plan, as_, colleague_in_sala):
    add()
    add(b"Namn;Antal\n", "siffror.csv", by=as_(colleague_in_sala))
    first, second = Attachment.objects.order_by("added_at")
    client.post(to_file(first, "ta-bort"), headers={"HX-Request": "true"})

    one, two = str(first.pk), str(second.pk)
    revisions = AnswerRevision.objects.order_by("version")
    assert [(r.version, r.base_version, r.value, r.by.name) for r in revisions] == [
        (1, 0, [one], "Amina Lund"),
        (2, 1, [one, two], "Bo Ek"),
        (3, 2, [two], "Amina Lund"),
    ]
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["add_attachment", "add_attachment", "remove_attachment"]
    assert not any("plan" in str(event.data) + event.reason for event in Event.objects.all())


def test_the_same_file_sent_twice_lies_there_once(add, store):
    add()
    assert add().status_code == 200

    assert Attachment.objects.count() == 1
    assert len(listed()) == 1
    assert len(stored(store)) == 1
    add(name="samma innehåll.pdf")
    assert len(listed()) == 2


def test_it_is_taken_away_and_put_back(add, client, plan):
    add()
    attachment = Attachment.objects.get()
    response = client.post(to_file(attachment, "ta-bort"), headers={"HX-Request": "true"})

    assert "plan.pdf är borttagen." in response.content.decode()
    assert listed() == []
    assert client.get(to_file(attachment)).status_code == 404
    page = page_of(client, plan)
    assert to_file(attachment) not in page.replace("/angra/", "")
    assert "Ångra: ta tillbaka plan.pdf" in page

    client.post(to_file(attachment, "angra"), headers={"HX-Request": "true"})
    assert listed() == [str(attachment.pk)]
    assert client.get(to_file(attachment)).content == PDF
    attachment.refresh_from_db()
    assert attachment.removed_at is None


def test_taking_away_twice_changes_once(add, client):
    add()
    attachment = Attachment.objects.get()
    for _ in range(2):
        client.post(to_file(attachment, "ta-bort"), headers={"HX-Request": "true"})
    for _ in range(2):
        client.post(to_file(attachment, "angra"), headers={"HX-Request": "true"})

    assert AnswerRevision.objects.count() == 3


def test_an_intervention_has_its_own_files(add, employment, official_in_sala, sala_survey):
    intervention = add_intervention(employment, by=official_in_sala, at=timezone.now())
    other = add_intervention(employment, by=official_in_sala, at=timezone.now())
    key = f"interventions/{intervention.pk}/evidence_files"
    response = add(key=key)

    assert response.status_code == 200
    assert listed(key) == [str(Attachment.objects.get().pk)]
    remove_intervention(other, by=official_in_sala, at=timezone.now())
    gone = f"interventions/{other.pk}/evidence_files"
    assert add(key=gone).status_code == 404


@pytest.mark.parametrize("key", ["degree/1", "cooperation", "nothing", "plan/12", "interventions"])
def test_only_fields_for_files_take_files(add, key, store):
    assert add(key=key).status_code == 404
    assert stored(store) == []


def test_a_get_changes_nothing(client, plan, add):
    add()
    attachment = Attachment.objects.get()
    for where in (to_add(plan), to_file(attachment, "ta-bort"), to_file(attachment, "angra")):
        assert client.get(where).status_code == 405
    assert client.post(to_file(attachment)).status_code == 405
    assert AnswerRevision.objects.count() == 1


# --- Without the script ----------------------------------------------------------------------


def posted(client, section, where: str, **more):
    """The whole page sent by a button, a text written on it."""
    data = {"page_id": "", "base:challenges": "0", "challenges": "Bostäder saknas.", **more}
    return client.post(where, data, follow=True)


def test_without_a_script_the_rest_of_the_page_is_saved_with_it(client, plan):
    file = SimpleUploadedFile("plan.pdf", PDF)
    response = posted(client, plan, to_add(plan), **{"file:plan": file})

    assert response.redirect_chain == [(f"{address('section', plan)}#f-plan", 302)]
    assert "plan.pdf" in response.content.decode()
    assert Answer.objects.get(key="challenges").value == "Bostäder saknas."
    assert len(listed()) == 1


@pytest.mark.parametrize("button", [{}, {"done": "yes"}])
def test_a_file_that_was_chosen_goes_with_any_button(client, plan, button):
    file = SimpleUploadedFile("plan.pdf", PDF)
    response = posted(client, plan, address("save_all", plan), **{"file:plan": file}, **button)

    assert response.status_code == 200
    assert len(listed()) == 1


def test_without_a_file_the_page_says_what_to_do_and_has_saved_the_rest(client, plan):
    response = posted(client, plan, to_add(plan))

    assert response.status_code == 422
    assert 'href="#f-plan">Välj först en fil.' in response.content.decode()
    assert Answer.objects.get(key="challenges").value == "Bostäder saknas."


@pytest.mark.parametrize("where", ["filer/plan/", "spara-allt/", "insats/"])
def test_a_refused_file_is_told_of_whichever_button_was_pressed(client, plan, where):
    file = SimpleUploadedFile("<b>.exe", b"MZ")
    response = posted(client, plan, address("section", plan) + where, **{"file:plan": file})

    assert response.status_code in {409, 422}
    page = response.content.decode()
    assert "&lt;b&gt;.exe: Filer som slutar på .exe tas inte emot." in page
    assert Answer.objects.get(key="challenges").value == "Bostäder saknas."
    assert not Attachment.objects.exists()


def test_without_a_script_it_is_taken_away_and_put_back(client, plan, add):
    add()
    attachment = Attachment.objects.get()
    posted(client, plan, to_file(attachment, "ta-bort"))
    assert listed() == []
    page = posted(client, plan, to_file(attachment, "angra"))
    assert listed() == [str(attachment.pk)]
    assert "plan.pdf" in page.content.decode()


# --- What is refused -------------------------------------------------------------------------


def test_a_file_that_is_not_taken_leaves_nothing(add, store):
    response = add(b"<svg onload='alert(1)'/>", "bild.svg")

    assert response.status_code == 422
    field = response.content.decode()
    assert "bild.svg: Filer som slutar på .svg tas inte emot." in field
    assert not Attachment.objects.exists()
    assert not Answer.objects.exists()
    assert stored(store) == []


def test_a_name_is_shown_as_text_and_sent_safely(add, client, plan):
    add(name="<img src=x onerror=alert(1)>.pdf")
    page = page_of(client, plan)

    assert "<img src=x" not in page
    response = client.get(to_file(Attachment.objects.get()))
    told = 'attachment; filename="_img src=x onerror=alert(1)_.pdf"'
    assert response["Content-Disposition"] == told


def test_ten_megabytes_and_no_more(add):
    whole = PDF + b" " * (10_000_000 - len(PDF) - 6) + b"%%EOF\n"
    assert add(whole).status_code == 200
    response = add(whole + b"\n", "annan.pdf")

    assert response.status_code == 422
    assert "Filen är större än 10 MB." in response.content.decode()
    assert Attachment.objects.count() == 1


def test_a_request_beyond_the_limit_is_answered_in_swedish(add, client, plan):
    response = add(b"x" * 13_100_000)

    assert response.status_code == 413
    assert "<h1>Det är för stort att ta emot</h1>" in response.content.decode()
    assert not Attachment.objects.exists()


def test_texts_may_be_as_long_as_ever(client, plan):
    response = posted(client, plan, address("save_all", plan), challenges="å" * 2_600_000)
    assert response.status_code == 413


@pytest.mark.parametrize("length", ["-5", "a", "١٢", ""])
def test_a_length_that_is_none_is_not_believed(client, plan, length):
    response = client.post(address("save_all", plan), {}, CONTENT_LENGTH=length)
    assert response.status_code in {200, 302, 400}


def test_an_organisation_has_room_for_so_many_files(add, monkeypatch, store, client):
    monkeypatch.setattr(actions, "MOST_FILES", 3)
    monkeypatch.setattr(actions, "MOST_EVER", 5)
    for number in range(3):
        assert add(name=f"{number}.pdf").status_code == 200
    response = add(name="en till.pdf")
    assert response.status_code == 422
    assert "Ni har redan 3 filer i enkäten" in response.content.decode()

    first = Attachment.objects.earliest("added_at")
    client.post(to_file(first, "ta-bort"), headers={"HX-Request": "true"})
    assert add(name="en till.pdf").status_code == 200
    back = client.post(to_file(first, "angra"), headers={"HX-Request": "true"})
    assert back.status_code == 422
    assert len(listed()) == 3
    for name in ("a.pdf", "b.pdf"):
        last = Attachment.objects.filter(removed_at=None).latest("added_at")
        client.post(to_file(last, "ta-bort"), headers={"HX-Request": "true"})
        response = add(name=name)
    assert "Kontakta samordnaren." in response.content.decode()
    assert len(stored(store)) == 5


def test_an_organisation_has_room_for_so_much(add, monkeypatch):
    monkeypatch.setattr(actions, "LARGEST_TOTAL", 1_000_000)
    assert add(PDF + b" " * 900_000 + b"%%EOF").status_code == 200
    response = add(PDF + b" " * 200_000 + b"%%EOF", "mer.pdf")

    assert response.status_code == 422
    assert "högst 1 MB tillsammans" in response.content.decode()


def test_one_organisations_files_take_no_room_from_anothers(
    add, monkeypatch, as_, official_in_arboga, arboga_survey
):
    monkeypatch.setattr(actions, "MOST_FILES", 1)
    assert add().status_code == 200
    there = arboga_survey.sections.get(goal_area__number=5)
    assert add(by=as_(official_in_arboga), section=there).status_code == 200


def test_after_handing_in_nothing_is_added_or_taken_away(
    add, client, plan, sala_survey, official_in_sala, store
):
    add()
    hand_in(sala_survey, official_in_sala)
    attachment = Attachment.objects.get()
    late = add(name="sen.pdf")
    away = client.post(to_file(attachment, "ta-bort"), headers={"HX-Request": "true"})

    assert (late.status_code, away.status_code) == (409, 409)
    assert "Svaren är redan inlämnade." in late.content.decode()
    assert len(listed()) == Attachment.objects.count() == 1
    assert len(stored(store)) == 2  # the late one is kept apart: test_late_files.py


def test_a_colleagues_section_is_not_touched(add, plan, colleague_in_sala, official_in_sala, store):
    Section.objects.filter(pk=plan.pk).update(assigned_to=colleague_in_sala)
    response = add()

    assert response.status_code == 409
    assert "Bo Ek har det här avsnittet nu." in response.content.decode()
    assert stored(store) == []


# --- Who may fetch them ----------------------------------------------------------------------


@pytest.fixture
def readers(as_, coordinator, preparer):
    return [as_(coordinator), as_(preparer)]


def test_a_drafts_file_is_the_organisations_own(
    add, client, as_, readers, official_in_arboga, manager_in_sala, council_chair, outsider
):
    add()
    where = to_file(Attachment.objects.get())

    assert client.get(where).status_code == 200
    assert as_(manager_in_sala).get(where).status_code == 200
    others = [*readers, as_(official_in_arboga), as_(council_chair)]
    assert [other.get(where).status_code for other in others] == [404] * 4
    assert as_(outsider).get(where).status_code == 403


def test_what_is_handed_in_is_read_by_those_who_read_all(
    add, client, readers, as_, official_in_arboga, council_chair, sala_survey, official_in_sala
):
    add()
    hand_in(sala_survey, official_in_sala)
    where = to_file(Attachment.objects.get())

    assert [one.get(where).content for one in [client, *readers]] == [PDF] * 3
    others = [as_(official_in_arboga), as_(council_chair)]
    assert [other.get(where).status_code for other in others] == [404] * 2


def test_what_is_added_after_sending_back_waits_until_it_is_handed_in_again(
    add, client, readers, sala_survey, official_in_sala, coordinator
):
    add()
    hand_in(sala_survey, official_in_sala)
    sections = sala_survey.sections.all()
    send_back(sala_survey, sections=sections, reason="Fel fil.", by=coordinator)
    first = Attachment.objects.get()
    client.post(to_file(first, "ta-bort"), headers={"HX-Request": "true"})
    add("Rätt".encode(), "rätt.txt")
    second = Attachment.objects.exclude(pk=first.pk).get()

    for reader in readers:
        assert reader.get(to_file(first)).status_code == 200
        assert reader.get(to_file(second)).status_code == 404
    hand_in(sala_survey, official_in_sala)
    for reader in [*readers, client]:
        # The earlier version still has its file: what was handed in does not change.
        assert reader.get(to_file(first)).status_code == 200
        assert reader.get(to_file(second)).content == "Rätt".encode()
    versions = sala_survey.versions.order_by("number")
    assert [[one.name for one in v.attachments.all()] for v in versions] == [
        ["plan.pdf"],
        ["rätt.txt"],
    ]


def test_a_file_removed_before_handing_in_is_never_handed_in(
    add, client, readers, sala_survey, official_in_sala
):
    add()
    add(b"Hej", "kvar.txt")
    gone = Attachment.objects.get(name="plan.pdf")
    client.post(to_file(gone, "ta-bort"), headers={"HX-Request": "true"})
    hand_in(sala_survey, official_in_sala)

    assert [one.get(to_file(gone)).status_code for one in [client, *readers]] == [404] * 3


def test_files_of_a_removed_intervention_or_a_section_not_relevant_are_not_handed_in(
    add, employment, plan, official_in_sala, sala_survey, readers
):
    intervention = add_intervention(employment, by=official_in_sala, at=timezone.now())
    add(key=f"interventions/{intervention.pk}/evidence_files")
    remove_intervention(intervention, by=official_in_sala, at=timezone.now())
    other = sala_survey.sections.get(goal_area__number=1)
    add(name="annan.pdf", section=other)
    Section.objects.filter(pk=other.pk).update(
        state=Section.State.NOT_RELEVANT, not_relevant_because="Inget."
    )
    add(b"Hej", "hej.txt")
    hand_in(sala_survey, official_in_sala)

    version = sala_survey.versions.get()
    assert [one.name for one in version.attachments.all()] == ["hej.txt"]


def test_nobody_fetches_after_losing_the_role(add, client, official_in_sala, arboga):
    add()
    where = to_file(Attachment.objects.get())
    Membership.objects.filter(person=official_in_sala).update(actor=arboga)
    assert client.get(where).status_code == 404
    Membership.objects.filter(person=official_in_sala).delete()
    assert client.get(where).status_code == 403


def test_another_organisations_addresses_do_not_exist(add, as_, official_in_arboga, plan):
    add()
    attachment = Attachment.objects.get()
    other = as_(official_in_arboga)

    assert add(by=other, name="annan.pdf").status_code == 404
    assert other.post(to_file(attachment, "ta-bort")).status_code == 404
    assert other.post(to_file(attachment, "angra")).status_code == 404
    assert listed() == [str(attachment.pk)]


def test_a_file_is_changed_only_at_its_own_section(add, client, plan, sala_survey):
    add()
    attachment = Attachment.objects.get()
    elsewhere = sala_survey.sections.get(goal_area__number=1)
    where = f"{address('section', elsewhere)}fil/{attachment.pk}/ta-bort/"

    assert client.post(where).status_code == 404
    assert listed() == [str(attachment.pk)]


def test_another_organisations_file_cannot_be_listed_as_ones_own(
    add, as_, official_in_arboga, arboga_survey, save, sala_survey, official_in_sala
):
    add()
    theirs = str(Attachment.objects.get().pk)
    other, there = as_(official_in_arboga), arboga_survey.sections.get(goal_area__number=5)
    save(other, there, "plan", theirs)
    save(other, there, "challenges", "Något.")

    assert listed("challenges") == list("Något.")
    answers = Answer.objects.filter(section=there, key="plan")
    assert [answer.value for answer in answers] == [[]]
    hand_in(arboga_survey, official_in_arboga)
    assert not arboga_survey.versions.get().attachments.exists()


def test_the_coordinator_adds_files_for_who_answers_on_paper(
    add, as_, coordinator, plan, sala_survey, client
):
    sala_survey.invitation.on_paper_by = coordinator
    sala_survey.invitation.save()

    assert add(by=as_(coordinator)).status_code == 200
    where = to_file(Attachment.objects.get())
    assert as_(coordinator).get(where).status_code == 200
    assert client.get(where).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/enkat/fil/..%2f..%2fetc%2fpasswd/",
        "/enkat/fil//etc/passwd/",
        "/enkat/fil/../../../etc/passwd/",
        "/media/bilagor/",
        "/bilagor/",
        "/static/../bilagor/",
    ],
)
def test_no_address_leads_to_the_folder(client, add, path):
    add()
    assert client.get(path).status_code == 404
    name = Attachment.objects.get().stored_name
    for start in ("/", "/media/", "/static/", "/enkat/fil/", "/bilagor/"):
        assert client.get(start + name).status_code == 404


@pytest.mark.parametrize(
    "name", ["../../secret", "/etc/passwd", "ab/../../x", "", "ab/" + "c" * 31]
)
def test_a_stored_name_that_is_no_name_leads_nowhere(name):
    with pytest.raises(file_store.DamagedFileError):
        file_store.opened(name)
    file_store.drop(name)


def test_a_link_in_the_folder_is_not_followed(add, client, store, tmp_path, caplog):
    add()
    secret = tmp_path / "hemligt"
    secret.write_bytes(PDF)
    place = store / Attachment.objects.get().stored_name
    place.unlink()
    place.symlink_to(secret)

    assert client.get(to_file(Attachment.objects.get())).status_code == 500


# --- Shown where answers are read ------------------------------------------------------------


def test_files_are_read_with_the_answers(
    add, client, as_, preparer, employment, official_in_sala, sala_survey
):
    intervention = add_intervention(employment, by=official_in_sala, at=timezone.now())
    key = f"interventions/{intervention.pk}/evidence_files"
    Answer.objects.create(
        section=employment,
        key=f"interventions/{intervention.pk}/title",
        question=SectionForm(employment, sala_survey.round).find(key).asked.question,
        intervention=intervention,
        part="title",
        value="Språkstöd",
    )
    add()
    add(b"Hej", "underlag.txt", key=key)
    hand_in(sala_survey, official_in_sala)

    version = sala_survey.versions.get()
    part = next(p for p in read_sections(version) if p.section.pk == employment.pk)
    assert [one.name for row in part.rows for one in row.files] == ["plan.pdf"]
    assert [one.name for one in part.interventions[0].evidence_files] == ["underlag.txt"]
    receipt = client.get(reverse("survey:receipt", args=[2026, "sala-kommun"])).content.decode()
    review = as_(preparer).get("/sammanstallning/2026/sysselsattning/").content.decode()
    for one in Attachment.objects.all():
        assert to_file(one) in receipt
    assert to_file(Attachment.objects.get(name="underlag.txt")) in review


def test_hidden_details_are_told_of_beside_the_file(add):
    field = add(sample.jpg(exif=sample.exif(sample.PLACE)), "bild.jpg").content.decode()
    assert "Filen kan visa kameran eller telefonen och var den togs." in field


@pytest.mark.parametrize("files", [1, 12])
def test_the_page_asks_as_little_with_many_files(
    add, client, plan, files, django_assert_num_queries
):
    for number in range(files):
        add(name=f"{number}.pdf")
    with django_assert_num_queries(18):
        page_of(client, plan)
    with django_assert_num_queries(6):
        client.get(to_file(Attachment.objects.earliest("added_at")))


# --- Faults ----------------------------------------------------------------------------------


def test_a_full_disk_leaves_neither_file_nor_row(add, store, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    response = add()

    assert response.status_code == 507
    assert "portalens lagring är full" in response.content.decode()
    assert not Attachment.objects.exists()
    assert stored(store) == []


def test_a_full_disk_is_told_of_without_a_script(client, plan, monkeypatch, store):
    settings.MEDIA_ROOT.write_text("a file where the folder should be")
    file = SimpleUploadedFile("plan.pdf", PDF)
    response = posted(client, plan, to_add(plan), **{"file:plan": file})

    assert response.status_code == 409
    assert "portalens lagring är full" in response.content.decode()
    assert Answer.objects.get(key="challenges").value == "Bostäder saknas."


def test_a_lost_database_leaves_no_file(add, store, monkeypatch, client):
    def lost(*_: object, **__: object) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(actions, "record", lost)
    client.raise_request_exception = False
    assert add().status_code == 500

    assert stored(store) == []
    assert not Attachment.objects.exists()
    assert not Answer.objects.exists()


def verify(*options: str) -> str:
    """What the command says is wrong; it must fail where anything is."""
    from io import StringIO

    told = StringIO()
    try:
        call_command("verify_attachments", *options, stdout=told, stderr=told)
    except CommandError as failed:
        return told.getvalue() + str(failed)
    return told.getvalue()


def test_all_is_well(add):
    add()
    add(b"Hej", "hej.txt")
    assert verify() == "2 bilaga(or) stämmer med sina kontrollsummor.\n"


def test_a_changed_file_is_found_and_not_handed_out(add, client, store, caplog):
    add()
    attachment = Attachment.objects.get()
    place = store / attachment.stored_name
    place.write_bytes(PDF.replace(b"Catalog", b"catalog"))

    assert f"attachment {attachment.pk}: {attachment.stored_name} is not the file" in verify()
    response = client.get(to_file(attachment))
    assert response.status_code == 500
    assert "stämmer inte med sin kontrollsumma" in response.content.decode()
    assert PDF[:8] not in response.content


def test_a_row_whose_file_is_gone_is_found(add, client, store, caplog):
    add()
    attachment = Attachment.objects.get()
    (store / attachment.stored_name).unlink()

    assert f"attachment {attachment.pk}:" in verify()
    assert client.get(to_file(attachment)).status_code == 500


def test_a_file_without_a_row_is_found_once_it_has_lain_and_is_tidied(add, store):
    """What a server that died between the file and its row leaves behind."""
    add()
    left = file_store.keep(BytesIO(PDF)).name
    assert verify() == "1 bilaga(or) stämmer med sina kontrollsummor.\n"  # on its way
    a_day_ago = time.time() - 90_000
    os.utime(store / left, (a_day_ago, a_day_ago))
    for other in store.glob("*/*"):
        os.utime(other, (a_day_ago, a_day_ago))

    assert f"{left}: a file that no attachment knows of" in verify()
    told = verify("--tidy")
    assert told.startswith("1 fil(er) utan bilaga är borttagna.")
    assert stored(store) == [Attachment.objects.get().stored_name]


def test_a_server_that_dies_half_way_shows_nothing_broken(add, client, plan, monkeypatch):
    """The file is down, the row is not: the page has no trace of it."""

    class Died(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Died

    monkeypatch.setattr(actions, "_add", die)
    monkeypatch.setattr(file_store, "drop", lambda _: None)
    with pytest.raises(Died):
        add()
    monkeypatch.undo()

    assert "plan.pdf" not in page_of(client, plan)


# --- The virus scanner -----------------------------------------------------------------------


class FakeClamd(threading.Thread):
    """Speaks INSTREAM; finds what holds EICAR. `says` overrides its answer."""

    def __init__(self, says: bytes | None = None) -> None:
        super().__init__(daemon=True)
        self.says, self.heard = says, b""
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self.server.getsockname()[1]}"

    def run(self) -> None:
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as incoming:
                assert incoming.read(10) == b"zINSTREAM\x00"
                self.heard = b""
                while length := struct.unpack(">I", incoming.read(4))[0]:
                    self.heard += incoming.read(length)
                found = b"Eicar-Test-Signature FOUND" if b"EICAR" in self.heard else b"OK"
                answer = b"stream: " + found + b"\x00"
                connection.sendall(answer if self.says is None else self.says)

    def stop(self) -> None:
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.join()


@pytest.fixture
def clamd(settings):
    running = []

    def begin(says: bytes | None = None) -> FakeClamd:
        fake = FakeClamd(says)
        fake.start()
        running.append(fake)
        settings.CLAMD_URL = fake.url
        return fake

    yield begin
    for fake in running:
        fake.stop()


INFECTED = PDF.replace(b"/Catalog", b"/EICAR-STANDARD-ANTIVIRUS-TEST-FILE")


def test_a_clean_file_is_passed_by_the_scanner(add, client, clamd):
    scanner = clamd()
    assert add().status_code == 200

    assert scanner.heard == PDF
    assert Attachment.objects.get().scan == "clean"
    assert client.get(to_file(Attachment.objects.get())).content == PDF


def test_an_infected_file_is_refused(add, clamd, store):
    clamd()
    response = add(INFECTED)

    assert response.status_code == 422
    assert "Viruskontrollen hittade skadlig kod" in response.content.decode()
    assert stored(store) == []


@pytest.mark.parametrize("says", [b"", b"INSTREAM size limit exceeded. ERROR\x00", b"nonsense"])
def test_a_scanner_that_does_not_say_leaves_the_file_waiting(
    add, client, plan, clamd, says, sala_survey, official_in_sala, as_, preparer
):
    clamd(says)
    assert add().status_code == 200

    attachment = Attachment.objects.get()
    assert "Filen väntar på viruskontroll." in page_of(client, plan)
    response = client.get(to_file(attachment))
    assert response.status_code == 403
    assert "Filen väntar på viruskontroll." in response.content.decode()
    hand_in(sala_survey, official_in_sala)
    assert as_(preparer).get(to_file(attachment)).status_code == 403


def test_what_waits_is_scanned_when_the_scanner_is_back(add, client, settings, clamd):
    settings.CLAMD_URL = "tcp://127.0.0.1:9"  # nobody answers there
    add()
    add(INFECTED, "smittad.pdf")
    call_command("run_schedule")
    assert set(Attachment.objects.values_list("scan", flat=True)) == {"not_scanned"}

    clamd()
    call_command("run_schedule")
    found = dict(Attachment.objects.values_list("name", "scan"))
    assert found == {"plan.pdf": "clean", "smittad.pdf": "infected"}
    infected = Attachment.objects.get(name="smittad.pdf")
    assert client.get(to_file(Attachment.objects.get(name="plan.pdf"))).content == PDF
    assert client.get(to_file(infected)).status_code == 403
    assert Event.objects.get(verb="attachment_infected").subject_id == str(infected.pk)
    settings.CLAMD_URL = ""  # found infected once, never handed out
    assert client.get(to_file(infected)).status_code == 403


def test_the_check_page_tells_of_files_that_are_held_back(
    add, client, settings, clamd, sala_survey, official_in_sala, plan
):
    check = reverse("survey:check", args=[2026, "sala-kommun"])
    settings.CLAMD_URL = "tcp://127.0.0.1:9"  # nobody answers there
    add()
    add(INFECTED, "smittad.pdf")
    page = client.get(check).content.decode()
    assert "plan.pdf väntar på viruskontroll. Ni kan lämna in ändå" in page
    assert "smittad.pdf väntar på viruskontroll." in page
    clamd()
    call_command("run_schedule")

    page = client.get(check).content.decode()
    assert "plan.pdf" not in page
    assert "Viruskontrollen har hittat skadlig kod i smittad.pdf. Ta bort filen." in page
    with pytest.raises(WrongStateError, match="behöver rättas"):
        handing_in.submit(sala_survey, by=official_in_sala)
    infected = Attachment.objects.get(name="smittad.pdf")
    field = SectionForm(plan, plan.submission.round).find(infected.key)
    actions.remove_file(infected, field, by=official_in_sala, at=timezone.now())
    assert handing_in.submit(sala_survey, by=official_in_sala).number == 1


def test_a_file_found_infected_in_a_locked_section_stops_nobody(
    add, client, settings, clamd, sala_survey, official_in_sala, plan, as_, coordinator
):
    settings.CLAMD_URL = "tcp://127.0.0.1:9"  # nobody answers there
    add(INFECTED, "smittad.pdf")
    hand_in(sala_survey, official_in_sala)
    clamd()
    call_command("run_schedule")
    sala_survey.refresh_from_db()
    open_now = sala_survey.sections.get(goal_area__number=1)
    send_back(sala_survey, sections=[open_now], reason="Se över.", by=coordinator)

    check = reverse("survey:check", args=[2026, "sala-kommun"])
    assert "skadlig kod" not in client.get(check).content.decode()
    handed_in = client.post(reverse("survey:submit", args=[2026, "sala-kommun"]), follow=True)
    assert handed_in.redirect_chain[-1][0].endswith("/kvitto/")
    review = as_(coordinator).get(reverse("survey:review", args=[2026, "sala-kommun"]))
    assert "Viruskontrollen har hittat skadlig kod i filen." in review.content.decode()


def test_without_a_scanner_nothing_waits(add, client):
    add()
    assert actions.scan_waiting() == 0
    assert client.get(to_file(Attachment.objects.get())).status_code == 200


def test_a_scanner_behind_a_local_socket(settings, tmp_path, add):
    path = str(tmp_path / "clamd.sock")
    scanner = FakeClamd()
    scanner.server.close()
    scanner.server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    scanner.server.bind(path)
    scanner.server.listen()
    scanner.start()
    settings.CLAMD_URL = f"unix://{path}"
    assert add().status_code == 200
    scanner.stop()

    assert Attachment.objects.get().scan == "clean"


def test_two_colleagues_at_once_both_files_lie_there(
    plan, official_in_sala, colleague_in_sala, sala_survey
):
    field = SectionForm(plan, sala_survey.round).find("plan")
    for person, name in ((official_in_sala, "a.pdf"), (colleague_in_sala, "b.pdf")):
        # Neither saw the other's: what lies there is asked of the row that is held.
        upload = SimpleUploadedFile(name, PDF)
        actions.add_file(plan, field, upload, by=person, at=timezone.now())

    assert len(listed()) == 2
    assert not AnswerRevision.objects.filter(version=None).exists()


def test_the_administrator_of_the_organisation_may_as_well(add, as_, sala):
    person = make_person("Eva Ros", sala, Role.ADMINISTRATOR)
    assert add(by=as_(person)).status_code == 200
