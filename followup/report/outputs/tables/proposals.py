"""What the council is asked to put first, and who is behind it."""

from followup.report.drawing.sources import keys
from followup.report.drawing.sources.numbering import SourceList
from followup.report.outputs.tables.columns import AREA, BY, CITED, SUB_GOAL, Column, Rows, Subject
from followup.report.snapshot import Snapshot


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
            "source_number": cited.number(keys.proposal(one["sub_goal"], one["title"])),
        }
        for one in snapshot["proposals"]
    ]


PROPOSALS = Subject(
    "proposals",
    "Förslag",
    "Förslag på prioriteringar, i den ordning de läggs fram.",
    (
        Column("order", "Ordning", "1 läggs fram först.", "number", "nummer"),
        AREA,
        SUB_GOAL,
        Column("title", "Förslag", "Vad som föreslås."),
        Column("reason", "Skäl", "Varför."),
        BY,
        Column("urgency", "Angelägenhet", "Så som Beredningsgruppen vägde. Tom: inte vägt."),
        Column("feasibility", "Genomförbarhet", "Så som gruppen vägde. Tom: inte vägt."),
        Column("weighing", "Hur gruppen vägde", "Med gruppens egna ord."),
        CITED,
    ),
    _proposals,
    row_key=("sub_goal", "title"),
)


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


PROPOSAL_SOURCES = Subject(
    "proposal_sources",
    "Förslagens källor",
    "Vilka som har efterfrågat det som föreslås, och förslag som har slagits ihop.",
    (
        Column("order", "Förslag", "Förslagets plats i ordningen.", "number", "nummer"),
        Column("kind", "Slag", "Organisation, nätverk, gruppen eller sammanslaget förslag."),
        Column("name", "Från", "Vem som efterfrågar det, eller det sammanslagna förslaget."),
        SUB_GOAL,
        Column("text", "Ord", "Så som det skrevs."),
    ),
    _proposal_sources,
)
