"""The coordinator reads the survey as a type of organisation will meet it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from actors.models import ActorType
from followup.rounds.models import Round
from followup.survey.preview import preview_section
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
