"""How each goal area and sub-goal goes, and what is new in it."""

from typing import Any

from followup.report.drawing.sources import keys
from followup.report.drawing.sources.numbering import SourceList
from followup.report.outputs.tables.columns import (
    AREA,
    AREA_TITLE,
    BY,
    CITED,
    COUNTS,
    DEVELOPMENT,
    REASONS,
    SUB_GOAL,
    SUM,
    Column,
    Rows,
    Subject,
    Value,
    named,
)
from followup.report.snapshot import PERSONS, AreaPart, Snapshot
from strategy_portal.charts import DEGREES


def _areas(snapshot: Snapshot, cited: SourceList) -> Rows:
    for area in snapshot["areas"]:
        reach, judged = area["reach"], area["assessment"]
        yield {
            **named(area),
            "goal": area["goal"],
            "development": (judged["development"] and judged["development_label"]) or None,
            "reasons": judged["reasons"],
            **_texts(area),
            "interventions": len(area["interventions"]),
            "without_counts": reach["without_counts"],
            **{who: reach[who] for who in PERSONS},
            "total": reach["total"],
            "source_number": cited.number(keys.judgement(area)),
            "reach_source": cited.number(keys.interventions(area)),
        }


def _texts(area: AreaPart) -> dict[str, Value]:
    texts = area.get("texts")
    if not texts:
        return {}
    return {
        "text_development": texts["development"],
        "text_interventions": texts["interventions"],
        "text_challenges": texts["challenges"],
    }


def _text(kind: str, heading: str) -> Column:
    return Column(
        f"text_{kind}",
        f"Text: {heading}",
        "Beredningsgruppens text. Markdown: en tom rad skiljer stycken, - börjar en punkt i en "
        "lista, ** står runt fet text och * runt kursiv. Ett stycke som {citat 3} eller {insats 4} "
        "står för raden med det märket i bladet Citat.",
    )


AREAS = Subject(
    "areas",
    "Målområden",
    "Bedömning och antal deltagare för varje målområde.",
    (
        AREA,
        AREA_TITLE,
        Column("goal", "Mål", "Målet i strategin."),
        DEVELOPMENT,
        REASONS,
        _text("development", "Hur ser utvecklingen ut?"),
        _text("interventions", "Vilka insatser har genomförts?"),
        _text("challenges", "Nya utmaningar"),
        Column("interventions", "Insatser", "Antal redovisade.", "number", "insatser"),
        Column(
            "without_counts",
            "Insatser utan antal",
            "Insatser som inte har något antal alls.",
            "number",
            "insatser",
        ),
        *COUNTS,
        SUM,
        CITED,
        Column(
            "reach_source",
            "Källa nr för antal",
            "Numret i bladet Källor för antalet deltagare.",
            "number",
            "nummer",
        ),
    ),
    _areas,
    row_key=("area",),
)


def _sub_goals(snapshot: Snapshot, cited: SourceList) -> Rows:
    for area in snapshot["areas"]:
        judged = cited.number(keys.sub_goals(area))
        for one in area["sub_goals"]:
            counts: dict[str, Any] = {f"degree_{key}": n for key, n in one["degrees"].items()}
            yield {
                "area": area["number"],
                "sub_goal": one["code"],
                "title": one["title"],
                "wording": one["wording"],
                "kind": one["kind_label"],
                **counts,
                "development": (one["development"] and one["development_label"]) or None,
                "reasons": one["reasons"],
                "source_number": judged if one["development"] or one["reasons"] else None,
                "degree_source": cited.number(keys.degrees(area)),
            }


def _degree(key: str, label: str) -> Column:
    return Column(
        f"degree_{key}",
        label,
        f"Antal organisationer som svarade ”{label.lower()}” för delmålet.",
        "number",
        "organisationer",
    )


_DEGREE_COLUMNS = (
    *(_degree(key, label) for key, label, *_ in DEGREES),
    Column(
        "degree_blank",
        "Inget svar",
        "Antal organisationer som lämnade frågan tom.",
        "number",
        "organisationer",
    ),
)


SUB_GOALS = Subject(
    "sub_goals",
    "Delmål",
    "Genomförandegrad och bedömning för varje delmål.",
    (
        AREA,
        SUB_GOAL,
        Column("title", "Delmålets namn", "Kort namn på delmålet."),
        Column("wording", "Lydelse", "Så som det står i strategin."),
        Column("kind", "Slag", "Effektmål, resultatmål eller aktivitet."),
        *_DEGREE_COLUMNS,
        DEVELOPMENT,
        REASONS,
        CITED,
        Column(
            "degree_source",
            "Källa nr för grad",
            "Numret i bladet Källor för genomförandegraden.",
            "number",
            "nummer",
        ),
    ),
    _sub_goals,
    row_key=("sub_goal",),
)


def _challenges(snapshot: Snapshot, cited: SourceList) -> Rows:
    for area in snapshot["areas"]:
        for one in area["challenges"]:
            number = cited.number(keys.challenges(area))
            yield {
                **named(area),
                "text": one["text"],
                "by": one["by"],
                "source_number": number,
            }


CHALLENGES = Subject(
    "challenges",
    "Nya utmaningar",
    "Nya utmaningar som organisationer och Beredningsgruppen har angett.",
    (AREA, AREA_TITLE, Column("text", "Utmaning", "Så som den skrevs."), BY, CITED),
    _challenges,
    row_key=("area", "text"),
)
