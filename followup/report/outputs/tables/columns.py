"""A table's columns: what each is called, what it means, and those that several tables share."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from followup.report.drawing.sources.numbering import SourceList
from followup.report.snapshot import AreaPart, Snapshot

Value = str | int | float | None | list[str]
Kind = Literal["text", "number", "count", "list", "fact"]
Rows = Iterable[dict[str, Value]]


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
    """Rows of one sort; `title` is short enough to name a sheet.

    `row_key` are the columns that tell which row is which, from one version to the next.
    """

    key: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Value], ...]
    row_key: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subject:
    """What a table is about: its name, its columns, and where its rows are found."""

    key: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: Callable[[Snapshot, SourceList], Rows]
    row_key: tuple[str, ...] = ()

    def table(self, snapshot: Snapshot, cited: SourceList) -> Table:
        """The table as a snapshot fills it."""
        rows = tuple(self.rows(snapshot, cited))
        return Table(self.key, self.title, self.about, self.columns, rows, self.row_key)


AREA = Column("area", "Målområde", "Målområdets nummer i strategin, 1–6.", "number", "nummer")
AREA_TITLE = Column("area_title", "Målområdets namn", "Så som strategin kallar det.")
SUB_GOAL = Column("sub_goal", "Delmål", "Målområdets och delmålets nummer, till exempel 5.1.")
ORGANISATION = Column("organisation", "Organisation", "Den som har svarat.")
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
COUNTS = tuple(
    Column(key, heading, f"{heading}. {_HIDDEN}", "count", "personer")
    for key, heading in _PEOPLE.items()
)
SUM = Column("total", "Summa", f"De fem antalen tillsammans. {_HIDDEN}", "count", "personer")
NOT_KNOWN = Column(
    "not_known", "Vet ej", "Ja där organisationen svarade att den inte vet hur de fördelar sig."
)
DEVELOPMENT = Column(
    "development", "Utveckling", "Beredningsgruppens bedömning. Tom: inte bedömt än."
)
REASONS = Column("reasons", "Varför", "Beredningsgruppens motivering.")
BY = Column("by", "Från", "Den organisation, det nätverk eller den grupp som har skrivit det.")
CITED = Column(
    "source_number",
    "Källa nr",
    "Numret i bladet Källor, samma som inom klamrar i rapporten.",
    "number",
    "nummer",
)


def yes(value: bool) -> str:
    """Yes or no, as a cell says it."""
    return "Ja" if value else "Nej"


def named(area: AreaPart) -> dict[str, Value]:
    """The cells that say which goal area a row is of."""
    return {"area": area["number"], "area_title": area["title"]}
