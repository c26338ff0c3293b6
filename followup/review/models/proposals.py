"""What is proposed to the council as next year's priorities, and where each proposal comes from."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from actors.models import Actor, Body, Person
from followup.review.models.editions import Written
from followup.rounds.models import Round
from followup.survey.models import ReportedAnswer
from goals.models import SubGoal


class Proposal(Written):
    """A proposed priority for next year, from the preparation group or another body.

    `edition` counts the wordings, so that two who change it at once are told. One that was merged
    into another keeps its words and its sources, and follows the other from there.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Föreslagen"
        MERGED = "merged", "Sammanslagen"
        PUT_FORWARD = "put_forward", "Framförd till rådet"
        DECIDED = "decided", "Beslutad"
        NOT_ADOPTED = "not_adopted", "Inte antagen"

    class Urgency(models.TextChoices):
        HIGH = "high", "Mycket angeläget"
        SOME = "some", "Angeläget"
        LOW = "low", "Kan vänta"

    class Feasibility(models.TextChoices):
        NOW = "now", "Kan börja genast"
        PREPARE = "prepare", "Behöver förberedas"
        HARD = "hard", "Svårt att genomföra"

    CONTENT = ("title", "reason", "weighing", "urgency", "feasibility")
    SENT: ClassVar = frozenset({State.PUT_FORWARD, State.DECIDED, State.NOT_ADOPTED})

    round = models.ForeignKey(Round, models.CASCADE, related_name="proposals")
    sub_goal = models.ForeignKey(SubGoal, models.PROTECT, related_name="proposals")
    title = models.CharField("förslag", max_length=200)
    reason = models.TextField("varför")
    weighing = models.TextField("hur vi vägde", blank=True)
    urgency = models.CharField("angelägenhet", max_length=10, choices=Urgency.choices, blank=True)
    feasibility = models.CharField(
        "genomförbarhet", max_length=10, choices=Feasibility.choices, blank=True
    )
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="proposals")
    actor = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
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
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="merged_into_another_or_not_merged",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_sent(self) -> bool:
        """Whether it has reached the council, decided or not; the others are still notes."""
        return self.state in self.SENT

    @property
    def is_merged(self) -> bool:
        """Whether it has gone into another."""
        return self.state == self.State.MERGED


class Suggestion(models.Model):
    """What a network, or the preparation group itself, asks the council to put first.

    It is the body's own words; a proposal may take it up. `edition` counts the wordings.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="suggestions")
    body = models.ForeignKey(Body, models.PROTECT, related_name="suggestions")
    sub_goal = models.ForeignKey(
        SubGoal, models.PROTECT, null=True, blank=True, related_name="suggestions"
    )
    text = models.TextField("vad som föreslås och varför")
    edition = models.PositiveIntegerField(default=1)
    suggested_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    suggested_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField("tillbakataget", null=True)

    class Meta:
        verbose_name = "inspel"
        verbose_name_plural = "inspel"
        ordering: ClassVar = ["round", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class ProposalSource(models.Model):
    """Something that a proposal takes up: an organisation's wish, or a body's suggestion.

    The answer is the one that was handed in when it was taken up, and stays so when the
    organisation hands in again. A source belongs to the proposal that took it up also after that
    one was merged into another, so that merging can be undone.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="sources")
    answer = models.OneToOneField(
        ReportedAnswer, models.PROTECT, null=True, related_name="taken_up_in"
    )
    suggestion = models.OneToOneField(
        Suggestion, models.PROTECT, null=True, related_name="taken_up_in"
    )
    taken_up_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    taken_up_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "källa till ett förslag"
        verbose_name_plural = "källor till förslag"
        ordering: ClassVar = ["proposal", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answer__isnull=False, suggestion__isnull=True)
                | Q(answer__isnull=True, suggestion__isnull=False),
                name="an_answer_or_a_suggestion",
            )
        ]

    def __str__(self) -> str:
        return str(self.answer or self.suggestion)
