"""What holds otherwise than a frozen report says: read, compared anew, noted with a reason."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from followup.report.afterwards import later_changes
from followup.report.afterwards.forms import NoteForm
from followup.report.models import AnnualReport, LaterChange
from strategy_portal.access import SignedInRequest, can, require


def _in_force(year: int) -> AnnualReport:
    """The year's report that is adopted or published and not replaced."""
    found = AnnualReport.objects.for_year(year).in_force().first()
    if found is None:
        raise Http404("Ingen fastställd rapport")
    return found


@require("report.build")
@require_safe
def later_changes_page(request: SignedInRequest, year: int) -> HttpResponse:
    """Everything that has changed since the report was adopted."""
    return _page(request, _in_force(year))


def _page(
    request: HttpRequest, report: AnnualReport, *, status: int = 200, answered: Any = None
) -> HttpResponse:
    changes = list(report.later_changes.select_related("noted_by"))
    unread = [one for one in changes if not one.noted_at]
    forms = {one.pk: NoteForm(change=one) for one in unread} | (answered or {})
    context = {
        "report": report,
        "year": report.round.year,
        "unread": [(one, forms[one.pk]) for one in unread],
        "noted": [one for one in changes if one.noted_at],
        "faulty": next((form for form in (answered or {}).values()), None),
        "may_correct": can(request.user, "report.decide"),
        "is_public": report.state == AnnualReport.State.PUBLISHED,
    }
    return render(request, "report_room/afterwards/later_changes.html", context, status=status)


@require("report.build")
@require_POST
def compare(request: SignedInRequest, year: int) -> HttpResponse:
    """Set the report beside the year as it stands now."""
    report = AnnualReport.objects.select_related("round__strategy").get(pk=_in_force(year).pk)
    new = later_changes.look(report, by=request.user)
    noun = "ny ändring" if new == 1 else "nya ändringar"
    messages.success(request, f"Jämfört. {new or 'Inga'} {noun}.")
    return redirect("report:later_changes", year)


@require("report.build")
@require_POST
def note(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """A notice has been read and does not call for a corrected version."""
    report = _in_force(year)
    change = get_object_or_404(LaterChange.objects.filter(report=report, noted_at=None), pk=pk)
    form = NoteForm(request.POST, change=change)
    if not form.is_valid():
        return _page(request, report, status=422, answered={change.pk: form})
    later_changes.note(change, by=request.user, **form.cleaned_data)
    messages.success(request, "Noterat. Rapporten är som den var.")
    return redirect("report:later_changes", year)
