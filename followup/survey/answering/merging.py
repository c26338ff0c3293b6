"""Two interventions that are the same made one: compared part by part, merged, taken apart again.

One remains, with the words that somebody chose of both; each change is a save like any other. The
other is put aside with all that was said of it, and counts nowhere. Files, and what it continues
or carries out, follow it by `merged_into` and are read through the one that stands in its place.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from actors.events import record
from actors.models import Person
from followup.survey.answering.actions import save_answer
from followup.survey.form.fields import COUNT_PARTS, Field, Value
from followup.survey.form.section_form import SectionForm
from followup.survey.form.values import LONGEST_LINE, LONGEST_TEXT
from followup.survey.holding import hold_section, touch
from followup.survey.models import Answer, AnswerRevision, Intervention, Origin
from followup.survey.submitting.differences import Piece, compare
from strategy_portal.exceptions import ChangedMeanwhileError, WrongStateError

KEPT, OTHER, BOTH = "kept", "other", "both"
COUNTS = "counts"
# Counts are of one occasion: women of the one beside men of the other would be no truth.
_COUNTED = (*COUNT_PARTS, "counts_not_known", "total", "total_because")
# Lines that list several, and so can be put one after the other.
_LISTS_IN_A_LINE = frozenset({"other_partners", "other_funding"})

GONE = (
    "En av insatserna har tagits bort eller slagits ihop medan du jämförde. Inget är ändrat. "
    "Se över insatserna och börja om."
)
APART = "Insatserna är redan isärtagna."
TOUCHED = (
    "Det går inte att ångra: insatsen har ändrats sedan de slogs ihop. Allt som stod i båda finns "
    "kvar under Tidigare versioner."
)


@dataclass(frozen=True)
class Choice:
    """One way to answer a part of the merged intervention: `values` by part, and in words."""

    name: str
    values: Mapping[str, Value]
    words: str
    pieces: list[Piece] = field(default_factory=list)
    origin: str = Origin.MERGED


@dataclass
class Row:
    """One part of both interventions, or their counts together.

    `seen` names the versions it was made of. Where the two differ there are `choices`, the first
    of them what stands in the one that remains; `chosen` is the fuller unless somebody chose.
    """

    name: str
    label: str
    seen: str
    words: str
    choices: list[Choice] = field(default_factory=list)
    chosen: str = KEPT
    is_changed: bool = False

    @property
    def html_id(self) -> str:
        """Its id on the page."""
        return f"del-{self.name}"


@dataclass(frozen=True)
class Comparison:
    """Two interventions of one section, side by side."""

    kept: Intervention
    other: Intervention
    titles: tuple[str, str]
    rows: list[Row]

    @property
    def differing(self) -> list[Row]:
        """The parts in which somebody must choose, or may leave the fuller."""
        return [row for row in self.rows if row.choices]

    @property
    def same(self) -> list[Row]:
        """The parts that say the same in both; what is blank in both is left out."""
        return [row for row in self.rows if not row.choices and row.words]

    @property
    def changed(self) -> list[Row]:
        """The parts that somebody has written in since they were last seen."""
        return [row for row in self.rows if row.is_changed]

    def choose(self, chosen: Mapping[str, str], seen: Mapping[str, str]) -> None:
        """Take over what somebody chose, but not where a part is no longer what they saw."""
        for row in self.rows:
            row.is_changed = row.seen != seen.get(row.name)
            if not row.is_changed and chosen.get(row.name) in {one.name for one in row.choices}:
                row.chosen = chosen[row.name]


# --- Side by side ----------------------------------------------------------------------------


class _Both:
    """What stands in both interventions now, by part."""

    def __init__(self, form: SectionForm, kept: Intervention, other: Intervention) -> None:
        answers = Answer.objects.filter(intervention__in=[kept, other])
        self.answers = {(one.intervention_id, one.part): one for one in answers}
        self.kept, self.other = kept, other
        fields = [one for one in form.fields() if one.intervention in {kept, other}]
        self.fields = {one.part: one for one in fields if one.intervention == kept}
        self.others = {one.part: one for one in fields if one.intervention == other}
        self.files = {str(one.pk): (one.name, one.sha256) for one in form.attachments}

    def values(self, part: str) -> tuple[Value, Value]:
        """Of both; a file of the other's that lies here too, under the same name, is one file."""
        mine, theirs = self._value(self.kept, part), self._value(self.other, part)
        if self.fields[part].widget == "file":
            here = {self.files[pk]: pk for pk in mine if pk in self.files}
            theirs = [here.get(self.files.get(pk, ("", "")), pk) for pk in theirs]
        return mine, theirs

    def _value(self, one: Intervention, part: str) -> Value:
        answer = self.answers.get((one.pk, part))
        return answer.value if answer else self.fields[part].empty

    def words(self, part: str, value: Value) -> str:
        """A value as people read it, what is listed on a line of its own."""
        if not isinstance(value, list):
            return self.fields[part].shown(value)
        names = dict(self.others[part].choices) | dict(self.fields[part].choices)
        return "\n".join(names.get(one, one) for one in value)

    def seen(self, parts: Iterable[str]) -> str:
        """The versions of these parts, as a page remembers them."""
        pairs = [(one.pk, part) for part in parts for one in (self.kept, self.other)]
        return "-".join(str(a.version) if (a := self.answers.get(pair)) else "0" for pair in pairs)

    def origin(self, part: str) -> str:
        """Whether the other's words are a copy that nobody has confirmed, and stay so."""
        answer = self.answers.get((self.other.pk, part))
        copied = answer is not None and answer.origin == Origin.COPIED
        return Origin.COPIED if copied else Origin.MERGED


