"""What the preparation group and the coordinators say to each other while they read and write."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from actors.models import Actor, Person
from followup.review.models.proposals import Proposal
from followup.rounds.models import Question, Round
from followup.survey.models import Intervention
from goals.models import GoalArea, SubGoal


class Thread(models.Model):
    """A question among those who compile the year, beside what it is about, until it is resolved.

    It is about a goal area, a sub-goal, an organisation's answer to a question, an intervention,
    a proposal or a text of the report; `about` says which in words as they were when it was
    opened, `quote` holds the passage. An answer is named by who answers what, so that the thread
    stays with it when the organisation hands in again. Never published.
    """

    class State(models.TextChoices):
        OPEN = "open", "Öppen"
        RESOLVED = "resolved", "Löst"

    round = models.ForeignKey(Round, models.CASCADE, related_name="threads")
    about = models.CharField("vad det gäller", max_length=400)
    goal_area = models.ForeignKey(GoalArea, models.PROTECT, null=True, related_name="+")
    sub_goal = models.ForeignKey(SubGoal, models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, related_name="+")
    question = models.ForeignKey(Question, models.PROTECT, null=True, related_name="+")
    intervention = models.ForeignKey(Intervention, models.PROTECT, null=True, related_name="+")
    proposal = models.ForeignKey(Proposal, models.SET_NULL, null=True, related_name="threads")
    text_key = models.CharField("text i årsrapporten", max_length=80, blank=True)
    quote = models.TextField("orden det gäller", blank=True)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    state = models.CharField("läge", max_length=10, choices=State.choices, default=State.OPEN)
    state_changed_at = models.DateTimeField(default=timezone.now)
    resolved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "tråd"
        verbose_name_plural = "trådar"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.about

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.state == self.State.OPEN


class ThreadComment(models.Model):
    """One person's words in a thread; only their own writer changes them.

    `save_id` comes with the form, so that a comment sent twice is stored once. `edition` counts
    the wordings; the event log keeps the earlier ones.
    """

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="comments")
    text = models.TextField("kommentar")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    edition = models.PositiveIntegerField(default=1)
    reworded_at = models.DateTimeField("ändrad", null=True)
    save_id = models.UUIDField(unique=True, default=uuid.uuid4)

    class Meta:
        verbose_name = "kommentar"
        verbose_name_plural = "kommentarer"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text[:80]
