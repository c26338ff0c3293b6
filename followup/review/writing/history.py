"""A text's story: who did what and when, and the earlier versions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import QuerySet

from actors.models import Event
from followup.review.models import PartText, PartTextRevision

# Saves by the same person with shorter pauses than this are told of as one spell of writing.
PAUSE = timedelta(hours=1)

_WHAT = {
    "text_ready": "Gjorde texten klar att läsas",
    "text_put_forward": "Förde fram texten",
    "text_written_on": "Texten började skrivas vidare",
    "read_text": "Läste texten",
    "quote": "Valde",
    "unquote": "Tog bort valet",
}
_WROTE = {
    PartTextRevision.Origin.WRITTEN: "Skrev",
    PartTextRevision.Origin.TAKEN_IN: "Tog in underlag",
    PartTextRevision.Origin.BROUGHT_BACK: "Tog tillbaka en tidigare version",
}


@dataclass(frozen=True)
class Deed:
    """What somebody did with a text, or did on from `at` until `until`."""

    at: datetime
    until: datetime
    who: str
    what: str
    saves: int = 0

    @property
    def took_a_while(self) -> bool:
        """Whether its end is told as well as its beginning."""
        return f"{self.at:%H:%M}" != f"{self.until:%H:%M}"


def timeline(part: PartText) -> list[Deed]:
    """Who did what, the latest first; two queries."""
    if part.pk is None:
        return []
    deeds = [*_writing(revisions(part).defer("text").order_by("at")), *_events(part)]
    return sorted(deeds, key=lambda deed: deed.until, reverse=True)


def revisions(part: PartText) -> QuerySet[PartTextRevision]:
    """Every save of a text with who made it, the latest first."""
    return PartTextRevision.objects.filter(of=part.pk).select_related("by").order_by("-at")


def _writing(saves: Iterable[PartTextRevision]) -> Iterator[Deed]:
    spell: Deed | None = None
    for one in saves:
        what = _WROTE[PartTextRevision.Origin(one.origin)]
        if one.edition is None:
            what = "Skrev samtidigt som någon annan"
        goes_on = (
            spell
            and (spell.who, spell.what) == (one.by.name, what)
            and one.at - spell.until < PAUSE
        )
        if spell and goes_on:
            spell = replace(spell, until=one.at, saves=spell.saves + 1)
            continue
        if spell:
            yield spell
        spell = Deed(one.at, one.at, one.by.name, what, 1)
    if spell:
        yield spell


def _events(part: PartText) -> Iterator[Deed]:
    events = Event.objects.filter(subject_type="parttext", subject_id=str(part.pk))
    for event in events.select_related("person"):
        who = event.person.name if event.person else "Portalen"
        yield Deed(event.at, event.at, who, _what(event, who))


def _what(event: Event, who: str) -> str:
    if mark := event.data.get("mark", ""):
        return f"{_WHAT[event.verb]} {mark}"
    if event.verb != "give_text":
        return _WHAT.get(event.verb, event.verb)
    to = event.data.get("to", "")
    if not to:
        return "Tog bort den som ansvarade för texten"
    return "Tog ansvar för texten" if to == who else f"Gav ansvaret för texten till {to}"
