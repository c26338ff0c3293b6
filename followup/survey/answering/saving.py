"""The save protocol over HTTP: one field by script, or a whole section by an ordinary button.

By script, one request saves one field. It carries `key`, `value` (repeated for several), `base`
(the version the writer saw) and `save_id` (made by the page; a repeated request is answered as
the first was). The answer is JSON:

- 200 `{"version", "saved", "fault", "written"}` once the database has committed; `fault` is what
  must still be put right in a value that was kept as typed, `written` who wrote it and when;
- 409 `{"kind": "conflict", "version", "theirs", "html"}` when a colleague's newer text stands
  there: both are kept, the writer chooses;
- 409 `{"kind": "closed", "message"}` when the time is over or the answers are handed in, when
  the intervention or row has been taken away meanwhile, or when `writer`, who the page was drawn
  for, is not the one signed in now;
- 422 `{"message"}` for a value that cannot be kept;
- 403 `{"kind": "held", "message"}` when a colleague has got the section meanwhile, and
  `{"kind": "token"}` when only the token against forgery was old; a new one came along;
- 401 when the session is gone, 403 or 404 when the right to answer is, 503 when the database is
  away. The page keeps the text in each case.
"""

import uuid
from datetime import datetime
from typing import Any

from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone

from actors.models import Person
from followup.survey.answering.actions import Saved, save_answer
from followup.survey.answering.interventions import removed_by
from followup.survey.answering.page import Box, SectionPage, section_page, written_by
from followup.survey.attachments.posted_files import add_posted_files
from followup.survey.form.section_form import Field, SectionForm, UnknownFieldError, Value
from followup.survey.form.values import ValueFaultError
from followup.survey.models import AnswerRevision, Section
from followup.survey.rights import NotYoursError
from followup.survey.submitting.differences import conflict_of
from strategy_portal.access import SignedInRequest
from strategy_portal.exceptions import WrongStateError

_OTHER_PERSON = (
    "Någon annan har loggat in i samma webbläsare: %s. Logga in som dig själv i en ny flik, så "
    "sparas det i ditt namn."
)
_HOMELESS = (
    "%s Tryck på ”%s” om den ska vara kvar. Det här sparades inte. Kopiera det du vill ha "
    "kvar: ”%s”"
)
_TAKEN_AWAY = (
    "%s Öppna avsnittet i en ny flik och tryck på ”%s”, så sparas det du skrev när du kommer "
    "tillbaka hit."
)


def save_posted(request: SignedInRequest, section: Section, arrived: datetime) -> JsonResponse:
    """Save one field that the page's script sent."""
    if request.POST.get("writer", str(request.user.pk)) != str(request.user.pk):
        return JsonResponse({"kind": "closed", "message": _OTHER_PERSON % request.user}, status=409)
    try:
        form = SectionForm(section, section.submission.round)
        field = form.find(request.POST["key"])
        save_id = uuid.UUID(request.POST["save_id"])
        base = _version(request.POST["base"])
    except (UnknownFieldError, KeyError, ValueError):
        if why := _taken_away(section, request.POST.get("key", ""), request.user):
            return JsonResponse({"kind": "closed", "message": why}, status=409)
        message = "Sidan är inaktuell. Kopiera din text och ladda om sidan."
        return JsonResponse({"message": message}, status=422)
    try:
        value = field.clean(request.POST.getlist("value"))
        saved = save_answer(
            section,
            field,
            value,
            save_id=save_id,
            base_version=base,
            by=request.user,
            at=arrived,
        )
    except ValueFaultError as fault:
        return JsonResponse({"message": str(fault)}, status=422)
    except NotYoursError as held:
        return JsonResponse({"kind": "held", "message": str(held)}, status=403)
    except WrongStateError as wrong:
        return JsonResponse({"kind": "closed", "message": str(wrong)}, status=409)
    return _answer(field, saved, request.user)


def _taken_away(section: Section, key: str, reader: Person) -> str:
    """That what somebody writes in was taken away, by whom, and the way back; else empty."""
    try:
        field = _with_what_is_gone(section).find(key)
    except UnknownFieldError:
        return ""
    entry = field.intervention or field.record
    if entry is None or entry.removed_at is None:
        return ""
    return _TAKEN_AWAY % _what_happened(field, reader)


def _what_happened(field: Field, reader: Person) -> tuple[str, str]:
    """How an entry went off the list, and the button that puts it back."""
    entry = field.intervention
    if entry is None:
        return "Raden det står i är borttagen.", "Ångra: ta tillbaka den borttagna raden"
    if entry.merged_into_id:
        return "Insatsen det står i är hopslagen med en annan.", "Ångra: ta isär dem"
    who = removed_by(entry)
    said = "Insatsen det står i är borttagen."
    if who:
        said = f"{who.name} har tagit bort insatsen det står i."
    if who == reader:
        said = "Du har tagit bort insatsen det står i, på en annan sida eller i en annan flik."
    return said, "Ångra: ta tillbaka den borttagna insatsen"


