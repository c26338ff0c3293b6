"""What is proposed to the council as next year's priorities."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from actors.models import Actor, Body, Person
from followup.rounds.models import Round
from goals.models import SubGoal


class Proposal(models.Model):
    """A proposed priority for next year, from the preparation group or another body.

    `edition` counts the wordings, so that two who change it at once are told.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Föreslagen"
        PUT_FORWARD = "put_forward", "Framförd till rådet"
        DECIDED = "decided", "Beslutad"
        NOT_ADOPTED = "not_adopted", "Inte antagen"

    round = models.ForeignKey(Round, models.CASCADE, related_name="proposals")
    sub_goal = models.ForeignKey(SubGoal, models.PROTECT, related_name="proposals")
    title = models.CharField("förslag", max_length=200)
    reason = models.TextField("varför")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="proposals")
    actor = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    state = models.CharField("läge", max_length=12, choices=State.choices, default=State.PROPOSED)
    state_changed_at = models.DateTimeField(default=timezone.now)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    edition = models.PositiveIntegerField(default=1)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "förslag till prioritering"
        verbose_name_plural = "förslag till prioriteringar"
        ordering: ClassVar = ["round", "order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "sub_goal"], name="one_proposal_for_each_sub_goal"
            )
        ]

    def __str__(self) -> str:
        return self.title
