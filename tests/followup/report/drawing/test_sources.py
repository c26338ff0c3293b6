"""Every figure and sentence has its source, with the same number wherever the report is read."""

import io
import json
import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.report.drawing.figures import indicator_chart
from followup.report.drawing.pages import report_context
from followup.report.drawing.rendering import report_body
from followup.report.drawing.sources.keys import strategy as strategy_key
from followup.report.drawing.sources.numbering import SourceList
from followup.report.drawing.sources.source import Source
from followup.report.gathering.indicators import indicator_parts, measurement_parts
from followup.report.making.content import build_snapshot
from followup.report.outputs.document import document
from followup.report.outputs.plain import data_json
from followup.report.outputs.web_page import web_page
from followup.report.snapshot import canonical_json
from followup.report.suppression import hide, public_copy
from goals.statistics.models import Indicator
from goals.statistics.small_numbers import HIDDEN
from tests.followup.report.sample import sample_snapshot


@pytest.fixture(scope="module")
def sample() -> Any:
    return public_copy(sample_snapshot())


def cited(snapshot: Any, key: str) -> Source:
    found = SourceList(snapshot).get(key)
    assert found is not None
    return found


# --- What they say ----------------------------------------------------------------------------


def test_they_are_numbered_through_the_report_part_by_part(sample):
    found = SourceList(sample)
    assert [one.number for one in found.all] == list(range(1, len(found.all) + 1))
    assert len({one.key for one in found.all}) == len(found.all)
    assert [part.title for part in found.parts] == [
        "Hela rapporten",
        *(area["title"] for area in sample["areas"]),
    ]
    assert [one.title for one in found.parts[0].sources] == [
        "Integrationsstrategi för Västmanlands län 2021–2026",
        "Organisationernas svar i enkäten om 2026",
        "Beslut om prioriteringar för 2026",
        "Sammanfattningen",
        "Citat: ”Vad saknas?”",
    ]
    assert [one.title for one in found.parts[5].sources] == [
        "Mål, delmål och läget när strategin skrevs",
        "Bedömning av Sysselsättning",
        "Bedömningar av delmålen",
        "Texten om utvecklingen",
        "Texten om insatserna",
        "Citat: ”5.1 Tidiga insatser: Vill ni förklara?”",
        "Insats: Språkstöd",
        "Andel i arbete av utrikes födda 20–64 år, Västmanlands län",
        "Trångbodda hushåll",
        "Är med i en idrottsförening",
        "Andel i arbete av utrikes födda 20–64 år",
        "Genomförandegrad för delmålen",
        "Insatser och antal deltagare",
        *(one["title"] for one in sample["areas"][4]["interventions"] if one["chosen"]),
        "Nya utmaningar",
        "Förslag: Språkstöd på arbetsplatsen i alla kommuner",
    ]


def test_a_judgement_tells_its_version_and_day(sample):
    assert cited(sample, "judgement:5").words == (
        "Beredningsgruppen, version\N{NO-BREAK SPACE}4, 10 november 2026."
    )


def test_each_text_tells_its_version_and_day(sample):
    keys = "text:summary", "text:5:development", "text:5:interventions"
    assert [cited(sample, key).words for key in keys] == [
        "Beredningsgruppen, version\N{NO-BREAK SPACE}7, 20 november 2026.",
        "Beredningsgruppen, version\N{NO-BREAK SPACE}3, 12 november 2026.",
        "Beredningsgruppen, version\N{NO-BREAK SPACE}2, 13 november 2026.",
    ]
    assert SourceList(sample).get("text:5:challenges") is None  # nobody has written it


def test_a_text_in_a_report_from_before_its_version_was_kept(sample):
    del sample["texts_saved"]
    assert cited(sample, "text:summary").words == "Beredningsgruppen."


def test_every_text_is_followed_by_its_source_on_screen_paper_and_in_word(sample):
    sample |= {"foreword": "Kära läsare.", "method": "Vi läste alla svar."}
    sample["areas"][4]["texts"] |= {
        "development": "Fler arbetar än i fjol.",
        "challenges": "Fler behöver tolk.",
    }
    found = SourceList(sample)
    texts = {
        "foreword": "Kära läsare.",
        "method": "Vi läste alla svar.",
        "5:development": "Fler arbetar än i fjol.",
        "5:challenges": "Fler behöver tolk.",
    }
    page = report_body(sample)
    paper = render_to_string("report/pdf.html", report_context(sample, paper=True))
    word = [one.text for one in Document(io_of(document(sample))).paragraphs]
    for kind, end in texts.items():
        number = found.number(f"text:{kind}")
        assert re.search(rf'{end}</p></div>\s*<details class="r-from" id="fran-{number}"', page)
        assert re.search(
            rf'{end}</p></div>\s*<p class="r-src">Källa<a [^>]*#kalla-{number}"', paper
        )
        assert word[word.index(end) + 1] == f"Källa: Beredningsgruppen [{number}]"


