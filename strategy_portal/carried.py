"""A form that could not be received, given back with what was written in it.

Without a script nothing else is left of the page. Signed out, or on a page older than its token
against forgery, the writer gets everything back, to send again when the way is clear. Where
something else has changed meanwhile, sending it again would not help: then the texts are shown,
to be copied (`strategy_portal.middleware.WrongState`).
"""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_NOT_WRITTEN = re.compile(
    r"csrfmiddlewaretoken|page_id|writer|code|(.*[_-])?(token|password\d?)|base:.*|sett:.*"
)
_SHORTEST = 10  # characters; a single word shorter than that is a choice rather than a text
# An id, a day or a number, which a page offered or which is quickly typed again.
_NO_WORDS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\d\s.,:-]+", re.I)


def fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form held, in its order, but for its token."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]


def written(request: HttpRequest) -> list[str]:
    """The texts somebody wrote in a form; empty for a form without any."""
    return [
        value
        for name, value in fields(request)
        if _has_words(value.strip()) and not _NOT_WRITTEN.fullmatch(name)
    ]


def _has_words(value: str) -> bool:
    is_long = len(value) >= _SHORTEST or len(value.split()) > 1
    return is_long and not _NO_WORDS.fullmatch(value)


def is_our_own(request: HttpRequest) -> bool:
    """Whether the form stood on one of our pages, which the browser vouches for."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def send_again(request: HttpRequest, *, status: int) -> HttpResponse:
    """The page that gives a form back. Never for a form of somebody else's site."""
    context = {
        "address": request.get_full_path(),
        "carried": fields(request),
        "texts": written(request),
        "had_files": bool(request.FILES),
    }
    return render(request, "errors/send_again.html", context, status=status)
