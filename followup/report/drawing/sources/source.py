"""A source: something that the report rests on, and how it is told of."""

from dataclasses import dataclass

from followup.report.snapshot import AreaPart
from strategy_portal.swedish import HARD_SPACE, date_in_words

PREPARERS = "Beredningsgruppen"
COUNCIL = "Integrationsrådet"
OWN_WORK = "egen bearbetning"
NO_MARK = ".."
# The whole report's own part in the list; the areas have their numbers.
WHOLE = 0
_KINDS = {
    "strategy": "Strategi",
    "answers": "Svar",
    "decision": "Beslut",
    "text": "Text",
    "judgement": "Bedömning",
    "statistics": "Statistik",
    "proposal": "Förslag",
}


@dataclass(frozen=True)
class Source:
    """Something that the report rests on, and the figures or versions behind it.

    `key` is the same from build to build, `number` the mark that stands in the text. `by` is who
    says it, `facts` sentences about it, `version` and `on` (ISO) which one the report holds.
    `header` and `rows` are the values, versions and dates; `place` is where it is told of first.
    """

    key: str
    kind: str
    area: int
    title: str
    by: str
    facts: tuple[str, ...] = ()
    version: int | None = None
    on: str = ""
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    place: str = ""
    number: int = 0

    @property
    def kind_label(self) -> str:
        """What sort of source it is, in Swedish."""
        return _KINDS[self.kind]

    @property
    def dated(self) -> str:
        """Which version and of what day: "version 2, 3 oktober 2026"; empty where unknown."""
        version = f"version{HARD_SPACE}{self.version}" if self.version else ""
        return ", ".join(filter(None, (version, date_in_words(self.on))))

    @property
    def words(self) -> str:
        """All of it as running text, for paper, Word and data files."""
        said = ", ".join(filter(None, (self.by, self.dated)))
        return " ".join([f"{said}.", *self.facts] if said else self.facts)


@dataclass(frozen=True)
class SourcePart:
    """The sources of the report as a whole (`area` None) or of one goal area."""

    area: AreaPart | None
    sources: tuple[Source, ...]

    @property
    def title(self) -> str:
        """The part's heading."""
        return self.area["title"] if self.area else "Hela rapporten"
