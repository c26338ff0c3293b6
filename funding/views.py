"""The catalogue of money to apply for, for everyone to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from actors.models import ActorType
from funding.forms import ApplicantForm
from funding.models import FundingSource
from strategy_portal.access import public


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All sources, or those that one kind of organisation may apply to."""
    form = ApplicantForm(request.GET or None)
    applicant = form.cleaned_data["applicant"] if form.is_valid() else ""
    sources = FundingSource.objects.with_provider().with_applicants()
    if applicant:
        sources = sources.open_to(applicant)
    context = {
        "form": form,
        "sources": sources,
        "applicant": ActorType(applicant).label if applicant else "",
    }
    return render(request, "funding/index.html", context)


@public
@require_safe
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """One source: what it supports, who may apply and on what terms."""
    sources = FundingSource.objects.with_provider().with_applicants()
    shown = get_object_or_404(sources.prefetch_related("target_groups"), slug=slug)
    return render(request, "funding/source.html", {"source": shown})
