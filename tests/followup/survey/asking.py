"""Asks Sala one more question, of any kind; for tests about kinds and checks."""

from typing import Any

from followup.rounds.models import AskedQuestion, Question, QuestionVersion, Round


def ask(
    round_: Round,
    key: str,
    kind: str,
    scope: str = Question.Scope.AREA,
    *,
    actor_types: list[str] | None = None,
    shown_if: AskedQuestion | None = None,
    shown_if_values: list[str] | None = None,
    **words: Any,
) -> AskedQuestion:
    """One more question last in the round; `words` are fields of its version."""
    question = Question.objects.create(key=key, kind=kind, scope=scope)
    version = QuestionVersion.objects.create(
        question=question, number=1, **{"wording": "Hur gick det?"} | words
    )
    return AskedQuestion.objects.create(
        round=round_,
        question=question,
        version=version,
        order=round_.asked_questions.count() + 1,
        actor_types=actor_types or [],
        shown_if=shown_if.question if shown_if else None,
        shown_if_values=shown_if_values or [],
    )
