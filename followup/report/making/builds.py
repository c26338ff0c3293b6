"""Making a report in the background: asked for on the page, made by the worker.

The worker (`manage.py db_worker`) writes how far it has come, and that it lives, in short
transactions of their own. Each such write asks that the build is still the one under way; a
worker that was given up for dead and wakes up again finds that it is not, and leaves nothing.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from actors.events import record
from actors.models import Person
from followup.report.drawing.rendering import report_body, report_pdfs
from followup.report.making import queueing
from followup.report.making.archiving import event_log, handed_in
from followup.report.making.content import build_snapshot
from followup.report.models import SILENCE_OF_THE_DEAD, AnnualReport, ReportBuild, ReportFile
from followup.report.outputs import archive
from followup.report.outputs.archive import write_archive
from followup.report.outputs.kinds import KINDS, PDF_WITH_WORKBOOK
from followup.report.outputs.workbook import workbook
from followup.report.snapshot import Snapshot, canonical_json, checksum
from followup.report.suppression import public_copy
from strategy_portal.exceptions import WrongStateError
from strategy_portal.pdf import PdfError, Progress

log = logging.getLogger(__name__)

KEPT = "Den förra PDF:en finns kvar."
PDF_FAULT = (
    "PDF:en kunde inte göras utan fel, så den sparades inte. "
    "Försök igen eller säg till den som sköter portalen."
)
UNKNOWN_FAULT = (
    "Något gick fel när rapporten gjordes. Försök igen eller säg till den som sköter portalen."
)


class GivenUpError(Exception):
    """The build is no longer under way: stopped, taken for dead, or the report was fixed."""


@transaction.atomic
def request_build(report: AnnualReport, *, by: Person) -> ReportBuild:
    """Ask for the report to be made; while it is, once more when that is done.

    Whoever asks again while one waits has asked for that one. The task is stored in the same
    transaction, so that there is never a build that no worker will find.
    """
    if report.state != AnnualReport.State.DRAFT:
        raise WrongStateError(report.why_fixed)
    build, is_new = queueing.put_last(report, by=by)
    if is_new:
        record("request_build", report, by=by, build=build.pk)
    # Also for one that waited: its own task may have been lost with a worker.
    make_report.enqueue(build.pk)
    return build


@task()
def make_report(build_pk: int) -> None:
    """What the worker does for one build; a fault is told on the page and logged."""
    try:
        build = queueing.take(build_pk)
    except queueing.AnotherIsRunningError:
        # Called when that one ends; should its worker have died, it is silent by then.
        make_report.using(run_after=timezone.now() + SILENCE_OF_THE_DEAD).enqueue(build_pk)
        return
    if build is None:
        log.info("Report build %s is no longer waiting", build_pk)
        return
    try:
        _make(build)
    except GivenUpError:
        log.warning("Report build %s was stopped or given up, and leaves nothing", build_pk)
        _fail(build, queueing.INTERRUPTED)
    except PdfError:
        log.exception("Report build %s made no faultless PDF", build_pk)
        _fail(build, PDF_FAULT)
    except Exception:
        log.exception("Report build %s failed", build_pk)
        _fail(build, UNKNOWN_FAULT)
    _call_next(build.report)


def _call_next(report: AnnualReport) -> None:
    """The one that waited for this one need not wait longer; called twice it is made once."""
    waiting = report.builds.filter(state=ReportBuild.State.QUEUED).first()
    if waiting:
        make_report.enqueue(waiting.pk)


@dataclass(frozen=True)
class MadeFile:
    """One of the files besides the PDFs: its kind, its name's ending, for whom it is."""

    kind: str
    ending: str
    is_public: bool
    file: File

    @property
    def checksum(self) -> str:
        """SHA-256, read a part at a time."""
        digest = hashlib.sha256()
        for part in self.file.chunks():
            digest.update(part)
        return digest.hexdigest()


@dataclass(frozen=True)
class Made:
    """Everything that one build made, before it is stored."""

    snapshot: Snapshot
    council_html: str
    council_pdf: bytes
    public_html: str
    public_pdf: bytes
    files: tuple[MadeFile, ...] = ()


def _make(build: ReportBuild) -> None:
    step = _step_writer(build)
    step(2, "Läser svar och bedömningar")
    snapshot = build_snapshot(build.report.round, build.report)
    public = public_copy(snapshot)
    step(8, "Skriver sidorna")
    council_html, public_html = report_body(snapshot), report_body(public)
    council_pdf, council_3a = _pdfs(snapshot, _within(step, 10, 52, "Rådets exemplar"))
    public_pdf, public_3a = _pdfs(public, _within(step, 53, 95, "Den publika rapporten"))
    step(96, "Skriver arbetsbok och data")
    files = made_files(snapshot, public, council_3a, public_3a)
    step(97, "Packar arkivet")
    pdfs = {"radets-exemplar.pdf": council_pdf, "publik.pdf": public_pdf}
    with TemporaryFile() as place:
        package = packed_archive(place, build.report, snapshot, files, pdfs)
        step(98, "Sparar filerna")
        made = Made(snapshot, council_html, council_pdf, public_html, public_pdf, (*files, package))
        store(build, made)


def _pdfs(snapshot: Snapshot, progress: Progress) -> tuple[bytes, bytes]:
    return report_pdfs(snapshot, workbook(snapshot), progress)


