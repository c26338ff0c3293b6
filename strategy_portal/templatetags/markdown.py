"""In templates: `{{ text|markdown }}` shows a text with its paragraphs, lists and emphasis."""

from django import template
from django.utils.safestring import SafeString

from strategy_portal.markdown import to_html

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """A text that somebody wrote as Markdown, as HTML; every word of it is escaped."""
    return to_html(text or "")
