"""What is asked: questions made, changed and ordered, and which of them a draft takes in."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.text import slugify

from actors.events import record
from actors.models import Person
from followup.rounds.actions import hold
from followup.rounds.editions import refuse_changed
from followup.rounds.models import AskedQuestion, Question, QuestionVersion, Round
from followup.rounds.question_kinds import may_lead, place
from followup.rounds.questionnaire import standard
from strategy_portal.exceptions import ChangedMeanwhileError, WrongStateError

DRAFT = Round.State.DRAFT
# What a version says; a change of any of it is a new version where another round uses the old.
WORDS = (
    "wording",
    "help_text",
    "choices",
    "why_asked",
    "legal_basis",
    "unit",
    "minimum",
    "maximum",
    "longest",
    "scale_ends",
    "columns",
    "if_blank",
    "if_outside",
    "change_share",
    "if_changed",
)
# Of whom it is asked, and when; a round's own, and no part of the version.
ASKING = ("actor_types", "shown_if_id", "shown_if_values")
LONGEST_KEY = 40
# Words that stand in addresses and in fields' keys beside the keys of questions.
TAKEN = frozenset({"ny", "ordning", "why"})


class OrderError(WrongStateError):
    """A question would come before the one that decides whether it is asked."""


class SameQuestionError(WrongStateError):
    """The draft asks this already."""


class LeadsError(WrongStateError):
    """Another question is asked only after some of this one's answers."""


def asked_before(asked: AskedQuestion) -> AskedQuestion | None:
    """The same question as the latest earlier round asked it."""
    earlier = AskedQuestion.objects.filter(
        question_id=asked.question_id, round__year__lt=asked.round.year
    )
    return earlier.select_related("version", "round").order_by("-round__year").first()


def left_out(round_: Round) -> QuerySet[Question]:
    """Questions that exist but are not asked in this round, with their versions."""
    others = Question.objects.exclude(asked_in__round=round_)
    return others.order_by("scope", "key").prefetch_related("versions")


def is_asked_elsewhere(asked: AskedQuestion) -> bool:
    """Whether another round asks the same question, so that answers are compared."""
    return asked.question.asked_in.exclude(pk=asked.pk).exists()


def as_stored(asked: AskedQuestion) -> dict[str, Any]:
    """Everything that can be changed in a question, as it is stored."""
    words = {name: getattr(asked.version, name) for name in WORDS}
    return words | {name: getattr(asked, name) for name in ASKING}


# --- Made and changed --------------------------------------------------------------------------


@transaction.atomic
def add_question(
    round_: Round, *, kind: str, scope: str, by: Person | None, **content: Any
) -> AskedQuestion:
    """A new question, with a key of its own made of its words, last in the draft.

    `content` are fields of its version and of how it is asked. Raises `SameQuestionError` where
    the draft asks it already, as after a double press.
    """
    hold(round_, DRAFT)
    _refuse_same(round_, kind, scope, content["wording"])
    last = round_.asked_questions.aggregate(order=Max("order"))["order"] or 0
    asked = _new_question(round_, kind, scope, last + 1, content)
    record("add_question", asked.question, by=by, year=round_.year, wording=str(asked.version))
    return asked


def _refuse_same(round_: Round, kind: str, scope: str, wording: str) -> None:
    same = round_.asked_questions.filter(
        version__wording=wording, question__kind=kind, question__scope=scope
    )
    if same.exists():
        raise SameQuestionError("Frågan finns redan i enkäten. Skriv den på ett annat sätt.")


def _new_question(
    round_: Round, kind: str, scope: str, order: int, content: Mapping[str, Any]
) -> AskedQuestion:
    _refuse_wrong_lead(round_, scope, order, content.get("shown_if_id"))
    question = Question.objects.create(key=_key_for(content["wording"]), kind=kind, scope=scope)
    words = {name: content[name] for name in WORDS if name in content}
    version = question.versions.create(number=1, **words)
    asking = {name: content[name] for name in ASKING if name in content}
    return round_.asked_questions.create(question=question, version=version, order=order, **asking)


