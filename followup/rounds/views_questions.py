"""What a round asks: its questions made, changed and ordered, and the survey as it will be read."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from followup.rounds import questions as asking
from followup.rounds.budget import budgets
from followup.rounds.editions import FIELD, edition_of, met
from followup.rounds.forms_questions import KnownElsewhereForm, NewQuestionForm, QuestionForm
from followup.rounds.models import AskedQuestion, Question, Round
from followup.rounds.question_kinds import (
    SCOPES,
    answers_that_lead,
    condition_in_words,
    leading_to,
)
from followup.rounds.views import GET_OR_POST, find_round, posted, renewed, status
from goals.models import SubGoal
from strategy_portal.access import SignedInRequest, require
from strategy_portal.exceptions import ChangedMeanwhileError, WrongStateError

Scope = Question.Scope


def _asked(round_: Round) -> dict[str, list[AskedQuestion]]:
    """The round's questions in order, by what they are asked of."""
    everything = round_.asked_questions.select_related("question__indicator", "version")
    asked = list(everything.order_by("order"))
    for one in asked:
        one.round = round_
    return {scope: [one for one in asked if one.question.scope == scope] for scope in SCOPES}


def _with_conditions(
    by_scope: dict[str, list[AskedQuestion]],
) -> dict[str, list[tuple[AskedQuestion, str]]]:
    """Each question with when it is asked, in words."""
    everything = [one for asked in by_scope.values() for one in asked]
    return {
        scope: [(one, condition_in_words(one, everything)) for one in asked]
        for scope, asked in by_scope.items()
    }


@require("round.manage")
@require_safe
def questions(request: SignedInRequest, year: int) -> HttpResponse:
    """All questions in order, and those that are left out."""
    round_ = find_round(year)
    by_scope = _asked(round_)
    groups = [(Scope(scope), asked) for scope, asked in _with_conditions(by_scope).items()]
    found = budgets(round_, [one.question for asked in by_scope.values() for one in asked])
    for asked in by_scope.values():
        for one in asked:
            one.budget = found.get(one.question_id)  # type: ignore[attr-defined]  # for the page
    context = {
        "round": round_,
        "groups": groups,
        "left_out": asking.left_out(round_),
        "is_draft": round_.state == Round.State.DRAFT,
    }
    return render(request, "rounds/questions.html", context)


def _one_asked(year: int, key: str) -> AskedQuestion:
    asked = AskedQuestion.objects.select_related("round", "question__indicator", "version")
    return get_object_or_404(asked, round__year=year, question__key=key)


# --- Made --------------------------------------------------------------------------------------


@require("round.manage")
@GET_OR_POST
def new_question(request: SignedInRequest, year: int) -> HttpResponse:
    """Choose a kind, then write the question; nothing is made until it is saved."""
    round_ = find_round(year)
    chosen = NewQuestionForm(request.GET or None)
    context: dict[str, Any] = {
        "round": round_,
        "chosen": chosen,
        "is_draft": round_.state == Round.State.DRAFT,
    }
    if not chosen.is_valid():
        return render(request, "rounds/new_question.html", context, status=status(chosen))
    kind, scope = chosen.cleaned_data["kind"], chosen.cleaned_data["scope"]
    everything = [one for asked in _asked(round_).values() for one in asked]
    last = max((one.order for one in everything), default=0) + 1
    form = QuestionForm(posted(request), kind=kind, leading=leading_to(everything, scope, last))
    if _is_sent(request) and form.is_valid():
        try:
            asked = asking.add_question(
                round_, kind=kind, scope=scope, by=request.user, **form.content()
            )
        except asking.SameQuestionError as wrong:
            form.add_error("wording", str(wrong))
        else:
            messages.success(request, f"”{asked.version}” är med i enkäten, sist i sin grupp.")
            return _back_to_list(year, asked.question.key)
    context |= {"form": form, "kind": Question.Kind(kind), "scope": Scope(scope)}
    return _page(request, "rounds/question.html", context, form)


def _is_sent(request: SignedInRequest) -> bool:
    """Whether the form was sent to be saved, and not to have its rows moved or taken away."""
    return request.method == "POST" and "rows" not in request.POST


def _page(
    request: SignedInRequest, template: str, context: dict[str, Any], form: QuestionForm
) -> HttpResponse:
    """The form again, with its faults unless only its rows were moved."""
    if _is_sent(request):
        return render(request, template, context, status=status(form))
    if request.method == "POST":
        form.errors.clear()
    return render(request, template, context)


def _back_to_list(year: int, key: str) -> HttpResponse:
    """The list of questions, at this one."""
    response = redirect("rounds:questions", year)
    response["Location"] += f"#{key}"
    return response


# --- Changed -----------------------------------------------------------------------------------


