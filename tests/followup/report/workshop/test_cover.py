"""The cover's picture: taken in with care, drawn in every format, kept with the version."""

import base64
import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from PIL import Image

from actors.models import Event
from followup.report import actions
from followup.report.composition import PARTS, completed
from followup.report.drawing.rendering import report_body, report_html, report_pdf
from followup.report.making.content import build_snapshot
from followup.report.models import AnnualReport
from followup.report.outputs.document import document
from followup.report.outputs.web_page import web_page
from followup.report.workshop.pictures import LONGEST_SIDE, Picture, taken_in
from followup.survey.attachments.file_kinds import FileRefusedError
from tests.followup.report.sample import sample_snapshot
from tests.pdf_checks import check_pdf

PAGE = "/rapporter/2026/arbete/omslag/"
TOLD = {"text": "Barn som spelar fotboll"}


def drawn(width: int = 60, height: int = 40, kind: str = "PNG", **saved) -> bytes:
    """A picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, kind, **saved)
    return file.getvalue()


def taken(content: bytes, name: str = "bild.png") -> Picture:
    return taken_in(name, len(content), io.BytesIO(content))


def upload(content: bytes | None = None, name: str = "bild.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, drawn() if content is None else content)


# --- Taking it in ------------------------------------------------------------------------------


def test_camera_and_place_are_left_behind_and_the_picture_is_turned_as_it_was_taken():
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Kameran", 6  # who made the camera; turned a quarter
    content = drawn(80, 40, "JPEG", exif=exif)
    assert b"Kameran" in content
    made = taken(content, "bild.jpg")
    assert b"Kameran" not in made.content
    assert b"Exif" not in made.content
    assert (made.width, made.height) == (40, 80)


def test_a_large_picture_is_made_no_larger_than_paper_needs_and_a_tiny_one_is_left():
    assert taken(drawn(4_000, 1_000)).width == LONGEST_SIDE
    assert (taken(drawn(12, 9)).width, taken(drawn(12, 9)).height) == (12, 9)


def test_what_can_be_seen_through_is_laid_on_white():
    file = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(file, "PNG")
    with Image.open(io.BytesIO(taken(file.getvalue()).content)) as made:
        assert made.convert("RGB").getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("rapport.pdf", b"%PDF-1.7 %%EOF", "PNG eller JPEG"),
        ("bild.svg", b"<svg/>", "tas inte emot"),
        ("bild.png", b"<svg onload=alert(1)>", "innehåller något annat"),
        ("bild.png", drawn()[:60], "skadad"),
        ("bild.png", drawn() + b"x" * 8_000_001, "större än 8 MB"),
        ("bild.png", b"", "tom"),
    ],
)
def test_everything_else_is_refused_with_what_to_do(name, content, told):
    with pytest.raises(FileRefusedError, match=told):
        taken(content, name)


# --- In every format ---------------------------------------------------------------------------


def with_cover(picture: Picture, text: str = "En båt"):
    """The year's cover, contents and sources, with a picture on the cover."""
    choice = completed({"left_out": [part.key for part in PARTS]})
    cover = {
        "checksum": picture.checksum,
        "alternative_text": text,
        "width": picture.width,
        "height": picture.height,
        "jpeg": base64.b64encode(picture.content).decode(),
    }
    return sample_snapshot(composition=choice, cover=cover)


@pytest.mark.parametrize(
    ("size", "text"), [((900, 200), "En båt"), ((200, 900), "En båt"), ((9, 9), "")]
)
def test_the_pdf_stays_archival_and_accessible(size, text):
    assert check_pdf(report_pdf(with_cover(taken(drawn(*size)), text))) == []


def test_page_web_page_and_word_have_it_with_its_description():
    picture = taken(drawn())
    snapshot = with_cover(picture)
    page = report_body(snapshot)
    assert f'src="/rapporter/2026/omslag/{picture.checksum}.jpg"' in page
    assert 'alt="En båt"' in page
    assert 'src="data:image/jpeg;base64,' in web_page(snapshot).decode()
    assert "r-cover__thread" not in report_html(snapshot)
    word = Document(io.BytesIO(document(snapshot)))
    (shape,) = word.inline_shapes
    assert shape._inline.docPr.get("descr") == "En båt"


def test_without_a_picture_the_cover_has_its_drawn_thread():
    html = report_html(sample_snapshot())
    assert "r-cover__thread" in html
    assert "<img" not in html


