"""The receipt as a PDF: all that was handed in, as it was, for those who may read it."""

import io
from datetime import UTC, datetime

import pikepdf
import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from followup.rounds.models import Question
from followup.survey.answering.interventions import add_intervention
from followup.survey.documents.receipt_pdf import receipt_pdf
from followup.survey.models import (
    Attachment,
    PartnerConfirmation,
    Section,
    SubmissionVersion,
)
from followup.survey.submitting import handing_in, sending_back
from goals.models import SubGoal
from tests.followup.survey.asking import ask
from tests.followup.survey.writing import write, write_everywhere
from tests.pdf_checks import beyond, check_pdf, font_names, text_of

pytestmark = pytest.mark.django_db
PDF = "/enkat/2026/sala-kommun/kvitto/1/kvitto.pdf"
HOSTILE = (
    '<img src="file:///etc/hostname"><link rel=attachment href="file:///etc/hostname">'
    '<iframe src="http://127.0.0.1:9/"></iframe><style>@import "http://127.0.0.1:9/x.css";'
    'p{background:url(http://127.0.0.1:9/y)}</style><svg><image href="file:///etc/hostname"/></svg>'
    "<script>alert(1)</script>&lt;{{ 7|add:7 }}{% now 'Y' %}"
)
LONG = "Arbetsmarknadsetableringsinsatsuppföljningssamordningsansvarsfördelning"


def fresh(version: SubmissionVersion) -> SubmissionVersion:
    """As the page fetches it."""
    return SubmissionVersion.objects.select_related(
        "submission__round__strategy", "submission__actor", "submitted_by", "approved_by"
    ).get(pk=version.pk)


def words(data: bytes) -> str:
    """The document's text on one line."""
    return " ".join(text_of(data).split())


@pytest.fixture
def goals(employment) -> dict[int, SubGoal]:
    return {one.number: one for one in employment.goal_area.sub_goals.all()}


@pytest.fixture
def answered(sala_survey, employment, official_in_sala, goals):
    """Every kind of empty and of answer, in one section and beside it."""
    one = add_intervention(employment, by=official_in_sala, at=timezone.now())
    two = add_intervention(employment, by=official_in_sala, at=timezone.now())
    write(
        employment,
        {
            f"degree/{goals[1].pk}": "H",
            f"degree/{goals[2].pk}": "N",
            f"comment/{goals[1].pk}": "Vi gjorde det på två\nställen.",
            f"interventions/{one.pk}/title": "Språkstöd på arbetsplatsen",
            f"interventions/{one.pk}/women": "34",
            f"interventions/{one.pk}/men": "0",
            f"interventions/{two.pk}/title": "Lotsar",
            f"interventions/{two.pk}/counts_not_known": "yes",
        },
        official_in_sala,
    )
    irrelevant = sala_survey.sections.get(goal_area__number=3)
    irrelevant.state = Section.State.NOT_RELEVANT
    irrelevant.not_relevant_because = "Regionen har det hos oss."
    irrelevant.save()
    return sala_survey


def test_it_holds_all_and_tells_the_kinds_of_empty_apart(answered, official_in_sala):
    version = fresh(handing_in.submit(answered, by=official_in_sala))
    data = receipt_pdf(version)
    text = words(data)

    assert check_pdf(data) == []
    assert version.checksum in text
    assert "Inlämnad av Amina Lund" in text
    assert "5.1 Arbetsnära insatser för kvinnor Hur gick det? H Minst hälften" in text
    assert "Hur gick det? – Ej relevant" in text
    assert "Vi gjorde det på två ställen." in text
    assert "34 0 – – – 34" in text
    assert "– – – – – – Vet ej: organisationen vet inte" in text
    assert "Ej relevant för Sala kommun: Regionen har det hos oss." in text
    assert "Hur gick det? Inget svar" in text


def test_a_manager_who_approved_and_a_round_on_paper_are_named(
    answered, official_in_sala, manager_in_sala, coordinator
):
    version = handing_in.submit(answered, by=official_in_sala)
    SubmissionVersion.objects.filter(pk=version.pk).update(
        approved_by=manager_in_sala,
        approved_at=datetime(2026, 10, 3, 12, 2, tzinfo=UTC),
        from_paper=True,
        submitted_by=coordinator,
    )
    text = words(receipt_pdf(fresh(version)))

    assert "Attesterad av Karin Berg, 3 oktober 2026, 14:02" in text
    assert "Inskrivet från papper. Maria Holm på Länsstyrelsen skrev in svaren" in text


def test_the_same_version_is_the_same_file_whatever_comes_after(
    answered, employment, official_in_sala, coordinator, goals
):
    version = handing_in.submit(answered, by=official_in_sala)
    first = receipt_pdf(fresh(version))
    sending_back.send_back(answered, sections=[employment], reason="Mer", by=coordinator)
    employment.refresh_from_db()
    comment = f"comment/{goals[3].pk}"
    write(employment, {comment: "Nytt efteråt"}, official_in_sala)

    assert receipt_pdf(fresh(version)) == first
    newer = handing_in.submit(answered, by=official_in_sala)
    assert receipt_pdf(fresh(version)) == first
    assert "Nytt efteråt" in words(receipt_pdf(fresh(newer)))
    assert "Nytt efteråt" not in words(first)


