"""A year's meetings and what is on them; changed until the meeting has been held."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from actors.events import record
from actors.models import Body, BodyKind, Person
from followup.council.models import AgendaItem, Meeting
from strategy_portal.exceptions import WrongStateError

MEETINGS_A_YEAR = 4
LAST_DECISIONS_ARE_FOLLOWED_UP = "Uppföljning av rådets senaste beslut"


def council() -> Body:
    """The body that decides; the strategy's own data has exactly one."""
    body = Body.objects.filter(kind=BodyKind.COUNCIL).order_by("pk").first()
    if body is None:
        raise WrongStateError("Rådet finns inte i registret. Läs in strategin först.")
    return body


@transaction.atomic
def plan_year(*, year: int, starts: Sequence[datetime], place: str, by: Person) -> list[Meeting]:
    """A year's meetings, numbered in the order of time, each with an agenda to begin from.

    The last one receives the annual report and next year's priorities, as the strategy says.
    """
    body = council()
    if body.meetings.filter(year=year).exists():
        raise WrongStateError(f"Mötena för {year} är redan planerade.")
    try:
        with transaction.atomic():
            meetings = [
                Meeting.objects.create(
                    body=body, year=year, number=number, starts_at=start, place=place
                )
                for number, start in enumerate(sorted(starts), 1)
            ]
    except IntegrityError as error:
        raise WrongStateError(f"Mötena för {year} är redan planerade.") from error
    for meeting in meetings:
        _begin_agenda(meeting, is_last=meeting is meetings[-1])
        record("plan_meeting", meeting, by=by, day=meeting.day.isoformat())
    return meetings


def _begin_agenda(meeting: Meeting, *, is_last: bool) -> None:
    matters = [(AgendaItem.Kind.INFORMATION, LAST_DECISIONS_ARE_FOLLOWED_UP)]
    if is_last:
        matters += [
            (AgendaItem.Kind.REPORT, f"Årsrapporten för {meeting.year}"),
            (AgendaItem.Kind.PRIORITIES, f"Prioriteringar för {meeting.year + 1}"),
        ]
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, order=order, kind=kind, title=title)
        for order, (kind, title) in enumerate(matters, 1)
    )


@transaction.atomic
def change_meeting(meeting: Meeting, *, starts_at: datetime, place: str, by: Person) -> None:
    """Another time or place, until the meeting has been held."""
    meeting = _held_fast(meeting)
    old = meeting.starts_at
    meeting.starts_at, meeting.place = starts_at, place
    meeting.save(update_fields=["starts_at", "place"])
    record("change_meeting", meeting, by=by, old=old.isoformat(), new=starts_at.isoformat())


@transaction.atomic
def add_item(meeting: Meeting, *, kind: str, title: str, text: str, by: Person) -> AgendaItem:
    """One more matter, last on the agenda."""
    meeting = _held_fast(meeting)
    last = meeting.agenda.aggregate(last=Max("order"))["last"] or 0
    item = AgendaItem.objects.create(
        meeting=meeting, order=last + 1, kind=kind, title=title, text=text
    )
    record("add_agenda_item", meeting, by=by, title=title)
    return item


@transaction.atomic
def move_item(item: AgendaItem, *, up: bool, by: Person) -> None:
    """Change places with the matter before or after; the first and the last stay."""
    meeting = _held_fast(item.meeting)
    items = list(meeting.agenda.order_by("order"))
    at = next(place for place, other in enumerate(items) if other.pk == item.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(items):
        return
    first, second = items[at], items[to]
    free_place = items[-1].order + 1
    places = first.order, second.order
    for moved, place in ((first, free_place), (second, places[0]), (first, places[1])):
        moved.order = place
        moved.save(update_fields=["order"])
    record("move_agenda_item", meeting, by=by, title=item.title, place=to + 1)


@transaction.atomic
def remove_item(item: AgendaItem, *, by: Person) -> None:
    """Take a matter off the agenda, unless something has been decided in it."""
    meeting = _held_fast(item.meeting)
    if item.decisions.exists():
        raise WrongStateError("Ärendet har beslut och kan inte tas bort.")
    title = item.title
    item.delete()
    record("remove_agenda_item", meeting, by=by, title=title)


def _held_fast(meeting: Meeting) -> Meeting:
    """The meeting as it is now, locked; refused once it has been held."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not meeting.may_be_changed:
        raise WrongStateError(
            f"Dagordningen kan inte ändras: läget är ”{meeting.get_state_display()}”."
        )
    return meeting
