"""What is done with a text of the report: written, read by others, put forward.

`WrongStateError` carries the words for the person.
"""

import uuid

from django.db import transaction
from django.db.models import Max

from actors.events import record
from actors.models import Person
from followup.review.editions import Saved, save_edition
from followup.review.forms import LONGEST_TEXT
from followup.review.models import PartReading, PartText, PartTextRevision, Quotation
from followup.review.reading.passages import (
    NOT_THERE,
    WITH_SOURCES,
    Source,
    is_same,
    source_of,
    text_of,
    verbatim,
)
from followup.review.workflow import held_for_writing
from followup.review.writing.facts import Fact
from followup.review.writing.quotations import mentioned
from followup.review.writing.workflow import TEXTS
from followup.survey.models import ReportedAnswer
from strategy_portal.access import can
from strategy_portal.exceptions import WrongStateError
from strategy_portal.markdown import escaped

Origin = PartTextRevision.Origin


SavedText = Saved[PartText, PartTextRevision]


@transaction.atomic
def save_text(
    part: PartText,
    text: str,
    *,
    base_edition: int,
    by: Person,
    save_id: uuid.UUID | None = None,
    origin: str = Origin.WRITTEN,
) -> SavedText:
    """Save a text, or keep it beside a newer one that the writer had not seen.

    `base_edition` is the edition the writer saw, 0 before the first. A save sent twice with the
    same `save_id` is stored once. Raises `WrongStateError` when the round is not open for writing.
    """
    held = _held(part)
    before = held.text
    saved = save_edition(
        held,
        {"text": text},
        base_edition=base_edition,
        save_id=save_id,
        by=by,
        origin=origin,
    )
    if saved.took_hold and text != before and held.state != PartText.State.WRITING:
        # What was ready or put forward is being written again once a word of it has changed.
        TEXTS.move(held, "text_written_on", by=by)
    return saved


def _held(part: PartText) -> PartText:
    """The text as it is now; it stays so until the transaction ends, for its round is held."""
    held_for_writing(part.round)
    found, _ = PartText.objects.select_related("goal_area", "updated_by", "owner").get_or_create(
        round=part.round, kind=part.kind, goal_area=part.goal_area
    )
    found.round = part.round
    return found


@transaction.atomic
def take_in(part: PartText, fact: Fact, *, page_id: uuid.UUID, by: Person) -> SavedText:
    """Put a drafted fact last in the text, as a save of its own; from one page once."""
    return _put_last(_held(part), escaped(fact.text), uuid.uuid5(page_id, fact.mark), by)


@transaction.atomic
def take_in_quotation(quotation: Quotation, *, page_id: uuid.UUID, by: Person) -> None:
    """Put what is picked for a text last in it; not where it stands already."""
    held = _held(quotation.part)
    quotation = _still_picked(quotation)
    if quotation.mark not in mentioned(held.text):
        _put_last(held, quotation.mark, uuid.uuid5(page_id, quotation.mark), by)


def _put_last(held: PartText, words: str, save_id: uuid.UUID, by: Person) -> SavedText:
    if sent := PartTextRevision.objects.filter(pk=save_id, of=held).first():
        return Saved(held, sent)
    text = f"{held.text.rstrip()}\n\n{words}".lstrip()
    if len(text) > LONGEST_TEXT:
        raise WrongStateError("Texten blir för lång. Korta den innan du tar in mer.")
    return save_text(
        held,
        text,
        base_edition=held.edition,
        save_id=save_id,
        by=by,
        origin=Origin.TAKEN_IN,
    )


@transaction.atomic
def bring_back(part: PartText, revision: PartTextRevision, *, by: Person) -> SavedText:
    """Let an earlier text stand again, as a new save; what stands now is kept as well.

    What it quotes is picked again, where that was taken away. Pressed twice it is done once.
    """
    held = _held(part)
    if held.text == revision.text:
        return Saved(held, revision)
    marks = mentioned(revision.text)
    for one in held.quotations.filter(is_removed=True).select_related(*WITH_SOURCES):
        if one.mark in marks:
            _pick(one, by=by)
    return save_text(
        held,
        revision.text,
        base_edition=held.edition,
        save_id=uuid.uuid5(revision.pk, str(held.edition)),
        by=by,
        origin=Origin.BROUGHT_BACK,
    )


