"""A save where several write: it takes hold, or is kept beside a newer one that it met."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from actors.models import Person

_Written = TypeVar("_Written")
_Save = TypeVar("_Save")


@dataclass(frozen=True)
class Saved(Generic[_Written, _Save]):
    """What became of one save: what was written as it now stands, and the save itself.

    `met` is the newer save that stood in the way, where there was one; `took_hold` is false also
    for a save that was sent once more.
    """

    written: _Written
    revision: _Save
    met: _Save | None = None
    took_hold: bool = False


def save_edition(
    held: Any,
    content: Mapping[str, str],
    *,
    base_edition: int,
    by: Person,
    save_id: uuid.UUID | None = None,
    **about: str,
) -> Saved[Any, Any]:
    """Save words, or keep them beside newer ones that the writer had not seen.

    `held` is an `Edited` that nobody else can change before the transaction ends. `base_edition`
    is the edition the writer saw, 0 before the first. A save sent twice with the same `save_id`
    is stored once. `about` is what else a revision of this kind tells of itself.
    """
    revisions = held.revisions.model.objects
    if save_id and (sent := revisions.filter(pk=save_id).first()):
        is_ours = sent.of_id == held.pk
        if is_ours and sent.content == content:
            return Saved(held, sent, None if sent.edition else held.revision_of(held.edition))
        # The writer never heard that the first save took hold, and has written on since.
        save_id = None
        base_edition = (is_ours and sent.edition) or base_edition
    has_moved_on = held.edition != base_edition and held.content != content
    revision = revisions.create(
        id=save_id or uuid.uuid4(),
        of=held,
        **content,
        **about,
        base_edition=base_edition,
        edition=None if has_moved_on else held.edition + 1,
        by=by,
    )
    if has_moved_on:
        return Saved(held, revision, held.revision_of(held.edition))
    for name, words in content.items():
        setattr(held, name, words)
    held.edition, held.updated_at, held.updated_by = revision.edition, revision.at, by
    held.save(update_fields=[*content, "edition", "updated_at", "updated_by"])
    return Saved(held, revision, took_hold=True)
