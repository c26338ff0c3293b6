"""What became of last year's priorities, and the year beside last year's report."""

from followup.report.drawing.beside import areas_beside
from followup.report.drawing.sources import keys
from followup.report.drawing.sources.numbering import SourceList
from followup.report.outputs.tables.columns import (
    AREA,
    AREA_TITLE,
    CITED,
    DEVELOPMENT,
    Column,
    Rows,
    Subject,
    named,
)
from followup.report.snapshot import Snapshot


def _last_year(snapshot: Snapshot, cited: SourceList) -> Rows:
    return [
        {
            "title": one["title"],
            "what_became": one["what_became"],
            "decision": one.get("decision"),
            "decided_on": one.get("decided_on"),
            "development": one.get("development_label"),
            "work": [f"{work['title']} ({work['organisation']})" for work in one.get("work", [])],
            "source_number": cited.number(keys.DECISIONS),
        }
        for one in snapshot["last_year_priorities"]
    ]


LAST_YEAR = Subject(
    "last_year",
    "Förra årets prioriteringar",
    "Vad som blev av rådets prioriteringar för året.",
    (
        Column("title", "Prioritering", "Delmålet som rådet prioriterade."),
        Column("what_became", "Vad som blev av den", "Enligt årets svar."),
        Column("decision", "Beslut", "Beslutets nummer, till exempel § 12/2025."),
        Column("decided_on", "Beslutsdag", "Datum för beslutet."),
        DEVELOPMENT,
        Column("work", "Årets insatser", "Insatser på delmålet, och vems de är.", "list"),
        CITED,
    ),
    _last_year,
    row_key=("title",),
)


def _planned(snapshot: Snapshot, _cited: SourceList) -> Rows:
    for one in snapshot["last_year_priorities"]:
        for group in one.get("groups", []):
            for activity in group["activities"]:
                yield {
                    "priority": one["title"],
                    "group": group["name"],
                    "convener": group["convener"],
                    "title": activity["title"],
                    "state": activity["state"],
                }


PLANNED = Subject(
    "planned",
    "Planerade aktiviteter",
    "Vad fokusgrupperna hade planerat för året, och hur det gick.",
    (
        Column("priority", "Prioritering", "Delmålet som rådet prioriterade."),
        Column("group", "Fokusgrupp", "Den som rådet utsåg."),
        Column("convener", "Sammankallande", "Den organisation som leder gruppen."),
        Column("title", "Aktivitet", "Så som den står i planen."),
        Column("state", "Hur det gick", "Enligt svaren från dem som är ansvariga."),
    ),
    _planned,
)


def _comparison(snapshot: Snapshot, _cited: SourceList) -> Rows:
    for one in areas_beside(snapshot):
        for row in one.rows:
            yield {
                **named(one.area),
                "what": row.what,
                "then": row.then,
                "now": row.now,
                "note": row.note,
            }


COMPARISON = Subject(
    "comparison",
    "Jämfört med förra året",
    "Det som går att jämföra med förra årets fastställda rapport.",
    (
        AREA,
        AREA_TITLE,
        Column("what", "Vad", "Det som jämförs."),
        Column("then", "Förra året", "Så som förra årets rapport sa."),
        Column("now", "I år", "Så som den här rapporten säger."),
        Column("note", "Tänk på", "Vilka det gäller, eller varför åren inte kan jämföras."),
    ),
    _comparison,
)
