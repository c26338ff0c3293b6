"""A round in which three organisations have answered, and the test organisation as well."""

from dataclasses import dataclass
from typing import Any

import pytest

from actors.models import Actor, Person
from followup.review.compilation import AreaCompilation, compile_area
from followup.rounds.models import AskedQuestion, Question, Round
from followup.survey.models import ReportedAnswer, Section, SubmissionVersion
from goals.models import GoalArea, SubGoal
from strategy_portal.access import Role
from tests.year import make_person, make_question, make_round, start, submit

AREA = "sysselsattning"
SENTINEL = "UTKAST-SOM-INGEN-FAR-LASA"


@dataclass
class Answered:
    """The round, its area, and who has answered in it."""

    round: Round
    area: GoalArea
    sub_goals: list[SubGoal]
    sala: Actor
    arboga: Actor
    region: Actor

    def compiled(self) -> AreaCompilation:
        """The area as it stands now."""
        return compile_area(self.round, self.area)


def ask(round_: Round, key: str, kind: str, scope: str, choices: tuple[str, ...] = ()) -> Question:
    """Add a question to a round."""
    question = make_question(key, kind, scope)
    version = question.versions.latest("number")
    version.choices = list(choices)
    version.save()
    AskedQuestion.objects.create(round=round_, question=question, version=version, order=90)
    return question


def answer(
    version: SubmissionVersion, key: str, area: GoalArea | None, text: str, **fields
) -> None:
    """One more submitted answer."""
    asked = version.submission.round.asked_questions.get(question__key=key)
    ReportedAnswer.objects.create(
        version=version, question_version=asked.version, goal_area=area, text=text, **fields
    )


def say_not_relevant(version: SubmissionVersion, area: GoalArea, reason: str) -> None:
    """Make it so that a version was handed in with an area as not relevant."""
    sections: list[dict[str, Any]] = [
        {
            "slug": section.slug,
            "state": "not_relevant" if section.goal_area == area else "done",
            "not_relevant_because": reason if section.goal_area == area else "",
            "answers": {},
        }
        for section in version.submission.sections.order_by("order")
    ]
    SubmissionVersion.objects.filter(pk=version.pk).update(answers={"sections": sections})


@pytest.fixture
def area(strategy) -> GoalArea:
    return strategy.goal_areas.get(slug=AREA)


@pytest.fixture
def colleague(county_board) -> Person:
    """Another member of the preparation group."""
    return make_person("Lena Sund", county_board, Role.PREPARER)


@pytest.fixture
def answered(strategy, area, sala, arboga, official_in_sala, official_in_arboga) -> Answered:
    """Sala, Arboga and the region have answered; so has the test organisation, in vain."""
    round_ = make_round(2026)
    done = ("Ja", "Nej, inget gjort", "Ej relevant för oss", "Vet ej")
    ask(round_, "interventions-done", Question.Kind.ONE_OF, Question.Scope.AREA, done)
    one, two, three, *_ = sub_goals = list(area.sub_goals.in_order())
    region = Actor.objects.get(slug="region-vastmanland")
    official_in_region = make_person("Siv Ask", region, Role.RESPONDENT)
    test = Actor.objects.create(
        slug="test", name="Testkommunen", short_name="Test", actor_type="municipality", is_test=True
    )
    tester = make_person("Test Person", test, Role.RESPONDENT)
    in_sala = submit(
        round_,
        sala,
        official_in_sala,
        degrees={one: "G", two: "H", three: "N"},
        comments={one: "Sala har anställt två vägledare."},
        challenges={area: "Färre praktikplatser i Sala."},
        interventions=[
            {
                "goal_area": area,
                "sub_goals": [one, two],
                "title": "Språkvän på jobbet",
                "women": 34,
                "men": 12,
                "girls": 0,
            },
            {"goal_area": area, "sub_goals": [one], "title": "Tyst insats"},
        ],
    )
    answer(in_sala, "interventions-done", area, "Ja")
    answer(in_sala, "proposal", area, "Störst behov hos kvinnor.", sub_goal=two)
    in_arboga = submit(
        round_,
        arboga,
        official_in_arboga,
        degrees={one: "G", two: "E"},
        comments={one: "Arboga kommenterar."},
        interventions=[
            {
                "goal_area": area,
                "sub_goals": [two],
                "title": "Öppet hus",
                "women": 6,
                "counts_not_known": True,
            },
            {
                "goal_area": area,
                "sub_goals": [two],
                "title": "Mässa",
                "counts_not_known": True,
            },
        ],
    )
    answer(in_arboga, "interventions-done", area, "Vet ej")
    submit(round_, region, official_in_region, degrees={one: "P"})
    submit(
        round_,
        test,
        tester,
        degrees={one: "G", two: "G", three: "G"},
        comments={one: "Testorganisationens kommentar."},
        interventions=[
            {"goal_area": area, "sub_goals": [one], "title": "Testinsats", "women": 1000}
        ],
    )
    return Answered(round_, area, sub_goals, sala, arboga, region)


@pytest.fixture
def draft_in_koping(answered) -> Actor:
    """Köping has written but not handed in; its text is a sentinel."""
    koping = Actor.objects.get(slug="kopings-kommun")
    submission = start(answered.round, koping)
    section: Section = submission.sections.get(goal_area=answered.area)
    section.not_relevant_because = SENTINEL
    section.state = Section.State.NOT_RELEVANT
    section.save()
    for asked in answered.round.asked_questions.select_related("question"):
        section.answers.create(
            key=asked.question.key, question=asked.question, value=SENTINEL, version=1
        )
    draft = section.interventions.create(
        position=1, added_by=make_person("Ulf Dal", koping, Role.RESPONDENT)
    )
    section.answers.create(
        key=f"interventions/{draft.pk}/title",
        question=Question.objects.get(key="interventions"),
        intervention=draft,
        part="title",
        value=SENTINEL,
    )
    return koping
