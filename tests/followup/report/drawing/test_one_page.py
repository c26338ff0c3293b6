"""The governor's page: what was done, what was not, three proposals, the decision, on one sheet."""

from followup.report.composition import PARTS, completed
from followup.report.drawing.one_page import one_page
from followup.report.drawing.rendering import report_body, report_pdf
from tests.followup.report.sample import LONG_WORD, sample_snapshot
from tests.pdf_checks import text_of

OTHERS = [part.key for part in PARTS if part.key != "one_page"]


def alone(**changes):
    """The year's cover, contents, single page and sources; nothing else."""
    return sample_snapshot(composition=completed({"left_out": OTHERS}), **changes)


def sheet(snapshot) -> str:
    """What stands on the sheet that the single page begins on."""
    sheets = [one.strip() for one in text_of(report_pdf(snapshot)).split("\f")]
    return next(one for one in sheets if one.startswith("Året på en sida"))


def test_what_was_done_and_not_is_counted():
    snapshot = sample_snapshot()
    told = one_page(snapshot)
    interventions = [one for area in snapshot["areas"] for one in area["interventions"]]
    assert told.done[0].startswith(f"{len(interventions)} insatser av ")
    assert told.not_done[-1] == "3 organisationer svarade inte."
    assert len(told.done) <= 3
    assert len(told.not_done) <= 3
    codes = [one["sub_goal"] for one in snapshot["proposals"]]
    assert all(code in told.decision for code in codes)
    assert told.decision.endswith("för 2027.")
    page = report_body(snapshot)
    assert f"Rådet föreslås besluta att {told.decision}" in page


def test_what_was_planned_counts_as_done_when_somebody_has_begun():
    activities = [
        {"title": "En", "state": "Pågår", "is_done": True},
        {"title": "Två", "state": "Ingen har berättat", "is_done": False},
    ]
    group = {"name": "G", "convener": "Sala kommun", "activities": activities}
    priority = {"title": "5.1", "what_became": "", "groups": [group]}
    told = one_page(sample_snapshot(last_year_priorities=[priority]))
    assert told.done[-1] == "1 av 2 planerade aktiviteter är gjorda eller pågår."


def test_a_year_of_nothing_says_so():
    snapshot = sample_snapshot(proposals=[])
    for area in snapshot["areas"]:
        area["interventions"] = []
    told = one_page(snapshot)
    assert told.done == ("Ingen organisation har redovisat någon insats.",)
    assert told.decision == "ställa sig bakom den årliga uppföljningen."
    assert told.not_done[0].startswith("45 delmål saknar insats: 1.1, ")


def test_at_most_three_proposals_are_shown_and_the_rest_is_counted():
    proposals = sample_snapshot()["proposals"][:1] * 5
    told = one_page(sample_snapshot(proposals=proposals))
    assert (len(told.proposals), told.more_proposals) == (3, 2)


def test_it_holds_on_one_sheet_also_when_everything_is_long():
    snapshot = alone()
    long_text = f"{LONG_WORD} är ett ord som inte får plats på en rad, " * 8
    snapshot["summary"] = long_text
    snapshot["response"]["answered"] = 3
    for area in snapshot["areas"]:
        area["assessment"] |= {"development": "cannot", "development_label": "Kan inte bedömas"}
        area["assessment"]["reasons"] = long_text
        for one in area["interventions"]:
            one["sub_goals"], one["status_label"] = [], "Blev inte av"
    first = snapshot["proposals"][0]
    snapshot["proposals"] = [
        {**first, "title": long_text[:200], "reason": long_text, "sub_goal": f"5.{n}"}
        for n in range(1, 10)
    ]
    for year in (alone(), snapshot):
        assert "Rådet föreslås besluta att" in sheet(year)
        assert "Inte gjort" in sheet(year)
