"""What a text of the preparation group's claims, and the way to quote in it what is read."""

from django.template import Library
from django.urls import reverse

from followup.review.compilation import Response
from followup.review.reading import response as reading
from followup.review.reading.passages import Source
from followup.survey.models import ReportedIntervention

register = Library()


@register.filter
def spoken_for(text: str, response: Response) -> tuple[reading.SpokenFor, ...]:
    """The kinds of organisation that a text speaks for as if all had answered."""
    return reading.spoken_for(text or "", response)


@register.filter
def quoted_at(source: Source, year: int) -> str:
    """The address at which an answer or an intervention is picked for a text."""
    area = source.goal_area
    if isinstance(source, ReportedIntervention):
        where = [year, source.goal_area.slug, source.intervention_id]
        return reverse("review:quote_intervention", args=where)
    actor, question = source.version.submission.actor.slug, source.question_version.question
    if area is None:
        return reverse("review:quote_about", args=[year, actor, question.pk])
    number = source.sub_goal.number if source.sub_goal else 0
    return reverse("review:quote_answer", args=[year, area.slug, actor, question.pk, number])
