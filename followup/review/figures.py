"""The area page's charts: indicators, implementation degrees and persons reached.

A chart's heading is a finding; where nobody has written one it is made from the figures and says
no more than they do.
"""

from collections.abc import Mapping

from followup.review.compilation import AreaCompilation, Reach
from strategy_portal import charts
from strategy_portal.charts import Bar, Chart
from strategy_portal.swedish import in_words, number

_OWN = "Källa: organisationernas inlämnade svar."


def degree_chart(compiled: AreaCompilation) -> Chart:
    """How far the area's sub-goals have come, one stacked bar each."""
    answered = f"{number(compiled.answered)} organisationer har lämnat in"
    return charts.degrees(
        name="genomforande",
        finding=degree_finding({o.sub_goal.code: o.degrees.G for o in compiled.sub_goals}),
        measure=f"Antal organisationer per delmål och genomförandegrad. {answered}.",
        rows=[(o.sub_goal.code, o.sub_goal.title, o.degrees.by_key) for o in compiled.sub_goals],
        source=_OWN,
    )


def degree_finding(carried_out: Mapping[str, int]) -> str:
    """Which sub-goals most organisations have carried out; `carried_out` counts them by code."""
    most = max(carried_out.values(), default=0)
    if not most:
        return "Inget delmål är genomfört ännu"
    furthest = [code for code, count in carried_out.items() if count == most]
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
