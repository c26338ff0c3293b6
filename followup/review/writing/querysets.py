"""Named questions about the texts of a year's report."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, F, QuerySet

from actors.models import Person
from followup.review.models import PartReading, PartText
from followup.rounds.models import Round
from strategy_portal.access import PERMISSIONS


class Written(NamedTuple):
    """A text as it stands: its Markdown, which edition it is, and when that was saved."""

    text: str = ""
    edition: int = 0
    at: datetime | None = None


# What is written, by kind and area (None for the year's own texts).
Texts = Mapping[tuple[str, int | None], Written]


def written_texts(round_: Round) -> Texts:
    """Every text of a year's report that has been written; one query."""
    texts = round_.part_texts.exclude(text="").order_by()
    return {
        (one.kind, one.goal_area_id): Written(one.text, one.edition, one.updated_at)
        for one in texts
    }


def parts(round_: Round) -> list[PartText]:
    """All texts in the report's order; what nobody has written is there unsaved. Two queries."""
    written = round_.part_texts.select_related("goal_area", "updated_by", "owner")
    stored = {(one.kind, one.goal_area_id): one for one in written}
    of_areas = [
        stored.get((kind, area.pk)) or PartText(kind=kind, goal_area=area)
        for area in round_.strategy.goal_areas.order_by("number")
        for kind in PartText.OF_AN_AREA
    ]
    of_the_year = [stored.get((kind, None)) or PartText(kind=kind) for kind in PartText.OF_THE_YEAR]
    found = [*of_the_year, *of_areas]
    for part in found:
        part.round = round_
    return found


def writers() -> QuerySet[Person]:
    """Those who may write the report's texts, by name."""
    roles = PERMISSIONS["review.write"].roles
    held = Person.objects.filter(is_active=True, memberships__role__in=roles)
    return held.distinct().order_by("name", "pk")


def times_read(round_: Round) -> dict[int, int]:
    """How many besides the last writer have read each text as it is now, by its id."""
    now = PartReading.objects.filter(part__round=round_, edition=F("part__edition"))
    counted = now.exclude(by=F("part__updated_by")).order_by().values_list("part")
    return dict(counted.annotate(read=Count("pk")))


def find_part(round_: Round, key: str) -> PartText:
    """One text by its name in the address; `LookupError` where the report has no such part."""
    for part in parts(round_):
        if part.key == key:
            return part
    raise LookupError(key)
