"""What is left to do with a round, and the one thing to do next."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from followup.rounds.mail import unreachable
from followup.rounds.models import Round
from followup.rounds.workflow import (
    consultation_hinder,
    invitations_hinder,
    plan_hinder,
    questions_hinder,
)

State = Round.State


@dataclass(frozen=True)
class Step:
    """A part of preparing a round: done, or what is missing."""

    name: str
    address: str
    hinder: str
    text: str = ""

    @property
    def status(self) -> str:
        """The sign to show."""
        return "not_started" if self.hinder else "done"


@dataclass(frozen=True)
class NextStep:
    """The round page's one filled button and why it is there, with at most one way beside it."""

    heading: str
    text: str
    label: str
    url: str
    over: str = ""
    other_label: str = ""
    other_url: str = ""


def preparation(round_: Round) -> list[Step]:
    """What a draft needs before it opens, in the order it is done."""
    return [
        Step("Plan", "rounds:plan", plan_hinder(round_), _plan_text(round_)),
        Step("Samråd", "rounds:consultation", consultation_hinder(round_), "Inskrivet."),
        Step("Frågor", "rounds:questions", questions_hinder(round_), _questions_text(round_)),
        Step(
            "Inbjudna organisationer",
            "rounds:invitations",
            invitations_hinder(round_),
            _invitations_text(round_),
        ),
    ]


def _plan_text(round_: Round) -> str:
    return f"Sista dag att svara är {_day(round_.closes_on)}." if round_.closes_on else ""


def _questions_text(round_: Round) -> str:
    return f"{round_.asked_questions.count()} frågor."


def _invitations_text(round_: Round) -> str:
    invitations = list(round_.invitations.counted().with_contacts())
    text = f"{organisations(len(invitations))}."
    if lost := len(unreachable(invitations)):
        text += f" {lost} saknar kontaktperson och brevlåda."
    return text


def organisations(number: int) -> str:
    """A number of organisations in words."""
    return f"{number} organisation{'' if number == 1 else 'er'}"


def _day(day: date) -> str:
    return date_format(day, "l j F Y")


def next_step(round_: Round, steps: list[Step]) -> NextStep | None:
    """The one thing to do now. `steps` is a draft's preparation."""
    match round_.state:
        case State.DRAFT:
            return _prepare(round_, steps)
        case State.OPEN:
            return _watch(round_)
        case State.CLOSED:
            return NextStep(
                "Läs svaren och gör sammanställningen",
                "Omgången är stängd. Nu läser Beredningsgruppen svaren, bedömer utvecklingen "
                "och föreslår prioriteringar.",
                "Gå till svaren",
                reverse("review:round", args=[round_.year]),
                other_label="Sammanställningen är klar",
                other_url=_to("compile", round_),
            )
        case State.COMPILED if not round_.copies.exists():
            return NextStep(
                f"Förbered omgång {round_.year + 1}",
                "Frågor, texter och inbjudna följer med. Du bestämmer nya datum och skriver in "
                "ett nytt samråd.",
                "Kopiera till nästa år",
                _to("copy", round_),
            )
    return None


def _prepare(round_: Round, steps: list[Step]) -> NextStep:
    missing = next((step for step in steps if step.hinder), None)
    if missing:
        return NextStep(
            f"Nästa steg: {missing.name[0].lower()}{missing.name[1:]}",
            missing.hinder,
            "Fortsätt",
            reverse(missing.address, args=[round_.year]),
        )
    return NextStep(
        "Allt är klart för att öppna",
        "När omgången öppnar får organisationerna ett brev med länk till enkäten."
        + _by_itself(round_),
        "Öppna omgången",
        _to("open", round_),
        other_label="Läs enkäten en sista gång",
        other_url=_to("preview", round_),
    )


def _by_itself(round_: Round) -> str:
    """That nobody has to press, where the portal opens the round on its day."""
    day = round_.opens_on
    if not (round_.opens_by_itself and day and day >= timezone.localdate()):
        return ""
    return f" Portalen öppnar den av sig själv {_day(day)} klockan 8."


def _watch(round_: Round) -> NextStep:
    board = _to("board", round_)
    if round_.closes_on and round_.closes_on < timezone.localdate():
        return NextStep(
            "Sista dagen har varit",
            "Ingen kan svara längre, utom de som har fått mer tid. Stäng omgången när du är redo.",
            "Stäng omgången",
            _to("close", round_),
            over=f"Sista dag var {_day(round_.closes_on)}",
            other_label="Se läget",
            other_url=board,
        )
    invited = round_.invitations.counted()
    waiting = invited.still_writing().count()
    return NextStep(
        "Följ hur det går",
        f"{waiting} av {organisations(invited.count())} har inte lämnat in än.",
        "Se läget",
        board,
        over=_deadline(round_.closes_on),
        other_label="Skriv en påminnelse" if waiting else "Stäng omgången",
        other_url=_to("remind" if waiting else "close", round_),
    )


def _deadline(closes_on: date | None) -> str:
    if closes_on is None:
        return ""
    left = (closes_on - timezone.localdate()).days
    in_words = {0: "i dag", 1: "i morgon"}.get(left, f"{left} dagar kvar")
    return f"Sista dag {_day(closes_on)}, {in_words}"


def _to(name: str, round_: Round) -> str:
    return reverse(f"rounds:{name}", args=[round_.year])
