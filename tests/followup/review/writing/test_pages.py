"""The pages of the report's texts: as many queries however much is written and answered."""

import pytest

from followup.review.models import PartReading, PartText, PartTextRevision
from followup.review.writing.actions import save_text
from followup.review.writing.querysets import find_part, parts
from tests.followup.review.test_pages import fill
from tests.year import make_round

TEXTS = "/sammanstallning/2026/texter/"
PAGES = [
    (TEXTS, 8),
    (f"{TEXTS}sysselsattning-insatser/", 37),
    (f"{TEXTS}metod/", 18),
    (f"{TEXTS}metod/versioner/", 8),
]


@pytest.mark.parametrize("many", [1, 3, 40])
@pytest.mark.parametrize(("address", "queries"), PAGES)
def test_queries_do_not_grow(
    as_, strategy, area, preparer, colleague, django_assert_num_queries, many, address, queries
):
    round_ = make_round(2026)
    fill(round_, area, many)
    for part in parts(round_):
        stored = save_text(part, "Ett.", base_edition=0, by=preparer).written
        PartReading.objects.create(part=stored, edition=1, by=colleague)
    method = find_part(round_, "metod")
    PartTextRevision.objects.bulk_create(
        PartTextRevision(of=method, text="Igen.", base_edition=0, by=preparer) for _ in range(many)
    )
    browser = as_(preparer)
    browser.get(address)
    with django_assert_num_queries(queries):
        assert browser.get(address).status_code == 200


def test_the_list_says_how_far_each_has_come(as_, answered, preparer, colleague):
    saved = save_text(find_part(answered.round, "forord"), "Ett.", base_edition=0, by=preparer)
    part = saved.written
    PartText.objects.filter(pk=part.pk).update(state="ready", owner=colleague)
    PartReading.objects.create(part=part, edition=1, by=colleague)
    page = as_(preparer).get(TEXTS).content.decode()

    assert "0 av 21 texter är framförda" in page
    assert "Läst av 1 av 2" in page
    assert "Lena Sund" in page


def test_who_may_not_write_reads(as_, answered, preparer):
    save_text(find_part(answered.round, "forord"), "**Ett**.", base_edition=0, by=preparer)
    answered.round.state = "archived"
    answered.round.save()
    page = as_(preparer).get(f"{TEXTS}forord/").content.decode()

    assert "<strong>Ett</strong>" in page
    assert "<textarea" not in page
    assert "Omgången är arkiverad" in page
