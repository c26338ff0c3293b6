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
    """`plan` holds fields of `Round`; each question holds key, kind, scope, fields of its
    wording, and `shown_if` where it hangs on an earlier one: its key, and the answers."""

    plan: dict[str, Any]
    invitation: Letter
    reminder: Letter
    overdue: Letter
    questions: list[dict[str, Any]]


# What is the question's own, not its wording's.
_LASTING = {"key", "kind", "scope", "shown_if"}


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


def ask_standard(round_: Round, question: dict[str, Any], order: int) -> None:
    """Ask a standard question in a round, of those whose earlier answer leads to it."""
    version = _latest_version(question)
    condition = question.get("shown_if")
    lead = Question.objects.get(key=condition["key"]) if condition else None
    round_.asked_questions.create(
        version=version,
        question=version.question,
        order=order,
        shown_if=lead,
        shown_if_values=condition["answers"] if condition else [],
    )


def _latest_version(asked: dict[str, Any]) -> QuestionVersion:
    """The newest words of a standard question; the standard's own the first time it is asked."""
    question, created = Question.objects.get_or_create(
        key=asked["key"], defaults={"kind": asked["kind"], "scope": asked["scope"]}
    )
    if created:
        content = {name: value for name, value in asked.items() if name not in _LASTING}
        return question.versions.create(number=1, **content)
    return question.versions.latest("number")
