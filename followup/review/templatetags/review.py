"""Cells of the table where organisations stand side by side, and what a text claims."""

from collections import defaultdict

from django.template import Library

from actors.models import Actor
from followup.review.compilation import (
    AreaCompilation,
    OrganisationAnswers,
    Response,
    Words,
)
from followup.review.reading import response as reading
from followup.survey.models import ImplementationDegree
from goals.models import SubGoal

register = Library()

_DONE = {
    "yes": "Ja",
    "nothing_done": "Inget gjort",
    "not_relevant": "Ej relevant",
    "not_known": "Vet ej",
    "other": "Annat svar",
    "blank": "Blankt",
}


@register.filter
def degree_for(row: OrganisationAnswers, sub_goal: SubGoal) -> str:
    """An organisation's degree for a sub-goal; N where it said that the area is not relevant."""
    return "N" if row.not_relevant_because else row.degrees.get(sub_goal.pk, "")


@register.filter
def by_degree(compiled: AreaCompilation, sub_goal: SubGoal) -> list[tuple[str, list[Actor]]]:
    """Who answered what about a sub-goal, in the scale's order, blank last ("")."""
    found: dict[str, list[Actor]] = defaultdict(list)
    for row in compiled.organisations:
        found[degree_for(row, sub_goal)].append(row.actor)
    return [
        (degree, found[degree]) for degree in (*ImplementationDegree.values, "") if found[degree]
    ]


@register.filter
def comments_for(row: OrganisationAnswers, sub_goal: SubGoal) -> tuple[Words, ...]:
    """What an organisation wrote about a sub-goal."""
    return row.comments.get(sub_goal.pk, ())


@register.filter
def has_words(row: OrganisationAnswers) -> bool:
    """Whether an organisation has anything to show in the area beyond its degrees."""
    return bool(row.comments or row.challenges or row.others or row.priorities or row.interventions)


@register.filter
def done_words(done: str) -> str:
    """A field of `DoneAnswers` in words."""
    return _DONE[done]


@register.filter
def spoken_for(text: str, response: Response) -> tuple[reading.SpokenFor, ...]:
    """The kinds of organisation that a text speaks for as if all had answered."""
    return reading.spoken_for(text or "", response)
