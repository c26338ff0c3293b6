"""Threads over HTTP: a list, one thread, and what is said in it.

The group and the coordinators take part alike; nobody else knows that there are any.
"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followup.review.discussions import actions
from followup.review.discussions.forms import CommentForm, RewordingForm, ThreadForm
from followup.review.discussions.pages import thread_page, threads_page
from followup.review.discussions.querysets import threads
from followup.review.discussions.subjects import Subject, subject
from followup.review.models import Thread, ThreadComment
from followup.review.views import opened_round
from followup.review.workflow import closed_for_writing
from followup.rounds.models import Round
from strategy_portal.access import SignedInRequest, require
from strategy_portal.exceptions import WrongStateError

MET = (
    "Du har ändrat kommentaren i ett annat fönster. Texten här står kvar i rutan. "
    "Läs den andra nedan och spara igen när du har valt."
)


def _thread(year: int, pk: int) -> Thread:
    return get_object_or_404(threads(opened_round(year)), pk=pk)


def _about(round_: Round, key: str) -> str:
    """What a key names, in words; empty where there is nothing to open a thread about."""
    try:
        return subject(round_, key).about
    except LookupError:
        return ""


def _subject(round_: Round, key: str) -> Subject:
    try:
        return subject(round_, key)
    except LookupError as error:
        raise Http404 from error


@require("review.discuss")
@require_safe
def discussions(request: SignedInRequest, year: int) -> HttpResponse:
    """The round's threads; `?mina=1` those one takes part in, `?om=` those about one thing."""
    round_, key = opened_round(year), request.GET.get("om", "")
    page = threads_page(round_, person=request.user, mine="mina" in request.GET, key=key)
    context = {"page": page, "key": key, "about": _about(round_, key)}
    return render(request, "review/discussions/page.html", context)


@require("review.discuss")
@require_http_methods(["GET", "HEAD", "POST"])
def open_thread(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """A new thread about what the key names."""
    round_ = opened_round(year)
    about = _subject(round_, key)
    form = ThreadForm(request.POST or None, initial={"quote": about.said}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            thread = actions.open_thread(round_, about, by=request.user, **form.cleaned_data)
        except WrongStateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Tråden är öppnad.")
            return redirect("review:thread", year, thread.pk)
    context = {
        "round": round_,
        "about": about,
        "form": form,
        "hinder": closed_for_writing(round_),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "review/discussions/new.html", context, status=status)


@require("review.discuss")
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """One thread, with a box to answer in."""
    found = _thread(year, pk)
    form = CommentForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(found, by=request.user, **form.cleaned_data)
        except WrongStateError as error:
            form.add_error(None, str(error))
        else:
            words = "Kommentaren är sparad."
            if not found.is_open:
                words += " Tråden är öppen igen."
            messages.success(request, words)
            return redirect("review:thread", year, pk)
    status = 422 if form.is_bound and form.errors else 200
    context = {"page": thread_page(found), "form": form}
    return render(request, "review/discussions/thread.html", context, status=status)


@require("review.discuss")
@require_POST
def resolve_thread(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Mark a thread as resolved."""
    actions.resolve(_thread(year, pk), by=request.user)
    messages.success(request, "Tråden är löst. Den ligger kvar bland de lösta.")
    return redirect("review:discussions", year)


@require("review.discuss")
@require_POST
def reopen_thread(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Open a resolved thread again."""
    actions.reopen(_thread(year, pk), by=request.user)
    messages.success(request, "Tråden är öppen igen.")
    return redirect("review:thread", year, pk)


@require("review.discuss")
@require_http_methods(["GET", "HEAD", "POST"])
def reword_comment(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Change one's own comment."""
    own = ThreadComment.objects.filter(thread__round=opened_round(year), by=request.user)
    comment = get_object_or_404(own.select_related("thread__round"), pk=pk)
    initial = {"text": comment.text, "edition": comment.edition}
    form = RewordingForm(request.POST or None, initial=initial, label_suffix="")
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            text, edition = form.cleaned_data["text"], form.cleaned_data["edition"]
            if actions.reword(comment, text=text, base_edition=edition, by=request.user):
                messages.success(request, "Kommentaren är ändrad.")
                return redirect("review:thread", year, comment.thread_id)
        except WrongStateError as error:
            form.add_error(None, str(error))
        else:
            comment.refresh_from_db()
            form = RewordingForm({"text": text, "edition": comment.edition}, label_suffix="")
            form.add_error(None, MET)
            theirs = comment
    context = {"thread": comment.thread, "form": form, "theirs": theirs}
    status = 409 if theirs else 422 if form.is_bound and form.errors else 200
    return render(request, "review/discussions/reword.html", context, status=status)
