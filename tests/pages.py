"""Reading a page in a test."""

import re

from django.http import HttpResponse


def text(response: HttpResponse) -> str:
    """The page's HTML with its line breaks and indents as single spaces; hard spaces stay."""
    return re.sub(r"[ \n\t]+", " ", response.content.decode())
