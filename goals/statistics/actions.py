"""Changes of indicators and where their values come from, each with its event."""

from typing import Any

from django.db import IntegrityError, transaction

from actors.events import record
from actors.models import Actor, ActorType, Person
from goals.statistics.models import Indicator, SourceLink
from strategy_portal.exceptions import WrongStateError


def municipalities() -> dict[str, str]:
    """The municipalities that carry the strategy: name by Sweden's code."""
    rows = Actor.objects.filter(actor_type=ActorType.MUNICIPALITY, is_test=False)
    return dict(rows.exclude(municipality_code="").values_list("municipality_code", "name"))


@transaction.atomic
def link_source(
    indicator: Indicator,
    provider: str,
    external_id: str,
    external_title: str,
    *,
    by: Person,
    **facts: Any,
) -> SourceLink:
    """Say where an indicator's values are fetched; nothing is fetched yet."""
    link = SourceLink(
        indicator=indicator,
        provider=provider,
        external_id=external_id,
        external_title=external_title[:300],
        **facts,
    )
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError as error:
        raise WrongStateError("Indikatorn är redan kopplad dit.") from error
    record("link_source", indicator, by=by, link=str(link))
    return link


@transaction.atomic
def end_link(link: SourceLink, *, by: Person) -> None:
    """Fetch no more from a source; what it has given stays, with where it came from."""
    if not link.is_active:
        raise WrongStateError("Kopplingen är redan avslutad.")
    link.is_active = False
    link.save()
    record("end_link", link.indicator, by=by, link=str(link))
