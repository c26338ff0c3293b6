"""State machines: one table of transitions, read both by the buttons and by the guard."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from actors.events import record
from actors.models import Actor, Person
from strategy_portal.access import can
from strategy_portal.exceptions import WrongStateError

__all__ = ["Transition", "Workflow", "WrongStateError"]


def _always(_: Any) -> str:
    return ""


@dataclass(frozen=True)
class Transition:
    """One way from some states to another: what the button says, who may, and what must hold.

    `hinder` returns why it cannot be done now, in Swedish, or an empty string. `instead` returns
    another state to end in where this thing must not end in `target`, or an empty string.
    """

    name: str
    label: str
    sources: frozenset[str]
    target: str
    permission: str
    needs_reason: bool = False
    hinder: Callable[[Any], str] = _always
    instead: Callable[[Any], str] = _always


@dataclass(frozen=True)
class Workflow:
    """All transitions of one kind of thing, whose state is kept in `state`."""

    transitions: tuple[Transition, ...]

    def __getitem__(self, name: str) -> Transition:
        return next(t for t in self.transitions if t.name == name)

    def open_to(self, person: Person, subject: Any) -> list[Transition]:
        """The transitions a person may make from here: the buttons to show."""
        return [
            transition
            for transition in self.transitions
            if subject.state in transition.sources and can(person, transition.permission, subject)
        ]

    @transaction.atomic
    def move(
        self,
        subject: Any,
        name: str,
        *,
        by: Person | None,
        reason: str = "",
        actor: Actor | None = None,
        **changes: Any,
    ) -> None:
        """Move a thing along one transition and write the event.

        The update is conditional on the old state, so that of two people who press at once
        the second is told so instead of overwriting. Raises `WrongStateError`.
        """
        transition = self[name]
        if subject.state not in transition.sources:
            raise WrongStateError(self._explain(subject))
        if by is not None and not can(by, transition.permission, subject):
            raise WrongStateError("Du har inte rätt att göra detta.")
        if hinder := transition.hinder(subject):
            raise WrongStateError(hinder)
        if transition.needs_reason and not reason.strip():
            raise WrongStateError("Skriv varför. Skälet sparas i händelseloggen.")
        old = subject.state
        new = transition.instead(subject) or transition.target
        changes |= {"state": new, "state_changed_at": timezone.now()}
        model: type[models.Model] = type(subject)
        if not model._default_manager.filter(pk=subject.pk, state=old).update(**changes):
            raise WrongStateError("Någon annan hann före. Läs in sidan igen.")
        for field, value in changes.items():
            setattr(subject, field, value)
        record(name, subject, by=by, actor=actor, reason=reason, old=old, new=new)

    @staticmethod
    def _explain(subject: Any) -> str:
        return f"Det går inte nu: läget är ”{subject.get_state_display()}”."