def _key_for(wording: str) -> str:
    """A short name for a question, made of its words, that no other has."""
    words = slugify(wording)[:LONGEST_KEY]
    if len(words) == LONGEST_KEY:
        words = words.rsplit("-", 1)[0]
    base = words.strip("-_") or "fraga"
    taken = set(Question.objects.filter(key__startswith=base[:30]).values_list("key", flat=True))
    taken |= TAKEN | {asked["key"] for asked in standard().questions}
    if base not in taken:
        return base
    numbered = (f"{base[: LONGEST_KEY - 5]}-{number}" for number in range(2, 10_000))
    return next(key for key in numbered if key not in taken)


@transaction.atomic
def change_question(
    asked: AskedQuestion, *, by: Person | None, edition: str = "", **changes: Any
) -> QuestionVersion:
    """Ask the same thing in other words, of others or with other checks, from this round on.

    Words that another round uses stay as they are there, and this one gets a new version; words
    that only this draft uses are simply changed. `edition` marks the question as its writer saw
    it; raises `ChangedMeanwhileError` where somebody else has changed it since.
    """
    before = _hold(asked, edition)
    changed = sorted(name for name, value in changes.items() if before[name] != value)
    if not changed:
        return asked.version
    if "shown_if_id" in changed:
        _refuse_wrong_lead(asked.round, asked.question.scope, asked.order, changes["shown_if_id"])
    version = asked.version
    if set(changed).intersection(WORDS) and version.asked_in.exclude(pk=asked.pk).exists():
        version = _next_version(version)
    for name in changed:
        setattr(version if name in WORDS else asked, name, changes[name])
    version.save()
    asked.version = version
    asked.save()
    record(
        "change_question",
        asked.question,
        by=by,
        year=asked.round.year,
        changed=[name.removesuffix("_id") for name in changed],
        old=before["wording"],
        new=version.wording,
        version=version.number,
    )
    return version


@transaction.atomic
def replace_question(
    asked: AskedQuestion, *, by: Person | None, edition: str = "", **changes: Any
) -> AskedQuestion:
    """Ask something else in a question's place: a new question, never compared with the old.

    The old one is left out of this draft and keeps its answers of other years; the event names
    its successor. What hung on the old one's answers hangs on the new one's.
    """
    before = _hold(asked, edition)
    old, round_ = asked.question, asked.round
    hanging = list(round_.asked_questions.filter(shown_if_id=old.pk))
    asked.delete()
    new = _new_question(round_, old.kind, old.scope, asked.order, before | changes)
    for one in hanging:
        one.shown_if = new.question
        one.save(update_fields=["shown_if"])
    record("replace_question", old, by=by, year=round_.year, successor=new.question.key)
    record("add_question", new.question, by=by, year=round_.year, instead_of=old.key)
    return new


def _hold(asked: AskedQuestion, edition: str) -> dict[str, Any]:
    """The question as it is stored, kept until the transaction ends, if its writer saw it so."""
    hold(asked.round, DRAFT)
    Question.objects.select_for_update().get(pk=asked.question_id)
    fresh = AskedQuestion.objects.select_related("version").filter(pk=asked.pk).first()
    if fresh is None:
        raise WrongStateError("Någon annan har tagit bort frågan ur enkäten.")
    asked.version = fresh.version
    for name in (*ASKING, "order"):
        setattr(asked, name, getattr(fresh, name))
    stored = as_stored(asked)
    refuse_changed(stored, edition)
    return stored


def _next_version(version: QuestionVersion) -> QuestionVersion:
    """The same words under the next number, not yet stored."""
    newest = version.question.versions.aggregate(number=Max("number"))["number"]
    words = {name: getattr(version, name) for name in WORDS}
    return QuestionVersion(question=version.question, number=newest + 1, **words)


def _refuse_wrong_lead(round_: Round, scope: str, order: int, shown_if: int | None) -> None:
    """Raises where a question would hang on one that cannot lead to it, or is asked no more."""
    if shown_if is None:
        return
    asked = round_.asked_questions.select_related("question")
    other = asked.filter(question_id=shown_if).first()
    if other is None or not may_lead(other, scope, order):
        raise OrderError(
            "Frågan kan bara hänga på en fråga med svarsval som kommer före. Välj en annan."
        )


