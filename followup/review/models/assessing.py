"""What the preparation group judges in an area, tells of and names as new."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from actors.models import Person
from followup.review.models.editions import Edited, Revision, Written
from followup.rounds.models import Round
from followup.survey.models import Intervention
from goals.models import GoalArea, SubGoal


class Development(models.TextChoices):
    """Which way a sub-goal or area is going, as judged by the preparation group."""

    RIGHT = "right", "Rätt riktning"
    SAME = "same", "Oförändrat"
    WRONG = "wrong", "Fel riktning"
    CANNOT = "cannot", "Kan inte bedömas"

    @property
    def sign(self) -> str:
        """The name of its sign on screen (`_components/development.html`)."""
        return {"same": "unchanged", "cannot": "not_assessable"}.get(self.value, self.value)


class Judgement(Written):
    """Which way it goes, and why."""

    CONTENT = ("development", "reasons")

    development = models.CharField(
        "utveckling", max_length=10, choices=Development.choices, blank=True
    )
    reasons = models.TextField("skäl för bedömningen", blank=True)

    class Meta:
        abstract = True


class Assessment(Judgement, Edited):
    """The judgement of one goal area, or of one of its sub-goals, in one round."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="assessments")
    goal_area = models.ForeignKey(GoalArea, models.PROTECT, related_name="assessments")
    sub_goal = models.ForeignKey(
        SubGoal, models.PROTECT, null=True, blank=True, related_name="assessments"
    )

    class Meta:
        verbose_name = "bedömning"
        verbose_name_plural = "bedömningar"
        ordering: ClassVar = ["round__year", "goal_area__number", "sub_goal__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "goal_area"],
                condition=Q(sub_goal__isnull=True),
                name="one_assessment_for_each_area",
            ),
            models.UniqueConstraint(
                fields=["round", "sub_goal"],
                condition=Q(sub_goal__isnull=False),
                name="one_assessment_for_each_sub_goal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sub_goal or self.goal_area}, {self.round}"

    @property
    def sign(self) -> str:
        """The sign of the judged development; empty while nobody has judged."""
        return Development(self.development).sign if self.development else ""


class AssessmentRevision(Judgement, Revision):
    """One save of an assessment."""

    of = models.ForeignKey(Assessment, models.CASCADE, related_name="revisions")

    class Meta(Revision.Meta):
        verbose_name = "bedömningsversion"
        verbose_name_plural = "bedömningsversioner"


class ChosenIntervention(models.Model):
    """An intervention marked to be told of in the annual report."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="chosen_interventions")
    intervention = models.ForeignKey(Intervention, models.PROTECT, related_name="chosen_in")
    chosen_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "vald insats"
        verbose_name_plural = "valda insatser"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "intervention"], name="chosen_once_in_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.intervention} i {self.round}"


class Challenge(models.Model):
    """A new challenge that the preparation group names in a goal area."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="challenges")
    goal_area = models.ForeignKey(GoalArea, models.PROTECT, related_name="challenges")
    text = models.TextField("ny utmaning")
    named_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "ny utmaning"
        verbose_name_plural = "nya utmaningar"
        ordering: ClassVar = ["round", "goal_area", "pk"]

    def __str__(self) -> str:
        return self.text[:80]
