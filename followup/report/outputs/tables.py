"""The round's data as tables: what was answered, done, judged, measured and proposed.

The one place where a column is named and explained. Workbook, CSV and JSON write these tables and
nothing else. A value is a text, a number, None (left blank) or a list of texts; a count may be
words where it is hidden ("under 5"). Words stand exactly as they were written.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from followup.report.drawing import sources
from followup.report.drawing.beside import areas_beside
from followup.report.drawing.sources import SourceList
from followup.report.snapshot import (
    PERSONS,
    AnswerPart,
    AreaPart,
    Count,
    InterventionPart,
    Snapshot,
)
from followup.report.suppression import total
from strategy_portal.charts import DEGREES

Value = str | int | float | None | list[str]
Kind = Literal["text", "number", "count", "list", "fact"]


@dataclass(frozen=True)
class Column:
    """A column: its name in JSON, its heading, what it means, its unit and what stands in it.

    A count is a whole number or the words for a hidden one; a fact is a text or a number.
    """

    key: str
    heading: str
    about: str
    kind: Kind = "text"
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of one sort; `title` is short enough to name a sheet."""

    key: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Value], ...]


def data_tables(snapshot: Snapshot) -> list[Table]:
    """Every table, in the order of the workbook's sheets; the first says what the file is."""
    cited = SourceList(snapshot)
    made = (
        Table(key, title, about, columns, tuple(rows(snapshot, cited)))
        for key, title, about, columns, rows in _TABLES
    )
    return list(made)


# --- Columns that several tables share ----------------------------------------------------------

_AREA = Column("area", "Målområde", "Målområdets nummer i strategin, 1–6.", "number", "nummer")
_AREA_TITLE = Column("area_title", "Målområdets namn", "Så som strategin kallar det.")
_SUB_GOAL = Column("sub_goal", "Delmål", "Målområdets och delmålets nummer, till exempel 5.1.")
_ORGANISATION = Column("organisation", "Organisation", "Den som har svarat.")
_HIDDEN = (
    "Tom ruta: frågan lämnades tom. 0: svaret är noll. ”under 5”: ett till fyra, som inte skrivs "
    "ut i den publika versionen. ”minst”: en summa där ett dolt antal ingår."
)
_PEOPLE = {
    "women": "Kvinnor",
    "men": "Män",
    "girls": "Flickor",
    "boys": "Pojkar",
    "unknown": "Okänt kön",
}
_COUNTS = tuple(
    Column(key, heading, f"{heading}. {_HIDDEN}", "count", "personer")
    for key, heading in _PEOPLE.items()
)
_SUM = Column("total", "Summa", f"De fem antalen tillsammans. {_HIDDEN}", "count", "personer")
_NOT_KNOWN = Column(
    "not_known", "Vet ej", "Ja där organisationen svarade att den inte vet hur de fördelar sig."
)
_DEVELOPMENT = Column(
    "development", "Utveckling", "Beredningsgruppens bedömning. Tom: inte bedömt än."
)
_REASONS = Column("reasons", "Varför", "Beredningsgruppens motivering.")


_CITED = Column(
    "source_number",
    "Källa nr",
    "Numret i bladet Källor, samma som inom klamrar i rapporten.",
    "number",
    "nummer",
)


def _yes(value: bool) -> str:
    return "Ja" if value else "Nej"


# --- Rows ---------------------------------------------------------------------------------------

Rows = Iterable[dict[str, Value]]


def _report(snapshot: Snapshot, _cited: SourceList) -> Rows:
    copy = (
        "Publik version. Antal under fem personer är dolda."
        if snapshot["public"]
        else "Fullständig version med alla antal. Får inte spridas."
    )
    there = snapshot["response"].get("inhabitants")
    facts: list[tuple[str, Value]] = [
        ("Titel", snapshot["title"]),
        ("År", snapshot["year"]),
        ("Version", snapshot["version"]),
        ("Rättad därför att", snapshot.get("correction")),
        ("Mottagare", snapshot["addressee"]),
        ("Strategi", f"{snapshot['strategy']['title']} {snapshot['strategy']['period']}"),
        ("Gjord", snapshot["made_at"]),
        ("Vad filen innehåller", copy),
        ("Påhittade uppgifter", _yes(snapshot["example"])),
        ("Inbjudna organisationer", snapshot["response"]["invited"]),
        ("Organisationer som svarat", snapshot["response"]["answered"]),
        ("Invånare i de kommuner som svarat", there["sentence"] if there else None),
        ("Förord", snapshot.get("foreword")),
        ("Sammanfattning", snapshot["summary"]),
        ("Så gjordes uppföljningen", snapshot.get("method")),
    ]
    return [{"fact": fact, "value": value} for fact, value in facts]


