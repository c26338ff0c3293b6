"""A text saved over HTTP: by the page's script while somebody writes, or by an ordinary button.

The script is the survey's (`static/js/autosave.js`) and so is the protocol (docs/save-protocol.md),
with the single key "text". The writer's text is on the page whatever the answer is.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from django.http import JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from actors.models import Person
from followup.review.forms import LONGEST_TEXT
from followup.review.models import PartText, PartTextRevision
from followup.review.writing.actions import SavedText, save_text
from followup.survey.submitting.differences import Piece, compare, who_wrote
from strategy_portal.access import SignedInRequest
from strategy_portal.exceptions import WrongStateError

KEY = "text"
TOO_LONG = "Texten är för lång. Korta den till högst 20 000 tecken."
STALE = "Sidan är inaktuell. Kopiera din text och ladda om sidan."
_OTHER_PERSON = (
    "Någon annan har loggat in i samma webbläsare: {}. Logga in som dig själv i en ny flik, så "
    "sparas det i ditt namn."
)


@dataclass(frozen=True)
class Conflict:
    """The writer's text and the newer one it met; what differs is marked in both."""

    who: str
    my_time: datetime
    their_time: datetime
    mine: SafeString
    theirs: SafeString


@dataclass(frozen=True)
class Posted:
    """What became of a text that an ordinary button sent.

    `text` is what the box is to show; where `fault` or `conflict` says why, it is not what stands
    in the report. `edition` is the one the writer has now seen.
    """

    part: PartText
    text: str
    edition: int
    fault: str = ""
    conflict: Conflict | None = None
    was_saved: bool = field(default=False)

    @property
    def needs_care(self) -> bool:
        """Whether the text in the box is not the one that stands."""
        return bool(self.fault or self.conflict)


def saved_by_script(request: SignedInRequest, part: PartText) -> JsonResponse:
    """Save what the page's script sent, and answer as the protocol says."""
    sent = request.POST
    if sent.get("writer", str(request.user.pk)) != str(request.user.pk):
        return _closed(_OTHER_PERSON.format(request.user))
    try:
        save_id, base = uuid.UUID(sent["save_id"]), _edition(sent["base"])
        text = cleaned(sent["value"])
    except (KeyError, ValueError):
        return JsonResponse({"message": STALE}, status=422)
    if len(text) > LONGEST_TEXT:
        return JsonResponse({"message": TOO_LONG}, status=422)
    try:
        saved = save_text(part, text, base_edition=base, save_id=save_id, by=request.user)
    except WrongStateError as wrong:
        return _closed(str(wrong))
    return _answer(saved)


def _closed(why: str) -> JsonResponse:
    return JsonResponse({"kind": "closed", "message": why}, status=409)


def _answer(saved: SavedText) -> JsonResponse:
    if saved.met is None:
        said = {
            "version": saved.revision.edition,
            "saved": f"{timezone.localtime(saved.revision.at):%H:%M}",
            "fault": "",
            "written": written(saved.written),
        }
        return JsonResponse(said)
    html = render_to_string(
        "review/writing/_conflict.html", {"conflict": conflict_of(saved.revision, saved.met)}
    )
    theirs = {"version": saved.written.edition, "theirs": [saved.written.text]}
    return JsonResponse({"kind": "conflict", "html": html, **theirs}, status=409)


def written(part: PartText) -> str:
    """When a text was written last, by whom, and how long it is."""
    at = date_format(timezone.localtime(part.updated_at), "j F Y H:i")
    return f"Senast ändrad {at} av {part.updated_by}. {part.words} ord."


def posted(part: PartText, sent: QueryDict, *, by: Person) -> Posted:
    """Save what an ordinary button sent with the page, unless the writer left it as it was."""
    try:
        base = _edition(sent.get(f"base:{KEY}", ""))
    except ValueError:
        return as_stored(part)
    text, resolved = _chosen(part, sent)
    if resolved:
        base = _met(sent, base)
    if len(text) > LONGEST_TEXT:
        return Posted(part, text, base, fault=TOO_LONG)
    if text == part.text or (not resolved and text == _seen(part, base)):
        return as_stored(part)
    save_id = uuid.uuid5(page_id_of(sent), f"{base}\n{text}")
    try:
        saved = save_text(part, text, base_edition=base, save_id=save_id, by=by)
    except WrongStateError as wrong:
        return Posted(part, text, base, fault=f"Ej sparat. {wrong}")
    if saved.met:
        return Posted(saved.written, text, base, conflict=conflict_of(saved.revision, saved.met))
    return Posted(saved.written, text, saved.written.edition, was_saved=True)


def as_stored(part: PartText) -> Posted:
    """The text as it stands."""
    return Posted(part, part.text, part.edition)


def _seen(part: PartText, base: int) -> str:
    """What the page was drawn with; a box left as it was is no answer to a colleague's text."""
    if base == 0 or part.pk is None:
        return ""
    revision = part.revision_of(base)
    return revision.text if revision else ""


def _chosen(part: PartText, sent: QueryDict) -> tuple[str, bool]:
    """What was written, or what a conflict's button decided, and whether it was that."""
    mine = cleaned(sent.get(KEY, ""))
    choice = sent.get("resolve", "").partition(":")[0]
    ways = {"keep": mine, "theirs": part.text, "merge": f"{mine}\n\n{part.text}"}
    return ways.get(choice, mine), choice in ways


def _met(sent: QueryDict, base: int) -> int:
    """The edition that the writer chose in view of; a still newer one is met again."""
    try:
        return _edition(sent.get("met", ""))
    except ValueError:
        return base


def cleaned(text: str) -> str:
    """A text with the line breaks of the database."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _edition(text: str) -> int:
    """An edition as a page says it; `ValueError` for what no page was drawn with."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ValueError(text[:20])
    return int(text)


def edition_of(sent: QueryDict) -> int:
    """The edition that stood on the page; -1, which is none, where the page did not say."""
    try:
        return _edition(sent.get(f"base:{KEY}", ""))
    except ValueError:
        return -1


def page_id_of(sent: QueryDict) -> uuid.UUID:
    """Marks the page that was drawn, so that it does a thing once however often it is sent."""
    try:
        return uuid.UUID(sent.get("page_id", ""))
    except ValueError:
        return uuid.uuid4()


def conflict_of(mine: PartTextRevision, met: PartTextRevision) -> Conflict:
    """What to show when a save met a newer one."""
    my_pieces, their_pieces = compare(mine.text or "(tomt)", met.text or "(tomt)")
    return Conflict(who_wrote(met, mine), mine.at, met.at, marked(my_pieces), marked(their_pieces))


def marked(pieces: list[Piece]) -> SafeString:
    """A text with what differs marked."""
    return format_html_join(
        "", "{}", ((format_html("<ins>{}</ins>", p.text) if p.differs else p.text,) for p in pieces)
    )
