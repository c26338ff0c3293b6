"""What a question costs and what came of it, so that those nobody uses can be left out.

Read from the rounds before. A question was *used* where the adopted report's text or charts hold
what was answered: degrees and interventions are counted there; a text counts as used where one of
its answers stands there word for word, and a proposal also where a sub-goal that was asked for is
put forward. What stands in the report's data files alone is said to, and is not called unused. The
minutes are of the question's section: from the first save to the
last of each sitting, where a pause of more than ten minutes ends a sitting, with one minute for
what was written before the first save. What came by workbook or on paper says nothing of the time
and is left out, and so is the test organisation.

Answers and reports belong to rooms above and are read through reverse relations alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count

from followup.rounds.models import AskedQuestion, Question, Round
from followup.rounds.question_kinds import FIXED_CHOICES, TEXTS

Kind, Scope = Question.Kind, Question.Scope
PAUSE = timedelta(minutes=10)
BEFORE_THE_FIRST_SAVE = timedelta(minutes=1)
YEARS_UNUSED = 2
_WORDS = TEXTS | {Kind.PROPOSAL}
_TYPED = ("written", "copied", "confirmed", "restored")  # all but what came by workbook
_REPORTED = "versions__reported__version"
DATA_FILES = "Bara i datafilerna"


@dataclass(frozen=True)
class Budget:
    """One question in the latest round before, and whether anybody has used its answers since.

    `used_in` are the parts of the report, or its data files where no part holds it; None where no
    report was adopted. `unused` are the years running, the latest first, whose report and data
    files hold nothing of it.
    """

    year: int
    asked: int
    answered: int
    used_in: tuple[str, ...] | None
    minutes: int | None
    unused: tuple[int, ...]

    @property
    def is_unused(self) -> bool:
        """Whether nobody has used it two years running."""
        return len(self.unused) >= YEARS_UNUSED

    @property
    def share(self) -> int | None:
        """How many per cent of those asked who answered."""
        return round(100 * self.answered / self.asked) if self.asked else None


def budgets(round_: Round, questions: Iterable[Question]) -> dict[int, Budget]:
    """The budget of each question that the latest round before asked, by id; constant queries."""
    before = list(Round.objects.before(round_.year)[:YEARS_UNUSED])
    if not before:
        return {}
    last = before[0]
    asked = {(one.round_id, one.question_id): one for one in _asked_in(before)}
    answered, said, reports = _answered(before), _said(before), _reports(before)
    types = list(last.submissions.counted().submitted().values_list("actor__actor_type", flat=True))
    minutes = section_minutes(last)
    found = {}
    for question in questions:
        if (last.pk, question.pk) not in asked:
            continue
        used = [
            _used_in(asked[year.pk, question.pk], reports[year.pk], said[year.pk, question.pk])
            if year.pk in reports and (year.pk, question.pk) in asked
            else None
            for year in before
        ]
        who = asked[last.pk, question.pk].actor_types
        found[question.pk] = Budget(
            year=last.year,
            asked=sum(not who or one in who for one in types),
            answered=answered[last.pk, question.pk],
            used_in=used[0],
            minutes=minutes.get(question.scope == Scope.ORGANISATION),
            unused=tuple(_running(zip(before, used, strict=True))),
        )
    return found


def _running(years: Iterable[tuple[Round, tuple[str, ...] | None]]) -> Iterator[int]:
    for year, used in years:
        if used is None or used:
            return
        yield year.year


def _asked_in(rounds: list[Round]) -> list[AskedQuestion]:
    asked = AskedQuestion.objects.filter(round__in=rounds)
    return list(asked.select_related("question", "version"))


def _handed_in(rounds: list[Round]) -> Any:
    """Questions joined to their answers in each counted organisation's newest version."""
    return Question.objects.order_by().filter(
        **{
            f"{_REPORTED}__current_of__round__in": rounds,
            f"{_REPORTED}__submission__actor__is_test": False,
        }
    )


def _answered(rounds: list[Round]) -> Mapping[tuple[int, int], int]:
    """How many organisations answered each question, by round and question."""
    organisations = Count(f"{_REPORTED}__submission", distinct=True)
    found: dict[tuple[int, int], int] = defaultdict(int)
    rows = _handed_in(rounds).values_list(f"{_REPORTED}__submission__round", "pk")
    for year, question, number in rows.annotate(organisations):
        found[year, question] = number
    interventions = (
        AskedQuestion.objects.order_by()
        .filter(
            round__in=rounds,
            question__kind=Kind.INTERVENTIONS,
            round__submissions__actor__is_test=False,
            round__submissions__current_version__reported_interventions__isnull=False,
        )
        .values_list("round", "question")
        .annotate(Count("round__submissions", distinct=True))
    )
    for year, question, number in interventions:
        found[year, question] = number
    return found


