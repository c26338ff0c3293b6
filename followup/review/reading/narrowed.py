"""What a reader keeps the answers to: some organisations, an area, those a thing was done for."""

from dataclasses import dataclass, fields
from typing import Any

from actors.models import Actor
from followup.review.models import Theme
from goals.models import GoalArea, TargetGroup

_ACTOR = "version__submission__actor"


@dataclass(frozen=True)
class Narrowed:
    """What is asked for; empty means all.

    A municipality stands for itself and for each organisation that the register gives the same
    municipal code. A target group keeps interventions, and organisations that have one for it; a
    theme keeps what is marked with it, and those who said it.
    """

    actor_type: str = ""
    area: GoalArea | None = None
    target_group: TargetGroup | None = None
    municipality: Actor | None = None
    theme: Theme | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))

    def keeps(self, actor: Actor) -> bool:
        """Whether an organisation is among those asked for."""
        place = self.municipality
        return (not self.actor_type or actor.actor_type == self.actor_type) and (
            place is None or _is_there(actor, place)
        )

    @property
    def rows(self) -> dict[str, Any]:
        """The same of submitted rows, as the database is asked."""
        wanted: dict[str, Any] = {"goal_area": self.area}
        wanted[f"{_ACTOR}__actor_type"] = self.actor_type
        if place := self.municipality:
            code = place.municipality_code
            wanted |= {f"{_ACTOR}__municipality_code": code} if code else {_ACTOR: place}
        return {name: value for name, value in wanted.items() if value}


def _is_there(actor: Actor, municipality: Actor) -> bool:
    code = municipality.municipality_code
    return actor == municipality or bool(code and actor.municipality_code == code)
