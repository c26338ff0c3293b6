"""A round's way from draft to archive, and what must be in place before it opens."""

from django.utils import timezone

from actors.workflow import Transition, Workflow
from followup.rounds.models import Round

State = Round.State


def plan_hinder(round_: Round) -> str:
    """Why the plan does not let the round open; empty when it does."""
    if round_.closes_on is None:
        return "Bestäm sista dag att svara."
    if round_.closes_on < timezone.localdate():
        return "Sista dagen att svara har redan varit. Välj en senare dag."
    if not round_.legal_basis.strip():
        return "Skriv vad som är den rättsliga grunden för att fråga."
    return ""


def consultation_hinder(round_: Round) -> str:
    """Why the consultation, or its absence, is not yet told of."""
    consultation = getattr(round_, "consultation", None)
    if consultation and consultation.is_recorded:
        return ""
    return (
        "Skriv in samrådet först: med vilka och när, eller varför det inte behövdes. "
        "Förordning 1982:668 kräver det av statliga myndigheter."
    )


def questions_hinder(round_: Round) -> str:
    """Whether anything is asked at all."""
    return "" if round_.asked_questions.exists() else "Ta med minst en fråga."


def invitations_hinder(round_: Round) -> str:
    """Whether anybody is asked at all."""
    invited = round_.invitations.counted().exists()
    return "" if invited else "Bjud in minst en organisation."


OPENING = (plan_hinder, consultation_hinder, questions_hinder, invitations_hinder)


def opening_hinder(round_: Round) -> str:
    """The first thing that must be done before the round can open."""
    return next(filter(None, (hinder(round_) for hinder in OPENING)), "")


ROUNDS = Workflow(
    (
        Transition(
            "open",
            "Öppna omgången",
            frozenset({State.DRAFT}),
            State.OPEN,
            "round.manage",
            hinder=opening_hinder,
        ),
        Transition(
            "close",
            "Stäng omgången",
            frozenset({State.OPEN}),
            State.CLOSED,
            "round.manage",
        ),
        Transition(
            "reopen",
            "Öppna igen",
            frozenset({State.CLOSED}),
            State.OPEN,
            "round.manage",
            needs_reason=True,
        ),
        Transition(
            "compile",
            "Sammanställningen är klar",
            frozenset({State.CLOSED}),
            State.COMPILED,
            "round.manage",
        ),
        Transition(
            "archive",
            "Arkivera",
            frozenset({State.COMPILED}),
            State.ARCHIVED,
            "round.manage",
        ),
        # So that the texts of a report that is corrected long after can be corrected as well.
        Transition(
            "take_out",
            "Ta fram ur arkivet",
            frozenset({State.ARCHIVED}),
            State.COMPILED,
            "round.manage",
            needs_reason=True,
        ),
    )
)
