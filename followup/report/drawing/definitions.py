"""What the report's signs, steps and judgements mean, in its own words."""

from dataclasses import dataclass

from followup.report.drawing.cells import BLANK, NOT_KNOWN, Cell
from goals.statistics import small_numbers

EMPTY = (
    (Cell(BLANK, "blank"), "Inget svar", "Organisationen har lämnat frågan tom."),
    (Cell("0"), "Noll", "Organisationen har svarat med talet noll."),
    (
        Cell("inget gjort", "nothing"),
        "Inget gjort",
        "Organisationen har svarat att den inte har gjort något inom målområdet.",
    ),
    (
        Cell("ej relevant", "irrelevant"),
        "Ej relevant",
        "Organisationen har svarat att frågan inte rör dess uppdrag.",
    ),
    (
        Cell(NOT_KNOWN, "unknown"),
        "Vet ej",
        "Organisationen har svarat att den inte vet, till exempel hur deltagarna fördelar sig.",
    ),
)
HIDDEN = (
    Cell(small_numbers.HIDDEN, "few"),
    "Dolt antal",
    "Ett till fyra. Antalet skrivs inte ut, för att ingen ska kunna kännas igen. En summa där det "
    "ingår skrivs ”minst”.",
)
DEGREES = (
    ("G", "Genomfört eller löpande", "Arbetet är klart eller ingår i det dagliga."),
    ("H", "Minst hälften", "Hälften eller mer är gjort."),
    ("P", "Påbörjat", "Arbetet har börjat, men mindre än hälften är gjort."),
    ("E", "Ej påbörjat", "Inget är gjort ännu."),
    ("–", "Ej relevant", "Delmålet rör inte organisationens uppdrag."),
)
DEVELOPMENTS = (
    ("right", "Rätt riktning", "Det går åt det håll som målet anger."),
    ("same", "Oförändrat", "Det är i stort sett som förut."),
    ("wrong", "Fel riktning", "Det går bort från målet."),
    ("cannot", "Kan inte bedömas", "Uppgifterna räcker inte, eller kan inte jämföras mellan åren."),
)


@dataclass(frozen=True)
class Definitions:
    """All of them: each a sign (a cell, a letter, a development's code), a name and what it means.

    `empty` are the five answers that are easily mixed up; `answers` those and, in the copy for
    publication, the hidden count.
    """

    empty: tuple[tuple[Cell, str, str], ...]
    answers: tuple[tuple[Cell, str, str], ...]
    degrees: tuple[tuple[str, str, str], ...]
    developments: tuple[tuple[str, str, str], ...]


def definitions(*, is_public: bool) -> Definitions:
    """What a reader of one copy of the report needs."""
    answers = (*EMPTY, HIDDEN) if is_public else EMPTY
    return Definitions(EMPTY, answers, DEGREES, DEVELOPMENTS)
