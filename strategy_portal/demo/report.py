"""What the invented Beredningsgruppen makes of the answers, and the annual report of it."""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from actors.models import Person
from followup.report import actions
from followup.report.making import builds
from followup.report.models import AnnualReport, ReportBuild
from followup.review import actions as review
from followup.review.discussions import actions as discussions
from followup.review.discussions.subjects import subject
from followup.review.models import PartText, Proposal
from followup.review.proposals import actions as proposals
from followup.review.proposals import suggesting
from followup.review.proposals.querysets import networks_of
from followup.review.writing import actions as writing
from followup.review.writing.querysets import find_part
from followup.review.writing.workflow import READERS
from followup.rounds.models import Round
from followup.survey.models import ReportedAnswer, ReportedIntervention
from goals.models import GoalArea, SubGoal
from strategy_portal.access import Role
from strategy_portal.demo.answers import FIRST_YEAR
from strategy_portal.demo.cast import COORDINATOR, PREPARER
from strategy_portal.demo.files import read, swedish
from strategy_portal.exceptions import WrongStateError

Tell = Callable[[str], None]
Moment = tuple[datetime, Callable[[], Any]]


def judgement() -> dict[str, Any]:
    """What is judged, chosen and proposed."""
    return read("review-2025.toml")


def entries(people: dict[str, Person], tell: Tell) -> Iterator[Moment]:
    """From the first judgement to the published report."""
    plan = read("rounds.toml")[str(FIRST_YEAR)]
    coordinator, preparer = people[COORDINATOR], people[PREPARER]
    yield swedish(plan["reviewed"]), partial(_review, preparer, tell)
    yield swedish(plan["report_made"]), partial(_make_report, coordinator, tell)
    yield swedish(plan["report_ready"]), partial(_move, actions.make_ready, coordinator)
    yield swedish(plan["report_adopted"]), partial(_move, actions.adopt, coordinator)
    yield swedish(plan["report_published"]), partial(_move, actions.publish, coordinator)


# --- The review ------------------------------------------------------------------------------


def _review(by: Person, tell: Tell) -> None:
    round_ = Round.objects.select_related("strategy").get(year=FIRST_YEAR)
    said = judgement()
    for row in said["quotations"]:
        _quote(round_, row, by)
    for area in round_.strategy.goal_areas.order_by("number"):
        _judge(round_, area, said["areas"][str(area.number)], by)
    for kind, text in said["texts"].items():
        _write(round_, PartText.Kind(kind), None, text, by)
    _let_two_read(round_, by)
    _choose(round_, said["chosen"], by)
    sub_goals = {goal.code: goal for goal in SubGoal.objects.of_current_strategy().in_order()}
    for row in said["threads"]:
        _discuss(round_, sub_goals[row["sub_goal"]], row)
    _suggest(round_, sub_goals, said["suggestions"])
    _propose(round_, sub_goals, said["proposals"], by)
    tell(f"  {FIRST_YEAR}: judged, {len(said['proposals'])} priorities proposed")


def _quote(round_: Round, row: dict[str, str], by: Person) -> None:
    """Pick a passage of an answer, or an intervention as a row, for a text."""
    passage = row.get("passage", "")
    source: ReportedAnswer | ReportedIntervention
    if passage:
        answers = ReportedAnswer.objects.current().for_round(round_)
        source = answers.get(text__contains=passage)
    else:
        interventions = ReportedIntervention.objects.current().for_round(round_)
        source = interventions.get(title=row["intervention"])
    writing.quote(find_part(round_, row["text"]), source, passage, by=by)


def _discuss(round_: Round, sub_goal: SubGoal, row: dict[str, Any]) -> None:
    people = {one.name: one for one in Person.objects.all()}
    first, *answers = row["comments"]
    thread = discussions.open_thread(
        round_,
        subject(round_, f"delmal-{sub_goal.pk}"),
        text=first["text"],
        quote=row["quote"],
        save_id=uuid.uuid4(),
        by=people[first["by"]],
    )
    for said in answers:
        by = people[said["by"]]
        discussions.answer(thread, text=said["text"], save_id=uuid.uuid4(), by=by)
    discussions.resolve(thread, by=people[row["resolved_by"]])


def _suggest(round_: Round, sub_goals: dict[str, SubGoal], rows: list[dict[str, Any]]) -> None:
    for row in rows:
        by = Person.objects.get(name=row["by"])
        network = networks_of(by).get()
        about = sub_goals.get(row.get("sub_goal", ""))
        suggesting.suggest(round_, network, sub_goal=about, text=row["text"], by=by)


def _propose(
    round_: Round, sub_goals: dict[str, SubGoal], rows: list[dict[str, Any]], by: Person
) -> None:
    """Propose in order, let those go together that belong together, hand over the rest."""
    made = {}
    for row in rows:
        words = {name: row[name] for name in Proposal.CONTENT if name in row}
        made[row["sub_goal"]] = proposals.propose(
            round_, sub_goals[row["sub_goal"]], by=by, **words
        )
    for row in rows:
        if "merged_into" in row:
            proposals.merge(made[row["sub_goal"]], made[row["merged_into"]], by=by)
    proposals.put_all_forward(round_, by=by)


def _judge(round_: Round, area: GoalArea, said: dict[str, Any], by: Person) -> None:
    content = {name: said[name].strip() for name in ("development", "reasons")}
    review.save_assessment(round_, area, content=content, base_edition=0, by=by)
    for kind, text in said["texts"].items():
        _write(round_, PartText.Kind(kind), area, text, by)
    for sub_goal in area.sub_goals.in_order():
        content = said["sub_goals"][str(sub_goal.number)]
        review.save_assessment(round_, sub_goal, content=content, base_edition=0, by=by)
    for text in said["challenges"]:
        review.name_challenge(round_, area, text=text, by=by)


def _write(
    round_: Round, kind: PartText.Kind, area: GoalArea | None, text: str, by: Person
) -> None:
    part = PartText(round=round_, kind=kind, goal_area=area)
    writing.save_text(part, text.strip(), base_edition=0, by=by)


def _let_two_read(round_: Round, by: Person) -> None:
    preparers = Person.objects.filter(memberships__role=Role.PREPARER).exclude(pk=by.pk)
    readers = preparers.order_by("pk")[:READERS]
    for part in round_.part_texts.all():
        writing.give(part, by, by=by)
        writing.move(part, "text_ready", by=by)
        for reader in readers:
            writing.read(part, edition=part.edition, by=reader)
        writing.move(part, "text_put_forward", by=by)


def _choose(round_: Round, titles: list[str], by: Person) -> None:
    reported = ReportedIntervention.objects.current().for_round(round_)
    for one in reported.filter(title__in=titles).select_related("intervention"):
        review.choose_intervention(round_, one.intervention, by=by)


# --- The report ------------------------------------------------------------------------------


def _make_report(by: Person, tell: Tell) -> None:
    """The report is made here and now, by what the worker does; the worker finds nothing left."""
    tell(f"  {FIRST_YEAR}: making the annual report, which takes some seconds …")
    report = actions.begin(Round.objects.get(year=FIRST_YEAR), by=by)
    build = builds.request_build(report, by=by)
    builds.make_report.call(build.pk)
    build.refresh_from_db()
    if build.state != ReportBuild.State.DONE:
        raise WrongStateError(f"The annual report could not be made: {build.error}")


def _move(act: Callable[..., None], by: Person) -> None:
    act(AnnualReport.objects.select_related("round").get(round__year=FIRST_YEAR), by=by)
