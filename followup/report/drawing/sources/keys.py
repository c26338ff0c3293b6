"""What the source of a statement is called, the same from build to build."""

from followup.report.snapshot import AreaPart, IndicatorPart

# The preparation group's texts: what they are called, and where in the report they stand.
TEXTS = {
    "foreword": "Förordet",
    "summary": "Sammanfattningen",
    "method": "Texten om hur uppföljningen gjordes",
    "development": "Texten om utvecklingen",
    "interventions": "Texten om insatserna",
    "challenges": "Texten om nya utmaningar",
}
OF_THE_YEAR = {"foreword": "forord", "summary": "ett", "method": "gjordes"}
OF_AN_AREA = {
    "development": "utveckling",
    "interventions": "insatser",
    "challenges": "utmaningar",
}
STRATEGY, SURVEY, DECISIONS, INHABITANTS = "strategy", "answers", "decisions", "inhabitants"


def strategy(area: AreaPart) -> str:
    """What the strategy itself says of an area."""
    return f"strategy:{area['number']}"


def judgement(area: AreaPart) -> str:
    """The preparation group's judgement of an area."""
    return f"judgement:{area['number']}"


def text(kind: str, area: AreaPart | None = None) -> str:
    """A text that the preparation group has written of the year, or of an area."""
    return f"text:{area['number']}:{kind}" if area else f"text:{kind}"


def quotation(mark: str) -> str:
    """What an organisation says, or did, that a text quotes at a mark."""
    return f"quotation:{mark[1:-1].split()[-1]}"


def sub_goals(area: AreaPart) -> str:
    """Its judgements of the area's sub-goals."""
    return f"judgements:{area['number']}"


def figure(area: AreaPart, indicator: IndicatorPart) -> str:
    """An indicator's values; those of the municipalities are the same indicator's."""
    return f"statistics:{area['number']}:{indicator.get('slug') or indicator['title']}"


def degrees(area: AreaPart) -> str:
    """How far the organisations say that they have come with the area's sub-goals."""
    return f"degrees:{area['number']}"


def interventions(area: AreaPart) -> str:
    """All interventions of an area and whom they reached."""
    return f"interventions:{area['number']}"


def intervention(intervention_id: str) -> str:
    """One intervention that the report tells of."""
    return f"intervention:{intervention_id}"


def challenges(area: AreaPart) -> str:
    """The new challenges of an area."""
    return f"challenges:{area['number']}"


def proposal(sub_goal: str, title: str) -> str:
    """One proposed priority."""
    return f"proposal:{sub_goal}:{title}"
