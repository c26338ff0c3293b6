"""The area page's charts: indicators, implementation degrees and persons reached.

A chart's heading is a finding; where nobody has written one it is made from the figures and says
no more than they do.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from followup.review.compilation import AreaCompilation, Reach, SubGoalCompilation
from goals.statistics import figures as statistics
from goals.statistics.figures import Figure
from goals.statistics.models import Indicator, Measurement, PlaceLevel, Sex
from strategy_portal import charts
from strategy_portal.charts import Bar, Chart, Series
from strategy_portal.swedish import in_words, number

_OWN = "Källa: organisationernas inlämnade svar."
_KINDS = {Sex.WOMEN: "women", Sex.MEN: "men", Sex.TOTAL: "total"}


def indicator_figures(indicators: Iterable[Indicator]) -> list[Figure]:
    """Each indicator as a page shows it: a trend where there are years to follow."""
    return [_with_trend(figure) for figure in statistics.figures(indicators)]


def _with_trend(figure: Figure) -> Figure:
    rows = _comparable(figure.measurements)
    if len({row.year for row in rows}) < 2:
        return figure
    return Figure(figure.indicator, figure.measurements, _trend(figure.indicator, rows))


def _comparable(measurements: Sequence[Measurement]) -> list[Measurement]:
    """Those of one place over the years: the county's, or where that is missing the first's."""
    dated = [one for one in measurements if one.year]
    county = [one for one in dated if one.place_level == PlaceLevel.COUNTY]
    rows = county or dated
    return [one for one in rows if one.place == rows[0].place]


def _trend(indicator: Indicator, rows: Sequence[Measurement]) -> Chart:
    lines: dict[tuple[str, str], dict[int, float | None]] = defaultdict(dict)
    for row in rows:
        if row.year:
            lines[row.group, row.sex][row.year] = None if row.value is None else float(row.value)
    several = len({group for group, _ in lines}) > 1
    unit = indicator.get_unit_display()
    return charts.trend(
        name=f"bild-{indicator.slug}",
        finding=indicator.finding or indicator.title,
        measure=f"{indicator.definition} {rows[0].place}, {unit}.".strip(),
        series=[
            Series(_line_name(group, sex, several), points, _KINDS.get(Sex(sex), "other"))
            for (group, sex), points in lines.items()
        ],
        unit=unit,
        source=f"Källa: {rows[-1].source}.",
    )


def _line_name(group: str, sex: str, several_groups: bool) -> str:
    label = str(Sex(sex).label)
    if not several_groups:
        return label
    return group if sex == Sex.TOTAL else f"{group}, {label.lower()}"


def degree_chart(compiled: AreaCompilation) -> Chart:
    """How far the area's sub-goals have come, one stacked bar each."""
    answered = f"{number(compiled.answered)} organisationer har lämnat in"
    return charts.degrees(
        name="genomforande",
        finding=degree_finding(compiled.sub_goals),
        measure=f"Antal organisationer per delmål och genomförandegrad. {answered}.",
        rows=[(o.sub_goal.code, o.sub_goal.title, o.degrees.by_key) for o in compiled.sub_goals],
        source=_OWN,
    )


def degree_finding(sub_goals: Sequence[SubGoalCompilation]) -> str:
    """Which sub-goals most organisations have carried out."""
    most = max((one.degrees.G for one in sub_goals), default=0)
    if not most:
        return "Inget delmål är genomfört ännu"
    furthest = [one.sub_goal.code for one in sub_goals if most == one.degrees.G]
    if len(furthest) > 3:
        return f"{len(furthest)} delmål har kommit lika långt"
    return f"Längst har delmål {in_words(furthest)} kommit"


def reach_chart(compiled: AreaCompilation) -> Chart:
    """Women, men, girls, boys and persons of unknown sex whom the area's interventions reached."""
    reach = compiled.reach
    rows = [
        ("Kvinnor", reach.women, "women"),
        ("Män", reach.men, "men"),
        ("Flickor", reach.girls, "women"),
        ("Pojkar", reach.boys, "men"),
        ("Okänt kön", reach.unknown, "total"),
    ]
    return charts.reach(
        name="natt",
        finding=reach_finding(reach),
        measure="Antal deltagare i målområdets insatser. En person kan räknas i flera insatser.",
        rows=[
            Bar(label, count, "" if count is not None else "inget svar", kind)
            for label, count, kind in rows
        ]
        if reach.with_counts
        else [],
        source=_OWN,
    )


def reach_finding(reach: Reach) -> str:
    """Who was reached most, as far as the counts tell."""
    if reach.total is None:
        return "Ingen insats har uppgift om antal deltagare"
    if None in (reach.women, reach.men, reach.girls, reach.boys):
        return "Så många deltog i insatserna"
    female = (reach.women or 0) + (reach.girls or 0)
    male = (reach.men or 0) + (reach.boys or 0)
    if female == male:
        return "Lika många av varje kön deltog"
    most, least = ("kvinnor och flickor", "män och pojkar")[:: 1 if female > male else -1]
    return f"Fler {most} än {least} deltog"
