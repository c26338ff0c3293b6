"""What a round asks: its questions, their words, and the questionnaire as it will be read."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from followup.rounds import questions as asking
from followup.rounds.forms import WordingForm
from followup.rounds.models import AskedQuestion, Question, Round
from followup.rounds.views import GET_OR_POST, find_round, posted, status
from goals.models import SubGoal
from strategy_portal.access import SignedInRequest, require

Scope = Question.Scope
# The order in which a respondent meets them.
SCOPES = (Scope.ORGANISATION, Scope.SUB_GOAL, Scope.AREA)


def _asked(round_: Round) -> dict[str, list[AskedQuestion]]:
    """The round's questions in order, by what they are asked of."""
    asked = list(round_.asked_questions.select_related("question", "version").order_by("order"))
    return {scope: [one for one in asked if one.question.scope == scope] for scope in SCOPES}


@require("round.manage")
@require_safe
def questions(request: SignedInRequest, year: int) -> HttpResponse:
    """All questions in order, and those that are left out."""
    round_ = find_round(year)
    context = {
        "round": round_,
        "groups": [(scope.label, asked) for scope, asked in _with_labels(round_)],
        "left_out": asking.left_out(round_),
        "is_draft": round_.state == Round.State.DRAFT,
    }
    return render(request, "rounds/questions.html", context)


def _with_labels(round_: Round) -> list[tuple[Question.Scope, list[AskedQuestion]]]:
    return [(Scope(scope), asked) for scope, asked in _asked(round_).items()]


def _one_asked(year: int, key: str) -> AskedQuestion:
    asked = AskedQuestion.objects.select_related("round", "question", "version")
    return get_object_or_404(asked, round__year=year, question__key=key)


@require("round.manage")
@GET_OR_POST
def wording(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """Change a question's words, with the earlier ones beside."""
    asked = _one_asked(year, key)
    stored = {"wording": asked.version.wording, "help_text": asked.version.help_text}
    form = WordingForm(posted(request), initial=stored)
    if request.method == "POST" and form.is_valid():
        asking.change_wording(asked, by=request.user, **form.cleaned_data)
        messages.success(request, "Frågan är ändrad.")
        return redirect("rounds:questions", year)
    context = {
        "asked": asked,
        "round": asked.round,
        "before": asking.asked_before(asked),
        "form": form,
        "is_draft": asked.round.state == Round.State.DRAFT,
    }
    return render(request, "rounds/wording.html", context, status=status(form))


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
    if asking.move_question(asked, up=up, by=request.user):
        where = "upp" if up else "ned"
        messages.success(request, f"”{asked.version}” är flyttad ett steg {where}.")
    response = redirect("rounds:questions", year)
    response["Location"] += f"#{key}"
    return response


@require("round.manage")
@require_POST
def leave_out(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """Do not ask a question this year."""
    asked = _one_asked(year, key)
    asking.leave_out(asked, by=request.user)
    messages.success(request, f"”{asked.version}” frågas inte i år.")
    return redirect("rounds:questions", year)


@require("round.manage")
@require_POST
def take_in(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """Ask a question again."""
    asked = asking.take_in(find_round(year), get_object_or_404(Question, key=key), by=request.user)
    messages.success(request, f"”{asked.version}” är med i enkäten.")
    return redirect("rounds:questions", year)


@require("round.manage")
@require_safe
def preview(request: SignedInRequest, year: int) -> HttpResponse:
    """The questionnaire as the organisations will read it."""
    round_ = find_round(year)
    asked = _asked(round_)
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
