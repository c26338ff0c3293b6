"""What an organisation gets back for its answers: its year, the county's, figures, others, money.

Of others only what is handed in is counted, and only together. Fewer than five organisations
show nothing. The county is shown as "the others", so that nobody can take away its own numbers
and read a neighbour's; counts under five are hidden by the report's own rules. How many degrees
were left blank is not told of the others, so that a hidden count cannot be had by subtraction.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Sum

from actors.models import Actor
from followup.report.models import AnnualReport
from followup.report.snapshot import AreaPart
from followup.report.snapshot import Count as Printed
from followup.report.suppression import hide, total
from followup.review.models import Development
from followup.rounds.models import Invitation, Round
from followup.survey.documents.blank_form import last_version
from followup.survey.models import (
    ImplementationDegree,
    ReportedAnswer,
    ReportedIntervention,
    Section,
    SubmissionVersion,
)
from funding.matching import Fit, fitting
from goals.models import GoalArea, SubGoal
from goals.statistics.models import Indicator, Measurement, PlaceLevel, Sex
from goals.statistics.small_numbers import SMALLEST
from strategy_portal import charts
from strategy_portal.charts import Chart

COUNTS = ReportedIntervention.COUNTS
_LABELS = ("Kvinnor", "Män", "Flickor", "Pojkar", "Okänt kön")
_DEGREES = tuple(ImplementationDegree.values)


@dataclass(frozen=True)
class Year:
    """An organisation's year: degrees by area id, interventions, and persons reached."""

    year: int
    degrees: dict[int, Counter[str]]
    interventions: int
    reached: tuple[int | None, ...]

    @property
    def sum(self) -> int | None:
        """All persons counted; None where nothing was."""
        known = [n for n in self.reached if n is not None]
        return sum(known) if known else None


@dataclass(frozen=True)
class County:
    """How many have answered; and, where they are enough, what the others say together."""

    answered: int
    invited: int
    degrees: list[tuple[GoalArea, tuple[Printed, ...]]]
    interventions: Printed
    reached: tuple[Printed, ...]
    sum: Printed

    @property
    def is_shown(self) -> bool:
        """Whether so many have handed in that a picture of them tells on nobody."""
        return self.answered >= SMALLEST


@dataclass(frozen=True)
class Beside:
    """An indicator's newest figure for the organisation's place, the county and the country."""

    indicator: Indicator
    own: Measurement | None
    county: Measurement | None
    country: Measurement | None


@dataclass(frozen=True)
class Result:
    """What came of it: the published report, its judgement by area, and the priorities decided."""

    report: AnnualReport
    judged: list[dict[str, Any]]
    priorities: list[SubGoal]


@dataclass(frozen=True)
class Back:
    """All that the page and the PDF show."""

    invitation: Invitation
    version: SubmissionVersion
    at: datetime
    areas: list[GoalArea]
    year: Year
    last: Year | None
    degrees: Chart
    county: County
    beside: list[Beside]
    others: list[tuple[SubGoal, list[Actor]]]
    funding: list[Fit]
    result: Result | None

    @property
    def reach_rows(self) -> list[tuple[str, Any, Any, Any]]:
        """Who was reached: this year, last year and by the others; the sum last."""
        before = (*self.last.reached, self.last.sum) if self.last else (None,) * 6
        theirs = (*self.county.reached, self.county.sum)
        own = (*self.year.reached, self.year.sum)
        return list(zip((*_LABELS, "Summa"), own, before, theirs, strict=True))

    @property
    def has_own_figures(self) -> bool:
        """Whether any figure is the organisation's own place's."""
        return any(one.own for one in self.beside)


def give_back(invitation: Invitation, version: SubmissionVersion, at: datetime) -> Back:
    """Everything for one organisation that has handed in; constant queries."""
    round_, actor = invitation.round, invitation.actor
    areas = list(round_.strategy.goal_areas.with_sub_goals().order_by("number"))
    before = last_version(invitation)
    year = _year(version, round_.year, areas)
    own = list(
        version.reported_interventions.prefetch_related(
            "sub_goals__goal_area", "target_groups", "funding_sources"
        )
    )
    return Back(
        invitation=invitation,
        version=version,
        at=at,
        areas=areas,
        year=year,
        last=_year(before, before.submission.round.year, areas) if before else None,
        degrees=_own_chart(areas, year),
        county=_county(round_, actor, areas),
        beside=_beside(round_, actor),
        others=_others(round_, actor, own),
        funding=fitting(
            actor,
            {group.pk for one in own for group in one.target_groups.all()},
            used={source.pk for one in own for source in one.funding_sources.all()},
        ),
        result=_result(round_),
    )


# --- The organisation's own year -------------------------------------------------------------


def _year(version: SubmissionVersion, year: int, areas: Sequence[GoalArea]) -> Year:
    rows = version.reported_answers.exclude(degree="").order_by()
    degrees: dict[int, Counter[str]] = {area.pk: Counter() for area in areas}
    by_slug = {area.slug: area for area in areas}
    for slug, degree, number in rows.values_list("goal_area__slug", "degree").annotate(Count("pk")):
        if slug in by_slug:
            degrees[by_slug[slug].pk][degree] += number
    for then in version.answers.get("sections", []):
        area = by_slug.get(then["slug"])
        if area and then["state"] == Section.State.NOT_RELEVANT:
            degrees[area.pk]["N"] = len(area.sub_goals.all())
    for area in areas:
        left = len(area.sub_goals.all()) - sum(degrees[area.pk].values())
        degrees[area.pk]["blank"] = max(left, 0)
    sums = version.reported_interventions.aggregate(
        interventions=Count("pk"), **{name: Sum(name) for name in COUNTS}
    )
    return Year(year, degrees, sums["interventions"], tuple(sums[name] for name in COUNTS))


