"""What a reader points at, to mark a passage of it or quote it; 404 where it is not handed in."""

from dataclasses import dataclass
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse

from actors.models import Actor
from followup.review.reading import querysets
from followup.review.reading.narrowed import Narrowed
from followup.review.reading.passages import Source, about, place, text_of
from followup.review.views import opened_area, opened_round
from followup.rounds.models import Round


@dataclass(frozen=True)
class Pointed:
    """An answer or an intervention of a round, and the address at which it is read."""

    round: Round
    source: Source
    here: str

    @property
    def actor(self) -> Actor:
        """Who wrote it."""
        return self.source.version.submission.actor

    @property
    def about(self) -> str:
        """What it answers, or which intervention it tells of."""
        return about(self.source)

    @property
    def text(self) -> str:
        """All that is written there."""
        return text_of(self.source)


def answer(year: int, area: str, actor: str, question: int, number: int) -> Pointed:
    """An answer in an area; `number` is the sub-goal's that it is about, or that it proposes.

    With 0 it is the area's own; of several that are about the same, the first.
    """
    round_, goal_area = opened_area(year, area)
    rows = querysets.texts_answered(round_, Narrowed(area=goal_area)).filter(
        version__submission__actor__slug=actor, question_version__question=question
    )
    if number:
        rows = rows.filter(sub_goal__number=number)
    source = get_object_or_404(rows[:1])
    return Pointed(
        round_, source, f"{reverse('review:answers', args=[year, area])}#{place(source)}"
    )


def about_organisation(year: int, actor: str, question: int) -> Pointed:
    """What an organisation says of itself."""
    round_ = opened_round(year)
    rows = querysets.texts_answered(round_, Narrowed()).filter(
        goal_area=None,
        version__submission__actor__slug=actor,
        question_version__question=question,
    )
    here = reverse("review:about_organisations", args=[year])
    return Pointed(round_, get_object_or_404(rows[:1]), here)


def intervention(year: int, area: str, pk: UUID) -> Pointed:
    """An intervention."""
    round_, goal_area = opened_area(year, area)
    rows = querysets.interventions_described(round_, Narrowed(area=goal_area))
    source = get_object_or_404(rows, intervention=pk)
    return Pointed(round_, source, f"{reverse('review:area', args=[year, area])}#insats-{pk}")