def _organisations(snapshot: Snapshot, cited: SourceList) -> Rows:
    return [
        {
            "organisation": one["name"],
            "type": one["type"],
            "status": one["status"],
            "submitted_at": one["submitted_at"] or None,
            "version": one.get("version"),
            "source_number": cited.number(sources.SURVEY) if one["submitted_at"] else None,
        }
        for one in snapshot["response"]["organisations"]
    ]


def _areas(snapshot: Snapshot, cited: SourceList) -> Rows:
    for area in snapshot["areas"]:
        reach, judged = area["reach"], area["assessment"]
        yield {
            **_named(area),
            "goal": area["goal"],
            "development": (judged["development"] and judged["development_label"]) or None,
            "reasons": judged["reasons"],
            **_texts(area),
            "interventions": len(area["interventions"]),
            "without_counts": reach["without_counts"],
            **{who: reach[who] for who in PERSONS},
            "total": reach["total"],
            "source_number": cited.number(sources.judgement_key(area)),
            "reach_source": cited.number(sources.interventions_key(area)),
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


def _sub_goals(snapshot: Snapshot, cited: SourceList) -> Rows:
    for area in snapshot["areas"]:
        judged = cited.number(sources.sub_goals_key(area))
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
                "degree_source": cited.number(sources.degrees_key(area)),
            }


_SECTION_WORDS = {
    "answered": "Svarat",
    "nothing_done": "Inget gjort",
    "not_relevant": "Ej relevant",
    "not_known": "Vet ej",
    "blank": None,
}


def _sections(snapshot: Snapshot, cited: SourceList) -> Rows:
    for area in snapshot["areas"]:
        for one in area.get("sections", []):
            yield {
                "organisation": one["organisation"],
                **_named(area),
                "state": _SECTION_WORDS[one["state"]],
                "interventions": one["interventions"],
                "because": one.get("because"),
                "source_number": cited.number(sources.SURVEY),
            }


def _answers(snapshot: Snapshot, cited: SourceList) -> Rows:
    number = cited.number(sources.SURVEY)
    return [_answer(one) | {"source_number": number} for one in snapshot.get("answers", [])]


def _answer(one: AnswerPart) -> dict[str, Value]:
    counts = one.get("counts")
    values: list[Count] = [counts[who] for who in PERSONS] if counts else [None] * len(PERSONS)
    return {
        "organisation": one["organisation"],
        "area": one["area_number"] or None,
        "sub_goal": one["sub_goal"],
        "question": one["question"],
        "kind": one["kind_label"],
        "answer": one["answer"],
        **dict(zip(PERSONS, values, strict=True)),
        "total": total(values),
        "not_known": _yes(counts["not_known"]) if counts else None,
        "stated": one.get("stated"),
        "why": one["why"],
        "files": one["files"],
    }


def _interventions(snapshot: Snapshot, cited: SourceList) -> Rows:
    for area in snapshot["areas"]:
        together = cited.number(sources.interventions_key(area))
        for one in area["interventions"]:
            alone = cited.number(sources.intervention_key(one["id"]))
            yield _intervention(area, one) | {"source_number": alone or together}


def _intervention(area: AreaPart, one: InterventionPart) -> dict[str, Value]:
    counts = one["counts"]
    return {
        "id": one["id"],
        **_named(area),
        "organisation": one["organisation"],
        "title": one["title"],
        "description": one.get("description"),
        "sub_goals": one["sub_goals"],
        "target_groups": one["target_groups"],
        "partners": one["partners"],
        "funding": one["funding"],
        "status": one["status_label"],
        "effect": one["effect"],
        **{who: counts[who] for who in PERSONS},
        "total": total(counts[who] for who in PERSONS),
        "not_known": _yes(counts["not_known"]),
        "continues": one["continues_label"],
        "chosen": _yes(one["chosen"]),
    }


