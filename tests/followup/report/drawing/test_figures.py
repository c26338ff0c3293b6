"""The governor's page carries one figure of the year for each area, never one of 2021."""

from typing import Any

from followup.report.drawing.figures import key_figure

STRATEGY_FIGURE = {
    "title": "Trångboddhet, Västmanlands län",
    "unit": "procent",
    "series": [],
    "groups": [{"label": "Utomeuropeiskt födda", "value": 31.0, "year": None, "place": ""}],
}


def area(interventions: list[str], indicators: list) -> Any:
    return {
        "indicators": indicators,
        "interventions": [{"organisation": name} for name in interventions],
    }


def test_how_much_was_done_where_no_series_runs():
    figure = key_figure(area(["Sala kommun", "Sala kommun", "Arboga kommun"], [STRATEGY_FIGURE]))

    assert figure == {"value": "3", "text": "insatser från 2 organisationer"}


def test_one_of_each():
    assert key_figure(area(["Sala kommun"], [])) == {
        "value": "1",
        "text": "insats från 1 organisation",
    }


def test_nothing_done_and_no_series():
    assert key_figure(area([], [STRATEGY_FIGURE])) is None
