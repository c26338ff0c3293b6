"""The standard questionnaire: what a first round asks and says, kept as data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings

from followup.rounds.letters import Letter
from followup.rounds.models import Question, QuestionVersion


@dataclass(frozen=True)
class Questionnaire:
    """`plan` holds fields of `Round`; each question holds key, kind, scope, wording,
    help_text and, for a choice, choices."""

    plan: dict[str, Any]
    invitation: Letter
    reminder: Letter
    questions: list[dict[str, Any]]


@cache
def standard() -> Questionnaire:
    """The questionnaire in `fixtures/questionnaire.toml`."""
    with (settings.BASE_DIR / "fixtures" / "questionnaire.toml").open("rb") as file:
        data = tomllib.load(file)
    return Questionnaire(
        plan=data["plan"],
        invitation=Letter(**data["invitation"]),
        reminder=Letter(**data["reminder"]),
        questions=data["questions"],
    )


def latest_version(asked: dict[str, Any]) -> QuestionVersion:
    """The newest words of a standard question; the standard's own the first time it is asked."""
    question, created = Question.objects.get_or_create(
        key=asked["key"], defaults={"kind": asked["kind"], "scope": asked["scope"]}
    )
    if created:
        return question.versions.create(
            number=1,
            wording=asked["wording"],
            help_text=asked.get("help_text", "").strip(),
            choices=asked.get("choices", []),
        )
    return question.versions.latest("number")