def made_files(
    snapshot: Snapshot, public: Snapshot, council_3a: bytes, public_3a: bytes
) -> tuple[MadeFile, ...]:
    """Every kind of file, with every count and for everyone; the PDFs with workbook are given."""
    copies = ((False, snapshot, council_3a), (True, public, public_3a))
    return tuple(
        MadeFile(kind.name, kind.ending, is_public, ContentFile(content))
        for kind in KINDS
        for is_public, snapshot, pdf in copies
        for content in [pdf if kind is PDF_WITH_WORKBOOK else kind.make(snapshot)]
    )


def packed_archive(
    place: IO[bytes],
    report: AnnualReport,
    snapshot: Snapshot,
    files: Iterable[MadeFile],
    pdfs: Mapping[str, bytes],
) -> MadeFile:
    """The round's archive package, written to the open file `place`."""
    named = {f"rapport/{one.kind}{_whose(one)}.{one.ending}": one.file.read() for one in files}
    named |= {f"rapport/{name}": content for name, content in pdfs.items()}
    write_archive(
        place,
        snapshot,
        canonical_json(snapshot).encode(errors="surrogatepass"),
        named.items(),
        handed_in(report),
        event_log(report),
    )
    return MadeFile(archive.NAME, archive.ENDING, False, File(place))


def _whose(made: MadeFile) -> str:
    return "" if made.is_public else "-alla-uppgifter"


def _step_writer(build: ReportBuild) -> Callable[[int, str], None]:
    """Writes percent, words and heartbeat at once; raises `GivenUpError` if nobody waits."""

    def write(percent: int, words: str) -> None:
        running = ReportBuild.objects.filter(pk=build.pk, state=ReportBuild.State.RUNNING)
        if not running.update(percent=percent, step=words, heartbeat_at=timezone.now()):
            raise GivenUpError

    return write


def _within(
    step: Callable[[int, str], None], first: int, last: int, what: str
) -> Callable[[int, str], None]:
    """A part of the whole: 0–100 of one PDF becomes `first`–`last` of the build."""

    def told(percent: int, words: str) -> None:
        step(first + (last - first) * percent // 100, f"{what}: {words[:1].lower()}{words[1:]}")

    return told


def store(build: ReportBuild, made: Made) -> None:
    """Put the files in place, then the rows; the files of the build before go last.

    Should the rows not be stored, the new files are taken away again and the old ones remain.
    """
    report = build.report
    old_files = [
        report.pdf.name,
        report.public_pdf.name,
        *report.files.values_list("file", flat=True),
    ]
    saved: list[str] = []
    try:
        council_file = _save(build, "-radet.pdf", ContentFile(made.council_pdf), saved)
        public_file = _save(build, ".pdf", ContentFile(made.public_pdf), saved)
        files = [_saved_file(build, one, saved) for one in made.files]
        _store_rows(build, made, council_file, public_file, files)
    except BaseException:
        _remove_files(saved)
        raise
    _remove_files([name for name in old_files if name])


def _save(build: ReportBuild, ending: str, file: File, saved: list[str]) -> str:
    """The name that a file got in the storage; also added to `saved`."""
    stem = f"reports/{build.report.round.year}-{build.report.version}-{build.pk}"
    saved.append(default_storage.save(f"{stem}{ending}", file))
    return saved[-1]


def _saved_file(build: ReportBuild, made: MadeFile, saved: list[str]) -> ReportFile:
    ending = f"-{made.kind}{_whose(made)}.{made.ending}"
    return ReportFile(
        report=build.report,
        kind=made.kind,
        is_public=made.is_public,
        checksum=made.checksum,
        size=made.file.size,
        file=_save(build, ending, made.file, saved),
    )


@transaction.atomic
def _store_rows(
    build: ReportBuild, made: Made, council_file: str, public_file: str, files: list[ReportFile]
) -> None:
    now = timezone.now()
    draft = AnnualReport.objects.filter(pk=build.report_id, state=AnnualReport.State.DRAFT)
    stored = draft.update(
        snapshot=made.snapshot,
        snapshot_checksum=checksum(made.snapshot),
        html=made.council_html,
        pdf=council_file,
        pdf_checksum=_sha256(made.council_pdf),
        public_html=made.public_html,
        public_pdf=public_file,
        public_pdf_checksum=_sha256(made.public_pdf),
        built_at=now,
    )
    done = ReportBuild.objects.filter(pk=build.pk, state=ReportBuild.State.RUNNING).update(
        state=ReportBuild.State.DONE, percent=100, step="Klar", heartbeat_at=now, finished_at=now
    )
    if not (stored and done):
        raise GivenUpError
    build.report.files.all().delete()
    ReportFile.objects.bulk_create(files)
    record(
        "build_report",
        build.report,
        by=build.requested_by,
        build=build.pk,
        pdf_checksum=_sha256(made.council_pdf),
        public_pdf_checksum=_sha256(made.public_pdf),
        files={one.file.name: one.checksum for one in files},
    )


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _remove_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


@transaction.atomic
def _fail(build: ReportBuild, error: str) -> None:
    kept = f" {KEPT}" if build.report.pdf else ""
    running = ReportBuild.objects.filter(pk=build.pk, state=ReportBuild.State.RUNNING)
    failed = running.update(
        state=ReportBuild.State.FAILED, error=error + kept, finished_at=timezone.now()
    )
    if failed:
        record("build_failed", build.report, by=build.requested_by, build=build.pk, error=error)
