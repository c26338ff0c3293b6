"""In templates: `{{ text|markdown }}` shows a text with its paragraphs, lists and emphasis.

`{{ text|markdown:known }}` also shows what stands at its placeholders: what `known` knows.
"""

from typing import Protocol

from django import template
from django.utils.safestring import SafeString

from strategy_portal.markdown import Block, to_html

register = template.Library()


class Known(Protocol):
    """Somebody who knows what stands at a placeholder; None where it names nothing."""

    def html(self, block: Block) -> SafeString | None:
        """What stands there."""


@register.filter
def markdown(text: str, known: Known | None = None) -> SafeString:
    """A text that somebody wrote as Markdown, as HTML; every word of it is escaped."""
    return to_html(text or "", known.html if known else None)
