"""The signed word, hidden in a workbook, of whose it is and what it was made from."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import datetime

from followup.survey.form.section_form import SectionForm
from followup.survey.models import Intervention, Record, Submission
from strategy_portal.spreadsheets import NO_MARKER, Book, WrongWorkbookError, read_marker

SALT = "followup.survey.workbook"

# How many empty rows a table ends with, for what is new.
NEW_INTERVENTIONS = 8
NEW_RECORDS = 4


@dataclass(frozen=True)
class Marker:
    """What a workbook was made from.

    `bases` are the versions of the answers it was filled with, by section and key; what is not
    there was blank. `seed` is what the ids of the empty rows follow from, so that a row filled in
    is the same entry however often the file is uploaded.
    """

    submission: int
    actor: int
    year: int
    form: str
    issued_at: str
    seed: str
    bases: dict[str, dict[str, int]]

    def base(self, section_id: int, key: str) -> int:
        """The version of an answer that the workbook was filled with; 0 where it was blank."""
        return self.bases.get(str(section_id), {}).get(key, 0)


def marker_for(submission: Submission, forms: list[SectionForm], at: datetime) -> Marker:
    """The marker of a workbook that is made now; the forms' answers are read already."""
    bases = {
        str(form.section.pk): {
            answer.key: answer.version for answer in form.section.answers.all() if answer.version
        }
        for form in forms
    }
    return Marker(
        submission.pk,
        submission.actor_id,
        submission.round.year,
        form_version(forms),
        at.isoformat(timespec="seconds"),
        uuid.uuid4().hex,
        {section: versions for section, versions in bases.items() if versions},
    )


def marker_of(book: Book, submission: Submission) -> Marker:
    """The marker of an uploaded workbook; raises `WrongWorkbookError` for one of another's."""
    marker = _read(book)
    if marker.actor != submission.actor_id:
        raise WrongWorkbookError(
            "Arbetsboken hör till en annan organisation. Ladda upp den på den organisationens "
            f"sida, eller hämta en arbetsbok för {submission.actor} här."
        )
    if marker.year != submission.round.year:
        raise WrongWorkbookError(
            f"Arbetsboken gäller enkäten {marker.year}, inte {submission.round.year}. Hämta årets "
            "arbetsbok här och för över svaren dit."
        )
    if marker.submission != submission.pk:
        raise WrongWorkbookError(_NO_MARKER)
    return marker


_NO_MARKER = NO_MARKER.format(what="svaren")


def _read(book: Book) -> Marker:
    told = read_marker(book, SALT)
    if told is None:
        raise WrongWorkbookError(_NO_MARKER)
    try:
        return Marker(**told)
    except TypeError as error:
        raise WrongWorkbookError(_NO_MARKER) from error


def refuse_old_form(marker: Marker, forms: list[SectionForm]) -> None:
    """Raises `WrongWorkbookError` where the questions have changed since it was made."""
    if marker.form != form_version(forms):
        raise WrongWorkbookError(
            "Frågorna har ändrats sedan arbetsboken hämtades. Hämta en ny arbetsbok här och för "
            "över svaren dit."
        )


def form_version(forms: list[SectionForm]) -> str:
    """A sum of all that is asked: another wording, order or sub-goal gives another sum."""
    asked = [
        [
            form.section.pk,
            [(one.question.key, one.version_id, one.order) for one in form.asked],
            [goal.pk for goal in form.sub_goals],
        ]
        for form in forms
    ]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:24]


# --- Rows for what is new --------------------------------------------------------------------


def with_new_rows(form: SectionForm, seed: str) -> list[Intervention | Record]:
    """Adds empty rows to a form, for entries that do not exist yet; their ids follow the seed.

    Those that have become entries since, or were taken away again, are left as they are.
    """
    interventions, records = _new_interventions(form, seed), _new_records(form, seed)
    known = {
        *_existing(Intervention, [one.pk for one in interventions]),
        *_existing(Record, [one.pk for one in records]),
    }
    interventions = [one for one in interventions if one.pk not in known]
    records = [one for one in records if one.pk not in known]
    form.interventions = [*form.interventions, *interventions]
    form.records = [*form.records, *records]
    return [*interventions, *records]


def _existing(model: type[Intervention] | type[Record], ids: list[uuid.UUID]) -> set[uuid.UUID]:
    return (
        set(model._default_manager.filter(pk__in=ids).values_list("pk", flat=True))
        if ids
        else set()
    )


def _new_interventions(form: SectionForm, seed: str) -> list[Intervention]:
    kinds = {asked.question.kind for asked in form.asked}
    if "interventions" not in kinds:
        return []
    return [
        Intervention(pk=_new_id(seed, form, "interventions", number), section=form.section)
        for number in range(NEW_INTERVENTIONS)
    ]


def _new_records(form: SectionForm, seed: str) -> list[Record]:
    rows = []
    for asked in form.asked:
        if asked.question.kind != "records":
            continue
        about = form.sub_goals if asked.question.scope == "sub_goal" else [None]
        for goal in about:
            name = f"{asked.question.key}/{goal.pk if goal else ''}"
            rows += [
                Record(
                    pk=_new_id(seed, form, name, number),
                    section=form.section,
                    question=asked.question,
                    sub_goal=goal,
                )
                for number in range(NEW_RECORDS)
            ]
    return rows


def _new_id(seed: str, form: SectionForm, name: str, number: int) -> uuid.UUID:
    return uuid.uuid5(uuid.UUID(hex=seed), f"{form.section.pk}/{name}/{number}")