@require("round.manage")
@GET_OR_POST
def question(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """Everything about one question, to change while the round is a draft."""
    asked = _one_asked(year, key)
    form = _form_of(asked, posted(request))
    if _is_sent(request) and form.is_valid():
        try:
            return _change(request, asked, form)
        except ChangedMeanwhileError:
            return _meet(request, asked, form)
    return _page(request, "rounds/question.html", _about(asked, form), form)


@require("round.manage")
@require_POST
def known(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """Say where the answer to a question is known already."""
    asked = _one_asked(year, key)
    form = KnownElsewhereForm(request.POST, prefix="known")
    if not form.is_valid():
        context = _about(asked, _form_of(asked, None)) | {"known": form}
        return render(request, "rounds/question.html", context, status=422)
    try:
        asking.note_known(asked.question, by=request.user, edition=form.seen(), **form.changes())
    except ChangedMeanwhileError:
        asked.question.refresh_from_db()
        stored = asking.known_as_stored(asked.question)
        again = request.POST.copy()
        again[f"known-{FIELD}"] = edition_of(stored)
        context = _about(asked, _form_of(asked, None))
        context |= {"known": KnownElsewhereForm(again, prefix="known"), "met": met(form, stored)}
        return render(request, "rounds/question.html", context, status=409)
    messages.success(request, "Det är inskrivet var uppgiften redan finns.")
    return redirect("rounds:question", year, key)


def _form_of(asked: AskedQuestion, data: Any) -> QuestionForm:
    everything = [one for many in _asked(asked.round).values() for one in many]
    leading = leading_to(everything, asked.question.scope, asked.order)
    lead = next((one for one in leading if one.question_id == asked.shown_if_id), None)
    return QuestionForm(
        data,
        kind=asked.question.kind,
        key=asked.question.key,
        leading=leading,
        hanging=answers_that_lead(asked),
        asks_meaning=asking.is_asked_elsewhere(asked),
        known_columns=[column["key"] for column in asked.version.columns],
        initial=QuestionForm.stored(asked, lead) | {FIELD: edition_of(asking.as_stored(asked))},
    )


def _about(asked: AskedQuestion, form: QuestionForm) -> dict[str, Any]:
    return {
        "asked": asked,
        "round": asked.round,
        "kind": Question.Kind(asked.question.kind),
        "scope": Scope(asked.question.scope),
        "before": asking.asked_before(asked),
        "budget": budgets(asked.round, [asked.question]).get(asked.question_id),
        "known": _known_form(asked.question),
        "form": form,
        "is_draft": asked.round.state == Round.State.DRAFT,
    }


def _known_form(question: Question) -> KnownElsewhereForm:
    stored = asking.known_as_stored(question)
    return KnownElsewhereForm(initial=stored | {FIELD: edition_of(stored)}, prefix="known")


def _change(request: SignedInRequest, asked: AskedQuestion, form: QuestionForm) -> HttpResponse:
    act = asking.replace_question if form.is_new_meaning() else asking.change_question
    act(asked, by=request.user, edition=form.seen(), **form.content())
    if form.is_new_meaning():
        messages.success(request, "Den nya frågan står i den gamlas ställe.")
        return redirect("rounds:questions", asked.round.year)
    messages.success(request, "Frågan är ändrad.")
    return _back_to_list(asked.round.year, asked.question.key)


def _meet(request: SignedInRequest, asked: AskedQuestion, form: QuestionForm) -> HttpResponse:
    """A colleague saved in between: both texts, and the form as it was typed."""
    fresh = _one_asked(asked.round.year, asked.question.key)
    stored = _form_of(fresh, None).initial
    again = _form_of(fresh, renewed(request.POST, asking.as_stored(fresh)))
    context = _about(fresh, again) | {"met": met(form, stored)}
    return render(request, "rounds/question.html", context, status=409)


# --- In order, in and out ----------------------------------------------------------------------


@require("round.manage")
@require_POST
def order(request: SignedInRequest, year: int) -> HttpResponse:
    """A new order of the questions of one scope, as it was dragged; answers the script."""
    round_ = find_round(year)
    scope, keys = request.POST.get("scope", ""), request.POST.getlist("key")
    try:
        asking.reorder(round_, scope=scope, keys=keys, by=request.user)
    except WrongStateError as wrong:
        return JsonResponse({"message": str(wrong)}, status=409)
    return JsonResponse({"order": keys})


@require("round.manage")
@require_POST
def raise_(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """Ask a question earlier."""
    return _move(request, year, key, up=True)


@require("round.manage")
@require_POST
def lower(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """Ask a question later."""
    return _move(request, year, key, up=False)


def _move(request: SignedInRequest, year: int, key: str, *, up: bool) -> HttpResponse:
    asked = _one_asked(year, key)
    try:
        moved = asking.move_question(asked, up=up, by=request.user)
    except asking.OrderError as wrong:
        messages.error(request, str(wrong))
        return _back_to_list(year, key)
    if moved:
        where = "upp" if up else "ned"
        messages.success(request, f"”{asked.version}” är flyttad ett steg {where}.")
    return _back_to_list(year, key)


@require("round.manage")
@require_POST
def leave_out(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """Do not ask a question this year."""
    asked = _one_asked(year, key)
    try:
        asking.leave_out(asked, by=request.user)
    except asking.LeadsError as wrong:
        messages.error(request, str(wrong))
        return _back_to_list(year, key)
    messages.success(request, f"”{asked.version}” frågas inte i år.")
    return redirect("rounds:questions", year)


@require("round.manage")
@require_POST
def take_in(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """Ask a question again."""
    asked = asking.take_in(find_round(year), get_object_or_404(Question, key=key), by=request.user)
    messages.success(request, f"”{asked.version}” är med i enkäten.")
    return _back_to_list(year, asked.question.key)


@require("round.manage")
@require_safe
def preview(request: SignedInRequest, year: int) -> HttpResponse:
    """The questionnaire as the organisations will read it."""
    round_ = find_round(year)
    asked = _with_conditions(_asked(round_))
    prioritised = SubGoal.objects.prioritised_for(year).values_list("pk", flat=True)
    context = {
        "round": round_,
        "of_organisation": asked[Scope.ORGANISATION],
        "of_sub_goal": asked[Scope.SUB_GOAL],
        "of_area": asked[Scope.AREA],
        "areas": round_.strategy.goal_areas.order_by("number").with_sub_goals(),
        "prioritised": set(prioritised),
    }
    return render(request, "rounds/preview.html", context)
