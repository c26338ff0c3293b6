"""An organisation named as partner says whether it took part."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from followup.survey.models import ReportedIntervention
from followup.survey.together import named
from followup.survey.views import find_invitation
from strategy_portal.access import SignedInRequest, can, require
from strategy_portal.exceptions import WrongStateError


@require("survey.answer")
@require_POST
def took_part(request: SignedInRequest, year: int, actor: str, pk: uuid.UUID) -> HttpResponse:
    """The organisation was there."""
    return _answer(request, year, actor, pk, True)


@require("survey.answer")
@require_POST
def took_no_part(request: SignedInRequest, year: int, actor: str, pk: uuid.UUID) -> HttpResponse:
    """The organisation was not there."""
    return _answer(request, year, actor, pk, False)


def _answer(
    request: SignedInRequest, year: int, actor: str, pk: uuid.UUID, was_there: bool
) -> HttpResponse:
    invitation = find_invitation(request, year, actor)
    if not can(request.user, "survey.answer", invitation):
        raise Http404
    try:
        named.answer_naming(invitation, pk, was_there, by=request.user, at=timezone.now())
    except ReportedIntervention.DoesNotExist:
        raise Http404 from None
    except WrongStateError as wrong:
        messages.error(request, str(wrong))
    address = redirect("survey:survey", year, actor)
    address["Location"] += "#namnda"
    return address
