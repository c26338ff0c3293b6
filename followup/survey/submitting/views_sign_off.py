"""Sign-off over HTTP: the whole on one page, and what each may do with it now."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actors.people import holders
from followup.rounds.models import Invitation
from followup.survey.form.checking import check
from followup.survey.models import Submission
from followup.survey.submitting import handing_in, sign_off
from followup.survey.submitting.drafts import read_draft
from followup.survey.tasks import deadline
from followup.survey.together.forms import ApproverForm, ReasonForm
from followup.survey.together.views_colleagues import invitation_where
from followup.survey.views import find_invitation
from strategy_portal.access import Role, SignedInRequest, can, require
from strategy_portal.exceptions import WrongStateError

State = Submission.State


def submission_of(invitation: Invitation) -> Submission:
    """What the organisation has begun to answer, or 404."""
    submission = get_object_or_404(
        Submission.objects.select_related("approver", "sign_off_asked_by", "current_version"),
        invitation=invitation,
    )
    submission.invitation = invitation
    submission.round, submission.actor = invitation.round, invitation.actor
    return submission


def _return_form(data: Any = None) -> ReasonForm:
    return ReasonForm(
        data,
        label="Vad behöver ändras?",
        missing="Skriv vad som behöver ändras.",
        hint="Den som skickade svaren till dig får läsa det.",
    )


@require("survey.read")
@require_safe
def sign_off_page(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """The whole draft as it stands, and who is to approve it."""
    submission = submission_of(find_invitation(request, year, actor))
    return _page(request, submission, _return_form())


def _page(
    request: SignedInRequest, submission: Submission, form: ReasonForm, *, status: int = 200
) -> HttpResponse:
    invitation = submission.invitation
    awaits = submission.state == State.AWAITING
    is_approver = submission.approver_id == request.user.pk and can(
        request.user, "survey.approve", invitation
    )
    context = {
        "invitation": invitation,
        "round": invitation.round,
        "submission": submission,
        "deadline": deadline(invitation, timezone.now()),
        "sections": read_draft(submission),
        "findings": check(submission),
        "awaits": awaits,
        "may_approve": awaits and is_approver,
        "may_take_back": awaits and can(request.user, "survey.submit", invitation),
        "may_choose": submission.state not in {State.SUBMITTED, State.ACCEPTED}
        and can(request.user, "survey.administer", invitation),
        "form": form,
    }
    return render(request, "survey/sign_off.html", context, status=status)


@require("survey.administer")
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """Who approves before the answers go in; another where a manager is away, or nobody."""
    submission = submission_of(invitation_where(request, "survey.administer", year, actor))
    people = holders(submission.actor, Role.APPROVER)
    form = ApproverForm(
        request.POST if request.method == "POST" else None,
        people=people,
        may_be_nobody=submission.state != State.AWAITING,
        initial={"approver": str(submission.approver_id or ApproverForm.NOBODY)},
    )
    if request.method == "POST" and form.is_valid():
        sign_off.choose_approver(submission, form.chosen, by=request.user)
        who = form.chosen.name if form.chosen else "Ingen"
        messages.success(request, f"{who} attesterar svaren innan de lämnas in.")
        return redirect("survey:check", year, actor)
    context = {
        "invitation": submission.invitation,
        "round": submission.round,
        "submission": submission,
        "people": people,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "survey/choose_approver.html", context, status=status)


@require("survey.submit")
@require_POST
def ask(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """Send the answers to the manager."""
    submission = submission_of(find_invitation(request, year, actor))
    try:
        sign_off.ask_for_sign_off(submission, by=request.user)
    except WrongStateError as wrong:
        messages.error(request, str(wrong))
        return redirect("survey:check", year, actor)
    messages.success(request, f"Svaren väntar nu på {submission.approver}, som har fått ett brev.")
    return redirect("survey:survey", year, actor)


@require("survey.approve")
@require_POST
def approve(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """The manager approves, and with that the answers are in; pressed twice it is done once."""
    submission = submission_of(invitation_where(request, "survey.approve", year, actor))
    try:
        handing_in.approve(submission, by=request.user)
    except WrongStateError as wrong:
        submission.refresh_from_db()
        if submission.state != State.SUBMITTED:
            messages.error(request, str(wrong))
            return redirect("survey:sign_off", year, actor)
    return redirect("survey:receipt", year, actor)


@require("survey.approve")
@require_POST
def send_back(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """The manager returns the answers inside the organisation, and says why."""
    submission = submission_of(invitation_where(request, "survey.approve", year, actor))
    form = _return_form(request.POST)
    if not form.is_valid():
        return _page(request, submission, form, status=422)
    sign_off.return_answers(submission, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, "Svaren är tillbaka hos dina kollegor.")
    return redirect("survey:survey", year, actor)


@require("survey.submit")
@require_POST
def take_back(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """The organisation takes its answers back from the manager."""
    submission = submission_of(find_invitation(request, year, actor))
    sign_off.take_back(submission, by=request.user)
    messages.success(request, "Ni kan ändra i svaren igen. Skicka dem till attest när ni är klara.")
    return redirect("survey:survey", year, actor)