def _measurements(snapshot: Snapshot, cited: SourceList) -> Rows:
    for area in snapshot["areas"]:
        keys = {one["title"]: sources.figure_key(area, one) for one in area["indicators"]}
        for one in area.get("measurements", []):
            yield {
                "area": area["number"],
                "indicator": one["indicator"],
                "group": one["group"],
                "sex": one["sex"],
                "origin": one["origin"],
                "place": one["place"],
                "year": one["year"],
                "value": one["value"],
                "unit": one["unit"],
                "words": one["text"],
                "preliminary": _yes(one["preliminary"]),
                "revised": _yes(bool(one.get("revised"))),
                "computed": _yes(one["computed"]),
                "source": one["source"],
                "fetched_on": one["fetched_on"] or None,
                "owner": one["owner"],
                "source_number": cited.number(keys.get(one["indicator"], "")),
            }


def _comments(snapshot: Snapshot, cited: SourceList) -> Rows:
    for area in snapshot["areas"]:
        for one in area["sub_goals"]:
            for said in one["comments"]:
                yield {
                    "sub_goal": one["code"],
                    "organisation": said["organisation"],
                    "text": said["text"],
                    "source_number": cited.number(sources.SURVEY),
                }


def _challenges(snapshot: Snapshot, cited: SourceList) -> Rows:
    for area in snapshot["areas"]:
        for one in area["challenges"]:
            number = cited.number(sources.challenges_key(area))
            yield {
                **_named(area),
                "text": one["text"],
                "by": one["by"],
                "source_number": number,
            }


def _proposals(snapshot: Snapshot, cited: SourceList) -> Rows:
    return [
        {
            "order": one["order"],
            "area": one["area_number"],
            "sub_goal": one["sub_goal"],
            "title": one["title"],
            "reason": one["reason"],
            "by": one["by"],
            "urgency": one["weighing"]["urgency_label"] if "weighing" in one else "",
            "feasibility": one["weighing"]["feasibility_label"] if "weighing" in one else "",
            "weighing": one["weighing"]["text"] if "weighing" in one else "",
            "source_number": cited.number(sources.proposal_key(one["sub_goal"], one["title"])),
        }
        for one in snapshot["proposals"]
    ]


_SOURCE_KINDS = {
    "organisation": "Organisation",
    "network": "Nätverk",
    "group": "Beredningsgruppen",
    "merged": "Sammanslaget förslag",
}


def _proposal_sources(snapshot: Snapshot, _: SourceList) -> Rows:
    return [
        {
            "order": one["order"],
            "kind": _SOURCE_KINDS[source["kind"]],
            "name": source["name"],
            "sub_goal": source["sub_goal"],
            "text": source["text"],
        }
        for one in snapshot["proposals"]
        for source in one.get("sources", [])
    ]


def _last_year(snapshot: Snapshot, cited: SourceList) -> Rows:
    return [
        {
            "title": one["title"],
            "what_became": one["what_became"],
            "decision": one.get("decision"),
            "decided_on": one.get("decided_on"),
            "development": one.get("development_label"),
            "work": [f"{work['title']} ({work['organisation']})" for work in one.get("work", [])],
            "source_number": cited.number(sources.DECISIONS),
        }
        for one in snapshot["last_year_priorities"]
    ]


def _comparison(snapshot: Snapshot, _cited: SourceList) -> Rows:
    for one in areas_beside(snapshot):
        for row in one.rows:
            yield {
                **_named(one.area),
                "what": row.what,
                "then": row.then,
                "now": row.now,
                "note": row.note,
            }


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


_CHANGE_KINDS = {
    "text": "Ändrad text",
    "figure": "Ändrad siffra",
    "added": "Tillagt",
    "removed": "Borttaget",
}


def _changes(snapshot: Snapshot, _cited: SourceList) -> Rows:
    for one in snapshot.get("changes", []):
        yield {
            "table": one["table"],
            "row": one["row"],
            "what": one["what"],
            "kind": _CHANGE_KINDS[one["kind"]],
            "before": one["before"],
            "after": one["after"],
        }


