"""The doors every request passes: signed in or not, and told when something has changed."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from strategy_portal.carried import send_again, written
from strategy_portal.exceptions import WrongStateError


def sent_by_script(request: HttpRequest) -> bool:
    """Whether a script on the page sent this, so that no page may be put in its place."""
    return bool(HtmxDetails(request)) or request.headers.get("X-Requested-With") == "fetch"


class TooLarge:
    """A request beyond what the portal takes is answered 413 before anything of it is kept."""

    # Read and thrown away, since a browser that is cut off while sending shows no page at all.
    PATIENCE = 60_000_000
    CHUNK = 262_144

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _length(request) <= settings.LARGEST_REQUEST:
            return self.get_response(request)
        left = self.PATIENCE
        while left > 0 and (read := len(request.read(min(self.CHUNK, left)))):
            left -= read
        return render(request, "413.html", status=413)


def _length(request: HttpRequest) -> int:
    """How long a request says that it is; one that does not say is read as empty."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() else 0


class Sessions(SessionMiddleware):
    """A script that is told that its session is gone leaves the browser's cookie as it is.

    Its answer may come while the reader signs in in another tab: to take away the cookie then
    would take away the new session, and the code just typed with it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """As usual, but for 401."""
        if response.status_code == 401:
            patch_vary_headers(response, ("Cookie",))
            return response
        return super().process_response(request, response)


class SignInRequired(LoginRequiredMiddleware):
    """Signed-out is the default door; a script that lost its session gets 401, never a page.

    A sign-in page swapped into a form would throw away what the person wrote. Whoever sends a
    form by an ordinary button gets it back with what it held, to send again: after signing in a
    browser can only read, so that what was asked for would be lost.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """401 to scripts, the sign-in page to readers, and what was written back to writers."""
        sign_in = super().process_view(request, view_func, view_args, view_kwargs)
        if sign_in is not None and sent_by_script(request):
            return HttpResponse("Du har loggats ut. Det du skrev finns kvar på sidan.", status=401)
        if sign_in is not None and request.POST:
            return send_again(request, status=401)
        return sign_in


class WrongState:
    """A move that came too late becomes a page that says so, with status 409.

    What was written in the form stands there to be copied: nothing that somebody wrote is lost.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Only `WrongStateError` is answered here."""
        if not isinstance(exception, WrongStateError):
            return None
        context = {"explanation": str(exception), "texts": written(request)}
        return render(request, "409.html", context, status=409)
