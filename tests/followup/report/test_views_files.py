"""The report's files as they are handed out: to whom, when, unchanged."""

import hashlib
import json
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from followup.report import actions
from followup.report.models import AnnualReport
from followup.report.outputs.kinds import KINDS
from followup.review.models import PartText
from followup.survey.models import ReportedIntervention
from tests.followup.report.conftest import content, make

WORK = "/rapporter/2026/arbete/"

FILES = "/rapporter/2026/fil/"
FULL = "/rapporter/2026/alla-uppgifter/"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_anyone_fetches_the_published_report_in_every_format(client, published, kind):
    page = client.get("/rapporter/2026/").content.decode()
    stored = published.files.get(kind=kind.name, is_public=True)
    assert f"{kind.title} ({kind.format}, {stored.size_in_words})" in page
    response = client.get(f"{FILES}{kind.name}/")
    assert response.content == content(stored.file)
    assert response["Content-Type"] == kind.content_type
    wanted = f'attachment; filename="uppfoljning-2026.{kind.ending}"'
    assert response["Content-Disposition"] == wanted
    assert "public" in response["Cache-Control"]


def test_every_count_is_for_those_who_make_the_report(
    client, as_, published, preparer, coordinator, council_chair, outsider, official_in_sala
):
    address = f"{FULL}json/"
    for person in (preparer, coordinator):
        response = as_(person).get(address)
        rows = json.loads(response.content)["tables"]["interventions"]
        assert [row["boys"] for row in rows] == [3]
        assert "private" in response["Cache-Control"]
    assert client.get(address).status_code == 302
    for person in (council_chair, outsider, official_in_sala):
        assert as_(person).get(address).status_code == 403
        assert FULL not in as_(person).get("/rapporter/2026/").content.decode()
    assert FULL not in as_(council_chair).get(WORK).content.decode()
    assert address in as_(coordinator).get(WORK).content.decode()
    public = json.loads(client.get(f"{FILES}json/").content)
    assert [row["boys"] for row in public["tables"]["interventions"]] == ["under 5"]


@pytest.mark.parametrize("state", ["draft", "ready", "adopted"])
def test_no_format_leaves_the_portal_before_the_report_is_public(
    client, as_, made, official_in_sala, state
):
    AnnualReport.objects.update(state=state)
    for address in (f"{FILES}arbetsbok/", "/rapporter/2026/version/1/fil/arbetsbok/"):
        assert client.get(address).status_code == 404
        assert as_(official_in_sala).get(address).status_code == 404


def test_a_format_that_does_not_exist_is_not_found(client, published):
    for kind in ("exe", "..", "pdf"):
        assert client.get(f"{FILES}{kind}/").status_code == 404


def test_editing_after_publication_leaves_every_file_byte_for_byte(
    client, as_, published, preparer, coordinator, answered
):
    def fetched(address: str) -> dict[str, bytes]:
        return {kind.name: client.get(f"{address}{kind.name}/").content for kind in KINDS}

    before = fetched(FILES)
    ReportedIntervention.objects.update(title="Något annat", women=900)
    PartText.objects.update(text="Något annat.")
    answered.strategy.goal_areas.update(title="Något annat")
    assert fetched(FILES) == before
    corrected = actions.correct(published, reason="Fel siffra.", by=coordinator)
    make(corrected, preparer)
    assert fetched(FILES) == before
    assert fetched("/rapporter/2026/version/1/fil/") == before
    full = as_(coordinator).get(f"{FULL}json/").content
    assert [row["women"] for row in json.loads(full)["tables"]["interventions"]] == [900]
    published.refresh_from_db()
    assert {one.checksum for one in published.files.for_everyone()} == {
        hashlib.sha256(one).hexdigest() for one in before.values()
    }


def test_a_file_that_was_changed_on_disk_is_not_handed_out(client, published):
    stored = published.files.get(kind="json", is_public=True)
    with open(default_storage.path(stored.file.name), "ab") as file:
        file.write(b" ")
    assert client.get(f"{FILES}json/").status_code == 500
    with pytest.raises(CommandError, match="stämmer inte"):
        call_command("verify_reports", stderr=StringIO())
