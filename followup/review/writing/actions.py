"""What is done with a text of the report: saved, for now.

`WrongStateError` carries the words for the person.
"""

import uuid
from dataclasses import dataclass

from django.db import transaction

from actors.models import Person
from followup.review.models import PartText, PartTextRevision
from followup.review.workflow import held_for_writing

Origin = PartTextRevision.Origin


@dataclass(frozen=True)
class Saved:
    """What became of one save: the text as it now stands, and the save itself.

    `met` is the newer revision that stood in the way, where there was one.
    """

    part: PartText
    revision: PartTextRevision
    met: PartTextRevision | None = None


@transaction.atomic
def save_text(
    part: PartText,
    text: str,
    *,
    base_edition: int,
    by: Person,
    save_id: uuid.UUID | None = None,
    origin: str = Origin.WRITTEN,
) -> Saved:
    """Save a text, or keep it beside a newer one that the writer had not seen.

    `base_edition` is the edition the writer saw, 0 before the first. A save sent twice with the
    same `save_id` is stored once. Raises `WrongStateError` when the round is not open for writing.
    """
    held = _held(part)
    if save_id and (sent := PartTextRevision.objects.filter(pk=save_id).first()):
        is_ours = sent.part_id == held.pk
        if is_ours and sent.text == text:
            return Saved(held, sent, None if sent.edition else newest(held))
        # The writer never heard that the first save took hold, and has written on since.
        save_id = None
        base_edition = (is_ours and sent.edition) or base_edition
    has_moved_on = held.edition != base_edition and held.text != text
    revision = PartTextRevision.objects.create(
        id=save_id or uuid.uuid4(),
        part=held,
        text=text,
        origin=origin,
        base_edition=base_edition,
        edition=None if has_moved_on else held.edition + 1,
        by=by,
    )
    if has_moved_on:
        return Saved(held, revision, newest(held))
    _take_hold(held, revision)
    return Saved(held, revision)


def _held(part: PartText) -> PartText:
    """The text as it is now; it stays so until the transaction ends, for its round is held."""
    held_for_writing(part.round)
    found, _ = PartText.objects.select_related("goal_area", "updated_by", "owner").get_or_create(
        round=part.round, kind=part.kind, goal_area=part.goal_area
    )
    found.round = part.round
    return found


def newest(part: PartText) -> PartTextRevision | None:
    """The save that stands now."""
    return part.revisions.select_related("by").filter(edition=part.edition).first()


def _take_hold(part: PartText, revision: PartTextRevision) -> None:
    part.text, part.edition = revision.text, revision.edition or part.edition
    part.updated_at, part.updated_by = revision.at, revision.by
    part.save(update_fields=["text", "edition", "updated_at", "updated_by"])
