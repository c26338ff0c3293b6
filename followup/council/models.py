"""The council's year: meetings, what was on them, what was decided and what came of it."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from actors.models import Actor, Body
from followup.council.querysets import (
    ActivityPlanQuerySet,
    ActivityQuerySet,
    DecisionQuerySet,
    MeetingQuerySet,
    PriorityQuerySet,
)
from followup.report.models import AnnualReport
from followup.review.models import Proposal
from followup.rounds.models import Round
from funding.models import FundingSource
from goals.models import SubGoal


class Meeting(models.Model):
    """One of the council's meetings in a year; the last one receives the annual report."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planerat"
        SUMMONED = "summoned", "Kallat"
        HELD = "held", "Hållet"
        ADJUSTED = "minutes_adjusted", "Protokollet justerat"

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField("tid")
    place = models.CharField("plats", max_length=160, blank=True)
    number = models.PositiveSmallIntegerField("möte nummer")
    year = models.PositiveSmallIntegerField("år")
    state = models.CharField("läge", max_length=20, choices=State.choices, default=State.PLANNED)
    state_changed_at = models.DateTimeField(default=timezone.now)
    is_example = models.BooleanField("exempeldata", default=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "möte"
        verbose_name_plural = "möten"
        ordering: ClassVar = ["starts_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["body", "year", "number"], name="meetings_are_numbered_in_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.body}, möte {self.number} år {self.year}"

    def get_absolute_url(self) -> str:
        """The meeting's page with its agenda."""
        return reverse("council:meeting", args=[self.year, self.number])

    @property
    def day(self) -> date:
        """The Swedish calendar day it is held; decisions are dated by it."""
        return timezone.localdate(self.starts_at)

    @property
    def may_be_changed(self) -> bool:
        """Whether its time, place and agenda can still be changed."""
        return self.state in {self.State.PLANNED, self.State.SUMMONED}

    @property
    def may_decide(self) -> bool:
        """Whether decisions may be written: at the meeting, and until its minutes are adjusted."""
        return self.state in {self.State.SUMMONED, self.State.HELD}


class AgendaItem(models.Model):
    """One matter on a meeting's agenda."""

    class Kind(models.TextChoices):
        INFORMATION = "information", "Information"
        REPORT = "report", "Årsrapporten"
        PRIORITIES = "priorities", "Prioriteringar för nästa år"
        OTHER = "other", "Övrigt ärende"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField("ordning")
    kind = models.CharField("slag", max_length=12, choices=Kind.choices, default=Kind.OTHER)
    title = models.CharField("ärende", max_length=200)
    text = models.TextField("underlag", blank=True)
    report = models.ForeignKey(
        AnnualReport, models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )

    class Meta:
        verbose_name = "ärende"
        verbose_name_plural = "ärenden"
        ordering: ClassVar = ["meeting", "order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "order"], name="one_item_for_each_place")
        ]

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """What the council decided: numbered within the year (§), dated, and why."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="decisions")
    year = models.PositiveSmallIntegerField("år")
    paragraph = models.PositiveSmallIntegerField("paragraf")
    decided_on = models.DateField("beslutsdag")
    text = models.TextField("beslut")
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="decisions"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "beslut"
        verbose_name_plural = "beslut"
        ordering: ClassVar = ["year", "paragraph"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year", "paragraph"], name="decisions_are_numbered_in_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"§ {self.paragraph}/{self.year}"


class Priority(models.Model):
    """A sub-goal the council put first for one year; marks that year's survey."""

    year = models.PositiveSmallIntegerField("år")
    sub_goal = models.ForeignKey(SubGoal, models.PROTECT, related_name="priorities")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="priority")
    decided_in = models.ForeignKey(Round, models.PROTECT, related_name="priorities")
    order = models.PositiveSmallIntegerField("ordning")

    objects = PriorityQuerySet.as_manager()

    class Meta:
        verbose_name = "prioritering"
        verbose_name_plural = "prioriteringar"
        ordering: ClassVar = ["year", "order"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year", "sub_goal"], name="a_sub_goal_is_prioritised_once_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sub_goal} {self.year}"


class FocusGroup(models.Model):
    """A group the council appointed to work on a priority, with its convener."""

    body = models.OneToOneField(Body, models.PROTECT, related_name="focus_group")
    priority = models.ForeignKey(Priority, models.PROTECT, related_name="focus_groups")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="focus_group")
    convener = models.ForeignKey(Actor, models.PROTECT, related_name="convened_groups")
    assignment = models.TextField("uppdrag")
    report_back_on = models.DateField("återrapporterar", null=True, blank=True)

    class Meta:
        verbose_name = "fokusgrupp"
        verbose_name_plural = "fokusgrupper"
        ordering: ClassVar = ["priority", "body"]

    def __str__(self) -> str:
        return str(self.body)


