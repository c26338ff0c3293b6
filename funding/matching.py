"""Money that may fit an organisation, with the reason said; a hint, never a promise.

It asks only what the catalogue knows: who may apply, and for which target groups. A source that
does not say is neither ruled out nor put first.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from actors.models import Actor, ActorType
from funding.models import FundingSource
from strategy_portal.swedish import in_words


@dataclass(frozen=True)
class Fit:
    """A source, and why it may fit, as sentences."""

    source: FundingSource
    reasons: tuple[str, ...]
    shared: int


def fitting(
    actor: Actor, target_groups: Iterable[int], *, used: Iterable[int] = (), most: int = 5
) -> list[Fit]:
    """Sources that the organisation may apply to for these target groups (ids), the best first.

    Sources it already uses are left out. Constant queries.
    """
    wanted = set(target_groups)
    sources = FundingSource.objects.open_to(actor.actor_type).exclude(pk__in=list(used))
    fits = [
        fit
        for source in sources.with_applicants().prefetch_related("target_groups")
        if (fit := _fit(source, actor, wanted))
    ]
    return sorted(fits, key=lambda fit: -fit.shared)[:most]


def _fit(source: FundingSource, actor: Actor, wanted: set[int]) -> Fit | None:
    """None where the source is for other target groups than these."""
    groups = list(source.target_groups.all())
    shared = [group.name.lower() for group in groups if group.pk in wanted]
    if groups and not shared:
        return None
    for_whom = (
        f"Är till för {in_words(shared)}, som era insatser gäller."
        if shared
        else "Säger inte vilka målgrupper den är till för."
    )
    return Fit(source, (_who(source, actor), for_whom), len(shared))


def _who(source: FundingSource, actor: Actor) -> str:
    kind = ActorType(actor.actor_type).label.lower()
    named = [one for one in source.applicants.all() if one.actor_type == actor.actor_type]
    if not named:
        return "Säger inte vem som får söka."
    condition = f", om den {named[0].condition}" if named[0].condition else ""
    return f"Kan sökas av {kind}{condition}."
