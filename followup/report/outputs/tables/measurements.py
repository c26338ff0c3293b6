"""The statistics: a value a row."""

from followup.report.drawing.sources import keys
from followup.report.drawing.sources.numbering import SourceList
from followup.report.outputs.tables.columns import AREA, CITED, Column, Rows, Subject, yes
from followup.report.snapshot import Snapshot


def _measurements(snapshot: Snapshot, cited: SourceList) -> Rows:
    for area in snapshot["areas"]:
        cited_as = {one["title"]: keys.figure(area, one) for one in area["indicators"]}
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
                "preliminary": yes(one["preliminary"]),
                "revised": yes(bool(one.get("revised"))),
                "computed": yes(one["computed"]),
                "source": one["source"],
                "fetched_on": one["fetched_on"] or None,
                "owner": one["owner"],
                "source_number": cited.number(cited_as.get(one["indicator"], "")),
            }


MEASUREMENTS = Subject(
    "measurements",
    "Mätvärden",
    "All statistik för målområdena, ett värde på varje rad.",
    (
        AREA,
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
        CITED,
    ),
    _measurements,
    row_key=("indicator", "group", "sex", "origin", "place", "year"),
)
