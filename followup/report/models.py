"""The annual report: one frozen snapshot, made into HTML and PDF, adopted and published."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from actors.models import Person
from followup.report.querysets import LaterChangeQuerySet, ReportFileQuerySet, ReportQuerySet
from followup.rounds.models import Round
from strategy_portal.swedish import file_size

# A worker writes its heartbeat at every step; longer silence than this means that it is gone.
SILENCE_OF_THE_DEAD = timedelta(seconds=60)
_FIXED = "Rapporten är {state} och kan inte ändras. Är något fel görs en rättad version."


class AnnualReport(models.Model):
    """A year's report in one version; adopted it is frozen, a correction is a new version.

    `snapshot` holds everything the report says as plain data (followup/report/snapshot.py);
    `html` and `pdf` are made from it and nothing else. The checksums are SHA-256.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Utkast"
        READY = "ready", "Klar för rådet"
        ADOPTED = "adopted", "Fastställd"
        PUBLISHED = "published", "Publicerad"
        CORRECTED = "corrected", "Ersatt av en rättad version"

    round = models.ForeignKey(Round, models.PROTECT, related_name="reports")
    version = models.PositiveSmallIntegerField("version", default=1)
    state = models.CharField("läge", max_length=12, choices=State.choices, default=State.DRAFT)
    state_changed_at = models.DateTimeField(default=timezone.now)
    title = models.CharField("titel", max_length=200)
    addressee = models.CharField("mottagare", max_length=200, blank=True)
    # A JPEG's name in the storage (gathering/cover.py); what it shows, empty when for looks only.
    cover_picture = models.CharField("omslagsbild", max_length=120, blank=True)
    cover_text = models.CharField("bildens beskrivning", max_length=300, blank=True)
    # Which parts it has and in which order: followup/report/composition.py.
    composition = models.JSONField("upplägg", default=dict, blank=True)
    correction_reason = models.TextField("varför rapporten rättades", blank=True)
    snapshot = models.JSONField("underlag", null=True)
    snapshot_checksum = models.CharField(max_length=64, blank=True)
    html = models.TextField(blank=True)
    pdf = models.FileField("PDF", upload_to="reports/", blank=True)
    pdf_checksum = models.CharField("kontrollsumma för PDF", max_length=64, blank=True)
    # Publication leaves out counts under five; the council's own copy keeps them.
    public_html = models.TextField(blank=True)
    public_pdf = models.FileField("publik PDF", upload_to="reports/", blank=True)
    public_pdf_checksum = models.CharField(max_length=64, blank=True)
    built_at = models.DateTimeField("gjord", null=True)
    adopted_at = models.DateTimeField("fastställd", null=True)
    adopted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField("publicerad", null=True)
    # When a frozen report was last set beside the year as it stands now.
    compared_at = models.DateTimeField("jämförd", null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "årsrapport"
        verbose_name_plural = "årsrapporter"
        ordering: ClassVar = ["-round__year", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "version"], name="one_report_for_each_version")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The report's page for those who make it."""
        return reverse("report:work", args=[self.round.year])

    @property
    def is_frozen(self) -> bool:
        """Whether its content can no longer change."""
        return self.state in {self.State.ADOPTED, self.State.PUBLISHED, self.State.CORRECTED}

    @property
    def why_fixed(self) -> str:
        """Why a report that is no draft cannot be changed, for the person who tries."""
        if self.is_frozen:
            return _FIXED.format(state=self.get_state_display().lower())
        return "Rapporten är klar för rådet. Välj ”Ändra igen” om den ska ändras först."

    @property
    def council_page(self) -> SafeString:
        """The council's copy as it was made, to stand in a page."""
        # Our own template escaped every word when it was made; it is stored so that a later
        # template cannot change what was adopted.
        return mark_safe(self.html)  # noqa: S308

    @property
    def public_page(self) -> SafeString:
        """The copy for publication as it was made, to stand in a page."""
        return mark_safe(self.public_html)  # noqa: S308  (as council_page)


