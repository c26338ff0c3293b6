"""Makes the parts of a year that a test needs, with keyword arguments for what it cares about."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from actors.models import Actor, Membership, Person
from followup.rounds.models import (
    AskedQuestion,
    Consultation,
    Invitation,
    Question,
    QuestionVersion,
    Round,
)
from followup.survey.models import (
    Intervention,
    ReportedAnswer,
    ReportedIntervention,
    Section,
    Submission,
    SubmissionVersion,
)
from goals.models import Strategy, SubGoal
from strategy_portal.access import Role


def make_person(name: str, actor: Actor, *roles: Role, **fields: Any) -> Person:
    """Somebody who holds roles for an organisation."""
    address = name.lower().replace(" ", ".").encode("ascii", "ignore").decode()
    person = Person.objects.create_user(f"{address}@example.org", name, **fields)
    for role in roles:
        Membership.objects.create(person=person, actor=actor, role=role, is_contact=True)
    return person


def make_question(key: str, kind: str, scope: str, wording: str = "Hur gick det?") -> Question:
    """A question with its first wording."""
    question, created = Question.objects.get_or_create(
        key=key, defaults={"kind": kind, "scope": scope}
    )
    if created:
        QuestionVersion.objects.create(question=question, number=1, wording=wording)
    return question


QUESTIONS = (
    ("cooperation", Question.Kind.LONG_TEXT, Question.Scope.ORGANISATION),
    ("degree", Question.Kind.DEGREE, Question.Scope.SUB_GOAL),
    ("comment", Question.Kind.LONG_TEXT, Question.Scope.SUB_GOAL),
    ("interventions", Question.Kind.INTERVENTIONS, Question.Scope.AREA),
    ("challenges", Question.Kind.LONG_TEXT, Question.Scope.AREA),
    ("proposal", Question.Kind.PROPOSAL, Question.Scope.AREA),
)


def make_round(year: int = 2026, state: str = Round.State.OPEN, **fields: Any) -> Round:
    """A round of the loaded strategy with a small questionnaire and its consultation.

    It is open from a month ago to a month ahead unless told otherwise, whatever its year says.
    """
    today = timezone.localdate()
    month = timedelta(days=30)
    round_ = Round.objects.create(
        strategy=Strategy.objects.get(),
        year=year,
        state=state,
        **{
            "opens_on": today - month,
            "closes_on": today + month,
            "legal_basis": "Uppgift av allmänt intresse.",
        }
        | fields,
    )
    Consultation.objects.create(round=round_, omitted_because="Oförändrad blankett.")
    for order, (key, kind, scope) in enumerate(QUESTIONS, 1):
        question = make_question(key, kind, scope)
        AskedQuestion.objects.create(
            round=round_, question=question, version=question.versions.latest("number"), order=order
        )
    return round_


def invite(round_: Round, *actors: Actor) -> list[Invitation]:
    """Organisations asked to answer."""
    return [Invitation.objects.create(round=round_, actor=actor) for actor in actors]


def start(round_: Round, actor: Actor) -> Submission:
    """A submission that its organisation has begun, with all its sections."""
    invitation, _ = Invitation.objects.get_or_create(round=round_, actor=actor)
    submission = Submission.objects.create(invitation=invitation, round=round_, actor=actor)
    areas = [None, *round_.strategy.goal_areas.order_by("number")]
    Section.objects.bulk_create(
        Section(submission=submission, goal_area=area, order=order)
        for order, area in enumerate(areas)
    )
    return submission


def submit(
    round_: Round,
    actor: Actor,
    by: Person,
    *,
    degrees: dict[SubGoal, str] | None = None,
    comments: dict[SubGoal, str] | None = None,
    interventions: list[dict[str, Any]] | None = None,
    challenges: dict[Any, str] | None = None,
) -> SubmissionVersion:
    """A submission handed in with these answers, as submitting would have stored it.

    `interventions` are fields of `ReportedIntervention`, with `goal_area` and a list
    `sub_goals`; `challenges` maps goal areas to texts.
    """
    submission = start(round_, actor)
    version = SubmissionVersion.objects.create(
        submission=submission, number=1, submitted_by=by, answers={}, checksum="0" * 64
    )
    _report_answers(round_, version, "degree", "degree", degrees or {})
    _report_answers(round_, version, "comment", "text", comments or {})
    asked = round_.asked_questions.get(question__key="challenges").version
    for area, text in (challenges or {}).items():
        ReportedAnswer.objects.create(
            version=version, question_version=asked, goal_area=area, text=text
        )
    for fields in interventions or []:
        _report_intervention(version, by, **fields)
    submission.current_version = version
    submission.state = Submission.State.SUBMITTED
    submission.save()
    return version


def _report_answers(
    round_: Round, version: SubmissionVersion, key: str, column: str, by_sub_goal: dict
) -> None:
    asked = round_.asked_questions.get(question__key=key).version
    for sub_goal, value in by_sub_goal.items():
        ReportedAnswer.objects.create(
            version=version,
            question_version=asked,
            goal_area=sub_goal.goal_area,
            sub_goal=sub_goal,
            **{column: value},
        )


def _report_intervention(
    version: SubmissionVersion, by: Person, *, sub_goals: list[SubGoal], **fields: Any
) -> ReportedIntervention:
    section = version.submission.sections.get(goal_area=fields["goal_area"])
    draft = Intervention.objects.create(
        id=uuid.uuid4(), section=section, position=section.interventions.count(), added_by=by
    )
    reported = ReportedIntervention.objects.create(version=version, intervention=draft, **fields)
    reported.sub_goals.set(sub_goals)
    return reported