def test_the_survey_tells_which_version_of_each_organisation_counts(sample):
    survey = cited(sample, "answers")
    assert survey.by == "37 av 40 inbjudna organisationer"
    assert survey.header == ("Organisation", "Version", "Inlämnat")
    assert len(survey.rows) == 37
    assert survey.rows[:2] == (
        ("Arboga kommun", "1", "28 september 2026"),
        ("Fagersta kommun", "1", "28 september 2026"),
    )
    assert ("Sala kommun", "2", "28 september 2026") in survey.rows


def test_the_councils_decision_stands_by_last_years_priority(sample):
    assert cited(sample, "decisions").rows == (
        ("Lika språkstöd i alla kommuner", "§ 12/2025", "4 december 2025"),
        ("Kartlägg fritidens avgifter", "..", ""),
    )


def test_the_degrees_show_who_answered_what(sample):
    degrees = cited(sample, "degrees:5")
    assert degrees.facts[0] == "Fråga i enkäten: ”Hur långt har ni kommit?”"
    assert degrees.header[:5] == ("Organisation", "Version", "Inlämnat", "5.1", "5.2")
    sala = next(row for row in degrees.rows if row[0] == "Sala kommun")
    assert sala[:4] == ("Sala kommun", "2", "28 september 2026", "P")
    # Those that said that the whole area is not relevant say so of each sub-goal.
    beside = [one for one in sample["areas"][4]["sections"] if one["state"] == "not_relevant"]
    said = {row[0]: set(row[4:]) for row in degrees.rows}
    names = {one["organisation"] for one in beside} & said.keys()
    assert names
    assert all(said[name] == {"–"} for name in names)


def test_values_stand_as_they_were_fetched_with_what_there_is_to_know_of_each(strategy, employment):
    indicator = Indicator.objects.create(
        strategy=strategy,
        slug="i-arbete",
        title="I arbete",
        unit="percent",
        direction="up",
        goal_area=employment,
        definition="Andel som arbetar",
    )
    county = {"place": "Västmanlands län", "place_level": "county", "fetched_on": "2026-10-02"}
    wrong = indicator.measurements.create(year=2024, value="50.12", source="Kolada", **county)
    wrong.superseded_by = indicator.measurements.create(
        year=2025, value="51", source="Kolada", **county
    )
    wrong.save()
    wrong.superseded_by.year = 2024
    wrong.superseded_by.value = "50.37"
    wrong.superseded_by.save()
    indicator.measurements.create(
        year=2025, value="51", source="Kolada", is_preliminary=True, is_computed=True, **county
    )
    loaded = Indicator.objects.with_series().get(pk=indicator.pk)
    snapshot: Any = sample_snapshot()
    area = snapshot["areas"][4]
    area["indicators"], area["measurements"] = indicator_parts(loaded), measurement_parts(loaded)

    figure = cited(snapshot, "statistics:5:i-arbete")
    assert figure.words == (
        "Kolada. Hämtat senast 2 oktober 2026. Andel som arbetar. "
        "2 värden, varav 1 egen bearbetning, 1 preliminära och 1 reviderade."
    )
    assert figure.rows == (
        (
            "2025",
            "Västmanlands län",
            "Totalt",
            "51",
            "2026-10-02",
            "egen bearbetning, preliminärt",
        ),
        ("2024", "Västmanlands län", "Totalt", "50,37", "2026-10-02", "reviderat"),
    )


def test_a_report_from_before_the_sources_were_kept_still_has_its_list(sample):
    old: Any = json.loads(canonical_json(sample))
    old.pop("questions")
    old["strategy"].pop("document")
    for one in old["response"]["organisations"]:
        one.pop("version")
    for area in old["areas"]:
        area.pop("measurements")
        area["assessment"].pop("saved")
    found = SourceList(old)
    assert [one.key for one in found.all] == [one.key for one in SourceList(sample).all]
    assert cited(old, "judgement:5").words == "Beredningsgruppen."


def test_persons_are_never_named(report, answered, preparer, official_in_sala):
    snapshot = build_snapshot(answered, report)
    found = SourceList(snapshot)
    told = json.dumps([vars(one) for one in found.all], ensure_ascii=False)
    assert "Sala kommun" in told
    assert preparer.name not in told
    assert official_in_sala.name not in told


def test_the_year_as_it_is_built_has_all_its_sources(report, answered, sub_goal):
    area = build_snapshot(answered, report)["areas"][4]
    found = SourceList(build_snapshot(answered, report))
    keys = [one.key for one in found.all if one.area == 5]
    figures = {key for key in keys if key.startswith("statistics:5:")}
    assert figures == {f"statistics:5:{one['slug']}" for one in area["indicators"]}
    assert [key for key in keys if key not in figures] == [
        "strategy:5",
        "judgement:5",
        "text:5:development",
        "degrees:5",
        "interventions:5",
        f"intervention:{area['interventions'][0]['id']}",
        "challenges:5",
        "proposal:5.1:Språkstöd i alla kommuner",
    ]


# --- The same number everywhere -----------------------------------------------------------------


def said_by(found: SourceList) -> dict[int, str]:
    return {one.number: f"{one.title}. {one.words}".strip() for one in found.all}