def _with_what_is_gone(section: Section) -> SectionForm:
    """The section's fields, also those of entries taken away or merged into another."""
    form = SectionForm(section, section.submission.round)
    form.interventions = form.every_intervention
    form.records = [*form.records, *form.removed_records]
    return form


def _answer(field: Field, saved: Saved, by: Person) -> JsonResponse:
    if saved.met is not None:
        conflict = conflict_of(field, saved.revision, saved.met)
        html = render_to_string("survey/conflict.html", {"conflict": conflict})
        theirs = saved.answer.value
        return JsonResponse(
            {
                "kind": "conflict",
                "version": saved.answer.version,
                "theirs": theirs if isinstance(theirs, list) else [theirs],
                "html": html,
            },
            status=409,
        )
    return JsonResponse(
        {
            "version": saved.revision.version,
            "saved": f"{timezone.localtime(saved.revision.at):%H:%M}",
            "fault": field.fault(saved.revision.value),
            "written": written_by(by, saved.revision.at),
        }
    )


def posted_save(request: SignedInRequest, section: Section, arrived: datetime) -> SectionPage:
    """Save every field that differs from what the page was drawn with, then draw it again.

    Files that were chosen on the page are added as well. What met a newer text, or cannot be
    kept, comes back with what was written.
    """
    form = SectionForm(section, section.submission.round)
    page = section_page(section, form)
    page_id = _uuid(request.POST.get("page_id", ""))
    left: dict[str, dict[str, Any]] = {}
    for box in page.boxes:
        if f"base:{box.html_name}" in request.POST:
            problem = _save_box(request, section, box, page_id, arrived)
            if problem:
                left[box.html_name] = problem
    left |= add_posted_files(request, section, page, arrived)
    homeless = _homeless(request, section, {box.html_name for box in page.boxes})
    page = section_page(section, SectionForm(section, section.submission.round))
    page.homeless = homeless
    for box in page.boxes:
        for name, found in left.get(box.html_name, {}).items():
            setattr(box, name, found)
    return page


def _homeless(request: SignedInRequest, section: Section, known: set[str]) -> list[str]:
    """What was written on the page in an entry that is there no more, and is not stored in it.

    Each with what has happened and how the entry is put back.
    """
    posted = [name.removeprefix("base:") for name in request.POST if name.startswith("base:")]
    gone = [key for key in posted if key not in known]
    if not gone:
        return []
    form = _with_what_is_gone(section)
    stored = dict(section.answers.filter(key__in=gone).values_list("key", "value"))
    said = []
    for key in gone:
        try:
            field = form.find(key)
            value = field.clean(request.POST.getlist(key))
        except UnknownFieldError:
            continue
        except ValueFaultError:
            value = request.POST[key]
        if value and value != stored.get(key):
            what, back = _what_happened(field, request.user)
            said.append(_HOMELESS % (what, back, f"{field.label} {field.shown(value)}"))
    return said


def _save_box(
    request: SignedInRequest, section: Section, box: Box, page_id: uuid.UUID, arrived: datetime
) -> dict[str, Any]:
    """Save one posted field; returns what its box must show instead, or nothing."""
    raw = _chosen(request, box)
    try:
        value = box.field.clean(raw)
        base = _version(request.POST[f"base:{box.html_name}"])
        if value == box.value or value == _seen(section, box, base):
            return {}
        saved = save_answer(
            section,
            box.field,
            value,
            save_id=uuid.uuid5(page_id, f"{box.html_name}\n{base}\n{value!r}"),
            base_version=base,
            by=request.user,
            at=arrived,
        )
    except ValueFaultError as fault:
        return {"value": raw[-1] if raw else "", "error": f"{box.field.label}: {fault}"}
    except ValueError:
        return {}
    except WrongStateError:
        return {"value": value, "error": f"{box.field.label} Det här svaret sparades inte."}
    if saved.met is None:
        return {}
    return {"value": value, "conflict": conflict_of(box.field, saved.revision, saved.met)}


def _seen(section: Section, box: Box, base: int) -> Value:
    """What the page was drawn with; a box left as it was is no answer to a colleague's change."""
    if base == box.version:
        return box.value
    revision = AnswerRevision.objects.filter(
        answer__section=section, answer__key=box.html_name, version=base
    ).first()
    return revision.value if revision else box.field.empty


def _chosen(request: SignedInRequest, box: Box) -> list[str]:
    """What was posted for a field, or what a conflict's button decided for it."""
    posted = request.POST.getlist(box.html_name)
    choice, _, key = request.POST.get("resolve", "").partition(":")
    if key != box.html_name or choice == "keep":
        return posted
    theirs: Value = box.value
    if choice == "theirs":
        return theirs if isinstance(theirs, list) else [theirs]
    return ["\n\n".join([*posted, str(theirs)])]


def _version(text: str) -> int:
    """A version as a page says it; `ValueError` for what no page was drawn with."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ValueError(text[:20])
    return int(text)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()
