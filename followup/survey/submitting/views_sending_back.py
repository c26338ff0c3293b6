"""After handing in, over HTTP: the coordinator reads, comments, sends back or accepts; the
organisation asks to change something, and both see what a new version changed.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followup.rounds.models import Round
from followup.survey.models import Submission, SubmissionVersion
from followup.survey.submitting import sending_back
from followup.survey.submitting.changes import changes_between
from followup.survey.submitting.reading import read_sections
from followup.survey.submitting.remarks import LONGEST_COMMENT, comments_on, place_boxes, written
from followup.survey.submitting.views_sign_off import submission_of
from followup.survey.together.forms import ReasonForm, SendBackForm
from followup.survey.views import find_invitation
from strategy_portal.access import SignedInRequest, can, require
from strategy_portal.exceptions import WrongStateError

State = Submission.State


def find_handed_in(year: int, actor: str) -> SubmissionVersion:
    """What an organisation has handed in, the newest, with its submission; else 404."""
    current = SubmissionVersion.objects.filter(current_of__isnull=False).select_related(
        "submission__round__strategy",
        "submission__actor",
        "submission__invitation__round",
        "submission__reopening_asked_by",
        "submitted_by",
        "approved_by",
    )
    return get_object_or_404(current, submission__round__year=year, submission__actor__slug=actor)


def _decline_form(data: Any = None) -> ReasonForm:
    return ReasonForm(
        data,
        prefix="nej",
        label="Varför går det inte?",
        missing="Skriv varför. Organisationen får läsa det.",
        hint="Står i brevet till organisationen.",
    )


# --- The coordinator -------------------------------------------------------------------------


@require("survey.send_back")
@require_safe
def review(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """Everything an organisation has handed in, and what the coordinator may do with it."""
    return _review_page(request, find_handed_in(year, actor))


def _send_back_form(submission: Submission, data: Any = None) -> SendBackForm:
    sections = submission.sections.select_related("goal_area").order_by("order")
    in_time = submission.invitation.accepts_answers(timezone.now())
    return SendBackForm(data, sections=sections, needs_time=not in_time)


def _review_page(
    request: SignedInRequest,
    version: SubmissionVersion,
    *,
    form: SendBackForm | None = None,
    decline_form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    submission = version.submission
    takes = submission.round.state in {Round.State.OPEN, Round.State.CLOSED}
    may_send_back = takes and submission.state in {State.SUBMITTED, State.ACCEPTED}
    sections = read_sections(version)
    place_boxes(sections, comments_on(version), request.POST, is_open=may_send_back)
    context = {
        "submission": submission,
        "invitation": submission.invitation,
        "round": submission.round,
        "version": version,
        "sections": sections,
        "may_send_back": may_send_back,
        "may_accept": takes
        and submission.state == State.SUBMITTED
        and not submission.reopening_asked_at,
        "takes_answers": takes,
        "form": form or _send_back_form(submission),
        "decline_form": decline_form or _decline_form(),
        "chosen": set(request.POST.getlist("sections")),
    }
    return render(request, "survey/review.html", context, status=status)


@require("survey.send_back")
@require_POST
def send_back(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """Open named sections for change, with comments beside the fields and a reason."""
    version = find_handed_in(year, actor)
    submission = version.submission
    form = _send_back_form(submission, request.POST)
    boxes = place_boxes(read_sections(version), {}, request.POST, is_open=True)
    remarks = written(boxes)
    form.is_valid()
    form.refuse_stray(remarks)
    if any(len(one.text) > LONGEST_COMMENT for one in remarks):
        form.add_error(None, f"Korta kommentarerna till högst {LONGEST_COMMENT} tecken var.")
    if form.errors:
        return _review_page(request, version, form=form, status=422)
    try:
        sending_back.send_back(
            submission,
            sections=form.chosen,
            reason=form.cleaned_data["reason"],
            remarks=remarks,
            more_time=form.cleaned_data.get("more_time"),
            by=request.user,
        )
    except WrongStateError as wrong:
        form.add_error(None, str(wrong))
        submission.refresh_from_db()
        return _review_page(request, version, form=form, status=409)
    messages.success(request, f"Svaren är tillbaka hos {submission.actor}, som har fått ett brev.")
    return redirect("rounds:organisation", year, actor)


@require("survey.send_back")
@require_POST
def accept(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """The coordinator has nothing to ask."""
    submission = find_handed_in(year, actor).submission
    sending_back.accept(submission, by=request.user)
    messages.success(request, f"Svaren från {submission.actor} är godtagna.")
    return redirect("rounds:organisation", year, actor)


@require("survey.send_back")
@require_POST
def decline(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """Say no to an organisation that asked to change its answers, and why."""
    version = find_handed_in(year, actor)
    submission = version.submission
    form = _decline_form(request.POST)
    if not form.is_valid():
        return _review_page(request, version, decline_form=form, status=422)
    reason = form.cleaned_data["reason"]
    sending_back.decline_reopening(submission, reason=reason, by=request.user)
    messages.success(request, f"{submission.actor} har fått ett brev om varför det inte går.")
    return redirect("rounds:organisation", year, actor)


# --- The organisation ------------------------------------------------------------------------


@require("survey.submit")
@require_http_methods(["GET", "HEAD", "POST"])
def ask_to_reopen(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """The organisation asks to change what it handed in, and says what."""
    submission = submission_of(find_invitation(request, year, actor))
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label="Vad vill ni ändra, och varför?",
        missing="Skriv vad ni vill ändra.",
        hint="Samordnaren på Länsstyrelsen läser det och svarar med e-post.",
    )
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        sending_back.ask_to_reopen(submission, reason=reason, by=request.user)
        messages.success(request, "Samordnaren har fått er fråga och svarar med e-post.")
        return redirect("survey:survey", year, actor)
    context = {
        "invitation": submission.invitation,
        "round": submission.round,
        "submission": submission,
        "is_handed_in": submission.state in {State.SUBMITTED, State.ACCEPTED},
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "survey/ask_to_reopen.html", context, status=status)


# --- Both ------------------------------------------------------------------------------------


@require("survey.read")
@require_safe
def changes(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """What one submitted version changed in another: the newest in the one before, unless told.

    The door stands open for coordinators too (`stand_in`); they read what is handed in only.
    """
    if can(request.user, "survey.send_back"):
        submission = find_handed_in(year, actor).submission
    else:
        submission = submission_of(find_invitation(request, year, actor))
    versions = list(submission.versions.select_related("submitted_by").order_by("number"))
    older, newer = _chosen(request, len(versions))
    is_two = len(versions) > 1
    context = {
        "invitation": submission.invitation,
        "round": submission.round,
        "submission": submission,
        "versions": versions,
        "older": versions[older - 1] if is_two else None,
        "newer": versions[newer - 1] if is_two else None,
        "changes": changes_between(versions[older - 1], versions[newer - 1]) if is_two else [],
        "is_coordinator": can(request.user, "survey.send_back"),
    }
    return render(request, "survey/changes.html", context)


def _chosen(request: SignedInRequest, number: int) -> tuple[int, int]:
    """Which two versions are compared, as their numbers; the last two unless others are asked."""
    asked = [request.GET.get(name, "") for name in ("fran", "till")]
    if all(one.isascii() and one.isdigit() and len(one) < 5 for one in asked):
        first, second = (int(one) for one in asked)
        if 1 <= first < second <= number:
            return first, second
    return number - 1, number
