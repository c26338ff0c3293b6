"""Summoning a meeting, holding it and adjusting its minutes."""

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from actors.models import Person
from followup.council.models import AgendaItem, Meeting
from followup.council.workflow import MEETINGS
from followup.report.models import AnnualReport
from strategy_portal.access import Role


@transaction.atomic
def summon(meeting: Meeting, *, by: Person, address: str) -> int:
    """Call the meeting: the agenda goes by mail to everyone on the council.

    `address` is the meeting's own page. Returns how many are called. The mail is sent once the
    summons is stored; a mail server that is down never undoes it, and is seen in the log.
    """
    MEETINGS.move(meeting, "summon", by=by)
    members = list(council_members())
    letters = [_letter(meeting, person, address) for person in members]
    for letter in letters:
        transaction.on_commit(letter.send, robust=True)
    return len(letters)


def council_members() -> list[Person]:
    """Those who sit on the council and may sign in."""
    return list(
        Person.objects.filter(memberships__role=Role.COUNCIL, is_active=True)
        .distinct()
        .order_by("name")
    )


def _letter(meeting: Meeting, person: Person, address: str) -> EmailMessage:
    context = {
        "meeting": meeting,
        "agenda": list(meeting.agenda.all()),
        "person": person,
        "address": address,
    }
    subject = f"Kallelse: {meeting.body.name} {meeting.day:%Y-%m-%d}"
    return EmailMessage(
        subject, render_to_string("council/mail/summons.txt", context), to=[person.email]
    )


@transaction.atomic
def hold(meeting: Meeting, *, by: Person) -> None:
    """The meeting has been held; its report matter is tied to the version that was presented."""
    MEETINGS.move(meeting, "hold", by=by)
    report = presented_report(meeting.year)
    if report:
        meeting.agenda.filter(kind=AgendaItem.Kind.REPORT, report=None).update(report=report)


def adjust(meeting: Meeting, *, by: Person) -> None:
    """The minutes are adjusted: no further decision can be written at this meeting."""
    MEETINGS.move(meeting, "adjust", by=by)


def presented_report(year: int) -> AnnualReport | None:
    """The newest version of a year's report that has left the draft."""
    reports = AnnualReport.objects.filter(round__year=year)
    return reports.exclude(state=AnnualReport.State.DRAFT).order_by("-version").first()
