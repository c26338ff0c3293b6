"""The workshop's first page: all about a report before it is public, and what to do next."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from followup.report import actions
from followup.report.making import builds, queueing
from followup.report.making.queueing import line_of
from followup.report.models import AnnualReport
from followup.report.outputs import archive
from followup.report.outputs.kinds import offered
from followup.report.workflow import REPORTS
from followup.report.workshop.forms import CorrectionForm, TextsForm, edition_of
from followup.review.compilation import response
from followup.review.reading.response import Claim, claims, written
from followup.review.writing.pages import texts_page
from followup.rounds.models import Round
from strategy_portal.access import SignedInRequest, can, require


def newest(year: int) -> AnnualReport:
    """The version that is being worked on, or the last there was."""
    found = AnnualReport.objects.for_year(year).first()
    if found is None:
        raise Http404("Rapporten är inte påbörjad")
    return found


@require("report.read")
@require_safe
def work(request: SignedInRequest, year: int) -> HttpResponse:
    """Everything about a year's report before it is public, and what to do with it next."""
    return _workshop(request, newest(year))


def _workshop(
    request: SignedInRequest, shown: AnnualReport, status: int = 200, **forms: Any
) -> HttpResponse:
    may_build = can(request.user, "report.build")
    context = {
        "versions": AnnualReport.objects.for_year(shown.round.year),
        "form": TextsForm(report=shown),
        "correction_form": CorrectionForm(),
        "may_change": may_build and shown.state == AnnualReport.State.DRAFT,
        "may_correct": can(request.user, "report.decide") and _can_be_corrected(shown),
        "may_take_out": can(request.user, "round.manage", shown.round),
        "claims": _claims(shown),
        "texts": texts_page(shown.round) if shown.state == AnnualReport.State.DRAFT else None,
        "in_force": _in_force(shown.round.year) if may_build else None,
        **_making(request, shown),
        **forms,
    }
    return render(request, "report_room/workshop/work.html", context, status=status)


def _in_force(year: int) -> AnnualReport | None:
    """The year's frozen report with how much has changed since; a correction may be under way."""
    return AnnualReport.objects.for_year(year).in_force().with_later_changes().first()


def _claims(shown: AnnualReport) -> tuple[Claim, ...]:
    """What the draft says of all where only some have answered; nothing once it is frozen."""
    if shown.state != AnnualReport.State.DRAFT:
        return ()
    return claims(written(shown.round), response(shown.round))


def _can_be_corrected(shown: AnnualReport) -> bool:
    return shown.state in {AnnualReport.State.ADOPTED, AnnualReport.State.PUBLISHED}


def _making(request: SignedInRequest, shown: AnnualReport) -> dict[str, Any]:
    """How the making goes and what can be done now: the part of the page that renews itself."""
    moves = {t.name for t in REPORTS.open_to(request.user, shown)}
    return {
        "report": shown,
        "year": shown.round.year,
        "line": line_of(shown),
        "may_build": can(request.user, "report.build") and shown.state == AnnualReport.State.DRAFT,
        "moves": moves,
        "full_files": _full_files(request, shown),
        "package": _package(request, shown),
    }


def _full_files(request: SignedInRequest, shown: AnnualReport) -> list[dict[str, Any]]:
    if not can(request.user, "report.data"):
        return []
    return offered(shown.files.with_every_count())


def _package(request: SignedInRequest, shown: AnnualReport) -> Any:
    if not can(request.user, "report.archive"):
        return None
    return shown.files.filter(kind=archive.NAME).first()


@require("report.read")
@require_safe
def progress(request: SignedInRequest, year: int) -> HttpResponse:
    """The part of the workshop that shows how the making goes."""
    return render(request, "report_room/workshop/work.html#making", _making(request, newest(year)))


@require("report.build")
@require_POST
def begin(request: SignedInRequest, year: int) -> HttpResponse:
    """Begin a year's report."""
    begun = actions.begin(get_object_or_404(Round, year=year), by=request.user)
    messages.success(request, "Rapporten är påbörjad. Skriv texterna och gör PDF:en.")
    return redirect("report:work", begun.round.year)


@require("report.build")
@require_POST
def change_texts(request: SignedInRequest, year: int) -> HttpResponse:
    """Save title and addressee; of two who write at once neither loses a word."""
    shown = newest(year)
    form = TextsForm(request.POST, report=shown)
    if not form.is_valid():
        return _workshop(request, shown, status=422, form=form)
    if form.cleaned_data["edition"] != edition_of(shown):
        return _workshop(request, shown, status=409, form=form.renewed(shown), met=shown)
    actions.change_texts(shown, by=request.user, **form.texts())
    messages.success(request, f"Sparat {timezone.localtime():%H:%M}.")
    return redirect("report:work", year)


@require("report.build")
@require_POST
def build(request: SignedInRequest, year: int) -> HttpResponse:
    """Ask the worker to make the report, or to make it once more when it is done."""
    shown = newest(year)
    is_running = line_of(shown).running
    builds.request_build(shown, by=request.user)
    again = "Rapporten står i kö och görs om när den som görs nu är klar."
    begun = "Rapporten görs så snart det blir dess tur. Det tar oftast under en minut."
    messages.success(request, again if is_running else begun)
    return redirect("report:work", year)


@require("report.build")
@require_POST
def cancel(request: SignedInRequest, year: int, build: int) -> HttpResponse:
    """Stop a build that waits or is being made; what was made before stands."""
    shown = newest(year)
    queueing.cancel(get_object_or_404(shown.builds, pk=build), by=request.user)
    messages.success(request, "Arbetet är avbrutet.")
    return redirect("report:work", year)


@require("report.build")
@require_POST
def make_ready(request: SignedInRequest, year: int) -> HttpResponse:
    """The report can be put before the council."""
    actions.make_ready(newest(year), by=request.user)
    messages.success(request, "Rapporten är klar för rådet.")
    return redirect("report:work", year)


@require("report.build")
@require_POST
def take_back(request: SignedInRequest, year: int) -> HttpResponse:
    """The report becomes a draft again."""
    actions.take_back(newest(year), by=request.user)
    messages.success(request, "Rapporten är ett utkast igen och kan ändras.")
    return redirect("report:work", year)


@require("report.decide")
@require_POST
def adopt(request: SignedInRequest, year: int) -> HttpResponse:
    """Fix the report for ever."""
    actions.adopt(newest(year), by=request.user)
    messages.success(request, "Rapporten är fastställd. Den kan inte längre ändras.")
    return redirect("report:work", year)


@require("report.decide")
@require_POST
def publish(request: SignedInRequest, year: int) -> HttpResponse:
    """Let anyone read the report."""
    actions.publish(newest(year), by=request.user)
    messages.success(request, "Rapporten är publicerad. Alla kan läsa den.")
    return redirect("report:work", year)


@require("report.decide")
@require_POST
def correct(request: SignedInRequest, year: int) -> HttpResponse:
    """Begin a corrected version."""
    shown = newest(year)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _workshop(request, shown, status=422, correction_form=form)
    corrected = actions.correct(shown, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, f"Version {corrected.version} är påbörjad som utkast.")
    return redirect("report:work", year)
