"""The standard questionnaire: what a first round asks and says, kept as data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings

from followup.rounds.letters import Letter
from followup.rounds.models import Question, QuestionVersion, Round, SentMail

# Where a round keeps the words of each letter: the fields of subject and text.
LETTER_FIELDS = {
    SentMail.Occasion.OPENING: ("invitation_subject", "invitation_text"),
    SentMail.Occasion.REMINDER: ("reminder_subject", "reminder_text"),
    SentMail.Occasion.OVERDUE: ("overdue_subject", "overdue_text"),
}


@dataclass(frozen=True)
class Questionnaire:
    """`plan` holds fields of `Round`; each question holds key, kind, scope, wording,
    help_text and, for a choice, choices."""

    plan: dict[str, Any]
    invitation: Letter
    reminder: Letter
    overdue: Letter
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
        overdue=Letter(**data["overdue"]),
        questions=data["questions"],
    )


def letter_of(round_: Round, occasion: str) -> Letter:
    """The words of one of a round's letters; the standard's where the round has none of its own."""
    subject, text = LETTER_FIELDS[SentMail.Occasion(occasion)]
    own = Letter(getattr(round_, subject), getattr(round_, text))
    return own if own.text else _standard_letter(occasion)


def _standard_letter(occasion: str) -> Letter:
    letters = {
        SentMail.Occasion.OPENING: standard().invitation,
        SentMail.Occasion.REMINDER: standard().reminder,
        SentMail.Occasion.OVERDUE: standard().overdue,
    }
    letter = letters[SentMail.Occasion(occasion)]
    return Letter(letter.subject, letter.text.strip())


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
