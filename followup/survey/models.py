"""What organisations answer: drafts that never lose a word, and submitted versions that never
change.

A draft is a set of answers addressed by key; every save appends a revision. Submitting turns
the draft into a version: rows with real types (degrees, counts, interventions) that the review
and the report count in the database.
"""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor, Person
from followup.rounds.models import Invitation, Question, QuestionVersion, Round
from followup.survey.querysets import ReportedQuerySet, SubmissionQuerySet
from funding.models import FundingSource
from goals.models import GoalArea, SubGoal, TargetGroup


class ImplementationDegree(models.TextChoices):
    """How far an organisation is with a sub-goal; the scale of the county boards."""

    DONE = "G", "Genomfört eller löpande"
    HALF = "H", "Minst hälften"
    STARTED = "P", "Påbörjat"
    NOT_STARTED = "E", "Ej påbörjat"
    NOT_RELEVANT = "N", "Ej relevant"


class Submission(models.Model):
    """One organisation's answers in one round."""

    class State(models.TextChoices):
        IN_PROGRESS = "in_progress", "Påbörjad"
        AWAITING = "awaiting_sign_off", "Väntar på attest"
        SUBMITTED = "submitted", "Inlämnad"
        CHANGES = "changes_requested", "Ska ändras"
        ACCEPTED = "accepted", "Godtagen"

    EDITABLE: ClassVar = {State.IN_PROGRESS, State.CHANGES}

    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="submission")
    round = models.ForeignKey(Round, models.PROTECT, related_name="submissions")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="submissions")
    state = models.CharField(
        "läge", max_length=20, choices=State.choices, default=State.IN_PROGRESS
    )
    state_changed_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField("påbörjad", default=timezone.now)
    current_version = models.OneToOneField(
        "SubmissionVersion", models.PROTECT, null=True, related_name="current_of"
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "inlämning"
        verbose_name_plural = "inlämningar"
        ordering: ClassVar = ["round", "actor__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "actor"], name="one_submission_for_each_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.actor}, {self.round}"

    def get_absolute_url(self) -> str:
        """The organisation's task list."""
        return reverse("survey:survey", args=[self.round.year, self.actor.slug])

    @property
    def is_editable(self) -> bool:
        """Whether its state lets answers be changed; the closing time is asked separately."""
        return self.state in self.EDITABLE


class Section(models.Model):
    """One goal area of one organisation's submission, or the section about itself."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", "Inte påbörjat"
        IN_PROGRESS = "in_progress", "Påbörjat"
        DONE = "done", "Klart"
        CHANGES = "changes_requested", "Ska ändras"
        NOT_RELEVANT = "not_relevant", "Ej relevant"

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="sections")
    goal_area = models.ForeignKey(GoalArea, models.PROTECT, null=True, related_name="sections")
    order = models.PositiveSmallIntegerField()
    state = models.CharField(
        "läge", max_length=20, choices=State.choices, default=State.NOT_STARTED
    )
    state_changed_at = models.DateTimeField(default=timezone.now)
    not_relevant_because = models.TextField("varför avsnittet inte är relevant", blank=True)
    touched_at = models.DateTimeField("senast ändrat", null=True)
    touched_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "avsnitt"
        verbose_name_plural = "avsnitt"
        ordering: ClassVar = ["submission", "order"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["submission", "order"], name="one_section_for_each_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.submission})"

    @property
    def title(self) -> str:
        """The goal area's name, or that it is about the organisation."""
        return self.goal_area.title if self.goal_area else "Om er organisation"

    @property
    def slug(self) -> str:
        """The section's place in addresses: `organisation` or the goal area's name."""
        return self.goal_area.slug if self.goal_area else "organisation"

    @property
    def actor_id(self) -> int:
        """The organisation it belongs to."""
        return self.submission.actor_id


class Intervention(models.Model):
    """Something an organisation does for a goal, in its draft; the words are its answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    section = models.ForeignKey(Section, models.CASCADE, related_name="interventions")
    position = models.PositiveSmallIntegerField()
    removed_at = models.DateTimeField("borttagen", null=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    continues = models.ForeignKey("self", models.PROTECT, null=True, related_name="continued_by")

    class Meta:
        verbose_name = "insats"
        verbose_name_plural = "insatser"
        ordering: ClassVar = ["section", "position"]

    def __str__(self) -> str:
        return f"Insats {self.pk}"


class Answer(models.Model):
    """What one field of a draft says now; `version` counts the saves that took hold."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="answers")
    key = models.CharField("fält", max_length=100)
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    sub_goal = models.ForeignKey(SubGoal, models.PROTECT, null=True, related_name="answers")
    intervention = models.ForeignKey(
        Intervention, models.CASCADE, null=True, related_name="answers"
    )
    part = models.CharField("del av svaret", max_length=20, blank=True)
    value = models.JSONField("svar", default=str)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "svar"
        verbose_name_plural = "svar"
        ordering: ClassVar = ["section", "key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["section", "key"], name="one_answer_for_each_field")
        ]

    def __str__(self) -> str:
        return f"{self.key} i {self.section}"


class AnswerRevision(models.Model):
    """One save of one field, whether it took hold or met another; never changed or removed.

    The id is made by the client, so that a save sent twice is stored once. `version` is the
    answer's version that this save became, or None when it met a newer one.
    """

    id = models.UUIDField(primary_key=True)
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="revisions")
    value = models.JSONField("svar")
    base_version = models.PositiveIntegerField()
    version = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "svarsversion"
        verbose_name_plural = "svarsversioner"
        ordering: ClassVar = ["answer", "at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["answer", "version"], name="one_revision_for_each_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer}, {self.version or 'mötte ett nyare svar'}"


class SubmissionVersion(models.Model):
    """What an organisation handed in at one time; immutable.

    `answers` holds every field as it was, keyed as in the draft; `checksum` is its SHA-256.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("version")
    submitted_at = models.DateTimeField("inlämnad", default=timezone.now)
    submitted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answers = models.JSONField("svar")
    checksum = models.CharField("kontrollsumma", max_length=64)

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


class ReportedAnswer(models.Model):
    """One submitted answer: a degree in `degree`, anything else as words in `text`."""

    version = models.ForeignKey(SubmissionVersion, models.PROTECT, related_name="reported_answers")
    question_version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    goal_area = models.ForeignKey(GoalArea, models.PROTECT, null=True, related_name="+")
    sub_goal = models.ForeignKey(SubGoal, models.PROTECT, null=True, related_name="reported")
    part = models.CharField(max_length=20, blank=True)
    degree = models.CharField(max_length=1, blank=True, choices=ImplementationDegree.choices)
    text = models.TextField("svar", blank=True)

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