class ReportFile(models.Model):
    """A file that the report is handed out as besides its PDF: a workbook, JSON, a web page.

    `kind` is its name in `followup/report/outputs/kinds.py`. Made from the same snapshot in the
    same build as the PDFs, and as fixed as they are once the report is adopted. The public copy
    leaves out counts under five. `size` is in bytes, the checksum SHA-256.
    """

    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="files")
    kind = models.CharField("slag", max_length=20)
    is_public = models.BooleanField("publik", default=False)
    file = models.FileField("fil", upload_to="reports/")
    size = models.PositiveIntegerField("storlek i byte")
    checksum = models.CharField("kontrollsumma", max_length=64)

    objects = ReportFileQuerySet.as_manager()

    class Meta:
        verbose_name = "rapportens fil"
        verbose_name_plural = "rapportens filer"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report", "kind", "is_public"], name="one_report_file_of_each_kind"
            )
        ]

    def __str__(self) -> str:
        return self.file.name or ""

    @property
    def size_in_words(self) -> str:
        """Its size for a reader: 340 kB; 1,2 MB."""
        return file_size(self.size)


class LaterChange(models.Model):
    """Something that a frozen report says and that holds otherwise now; the report stays as it is.

    `key` names the thing (`Difference` in afterwards/standing.py), `source_number` its source in
    the report. What is noted has been read by somebody who says why the report need not be
    corrected for it; if it changes once more it is a new notice.
    """

    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="later_changes")
    key = models.CharField(max_length=500)
    order = models.PositiveIntegerField()
    where = models.CharField("var i rapporten", max_length=200)
    source_number = models.PositiveIntegerField("källans nummer", null=True)
    what = models.TextField("vad")
    said = models.TextField("så står det i rapporten")
    holds = models.TextField("så är det nu")
    since = models.DateField("sedan", null=True)
    found_at = models.DateTimeField("upptäckt", default=timezone.now)
    noted_at = models.DateTimeField("läst", null=True)
    noted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    noted_because = models.TextField("varför rapporten inte rättas", blank=True)

    objects = LaterChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "senare ändring"
        verbose_name_plural = "senare ändringar"
        ordering: ClassVar = ["report", "order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "key"], name="one_notice_for_each_thing")
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def edition(self) -> str:
        """Which finding of it this is; another once it has changed again."""
        return self.found_at.isoformat()


class ReportBuild(models.Model):
    """One run of the worker that makes a report, with true progress and a heartbeat.

    How they wait for each other, are stopped and given up: followup/report/making/queueing.py.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Väntar"
        RUNNING = "running", "Pågår"
        DONE = "done", "Klar"
        FAILED = "failed", "Misslyckades"
        CANCELLED = "cancelled", "Avbruten"

    UNDER_WAY: ClassVar = (State.QUEUED, State.RUNNING)

    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="builds")
    state = models.CharField("läge", max_length=10, choices=State.choices, default=State.QUEUED)
    percent = models.PositiveSmallIntegerField(default=0)
    step = models.CharField("steg", max_length=120, blank=True)
    error = models.TextField("fel", blank=True)
    requested_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    heartbeat_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "framställning av rapport"
        verbose_name_plural = "framställningar av rapporter"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report"],
                condition=models.Q(state="running"),
                name="one_build_at_a_time_for_a_report",
            ),
            models.UniqueConstraint(
                fields=["report"],
                condition=models.Q(state="queued"),
                name="one_build_waits_for_a_report",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_state_display()}"

    @property
    def is_under_way(self) -> bool:
        """Whether it waits for a worker or is being made."""
        return self.state in self.UNDER_WAY

    def is_dead(self, now: datetime) -> bool:
        """Whether it should be under way but nobody has been heard from for too long."""
        return self.is_under_way and now - self.heartbeat_at > SILENCE_OF_THE_DEAD
