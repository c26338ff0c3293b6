"""The assessment page: one block for the area and one for each sub-goal, each saved on its own.

All blocks stand in one form, so that an ordinary button press, which sends the whole page, can
save everything the writer has touched. A press on a page with script sends one block.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from actors.models import Person
from followup.review import actions
from followup.review.compilation import AreaCompilation, Degrees
from followup.review.forms import AssessmentForm
from followup.review.models import Assessment, AssessmentRevision, Development
from followup.survey.submitting.differences import Piece, compare, who_wrote
from goals.models import GoalArea, SubGoal
from strategy_portal.exceptions import WrongStateError

AREA = 0  # the key of the area's own block; a sub-goal's is its number

MERGE_FIRST = "Inte sparat än. Skriv ihop texterna och spara."
NOT_READ = "Ej sparat. Rätta det som är markerat och spara igen."
_LABELS = {"development": "Utveckling", "reasons": "Varför"}


@dataclass(frozen=True)
class Meeting:
    """One field in which two texts met, word by word."""

    label: str
    mine: list[Piece]
    theirs: list[Piece]


@dataclass(frozen=True)
class Conflict:
    """The writer's save and the newer one it met."""

    who: str
    my_time: datetime
    their_time: datetime
    fields: tuple[Meeting, ...]


@dataclass(frozen=True)
class Block:
    """One judgement to write, with what helps to judge.

    `unsaved` says why the text in the boxes is not stored; `degrees` is None for the area.
    """

    key: int
    target: GoalArea | SubGoal
    form: AssessmentForm
    assessment: Assessment | None
    last_assessment: Assessment | None
    degrees: Degrees | None
    conflict: Conflict | None = None
    unsaved: str = ""
    just_saved: bool = False

    @property
    def needs_care(self) -> bool:
        """Whether something here is not stored, so that the page must not be left."""
        return bool(self.conflict or self.unsaved)


def blocks(compiled: AreaCompilation) -> list[Block]:
    """The page as stored."""
    keys = [AREA, *(one.sub_goal.number for one in compiled.sub_goals)]
    return [block(compiled, key) for key in keys]


def block(compiled: AreaCompilation, key: int) -> Block:
    """One block as stored; `LookupError` where the area has no such sub-goal."""
    target, assessment, last_assessment, degrees = _subject(compiled, key)
    stored = assessment or Assessment()
    return Block(
        key,
        target,
        _form(key, initial={**stored.content, "edition": stored.edition}),
        assessment,
        last_assessment,
        degrees,
    )


def _subject(
    compiled: AreaCompilation, key: int
) -> tuple[GoalArea | SubGoal, Assessment | None, Assessment | None, Degrees | None]:
    if key == AREA:
        return compiled.goal_area, compiled.assessment, compiled.last_assessment, None
    for one in compiled.sub_goals:
        if one.sub_goal.number == key:
            return one.sub_goal, one.assessment, one.last_assessment, one.degrees
    raise LookupError(key)


def _form(key: int, data: QueryDict | None = None, **options: Any) -> AssessmentForm:
    return AssessmentForm(data, prefix=str(key), label_suffix="", **options)


def saved_blocks(compiled: AreaCompilation, data: QueryDict, *, by: Person) -> list[Block]:
    """The page after everything touched on it has been saved, or kept and explained."""
    return [saved_block(compiled, one.key, data, by=by) for one in blocks(compiled)]


def saved_block(compiled: AreaCompilation, key: int, data: QueryDict, *, by: Person) -> Block:
    """One block after what was sent for it has been dealt with."""
    stored, form = block(compiled, key), _form(key, data)
    if f"{key}-edition" not in data:
        return stored
    if not form.is_valid():
        return replace(stored, form=form, unsaved=NOT_READ)
    choice, _, chosen_key = data.get("choice", "").partition(":")
    choice = choice if chosen_key == str(key) else ""
    if choice == "theirs" or (not choice and _is_untouched(stored, form)):
        return stored
    if choice == "merge":
        return _merged(stored, form)
    if form.cleaned_data["met"] and not choice:
        return _still_met(stored, form, by)
    return _save(compiled, stored, form, by)


def _is_untouched(stored: Block, form: AssessmentForm) -> bool:
    """Whether the boxes say what they said when the page was read."""
    seen = form.cleaned_data["edition"]
    if stored.assessment is None or not seen:
        return not any(form.content.values())
    revision = stored.assessment.revision_of(seen)
    met = form.cleaned_data["met"]
    return bool(not met and revision and revision.content == form.content)


def _save(compiled: AreaCompilation, stored: Block, form: AssessmentForm, by: Person) -> Block:
    try:
        saved = actions.save_assessment(
            compiled.round,
            stored.target,
            content=form.content,
            base_edition=form.cleaned_data["edition"] or 0,
            save_id=form.cleaned_data["save_id"],
            by=by,
        )
    except WrongStateError as error:
        return replace(stored, form=form, unsaved=f"Ej sparat. {error}")
    stored = replace(stored, assessment=saved.written)
    if saved.met:
        return _met(stored, saved.revision, saved.met)
    return replace(stored, form=_refilled(stored, saved.written.content), just_saved=True)


def _refilled(stored: Block, content: dict[str, str], *, met: bool = False) -> AssessmentForm:
    """A fresh form with some content, based on what is stored now."""
    edition = stored.assessment.edition if stored.assessment else 0
    return _form(stored.key, initial={**content, "edition": edition, "met": met or None})


def _met(stored: Block, mine: AssessmentRevision, theirs: AssessmentRevision) -> Block:
    fields = _meetings(mine.content, theirs.content)
    conflict = Conflict(who_wrote(theirs, mine), mine.at, theirs.at, fields)
    return replace(stored, form=_refilled(stored, mine.content, met=True), conflict=conflict)


def _still_met(stored: Block, form: AssessmentForm, by: Person) -> Block:
    """The writer pressed another button than the three: the two texts still wait."""
    mine = AssessmentRevision(**form.content, by=by, at=timezone.now())
    theirs = stored.assessment and stored.assessment.revision_of(stored.assessment.edition)
    return _met(stored, mine, theirs) if theirs else stored


def _meetings(mine: dict[str, str], theirs: dict[str, str]) -> tuple[Meeting, ...]:
    """The fields that differ, in the page's order."""
    return tuple(
        Meeting(label, *compare(_in_words(name, mine[name]), _in_words(name, theirs[name])))
        for name, label in _LABELS.items()
        if mine[name] != theirs[name]
    )


def _in_words(name: str, value: str) -> str:
    if name == "development" and value:
        value = str(Development(value).label)
    return value or "(tomt)"


def _merged(stored: Block, form: AssessmentForm) -> Block:
    """Both texts in the boxes, for the writer to join; nothing is saved yet."""
    theirs = stored.assessment.content if stored.assessment else {}
    content = {name: _joined(mine, theirs.get(name, "")) for name, mine in form.content.items()}
    # Two directions cannot be joined: the writer's stands, or the other where none was chosen.
    content["development"] = form.content["development"] or theirs.get("development", "")
    return replace(stored, form=_refilled(stored, content), unsaved=MERGE_FIRST)


def _joined(mine: str, theirs: str) -> str:
    if mine == theirs or not theirs:
        return mine
    return f"{mine}\n\n{theirs}" if mine else theirs
