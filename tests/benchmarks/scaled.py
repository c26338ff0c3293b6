"""The sample year with as many interventions and comments as fill so many pages."""

from typing import Any

from followup.report.snapshot import Snapshot
from tests.followup.report.sample import ORGANISATIONS, sample_snapshot
from tests.invented import Invented

# What the sample's own year fills, and how much of each fills one page more.
_SAMPLE_PAGES, _INTERVENTIONS, _COMMENTS = 62, 7, 9


def scaled_snapshot(pages: int) -> Snapshot:
    """A year whose report has about so many pages; the sample itself is the smallest."""
    snapshot: Any = sample_snapshot()
    more = max(0, pages - _SAMPLE_PAGES)
    for number, area in enumerate(snapshot["areas"]):
        words = Invented(number)
        each = more // len(snapshot["areas"]) // 2
        area["interventions"] += _interventions(area, words, each * _INTERVENTIONS)
        _comment(area, words, each * _COMMENTS)
    return snapshot


def _interventions(area: Any, words: Invented, many: int) -> list[Any]:
    return [
        area["interventions"][place % 10]
        | {
            "id": f"{area['number']}-more-{place}",
            "title": words.title(place),
            "effect": words.text(260),
            "chosen": False,
        }
        for place in range(many)
    ]


def _comment(area: Any, words: Invented, many: int) -> None:
    sub_goals = area["sub_goals"]
    for place in range(many):
        organisation = ORGANISATIONS[place % len(ORGANISATIONS)][0]
        said = {"organisation": organisation, "text": words.text(360)}
        sub_goals[place % len(sub_goals)]["comments"].append(said)
