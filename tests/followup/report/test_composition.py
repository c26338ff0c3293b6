"""Which parts the report has and in which order: chosen on a page, followed by every format."""

import io
import re

import pytest
from docx import Document

from actors.models import Event
from followup.report import actions
from followup.report.composition import (
    AREA_PARTS,
    EVERYTHING,
    PARTS,
    UnknownPartError,
    completed,
    included,
    moved,
    reordered,
    ticked,
)
from followup.report.drawing.pages import report_context
from followup.report.drawing.rendering import report_body, report_html
from followup.report.models import AnnualReport
from followup.report.outputs.document import document
from followup.rounds.models import Round
from strategy_portal.exceptions import WrongStateError
from tests.followup.report.sample import sample_snapshot
from tests.year import make_round

PAGE = "/rapporter/2026/arbete/upplagg/"
ANNEXES = [part.key for part in PARTS if part.group == "annexes"]


def keys(parts) -> list[str]:
    return [part.key for part in parts]


# --- The choice --------------------------------------------------------------------------------


def test_nothing_stored_means_every_part_in_its_own_order():
    assert completed({}) == EVERYTHING
    assert keys(included(None)) == [part.key for part in PARTS]


def test_a_part_that_is_new_since_stands_where_it_does_by_default():
    old = {"order": ["one_page", "contents", "annex_answers"], "left_out": []}
    order = completed(old)["order"]
    assert order[:3] == ["foreword", "one_page", "contents"]
    assert sorted(order) == sorted(part.key for part in PARTS)
    assert order[-len(ANNEXES) :][:2] == ["annex_interventions", "annex_answers"]


def test_what_is_fixed_or_unknown_is_never_left_out():
    stored = {"order": ["what?"], "left_out": ["contents", "annex_sources", "what?", "how"]}
    assert completed(stored)["left_out"] == ["how"]


def test_a_part_moves_within_its_group_and_stops_at_its_ends():
    first = EVERYTHING["order"][0]
    assert moved(EVERYTHING, first, up=True) == EVERYTHING
    assert moved(EVERYTHING, first, up=False)["order"][:2] == ["contents", "foreword"]
    assert moved(EVERYTHING, ANNEXES[0], up=True) == EVERYTHING
    assert moved(EVERYTHING, ANNEXES[-1], up=False) == EVERYTHING


def test_only_a_whole_group_is_put_in_order():
    turned = reordered(EVERYTHING, "annexes", ANNEXES[::-1])
    assert turned["order"][-len(ANNEXES) :] == ANNEXES[::-1]
    for wrong in (ANNEXES[1:], [*ANNEXES, "how"], [*ANNEXES[:-1], ANNEXES[0]]):
        with pytest.raises(UnknownPartError):
            reordered(EVERYTHING, "annexes", wrong)
    with pytest.raises(UnknownPartError):
        reordered(EVERYTHING, "nowhere", [])


def test_what_somebody_else_left_out_meanwhile_stays_left_out():
    meanwhile = ticked(EVERYTHING, ["how"], [])
    both = ticked(meanwhile, ["how", "proposals"], ["how"])
    assert both["left_out"] == ["how", "proposals"]
    assert ticked(both, ["summary"], ["summary", "how"])["left_out"] == ["proposals"]


# --- Every format follows ----------------------------------------------------------------------


def composed(left_out=(), order=None):
    """The sample year's first areas with some parts left out, or in another order."""
    choice = completed({"order": order or [], "left_out": list(left_out)})
    snapshot = sample_snapshot(composition=choice)
    return {**snapshot, "areas": snapshot["areas"][:2]}


def headings(html: str) -> list[str]:
    return [re.sub(r"<[^>]+>|\s+", " ", one).strip() for one in re.findall(r"<h2.*?</h2>", html)]


def word_headings(snapshot) -> list[str]:
    word = Document(io.BytesIO(document(snapshot)))
    return [one.text for one in word.paragraphs if one.style.name == "Heading 1"]


def test_annexes_are_lettered_by_their_order_and_references_follow():
    turned = [part.key for part in PARTS if part.group == "chapters"]
    turned += ["annex_definitions", "annex_answers", "annex_sources", "annex_interventions"]
    snapshot = composed(["annex_tables", "annex_comments"], turned)
    wanted = [
        "Bilaga A. Så ska orden förstås",
        "Bilaga B. Vilka som svarade",
        "Bilaga C. Källor",
        "Bilaga D. Alla insatser",
    ]
    for html in (report_html(snapshot), report_body(snapshot)):
        assert headings(html)[-4:] == wanted
        assert "Bilaga B visar vilka de är" in html
        assert "Bilaga A förklarar dem" in html
        assert [one for one in wanted if f">{one}</a>" in html] == wanted
    assert word_headings(snapshot)[-4:] == wanted


def test_word_has_every_annex_that_the_page_has():
    snapshot = composed()
    annexes = [one for one in headings(report_body(snapshot)) if one.startswith("Bilaga")]
    assert len(annexes) > 4
    assert [one for one in word_headings(snapshot) if one.startswith("Bilaga")] == annexes


def test_words_annex_has_the_tables_that_its_chapters_lack():
    def titles(snapshot) -> list[str]:
        word = Document(io.BytesIO(document(snapshot)))
        return [one.text for one in word.paragraphs if one.style.name == "Tabelltitel"]

    wanted = [
        chart.measure
        for page in report_context(composed(), paper=True)["areas"]
        for row in page.table_rows
        for chart in row
    ]
    assert len(wanted) > 4
    for left_out in ((), ("area_indicators",), tuple(AREA_PARTS), ("areas",)):
        there = [re.sub(r" \[\d+\]$", "", one) for one in titles(composed(left_out))]
        assert [one for one in wanted if one not in there] == []


