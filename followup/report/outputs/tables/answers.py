"""Who was asked, and everything that was answered."""

from followup.report.drawing.sources import keys
from followup.report.drawing.sources.numbering import SourceList
from followup.report.outputs.tables.columns import (
    AREA,
    AREA_TITLE,
    CITED,
    COUNTS,
    NOT_KNOWN,
    ORGANISATION,
    SUB_GOAL,
    SUM,
    Column,
    Rows,
    Subject,
    Value,
    named,
    yes,
)
from followup.report.snapshot import PERSONS, AnswerPart, Count, Snapshot
from followup.report.suppression import total


def _organisations(snapshot: Snapshot, cited: SourceList) -> Rows:
    return [
        {
            "organisation": one["name"],
            "type": one["type"],
            "status": one["status"],
            "submitted_at": one["submitted_at"] or None,
            "version": one.get("version"),
            "source_number": cited.number(keys.SURVEY) if one["submitted_at"] else None,
        }
        for one in snapshot["response"]["organisations"]
    ]


ORGANISATIONS = Subject(
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
        CITED,
    ),
    _organisations,
    row_key=("organisation",),
)


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
                **named(area),
                "state": _SECTION_WORDS[one["state"]],
                "interventions": one["interventions"],
                "because": one.get("because"),
                "source_number": cited.number(keys.SURVEY),
            }


SECTIONS = Subject(
    "sections",
    "Vilka som svarade",
    "Hur varje organisation svarade för varje målområde.",
    (
        ORGANISATION,
        AREA,
        AREA_TITLE,
        Column(
            "state",
            "Svar",
            "Svarat, inget gjort, ej relevant eller vet ej. Tom: inget svar.",
        ),
        Column("interventions", "Insatser", "Antal redovisade.", "number", "insatser"),
        Column("because", "Varför inte relevant", "Organisationens förklaring."),
        CITED,
    ),
    _sections,
    row_key=("organisation", "area"),
)


def _answers(snapshot: Snapshot, cited: SourceList) -> Rows:
    number = cited.number(keys.SURVEY)
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
        "not_known": yes(counts["not_known"]) if counts else None,
        "stated": one.get("stated"),
        "why": one["why"],
        "files": one["files"],
    }


ANSWERS = Subject(
    "answers",
    "Svar",
    "Alla svar på enkätens frågor, ett på varje rad. Insatserna har ett eget blad.",
    (
        ORGANISATION,
        Column(
            "area",
            "Målområde",
            "Målområdets nummer. Tom: frågan gäller organisationen själv.",
            "number",
            "nummer",
        ),
        SUB_GOAL,
        Column("question", "Fråga", "Frågan så som den löd."),
        Column("kind", "Slags fråga", "Vad som kunde svaras."),
        Column("answer", "Svar", "Svaret i ord. Antal personer står i kolumnerna efter."),
        *COUNTS,
        SUM,
        NOT_KNOWN,
        Column(
            "stated",
            "Egen summa",
            "Summa som organisationen själv uppgav. Finns inte i den publika versionen.",
            "count",
            "personer",
        ),
        Column("why", "Förklaring", "Organisationens förklaring till ett ovanligt svar."),
        Column("files", "Filer", "Namn på bilagor. Finns inte i den publika versionen.", "list"),
        CITED,
    ),
    _answers,
    row_key=("organisation", "area", "sub_goal", "question"),
)


def _comments(snapshot: Snapshot, cited: SourceList) -> Rows:
    for area in snapshot["areas"]:
        for one in area["sub_goals"]:
            for said in one["comments"]:
                yield {
                    "sub_goal": one["code"],
                    "organisation": said["organisation"],
                    "text": said["text"],
                    "source_number": cited.number(keys.SURVEY),
                }


COMMENTS = Subject(
    "comments",
    "Kommentarer",
    "Kommentarer till genomförandegraden, med organisationernas egna ord.",
    (SUB_GOAL, ORGANISATION, Column("text", "Kommentar", "Så som den skrevs."), CITED),
    _comments,
    row_key=("sub_goal", "organisation"),
)
