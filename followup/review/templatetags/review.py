"""What a text of the preparation group's claims."""

from django.template import Library

from followup.review.compilation import Response
from followup.review.reading import response as reading

register = Library()


@register.filter
def spoken_for(text: str, response: Response) -> tuple[reading.SpokenFor, ...]:
    """The kinds of organisation that a text speaks for as if all had answered."""
    return reading.spoken_for(text or "", response)
