"""Colleagues who answer together: who is let in, who has which section, who is told."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from actors.events import record
from actors.models import Person
from actors.people import give_role, holders, let_in, take_role
from followup.rounds.letters import Letter, survey_address
from followup.rounds.mail import write_mail
from followup.rounds.models import Invitation, SentMail
from followup.survey.holding import hold_editable
from followup.survey.models import Section
from strategy_portal.access import Role, can
from strategy_portal.exceptions import WrongStateError

Occasion = SentMail.Occasion

_INVITED = """Hej {name}!

{by} vill att du {task} när {organisation} svarar på enkäten om länets integrationsstrategi {year}.

Öppna enkäten här:
{link}

Logga in med den här e-postadressen. Du får en kod med e-post och behöver inget lösenord.
{message}
Hälsningar
{by}, genom Länsstyrelsens strategiportal
"""

_DELEGATED = """Hej {name}!

{by} har lämnat över avsnittet ”{section}” i enkäten {year} till dig. Nu är det du som skriver i
det för {organisation}.

Öppna avsnittet här:
{link}
{message}
Hälsningar
{by}, genom Länsstyrelsens strategiportal
"""

_TAKEN_BACK = """Hej {name}!

{holder} har nu avsnittet ”{section}” i enkäten {year} för {organisation}, så du behöver inte skriva
mer i det. Allt du har skrivit finns kvar. Har du mer att berätta, prata med {holder}.

Läs avsnittet här:
{link}
"""

_FINISHED = """Hej!

{by} är klar med avsnittet ”{section}” i enkäten {year} för {organisation}.

Läs avsnittet här:
{link}
"""


# --- Who is let in ---------------------------------------------------------------------------


@transaction.atomic
def invite_colleague(
    invitation: Invitation,
    *,
    name: str,
    email: str,
    by: Person,
    role: Role = Role.RESPONDENT,
    message: str = "",
) -> Person:
    """Let a colleague answer or approve for the own organisation, and write to them.

    Raises `WrongStateError` for somebody who already has the role, or who has been shut out.
    """
    person = let_in(name=name, email=email, by=by)
    actor = invitation.actor
    if not give_role(person, actor, role, by=by):
        raise WrongStateError(f"{person.name} är redan med.")
    task = "attesterar svaren" if role == Role.APPROVER else "hjälper till att svara"
    text = _INVITED.format(
        name=person.name,
        by=by.name,
        task=task,
        organisation=actor.name,
        year=invitation.round.year,
        link=survey_address(invitation),
        message=_quoted(message),
    )
    subject = f"{by.name} ber dig hjälpa till med enkäten {invitation.round.year}"
    _write(invitation, Occasion.COLLEAGUE, f"{role.value} {_now()}", person, subject, text, by)
    return person


@transaction.atomic
def remove_colleague(invitation: Invitation, person: Person, *, by: Person) -> None:
    """End a colleague's right to answer; sections they have go to the one who removes them.

    Raises `WrongStateError` for the only one who looks after the organisation's answers, and
    for a manager who has answers to approve.
    """
    actor = invitation.actor
    administrators = holders(actor, Role.ADMINISTRATOR)
    if administrators == [person]:
        raise WrongStateError(
            f"{person.name} är ensam enkätansvarig. Be samordnaren utse någon annan först."
        )
    submission = getattr(invitation, "submission", None)
    if submission and submission.approver_id == person.pk:
        raise WrongStateError(f"{person.name} ska attestera svaren. Välj en annan attestant först.")
    if submission:
        heir = None if person == by else by
        for section in submission.sections.filter(assigned_to=person):
            _assign(section, heir, by, "")
    take_role(person, actor, Role.RESPONDENT, Role.ADMINISTRATOR, Role.APPROVER, by=by)


# --- Who has which section -------------------------------------------------------------------


@transaction.atomic
def delegate(
    section: Section, *, to: Person, by: Person, message: str = "", at: datetime | None = None
) -> None:
    """Give a section to a colleague: they write in it, the others read.

    Raises `WrongStateError` for somebody who does not answer for the organisation, and where
    `by` does not look after its answers.
    """
    submission = hold_editable(section.submission_id, at or timezone.now())
    _refuse_others(section, by)
    if to not in answerers(submission.invitation):
        raise WrongStateError(f"{to.name} svarar inte för er organisation. Bjud in hen först.")
    former = _holder(section)
    _assign(section, to, by, message)
    record("delegate", section, by=by, actor=submission.actor, to=to.pk)
    _tell_former(section, former, by)
    if to == by:
        return
    path = reverse("survey:section", args=[*_place(submission.invitation), section.slug])
    text = _DELEGATED.format(
        name=to.name,
        by=by.name,
        section=section.title,
        year=submission.round.year,
        organisation=submission.actor.name,
        link=settings.BASE_URL + path,
        message=_quoted(message),
    )
    subject = f"Du har fått avsnittet ”{section.title}” i enkäten {submission.round.year}"
    key = f"{section.pk} {_now()}"
    _write(submission.invitation, Occasion.DELEGATED, key, to, subject, text, by)


@transaction.atomic
def release(section: Section, *, by: Person, at: datetime | None = None) -> None:
    """Let everybody in the organisation write in a section again.

    The one who has it may, and whoever looks after the answers; else `WrongStateError`.
    """
    submission = hold_editable(section.submission_id, at or timezone.now())
    if Section.objects.get(pk=section.pk).assigned_to_id != by.pk:
        _refuse_others(section, by)
    _assign(section, None, by, "")
    record("release_section", section, by=by, actor=submission.actor)


@transaction.atomic
def take_back(section: Section, *, by: Person, at: datetime | None = None) -> None:
    """Whoever looks after the answers takes a section from the colleague who has it."""
    submission = hold_editable(section.submission_id, at or timezone.now())
    _refuse_others(section, by)
    former = _holder(section)
    _assign(section, by, by, "")
    record("take_back_section", section, by=by, actor=submission.actor)
    _tell_former(section, former, by)


def _holder(section: Section) -> Person | None:
    """Who has a section now, whatever was read of it before."""
    return Section.objects.select_related("assigned_to").get(pk=section.pk).assigned_to


def _refuse_others(section: Section, by: Person) -> None:
    """Raises `WrongStateError` for anybody but those who look after the organisation's answers."""
    if not can(by, "survey.administer", section):
        raise WrongStateError("Det är er enkätansvariga som fördelar avsnitten.")


