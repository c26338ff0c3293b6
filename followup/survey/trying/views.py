"""The survey as a type of organisation meets it, and answered as the test organisation."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actors.models import ActorType
from followup.rounds.models import Round
from followup.survey.models import Submission
from followup.survey.trying import trying
from followup.survey.trying.preview import preview_section
from followup.survey.views import find_invitation
from goals.models import GoalArea
from strategy_portal.access import SignedInRequest, require


class PreviewForm(forms.Form):
    """As which type of organisation to read, and which section."""

    typ = forms.ChoiceField(label="Läs som", choices=ActorType.choices)
    avsnitt = forms.ModelChoiceField(
        GoalArea.objects.none(),
        label="Avsnitt",
        required=False,
        empty_label="Om er organisation",
        to_field_name="slug",
    )

    def __init__(self, data: Mapping[str, Any], round_: Round) -> None:
        super().__init__(data)
        areas = round_.strategy.goal_areas.order_by("number")
        self.fields["avsnitt"].queryset = areas  # type: ignore[attr-defined]  # a model choice


@require("round.manage")
@require_safe
def preview(request: SignedInRequest, year: int) -> HttpResponse:
    """One section as one type of organisation is asked it; nothing can be written."""
    round_ = get_object_or_404(Round.objects.select_related("strategy"), year=year)
    form = PreviewForm({"typ": ActorType.MUNICIPALITY} | request.GET.dict(), round_)
    wanted: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    kind = ActorType(wanted.get("typ", ActorType.MUNICIPALITY))
    shown = preview_section(round_, wanted.get("avsnitt"), kind)
    context = {
        "round": round_,
        "form": form,
        "preview": shown,
        "section": shown.section,
        "submission": shown.section.submission,
        "type": kind,
        "may_try": round_.state in {Round.State.DRAFT, Round.State.OPEN},
    }
    return render(request, "survey/preview.html", context)


@require("survey.try")
@require_POST
def begin(request: SignedInRequest, year: int) -> HttpResponse:
    """Begin or go on as the test organisation; the survey's own pages take over."""
    invitation = trying.begin_trying(get_object_or_404(Round, year=year), by=request.user)
    return redirect("survey:survey", year, invitation.actor.slug)


@require("survey.try")
@require_http_methods(["GET", "HEAD", "POST"])
def begin_anew(request: SignedInRequest, year: int, actor: str) -> HttpResponse:
    """Throw away what the test organisation has answered, once more asked."""
    invitation = find_invitation(request, year, actor)
    submission: Submission | None = getattr(invitation, "submission", None)
    if not invitation.is_test or submission is None:
        raise Http404
    if request.method == "POST":
        trying.begin_anew(submission, by=request.user)
        messages.success(request, "Testorganisationens svar är borta. Du kan börja om.")
        return redirect("rounds:round", year)
    return render(request, "survey/begin_anew.html", {"invitation": invitation})
