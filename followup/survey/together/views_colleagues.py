"""Colleagues over HTTP: who is let in, who has which section, who is in it now.

Everybody in the organisation sees who answers; its administrator lets in and hands over.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followup.rounds.models import Invitation
from followup.survey.rights import hinder
from followup.survey.together import colleagues
from followup.survey.together.forms import ColleagueForm, DelegateForm
from followup.survey.together.presence import be_present, others_here
from followup.survey.together.who import colleagues_of
from followup.survey.views import find_invitation, find_section
from strategy_portal.access import Role, SignedInRequest, can, organisations, require
from strategy_portal.exceptions import WrongStateError


def invitation_where(
    request: SignedInRequest, permission: str, year: int, actor: str
) -> Invitation:
    """The invitation of an organisation for which the person holds this permission; else 404."""
    held = Invitation.objects.filter(actor_id__in=organisations(request.user, permission))
    return get_object_or_404(
        held.exclude(round__state="draft").select_related(
            "round__strategy", "actor", "submission__current_version", "submission__approver"
        ),
        round__year=year,
        actor__slug=actor,
    )


@require("survey.read")
@require_safe
def people(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """Who answers for the organisation, and what each has; the administrator's tools."""
    return _people_page(request, find_invitation(request, year, actor), ColleagueForm())


def _people_page(
    request: SignedInRequest, invitation: Invitation, form: ColleagueForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "invitation": invitation,
        "round": invitation.round,
        "colleagues": colleagues_of(invitation),
        "may_administer": can(request.user, "survey.administer", invitation.actor),
        "form": form,
    }
    return render(request, "survey/colleagues.html", context, status=status)


@require("survey.administer")
@require_POST
def invite(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """Let a colleague in, and write to them."""
    invitation = invitation_where(request, "survey.administer", year, actor)
    form = ColleagueForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
        try:
            person = colleagues.invite_colleague(invitation, **said, by=request.user)
        except WrongStateError as wrong:
            form.add_error("email", str(wrong))
        else:
            messages.success(request, f"{person.name} är inbjuden och får ett brev med en länk.")
            return redirect("survey:colleagues", year, actor)
    return _people_page(request, invitation, form, status=422)


@require("survey.administer")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: SignedInRequest, year: int, actor: str, pk: int) -> HttpResponse:
    """A colleague no longer answers; asked once more first, for it cannot be done by mistake."""
    invitation = invitation_where(request, "survey.administer", year, actor)
    colleague = next((one for one in colleagues_of(invitation) if one.person.pk == pk), None)
    if colleague is None:
        raise Http404
    person = colleague.person
    if request.method == "POST":
        try:
            colleagues.remove_colleague(invitation, person, by=request.user)
        except WrongStateError as wrong:
            messages.error(request, str(wrong))
        else:
            messages.success(request, f"{person.name} svarar inte längre för {invitation.actor}.")
        if person == request.user:
            return redirect("home")
        return redirect("survey:colleagues", year, actor)
    context = {"invitation": invitation, "round": invitation.round, "colleague": colleague}
    return render(request, "survey/remove_colleague.html", context)


# --- Who has which section -------------------------------------------------------------------


@require("survey.administer")
@require_http_methods(["GET", "HEAD", "POST"])
def delegate(request: SignedInRequest, year: int, actor: str, section: str) -> HttpResponse:
    """Hand a section over to a colleague by name, with a few words."""
    invitation = invitation_where(request, "survey.administer", year, actor)
    found = find_section(request, year, actor, section)
    form = DelegateForm(
        request.POST if request.method == "POST" else None,
        people=colleagues.answerers(invitation),
        me=request.user,
    )
    why = hinder(found.submission, timezone.now())
    if request.method == "POST" and form.is_valid():
        message = form.cleaned_data["message"]
        colleagues.delegate(found, to=form.chosen, by=request.user, message=message)
        messages.success(request, f"{form.chosen.name} har nu avsnittet {found.title}.")
        return redirect("survey:survey", year, actor)
    context = {
        "invitation": invitation,
        "round": invitation.round,
        "section": found,
        "form": form,
        "hinder": why,
    }
    status = 422 if form.errors else 200
    return render(request, "survey/delegate.html", context, status=status)


@require("survey.administer")
@require_POST
def take_back(request: SignedInRequest, year: int, actor: str, section: str) -> HttpResponse:
    """The administrator takes a section from the colleague who has it."""
    invitation_where(request, "survey.administer", year, actor)
    found = find_section(request, year, actor, section)
    colleagues.take_back(found, by=request.user)
    messages.success(request, f"Du har nu avsnittet {found.title}.")
    return redirect("survey:section", year, actor, section)


@require("survey.answer")
@require_POST
def release(request: SignedInRequest, year: int, actor: str, section: str) -> HttpResponse:
    """Whoever has a section lets everybody write in it again."""
    found = find_section(request, year, actor, section)
    colleagues.release(found, by=request.user)
    messages.success(request, "Nu kan alla som svarar skriva i avsnittet.")
    return redirect("survey:section", year, actor, section)


# --- Who is here now -------------------------------------------------------------------------


@require("survey.read")
@require_POST
def presence(request: SignedInRequest, year: int, actor: str, section: str) -> HttpResponse:
    """Say that one has the section open, and hear who else has."""
    found = find_section(request, year, actor, section)
    now = timezone.now()
    be_present(found, request.user, now)
    context = {"others": others_here(found, request.user, now)}
    return render(request, "survey/present.html", context)
