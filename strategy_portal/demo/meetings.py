"""The invented council's meetings: summoned, held, decided and adjusted."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.urls import reverse

from actors.models import Actor, Person
from followup.council import agenda, decisions, plans
from followup.council import meetings as council
from followup.council.models import ActivityPlan, AgendaItem, Meeting, Priority
from followup.review.models import Proposal
from strategy_portal.demo.answers import FIRST_YEAR
from strategy_portal.demo.cast import respondents
from strategy_portal.demo.files import read, swedish
from strategy_portal.demo.report import judgement

Tell = Callable[[str], None]
Moment = tuple[datetime, Callable[[], Any]]
LASTS = timedelta(hours=2)


def entries(by: Person, tell: Tell) -> Iterator[Moment]:
    """Two years of meetings; the last one is only planned."""
    years: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in read("council.toml")["meetings"]:
        years[row["starts_at"].year].append(row)
    for year, rows in years.items():
        yield swedish(date(year - 1, 12, 16)), partial(_plan_year, year, rows, by, tell)
        for row in rows:
            yield from _one_meeting(row, by)
    for row in read("council.toml")["plans"]:
        yield swedish(row["written"]), partial(_write_plan, row)
        yield swedish(row["decided"]), partial(_decide_plan, row)


def _plan_year(year: int, rows: list[dict[str, Any]], by: Person, tell: Tell) -> None:
    starts = [swedish(row["starts_at"]) for row in rows]
    place = read("council.toml")["place"]
    planned = agenda.plan_year(year=year, starts=starts, place=place, by=by)
    for meeting, row in zip(planned, rows, strict=True):
        meeting.is_example = True
        meeting.save(update_fields=["is_example"])
        for matter in row["matters"]:
            agenda.add_item(meeting, by=by, **{"text": ""} | matter)
    tell(f"  {year}: {len(planned)} meetings of the council")


def _one_meeting(row: dict[str, Any], by: Person) -> Iterator[Moment]:
    if "summoned" not in row:
        return
    starts_at: datetime = row["starts_at"]
    yield swedish(row["summoned"]), lambda: _summon(_meeting(starts_at), by)
    yield swedish(starts_at), lambda: _decide(_meeting(starts_at), by)
    yield swedish(starts_at) + LASTS, lambda: council.hold(_meeting(starts_at), by=by)
    yield swedish(row["adjusted"]), lambda: council.adjust(_meeting(starts_at), by=by)


def _meeting(starts_at: datetime) -> Meeting:
    return Meeting.objects.select_related("body").get(starts_at=swedish(starts_at))


def _summon(meeting: Meeting, by: Person) -> None:
    address = reverse("council:meeting", args=[meeting.year, meeting.number])
    council.summon(meeting, by=by, address=address)


def _decide(meeting: Meeting, by: Person) -> None:
    """Whatever the file says was decided at this meeting, in the order of its agenda."""
    for row in _at(meeting, "decisions"):
        decisions.write_decision(_matter(meeting, row), text=row["text"], by=by)
    item = meeting.agenda.filter(kind=AgendaItem.Kind.PRIORITIES).first()
    if item and meeting.year == FIRST_YEAR:
        _set_priorities(item, by)
    for row in _at(meeting, "focus_groups"):
        _appoint(_matter(meeting, row), row, by)


def _at(meeting: Meeting, what: str) -> list[dict[str, Any]]:
    return [row for row in read("council.toml")[what] if row["meeting"] == meeting.day]


def _matter(meeting: Meeting, row: dict[str, Any]) -> AgendaItem:
    return meeting.agenda.select_related("meeting").get(title=row["matter"])


def _set_priorities(item: AgendaItem, by: Person) -> None:
    choice = {row["title"]: row.get("decision") for row in judgement()["proposals"]}
    forward = {"round__year": FIRST_YEAR, "state": Proposal.State.PUT_FORWARD}
    proposals = Proposal.objects.filter(**forward)
    decisions.decide_priorities(
        item, choices={one.pk: choice[one.title] for one in proposals}, by=by
    )


def _appoint(item: AgendaItem, row: dict[str, Any], by: Person) -> None:
    area, number = row["priority"].split(".")
    priority = Priority.objects.select_related("sub_goal__goal_area").get(
        year=FIRST_YEAR + 1, sub_goal__goal_area__number=area, sub_goal__number=number
    )
    decisions.appoint_focus_group(
        priority,
        item=item,
        name=row["name"],
        convener=Actor.objects.get(slug=row["convener"]),
        members=list(Actor.objects.filter(slug__in=row["members"])),
        assignment=row["assignment"],
        report_back_on=row["report_back_on"],
        by=by,
    )


def _write_plan(row: dict[str, Any]) -> None:
    """The convening organisation's official writes the group's activities."""
    plan, by = _plan_of(row)
    for activity in row["activities"]:
        told = {name: activity[name] for name in activity if name not in plans.PARTIES}
        parties = {
            name: list(Actor.objects.filter(slug__in=activity[name]))
            for name in ("responsible", "participants")
        }
        sub_goal = plan.group.priority.sub_goal
        plans.add_activity(plan, by=by, activity_id=uuid4(), sub_goal=sub_goal, **told, **parties)


def _decide_plan(row: dict[str, Any]) -> None:
    plan, by = _plan_of(row)
    plans.decide_plan(plan, by=by)


def _plan_of(row: dict[str, Any]) -> tuple[ActivityPlan, Person]:
    plan: ActivityPlan = ActivityPlan.objects.with_group().get(group__body__name=row["group"])
    return plan, respondents(plan.group.convener)[0]
