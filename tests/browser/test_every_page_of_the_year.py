"""Every page that is made of the answers: the compilation, the report and the council's.

Read with nothing in the round, with forty organisations' long words, and when all is decided.
"""

from typing import Any

import pytest
from django.utils import timezone

from actors.models import Actor, Person
from followup.council import agenda, meetings
from followup.report import actions as reports
from followup.review.models import Assessment, Challenge, ChosenIntervention, PartText, Proposal
from followup.review.reading.actions import tag
from followup.review.writing.actions import quote, save_text
from followup.review.writing.querysets import find_part
from followup.rounds.models import Round
from followup.survey.models import ReportedAnswer, ReportedIntervention
from goals.models import GoalArea
from tests.browser.walking import LONG_WORD
from tests.followup.council.conftest import days, propose
from tests.followup.report.conftest import make
from tests.year import invite, make_round, submit

pytestmark = pytest.mark.django_db(transaction=True)

LONG_TEXT = f"Vi arbetar med {LONG_WORD.lower()}. " * 12
PARTS: dict[str, Any] = {
    "year": 2026,
    "area": "sysselsattning",
    "kind": "arbetsbok",
    "text.key": "sysselsattning-insatser",
    "text_versions.key": "sysselsattning-insatser",
}


@pytest.fixture
def round_(strategy) -> Round:
    """A closed round that nobody has answered."""
    return make_round(2026, Round.State.CLOSED, is_example=True)


@pytest.fixture
def employment(strategy) -> GoalArea:
    return strategy.goal_areas.get(number=5)


def answer(round_: Round, area: GoalArea, actors: list[Actor], by: Person) -> None:
    """Each organisation's answers about one area, with degrees of every kind and long words."""
    sub_goals = list(area.sub_goals.in_order())
    for number, actor in enumerate(actors):
        degree = "GHPEN"[number % 5]
        submit(
            round_,
            actor,
            by,
            degrees=dict.fromkeys(sub_goals[: number % 9], degree),
            comments={sub_goals[0]: LONG_TEXT},
            challenges={area: LONG_TEXT},
            interventions=[
                {
                    "goal_area": area,
                    "sub_goals": sub_goals[:2],
                    "title": f"Stöd för {LONG_WORD.lower()}",
                    "description": LONG_TEXT,
                    "effect": LONG_TEXT if number % 2 else "",
                    "status": "ongoing",
                    "continues_next_year": "yes",
                    "women": number,
                    "men": None if number % 3 else 4,
                }
            ],
        )


def judge(round_: Round, area: GoalArea, by: Person) -> None:
    """What the preparation group makes of the area."""
    for sub_goal in [None, *area.sub_goals.in_order()[:3]]:
        Assessment.objects.create(
            round=round_,
            goal_area=area,
            sub_goal=sub_goal,
            development="right",
            reasons=LONG_TEXT,
            edition=1,
            updated_at=timezone.now(),
            updated_by=by,
        )
    Challenge.objects.create(round=round_, goal_area=area, text=LONG_TEXT, named_by=by)
    for one in ReportedIntervention.objects.all()[:3]:
        ChosenIntervention.objects.create(round=round_, intervention=one.intervention, chosen_by=by)


def quoted_in(
    part: PartText, said: ReportedAnswer, picked: ReportedIntervention, *, by: Person
) -> None:
    """A text in which a long quotation and a row stand, and a mark that names nothing."""
    marks = [quote(part, said, LONG_TEXT, by=by).mark, quote(part, picked, "", by=by).mark]
    save_text(part, "\n\n".join([*marks, "{citat 99}"]), base_edition=0, by=by)