def _sources(_snapshot: Snapshot, cited: SourceList) -> Iterator[dict[str, Value]]:
    for one in cited.all:
        yield {
            "number": one.number,
            "area": one.area or None,
            "kind": one.kind_label,
            "title": one.title,
            "by": one.by or None,
            "version": one.version,
            "on": one.on[:10] or None,
            "words": one.words or None,
            "key": one.key,
        }


def _named(area: AreaPart) -> dict[str, Value]:
    return {"area": area["number"], "area_title": area["title"]}


# --- The tables ---------------------------------------------------------------------------------


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
_BY = Column("by", "Från", "Den organisation, det nätverk eller den grupp som har skrivit det.")


def _text(kind: str, heading: str) -> Column:
    return Column(
        f"text_{kind}",
        f"Text: {heading}",
        "Beredningsgruppens text. Markdown: en tom rad skiljer stycken, - börjar en punkt i en "
        "lista, ** står runt fet text och * runt kursiv.",
    )


_TABLES = (
    (
        "report",
        "Rapporten",
        "Vad filen är, när den gjordes och vad som är dolt i den.",
        (
            Column("fact", "Uppgift", "Vad raden säger om rapporten."),
            Column(
                "value",
                "Värde",
                "Uppgiften i sig. Tider har datum, klockslag och tidszon.",
                "fact",
            ),
        ),
        _report,
    ),
    (
        "organisations",
        "Organisationer",
        "De organisationer som bjöds in att svara.",
        (
            Column("organisation", "Organisation", "Den som blev inbjuden."),
            Column("type", "Typ", "Till exempel kommun eller statlig myndighet."),
            Column("status", "Läge", "Om organisationen har svarat."),
            Column("submitted_at", "Inlämnat", "Datum och klockslag. Tom: inte inlämnat."),
            Column(
                "version",
                "Version",
                "Vilken i ordningen av organisationens inlämningar som gäller.",
                "number",
                "nummer",
            ),
            _CITED,
        ),
        _organisations,
    ),
    (
        "areas",
        "Målområden",
        "Bedömning och antal deltagare för varje målområde.",
        (
            _AREA,
            _AREA_TITLE,
            Column("goal", "Mål", "Målet i strategin."),
            _DEVELOPMENT,
            _REASONS,
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
            *_COUNTS,
            _SUM,
            _CITED,
            Column(
                "reach_source",
                "Källa nr för antal",
                "Numret i bladet Källor för antalet deltagare.",
                "number",
                "nummer",
            ),
        ),
        _areas,
    ),
    (
        "sub_goals",
        "Delmål",
        "Genomförandegrad och bedömning för varje delmål.",
        (
            _AREA,
            _SUB_GOAL,
            Column("title", "Delmålets namn", "Kort namn på delmålet."),
            Column("wording", "Lydelse", "Så som det står i strategin."),
            Column("kind", "Slag", "Effektmål, resultatmål eller aktivitet."),
            *_DEGREE_COLUMNS,
            _DEVELOPMENT,
            _REASONS,
            _CITED,
            Column(
                "degree_source",
                "Källa nr för grad",
                "Numret i bladet Källor för genomförandegraden.",
                "number",
                "nummer",
            ),
        ),
        _sub_goals,
    ),
    (
        "sections",
        "Vilka som svarade",
        "Hur varje organisation svarade för varje målområde.",
        (
            _ORGANISATION,
            _AREA,
            _AREA_TITLE,
            Column(
                "state",
                "Svar",
                "Svarat, inget gjort, ej relevant eller vet ej. Tom: inget svar.",
            ),
            Column("interventions", "Insatser", "Antal redovisade.", "number", "insatser"),
            Column("because", "Varför inte relevant", "Organisationens förklaring."),
            _CITED,
        ),
        _sections,
    ),
    (
        "answers",
        "Svar",
        "Alla svar på enkätens frågor, ett på varje rad. Insatserna har ett eget blad.",
        (
            _ORGANISATION,
            Column(
                "area",
                "Målområde",
                "Målområdets nummer. Tom: frågan gäller organisationen själv.",
                "number",
                "nummer",
            ),
            _SUB_GOAL,
            Column("question", "Fråga", "Frågan så som den löd."),
            Column("kind", "Slags fråga", "Vad som kunde svaras."),
            Column("answer", "Svar", "Svaret i ord. Antal personer står i kolumnerna efter."),
            *_COUNTS,
            _SUM,
            _NOT_KNOWN,
            Column(
                "stated",
                "Egen summa",
                "Summa som organisationen själv uppgav. Finns inte i den publika versionen.",
                "count",
                "personer",
            ),
            Column("why", "Förklaring", "Organisationens förklaring till ett ovanligt svar."),
            Column(
                "files", "Filer", "Namn på bilagor. Finns inte i den publika versionen.", "list"
            ),
            _CITED,
        ),
        _answers,
    ),
    (
        "interventions",
        "Insatser",
        "Alla insatser som organisationerna redovisade.",
        (
            Column("id", "Nummer", "Insatsens eget nummer, samma från år till år."),
            _AREA,
            _AREA_TITLE,
            Column("organisation", "Organisation", "Den som har redovisat insatsen."),
            Column("title", "Insats", "Vad insatsen heter."),
            Column("description", "Beskrivning", "Vad som gjordes."),
            Column("sub_goals", "Delmål", "De delmål som insatsen hör till.", "list"),
            Column("target_groups", "Målgrupper", "För vilka.", "list"),
            Column("partners", "Samverkan", "Med vilka.", "list"),
            Column("funding", "Medel", "Hur insatsen betalades.", "list"),
            Column("status", "Läge", "Planerad, pågår, avslutad eller blev inte av."),
            Column("effect", "Effekt", "Vad insatsen ledde till, med organisationens ord."),
            *_COUNTS,
            _SUM,
            _NOT_KNOWN,
            Column("continues", "Fortsätter", "Om insatsen fortsätter nästa år."),
            Column("chosen", "Lyfts fram", "Ja där rapporten berättar om insatsen."),
            _CITED,
        ),
        _interventions,
    ),
    (
        "measurements",
        "Mätvärden",
        "All statistik för målområdena, ett värde på varje rad.",
        (
            _AREA,
            Column("indicator", "Indikator", "Vad som mäts."),
            Column("group", "Grupp", "Vilka värdet gäller, där könet inte säger det."),
            Column("sex", "Kön", "Kvinnor, män, flickor, pojkar eller totalt."),
            Column("origin", "Ursprung", "Till exempel utrikes födda. Tom: alla."),
            Column("place", "Plats", "Kommun, län eller riket. Tom: källan anger ingen."),
            Column("year", "År", "Året som värdet gäller. Tom: källan säger inte.", "number", "år"),
            Column("value", "Värde", "Tom: uppgift saknas eller är dold.", "number", "se Enhet"),
            Column("unit", "Enhet", "Vad värdet är mätt i."),
            Column("words", "Med ord", "Källans egna ord, eller varför värdet inte står där."),
            Column("preliminary", "Preliminärt", "Ja där källan kan komma att ändra värdet."),
            Column("revised", "Reviderat", "Ja där källan har ändrat ett värde den gav förut."),
            Column("computed", "Egen bearbetning", "Ja där värdet är uträknat ur källans värden."),
            Column("source", "Källa", "Varifrån värdet kommer."),
            Column("fetched_on", "Hämtat", "Datum då värdet hämtades. Tom: inte hämtat."),
            Column("owner", "Följs upp i", "Det dokument som äger indikatorn."),
            _CITED,
        ),
        _measurements,
    ),
    (
        "comments",
        "Kommentarer",
        "Kommentarer till genomförandegraden, med organisationernas egna ord.",
        (_SUB_GOAL, _ORGANISATION, Column("text", "Kommentar", "Så som den skrevs."), _CITED),
        _comments,
    ),
    (
        "challenges",
        "Nya utmaningar",
        "Nya utmaningar som organisationer och Beredningsgruppen har angett.",
        (_AREA, _AREA_TITLE, Column("text", "Utmaning", "Så som den skrevs."), _BY, _CITED),
        _challenges,
    ),
    (
        "proposals",
        "Förslag",
        "Förslag på prioriteringar, i den ordning de läggs fram.",
        (
            Column("order", "Ordning", "1 läggs fram först.", "number", "nummer"),
            _AREA,
            _SUB_GOAL,
            Column("title", "Förslag", "Vad som föreslås."),
            Column("reason", "Skäl", "Varför."),
            _BY,
            Column("urgency", "Angelägenhet", "Så som Beredningsgruppen vägde. Tom: inte vägt."),
            Column("feasibility", "Genomförbarhet", "Så som gruppen vägde. Tom: inte vägt."),
            Column("weighing", "Hur gruppen vägde", "Med gruppens egna ord."),
            _CITED,
        ),
        _proposals,
    ),
    (
        "proposal_sources",
        "Förslagens källor",
        "Vilka som har efterfrågat det som föreslås, och förslag som har slagits ihop.",
        (
            Column("order", "Förslag", "Förslagets plats i ordningen.", "number", "nummer"),
            Column("kind", "Slag", "Organisation, nätverk, gruppen eller sammanslaget förslag."),
            Column("name", "Från", "Vem som efterfrågar det, eller det sammanslagna förslaget."),
            _SUB_GOAL,
            Column("text", "Ord", "Så som det skrevs."),
        ),
        _proposal_sources,
    ),
    (
        "last_year",
        "Förra årets prioriteringar",
        "Vad som blev av rådets prioriteringar för året.",
        (
            Column("title", "Prioritering", "Delmålet som rådet prioriterade."),
            Column("what_became", "Vad som blev av den", "Enligt årets svar."),
            Column("decision", "Beslut", "Beslutets nummer, till exempel § 12/2025."),
            Column("decided_on", "Beslutsdag", "Datum för beslutet."),
            _DEVELOPMENT,
            Column("work", "Årets insatser", "Insatser på delmålet, och vems de är.", "list"),
            _CITED,
        ),
        _last_year,
    ),
    (
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
    ),
    (
        "comparison",
        "Jämfört med förra året",
        "Det som går att jämföra med förra årets fastställda rapport.",
        (
            _AREA,
            _AREA_TITLE,
            Column("what", "Vad", "Det som jämförs."),
            Column("then", "Förra året", "Så som förra årets rapport sa."),
            Column("now", "I år", "Så som den här rapporten säger."),
            Column("note", "Tänk på", "Vilka det gäller, eller varför åren inte kan jämföras."),
        ),
        _comparison,
    ),
    (
        "changes",
        "Ändringar",
        "Vad som skiljer en rättad version från versionen före.",
        (
            Column("table", "Tabell", "Där uppgiften står."),
            Column("row", "Rad", "Vad uppgiften gäller."),
            Column("what", "Kolumn", "Vilken uppgift. Tom: hela raden."),
            Column("kind", "Slag", "Ändrad text, ändrad siffra, tillagt eller borttaget."),
            Column("before", "Förut", "Så stod det i versionen före."),
            Column("after", "Nu", "Så står det nu."),
        ),
        _changes,
    ),
    (
        "sources",
        "Källor",
        "Allt som rapporten bygger på, i samma ordning och med samma nummer som i rapporten.",
        (
            Column("number", "Nummer", "Står inom klamrar i rapporten.", "number", "nummer"),
            Column(
                "area",
                "Målområde",
                "Målområdets nummer. Tom: källan gäller hela rapporten.",
                "number",
                "nummer",
            ),
            Column("kind", "Slag", "Statistik, svar, bedömning, förslag, beslut, text, strategi."),
            Column("title", "Källa", "Vad källan är."),
            Column("by", "Från", "Myndighet, organisation eller grupp, aldrig en person."),
            Column(
                "version",
                "Version",
                "Vilken version rapporten bygger på. Tom: källan har inga versioner.",
                "number",
                "nummer",
            ),
            Column("on", "Datum", "Dag då versionen lämnades in eller sparades."),
            Column("words", "Med ord", "Källan så som den står i rapportens källista."),
            Column("key", "Nyckel", "Källans fasta namn, samma från gång till gång."),
        ),
        _sources,
    ),
)
