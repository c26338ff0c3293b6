"""Own measurements over HTTP: written in one by one, or as a workbook or CSV out and in."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goals.statistics import actions, own_files
from goals.statistics.forms import ValueForm
from goals.statistics.models import Indicator, Measurement, MeasurementUpload
from goals.statistics.own_values import row_of
from goals.statistics.values import Value, compare
from strategy_portal.access import SignedInRequest, require
from strategy_portal.exceptions import ChangedMeanwhileError
from strategy_portal.spreadsheets import XLSX, SpreadsheetError, WrongWorkbookError


@require("statistics.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def add_value(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write an own measurement in."""
    return _write(request, get_object_or_404(Indicator, slug=slug), None)


@require("statistics.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def change_value(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Put an own measurement right; the old one is kept."""
    written = Measurement.objects.valid().written()
    value = get_object_or_404(written.select_related("indicator"), pk=pk, indicator__slug=slug)
    return _write(request, value.indicator, value)


def _write(
    request: SignedInRequest, indicator: Indicator, before: Measurement | None
) -> HttpResponse:
    form = ValueForm(request.POST or None, row=row_of(before) if before else None)
    if form.is_valid() and form.read:
        try:
            actions.write_value(indicator, form.read, by=request.user, replaces=before)
        except actions.AlreadyThereError as there:
            form.add_error(None, str(there))
        else:
            messages.success(request, "Värdet är inskrivet.")
            return redirect("upkeep:indicator", indicator.slug)
    context = {"indicator": indicator, "form": form, "before": before}
    return render(
        request, "statistics/upkeep/value.html", context, status=422 if form.errors else 200
    )


@require("statistics.manage")
@require_safe
def files(request: SignedInRequest, slug: str) -> HttpResponse:
    """How to write values in Excel: a file out, and a place to hand it back."""
    return _files(request, get_object_or_404(Indicator, slug=slug))


def _files(
    request: SignedInRequest, indicator: Indicator, status: int = 200, **wrong: Any
) -> HttpResponse:
    uploads = indicator.uploads.filter(state=MeasurementUpload.State.WAITING)
    context = {"indicator": indicator, "uploads": uploads, **wrong}
    return render(request, "statistics/upkeep/files.html", context, status=status)


@require("statistics.manage")
@require_safe
def workbook(request: SignedInRequest, slug: str) -> HttpResponse:
    """The own measurements as a workbook."""
    indicator = get_object_or_404(Indicator, slug=slug)
    return _file(own_files.write_workbook(indicator), XLSX, f"{slug}.xlsx")


@require("statistics.manage")
@require_safe
def as_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    """The own measurements as CSV."""
    indicator = get_object_or_404(Indicator, slug=slug)
    return _file(own_files.write_csv(indicator), "text/csv; charset=utf-8", f"{slug}.csv")


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="matvarden-{name}"'
    return response


@require("statistics.manage")
@require_POST
def upload(request: SignedInRequest, slug: str) -> HttpResponse:
    """Read a file; all of it or nothing is kept, and nothing changes yet."""
    indicator = get_object_or_404(Indicator, slug=slug)
    file = request.FILES.get("file")
    if file is None:
        return _files(request, indicator, 422, fault="Välj den fil som du vill ladda upp.")
    name = file.name or ""
    try:
        read = own_files.read_file(indicator, file)
    except (SpreadsheetError, WrongWorkbookError) as wrong:
        return _files(request, indicator, 422, fault=str(wrong), file_name=name)
    if read.faults:
        return _files(request, indicator, 422, faults=read.faults, file_name=name)
    kept = actions.receive(indicator, read, name, by=request.user)
    return redirect("upkeep:uploaded", kept.pk)


def _find(pk: int) -> MeasurementUpload:
    uploads = MeasurementUpload.objects.select_related("indicator", "uploaded_by", "settled_by")
    return get_object_or_404(uploads, pk=pk)


@require("statistics.manage")
@require_safe
def uploaded(request: SignedInRequest, pk: int) -> HttpResponse:
    """What an uploaded file would change."""
    return _show(request, _find(pk))


def _show(
    request: SignedInRequest, shown: MeasurementUpload, changed_meanwhile: bool = False
) -> HttpResponse:
    values = [Value.from_plain(one) for one in shown.values]
    context = {
        "upload": shown,
        "indicator": shown.indicator,
        "comparison": compare(shown.indicator, values),
        "changed_meanwhile": changed_meanwhile,
    }
    status = 409 if changed_meanwhile else 200
    return render(request, "statistics/upkeep/uploaded.html", context, status=status)


@require("statistics.manage")
@require_POST
def take_in_upload(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let an uploaded file's values hold."""
    shown = _find(pk)
    try:
        taken = actions.take_in_upload(shown, seen=request.POST.get("seen", ""), by=request.user)
    except ChangedMeanwhileError:
        return _show(request, shown, changed_meanwhile=True)
    new, changed = len(taken.new), len(taken.changed)
    messages.success(request, f"{new} nya och {changed} ändrade värden är intagna.")
    return redirect("upkeep:indicator", shown.indicator.slug)


@require("statistics.manage")
@require_POST
def decline_upload(request: SignedInRequest, pk: int) -> HttpResponse:
    """Leave the measurements as they are."""
    shown = _find(pk)
    actions.decline_upload(shown, by=request.user)
    messages.info(request, "Inga värden har ändrats.")
    return redirect("upkeep:indicator", shown.indicator.slug)