def test_the_compilation_in_every_state(
    walker, round_, employment, preparer, coordinator, official_in_sala
):
    seen = walker.walk("review", preparer, **PARTS)
    assert {"round", "area", "assess", "proposals", "texts", "text", "text_versions"} <= seen
    actors = list(Actor.objects.order_by("name")[:40])
    answer(round_, employment, actors[:30], official_in_sala)
    invite(round_, *actors[30:])
    judge(round_, employment, preparer)
    (proposal, _) = propose(round_, preparer, "5.1", "2.3", state=Proposal.State.PROPOSED)
    challenge = Challenge.objects.get()
    said = ReportedAnswer.objects.filter(text=LONG_TEXT, sub_goal__number=1).latest("pk")
    tagged = tag(said, LONG_TEXT, LONG_WORD, by=preparer)
    picked = ReportedIntervention.objects.latest("pk")
    quoted_in(find_part(round_, PARTS["text.key"]), said, picked, by=preparer)
    parts = PARTS | {
        "theme.pk": tagged.theme.pk,
        "tag_answer.actor": said.version.submission.actor.slug,
        "tag_answer.question": said.question_version.question_id,
        "tag_answer.number": 1,
        "tag_intervention.pk": picked.intervention_id,
        "quote_answer.actor": said.version.submission.actor.slug,
        "quote_answer.question": said.question_version.question_id,
        "quote_answer.number": 1,
        "quote_intervention.pk": picked.intervention_id,
        "quote_marked.pk": tagged.theme.pk,
        "quote_marked.passage": tagged.pk,
        "reword_proposal.pk": proposal.pk,
        "reword_challenge.pk": challenge.pk,
    }
    seen = walker.walk("review", preparer, **parts)
    assert {"search", "work", "about_organisations", "reword_proposal", "reword_challenge"} <= seen
    assert {"answers", "matrix", "methods", "themes", "theme"} <= seen
    assert {"tag_answer", "tag_intervention"} <= seen
    assert {"quote_answer", "quote_intervention", "quote_marked"} <= seen
    walker.walk("review", coordinator, **parts)
    here = "/sammanstallning/2026/"
    for path in (
        "sysselsattning/svaren/?visa=organisationer",
        "genomforandegrad/?omrade=sysselsattning",
        f"sok/?ord={LONG_WORD}",
        "sok/?ord=stöd",
    ):
        walker.visit(preparer, here + path)


def test_the_report_and_the_council_in_every_state(
    walker, round_, employment, preparer, coordinator, council_chair, official_in_sala
):
    walker.walk("report", preparer, **PARTS)
    answer(round_, employment, list(Actor.objects.order_by("name")[:12]), official_in_sala)
    judge(round_, employment, preparer)
    propose(round_, preparer, "5.1", "2.3", "6.2")
    said = ReportedAnswer.objects.filter(text=LONG_TEXT, sub_goal__number=1).latest("pk")
    picked = ReportedIntervention.objects.latest("pk")
    quoted_in(find_part(round_, PARTS["text.key"]), said, picked, by=preparer)
    report = reports.begin(round_, by=preparer)
    assert {"index", "work"} <= walker.walk("report", preparer, **PARTS)
    make(report, preparer)
    assert {"report", "work"} <= walker.walk("report", preparer, **PARTS)
    reports.make_ready(report, by=preparer)
    walker.walk("report", coordinator, **PARTS)

    held = agenda.plan_year(year=2026, starts=days(), place=f"{LONG_WORD}huset", by=coordinator)
    meeting = {"year": 2026, "number": 4}
    walker.walk("council", coordinator, **meeting)
    meetings.summon(held[-1], by=coordinator, address="http://testserver/radet/2026/4/")
    seen = walker.walk("council", coordinator, **meeting)
    assert {"index", "meeting", "proposals", "decisions", "activity_plans"} <= seen
    walker.walk("council", council_chair, **meeting)

    reports.adopt(report, by=coordinator)
    walker.walk("report", coordinator, **PARTS)
    reports.publish(report, by=coordinator)
    reports.correct(report, reason=LONG_TEXT, by=coordinator)
    walker.walk("report", coordinator, **PARTS)
    walker.visit(coordinator, "/rapporter/2026/")
