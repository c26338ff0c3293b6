"""Files as evidence: added to a field, taken away, put back, and who may fetch them.

What lies at a field is its answer, a list of the files' ids, saved like any other answer: every
change is a revision. The bytes are on disk before the row is written, and are taken away again
if it is not. No network or disk is waited for while the answers are held.
"""

import uuid
from datetime import datetime
from typing import IO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Q, Sum

from actors.events import record
from actors.models import Person
from followup.survey.answering.actions import save_answer
from followup.survey.attachments import file_store, scanning
from followup.survey.attachments.file_kinds import (
    LARGEST_FILE,
    FileRefusedError,
    Recognised,
    recognise,
    shown_name,
)
from followup.survey.attachments.late import came_too_late, keep_late
from followup.survey.form.section_form import Field, SectionForm, UnknownFieldError
from followup.survey.holding import hold_section
from followup.survey.models import Answer, Attachment, Section, Submission, SubmissionVersion
from followup.survey.rights import refuse_if_hindered
from strategy_portal.access import can
from strategy_portal.exceptions import WrongStateError

# For each organisation in each round.
MOST_FILES = 100
LARGEST_TOTAL = 200_000_000
# What has been taken away is kept, so that it can be put back; also that has an end.
MOST_EVER = 3 * MOST_FILES
LARGEST_EVER = 3 * LARGEST_TOTAL

TOO_LARGE = "Filen är större än 10 MB. Gör den mindre eller dela upp den."
FULL = (
    "Filen kunde inte sparas: portalens lagring är full. Inget har gått förlorat. "
    "Säg till samordnaren och försök igen senare."
)


# --- Adding and taking away ------------------------------------------------------------------


def add_file(
    section: Section, field: Field, upload: UploadedFile, *, by: Person, at: datetime
) -> Attachment:
    """Add a file to a field. The same file under the same name is not added twice.

    Raises `FileRefusedError` for what is not taken, `StoreFullError` where the disk is full, and
    `WrongStateError` where the section cannot be changed; nothing is added then. What only came
    too late is kept for the coordinator, and the words say so.
    """
    name = shown_name(upload.name or "")
    if (upload.size or 0) > LARGEST_FILE:
        raise FileRefusedError(TOO_LARGE)
    file = upload.file
    assert file is not None  # noqa: S101  # an upload has a file
    recognised = recognise(name, file)
    try:
        return _add_in_time(section, field, name, upload, file, recognised, by, at)
    except WrongStateError as wrong:
        submission = section.submission
        if not came_too_late(submission, by, at, section):
            raise
        kept = keep_late(submission, file, name, by=by, at=at, section=section, key=field.key)
        raise WrongStateError(f"{wrong} {kept}") from wrong


def _add_in_time(
    section: Section,
    field: Field,
    name: str,
    upload: UploadedFile,
    file: IO[bytes],
    recognised: Recognised,
    by: Person,
    at: datetime,
) -> Attachment:
    refuse_if_hindered(section, by, at)
    _refuse_beyond_quota(section.submission, upload.size or 0)
    scan = _scanned(file)
    stored = file_store.keep(file)
    attachment = Attachment(
        section=section,
        key=field.key,
        name=name,
        content_type=recognised.kind.content_type,
        size=stored.size,
        sha256=stored.sha256,
        stored_name=stored.name,
        added_by=by,
        added_at=at,
        scan=scan,
        carries=list(recognised.carries),
    )
    try:
        added = _add(attachment, field, by, at)
    except BaseException:
        file_store.drop(stored.name)
        raise
    if added is not attachment:
        file_store.drop(stored.name)
    return added


@transaction.atomic
def _add(attachment: Attachment, field: Field, by: Person, at: datetime) -> Attachment:
    section = attachment.section
    submission = hold_section(section, by, at)
    there = Q(key=field.key) | Q(pk__in=[pk for pk, _ in field.choices])
    twin = Attachment.objects.filter(
        there, section=section, name=attachment.name, sha256=attachment.sha256
    ).first()
    if twin is not None:
        _put_back(twin, field, by, at)
        return twin
    _refuse_beyond_quota(submission, attachment.size)
    attachment.save(force_insert=True)
    _list(attachment.section, field, [*listed(section, field.key), str(attachment.pk)], by, at)
    record("add_attachment", attachment, by=by, actor=submission.actor)
    return attachment


@transaction.atomic
def remove_file(attachment: Attachment, field: Field, *, by: Person, at: datetime) -> None:
    """Take a file away from its field; it can be put back."""
    section = attachment.section
    submission = hold_section(section, by, at)
    left = [pk for pk in listed(section, field.key) if pk != str(attachment.pk)]
    if len(left) == len(listed(section, field.key)):
        return
    _list(section, field, left, by, at)
    Attachment.objects.filter(pk=attachment.pk).update(removed_at=at)
    record("remove_attachment", attachment, by=by, actor=submission.actor)


@transaction.atomic
def restore_file(attachment: Attachment, field: Field, *, by: Person, at: datetime) -> None:
    """Put back a file that was taken away."""
    submission = hold_section(attachment.section, by, at)
    if str(attachment.pk) not in listed(attachment.section, field.key):
        _put_back(attachment, field, by, at)
        record("restore_attachment", attachment, by=by, actor=submission.actor)


