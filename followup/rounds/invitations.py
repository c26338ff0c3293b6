"""Who is asked: invitations, letters sent by hand, and more time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from actors.events import record
from actors.models import Actor, Person
from followup.rounds.actions import hold
from followup.rounds.letters import Letter
from followup.rounds.mail import Way, already_had, ways, write_letters
from followup.rounds.models import Invitation, Round, SentMail
from followup.rounds.questionnaire import letter_of
from followup.rounds.working_days import working_days_from
from strategy_portal.exceptions import WrongStateError

State = Round.State


@transaction.atomic
def invite(round_: Round, actors: Iterable[Actor], *, by: Person | None) -> None:
    """Ask more organisations; if the round is already open they get their letter now."""
    hold(round_, State.DRAFT, State.OPEN)
    asked = [_invite_one(round_, actor, by) for actor in actors]
    if round_.state == State.OPEN and asked:
        added = round_.invitations.with_contacts().filter(pk__in=[one.pk for one in asked])
        letter = letter_of(round_, SentMail.Occasion.OPENING)
        write_letters(round_, added, SentMail.Occasion.OPENING, "1", letter, by=by)


def _invite_one(round_: Round, actor: Actor, by: Person | None) -> Invitation:
    invitation, created = Invitation.objects.get_or_create(round=round_, actor=actor)
    if created:
        record("invite", invitation, by=by, actor=actor)
    return invitation


@transaction.atomic
def uninvite(round_: Round, actors: Iterable[Actor], *, by: Person | None) -> None:
    """Leave organisations out of a draft. Once the round is open they have been written to.

    The test organisation stays while it has answers.
    """
    hold(round_, State.DRAFT)
    leaving = round_.invitations.filter(actor__in=actors).exclude(actor__in=tried(round_))
    for invitation in leaving.select_related("actor"):
        record("uninvite", invitation, by=by, actor=invitation.actor)
        invitation.delete()


def tried(round_: Round) -> set[int]:
    """Ids of the organisations that have answers in a draft: the test organisation's stay."""
    answering = round_.invitations.filter(submission__isnull=False)
    return set(answering.values_list("actor_id", flat=True))


@transaction.atomic
def change_invited(
    round_: Round, *, add: Iterable[Actor], remove: Iterable[Actor], by: Person | None
) -> None:
    """Ask some organisations and leave others out: all of it or nothing."""
    if remove := list(remove):
        uninvite(round_, remove, by=by)
    if add := list(add):
        invite(round_, add, by=by)


# --- Letters -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One organisation in a dry run: the addresses it is reached at, or why it gets nothing."""

    invitation: Invitation
    ways: list[Way]
    why_not: str = ""
    can_be_mended: bool = False

    @property
    def has_had(self) -> bool:
        """Whether it is skipped because it has the letter already."""
        return self.why_not in _HAD.values()


@dataclass(frozen=True)
class DryRun:
    """What a press on "Skicka" would do now: who gets the letter, and who is skipped and why."""

    lines: list[Line]
    skipped: list[Line]

    @property
    def letters(self) -> int:
        """How many mails it is."""
        return sum(len(line.ways) for line in self.lines)

    @property
    def reasons(self) -> list[tuple[str, list[Line]]]:
        """Those who are skipped, by why; what somebody can do something about comes first."""
        by_reason: dict[str, list[Line]] = {}
        for line in self.skipped:
            by_reason.setdefault(line.why_not, []).append(line)
        return sorted(by_reason.items(), key=lambda told: not told[1][0].can_be_mended)


def dry_run(round_: Round, occasion: str) -> DryRun:
    """To whom a letter sent by hand would go now; nothing is written or sent.

    An invitation goes to every address that has not had it, a reminder to those who have not
    handed in and still have time, an overdue letter to those who have no time left. The test
    organisation is only ever invited.
    """
    had = already_had(round_, occasion, hand_key(occasion))
    invitations = list(round_.invitations.with_contacts().order_by("actor__name"))
    reached = ways(one.actor for one in invitations)
    now = timezone.now()
    lines: list[Line] = []
    skipped: list[Line] = []
    for one in invitations:
        new = [way for way in reached[one.actor_id].used if (one.pk, way.address) not in had]
        why_not = (
            _does_not_concern(one, occasion, now)
            or reached[one.actor_id].why_not
            or ("" if new else _HAD[SentMail.Occasion(occasion)])
        )
        lost = bool(why_not) and why_not == reached[one.actor_id].why_not
        (skipped if why_not else lines).append(Line(one, new, why_not, lost))
    return DryRun(lines, skipped)


