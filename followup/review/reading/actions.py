"""Marking what organisations have handed in with themes, and keeping the themes in order."""

from django.db import transaction

from actors.events import record
from actors.models import Person
from followup.review.models import TaggedPassage, Theme
from followup.review.reading.passages import NOT_THERE, Source, says, text_of
from followup.review.workflow import held_for_writing
from followup.survey.models import ReportedAnswer
from goals.models import Strategy
from strategy_portal.exceptions import ChangedMeanwhileError, WrongStateError


@transaction.atomic
def tag(source: Source, passage: str, theme_name: str, *, by: Person) -> TaggedPassage:
    """Mark a passage with a theme, made if nobody has it yet; the same twice is marked once.

    Raises `WrongStateError` where the text does not hold the passage, or the round is archived.
    """
    submission = source.version.submission
    round_ = held_for_writing(submission.round)
    if not says(text_of(source), passage):
        raise WrongStateError(NOT_THERE)
    theme = _theme(round_.strategy, theme_name, by)
    kind = "answer" if isinstance(source, ReportedAnswer) else "intervention"
    tagged, is_new = TaggedPassage.objects.get_or_create(
        theme=theme, **{kind: source}, passage=passage, defaults={"by": by}
    )
    if is_new:
        record("tag_passage", theme, by=by, actor=submission.actor, passage=tagged.pk)
    return tagged


def _theme(strategy: Strategy, name: str, by: Person) -> Theme:
    """The strategy's theme of a name, however it is capitalised."""
    Strategy.objects.select_for_update().get(pk=strategy.pk)
    wanted = " ".join(name.split())
    if theme := named(strategy, wanted):
        return theme
    theme = Theme.objects.create(strategy=strategy, name=wanted, created_by=by)
    record("add_theme", theme, by=by, name=wanted)
    return theme


def named(strategy: Strategy, name: str) -> Theme | None:
    """A strategy's theme by name; capitals make no difference, in Swedish letters either."""
    return next(
        (one for one in strategy.themes.all() if one.name.casefold() == name.casefold()), None
    )


@transaction.atomic
def untag(tagged: TaggedPassage, *, by: Person) -> None:
    """Take a passage from under its theme; the event keeps which it was."""
    source = tagged.answer or tagged.intervention
    if source:
        held_for_writing(source.version.submission.round)
    record("untag_passage", tagged.theme, by=by, passage=tagged.passage)
    tagged.delete()


@transaction.atomic
def rename(theme: Theme, name: str, *, was: str, by: Person) -> None:
    """Give a theme another name; its passages stay.

    Raises `ChangedMeanwhileError` where it is no longer called what the writer saw, and
    `WrongStateError` where another theme has the name.
    """
    Strategy.objects.select_for_update().get(pk=theme.strategy_id)
    wanted = " ".join(name.split())
    taken = named(theme.strategy, wanted)
    if taken and taken != theme:
        raise WrongStateError(f"Temat ”{taken}” finns redan. Slå ihop dem i stället.")
    if not Theme.objects.filter(pk=theme.pk, name=was).update(name=wanted):
        raise ChangedMeanwhileError
    record("rename_theme", theme, by=by, was=was, name=wanted)


@transaction.atomic
def merge(theme: Theme, into: Theme, *, by: Person) -> None:
    """Let a theme's passages stand under another; what stands under both stands there once."""
    Strategy.objects.select_for_update().get(pk=theme.strategy_id)
    if theme == into or theme.strategy_id != into.strategy_id:
        raise WrongStateError("Välj ett annat tema att slå ihop med.")
    there = {_what(one) for one in into.passages.all()}
    for one in theme.passages.all():
        if _what(one) in there:
            one.delete()
        else:
            one.theme = into
            one.save()
    record("merge_theme", into, by=by, merged=theme.name, into=into.name)
    theme.delete()


def _what(tagged: TaggedPassage) -> tuple[int | None, int | None, str]:
    return tagged.answer_id, tagged.intervention_id, tagged.passage
