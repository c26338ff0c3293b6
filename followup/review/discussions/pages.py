"""What the pages about threads show."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from actors.models import Person
from followup.review.discussions.querysets import taken_part_in, threads
from followup.review.discussions.subjects import key_of
from followup.review.models import Thread, ThreadComment
from followup.review.workflow import closed_for_writing
from followup.rounds.models import Round


@dataclass(frozen=True)
class ThreadRow:
    """A thread with its comments, and where what it is about stands; "" where that is gone."""

    thread: Thread
    comments: tuple[ThreadComment, ...]
    url: str

    @property
    def first(self) -> ThreadComment | None:
        """What it was opened with."""
        return self.comments[0] if self.comments else None

    @property
    def last(self) -> ThreadComment | None:
        """The newest answer, where there is one."""
        return self.comments[-1] if len(self.comments) > 1 else None


@dataclass(frozen=True)
class ThreadsPage:
    """A round's threads: the open ones, and the resolved ones folded away.

    `mine` says whether only those are shown that the reader takes part in; `about` is the one
    thing that they are kept to, "" for all.
    """

    round: Round
    open: tuple[ThreadRow, ...]
    resolved: tuple[ThreadRow, ...]
    mine: bool
    about: str
    hinder: str


def threads_page(
    round_: Round, *, person: Person, mine: bool = False, key: str = ""
) -> ThreadsPage:
    """The threads that a person asks for; as many queries however many."""
    found = threads(round_)
    if mine:
        found = found.filter(pk__in=Thread.objects.filter(taken_part_in(person)).values("pk"))
    rows = [_row(one) for one in found if not key or key_of(one) == key]
    return ThreadsPage(
        round_,
        _only(rows, Thread.State.OPEN),
        _only(rows, Thread.State.RESOLVED),
        mine,
        rows[0].thread.about if key and rows else "",
        closed_for_writing(round_),
    )


def _only(rows: Iterable[ThreadRow], state: str) -> tuple[ThreadRow, ...]:
    return tuple(one for one in rows if one.thread.state == state)


@dataclass(frozen=True)
class ThreadPage:
    """One thread, and what this person may do in it."""

    row: ThreadRow
    hinder: str


def thread_page(thread: Thread) -> ThreadPage:
    """One thread with all that was said."""
    return ThreadPage(_row(thread), closed_for_writing(thread.round))


def _row(thread: Thread) -> ThreadRow:
    return ThreadRow(thread, tuple(thread.comments.all()), _where(thread))


def _where(thread: Thread) -> str:
    year = thread.round.year
    if thread.proposal_id:
        return reverse("review:proposal", args=[year, thread.proposal_id])
    if thread.text_key:
        return reverse("review:text", args=[year, thread.text_key])
    if thread.goal_area is None:
        return ""
    area = reverse("review:area", args=[year, thread.goal_area.slug])
    if thread.intervention_id:
        return f"{area}#insats-{thread.intervention_id}"
    if thread.sub_goal is None and thread.actor_id is None:
        return area
    answers = reverse("review:answers", args=[year, thread.goal_area.slug])
    return f"{answers}#svar-{thread.sub_goal.number}" if thread.sub_goal else answers