@transaction.atomic
def give(part: PartText, owner: Person | None, *, by: Person) -> None:
    """Say who sees to it that a text is written; None: nobody does."""
    held = _held(part)
    if owner and not can(owner, "review.write"):
        raise WrongStateError(f"{owner.name} får inte skriva i rapporten. Välj någon annan.")
    if held.owner != owner:
        held.owner = owner
        held.save(update_fields=["owner"])
        record("give_text", held, by=by, to=owner.name if owner else "")


@transaction.atomic
def move(part: PartText, name: str, *, by: Person) -> None:
    """Make a text ready to read, put it forward, or take it back to be written on."""
    TEXTS.move(_held(part), name, by=by)


@transaction.atomic
def read(part: PartText, *, edition: int, by: Person) -> None:
    """Somebody's word that they have read the text as it stands in `edition`."""
    held = _held(part)
    if held.state == PartText.State.WRITING:
        raise WrongStateError("Texten skrivs fortfarande. Vänta tills den är klar att läsas.")
    if held.edition != edition:
        raise WrongStateError("Texten har ändrats sedan du läste den. Läs den igen.")
    if held.updated_by == by:
        raise WrongStateError("Du skrev sist i texten. Två andra ska läsa den.")
    _, is_new = PartReading.objects.get_or_create(part=held, edition=edition, by=by)
    if is_new:
        record("read_text", held, by=by, edition=edition)


@transaction.atomic
def quote(part: PartText, source: Source, passage: str, *, by: Person) -> Quotation:
    """Pick a passage of what is handed in for a text; an intervention without one as a row.

    The same again is the same, with its number, also where it had been taken away or has been
    handed in anew: it is then of the version in which it was picked last. Raises
    `WrongStateError` where the source does not hold the passage, or the round is archived.
    """
    held = _held(part)
    words = verbatim(text_of(source), passage)
    is_answer = isinstance(source, ReportedAnswer)
    if (passage.strip() or is_answer) and not words:
        raise WrongStateError(NOT_THERE)
    kind = "answer" if is_answer else "intervention"
    quotation = _picked_before(held, source, words)
    if quotation is None:
        last = Quotation.objects.filter(round=held.round).aggregate(last=Max("number"))["last"]
        quotation = Quotation(part=held, round=held.round, number=(last or 0) + 1, by=by)
    elif not quotation.is_removed and source_of(quotation) == source:
        return quotation
    setattr(quotation, kind, source)
    quotation.passage = words
    _pick(quotation, by=by)
    return quotation


def _picked_before(part: PartText, source: Source, words: str) -> Quotation | None:
    """What says the same of the same, picked for a text from this version or an earlier one."""
    for one in part.quotations.select_related(*WITH_SOURCES).order_by("number"):
        if one.passage.split() == words.split() and is_same(source_of(one), source):
            return one
    return None


def _pick(quotation: Quotation, *, by: Person) -> None:
    quotation.is_removed = False
    quotation.save()
    actor = source_of(quotation).version.submission.actor
    said = {"mark": quotation.mark, "passage": quotation.passage}
    record("quote", quotation.part, by=by, actor=actor, **said)


@transaction.atomic
def unquote(quotation: Quotation, *, by: Person) -> None:
    """Take away what was picked for a text; refused while it stands there."""
    held = _held(quotation.part)
    if quotation.mark in mentioned(held.text):
        raise WrongStateError(
            f"{quotation.mark} står i texten. Ta bort det stycket ur texten först."
        )
    if Quotation.objects.filter(pk=quotation.pk, is_removed=False).update(is_removed=True):
        record("unquote", held, by=by, mark=quotation.mark, passage=quotation.passage)


def _still_picked(quotation: Quotation) -> Quotation:
    found = Quotation.objects.filter(pk=quotation.pk, is_removed=False).first()
    if found is None:
        raise WrongStateError("Någon har tagit bort det ur valen. Välj det igen där svaren läses.")
    return found