def test_what_a_partner_has_said_since_is_told_with_its_day(
    answered, employment, official_in_sala, official_in_arboga, arboga
):
    one = employment.interventions.first()
    write(employment, {f"interventions/{one.pk}/partners": [str(arboga.pk)]}, official_in_sala)
    version = handing_in.submit(answered, by=official_in_sala)
    assert "bekräftar" not in words(receipt_pdf(fresh(version)))
    at = datetime(2026, 10, 7, 12, tzinfo=UTC)
    PartnerConfirmation.objects.create(
        intervention=one, actor=arboga, took_part=True, by=official_in_arboga, at=at
    )

    text = words(receipt_pdf(fresh(version)))
    assert "Arboga kommun bekräftar att de var med (7 oktober 2026)" in text


def test_what_people_wrote_is_text_and_loads_nothing(sala_survey, official_in_sala, open_round):
    ask(open_round, "bevis", Question.Kind.FILE, wording="Vilka filer har ni?")
    section = sala_survey.sections.get(goal_area__number=1)
    file = Attachment.objects.create(
        section=section,
        key="bevis",
        name='<img src="file:///etc/hostname">.pdf',
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        stored_name="x",
        added_by=official_in_sala,
    )
    write(section, {"bevis": [str(file.pk)]}, official_in_sala)
    written = write_everywhere(
        sala_survey,
        official_in_sala,
        lambda field: HOSTILE[: 200 if field.widget == "line" else -1],
    )
    data = receipt_pdf(fresh(handing_in.submit(sala_survey, by=official_in_sala)))
    text = words(data)

    assert written > 90
    assert check_pdf(data) == []
    assert text.count("<iframe src") > 40
    assert "{{ 7|add:7 }}" in text
    assert '<img src="file:///etc/hostname">.pdf' in text
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert not pdf.attachments
        assert all(name.startswith(("Newsreader", "Source-Sans")) for name in font_names(pdf))


def test_long_words_and_long_texts_stay_on_the_page(sala_survey, official_in_sala):
    most = " ".join([LONG] * 280)[:20_000]
    write_everywhere(
        sala_survey,
        official_in_sala,
        lambda field: most if field.key == "cooperation" else LONG,
    )
    data = receipt_pdf(fresh(handing_in.submit(sala_survey, by=official_in_sala)))

    assert check_pdf(data) == []
    assert beyond(data, right=50, bottom=20) == []


def test_no_heading_stands_alone_at_the_foot(sala_survey, official_in_sala):
    write_everywhere(
        sala_survey, official_in_sala, lambda field: f"{field.label} " * 5, {"sysselsattning": 12}
    )
    data = receipt_pdf(fresh(handing_in.submit(sala_survey, by=official_in_sala)))
    titles = {str(one) for one in SubGoal.objects.in_order()} | {"Insatser", "Om hela målområdet"}

    for page in text_of(data).split("\f")[:-1]:
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        assert lines[-2] not in titles  # the last line is the page's number


@pytest.fixture
def handed_in(answered, official_in_sala) -> SubmissionVersion:
    return handing_in.submit(answered, by=official_in_sala)


def test_it_is_saved_from_the_receipt(handed_in, as_, official_in_sala):
    client = as_(official_in_sala)
    page = client.get(reverse("survey:receipt", args=[2026, "sala-kommun"]))
    file = client.get(PDF)

    assert f'href="{PDF}"' in page.content.decode()
    assert file.status_code == 200
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == (
        'attachment; filename="kvitto-sala-kommun-2026-version-1.pdf"'
    )
    assert file["Cache-Control"] == "private, no-store"
    assert file.content == receipt_pdf(fresh(handed_in))
    assert client.post(PDF).status_code == 405
    assert client.get(PDF.replace("/1/", "/2/")).status_code == 404


def test_only_the_own_organisation_gets_it(handed_in, as_, official_in_arboga, manager_in_sala):
    assert as_(manager_in_sala).get(PDF).status_code == 200
    assert as_(official_in_arboga).get(PDF).status_code == 404


def test_nobody_else_gets_it(handed_in, as_, coordinator, preparer, council_chair, outsider):
    people = (coordinator, preparer, council_chair, outsider)
    assert [as_(one).get(PDF).status_code for one in people] == [404, 403, 403, 403]


def test_the_mail_leads_to_it(
    answered, official_in_sala, django_capture_on_commit_callbacks, settings
):
    with django_capture_on_commit_callbacks(execute=True):
        handing_in.submit(answered, by=official_in_sala)

    assert f"Spara hela svaret som PDF:\n{settings.BASE_URL}{PDF}\n" in mail.outbox[0].body


RECEIPT_QUERIES = 16


@pytest.mark.parametrize("interventions", [1, 12])
def test_queries(sala_survey, official_in_sala, as_, django_assert_num_queries, interventions):
    write_everywhere(
        sala_survey, official_in_sala, lambda _: "Ord", {"sysselsattning": interventions}
    )
    handing_in.submit(sala_survey, by=official_in_sala)
    client = as_(official_in_sala)
    client.get(reverse("home"))
    with django_assert_num_queries(RECEIPT_QUERIES):
        client.get(PDF)