def side_by_side(form: SectionForm, kept: Intervention, other: Intervention) -> Comparison:
    """Every part of two interventions of a section; constant queries."""
    both = _Both(form, kept, other)
    rows = []
    for part, one in both.fields.items():
        if part == COUNT_PARTS[0]:
            rows.append(_counts(both))
        elif part not in _COUNTED:
            rows.append(_row(both, one))
    titles = tuple(str(title) for title in both.values("title"))
    return Comparison(kept, other, (titles[0], titles[1]), rows)


def _row(both: _Both, one: Field) -> Row:
    mine, theirs = both.values(one.part)
    shown = both.words(one.part, mine), both.words(one.part, theirs)
    row = Row(one.part, one.label, both.seen([one.part]), shown[0])
    if _is_same(mine, theirs):
        return row
    pieces = compare(*shown) if one.widget in {"text", "line"} else ([], [])
    row.choices = [
        Choice(KEPT, {one.part: mine}, shown[0], pieces[0]),
        Choice(OTHER, {one.part: theirs}, shown[1], pieces[1], both.origin(one.part)),
    ]
    together = _together(one, mine, theirs)
    if together is not None:
        words = both.words(one.part, together)
        row.choices.append(Choice(BOTH, {one.part: together}, words))
    row.chosen = _fuller(row, mine, theirs)
    return row


def _is_same(mine: Value, theirs: Value) -> bool:
    if isinstance(mine, list) and isinstance(theirs, list):
        return set(mine) == set(theirs)
    return mine == theirs


def _together(one: Field, mine: Value, theirs: Value) -> Value | None:
    """Both values as one; None where that cannot be, or would say no more than one of them."""
    if isinstance(mine, list) and isinstance(theirs, list):
        union = [*mine, *(each for each in theirs if each not in mine)]
        return union if len(union) > max(len(mine), len(theirs)) else None
    mine, theirs = str(mine), str(theirs)
    if not (mine and theirs) or mine in theirs or theirs in mine:
        return None
    if one.widget == "text":
        joined, longest = f"{mine}\n\n{theirs}", LONGEST_TEXT
    elif one.part in _LISTS_IN_A_LINE:
        joined, longest = f"{mine}; {theirs}", LONGEST_LINE
    else:
        return None
    return joined if len(joined) <= longest else None


def _fuller(row: Row, mine: Value, theirs: Value) -> str:
    """Everything of what is listed; of words the longer; of choices one that is made."""
    lists = isinstance(mine, list) or row.name in _LISTS_IN_A_LINE
    if lists and len(row.choices) == 3:
        return BOTH
    if row.choices[0].pieces or isinstance(mine, list):
        return OTHER if len(theirs) > len(mine) else KEPT
    return KEPT if mine else OTHER


def _counts(both: _Both) -> Row:
    """How many took part: all of the one or all of the other, never added together."""
    pairs = {part: both.values(part) for part in _COUNTED}
    sides = [{part: pair[side] for part, pair in pairs.items()} for side in (0, 1)]
    shown = [_counts_in_words(both.fields, side) for side in sides]
    row = Row(COUNTS, "Hur många deltog?", both.seen(_COUNTED), shown[0])
    if sides[0] != sides[1]:
        row.choices = [Choice(KEPT, sides[0], shown[0]), Choice(OTHER, sides[1], shown[1])]
        filled = [sum(bool(value) for value in side.values()) for side in sides]
        row.chosen = OTHER if filled[1] > filled[0] else KEPT
    return row


