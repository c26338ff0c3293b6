"""What is done in threads: opened, answered, worded anew, resolved and opened again.

Everything may be done while the round may be written in. An event never holds a comment as it
stands, only the words it had before a change, and belongs to the thread, so that no archive of the
round carries what was said.
"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from actors.events import record
from actors.models import Person
from followup.review.discussions.subjects import Subject
from followup.review.discussions.workflow import THREADS
from followup.review.models import Thread, ThreadComment
from followup.review.workflow import held_for_writing
from followup.rounds.models import Round
from strategy_portal.exceptions import WrongStateError


@transaction.atomic
def open_thread(
    round_: Round, subject: Subject, *, text: str, quote: str = "", save_id: UUID, by: Person
) -> Thread:
    """Open a thread with its first comment; the same form sent twice opens one."""
    held_for_writing(round_)
    if sent := _already_sent(save_id):
        return sent.thread
    thread = Thread.objects.create(
        round=round_,
        about=subject.about,
        goal_area=subject.goal_area,
        sub_goal=subject.sub_goal,
        actor=subject.actor,
        question=subject.question,
        intervention=subject.intervention,
        proposal=subject.proposal,
        text_key=subject.text_key,
        quote=quote,
        opened_by=by,
    )
    record("open_thread", thread, by=by)
    _comment(thread, text, save_id, by)
    return thread


@transaction.atomic
def answer(thread: Thread, *, text: str, save_id: UUID, by: Person) -> ThreadComment:
    """Say something in a thread. A resolved one opens again: somebody has more to say."""
    held_for_writing(thread.round)
    if sent := _already_sent(save_id):
        return sent
    current = Thread.objects.select_related("round").get(pk=thread.pk)
    if not current.is_open:
        THREADS.move(current, "reopen_thread", by=by, resolved_by=None)
    return _comment(current, text, save_id, by)


def _already_sent(save_id: UUID) -> ThreadComment | None:
    return ThreadComment.objects.select_related("thread").filter(save_id=save_id).first()


def _comment(thread: Thread, text: str, save_id: UUID, by: Person) -> ThreadComment:
    comment = ThreadComment.objects.create(thread=thread, text=text, save_id=save_id, by=by)
    record("comment", comment, by=by, thread=thread.pk)
    return comment


@transaction.atomic
def reword(comment: ThreadComment, *, text: str, base_edition: int, by: Person) -> bool:
    """Change one's own comment; False when one has changed it meanwhile in another window.

    Then nothing is changed, and the writer is to see both texts. The event keeps the earlier
    words. Raises `WrongStateError` for somebody else's.
    """
    held_for_writing(comment.thread.round)
    current = ThreadComment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if current.by_id != by.pk:
        raise WrongStateError("Bara den som har skrivit en kommentar kan ändra den.")
    if current.edition != base_edition and current.text != text:
        return False
    before, current.text = current.text, text
    current.edition += 1
    current.reworded_at = timezone.now()
    current.save(update_fields=["text", "edition", "reworded_at"])
    record("reword_comment", current, by=by, before=before)
    return True


@transaction.atomic
def resolve(thread: Thread, *, by: Person) -> None:
    """Mark a thread as resolved; anybody who takes part may."""
    held_for_writing(thread.round)
    THREADS.move(thread, "resolve_thread", by=by, resolved_by=by)


@transaction.atomic
def reopen(thread: Thread, *, by: Person) -> None:
    """Open a resolved thread again."""
    held_for_writing(thread.round)
    THREADS.move(thread, "reopen_thread", by=by, resolved_by=None)
