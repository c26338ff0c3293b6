"""Handing in over HTTP: check, hand in, receipt."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from followup.survey.form.checking import by_section, check
from followup.survey.models import Submission
from followup.survey.submitting import handing_in
from followup.survey.tasks import receipt_of, task_list
from followup.survey.views import find_invitation, not_kept
from strategy_portal.access import SignedInRequest, can, require
from strategy_portal.exceptions import WrongStateError


@require("survey.read")
@require_safe
@not_kept
def check_answers(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """Everything to look at before handing in, with ways to each field."""
    invitation = find_invitation(request, year, actor)
    submission = get_object_or_404(Submission, invitation=invitation)
    submission.invitation = invitation
    findings, now = check(submission), timezone.now()
    context = task_list(invitation, now, request.user) | {
        "findings": findings,
        "by_section": by_section(submission, findings, request.user, now),
        "page_id": uuid.uuid4(),
        "may_submit": can(request.user, "survey.submit", invitation),
        "may_administer": can(request.user, "survey.administer", invitation),
    }
    return render(request, "survey/check.html", context)


@require("survey.submit")
@require_POST
def submit(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """Hand in; somebody who presses twice, or second, sees the same receipt."""
    invitation = find_invitation(request, year, actor)
    submission = get_object_or_404(Submission, invitation=invitation)
    try:
        handing_in.submit(submission, by=request.user)
    except WrongStateError as wrong:
        submission.refresh_from_db()
        if submission.state != Submission.State.SUBMITTED:
            messages.error(request, str(wrong))
            return redirect("survey:check", year, actor)
    return redirect("survey:receipt", year, actor)


@require("survey.read")
@require_safe
def receipt(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """What was handed in, when, by whom; with everything as it was."""
    invitation = find_invitation(request, year, actor)
    submission = get_object_or_404(Submission, invitation=invitation)
    version = submission.current_version
    if version is None:
        return redirect("survey:survey", year, actor)
    may_answer = can(request.user, "survey.answer", invitation)
    context = receipt_of(invitation, version) | {"may_answer": may_answer}
    return render(request, "survey/receipt.html", context)
