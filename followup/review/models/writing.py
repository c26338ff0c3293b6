"""The texts of the year's report, which the preparation group writes."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from actors.models import Person
from followup.review.models.editions import Edited, Revision, Written
from followup.rounds.models import Round
from followup.survey.models import ReportedAnswer, ReportedIntervention
from goals.models import GoalArea


class Text(Written):
    """A text in Markdown (`strategy_portal.markdown`)."""

    CONTENT = ("text",)

    text = models.TextField("text", blank=True)

    class Meta:
        abstract = True


class PartText(Text, Edited):
    """One text of a year's report: the foreword, or how one goal area develops.

    A part that nobody has written has no row; `followup.review.writing.querysets` gives it as an
    unsaved one.
    """

    class Kind(models.TextChoices):
        FOREWORD = "foreword", "Förord"
        SUMMARY = "summary", "Sammanfattning"
        METHOD = "method", "Så gjordes uppföljningen"
        DEVELOPMENT = "development", "Hur ser utvecklingen ut?"
        INTERVENTIONS = "interventions", "Vilka insatser har genomförts?"
        CHALLENGES = "challenges", "Nya utmaningar"

        @property
        def slug(self) -> str:
            """Its name in an address."""
            return _SLUGS[self.value]

    OF_THE_YEAR: ClassVar = (Kind.FOREWORD, Kind.SUMMARY, Kind.METHOD)
    OF_AN_AREA: ClassVar = (Kind.DEVELOPMENT, Kind.INTERVENTIONS, Kind.CHALLENGES)

    class State(models.TextChoices):
        WRITING = "writing", "Skrivs"
        READY = "ready", "Klar att läsas"
        PUT_FORWARD = "put_forward", "Framförd"

    round = models.ForeignKey(Round, models.CASCADE, related_name="part_texts")
    kind = models.CharField("del", max_length=15, choices=Kind.choices)
    goal_area = models.ForeignKey(
        GoalArea, models.PROTECT, null=True, blank=True, related_name="part_texts"
    )
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ansvarig"
    )
    state = models.CharField("läge", max_length=12, choices=State.choices, default=State.WRITING)
    state_changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "text i årsrapporten"
        verbose_name_plural = "texter i årsrapporten"
        ordering: ClassVar = ["round__year", "goal_area__number", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "kind"],
                condition=Q(goal_area__isnull=True),
                name="one_text_for_each_part_of_the_year",
            ),
            models.UniqueConstraint(
                fields=["round", "kind", "goal_area"],
                condition=Q(goal_area__isnull=False),
                name="one_text_for_each_part_of_an_area",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["foreword", "summary", "method"], goal_area__isnull=True)
                | Q(
                    kind__in=["development", "interventions", "challenges"],
                    goal_area__isnull=False,
                ),
                name="a_text_is_of_the_year_or_of_an_area",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.round.year}"

    @property
    def title(self) -> str:
        """Where it stands in the report, for a list of all texts."""
        heading = self.get_kind_display()
        return f"{self.goal_area.title}: {heading}" if self.goal_area else heading

    @property
    def key(self) -> str:
        """Its name in an address: "forord", "sysselsattning-utveckling"."""
        slug = self.Kind(self.kind).slug
        return f"{self.goal_area.slug}-{slug}" if self.goal_area else slug

    @property
    def words(self) -> int:
        """How long it is, in words."""
        return len(self.text.split())


_SLUGS = {
    "foreword": "forord",
    "summary": "sammanfattning",
    "method": "metod",
    "development": "utveckling",
    "interventions": "insatser",
    "challenges": "utmaningar",
}


class PartTextRevision(Text, Revision):
    """One save of a text; `origin` says what else than writing its words came from."""

    class Origin(models.TextChoices):
        WRITTEN = "", "skrev"
        TAKEN_IN = "taken_in", "tog in underlag"
        BROUGHT_BACK = "brought_back", "tog tillbaka en tidigare version"

    of = models.ForeignKey(PartText, models.CASCADE, related_name="revisions")
    origin = models.CharField(max_length=12, choices=Origin.choices, blank=True)

    class Meta(Revision.Meta):
        verbose_name = "textversion"
        verbose_name_plural = "textversioner"


class PartReading(models.Model):
    """Somebody's word that they have read one edition of a text; it says nothing of later ones."""

    part = models.ForeignKey(PartText, models.CASCADE, related_name="readings")
    edition = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "läsning av en text"
        verbose_name_plural = "läsningar av texter"
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["part", "edition", "by"], name="one_reading_of_an_edition_for_each_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.by} har läst {self.part}"


class Quotation(models.Model):
    """Something handed in that a writer has picked for a text: a passage's words, or a whole
    intervention as a row.

    It stands in the text where a paragraph is its `mark`, as often as the writer likes. The words
    are the organisation's own and never edited; `passage` is empty for a row. Numbers run through
    the year and are never given again, so that an earlier version of a text still means the same:
    what is taken away stays here as `is_removed`. `followup.review.reading.passages` tells whether
    the organisation's newest version still says it.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="quotations")
    part = models.ForeignKey(PartText, models.CASCADE, related_name="quotations")
    number = models.PositiveIntegerField("nummer")
    answer = models.ForeignKey(ReportedAnswer, models.PROTECT, null=True, related_name="quotations")
    intervention = models.ForeignKey(
        ReportedIntervention, models.PROTECT, null=True, related_name="quotations"
    )
    passage = models.TextField("stycke", blank=True)
    is_removed = models.BooleanField("borttaget", default=False)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "citat eller insats i en text"
        verbose_name_plural = "citat och insatser i texter"
        ordering: ClassVar = ["round", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "number"], name="one_quotation_for_each_number_of_a_year"
            ),
            models.CheckConstraint(
                condition=(Q(answer__isnull=False, intervention__isnull=True) & ~Q(passage=""))
                | Q(answer__isnull=True, intervention__isnull=False),
                name="words_of_an_answer_or_an_intervention_or_one_as_a_row",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark} i {self.part}"

    @property
    def is_row(self) -> bool:
        """Whether it is an intervention shown as a row, and not words."""
        return not self.passage

    @property
    def word(self) -> str:
        """What a writer calls it: "citat" or "insats"."""
        return "insats" if self.is_row else "citat"

    @property
    def mark(self) -> str:
        """The paragraph that it stands in a text as: "{citat 3}"."""
        return f"{{{self.word} {self.number}}}"
