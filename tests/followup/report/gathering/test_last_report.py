"""This year beside last year's adopted report: what is comparable, and what is said of the rest."""

import copy
import json

import pytest

from followup.report import actions
from followup.report.drawing.beside import Beside, areas_beside, cautions
from followup.report.drawing.rendering import report_body
from followup.report.gathering.last_report import last_report
from followup.report.making.content import build_snapshot
from followup.report.models import AnnualReport
from followup.report.outputs.document import document
from followup.report.outputs.tables import data_tables
from followup.report.snapshot import canonical_json
from followup.report.suppression import public_copy
from followup.review.models import Assessment
from followup.rounds.models import Round
from tests.followup.report.conftest import make
from tests.followup.report.sample import sample_snapshot
from tests.year import make_round


def two_years():
    """This year's sample, and the same as the year before it."""
    now = sample_snapshot()
    now["areas"] = now["areas"][:2]
    then = copy.deepcopy(now)
    then["year"] = 2025
    return then, now


def beside(then, now) -> list:
    now["last_report"] = last_report(then, now, "2025-12-09")
    return areas_beside(now)


def row(area, what: str, note: str = "") -> Beside:
    return next(one for one in area.rows if (one.what, one.note) == (what, note))


def test_an_area_stands_beside_what_the_report_said_last_year():
    then, now = two_years()
    area = then["areas"][0]
    area["assessment"] |= {"development": "wrong", "development_label": "Fel riktning"}
    area["interventions"] = area["interventions"][:-2]
    area["reach"]["total"] = 1_234
    for one in area["sub_goals"]:
        one["degrees"] = {"G": 0, "H": 1, "P": 0, "E": 2, "N": 0, "blank": 5}
    count = len(area["sub_goals"])
    (first, _) = beside(then, now)
    assert row(first, "Bedömd utveckling").then == "Fel riktning"
    assert (row(first, "Insatser").then, row(first, "Insatser").now) == (
        str(len(area["interventions"])),
        str(len(area["interventions"]) + 2),
    )
    assert row(first, "Deltagare").then == "1\u00a0234"
    assert row(first, "Genomförandegrad").then == f"H {count}, E {2 * count}"
    assert not [one for one in first.rows if one.note]


def test_those_who_answered_both_years_are_set_beside_each_other_for_themselves():
    then, now = two_years()
    answers = then["response"]["organisations"]
    gone = next(one for one in then["areas"][0]["interventions"])["organisation"]
    for one in answers:
        one["submitted_at"] = "2025-09-28T14:02:00+02:00" if one["name"] != gone else ""
    (first, _) = beside(then, now)
    same = now["last_report"]["same_organisations"]
    assert gone not in same
    note = f"De {len(same)} som svarade båda åren"
    own = [one for one in now["areas"][0]["interventions"] if one["organisation"] in same]
    assert row(first, "Insatser", note).now == str(len(own))
    assert row(first, "Deltagare", note).now
    told = cautions(now)
    assert f"Svarade i år men inte förra året: {gone}." in told
    assert any(one.startswith("Svarade förra året men inte i år") for one in told)


def test_an_organisation_with_a_new_name_answered_both_years():
    then, now = two_years()
    now = json.loads(canonical_json(now).replace("Sala kommun", "Sala stad"))
    kept = last_report(then, now, "2025-12-09")
    assert (kept["new_organisations"], kept["gone_organisations"]) == ([], [])
    assert "Sala stad" in kept["same_organisations"]
    now["last_report"] = kept
    assert cautions(now) == []


def test_only_sub_goals_that_are_the_same_are_summed_and_it_is_said():
    then, now = two_years()
    then["areas"][0]["sub_goals"][0]["title"] = "Något annat"
    (first, _) = beside(then, now)
    count = len(now["areas"][0]["sub_goals"]) - 1
    note = f"Bara de {count} delmål som är desamma båda åren."
    assert row(first, "Genomförandegrad", note).note == note


def test_new_questions_and_new_areas_are_said_not_compared():
    then, now = two_years()
    now["answers"] = [{**now["answers"][0], "question": "En helt ny fråga?"}]
    then["answers"] = [{**now["answers"][0], "question": "Hur gick det?"}]
    then["areas"] = then["areas"][1:]
    first, _ = beside(then, now)
    assert first.rows == ()
    assert first.why_not == "Målområdet fanns inte i rapporten för 2025."
    assert "Nya eller omformulerade frågor: En helt ny fråga?." in cautions(now)


