"""Uploaded lists become changes: proposed first, done only when somebody says yes."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import IO, Any

from django.db import transaction

from actors import people
from actors.events import record
from actors.models import Actor, Membership, Person
from followup.rounds import contacts, invitations
from followup.rounds.actions import hold
from followup.rounds.lists.comparing import Change, Comparison, compare
from followup.rounds.lists.kept import YES, lists_of
from followup.rounds.lists.reading import Proposed, Was, read_lists
from followup.rounds.lists.writing import SALT
from followup.rounds.models import ListUpload, Round
from strategy_portal.exceptions import ChangedMeanwhileError, WrongStateError
from strategy_portal.spreadsheets import (
    NO_MARKER,
    Book,
    WrongWorkbookError,
    gathered,
    read_marker,
    read_workbook,
)


def receive(
    round_: Round, file: IO[bytes], file_name: str, *, by: Person, at: datetime
) -> ListUpload:
    """Keep what an uploaded workbook proposes; nothing in the lists changes.

    Raises `WrongWorkbookError` or `SpreadsheetError` for a file that cannot be used.
    """
    book = read_workbook(file)
    reading = read_lists(book, _remembered(book, round_), lists_of(round_))
    return ListUpload.objects.create(
        round=round_,
        person=by,
        at=at,
        file_name=file_name[:200],
        proposed=[asdict(one) for one in reading.proposed],
        told={
            "faults": [asdict(one) for one in gathered(reading.faults)],
            "notes": [asdict(one) for one in gathered(reading.notes)],
        },
    )


def _remembered(book: Book, round_: Round) -> Was:
    """What the workbook remembers of the lists; refused where it is of another round."""
    told: dict[str, Any] | None = read_marker(book, SALT)
    if told is None:
        raise WrongWorkbookError(NO_MARKER.format(what="ändringarna"))
    if told["round"] != round_.pk:
        raise WrongWorkbookError(
            f"Arbetsboken gäller omgång {told['year']}, inte {round_.year}. Ladda upp den i sin "
            "omgång, eller hämta en ny arbetsbok här och för över ändringarna dit."
        )
    was: Was = told["was"]
    return was


def comparison_of(upload: ListUpload) -> Comparison:
    """What the upload would change in the lists as they are now."""
    return compare(lists_of(upload.round), [Proposed(**one) for one in upload.proposed])


@transaction.atomic
def import_lists(
    upload: ListUpload, *, seen: str, chosen: Collection[str], by: Person
) -> list[Change]:
    """Do all that the upload changes, and what was chosen; the changes that were made.

    `seen` is the sum of the page that the person said yes to. All of it or none is done: raises
    `ChangedMeanwhileError` where the lists are no longer what that page showed, and
    `WrongStateError` where it is done already.
    """
    # Held, so that two who upload at the same time take turns, and the second sees the first's.
    hold(upload.round, *Round.State)
    if not ListUpload.objects.select_for_update().filter(pk=upload.pk).exists():
        raise WrongStateError("De här ändringarna är redan sparade.")
    # The pages change a person's roles without holding the round.
    list(Membership.objects.select_for_update().filter(role__in=people.OWN_ROLES))
    comparison = comparison_of(upload)
    if comparison.seen != seen:
        raise ChangedMeanwhileError
    wanted = [*comparison.changes, *(one for one in comparison.choices if one.id in chosen)]
    for change in sorted(wanted, key=lambda one: _ORDER.index(one.proposed.fact)):
        _change(change, by)
    _invite(upload.round, wanted, by)
    record("import_lists", upload.round, by=by, changes=len(wanted))
    upload.delete()
    return wanted


# Addresses first, so that somebody who joins with a new address is the same person; invitations
# last, so that the letters go to the people that the file names.
_ORDER = ("mailbox", "email", "does", "joins", "invited")


def _change(change: Change, by: Person) -> None:
    one, actor, person = change.proposed, change.actor, change.person
    if one.fact == "mailbox":
        people.change_mailbox(actor, email=one.value, by=by)
    elif one.fact == "email" and person:
        people.change_address(person, email=one.value, by=by)
    elif one.fact == "joins":
        address = one.key.partition("/")[2]
        _set_roles(people.let_in(name=one.name, email=address, by=by), actor, one, by)
    elif one.fact == "does" and person:
        _set_roles(person, actor, one, by)


def _set_roles(person: Person, actor: Actor, one: Proposed, by: Person) -> None:
    does = one.value.split()
    is_contact = contacts.CONTACT in does
    people.set_roles(person, actor, contacts.roles_for(does), is_contact=is_contact, by=by)


def _invite(round_: Round, wanted: list[Change], by: Person) -> None:
    asked = [one for one in wanted if one.proposed.fact == "invited"]
    invitations.change_invited(
        round_,
        add=[one.actor for one in asked if one.proposed.value == YES],
        remove=[one.actor for one in asked if one.proposed.value != YES],
        by=by,
    )
