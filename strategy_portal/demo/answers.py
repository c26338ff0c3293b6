"""What the invented organisations answer, written in through the survey's own actions."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Any
from zlib import crc32

from django.utils import timezone

from actors.models import Actor, Person
from followup.rounds.models import Invitation, Round
from followup.survey.answering import actions
from followup.survey.answering.interventions import add_intervention
from followup.survey.form.section_form import Field, SectionForm, Value
from followup.survey.models import (
    Answer,
    AnswerRevision,
    ReportedIntervention,
    Section,
    Submission,
)
from followup.survey.submitting import handing_in
from funding.models import FundingSource
from goals.models import SubGoal
from strategy_portal.demo.files import FOLDER, read

Row = dict[str, Any]
FIRST_YEAR = 2025
STEPS = "EPHG"
LONGEST_PAUSE = timedelta(minutes=9)


@dataclass(frozen=True)
class Said:
    """One organisation's answers of a year. Goal areas are named by number ("5"), sub-goals by
    code ("5.1"); the form is explained in `fixtures/demo/answers/kommuner.toml`.
    """

    actor: str
    handed_in: datetime | None = None
    own_plan: str = ""
    plan_link: str = ""
    cooperation: str = ""
    register_ok: str = ""
    register_change: str = ""
    degrees: dict[str, str] = field(default_factory=dict)
    done: dict[str, str] = field(default_factory=dict)
    not_relevant: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    challenges: dict[str, str] = field(default_factory=dict)
    proposals: dict[str, str] = field(default_factory=dict)
    interventions: list[Row] = field(default_factory=list)

    def interventions_in(self, area: str) -> list[Row]:
        """The interventions in one goal area: that of their first sub-goal."""
        return [row for row in self.interventions if row["sub_goals"][0].startswith(f"{area}.")]


# --- Year by year ----------------------------------------------------------------------------


@cache
def answers_of(year: int) -> dict[str, Said]:
    """What each organisation says in a year, by its slug; from 2026 on what is new is added."""
    files = sorted((FOLDER / "answers").glob("*.toml"))
    rows = [row for path in files for row in read(f"answers/{path.name}")["organisations"]]
    first = {row["actor"]: Said(**row) for row in rows}
    if year <= FIRST_YEAR:
        return first
    news = {row["actor"]: Said(**row) for row in read("answers-2026.toml")["organisations"]}
    said = {slug: _a_year_later(one, news.pop(slug, Said(slug))) for slug, one in first.items()}
    return said | news


def _a_year_later(before: Said, news: Said) -> Said:
    """Last year's answers carried on. Whoever gives degrees of its own answers anew."""
    if news.degrees:
        return news
    interventions = [*_carried_on(before.interventions), *news.interventions]
    busy = {row["sub_goals"][0][0] for row in interventions}
    return replace(
        before,
        cooperation=news.cooperation,
        register_ok="Ja",
        register_change="",
        degrees={area: _a_step_on(area, letters) for area, letters in before.degrees.items()},
        done={area: said for area, said in before.done.items() if area not in busy},
        comments=news.comments,
        challenges=news.challenges,
        proposals=news.proposals,
        interventions=interventions,
    )


def _a_step_on(area: str, letters: str) -> str:
    """Every third sub-goal has come a step further; one that was left blank stays so."""
    return "".join(
        STEPS[min(STEPS.index(letter) + 1, 3)]
        if letter in STEPS and (place + int(area)) % 3 == 0
        else letter
        for place, letter in enumerate(letters)
    )


