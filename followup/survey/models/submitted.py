"""What was handed in: versions that never change, and rows with real types that can be counted."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from actors.models import Actor, Person
from followup.rounds.models import ImplementationDegree, QuestionVersion
from followup.survey.models.attachments import Attachment
from followup.survey.models.draft import Intervention, Record, Submission
from followup.survey.querysets import ReportedQuerySet
from funding.models import FundingSource
from goals.models import GoalArea, SubGoal, TargetGroup


class SubmissionVersion(models.Model):
    """What an organisation handed in at one time; immutable.

    `answers` holds every field as it was, keyed as in the draft; `checksum` is its SHA-256.
    `attachments` are the files that were handed in with it.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("version")
    submitted_at = models.DateTimeField("inlämnad", default=timezone.now)
    submitted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answers = models.JSONField("svar")
    checksum = models.CharField("kontrollsumma", max_length=64)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField("attesterad", null=True)
    from_paper = models.BooleanField("inskriven från papper", default=False)
    attachments = models.ManyToManyField(Attachment, related_name="versions")

    class Meta:
        verbose_name = "inlämnad version"
        verbose_name_plural = "inlämnade versioner"
        ordering: ClassVar = ["submission", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["submission", "number"], name="one_submitted_version_for_each_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission}, version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only new versions are saved."""
        if self.pk:
            raise TypeError("A submitted version is never changed")
        super().save(*args, **kwargs)


class PaperConfirmation(models.Model):
    """An organisation's word that what the coordinator wrote in from paper is what it said."""

    version = models.OneToOneField(
        SubmissionVersion, models.PROTECT, related_name="paper_confirmation"
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "bekräftelse av pappersvar"
        verbose_name_plural = "bekräftelser av pappersvar"

    def __str__(self) -> str:
        return f"Bekräftad: {self.version}"


class ReportedAnswer(models.Model):
    """One submitted answer: `degree` for a degree, `text` for words, as shown to a reader.

    A number is in `number` as well (also a count, with women, men, girls, boys or unknown in
    `part`), a day in `day`, the choices of "several of" in `chosen`. `record` groups the parts
    of one repeated entry. An answer "vet ej" has `not_known` and nothing else.
    """

    version = models.ForeignKey(SubmissionVersion, models.PROTECT, related_name="reported_answers")
    question_version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="reported")
    goal_area = models.ForeignKey(GoalArea, models.PROTECT, null=True, related_name="+")
    sub_goal = models.ForeignKey(SubGoal, models.PROTECT, null=True, related_name="reported")
    part = models.CharField(max_length=20, blank=True)
    degree = models.CharField(max_length=1, blank=True, choices=ImplementationDegree.choices)
    text = models.TextField("svar", blank=True)
    number = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    day = models.DateField("datum", null=True)
    chosen = models.JSONField("valda", default=list)
    record = models.ForeignKey(Record, models.PROTECT, null=True, related_name="+")
    not_known = models.BooleanField("vet ej", default=False)
    why = models.TextField("förklaring till en avvikelse", blank=True)

    objects = ReportedQuerySet.as_manager()

    class Meta:
        verbose_name = "inlämnat svar"
        verbose_name_plural = "inlämnade svar"
        ordering: ClassVar = ["version", "pk"]

    def __str__(self) -> str:
        return self.degree or self.text[:60]


class ReportedIntervention(models.Model):
    """A submitted intervention with its reach: women, men, girls, boys and unknown.

    A count that is None was left blank; 0 was answered. `counts_not_known` is the third answer:
    the organisation does not know how those reached are divided.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", "Planerad"
        ONGOING = "ongoing", "Pågår"
        DONE = "done", "Avslutad"
        NOT_DONE = "not_done", "Blev inte av"

    class Continues(models.TextChoices):
        YES = "yes", "Ja"
        NO = "no", "Nej"
        NOT_KNOWN = "not_known", "Vet ej"

    COUNTS: ClassVar = ("women", "men", "girls", "boys", "unknown")

    version = models.ForeignKey(
        SubmissionVersion, models.PROTECT, related_name="reported_interventions"
    )
    intervention = models.ForeignKey(Intervention, models.PROTECT, related_name="reported")
    goal_area = models.ForeignKey(GoalArea, models.PROTECT, related_name="reported_interventions")
    title = models.CharField("insats", max_length=200)
    description = models.TextField("vad ni gjorde", blank=True)
    sub_goals = models.ManyToManyField(SubGoal, related_name="reported_interventions")
    target_groups = models.ManyToManyField(TargetGroup, related_name="+")
    partners = models.ManyToManyField(Actor, related_name="named_in_interventions")
    other_partners = models.TextField("andra samverkansparter", blank=True)
    funding_sources = models.ManyToManyField(FundingSource, related_name="+")
    other_funding = models.TextField("annan finansiering", blank=True)
    status = models.CharField(max_length=10, blank=True, choices=Status.choices)
    effect = models.TextField("effekt", blank=True)
    continues_next_year = models.CharField(max_length=10, blank=True, choices=Continues.choices)
    women = models.PositiveIntegerField("kvinnor", null=True)
    men = models.PositiveIntegerField("män", null=True)
    girls = models.PositiveIntegerField("flickor", null=True)
    boys = models.PositiveIntegerField("pojkar", null=True)
    unknown = models.PositiveIntegerField("okänt kön", null=True)
    counts_not_known = models.BooleanField("vet inte hur de fördelar sig", default=False)
    stated_total = models.PositiveIntegerField("totalt enligt organisationen", null=True)
    total_because = models.TextField("varför bara en total", blank=True)
    evidence_link = models.URLField("länk till underlag", max_length=500, blank=True)

    objects = ReportedQuerySet.as_manager()

    class Meta:
        verbose_name = "inlämnad insats"
        verbose_name_plural = "inlämnade insatser"
        ordering: ClassVar = ["version", "goal_area", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def total(self) -> int | None:
        """All persons reached, or None where nothing was counted."""
        counts = [n for n in (getattr(self, c) for c in self.COUNTS) if n is not None]
        return sum(counts) if counts else None

    @property
    def evidence_files(self) -> list[Attachment]:
        """The files that were handed in with it; wants the version's attachments prefetched."""
        key = f"interventions/{self.intervention_id}/evidence_files"
        sections = self.version.answers.get("sections", [])
        listed = {pk for section in sections for pk in section["answers"].get(key, [])}
        return [one for one in self.version.attachments.all() if str(one.pk) in listed]
