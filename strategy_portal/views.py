"""Pages of the frame: home, health, statements, the component gallery and the error pages."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from actors.models import Actor
from strategy_portal.access import Role, SignedInRequest, public, require
from strategy_portal.arrival import CutOffError
from strategy_portal.carried import is_our_own, send_again, written
from strategy_portal.home import next_steps, overview
from strategy_portal.middleware import sent_by_script


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the portal is for, and for somebody signed in: what to do next."""
    context = {"steps": next_steps(request.user), **overview()}
    return render(request, "home.html", context)


@public
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the server and its database answer; read by container health checks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@public
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the portal is and who runs it."""
    return render(request, "statements/about.html")


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement that the law asks for."""
    return render(request, "statements/accessibility.html")


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, and why."""
    return render(request, "statements/privacy.html")


@public
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Whom to ask."""
    contacts = Actor.objects.filter(memberships__role=Role.COORDINATOR).distinct()
    return render(request, "statements/contact.html", {"contacts": contacts})


@public
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How each role does its work, step by step."""
    return render(request, "statements/help.html")


@public
@require_safe
def help_answering(request: HttpRequest) -> HttpResponse:
    """How to answer the survey, in the order in which questions arise."""
    return render(request, "statements/help_answering.html")


@require("portal.enter")
@require_safe
def signed_in(request: SignedInRequest) -> HttpResponse:
    """Where signing in in a new tab ends: back to the tab where the text is."""
    return render(request, "account/signed_in.html")


@public
@require_safe
def help_coordinators(request: HttpRequest) -> HttpResponse:
    """How a round is run, from its questions to the answers sent back."""
    return render(request, "statements/help_coordinators.html")


@public
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with its states; also what the browser tests look at."""
    return render(request, "gallery.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be understood, is too large, or did not come whole."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    if isinstance(exception, CutOffError):
        return render(request, "errors/cut_off.html", status=400)
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page that needs another role; says which permission was missing."""
    return render(request, "403.html", {"needed": str(exception)}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is old, most often because somebody signed in in another tab.

    A script gets a new token and sends again; a person gets the form back to send again.
    """
    if sent_by_script(request):
        get_token(request)
        return JsonResponse({"kind": "token"}, status=403)
    if is_our_own(request) and written(request):
        return send_again(request, status=403)
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours; or 503 where the database cannot be reached for the moment.

    Drawn without the request, so that the page needs neither session nor database.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        page = render_to_string("503.html")
        return HttpResponse(page, status=503, headers={"Retry-After": "5"})
    return HttpResponse(render_to_string("500.html"), status=500)
