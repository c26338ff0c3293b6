"""A draft: what an organisation has answered so far, and every save that led there."""

import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor, Person
from followup.rounds.models import Invitation, Question, Round
from followup.survey.querysets import SubmissionQuerySet
from goals.models import GoalArea, SubGoal


class Origin(models.TextChoices):
    """How the words of an answer came to stand there."""

    WRITTEN = "written", "Skrivet"
    COPIED = "copied", "Samma som i fjol"
    CONFIRMED = "confirmed", "Bekräftat"
    WORKBOOK = "workbook", "Från Excel"
    RESTORED = "restored", "Återställt"
    MERGED = "merged", "Hopslaget"


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
    approver = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name="attestant", related_name="to_approve"
    )
    sign_off_asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    sign_off_asked_at = models.DateTimeField("skickad till attest", null=True)
    returned_because = models.TextField("varför attestanten skickade tillbaka", blank=True)
    reopening_asked_at = models.DateTimeField("bad om att få ändra", null=True)
    reopening_asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reopening_asked_because = models.TextField("varför de vill ändra", blank=True)

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
    def is_on_paper(self) -> bool:
        """Whether the coordinator writes in what the organisation has answered on paper."""
        return bool(self.invitation.is_on_paper)

    @property
    def is_test(self) -> bool:
        """Whether it is the test organisation's, which never counts."""
        return bool(self.actor.is_test)

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
    assigned_to = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name="vem som har det", related_name="sections"
    )
    assigned_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField("tilldelat", null=True)
    assignment_message = models.TextField("meddelande till den som fick det", blank=True)
    reopened_at = models.DateTimeField("öppnat för ändring", null=True)

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

    @property
    def is_on_paper(self) -> bool:
        """Whether the coordinator writes in what the organisation has answered on paper."""
        return self.submission.is_on_paper

    @property
    def is_test(self) -> bool:
        """Whether it is the test organisation's, which never counts."""
        return self.submission.is_test


class Intervention(models.Model):
    """Something an organisation does for a goal, in its draft; the words are its answers.

    `planned_activity` is the id of the activity in a focus group's plan that it carries out. One
    that was merged into another is put aside (`removed_at`) with all that was said of it; what it
    continues and carries out is then told by the one that stands in its place (`stand_ins`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    section = models.ForeignKey(Section, models.CASCADE, related_name="interventions")
    position = models.PositiveSmallIntegerField()
    removed_at = models.DateTimeField("borttagen", null=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    continues = models.ForeignKey("self", models.PROTECT, null=True, related_name="continued_by")
    planned_activity = models.UUIDField("aktivitet i en aktivitetsplan", null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_from")

    class Meta:
        verbose_name = "insats"
        verbose_name_plural = "insatser"
        ordering: ClassVar = ["section", "position"]

    def __str__(self) -> str:
        return f"Insats {self.pk}"


def stand_ins(interventions: Iterable[Intervention]) -> dict[uuid.UUID, uuid.UUID]:
    """Each intervention that was merged into another, and the one that stands in its place.

    Where that one was itself merged later, it is the last of them that stands.
    """
    into = {one.pk: one.merged_into_id for one in interventions if one.merged_into_id}

    def last(pk: uuid.UUID) -> uuid.UUID:
        while pk in into:
            pk = into[pk]
        return pk

    return {pk: last(pk) for pk in into}


class Record(models.Model):
    """One row that an organisation adds to a question of repeated entries; see `Kind.RECORDS`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    section = models.ForeignKey(Section, models.CASCADE, related_name="records")
    question = models.ForeignKey(Question, models.PROTECT, related_name="records")
    sub_goal = models.ForeignKey(SubGoal, models.PROTECT, null=True, related_name="+")
    position = models.PositiveSmallIntegerField()
    removed_at = models.DateTimeField("borttagen", null=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "uppgift"
        verbose_name_plural = "uppgifter"
        ordering: ClassVar = ["section", "question", "position"]

    def __str__(self) -> str:
        return f"Uppgift {self.pk}"


class Answer(models.Model):
    """What one field of a draft says now; `version` counts the saves that took hold."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="answers")
    key = models.CharField("fält", max_length=120)
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    sub_goal = models.ForeignKey(SubGoal, models.PROTECT, null=True, related_name="answers")
    intervention = models.ForeignKey(
        Intervention, models.CASCADE, null=True, related_name="answers"
    )
    record = models.ForeignKey(Record, models.CASCADE, null=True, related_name="answers")
    part = models.CharField("del av svaret", max_length=20, blank=True)
    value = models.JSONField("svar", default=str)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.WRITTEN)

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
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.WRITTEN)

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