def _said(rounds: list[Round]) -> Mapping[tuple[int, int], set[str]]:
    """What was answered in words, and the codes of sub-goals asked for, by round and question."""
    rows = _handed_in(rounds).filter(kind__in=_WORDS)
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    about = "versions__reported__sub_goal"
    goal = (f"{about}__goal_area__number", f"{about}__number")
    place = (f"{_REPORTED}__submission__round", "pk", "kind", "versions__reported__text", *goal)
    for year, question, kind, text, area, number in rows.values_list(*place).distinct():
        found[year, question].add(text)
        if kind == Kind.PROPOSAL and number:
            found[year, question].add(f"{area}.{number}")
    return found


# --- In the report -----------------------------------------------------------------------------


def _reports(rounds: list[Round]) -> dict[int, dict[str, Any]]:
    """What each round's adopted report says, by round."""
    adopted = Round.objects.order_by("reports__version").filter(
        pk__in=[one.pk for one in rounds], reports__state__in=["adopted", "published"]
    )
    rows = adopted.values_list("pk", "reports__snapshot")
    return {pk: snapshot for pk, snapshot in rows if snapshot}


def _used_in(asked: AskedQuestion, report: Mapping[str, Any], said: set[str]) -> tuple[str, ...]:
    """The parts of a report that hold what was answered, else its data files where those do."""
    if parts := tuple(_parts(asked.question, report, said - {""})):
        return parts
    # A data file says which question by its words and kind, and by whether it is of an area.
    question = asked.question
    about_itself = question.scope == Scope.ORGANISATION
    wanted = (asked.version.wording, question.kind, about_itself)
    is_there = any(
        (one["question"], one["kind"], not one["area_number"]) == wanted
        for one in report.get("answers", [])
    )
    return (DATA_FILES,) if is_there else ()


def _parts(question: Question, report: Mapping[str, Any], said: set[str]) -> Iterator[str]:
    areas = report.get("areas", [])
    goals = [goal for area in areas for goal in area["sub_goals"]]
    if question.kind == Kind.DEGREE:
        if any(goal["degrees"][degree] for goal in goals for degree in "GHPEN"):
            yield "Läget för varje delmål"
    elif question.kind == Kind.INTERVENTIONS:
        if any(area["interventions"] for area in areas):
            yield "Insatserna"
    elif question.key in FIXED_CHOICES:
        if any(area.get("sections") for area in areas):
            yield "Vilka som har svarat"
    elif question.kind in _WORDS:
        forward = report.get("proposals", [])
        held = {one["reason"] for one in forward}
        if question.kind == Kind.PROPOSAL:
            held |= {one["sub_goal"] for one in forward}
        places = {
            "Kommentarer till delmålen": {
                one["text"] for goal in goals for one in goal["comments"]
            },
            "Nya utmaningar": {one["text"] for area in areas for one in area["challenges"]},
            "Förslag till prioriteringar": held,
        }
        yield from (part for part, words in places.items() if not said.isdisjoint(words))


# --- How long it takes -------------------------------------------------------------------------


def section_minutes(round_: Round) -> dict[bool, int]:
    """The median minutes that an organisation sat with a section: that about itself, and an area.

    By whether the section is about the organisation; one that nobody has written in is missing.
    """
    saves = (
        round_.submissions.counted()
        .filter(invitation__on_paper_by=None)
        .filter(sections__answers__revisions__origin__in=_TYPED)
        .order_by("sections__answers__revisions__at")
        .values_list("sections", "sections__goal_area", "sections__answers__revisions__at")
    )
    times: dict[tuple[bool, int], list[datetime]] = defaultdict(list)
    for section, area, at in saves:
        times[area is None, section].append(at)
    sat: dict[bool, list[float]] = defaultdict(list)
    for (about_itself, _), at_each in times.items():
        sat[about_itself].append(minutes_of(at_each))
    return {about_itself: max(1, round(median(each))) for about_itself, each in sat.items()}


def minutes_of(times: list[datetime]) -> float:
    """How long somebody sat, from the times of their saves in order."""
    total = timedelta()
    for before, after in zip([None, *times], times, strict=False):
        if before is None or after - before > PAUSE:
            total += BEFORE_THE_FIRST_SAVE
        else:
            total += after - before
    return total.total_seconds() / 60