def _put_back(attachment: Attachment, field: Field, by: Person, at: datetime) -> None:
    lying = listed(attachment.section, field.key)
    if str(attachment.pk) in lying:
        return
    _refuse_beyond_quota(attachment.section.submission, attachment.size, is_kept=True)
    Attachment.objects.filter(pk=attachment.pk).update(removed_at=None)
    _list(attachment.section, field, [*lying, str(attachment.pk)], by, at)


def listed(section: Section, key: str) -> list[str]:
    """The ids of the files that lie at a field now."""
    answer = Answer.objects.filter(section=section, key=key).first()
    return list(answer.value) if answer else []


def _list(section: Section, field: Field, ids: list[str], by: Person, at: datetime) -> None:
    """Save which files lie at a field; the answers are held, so nothing newer can stand there."""
    now = Answer.objects.filter(section=section, key=field.key).first()
    save_answer(
        section,
        field,
        ids,
        save_id=uuid.uuid4(),
        base_version=now.version if now else 0,
        by=by,
        at=at,
    )


def _refuse_beyond_quota(submission: Submission, size: int, *, is_kept: bool = False) -> None:
    """Raises `FileRefusedError` where an organisation's files would be too many or too large."""
    lying = Q(removed_at=None)
    used = Attachment.objects.filter(section__submission=submission.pk).aggregate(
        files=Count("pk", lying),
        together=Sum("size", default=0, filter=lying),
        files_ever=Count("pk"),
        together_ever=Sum("size", default=0),
    )
    if used["files"] >= MOST_FILES:
        raise FileRefusedError(
            f"Ni har redan {MOST_FILES} filer i enkäten, och fler får inte plats. Ta bort någon "
            "först, eller skriv en länk i stället."
        )
    if used["together"] + size > LARGEST_TOTAL:
        raise FileRefusedError(
            f"Era filer i enkäten får vara högst {LARGEST_TOTAL // 1_000_000} MB tillsammans. "
            "Ta bort någon först, eller skriv en länk i stället."
        )
    if is_kept:
        return
    if used["files_ever"] >= MOST_EVER or used["together_ever"] + size > LARGEST_EVER:
        raise FileRefusedError(
            "Ni har bytt filer så många gånger att fler inte får plats. Kontakta samordnaren."
        )


def field_of(section: Section, key: str) -> Field | None:
    """The field for files with this key; None where the section has none."""
    try:
        field = SectionForm(section, section.submission.round).find(key)
    except UnknownFieldError:
        return None
    return field if field.widget == "file" else None


def place_of(attachment: Attachment) -> str:
    """The key of the field where a file lies now."""
    section = attachment.section
    return SectionForm(section, section.submission.round).place_of(attachment.key)


# --- Who may fetch them ----------------------------------------------------------------------


def visible_file(person: Person, pk: uuid.UUID) -> Attachment | None:
    """A file that somebody may fetch; None where for them there is none.

    Their own organisation fetches what lies in the draft or was handed in; those who read all
    submitted answers fetch what was handed in, and never what only lies in a draft.
    """
    related = ("section__submission__invitation", "section__submission__round")
    found = Attachment.objects.select_related(*related).filter(pk=pk)
    attachment = found.first()
    if attachment is None:
        return None
    is_theirs = can(person, "survey.read", attachment.section)
    if is_theirs and str(pk) in listed(attachment.section, place_of(attachment)):
        return attachment
    may_read = is_theirs or can(person, "review.read")
    return attachment if may_read and attachment.versions.exists() else None


def hand_in_files(version: SubmissionVersion) -> None:
    """Note which files were handed in with a version: those that its answers list."""
    handed_in = set()
    for section in version.answers["sections"]:
        if section["state"] != Section.State.NOT_RELEVANT:
            lists = (value for value in section["answers"].values() if isinstance(value, list))
            handed_in |= {pk for value in lists for pk in value}
    files = Attachment.objects.filter(section__submission=version.submission)
    version.attachments.set([one for one in files if str(one.pk) in handed_in])


# --- Virus scanning --------------------------------------------------------------------------


def _scanned(file: IO[bytes]) -> str:
    """What the scanner says of a file that comes in; an infected one is refused."""
    if not scanning.is_configured():
        return Attachment.Scan.NOT_SCANNED
    try:
        clean = scanning.is_clean(file)
    except scanning.ScannerAwayError:
        return Attachment.Scan.NOT_SCANNED
    if not clean:
        raise FileRefusedError(
            "Viruskontrollen hittade skadlig kod i filen, så den togs inte emot. Kontakta er "
            "it-avdelning."
        )
    return Attachment.Scan.CLEAN


def scan_waiting() -> int:
    """Scan the files that wait for it; how many were looked at. Stops where no answer comes."""
    done = 0
    if not scanning.is_configured():
        return done
    for one in Attachment.objects.filter(scan=Attachment.Scan.NOT_SCANNED).order_by("added_at"):
        try:
            with file_store.opened(one.stored_name) as file:
                clean = scanning.is_clean(file)
        except file_store.DamagedFileError:
            continue  # verify_attachments tells of it
        except scanning.ScannerAwayError:
            break
        _found(one, Attachment.Scan.CLEAN if clean else Attachment.Scan.INFECTED)
        done += 1
    return done


@transaction.atomic
def _found(attachment: Attachment, scan: str) -> None:
    waiting = Attachment.objects.filter(pk=attachment.pk, scan=Attachment.Scan.NOT_SCANNED)
    if waiting.update(scan=scan) and scan == Attachment.Scan.INFECTED:
        record("attachment_infected", attachment, by=None)