def _assign(section: Section, to: Person | None, by: Person, message: str) -> None:
    section.assigned_to, section.assigned_by = to, by if to else None
    section.assigned_at = timezone.now() if to else None
    section.assignment_message = message
    section.save(update_fields=["assigned_to", "assigned_by", "assigned_at", "assignment_message"])


def answerers(invitation: Invitation) -> list[Person]:
    """Those who may write an organisation's answers."""
    return holders(invitation.actor, Role.RESPONDENT, Role.ADMINISTRATOR)


# --- Who is told -----------------------------------------------------------------------------


def _tell_former(section: Section, former: Person | None, by: Person) -> None:
    """Write to the colleague who had a section that it is somebody else's now."""
    if former is None or former in {by, section.assigned_to}:
        return
    submission = section.submission
    path = reverse("survey:section", args=[*_place(submission.invitation), section.slug])
    text = _TAKEN_BACK.format(
        name=former.name,
        holder=section.assigned_to.name if section.assigned_to else by.name,
        section=section.title,
        year=submission.round.year,
        organisation=submission.actor.name,
        link=settings.BASE_URL + path,
    )
    subject = f"”{section.title}” i enkäten {submission.round.year} är inte längre ditt"
    key = f"{section.pk} {_now()}"
    _write(submission.invitation, Occasion.TAKEN_BACK, key, former, subject, text, by)


def tell_finished(section: Section, *, by: Person, at: datetime) -> None:
    """Write to the others who answer for the organisation that a section became done at `at`.

    What the coordinator writes in from paper is told of when it is handed in.
    """
    submission = section.submission
    if submission.is_on_paper:
        return
    path = reverse("survey:section", args=[*_place(submission.invitation), section.slug])
    text = _FINISHED.format(
        by=by.name,
        section=section.title,
        year=submission.round.year,
        organisation=submission.actor.name,
        link=settings.BASE_URL + path,
    )
    key = f"{section.pk} {at.isoformat()}"
    for person in answerers(submission.invitation):
        if person != by:
            subject = f"”{section.title}” är klart"
            _write(submission.invitation, Occasion.FINISHED, key, person, subject, text, by)


def _write(
    invitation: Invitation,
    occasion: str,
    key: str,
    person: Person,
    subject: str,
    text: str,
    by: Person,
) -> None:
    write_mail(invitation, occasion, key, (person.email, person), Letter(subject, text), by=by)


def _place(invitation: Invitation) -> list[object]:
    return [invitation.round.year, invitation.actor.slug]


def _quoted(message: str) -> str:
    return f"\n{message.strip()}\n" if message.strip() else ""


def _now() -> str:
    return timezone.now().isoformat(timespec="microseconds")
