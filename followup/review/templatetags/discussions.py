"""The way to what is discussed about a thing, beside it."""

from typing import Any

from django.template import Library

from followup.review.discussions.beside import OpenThreads, key_to, key_to_answer
from followup.review.reading.beside import Beside
from goals.models import GoalArea

register = Library()


@register.inclusion_tag("review/discussions/_beside.html")
def discuss(threads: OpenThreads | None, thing: Any) -> dict[str, Any]:
    """A link to the open threads about a thing, or to open one; nothing without `threads`."""
    if not threads:
        return {}
    return _way(threads, key_to(thing), str(getattr(thing, "title", thing)))


@register.inclusion_tag("review/discussions/_beside.html")
def discuss_answer(threads: OpenThreads | None, area: GoalArea, said: Beside) -> dict[str, Any]:
    """The same for an organisation's answer; there is none where it gave none this year."""
    if not threads or said.now is None:
        return {}
    return _way(threads, key_to_answer(area, said), f"svaret från {said.actor}")


def _way(threads: OpenThreads, key: str, what: str) -> dict[str, Any]:
    return {
        "year": threads.year,
        "key": key,
        "open": threads.by_key.get(key, 0),
        "what": what,
    }
