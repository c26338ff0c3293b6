"""Last year's answers over HTTP: taken over, and confirmed; one question or a whole section.

With the page's script one question comes back by itself. Without it, and for a whole section,
what is written on the page is saved first and the page is drawn again.
"""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from followup.survey.answering import copying
from followup.survey.answering.groups import anchor_of
from followup.survey.answering.page import section_page
from followup.survey.answering.views import neighbours_of
from followup.survey.answering.views_records import save_first
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Section
from followup.survey.views import find_section
from strategy_portal.access import SignedInRequest, require
from strategy_portal.middleware import sent_by_script


@require("survey.answer")
@require_POST
def copy_question(
    request: SignedInRequest, year: int, actor: str, section: str, question: str
) -> HttpResponse:
    """Answer one question as last year, where nothing is answered."""
    found = find_section(request, year, actor, section)
    return _change(request, found, question, copying.copy_answers)


@require("survey.answer")
@require_POST
def confirm_question(
    request: SignedInRequest, year: int, actor: str, section: str, question: str
) -> HttpResponse:
    """Say that what was copied into one question, or one intervention, is right."""
    found = find_section(request, year, actor, section)
    return _change(request, found, question, copying.confirm_answers)


@require("survey.answer")
@require_POST
def copy_section(request: SignedInRequest, year: int, actor: str, section: str) -> HttpResponse:
    """Answer as last year in every question of the section where nothing is answered."""
    found = find_section(request, year, actor, section)
    if trouble := save_first(request, found):
        return trouble
    copied = copying.copy_answers(found, by=request.user, at=timezone.now())
    what = "Ett svar är kopierat" if copied == 1 else f"{copied} svar är kopierade"
    messages.success(request, f"{what}. Läs igenom och ändra det som inte stämmer.")
    return _to(found, "fjol")


@require("survey.answer")
@require_POST
def confirm_section(request: SignedInRequest, year: int, actor: str, section: str) -> HttpResponse:
    """Say that everything copied in the section is right."""
    found = find_section(request, year, actor, section)
    if trouble := save_first(request, found):
        return trouble
    copying.confirm_answers(found, by=request.user, at=timezone.now())
    messages.success(request, "De kopierade svaren är bekräftade.")
    return redirect("survey:section", year, actor, section)


def _change(
    request: SignedInRequest, found: Section, question: str, change: Callable[..., int]
) -> HttpResponse:
    by_script = sent_by_script(request)
    if not by_script and (trouble := save_first(request, found)):
        return trouble
    change(found, by=request.user, at=timezone.now(), question=question)
    return _question(request, found, question) if by_script else _to(found, anchor_of(question))


def _question(request: SignedInRequest, found: Section, question: str) -> HttpResponse:
    """One question, or one intervention, as it stands now."""
    page = section_page(found, SectionForm(found, found.submission.round))
    context = {
        "section": found,
        "submission": found.submission,
        "neighbours": neighbours_of(found),
        "read_only": False,
    }
    for block in page.interventions:
        if block.key == question:
            return render(request, "survey/intervention.html", context | {"block": block})
    group = next((b.group for b in page.boxes if b.group and b.group.address == question), None)
    if group is None:
        raise Http404
    sub_goal = group.boxes[0].field.sub_goal
    more = {"group": group, "context": sub_goal.code if sub_goal else ""}
    return render(request, "survey/kinds/question.html", context | more)


def _to(found: Section, anchor: str) -> HttpResponse:
    """The section's page, at one place of it."""
    submission = found.submission
    address = redirect("survey:section", submission.round.year, submission.actor.slug, found.slug)
    address["Location"] += f"#{anchor}"
    return address