def _counts_in_words(fields: Mapping[str, Field], values: Mapping[str, Value]) -> str:
    said = [
        fields[part].label if part == "counts_not_known" else f"{fields[part].label}: {value}"
        for part, value in values.items()
        if value
    ]
    return "\n".join(said)


# --- Merged, and taken apart -----------------------------------------------------------------


@transaction.atomic
def merge_interventions(
    kept: Intervention,
    other: Intervention,
    *,
    chosen: Mapping[str, str],
    seen: Mapping[str, str],
    by: Person,
    at: datetime,
) -> None:
    """Let one intervention remain, with what was chosen of both, and put the other aside.

    `chosen` is kept, other or both by part, and `seen` the versions they were chosen among.
    Raises `ChangedMeanwhileError` where either has changed since; nothing is done then.
    """
    section = kept.section
    submission = hold_section(section, by, at)
    form = SectionForm(section, submission.round)
    if kept == other or not {kept, other} <= set(form.interventions):
        raise WrongStateError(GONE)
    both = side_by_side(form, kept, other)
    both.choose(chosen, seen)
    if both.changed:
        raise ChangedMeanwhileError
    Intervention.objects.filter(pk=other.pk).update(removed_at=at, merged_into=kept)
    # Drawn anew: the other's files lie at the one that remains from now on.
    _save(SectionForm(section, submission.round), both, by, at)
    touch(section, by, at)
    record("merge_interventions", kept, by=by, actor=submission.actor, other=str(other.pk))


def _save(form: SectionForm, both: Comparison, by: Person, at: datetime) -> None:
    """Each part of the one that remains which is to say something else than it does."""
    fields = {one.part: one for one in form.fields() if one.intervention == both.kept}
    versions = dict(both.kept.answers.values_list("part", "version"))
    for row in both.differing:
        stands = row.choices[0].values
        choice = next(one for one in row.choices if one.name == row.chosen)
        for part in (part for part, value in choice.values.items() if value != stands[part]):
            value, one = choice.values[part], fields[part]
            save_answer(
                form.section,
                one,
                one.clean(value if isinstance(value, list) else [value]),
                save_id=uuid.uuid4(),
                base_version=versions.get(part, 0),
                by=by,
                at=at,
                origin=choice.origin,
            )


@transaction.atomic
def separate_interventions(other: Intervention, *, by: Person, at: datetime) -> Intervention:
    """Undo a merge: both stand again as they were, each change a save like any other.

    Returns the one that had remained. Raises `WrongStateError` where it has been changed since.
    """
    section = other.section
    submission = hold_section(section, by, at)
    now = Intervention.objects.select_related("merged_into").get(pk=other.pk)
    kept = now.merged_into
    if kept is None:
        raise WrongStateError(APART)
    if kept.removed_at or kept.answers.filter(saved_at__gt=now.removed_at).exists():
        raise WrongStateError(TOUCHED)
    form = SectionForm(section, submission.round)
    for answer in kept.answers.filter(saved_at=now.removed_at):
        _put_back(form, answer, by, at)
    Intervention.objects.filter(pk=other.pk).update(removed_at=None, merged_into=None)
    touch(section, by, at)
    record("separate_interventions", kept, by=by, actor=submission.actor, other=str(other.pk))
    return kept


def _put_back(form: SectionForm, answer: Answer, by: Person, at: datetime) -> None:
    """What stood there before the merge; a copy nobody had confirmed is one again."""
    one = form.find(answer.key)
    before = AnswerRevision.objects.filter(answer=answer, version=answer.version - 1).first()
    was_copied = before is not None and before.origin == Origin.COPIED
    save_answer(
        form.section,
        one,
        before.value if before else one.empty,
        save_id=uuid.uuid4(),
        base_version=answer.version,
        by=by,
        at=at,
        origin=Origin.COPIED if was_copied else Origin.RESTORED,
    )


# --- What the pages tell of it ---------------------------------------------------------------


@dataclass(frozen=True)
class Merged:
    """An intervention that was put aside for another, as the other's block tells of it."""

    intervention: Intervention
    title: str
    can_undo: bool


def merged_into(
    kept: Intervention, form: SectionForm, answers: Mapping[str, Answer]
) -> list[Merged]:
    """What was merged into an intervention, the latest first; asks nothing of the database."""
    own = [one.saved_at for one in answers.values() if one.intervention_id == kept.pk]
    last = max((at for at in own if at), default=None)
    titles = {
        one.intervention_id: str(one.value) for one in answers.values() if one.part == "title"
    }
    return [
        Merged(one, titles.get(one.pk, ""), not (last and one.removed_at and last > one.removed_at))
        for one in form.put_aside
        if one.merged_into_id == kept.pk
    ]
