"""What was done: each intervention that was handed in."""

from followup.report.drawing.sources import keys
from followup.report.drawing.sources.numbering import SourceList
from followup.report.outputs.tables.columns import (
    AREA,
    AREA_TITLE,
    CITED,
    COUNTS,
    NOT_KNOWN,
    SUM,
    Column,
    Rows,
    Subject,
    Value,
    named,
    yes,
)
from followup.report.snapshot import PERSONS, AreaPart, InterventionPart, Snapshot
from followup.report.suppression import total


def _interventions(snapshot: Snapshot, cited: SourceList) -> Rows:
    for area in snapshot["areas"]:
        together = cited.number(keys.interventions(area))
        for one in area["interventions"]:
            alone = cited.number(keys.intervention(one["id"]))
            yield _intervention(area, one) | {"source_number": alone or together}


def _intervention(area: AreaPart, one: InterventionPart) -> dict[str, Value]:
    counts = one["counts"]
    return {
        "id": one["id"],
        **named(area),
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
        "not_known": yes(counts["not_known"]),
        "continues": one["continues_label"],
        "chosen": yes(one["chosen"]),
    }


INTERVENTIONS = Subject(
    "interventions",
    "Insatser",
    "Alla insatser som organisationerna redovisade.",
    (
        Column("id", "Nummer", "Insatsens eget nummer, samma från år till år."),
        AREA,
        AREA_TITLE,
        Column("organisation", "Organisation", "Den som har redovisat insatsen."),
        Column("title", "Insats", "Vad insatsen heter."),
        Column("description", "Beskrivning", "Vad som gjordes."),
        Column("sub_goals", "Delmål", "De delmål som insatsen hör till.", "list"),
        Column("target_groups", "Målgrupper", "För vilka.", "list"),
        Column("partners", "Samverkan", "Med vilka.", "list"),
        Column("funding", "Medel", "Hur insatsen betalades.", "list"),
        Column("status", "Läge", "Planerad, pågår, avslutad eller blev inte av."),
        Column("effect", "Effekt", "Vad insatsen ledde till, med organisationens ord."),
        *COUNTS,
        SUM,
        NOT_KNOWN,
        Column("continues", "Fortsätter", "Om insatsen fortsätter nästa år."),
        Column("chosen", "Lyfts fram", "Ja där rapporten berättar om insatsen."),
        CITED,
    ),
    _interventions,
    row_key=("id",),
)
