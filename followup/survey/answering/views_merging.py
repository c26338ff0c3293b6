"""Two interventions merged over HTTP: which other one, side by side, merged, taken apart again."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from followup.survey.answering import merging
from followup.survey.answering.views_records import save_first
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Answer, Intervention, Section
from followup.survey.rights import section_hinder
from followup.survey.views import find_section, not_kept
from strategy_portal.access import SignedInRequest, require
from strategy_portal.exceptions import ChangedMeanwhileError, WrongStateError


@require("survey.answer")
@require_POST
def begin_merging(
    request: SignedInRequest, year: int, actor: str, section: str, pk: uuid.UUID
) -> HttpResponse:
    """From the section's page: what is written there is saved, and then the two are compared."""
    found = find_section(request, year, actor, section)
    get_object_or_404(Intervention, pk=pk, section=found, removed_at=None)
    if trouble := save_first(request, found):
        return trouble
    return redirect("survey:merge_interventions", year, actor, section, pk)


@require("survey.answer")
@require_http_methods(["GET", "HEAD", "POST"])
@not_kept
def merge_interventions(
    request: SignedInRequest, year: int, actor: str, section: str, pk: uuid.UUID
) -> HttpResponse:
    """Choose the other one, see both side by side, and make them one."""
    found = find_section(request, year, actor, section)
    get_object_or_404(Intervention, pk=pk, section=found)
    form = SectionForm(found, found.submission.round)
    kept = next((one for one in form.interventions if one.pk == pk), None)
    if kept is None:
        return _gone(request, found)
    others = [one for one in form.interventions if one != kept]
    other = _other(request, others)
    if request.method == "POST":
        return _merge(request, found, kept, other)
    if other is None:
        return _choose(request, found, kept, others)
    return _compare(request, found, merging.side_by_side(form, kept, other), len(others) > 1)


def _other(request: SignedInRequest, others: list[Intervention]) -> Intervention | None:
    """The one that is named in the address or the form; where there is but one, that."""
    named = request.POST.get("med") or request.GET.get("med") or ""
    if not named and len(others) == 1:
        return others[0]
    return next((one for one in others if str(one.pk) == named), None)


def _merge(
    request: SignedInRequest, found: Section, kept: Intervention, other: Intervention | None
) -> HttpResponse:
    if other is None:
        named = request.POST.get("med", "")
        pressed_twice = named in {str(one.pk) for one in kept.merged_from.all()}
        return _to(found, f"insats-{kept.pk}") if pressed_twice else _gone(request, found)
    kept.section = found
    chosen, seen = _posted(request, "val"), _posted(request, "sett")
    try:
        merging.merge_interventions(
            kept, other, chosen=chosen, seen=seen, by=request.user, at=timezone.now()
        )
    except ChangedMeanwhileError:
        form = SectionForm(found, found.submission.round)
        both = merging.side_by_side(form, kept, other)
        both.choose(chosen, seen)
        return _compare(request, found, both, len(form.interventions) > 2, status=409)
    except WrongStateError as wrong:
        messages.error(request, str(wrong))
        return _to(found, "insatser")
    messages.success(request, "Insatserna är hopslagna. Du kan ångra under insatsen.")
    return _to(found, f"insats-{kept.pk}")


def _posted(request: SignedInRequest, prefix: str) -> dict[str, str]:
    """What was sent for each part: "val:title" is what was chosen for the title."""
    return {
        name.removeprefix(f"{prefix}:"): value
        for name, value in request.POST.items()
        if name.startswith(f"{prefix}:") and isinstance(value, str)
    }


def _choose(
    request: SignedInRequest, found: Section, kept: Intervention, others: list[Intervention]
) -> HttpResponse:
    """Which other intervention it is the same as."""
    context = _frame(request, found, kept) | {"others": _in_words(others)}
    return render(request, "survey/merge_choose.html", context)


def _compare(
    request: SignedInRequest,
    found: Section,
    both: merging.Comparison,
    has_more: bool,
    *,
    status: int = 200,
) -> HttpResponse:
    context = _frame(request, found, both.kept) | {"both": both, "has_more": has_more}
    return render(request, "survey/merge.html", context, status=status)


def _frame(request: SignedInRequest, found: Section, kept: Intervention) -> dict[str, Any]:
    ((title, _, _),) = _in_words([kept])
    return {
        "section": found,
        "submission": found.submission,
        "kept": kept,
        "title": title,
        "hinder": section_hinder(found, request.user, timezone.now()),
    }


def _in_words(interventions: list[Intervention]) -> list[tuple[str, str, Intervention]]:
    """Each with its title and what was done; one query."""
    words = Answer.objects.filter(
        intervention__in=interventions, part__in=["title", "description"]
    ).values_list("intervention", "part", "value")
    said = {(pk, part): value for pk, part, value in words}
    return [
        (said.get((one.pk, "title"), ""), said.get((one.pk, "description"), ""), one)
        for one in interventions
    ]


def _gone(request: SignedInRequest, found: Section) -> HttpResponse:
    messages.error(request, merging.GONE)
    return _to(found, "insatser")


@require("survey.answer")
@require_POST
def separate_interventions(
    request: SignedInRequest, year: int, actor: str, section: str, pk: uuid.UUID
) -> HttpResponse:
    """Undo: the intervention that was put aside stands again, and both are as they were."""
    found = find_section(request, year, actor, section)
    other = get_object_or_404(Intervention, pk=pk, section=found)
    if trouble := save_first(request, found):
        return trouble
    other.section = found
    try:
        merging.separate_interventions(other, by=request.user, at=timezone.now())
    except WrongStateError as wrong:
        messages.error(request, str(wrong))
        return _to(found, "insatser")
    messages.success(request, "Insatserna är isär igen, som de var.")
    return _to(found, f"insats-{pk}")


def _to(found: Section, anchor: str) -> HttpResponse:
    """The section's page, at one place of it."""
    submission = found.submission
    address = redirect("survey:section", submission.round.year, submission.actor.slug, found.slug)
    address["Location"] += f"#{anchor}"
    return address
