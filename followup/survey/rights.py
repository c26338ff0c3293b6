"""Whether answers can be changed now, and whether this person may change them.

Asked by the pages before they show a box, and by every change inside its lock.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from actors.models import Person
from followup.rounds.models import Invitation
from followup.survey.models import Section, Submission
from strategy_portal.access import can
from strategy_portal.exceptions import WrongStateError

State = Submission.State


class NotYoursError(WrongStateError):
    """Somebody else has the section now; what was written is kept on the page, not stored."""


ON_PAPER = "Länsstyrelsen skriver in era svar från papper. Säg till om ni vill svara själva."
ONLY_READS = "En uppgiftslämnare i er organisation skriver svaren."


def may_answer(person: Person, invitation: Invitation) -> bool:
    """Whether a person answers for this organisation in this round.

    Its own respondents do; while it answers on paper the coordinator does in their place.
    """
    return can(person, "survey.answer", invitation)


def hinder(submission: Submission, at: datetime) -> str:
    """Why no answer can be changed at this instant, in Swedish; empty when some can."""
    if submission.state == State.AWAITING:
        return _awaiting(submission)
    if not submission.is_editable:
        return "Svaren är redan inlämnade. Be samordnaren öppna dem om något behöver ändras."
    invitation = submission.invitation
    if invitation.accepts_answers(at):
        return ""
    if invitation.closes_on and invitation.closes_on < timezone.localdate(at):
        day = date_format(invitation.closes_on, "j F Y")
        return f"Omgången är stängd. Sista dag att svara var {day}. Be samordnaren om mer tid."
    return "Omgången är stängd. Be samordnaren om mer tid."


def _awaiting(submission: Submission) -> str:
    who = submission.approver.name if submission.approver else "attestanten"
    return (
        f"Svaren väntar på att {who} attesterar dem. Behöver ni ändra något kan ni ta tillbaka dem."
    )


def is_locked(section: Section) -> bool:
    """Whether a section was handed in and the coordinator has not opened it again."""
    return section.submission.current_version_id is not None and section.reopened_at is None


def section_hinder(section: Section, person: Person, at: datetime) -> str:
    """Why this person cannot change this section now, in Swedish; empty when they can.

    `section.submission` comes with its round, organisation and invitation.
    """
    if why := hinder(section.submission, at):
        return why
    invitation = section.submission.invitation
    if not may_answer(person, invitation):
        return ON_PAPER if invitation.is_on_paper else ONLY_READS
    if is_locked(section):
        return (
            "Samordnaren har bara öppnat de avsnitt som ska ändras. Det här gäller som ni lämnade "
            "in det."
        )
    return held_by_another(section, person)


def held_by_another(section: Section, person: Person) -> str:
    """That a colleague has the section; empty where nobody has, or the person looks after all."""
    if section.assigned_to_id in {None, person.pk} or section.assigned_to is None:
        return ""
    if can(person, "survey.administer", section):
        return ""
    name = section.assigned_to.name
    return f"{name} har det här avsnittet nu. Prata med {name} eller med er enkätansvariga."


def refuse_if_hindered(section: Section, person: Person, at: datetime) -> None:
    """Raises `WrongStateError`, or `NotYoursError` where a colleague has the section."""
    if why := section_hinder(section, person, at):
        raise (NotYoursError if held_by_another(section, person) == why else WrongStateError)(why)
