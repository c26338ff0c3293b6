"""Earlier versions of an answer over HTTP: the list, and an old text brought back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from followup.survey.answering import history
from followup.survey.answering.groups import anchor_of
from followup.survey.form.section_form import SectionForm, UnknownFieldError
from followup.survey.form.values import ValueFaultError
from followup.survey.models import AnswerRevision
from followup.survey.rights import section_hinder
from followup.survey.views import find_section, not_kept
from strategy_portal.access import SignedInRequest, require


@require("survey.read")
@require_safe
@not_kept
def versions(
    request: SignedInRequest, year: int, actor: str, section: str, question: str
) -> HttpResponse:
    """Everything that has stood in one question, or in one intervention."""
    found = find_section(request, year, actor, section)
    form = SectionForm(found, found.submission.round)
    fields = history.fields_of(form, question)
    if not fields:
        raise Http404
    lead = fields[0]
    context = {
        "section": found,
        "submission": found.submission,
        "asked": lead.asked.version.wording,
        "about": "" if lead.intervention else lead.sub_goal,
        "histories": history.history_of(found, fields),
        "put_aside": history.put_aside(form, lead),
        "anchor": anchor_of(question),
        "read_only": bool(section_hinder(found, request.user, timezone.now())),
    }
    return render(request, "survey/history.html", context)


@require("survey.answer")
@require_POST
def restore(request: SignedInRequest, year: int, actor: str, section: str, pk: str) -> HttpResponse:
    """Let an earlier text stand again."""
    found = find_section(request, year, actor, section)
    revision = get_object_or_404(AnswerRevision, pk=pk, answer__section=found)
    address = redirect("survey:section", year, actor, section)
    try:
        saved = history.restore(found, revision, by=request.user, at=timezone.now())
    except UnknownFieldError:
        raise Http404 from None
    except ValueFaultError as fault:
        messages.error(request, f"Det går inte att ta tillbaka. {fault}")
        return address
    messages.success(request, "Det tidigare svaret gäller igen. Det som stod där finns kvar.")
    address["Location"] += "#f-" + saved.answer.key.replace("/", "-")
    return address