def _own_chart(areas: Sequence[GoalArea], year: Year) -> Chart:
    done = sum(one["G"] for one in year.degrees.values())
    asked = sum(len(area.sub_goals.all()) for area in areas)
    finding = f"{done} av {asked} delmål är genomförda eller löpande hos er"
    return charts.degrees(
        name="ert-ar",
        finding=finding if done else "Inget delmål är genomfört hos er ännu",
        measure=f"Antal delmål per målområde och genomförandegrad, {year.year}.",
        rows=[(str(area.number), area.title, year.degrees[area.pk]) for area in areas],
        source="Källa: era inlämnade svar.",
    )


# --- The county ------------------------------------------------------------------------------


def _county(round_: Round, actor: Actor, areas: Sequence[GoalArea]) -> County:
    answered = Count("pk", Q(submission__current_version__isnull=False))
    asked = Invitation.objects.counted().filter(round=round_)
    numbers = asked.aggregate(invited=Count("pk"), answered=answered)
    if numbers["answered"] < SMALLEST:
        return County(**numbers, degrees=[], interventions=None, reached=(None,) * 5, sum=None)
    rows = ReportedAnswer.objects.current().for_round(round_).exclude(degree="")
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for area, degree, number in (
        rows.exclude(version__submission__actor=actor)
        .order_by()
        .values_list("goal_area", "degree")
        .annotate(Count("pk"))
    ):
        counts[area][degree] = number
    done = ReportedIntervention.objects.current().for_round(round_)
    reached = list(done.exclude(version__submission__actor=actor).values_list(*COUNTS))
    sums = tuple(total(hide(n) for n in column) for column in zip(*reached, strict=True))
    return County(
        **numbers,
        degrees=[(area, tuple(hide(counts[area.pk][d]) for d in _DEGREES)) for area in areas],
        interventions=hide(len(reached)),
        reached=sums or (None,) * 5,
        sum=total(sums),
    )


def _others(
    round_: Round, actor: Actor, own: Iterable[ReportedIntervention]
) -> list[tuple[SubGoal, list[Actor]]]:
    """Who else has handed in interventions on the same sub-goals, by sub-goal."""
    goals = {goal.pk: goal for one in own for goal in one.sub_goals.all()}
    pairs = (
        ReportedIntervention.objects.current()
        .for_round(round_)
        .filter(sub_goals__in=goals)
        .exclude(version__submission__actor=actor)
        .order_by()
        .values_list("sub_goals", "version__submission__actor")
        .distinct()
    )
    found: dict[int, set[int]] = defaultdict(set)
    for goal, other in pairs:
        found[goal].add(other)
    names = Actor.objects.counted().in_bulk({pk for ids in found.values() for pk in ids})
    return [
        (goal, sorted((names[pk] for pk in found[goal.pk]), key=str))
        for goal in sorted(goals.values(), key=lambda one: (one.goal_area.number, one.number))
        if found[goal.pk]
    ]


# --- Figures ---------------------------------------------------------------------------------


def _beside(round_: Round, actor: Actor) -> list[Beside]:
    """The strategy's indicators that have a figure for one of the three places."""
    names = {actor.name, actor.short_name, actor.municipality_code} - {""}
    indicators = Indicator.objects.filter(strategy=round_.strategy_id).with_measurements()
    found = []
    for indicator in indicators.order_by("goal_area__number", "order", "title"):
        rows = [one for one in indicator.measurements.all() if one.sex in {Sex.TOTAL, Sex.NONE}]
        local = [one for one in rows if one.place_level == PlaceLevel.MUNICIPALITY]
        own = [one for one in local if actor.municipality_code and one.place in names]
        county = [one for one in rows if one.place_level == PlaceLevel.COUNTY]
        country = [one for one in rows if one.place_level == PlaceLevel.COUNTRY]
        if own or county or country:
            found.append(Beside(indicator, _newest(own), _newest(county), _newest(country)))
    return found


def _newest(rows: Sequence[Measurement]) -> Measurement | None:
    """The latest year's; of several groups that year the main one."""
    main = [one for one in rows if one.role == Measurement.Role.MAIN] or rows
    return max(main, key=lambda one: one.year or 0, default=None)


# --- After the report ------------------------------------------------------------------------


def _result(round_: Round) -> Result | None:
    """What the published report says; None until there is one."""
    report = AnnualReport.objects.published().filter(round=round_).defer("html", "public_html")
    published = report.first()
    if published is None or published.snapshot is None:
        return None
    judged = [_judged(area) for area in published.snapshot["areas"]]
    decided = SubGoal.objects.prioritised_for(round_.year + 1).in_order()
    return Result(published, judged, list(decided))


def _judged(area: AreaPart) -> dict[str, Any]:
    code = area["assessment"]["development"]
    return {
        "number": area["number"],
        "title": area["title"],
        "code": code,
        "sign": Development(code).sign if code else "",
        "reasons": area["assessment"]["reasons"],
    }
