"""What each kind of question uses, what it can be answered with, and which may lead to another."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from followup.rounds.models import AskedQuestion, ImplementationDegree, Question

Choices = tuple[tuple[str, str], ...]

Kind, Scope = Question.Kind, Question.Scope
# The order in which a respondent meets them.
SCOPES = (Scope.ORGANISATION, Scope.SUB_GOAL, Scope.AREA)
# What a coordinator makes new questions of. A degree, interventions and a proposal are asked by
# the standard questionnaire, once each: what the compilation counts is found by their kind.
MADE_ON_SCREEN = (
    Kind.SHORT_TEXT,
    Kind.LONG_TEXT,
    Kind.WHOLE_NUMBER,
    Kind.COUNTS,
    Kind.PER_CENT,
    Kind.MONEY,
    Kind.YES_NO,
    Kind.ONE_OF,
    Kind.SEVERAL_OF,
    Kind.SCALE,
    Kind.DATE,
    Kind.LINK,
    Kind.FILE,
    Kind.RECORDS,
)
NUMBERS = frozenset({Kind.WHOLE_NUMBER, Kind.COUNTS, Kind.PER_CENT, Kind.MONEY})
WHOLE = frozenset({Kind.WHOLE_NUMBER, Kind.COUNTS, Kind.SCALE})
TEXTS = frozenset({Kind.SHORT_TEXT, Kind.LONG_TEXT})
WITH_CHOICES = frozenset({Kind.ONE_OF, Kind.SEVERAL_OF})
LEADING = frozenset({Kind.DEGREE, Kind.ONE_OF, Kind.YES_NO, Kind.SEVERAL_OF, Kind.SCALE})
# The compilation reads the answers of these by their words, so the choices stay as they are.
FIXED_CHOICES = frozenset({"interventions-done"})

YES_NO: Choices = (
    ("yes", "Ja"),
    ("no", "Nej"),
    ("not_relevant", "Ej relevant för oss"),
    ("not_known", "Vet ej"),
)
FIRST_STEP, LAST_STEP = 1, 5  # of a scale that says nothing else


def uses(kind: str) -> frozenset[str]:
    """The fields of `QuestionVersion` that mean something for a kind, beside its words."""
    used = set()
    if kind in WITH_CHOICES:
        used |= {"choices"}
    if kind in {Kind.WHOLE_NUMBER, Kind.COUNTS}:
        used |= {"unit"}
    if kind in NUMBERS:
        used |= {"minimum", "maximum", "if_outside", "if_changed", "change_share"}
    if kind in TEXTS:
        used |= {"longest", "if_outside"}
    if kind == Kind.SCALE:
        used |= {"minimum", "maximum", "scale_ends"}
    if kind == Kind.RECORDS:
        used |= {"columns"}
    if kind != Kind.INTERVENTIONS:
        used |= {"if_blank"}
    return frozenset(used)


def choices_of(asked: AskedQuestion) -> Choices:
    """The values a question can be answered with, each with its words."""
    version, kind = asked.version, asked.question.kind
    if kind == Kind.DEGREE:
        return tuple(ImplementationDegree.choices)
    if kind == Kind.YES_NO:
        return YES_NO
    if kind == Kind.SCALE:
        return scale(version.minimum, version.maximum, version.scale_ends)
    return tuple((choice, choice) for choice in version.choices)


def scale(minimum: Decimal | None, maximum: Decimal | None, ends: list[str]) -> Choices:
    """The steps of a scale, 1 to 5 unless told otherwise, its ends with their words."""
    first = FIRST_STEP if minimum is None else int(minimum)
    last = LAST_STEP if maximum is None else int(maximum)
    words = {}
    if ends:
        words[first] = ends[0]
    if len(ends) > 1:
        words[last] = ends[-1]
    return tuple(
        (str(n), f"{n}, {words[n]}" if words.get(n) else str(n)) for n in range(first, last + 1)
    )


# --- One question that leads to another --------------------------------------------------------


def place(scope: str, order: int) -> tuple[int, int]:
    """Where a respondent meets a question: what it is asked of first, then its order."""
    return SCOPES.index(Scope(scope)), order


def may_lead(other: AskedQuestion, scope: str, order: int) -> bool:
    """Whether `other` can decide if a question of this scope, at this place, is asked.

    It has answers to choose among and comes before. What is said of a sub-goal leads only to
    questions of the same sub-goal, and what is said of an area to nothing outside it.
    """
    from_scope = other.question.scope
    if other.question.kind not in LEADING:
        return False
    if from_scope not in {scope, Scope.ORGANISATION}:
        return False
    return place(from_scope, other.order) < place(scope, order)


def leading_to(asked: Iterable[AskedQuestion], scope: str, order: int) -> list[AskedQuestion]:
    """Those of a round's questions that can decide whether one at this place is asked."""
    return [one for one in asked if may_lead(one, scope, order)]


def condition_in_words(asked: AskedQuestion, among: Iterable[AskedQuestion]) -> str:
    """When a question is asked, such as "Visas bara om svaret på ”Har ni en plan?” är Ja".

    Empty where it always is: it has no condition, or the other is not among those asked.
    """
    other = next((one for one in among if one.question_id == asked.shown_if_id), None)
    if asked.shown_if_id is None or other is None:
        return ""
    if not asked.shown_if_values:
        return f"Visas bara om ”{other.version.wording}” är besvarad."
    names = dict(choices_of(other))
    said = " eller ".join(names.get(str(one), str(one)) for one in asked.shown_if_values)
    return f"Visas bara om svaret på ”{other.version.wording}” är {said}."


def answers_that_lead(asked: AskedQuestion) -> set[Any]:
    """The answers that other questions of the round hang on, as they are stored."""
    hanging = asked.round.asked_questions.filter(shown_if_id=asked.question_id)
    return {value for one in hanging for value in one.shown_if_values}