def test_screen_word_and_data_give_each_source_the_same_number_and_words(sample):
    wanted = said_by(SourceList(sample))

    tables = json.loads(data_json(sample))["tables"]
    rows = {one["number"]: f"{one['title']}. {one['words'] or ''}" for one in tables["sources"]}
    assert {number: text.strip() for number, text in rows.items()} == wanted

    word = [one.text for one in Document(io_of(document(sample))).paragraphs]
    listed = [re.match(r"\[(\d+)\] (.*)", text) for text in word]
    assert {int(one[1]): one[2].strip() for one in listed if one} == wanted

    page = report_body(sample)
    assert [int(n) for n in re.findall(r'<li id="kalla-(\d+)"', page)] == list(wanted)
    paper = render_to_string("report/pdf.html", report_context(sample, paper=True))
    assert [int(n) for n in re.findall(r'<li id="kalla-(\d+)"', paper)] == list(wanted)


def io_of(data: bytes) -> io.BytesIO:
    return io.BytesIO(data)


@pytest.mark.parametrize("paper", [True, False])
def test_every_source_is_cited_and_every_mark_leads_to_its_entry(sample, paper):
    template = "report/pdf.html" if paper else "report/body.html"
    page = render_to_string(template, report_context(sample, paper=paper))
    listed = set(re.findall(r'<li id="kalla-(\d+)"', page))
    marks = set(re.findall(r'class="r-mark" href="#kalla-(\d+)"', page))
    opened = re.findall(r'<details class="r-from" id="fran-(\d+)"', page)
    assert marks | set(opened) == listed
    assert len(opened) == len(set(opened))
    assert bool(opened) is not paper


def test_a_mark_in_word_is_the_mark_on_paper(sample):
    word = "\n".join(one.text for one in Document(io_of(document(sample))).paragraphs)
    area = sample["areas"][4]
    number = SourceList(sample).number(strategy_key(area))
    assert f"{area['goal']} [{number}]" in word


def test_every_figure_and_statement_of_the_data_has_a_number(sample):
    tables = json.loads(data_json(sample))["tables"]
    for name in ("areas", "interventions", "measurements", "challenges", "answers", "last_year"):
        assert all(one["source_number"] for one in tables[name]), name
    by_number = {one["number"]: one for one in tables["sources"]}
    first = tables["measurements"][0]
    assert by_number[first["source_number"]]["title"] == first["indicator"]


def test_the_control_says_what_its_source_is_to_and_the_file_alone_runs_nothing(sample):
    page = web_page(sample).decode()
    assert '<summary>Källa<span class="visually-hidden"> till: Trångbodda hushåll</span>' in page
    assert "<script>" not in page
    assert "onclick" not in page


# --- What is hidden stays hidden ------------------------------------------------------------------

COUNTS = st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=5, max_size=5)


def year_with(counts: list[int | None], value: int) -> Any:
    """A year whose first intervention reached so many, and with a figure that counts persons."""
    snapshot: Any = sample_snapshot()
    area = snapshot["areas"][0]
    who = ("women", "men", "girls", "boys", "unknown")
    area["interventions"][0]["counts"] |= dict(zip(who, counts, strict=True))
    common = area["measurements"][0] | {"unit": "personer", "indicator": "Deltog", "text": ""}
    # All forty-three, whatever women and men are: the parts could be found by subtraction.
    area["measurements"] = [common | {"value": n} for n in (value, 43 - value, 43)]
    area["indicators"] = [
        {**area["indicators"][0], "title": "Deltog", "unit": "personer", "series": [], "groups": []}
    ]
    return snapshot


@settings(deadline=None, max_examples=30)
@given(COUNTS, COUNTS, st.integers(1, 4), st.integers(1, 4))
def test_no_source_tells_one_hidden_count_from_another(first, second, value, other):
    """Two truths that differ only in hidden counts give one and the same list of sources."""
    alike = [b if hide(a) == hide(b) == HIDDEN else a for a, b in zip(first, second, strict=True)]
    shown = SourceList(public_copy(year_with(first, value))).all
    also_shown = SourceList(public_copy(year_with(alike, other))).all
    assert shown == also_shown


# --- Kolada's terms -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "source"),
    [
        ({}, "Källa: Kolada."),
        ({"fetched_on": "2026-10-02"}, "Källa: Kolada, hämtat 2026-10-02."),
        ({"is_computed": True}, "Källa: Kolada; egen bearbetning."),
        ({"out_of": 80}, "Källa: Kolada; egen bearbetning."),
    ],
)
def test_kolada_is_named_alone_only_for_its_own_values(strategy, facts, source):
    indicator = Indicator.objects.create(
        strategy=strategy, slug="i-arbete", title="I arbete", unit="percent", direction="up"
    )
    indicator.measurements.create(year=2025, value=40, source="Kolada", **facts)
    (part,) = indicator_parts(Indicator.objects.with_series().get(pk=indicator.pk))
    assert indicator_chart(part, "i").source == source
