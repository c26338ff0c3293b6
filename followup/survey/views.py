"""The survey over HTTP: whose it is, the first page and the task list.

Which organisation and which round a request concerns is read from its address, never from the
session: two tabs can never save into each other.
"""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from followup.rounds.models import Invitation
from followup.survey.answering import actions
from followup.survey.models import Section, Submission
from followup.survey.tasks import first_page, task_list
from followup.survey.together.who import colleagues_of
from strategy_portal.access import SignedInRequest, can, require

# Going back in the browser shows the answers as they are now, and nothing to the next person.
not_kept = cache_control(private=True, no_store=True)


def find_invitation(request: SignedInRequest, year: int, actor: str) -> Invitation:
    """The invitation of one of the person's own organisations; others do not exist for them."""
    invitations = Invitation.objects.to_answer_by(request.user)
    return get_object_or_404(
        invitations.select_related(
            "round__strategy", "actor", "submission__current_version", "submission__approver"
        ),
        round__year=year,
        actor__slug=actor,
    )


def find_section(request: SignedInRequest, year: int, actor: str, section: str) -> Section:
    """One section of an own organisation's submission."""
    invitation = find_invitation(request, year, actor)
    submission = get_object_or_404(
        Submission.objects.select_related("approver"), invitation=invitation
    )
    sections = submission.sections.select_related("goal_area", "assigned_to", "assigned_by")
    wanted = {"goal_area": None} if section == "organisation" else {"goal_area__slug": section}
    found = get_object_or_404(sections, **wanted)
    submission.invitation = invitation
    submission.round, submission.actor = invitation.round, invitation.actor
    found.submission = submission
    return found


@require("survey.read")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The person's surveys; with only one open it leads straight there."""
    invitations = list(
        Invitation.objects.to_answer_by(request.user)
        .select_related("round", "actor", "submission")
        .order_by("-round__year", "actor__name")
    )
    now = timezone.now()
    waiting = [one for one in invitations if one.accepts_answers(now)]
    if len(waiting) == 1 and len(invitations) == 1:
        return redirect("survey:survey", invitations[0].round.year, invitations[0].actor.slug)
    context = {"invitations": invitations, "waiting": [one.pk for one in waiting]}
    return render(request, "survey/index.html", context)


@require("survey.read")
@require_safe
@not_kept
def survey(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """Why we ask and how long it takes; once begun, the list of sections."""
    invitation = find_invitation(request, year, actor)
    may_answer = can(request.user, "survey.answer", invitation)
    if not hasattr(invitation, "submission"):
        context = first_page(invitation, timezone.now()) | {
            "may_answer": may_answer,
            "colleagues": colleagues_of(invitation),
        }
        return render(request, "survey/first_page.html", context)
    context = task_list(invitation, timezone.now(), request.user) | {"may_answer": may_answer}
    return render(request, "survey/task_list.html", context)


@require("survey.answer")
@require_POST
def start(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """Begin answering."""
    invitation = find_invitation(request, year, actor)
    actions.start(invitation, by=request.user)
    return redirect("survey:survey", year, actor)