def indicator(values: dict[int, float], **more):
    points = [{"year": year, "value": value} for year, value in values.items()]
    line = {"kind": "women", "label": "Kvinnor", "points": points}
    about = {"title": "Arbete", "unit": "procent", "groups": [], "source": "", "owner": ""}
    return {**about, "series": [line], "place": "Länet", **more}


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ({2024: 51.0}, {2024: 51.0, 2025: 53.5}, [("51\u00a0% (2024)", "53,5\u00a0% (2025)", "")]),
        ({2024: 51.0}, {2024: 51.0}, []),
        ({2024: 51.0}, {2024: 50.0, 2025: None}, []),
    ],
)
def test_an_indicator_is_compared_when_it_has_a_newer_value(before, after, wanted):
    then, now = two_years()
    then["areas"][0]["indicators"], now["areas"][0]["indicators"] = (
        [indicator(before)],
        [indicator(after)],
    )
    (first, _) = beside(then, now)
    found = [one for one in first.rows if one.what == "Arbete, Kvinnor, Länet"]
    assert [(one.then, one.now, one.note) for one in found] == wanted


def test_across_a_new_way_of_measuring_it_is_said_that_the_years_differ():
    then, now = two_years()
    then["areas"][0]["indicators"] = [indicator({2024: 51.0})]
    now["areas"][0]["indicators"] = [indicator({2025: 61.0}, breaks=[2025])]
    (first, _) = beside(then, now)
    broken = row(first, "Arbete, Kvinnor, Länet", "Ny mätmetod 2025: åren kan inte jämföras.")
    assert broken.now == "61\u00a0% (2025)"


def test_the_public_copy_compares_public_numbers():
    then, now = two_years()
    for snapshot in (then, now):
        area = snapshot["areas"][0]
        area["interventions"] = area["interventions"][:1]
        counts = {"women": 3, "men": None, "girls": None, "boys": None, "unknown": None}
        area["interventions"][0]["counts"] = {**counts, "not_known": False}
        area["reach"] = {**area["reach"], **counts, "total": 3}
    beside(then, now)
    first = areas_beside(public_copy(now))[0]
    assert (row(first, "Deltagare").then, row(first, "Deltagare").now) == ("minst 1", "minst 1")
    assert "public_areas" not in public_copy(now)["last_report"]
    again = public_copy(public_copy(now))
    assert again["last_report"] == public_copy(now)["last_report"]


def test_page_word_and_data_say_the_same():
    then, now = two_years()
    areas = beside(then, now)
    rows = next(one for one in data_tables(now) if one.key == "comparison").rows
    told = [(one.what, one.then, one.now) for area in areas for one in area.rows]
    assert [(one["what"], one["then"], one["now"]) for one in rows] == told
    page = report_body(now)
    assert "Jämfört med förra årets rapport</h2>" in page
    assert "fastställdes 9 december 2025" in page
    assert document(now)


# --- From the year's rows ----------------------------------------------------------------------


def test_it_is_what_was_adopted_that_is_compared_not_what_the_tables_say_now(
    adopted, strategy, preparer
):
    following = make_round(2027, Round.State.CLOSED)
    report = actions.begin(following, by=preparer)
    Assessment.objects.update(development="wrong")
    snapshot = build_snapshot(following, report)
    area = next(one for one in areas_beside(snapshot) if one.area["number"] == 5)
    assert row(area, "Bedömd utveckling").then == "Rätt riktning"
    assert snapshot["last_report"]["adopted_on"]


def test_a_draft_of_last_year_is_nothing_to_compare_with(made, strategy, preparer):
    following = make_round(2027, Round.State.CLOSED)
    report = actions.begin(following, by=preparer)
    snapshot = build_snapshot(following, report)
    assert "last_report" not in snapshot
    assert areas_beside(snapshot) == []
    assert "Jämfört med förra årets rapport" not in report_body(snapshot)


# --- What a correction changes -----------------------------------------------------------------


def test_a_correction_says_what_it_changes(published, coordinator, preparer, client):
    Assessment.objects.update(reasons="Färre arbetar än förra året.")
    corrected = actions.correct(published, reason="Fel text.", by=coordinator)
    make(corrected, preparer)
    wanted = {
        "table": "Målområden",
        "row": "Sysselsättning",
        "area_number": 5,
        "what": "Varför",
        "kind": "text",
        "before": "Sysselsättningen ökar mest bland kvinnor.",
        "after": "Färre arbetar än förra året.",
    }
    assert corrected.snapshot
    assert corrected.snapshot["changes"] == [wanted]
    assert "Ändringar sedan version 1</h2>" in corrected.html
    assert "Färre arbetar än förra året." in corrected.public_html
    for verb, by in ((actions.make_ready, preparer), (actions.adopt, coordinator)):
        verb(corrected, by=by)
    actions.publish(corrected, by=coordinator)
    page = client.get("/rapporter/2026/").content.decode()
    assert "Ändringar sedan version 1</h2>" in page
    assert "Fel text." in page
    assert AnnualReport.objects.count() == 2


def test_a_correction_that_changes_nothing_says_so(published, coordinator, preparer):
    corrected = actions.correct(published, reason="Bara ny bild.", by=coordinator)
    snapshot = build_snapshot(corrected.round, corrected)
    assert snapshot["changes"] == []
    assert "Inga uppgifter skiljer sig" in report_body(snapshot)


def test_a_first_version_has_no_changes(made):
    assert "changes" not in made.snapshot
    assert "Ändringar sedan" not in made.html
