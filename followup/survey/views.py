"""The survey over HTTP: first page, task list, section, check, hand in, receipt.

Which organisation and which round a request concerns is read from its address, never from the
session: two tabs can never save into each other.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from followup.rounds.models import Invitation
from followup.survey import actions
from followup.survey.form import SectionForm
from followup.survey.models import Section, Submission
from followup.survey.page import SectionPage, section_page
from followup.survey.presence import others_here
from followup.survey.rights import held_by_another, section_hinder
from followup.survey.saving import posted_save, save_posted
from followup.survey.tasks import first_page, task_list
from followup.survey.values import LONGEST_TEXT, ValueFaultError, bounded
from followup.survey.who import colleagues_of, holder_of
from strategy_portal.access import SignedInRequest, can, require
from strategy_portal.exceptions import WrongStateError

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


@require("survey.read")
@require_safe
@not_kept
def section(request: SignedInRequest, year: int, actor: str, section: str) -> HttpResponse:
    """One section, to answer or to read."""
    found = find_section(request, year, actor, section)
    return show_section(request, section_page(found, SectionForm(found, found.submission.round)))


def show_section(
    request: SignedInRequest, page: SectionPage, *, status: int = 200, title: str = ""
) -> HttpResponse:
    submission, now = page.section.submission, timezone.now()
    why = section_hinder(page.section, request.user, now)
    removed = page.section.interventions.exclude(removed_at=None).order_by("-removed_at").first()
    context = {
        "page": page,
        "section": page.section,
        "submission": submission,
        "invitation": submission.invitation,
        "hinder": why,
        "read_only": bool(why),
        "holder": holder_of(page.section, request.user, now),
        "others": others_here(page.section, request.user, now),
        "neighbours": neighbours_of(page.section),
        "removed": removed,
        "fault_title": title,
    }
    return render(request, "survey/section.html", context, status=status)


def neighbours_of(section: Section) -> list[Section]:
    """All sections of the same answers, in order."""
    sections = section.submission.sections.select_related("goal_area")
    return list(sections.order_by("order"))


@require("survey.answer")
@require_POST
def save(request: SignedInRequest, year: int, actor: str, section: str) -> HttpResponse:
    """Save one field for the page's script; followup/survey/saving.py tells the protocol."""
    arrived = timezone.now()
    found = find_section(request, year, actor, section)
    return save_posted(request, found, arrived)


@require("survey.answer")
@require_POST
def save_all(request: SignedInRequest, year: int, actor: str, section: str) -> HttpResponse:
    """Save a whole section sent by an ordinary button, and mark it done if that was asked."""
    arrived = timezone.now()
    found = find_section(request, year, actor, section)
    page = posted_save(request, found, arrived)
    if any(box.conflict for box in page.boxes):
        title = "En kollega har ändrat samma svar"
        return show_section(request, page, status=409, title=title)
    if page.faults and (why := section_hinder(found, request.user, arrived)):
        title = "Allt sparades inte. Kopiera det du vill ha kvar innan du lämnar sidan"
        status = 403 if why == held_by_another(found, request.user) else 409
        return show_section(request, page, status=status, title=title)
    if page.faults and "done" in request.POST:
        return show_section(
            request, page, status=422, title="Rätta det här innan avsnittet är klart"
        )
    if page.faults:
        return show_section(request, page, status=422)
    if "done" not in request.POST:
        messages.success(request, f"Sparat {timezone.localtime(arrived):%H:%M}")
        return redirect("survey:section", year, actor, section)
    actions.set_section_state(found, Section.State.DONE, by=request.user, at=arrived)
    messages.success(request, f"{found.title} är klart.")
    return redirect("survey:survey", year, actor)


@require("survey.answer")
@require_POST
def not_relevant(request: SignedInRequest, year: int, actor: str, section: str) -> HttpResponse:
    """The organisation has nothing to do with this area, and says why."""
    found = find_section(request, year, actor, section)
    try:
        actions.set_section_state(
            found,
            Section.State.NOT_RELEVANT,
            by=request.user,
            at=timezone.now(),
            reason=bounded(request.POST.get("reason", ""), LONGEST_TEXT),
        )
    except (WrongStateError, ValueFaultError) as wrong:
        messages.error(request, str(wrong))
        return redirect("survey:section", year, actor, section)
    messages.success(request, f"{found.title} är markerat som ej relevant för er.")
    return redirect("survey:survey", year, actor)


@require("survey.answer")
@require_POST
def relevant(request: SignedInRequest, year: int, actor: str, section: str) -> HttpResponse:
    """Take back that the area is not relevant."""
    found = find_section(request, year, actor, section)
    state = Section.State.IN_PROGRESS
    actions.set_section_state(found, state, by=request.user, at=timezone.now())
    return redirect("survey:section", year, actor, section)