_HAD = {
    SentMail.Occasion.OPENING: "Har redan fått inbjudan.",
    SentMail.Occasion.REMINDER: "Har redan fått en påminnelse i dag.",
    SentMail.Occasion.OVERDUE: "Har redan fått brevet i dag.",
}


def hand_key(occasion: str) -> str:
    """Tells a letter sent by hand from others: an invitation comes once, the rest once a day."""
    return "1" if occasion == SentMail.Occasion.OPENING else timezone.localdate().isoformat()


def _does_not_concern(invitation: Invitation, occasion: str, now: datetime) -> str:
    submission = getattr(invitation, "submission", None)
    if submission and submission.state in {"submitted", "accepted"}:
        return "Har lämnat in."
    in_time = invitation.accepts_answers(now)
    if occasion == SentMail.Occasion.OPENING:
        return ""
    if invitation.is_on_paper:
        return "Svarar på papper."
    if invitation.actor.is_test:
        return "Testorganisation."
    if occasion == SentMail.Occasion.REMINDER:
        return "" if in_time else "Tiden att svara är över."
    return "Har fortfarande tid att svara." if in_time else ""


def to_remind(round_: Round) -> list[Invitation]:
    """Those a reminder is for: they count, have not handed in, and still have time."""
    now = timezone.now()
    writing = round_.invitations.counted().to_write_to().with_contacts()
    return [one for one in writing.order_by("actor__name") if one.accepts_answers(now)]


@dataclass(frozen=True)
class Outcome:
    """What became of a letter sent by hand: how many mails to how many organisations."""

    letters: int
    organisations: int
    skipped: list[Line]


@transaction.atomic
def send_now(round_: Round, occasion: str, letter: Letter, *, by: Person | None) -> Outcome:
    """Write a letter to all that the dry run names at this instant.

    Nobody gets the same letter twice: those who had it are in `skipped`, and where nobody is
    left the outcome says 0. Raises `WrongStateError` when the round takes no letters.
    """
    hold(round_, State.OPEN, State.CLOSED)
    planned = dry_run(round_, occasion)
    to = [line.invitation for line in planned.lines]
    key = hand_key(occasion)
    letters = write_letters(round_, to, occasion, key, letter, by=by) if to else 0
    if letters:
        verb = {SentMail.Occasion.REMINDER: "remind"}.get(SentMail.Occasion(occasion), "write")
        record(verb, round_, by=by, organisations=len(to), letters=letters, occasion=occasion)
    return Outcome(letters, len(to), planned.skipped)


def send_reminder(round_: Round, letter: Letter, *, by: Person | None) -> int:
    """Write to all who have not handed in, at most once a day; how many organisations get it.

    Raises `WrongStateError` when the round takes no answers or nobody is left to remind.
    """
    hold(round_, State.OPEN, State.CLOSED)
    if not to_remind(round_):
        raise WrongStateError("Det finns ingen organisation att påminna.")
    return send_now(round_, SentMail.Occasion.REMINDER, letter, by=by).organisations


# --- More time ---------------------------------------------------------------------------------


def a_few_days_more() -> date:
    """The last day of an organisation that has little left to do: three working days ahead."""
    return working_days_from(timezone.localdate(), 3)


def more_time_hinder(invitation: Invitation) -> str:
    """Why an organisation is not given more time: it has handed in; empty when it may be."""
    writes = Invitation.objects.still_writing().filter(pk=invitation.pk).exists()
    return "" if writes else "Organisationen har lämnat in och behöver ingen mer tid."


@transaction.atomic
def give_more_time(invitation: Invitation, *, to: date, reason: str, by: Person | None) -> None:
    """Let one organisation answer until the end of a later day, also when the round closes."""
    hold(invitation.round, State.OPEN, State.CLOSED)
    if why := more_time_hinder(invitation):
        raise WrongStateError(why)
    if to < timezone.localdate():
        raise WrongStateError("Välj en dag som inte har varit.")
    if invitation.round.closes_on and to <= invitation.round.closes_on:
        raise WrongStateError("Välj en dag efter omgångens sista dag.")
    if not reason.strip():
        raise WrongStateError("Skriv varför. Skälet sparas i händelseloggen.")
    invitation.extended_to, invitation.extended_at = to, timezone.now()
    invitation.save(update_fields=["extended_to", "extended_at"])
    record(
        "more_time",
        invitation,
        by=by,
        actor=invitation.actor,
        reason=reason.strip(),
        to=to.isoformat(),
    )