# --- The page ----------------------------------------------------------------------------------


def test_whoever_makes_the_report_chooses_describes_and_takes_away(as_, report, preparer):
    browser = as_(preparer)
    assert "Välj en bild till omslaget" in browser.get("/rapporter/2026/arbete/").content.decode()
    assert browser.post(f"{PAGE}spara/", TOLD | {"file": upload()}).url == PAGE
    report.refresh_from_db()
    assert report.cover_text == TOLD["text"]
    cover = build_snapshot(report.round, report)["cover"]
    assert report.cover_picture == f"reports/omslag/{cover['checksum']}.jpg"
    assert base64.b64decode(cover["jpeg"]) == taken(drawn()).content
    assert f'alt="{TOLD["text"]}"' in browser.get(PAGE).content.decode()

    browser.post(f"{PAGE}spara/", {"text": "Samma bild", "is_decorative": ""})
    report.refresh_from_db()
    assert (report.cover_text, bool(report.cover_picture)) == ("Samma bild", True)
    browser.post(f"{PAGE}spara/", {"text": "Samma bild", "is_decorative": "on"})
    report.refresh_from_db()
    assert report.cover_text == ""
    browser.post(f"{PAGE}ta-bort/")
    report.refresh_from_db()
    assert report.cover_picture == ""
    assert "cover" not in build_snapshot(report.round, report)
    verbs = Event.objects.about(report).filter(verb="change_cover")
    assert [one.person for one in verbs] == [preparer] * 4


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"text": "En båt"}, "Välj en bild."),
        ({"file": "a"}, "Skriv vad bilden visar"),
        ({"file": "b", **TOLD}, "innehåller något annat"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_stored(as_, report, preparer, data, told):
    files = {"a": upload(), "b": upload(b"<svg/>")}
    sent = {key: files.get(value, value) for key, value in data.items()}
    response = as_(preparer).post(f"{PAGE}spara/", sent)
    assert response.status_code == 422
    assert told in response.content.decode()
    report.refresh_from_db()
    assert report.cover_picture == ""


def test_the_picture_is_public_only_with_the_report(
    as_, client, report, preparer, outsider, council_chair
):
    as_(preparer).post(f"{PAGE}spara/", TOLD | {"file": upload()})
    report.refresh_from_db()
    address = f"/rapporter/2026/omslag/{taken(drawn()).checksum}.jpg"
    for browser in (client, as_(outsider)):
        assert browser.get(address).status_code == 404
    shown = as_(council_chair).get(address)
    assert (shown.content, shown["Content-Type"]) == (taken(drawn()).content, "image/jpeg")
    AnnualReport.objects.update(state="published", published_at=report.state_changed_at)
    assert client.get(address).status_code == 200
    assert client.get(f"/rapporter/2026/omslag/{'0' * 64}.jpg").status_code == 404


def test_a_correction_keeps_the_picture_and_the_old_version_its_own(
    as_, published, coordinator, preparer
):
    name = default_storage.save("reports/omslag/a.jpg", upload(drawn(kind="JPEG")))
    AnnualReport.objects.update(cover_picture=name, cover_text="En båt")
    published.refresh_from_db()
    corrected = actions.correct(published, reason="Fel.", by=coordinator)
    assert (corrected.cover_picture, corrected.cover_text) == (name, "En båt")
    actions.change_cover(corrected, picture="", text="", by=preparer)
    assert default_storage.exists(name)
    published.refresh_from_db()
    assert published.cover_picture == name


@pytest.mark.parametrize("verb", ["spara", "ta-bort"])
def test_only_those_who_make_it_and_only_a_draft(
    as_, client, report, outsider, council_chair, preparer, verb
):
    address = f"{PAGE}{verb}/"
    for person in (outsider, council_chair):
        assert as_(person).post(address, TOLD | {"file": upload()}).status_code == 403
        assert as_(person).get(PAGE).status_code == 403
    assert client.post(address, TOLD).status_code == 401
    assert as_(preparer).get(address).status_code == 405
    AnnualReport.objects.update(state="adopted", cover_picture="reports/omslag/a.jpg")
    sent = TOLD | {"file": upload()}
    assert as_(preparer).post(address, sent).status_code == 409
    assert AnnualReport.objects.get().cover_picture == "reports/omslag/a.jpg"
