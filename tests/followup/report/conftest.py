"""A closed round with answers, judgements and a proposal, and its report begun."""

import pytest
from django.core.files.storage import default_storage

from actors.models import Person
from followup.report import actions
from followup.report.drawing.rendering import report_body
from followup.report.making import builds
from followup.report.making.content import build_snapshot
from followup.report.models import AnnualReport, ReportBuild
from followup.report.suppression import public_copy
from followup.review.models import (
    Assessment,
    Challenge,
    ChosenIntervention,
    PartText,
    Proposal,
)
from followup.review.writing.actions import save_text
from followup.rounds.models import Round
from followup.survey.models import ReportedIntervention
from goals.models import GoalArea, SubGoal
from tests.year import invite, make_round, submit


@pytest.fixture
def employment(strategy) -> GoalArea:
    return strategy.goal_areas.get(number=5)


@pytest.fixture
def sub_goal(employment) -> SubGoal:
    return employment.sub_goals.get(number=1)


@pytest.fixture
def closed_round(strategy) -> Round:
    return make_round(2026, Round.State.CLOSED, is_example=True)


@pytest.fixture
def answered(closed_round, employment, sub_goal, sala, arboga, official_in_sala, preparer):
    """Sala has answered and been judged; Arboga was asked and has not."""
    invite(closed_round, arboga)
    course = {
        "goal_area": employment,
        "sub_goals": [sub_goal],
        "title": "Språkstöd på arbetsplatsen",
        "description": "Handledare på åtta arbetsplatser.",
        "status": "ongoing",
        "effect": "Elva fick arbete.",
        "continues_next_year": "yes",
        "women": 34,
        "men": 12,
        "girls": 0,
        "boys": 3,
    }
    submit(
        closed_round,
        sala,
        official_in_sala,
        degrees={sub_goal: "H"},
        comments={sub_goal: "Vi är på god väg."},
        interventions=[course],
        challenges={employment: "Svårt att nå kvinnor utan etableringsplan."},
    )
    reported = ReportedIntervention.objects.get()
    ChosenIntervention.objects.create(
        round=closed_round, intervention=reported.intervention, chosen_by=preparer
    )
    Assessment.objects.create(
        round=closed_round,
        goal_area=employment,
        development="right",
        reasons="Sysselsättningen ökar mest bland kvinnor.",
    )
    write(closed_round, "development", employment, "Fler arbetar än förra året.", by=preparer)
    write(closed_round, "summary", None, "Året gick *framåt*.", by=preparer)
    Challenge.objects.create(
        round=closed_round, goal_area=employment, text="Få praktikplatser.", named_by=preparer
    )
    Proposal.objects.create(
        round=closed_round,
        sub_goal=sub_goal,
        title="Språkstöd i alla kommuner",
        reason="Det ger arbete.",
        state="put_forward",
        order=1,
        proposed_by=preparer,
    )
    return closed_round


def write(round_: Round, kind: str, area: GoalArea | None, text: str, *, by: Person) -> None:
    """Write a text of the report, whatever it said before."""
    known = round_.part_texts.filter(kind=kind, goal_area=area).first()
    part = known or PartText(round=round_, kind=kind, goal_area=area)
    save_text(part, text, base_edition=part.edition, by=by)


@pytest.fixture
def report(answered, preparer) -> AnnualReport:
    return actions.begin(answered, by=preparer)


@pytest.fixture
def made(report, preparer) -> AnnualReport:
    """The report as the worker stores it."""
    make(report, preparer)
    return report


@pytest.fixture
def adopted(made, preparer, coordinator) -> AnnualReport:
    actions.make_ready(made, by=preparer)
    actions.adopt(made, by=coordinator)
    return made


@pytest.fixture
def published(adopted, coordinator) -> AnnualReport:
    actions.publish(adopted, by=coordinator)
    return adopted


def make(report: AnnualReport, by) -> None:
    """Asks for the report and stores it: real pages, but two small files in place of the PDFs.

    Setting sixty pages takes seconds; tests/followup/report/making/test_builds.py does it for real.
    """
    build = builds.request_build(report, by=by)
    snapshot = build_snapshot(report.round, report)
    public = public_copy(snapshot)
    ReportBuild.objects.filter(pk=build.pk).update(state="running")
    builds.store(
        build,
        builds.Made(
            snapshot,
            report_body(snapshot),
            f"%PDF- rådets exemplar {build.pk}".encode(),
            report_body(public),
            f"%PDF- den publika rapporten {build.pk}".encode(),
            builds.made_files(
                snapshot,
                public,
                f"%PDF- rådets exemplar med arbetsbok {build.pk}".encode(),
                f"%PDF- den publika rapporten med arbetsbok {build.pk}".encode(),
            ),
        ),
    )
    report.refresh_from_db()


def content(file) -> bytes:
    """A stored file's bytes."""
    with default_storage.open(file.name) as opened:
        return opened.read()
