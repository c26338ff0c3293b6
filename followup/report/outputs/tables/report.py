"""What the report is, what it rests on, and what a corrected version changes."""

from followup.report.drawing.sources.numbering import SourceList
from followup.report.outputs.tables.columns import Column, Rows, Subject, Value, yes
from followup.report.snapshot import Snapshot


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
        ("Påhittade uppgifter", yes(snapshot["example"])),
        ("Inbjudna organisationer", snapshot["response"]["invited"]),
        ("Organisationer som svarat", snapshot["response"]["answered"]),
        ("Invånare i de kommuner som svarat", there["sentence"] if there else None),
        ("Förord", snapshot.get("foreword")),
        ("Sammanfattning", snapshot["summary"]),
        ("Så gjordes uppföljningen", snapshot.get("method")),
    ]
    return [{"fact": fact, "value": value} for fact, value in facts]


REPORT = Subject(
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
    row_key=("fact",),
)


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


CHANGES = Subject(
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
)


def _sources(_snapshot: Snapshot, cited: SourceList) -> Rows:
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


SOURCES = Subject(
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
    row_key=("key",),
)
