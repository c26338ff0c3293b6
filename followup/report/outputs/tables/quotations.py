"""What the texts quote: what each mark in them stands for."""

from followup.report.drawing.sources import keys
from followup.report.drawing.sources.numbering import SourceList
from followup.report.outputs.tables.columns import CITED, ORGANISATION, Column, Rows, Subject
from followup.report.snapshot import Snapshot


def _quotations(snapshot: Snapshot, cited: SourceList) -> Rows:
    for one in snapshot.get("quotations", []):
        yield {
            "mark": one["mark"],
            "text": keys.TEXTS[one["text_kind"]],
            "area": one["area_number"] or None,
            "organisation": one["organisation"],
            "about": one["about"],
            "passage": one["passage"] or None,
            "intervention": one.get("intervention"),
            "version": one["version"],
            "on": one["on"],
            "source_number": cited.number(keys.quotation(one["mark"])),
        }


QUOTATIONS = Subject(
    "quotations",
    "Citat",
    "Det som texterna citerar, och insatser som står i dem: vad märket i en text står för.",
    (
        Column("mark", "Märke", "Så som det står i texten, ensamt i ett stycke."),
        Column("text", "Text", "I vilken av Beredningsgruppens texter det står."),
        Column(
            "area",
            "Målområde",
            "Målområdets nummer. Tom: texten gäller hela året.",
            "number",
            "nummer",
        ),
        ORGANISATION,
        Column("about", "Om vad", "Frågan, så som den löd, eller insatsens namn."),
        Column("passage", "Ord", "Ordagrant. Tom: en insats, som står i bladet Insatser."),
        Column("intervention", "Insats", "Insatsens nummer i bladet Insatser."),
        Column(
            "version",
            "Version",
            "Vilken i ordningen av organisationens inlämningar som säger det.",
            "number",
            "nummer",
        ),
        Column("on", "Datum", "Dag då versionen lämnades in."),
        CITED,
    ),
    _quotations,
    row_key=("mark",),
)