class ActivityPlan(models.Model):
    """What a focus group means to do for its priority during the year; binding once decided."""

    class State(models.TextChoices):
        DRAFT = "draft", "Utkast"
        DECIDED = "decided", "Beslutad"

    group = models.OneToOneField(FocusGroup, models.PROTECT, related_name="plan")
    state = models.CharField("läge", max_length=12, choices=State.choices, default=State.DRAFT)
    state_changed_at = models.DateTimeField(default=timezone.now)

    objects = ActivityPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "aktivitetsplan"
        verbose_name_plural = "aktivitetsplaner"
        ordering: ClassVar = ["group"]

    def __str__(self) -> str:
        return f"Aktivitetsplan {self.year}, {self.group}"

    def get_absolute_url(self) -> str:
        """The plan's page with its activities."""
        return reverse("council:activity_plan", args=[self.pk])

    @property
    def year(self) -> int:
        """The year of the priority it serves."""
        return self.group.priority.year

    @property
    def body_id(self) -> int:
        """The group whose convener writes it; see `can`."""
        return self.group.body_id

    @property
    def is_draft(self) -> bool:
        """Whether its activities may still be changed."""
        return self.state == self.State.DRAFT


class Activity(models.Model):
    """One thing that a focus group has planned: what, who, when, with what money, to what effect.

    The period is whole months: from the first day of one to the last day of another. A number
    that is None was not said; 0 was. Those responsible find the activity in their survey, where an
    intervention points back at it by `id`.
    """

    COUNTS: ClassVar = ("women", "men", "girls", "boys", "unknown")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    plan = models.ForeignKey(ActivityPlan, models.PROTECT, related_name="activities")
    position = models.PositiveSmallIntegerField("ordning")
    removed_at = models.DateTimeField("borttagen", null=True)
    title = models.CharField("aktivitet", max_length=200)
    description = models.TextField("vad som ska göras", blank=True)
    sub_goal = models.ForeignKey(
        SubGoal, models.PROTECT, related_name="planned_activities", verbose_name="delmål"
    )
    responsible = models.ManyToManyField(
        Actor, related_name="planned_activities", verbose_name="ansvariga"
    )
    participants = models.ManyToManyField(
        Actor, related_name="joined_activities", verbose_name="andra som deltar"
    )
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med")
    funding_sources = models.ManyToManyField(
        FundingSource, related_name="activities", verbose_name="finansieringskällor"
    )
    funding = models.TextField("om pengarna", blank=True)
    expected_effect = models.TextField("effekt som väntas", blank=True)
    women = models.PositiveIntegerField("kvinnor", null=True)
    men = models.PositiveIntegerField("män", null=True)
    girls = models.PositiveIntegerField("flickor", null=True)
    boys = models.PositiveIntegerField("pojkar", null=True)
    unknown = models.PositiveIntegerField("okänt kön", null=True)
    child_rights_assessed_on = models.DateField("barnkonsekvensanalysen gjord", null=True)
    child_rights_link = models.URLField("länk till analysen", max_length=500, blank=True)
    child_rights_omitted_because = models.TextField("varför ingen analys görs", blank=True)

    history = HistoricalRecords()
    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "aktivitet"
        verbose_name_plural = "aktiviteter"
        ordering: ClassVar = ["plan", "position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="activity_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its place on the plan's page."""
        return f"{reverse('council:activity_plan', args=[self.plan_id])}#aktivitet-{self.pk}"

    @property
    def expected_total(self) -> int | None:
        """How many it is meant to reach, or None where nobody has said."""
        return sum(number for _, number in self.expected) if self.expected else None

    @property
    def expected(self) -> list[tuple[str, int]]:
        """Those it is meant to reach, as far as it is said: pairs such as ("kvinnor", 25)."""
        words = ("kvinnor", "män", "flickor", "pojkar", "okänt kön")
        told = [(word, getattr(self, c)) for word, c in zip(words, self.COUNTS, strict=True)]
        return [(word, number) for word, number in told if number is not None]

    @property
    def child_rights_is_settled(self) -> bool:
        """Whether the child-rights assessment is made, or it is said why there is none."""
        return bool(self.child_rights_assessed_on or self.child_rights_omitted_because)