@transaction.atomic
def note_known(question: Question, *, by: Person | None, edition: str = "", **known: Any) -> None:
    """Say where the answer is known already: an indicator, another return.

    `known` are those fields of `Question`. Raises `ChangedMeanwhileError` where somebody else has
    said it since `edition` was read.
    """
    held = Question.objects.select_for_update().get(pk=question.pk)
    refuse_changed(known_as_stored(held), edition)
    changed = [name for name, value in known.items() if getattr(held, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(held, name, known[name])
    held.save()
    record("note_known", held, by=by, changed=sorted(changed))


def known_as_stored(question: Question) -> dict[str, Any]:
    """Where the answer to a question is known already, as it is stored."""
    return {"indicator": question.indicator, "held_elsewhere": question.held_elsewhere}


# --- In order ----------------------------------------------------------------------------------


@transaction.atomic
def move_question(asked: AskedQuestion, *, up: bool, by: Person | None) -> bool:
    """Let a question change places with its neighbour among those asked of the same thing.

    False where it already stands first or last.
    """
    hold(asked.round, DRAFT)
    keys = _keys_in_order(asked.round, asked.question.scope)
    at = keys.index(asked.question.key)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(keys):
        return False
    keys[at], keys[to] = keys[to], keys[at]
    reorder(asked.round, scope=asked.question.scope, keys=keys, by=by)
    return True


@transaction.atomic
def reorder(round_: Round, *, scope: str, keys: Iterable[str], by: Person | None) -> None:
    """Ask the questions of one scope in this order.

    Raises `ChangedMeanwhileError` where `keys` are not all of them, each once, and `OrderError`
    where one would come before the question that decides whether it is asked.
    """
    hold(round_, DRAFT)
    wanted = list(keys)
    if sorted(wanted) != sorted(_keys_in_order(round_, scope)):
        raise ChangedMeanwhileError
    asked = round_.asked_questions.select_related("question", "version")
    by_key = {one.question.key: one for one in asked.filter(question__scope=scope)}
    places = sorted(one.order for one in by_key.values())
    before = {key: one.order for key, one in by_key.items()}
    for key, order in zip(wanted, places, strict=True):
        by_key[key].order = order
    _refuse_before_its_lead(list(by_key.values()))
    moved = [one for key, one in by_key.items() if one.order != before[key]]
    if not moved:
        return
    AskedQuestion.objects.bulk_update(moved, ["order"])
    record("reorder_questions", round_, by=by, scope=scope, order=wanted)


def _keys_in_order(round_: Round, scope: str) -> list[str]:
    asked = round_.asked_questions.filter(question__scope=scope).order_by("order", "pk")
    return list(asked.values_list("question__key", flat=True))


def _refuse_before_its_lead(asked: list[AskedQuestion]) -> None:
    by_question = {one.question_id: one for one in asked}
    for one in asked:
        lead = by_question.get(one.shown_if_id or 0)
        if lead and place(lead.question.scope, lead.order) > place(one.question.scope, one.order):
            raise OrderError(
                f"”{one.version}” visas bara efter vissa svar på ”{lead.version}” och måste "
                "stå efter den."
            )


# --- In and out --------------------------------------------------------------------------------


@transaction.atomic
def leave_out(asked: AskedQuestion, *, by: Person | None) -> None:
    """Do not ask a question this year; it keeps its identity and can be taken in again.

    Raises `LeadsError` where other questions are asked only after some of its answers.
    """
    hold(asked.round, DRAFT)
    hanging = asked.round.asked_questions.filter(shown_if_id=asked.question_id)
    if one := hanging.select_related("version").first():
        raise LeadsError(
            f"”{one.version}” visas bara efter vissa svar på den här frågan. Ändra först när "
            "den visas."
        )
    asked.delete()
    record("leave_out_question", asked.question, by=by, year=asked.round.year)


@transaction.atomic
def take_in(round_: Round, question: Question, *, by: Person | None) -> AskedQuestion:
    """Ask a question again, in its newest words, last in the round."""
    hold(round_, DRAFT)
    last = round_.asked_questions.aggregate(order=Max("order"))["order"] or 0
    asked, created = AskedQuestion.objects.get_or_create(
        round=round_,
        question=question,
        defaults={"version": question.versions.latest("number"), "order": last + 1},
    )
    if created:
        record("take_in_question", question, by=by, year=round_.year)
    return asked