def _carried_on(interventions: Iterable[Row]) -> list[Row]:
    """Those that were to go on, with about a tenth more people reached."""
    return [
        row | {"reached": {who: n + (n + 5) // 10 for who, n in row.get("reached", {}).items()}}
        for row in interventions
        if row.get("continues") != "no"
    ]


# --- Into the survey -------------------------------------------------------------------------


class Registers:
    """Turns the names in the files into the ids that the survey's boxes hold."""

    def __init__(self, round_: Round) -> None:
        self.round = round_

    @cached_property
    def sub_goals(self) -> dict[str, int]:
        """By code: "5.1"."""
        goals = SubGoal.objects.filter(goal_area__strategy=self.round.strategy_id).in_order()
        return {goal.code: goal.pk for goal in goals}

    @cached_property
    def target_groups(self) -> dict[str, int]:
        """By slug."""
        return dict(self.round.strategy.target_groups.values_list("slug", "pk"))

    @cached_property
    def actors(self) -> dict[str, int]:
        """By slug."""
        return dict(Actor.objects.values_list("slug", "pk"))

    @cached_property
    def funding(self) -> dict[str, int]:
        """By slug."""
        return dict(FundingSource.objects.values_list("slug", "pk"))


def fill_in(
    invitation: Invitation, said: Said, *, by: Sequence[Person], registers: Registers
) -> Submission:
    """Write an organisation's answers, section by section; its people take turns."""
    submission = actions.start(invitation, by=by[0])
    sections = submission.sections.select_related(
        "goal_area", "submission__actor", "submission__round__strategy"
    )
    for place, section in enumerate(sections.order_by("order")):
        _fill_in_section(section, said, by[place % len(by)], registers)
    return submission


def _fill_in_section(section: Section, said: Said, by: Person, registers: Registers) -> None:
    area = str(section.goal_area.number) if section.goal_area else ""
    if because := said.not_relevant.get(area):
        _mark(section, Section.State.NOT_RELEVANT, by, because)
        return
    rows = {
        add_intervention(section, by=by, at=timezone.now()).pk: row
        for row in (said.interventions_in(area) if area else [])
    }
    form = SectionForm(section, section.submission.round)
    values: list[tuple[Field, Value]] = []
    for box in list(form.fields()):
        row = rows.get(box.intervention.pk) if box.intervention else None
        raw = _of_intervention(box.part, row, registers) if row else _plain(box, said, area)
        if value := box.clean([text for text in map(str, raw) if text]):
            values.append((box, value))
    if values:
        _save(section, values, by)
        _mark(section, Section.State.DONE, by)


def _save(section: Section, values: list[tuple[Field, Value]], by: Person) -> None:
    """Store a new section's answers: the rows that as many calls of `save_answer` would have
    made, in two statements instead of twenty thousand for a whole county. A test compares them.
    """
    times = _times(section, len(values))
    answers = [
        Answer(
            section=section,
            key=box.key,
            question=box.asked.question,
            sub_goal=box.sub_goal,
            intervention=box.intervention,
            part=box.part,
            value=value,
            version=1,
            saved_at=at,
            saved_by=by,
        )
        for at, (box, value) in zip(times, values, strict=True)
    ]
    AnswerRevision.objects.bulk_create(
        AnswerRevision(
            id=uuid.uuid4(),
            answer=answer,
            value=answer.value,
            base_version=0,
            version=1,
            by=by,
            at=at,
        )
        for at, answer in zip(times, Answer.objects.bulk_create(answers), strict=True)
    )


def _times(section: Section, saves: int) -> list[datetime]:
    """When each box was saved: evenly over the four to twenty minutes that end now.

    The minutes are invented, yet the same each time, and no pause is long enough to be a break.
    """
    name = f"{section.submission.actor.slug} {section.order}"
    minutes = timedelta(minutes=3 + crc32(name.encode()) % 17)
    pause = min(minutes / max(1, saves - 1), LONGEST_PAUSE)
    now = timezone.now()
    return [now - pause * left for left in reversed(range(saves))]


def _mark(section: Section, state: str, by: Person, reason: str = "") -> None:
    actions.set_section_state(section, state, by=by, at=timezone.now(), reason=reason)


def _plain(box: Field, said: Said, area: str) -> list[Any]:
    """What goes into a box outside the interventions, as the page would post it."""
    code = box.sub_goal.code if box.sub_goal else ""
    match box.asked.question.key:
        case ("own-plan" | "plan-link" | "cooperation" | "register-ok" | "register-change") as key:
            return [getattr(said, key.replace("-", "_")).strip()]
        case "degree":
            return [_degree(said, code)]
        case "comment":
            return [said.comments.get(code, "")]
        case "interventions-done":
            return ["Ja" if said.interventions_in(area) else said.done.get(area, "")]
        case "challenges":
            return [said.challenges.get(area, "")]
        case "proposal":
            return [_proposal(box, said, area)]
    return []


def _degree(said: Said, code: str) -> str:
    area, number = code.split(".")
    letters = said.degrees.get(area, "")
    return letters[int(number) - 1 : int(number)].strip("-")


def _proposal(box: Field, said: Said, area: str) -> str:
    for code, reason in said.proposals.items():
        if code.startswith(f"{area}."):
            ids = {label.split()[0]: pk for pk, label in box.choices}
            return ids.get(code, "") if box.part == "sub_goal" else reason
    return ""


def _of_intervention(part: str, row: Row, registers: Registers) -> list[Any]:
    """What goes into one of an intervention's boxes, as the page would post it."""
    match part:
        case "sub_goals":
            return _ids(registers.sub_goals, row["sub_goals"])
        case "target_groups":
            return _ids(registers.target_groups, row.get("groups", []))
        case "partners":
            return _ids(registers.actors, row.get("partners", []))
        case "funding_sources":
            return _ids(registers.funding, row.get("funding", []))
        case "counts_not_known":
            return ["yes" if row.get("not_known") else ""]
        case "continues_next_year":
            return [row.get("continues", "")]
        case part if part in ReportedIntervention.COUNTS:
            return [row.get("reached", {}).get(part, "")]
    return [row.get(part, "")]


def _ids(known: dict[str, int], names: Iterable[str]) -> list[int]:
    """The ids of those that exist: a later strategy may lack what an earlier one had."""
    return [known[name] for name in names if name in known]


# --- The others answer -----------------------------------------------------------------------


def let_answer(round_: Round, invitations: Iterable[Invitation], people: Any) -> int:
    """Let organisations answer the open round and hand in; how many did.

    `people` gives those who answer for an organisation. One without people, or that has nothing
    invented to say, is passed over.
    """
    registers = Registers(round_)
    said = answers_of(round_.year)
    handed_in = 0
    for invitation in invitations:
        answering = people(invitation.actor)
        if not answering or invitation.actor.slug not in said:
            continue
        submission = fill_in(
            invitation, said[invitation.actor.slug], by=answering, registers=registers
        )
        handing_in.submit(submission, by=answering[0])
        handed_in += 1
    return handed_in