def test_what_is_left_out_is_neither_printed_nor_referred_to():
    gone = ["proposals", "annex_answers", "annex_definitions", "summary", "last_year"]
    snapshot = composed(gone)
    for html in (report_html(snapshot), report_body(snapshot)):
        ids = set(re.findall(r'id="([^"]+)"', html))
        links = set(re.findall(r'href="#([^"]+)"', html))
        assert links <= ids
        assert "visar vilka de är" not in html
        assert "förklarar dem" not in html
        assert "Samlade förslag på prioriteringar" not in html
    assert "Samlade förslag på prioriteringar" not in word_headings(snapshot)


def test_a_report_without_its_areas_and_its_single_page_keeps_the_whole_summary():
    snapshot = composed(["areas", "one_page"])
    html = report_html(snapshot)
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(re.findall(r'id="([^"]+)"', html))
    assert snapshot["summary"].split("\n\n")[0] in html
    assert "Hur ser utvecklingen ut?" not in html


def test_an_areas_chapter_may_be_without_its_inner_parts():
    whole = report_body(composed())
    bare = composed(["area_text", "area_indicators", "area_interventions", "area_degrees"])
    without = report_body(bare)
    text = bare["areas"][0]["texts"]["development"].split("\n\n")[0]
    for told in (text, "r-figures", "r-act__effect"):
        assert told in whole
        assert told not in without
    for kept in ("Beredningsgruppens bedömning", "Bedömning av varje delmål", "Nya utmaningar"):
        assert kept in without


# --- The page ----------------------------------------------------------------------------------


def stored(report: AnnualReport):
    report.refresh_from_db()
    return completed(report.composition)


def test_whoever_makes_the_report_leaves_out_and_moves(as_, report, preparer):
    browser = as_(preparer)
    page = browser.get(PAGE)
    assert "Alltid" not in page.content.decode()
    assert "Är alltid med." in page.content.decode()
    was = ["how", "summary", "area_text"]
    browser.post(f"{PAGE}delar/", {"was": was, "part": ["contents", "summary"]})
    assert stored(report)["left_out"] == ["area_text", "how"]
    move = {"was": ["summary"], "part": [], "move": "annex_answers up"}
    browser.post(f"{PAGE}flytta/", move)
    assert stored(report)["left_out"] == ["area_text", "how", "summary"]
    assert [key for key in stored(report)["order"] if key in ANNEXES][:2] == [
        "annex_answers",
        "annex_interventions",
    ]
    sent = browser.post(f"{PAGE}ordning/", {"scope": "annexes", "key": ANNEXES})
    assert sent.status_code == 204
    events = Event.objects.about(report).filter(verb="change_composition")
    assert [one.person for one in events] == [preparer] * 4
    assert events.first().data == stored(report)


def test_what_does_not_change_leaves_no_event(as_, report, preparer):
    as_(preparer).post(f"{PAGE}delar/", {"was": ["how"], "part": ["how"]})
    assert not Event.objects.filter(verb="change_composition").exists()


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("delar", {"part": ["what?"]}),
        ("flytta", {"move": "what? up"}),
        ("flytta", {}),
        ("ordning", {"scope": "annexes", "key": ["how"]}),
    ],
)
def test_a_part_that_does_not_exist_is_refused(as_, report, preparer, verb, data):
    assert as_(preparer).post(f"{PAGE}{verb}/", data).status_code == 409
    assert stored(report) == EVERYTHING


@pytest.mark.parametrize("verb", ["delar", "flytta", "ordning"])
def test_only_those_who_make_it_and_only_a_draft(
    as_, client, report, outsider, council_chair, preparer, verb
):
    data = {"part": [], "was": ["how"], "move": "how up", "scope": "annexes", "key": ANNEXES}
    for person in (outsider, council_chair):
        assert as_(person).post(f"{PAGE}{verb}/", data).status_code == 403
    assert client.post(f"{PAGE}{verb}/", data).status_code == 401
    assert as_(preparer).get(f"{PAGE}{verb}/").status_code == 405
    AnnualReport.objects.update(state="adopted")
    response = as_(preparer).post(f"{PAGE}{verb}/", data)
    assert response.status_code == 409
    assert stored(report) == EVERYTHING


def test_the_council_sees_the_parts_and_an_outsider_does_not(
    as_, client, report, council_chair, outsider, django_assert_num_queries
):
    text = as_(council_chair).get(PAGE).content.decode()
    assert "Så är Årlig uppföljning 2026 upplagd." in text
    assert "Spara" not in text
    assert as_(outsider).get(PAGE).status_code == 403
    assert client.get(PAGE).status_code == 302


def test_next_year_and_a_correction_begin_with_the_same_parts(
    published, strategy, coordinator, preparer
):
    choice = ticked(completed({}), ["how"], [])
    AnnualReport.objects.update(composition=choice)
    published.refresh_from_db()
    assert actions.correct(published, reason="Fel.", by=coordinator).composition == choice
    following = make_round(2027, Round.State.CLOSED)
    assert actions.begin(following, by=preparer).composition == choice


def test_a_report_whose_parts_have_changed_is_made_again_before_it_is_ready(made, preparer):
    assert made.snapshot["composition"] == EVERYTHING
    actions.change_composition(made, lambda choice: moved(choice, "how", up=True), by=preparer)
    with pytest.raises(WrongStateError, match="ändrats sedan rapporten gjordes"):
        actions.make_ready(made, by=preparer)
