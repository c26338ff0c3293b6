"""What is asked: words, order, and which questions a draft takes in."""

from django.db import transaction
from django.db.models import Max, QuerySet

from actors.events import record
from actors.models import Person
from followup.rounds.actions import hold
from followup.rounds.models import AskedQuestion, Question, QuestionVersion, Round

DRAFT = Round.State.DRAFT


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


@transaction.atomic
def change_wording(
    asked: AskedQuestion, *, wording: str, help_text: str, by: Person | None
) -> QuestionVersion:
    """Ask the same thing in other words, from this round on.

    Words that another round uses stay as they are there, and this one gets a new version; words
    that only this draft uses are simply changed.
    """
    hold(asked.round, DRAFT)
    Question.objects.select_for_update().get(pk=asked.question_id)
    asked.refresh_from_db()
    version = asked.version
    if (version.wording, version.help_text) == (wording, help_text):
        return version
    if version.asked_in.exclude(pk=asked.pk).exists():
        version = _next_version(version)
    old = asked.version.wording
    version.wording, version.help_text = wording, help_text
    version.save()
    asked.version = version
    asked.save()
    record("change_wording", asked.question, by=by, old=old, new=wording, year=asked.round.year)
    return version


def _next_version(version: QuestionVersion) -> QuestionVersion:
    newest = version.question.versions.aggregate(number=Max("number"))["number"]
    return QuestionVersion(question=version.question, number=newest + 1, choices=version.choices)


@transaction.atomic
def move_question(asked: AskedQuestion, *, up: bool, by: Person | None) -> bool:
    """Let a question change places with its neighbour among those asked of the same thing.

    False where it already stands first or last.
    """
    hold(asked.round, DRAFT)
    asked.refresh_from_db()
    peers = asked.round.asked_questions.filter(question__scope=asked.question.scope)
    beside = (
        peers.filter(order__lt=asked.order).order_by("-order")
        if up
        else peers.filter(order__gt=asked.order).order_by("order")
    ).first()
    if beside is None:
        return False
    asked.order, beside.order = beside.order, asked.order
    asked.save()
    beside.save()
    record("move_question", asked.question, by=by, year=asked.round.year, up=up)
    return True


@transaction.atomic
def leave_out(asked: AskedQuestion, *, by: Person | None) -> None:
    """Do not ask a question this year; it keeps its identity and can be taken in again."""
    hold(asked.round, DRAFT)
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
