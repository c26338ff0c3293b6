"""A year's round: when it is open, what is asked, who was consulted and invited."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor, ActorType, Person
from followup.rounds.querysets import (
    IN_FLIGHT,
    InvitationQuerySet,
    RoundQuerySet,
    SentMailQuerySet,
    UploadQuerySet,
)
from goals.models import Strategy
from goals.statistics.models import Indicator


def end_of_day(day: date) -> datetime:
    """The first instant after a whole Swedish day; a closing date means the whole day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


class Round(models.Model):
    """One year's follow-up of a strategy, from draft to archive.

    `reminder_days` and `overdue_days` are working days before and after the last day; what they
    become in dates stands in `schedule.py`. A letter whose day had already been when the
    schedule was set (`schedule_set_at`) is not sent.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Utkast"
        OPEN = "open", "Öppen"
        CLOSED = "closed", "Stängd"
        COMPILED = "compiled", "Sammanställd"
        ARCHIVED = "archived", "Arkiverad"

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField("år", unique=True)
    state = models.CharField("läge", max_length=12, choices=State.choices, default=State.DRAFT)
    state_changed_at = models.DateTimeField(default=timezone.now)
    opens_on = models.DateField("öppnar", null=True, blank=True)
    closes_on = models.DateField("sista dag att svara", null=True, blank=True)
    purpose = models.TextField("varför vi frågar", blank=True)
    use_of_answers = models.TextField("vad som händer med svaren", blank=True)
    legal_basis = models.TextField("rättslig grund", blank=True)
    is_voluntary = models.BooleanField("frivilligt att svara", default=True)
    expected_minutes = models.PositiveSmallIntegerField("beräknad tid i minuter", default=60)
    invitation_subject = models.CharField("ämnesrad i inbjudan", max_length=160, blank=True)
    invitation_text = models.TextField("text i inbjudan", blank=True)
    reminder_subject = models.CharField("ämnesrad i påminnelsen", max_length=160, blank=True)
    reminder_text = models.TextField("text i påminnelsen", blank=True)
    overdue_subject = models.CharField("ämnesrad i brevet efteråt", max_length=160, blank=True)
    overdue_text = models.TextField("text i brevet efteråt", blank=True)
    opens_by_itself = models.BooleanField("öppnar av sig själv", default=False)
    reminder_days = models.JSONField("påminnelser, arbetsdagar före", default=list, blank=True)
    overdue_days = models.PositiveSmallIntegerField("arbetsdagar efter", null=True, blank=True)
    schedule_set_at = models.DateTimeField("tidsplanen ändrad", default=timezone.now)
    reply_to = models.EmailField("svar på breven går till", blank=True)
    copied_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies"
    )
    is_example = models.BooleanField("exempeldata", default=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "omgång"
        verbose_name_plural = "omgångar"
        ordering: ClassVar = ["-year"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True)
                | Q(closes_on__isnull=True)
                | Q(closes_on__gte=models.F("opens_on")),
                name="round_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return f"Omgång {self.year}"

    def get_absolute_url(self) -> str:
        """The coordinator's page for the round."""
        return reverse("rounds:round", args=[self.year])

    @property
    def closes_at(self) -> datetime | None:
        """The first instant when it is too late to answer."""
        return end_of_day(self.closes_on) if self.closes_on else None


class Consultation(models.Model):
    """The consultation before a form is used, as ordinance 1982:668 asks of state agencies."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="consultation")
    with_whom = models.TextField("med vilka", blank=True)
    consulted_on = models.DateField("när", null=True, blank=True)
    what_changed = models.TextField("vad som ändrades efter samrådet", blank=True)
    omitted_because = models.TextField("varför samråd inte behövdes", blank=True)

    class Meta:
        verbose_name = "samråd"
        verbose_name_plural = "samråd"

    def __str__(self) -> str:
        return f"Samråd om {self.round}"

    @property
    def is_recorded(self) -> bool:
        """Whether it is written down with whom and when, or why it was not needed."""
        return bool(self.omitted_because or (self.with_whom and self.consulted_on))


class Question(models.Model):
    """Something the survey asks; keeps its identity over the years while its words change.

    `indicator` and `held_elsewhere` name where the same thing is known already, so that the
    coordinator can leave the question out.
    """

    class Kind(models.TextChoices):
        DEGREE = "degree", "Genomförandegrad"
        LONG_TEXT = "long_text", "Lång text"
        SHORT_TEXT = "short_text", "Kort text"
        ONE_OF = "one_of", "Ett av flera val"
        INTERVENTIONS = "interventions", "Insatser"
        PROPOSAL = "proposal", "Förslag till prioritering"
        WHOLE_NUMBER = "whole_number", "Heltal"
        COUNTS = "counts", "Antal kvinnor, män, flickor och pojkar"
        PER_CENT = "per_cent", "Procent"
        MONEY = "money", "Belopp i kronor"
        YES_NO = "yes_no", "Ja eller nej"
        SEVERAL_OF = "several_of", "Flera av flera val"
        SCALE = "scale", "Skala"
        DATE = "date", "Datum"
        LINK = "link", "Länk"
        FILE = "file", "Fil"
        RECORDS = "records", "Upprepade uppgifter"

    class Scope(models.TextChoices):
        ORGANISATION = "organisation", "En gång för organisationen"
        AREA = "area", "En gång för varje målområde"
        SUB_GOAL = "sub_goal", "En gång för varje delmål"

    key = models.SlugField("nyckel", unique=True, max_length=40)
    kind = models.CharField("slag", max_length=20, choices=Kind.choices)
    scope = models.CharField("frågas", max_length=20, choices=Scope.choices)
    indicator = models.ForeignKey(
        Indicator,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name="indikator som redan har uppgiften",
    )
    held_elsewhere = models.TextField("annan inrapportering som har uppgiften", blank=True)

    class Meta:
        verbose_name = "fråga"
        verbose_name_plural = "frågor"
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        return self.key


class ImplementationDegree(models.TextChoices):
    """How far an organisation is with a sub-goal; the scale of the county boards."""

    DONE = "G", "Genomfört eller löpande"
    HALF = "H", "Minst hälften"
    STARTED = "P", "Påbörjat"
    NOT_STARTED = "E", "Ej påbörjat"
    NOT_RELEVANT = "N", "Ej relevant"


class Level(models.TextChoices):
    """How much a check asks of the one who answers."""

    NONE = "", "Kontrolleras inte"
    NOTE = "note", "Upplysning"
    WARNING = "warning", "Varning som vill ha en förklaring"
    STOP = "stop", "Måste rättas"


class QuestionVersion(models.Model):
    """A question as it reads at one time; a change of anything in it is a new version.

    `minimum` and `maximum` bound numbers, per cent, money and each count, and are the ends of a
    scale; `longest` bounds a text, in characters. `columns` are the parts of one repeated entry:
    `[{"key", "label", "kind"}]`, the kind one of `COLUMN_KINDS`. `change_share` is how many per
    cent a number may differ from last year's before `if_changed` speaks.
    """

    COLUMN_KINDS: ClassVar = (
        "short_text",
        "long_text",
        "whole_number",
        "per_cent",
        "money",
        "yes_no",
        "date",
        "link",
    )

    question = models.ForeignKey(Question, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("version")
    wording = models.CharField("fråga", max_length=300)
    help_text = models.TextField("hjälptext", blank=True)
    choices = models.JSONField("svarsval", default=list, blank=True)
    why_asked = models.TextField("varför vi frågar", blank=True)
    legal_basis = models.TextField("rättslig grund för frågan", blank=True)
    unit = models.CharField("enhet", max_length=40, blank=True)
    minimum = models.DecimalField("minst", max_digits=16, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField("högst", max_digits=16, decimal_places=2, null=True, blank=True)
    longest = models.PositiveIntegerField("längst, i tecken", null=True, blank=True)
    scale_ends = models.JSONField("skalans ändar i ord", default=list, blank=True)
    columns = models.JSONField("delar", default=list, blank=True)
    if_blank = models.CharField(
        "om svaret saknas", max_length=10, choices=Level.choices, blank=True
    )
    if_outside = models.CharField(
        "om svaret är utanför gränserna",
        max_length=10,
        choices=Level.choices,
        default=Level.STOP,
        blank=True,
    )
    change_share = models.PositiveSmallIntegerField("ändring i procent", null=True, blank=True)
    if_changed = models.CharField(
        "om svaret skiljer sig mycket från i fjol", max_length=10, choices=Level.choices, blank=True
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "frågans ordalydelse"
        verbose_name_plural = "frågornas ordalydelser"
        ordering: ClassVar = ["question", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["question", "number"], name="one_wording_for_each_version"
            )
        ]

    def __str__(self) -> str:
        return self.wording


class AskedQuestion(models.Model):
    """A question as it is asked in one round: which wording, in which order, of whom.

    `actor_types` are the types that are asked; empty means all. Where `shown_if` is set the
    question is asked only of those who answered that question with one of `shown_if_values`.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="asked_questions")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="asked_in")
    question = models.ForeignKey(Question, models.PROTECT, related_name="asked_in")
    order = models.PositiveSmallIntegerField("ordning")
    actor_types = models.JSONField("frågas av", default=list, blank=True)
    shown_if = models.ForeignKey(
        Question, models.PROTECT, null=True, blank=True, related_name="leads_to"
    )
    shown_if_values = models.JSONField("visas om svaret är", default=list, blank=True)

    class Meta:
        verbose_name = "fråga i omgången"
        verbose_name_plural = "frågor i omgången"
        ordering: ClassVar = ["round", "order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "question"], name="asked_once_in_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.round})"

    @property
    def asked_of(self) -> list[str]:
        """The types of organisation that are asked, in words; empty where all are."""
        return [ActorType(one).label for one in self.actor_types if one in ActorType.values]


class Invitation(models.Model):
    """An organisation that is asked to answer in a round."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="invitations")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="invitations")
    extended_to = models.DateField("har fått mer tid till och med", null=True, blank=True)
    extended_at = models.DateTimeField("fick mer tid", null=True)
    on_paper_by = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name="skriver in papperssvar", related_name="+"
    )
    on_paper_at = models.DateTimeField("svarar på papper sedan", null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "inbjudan"
        verbose_name_plural = "inbjudningar"
        ordering: ClassVar = ["round", "actor__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "actor"], name="invited_once_in_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.actor}, {self.round}"

    @property
    def is_on_paper(self) -> bool:
        """Whether the coordinator writes in what the organisation has answered on paper."""
        return self.on_paper_by_id is not None

    @property
    def is_test(self) -> bool:
        """Whether it is the test organisation's, which never counts."""
        return bool(self.actor.is_test)

    @property
    def closes_on(self) -> date | None:
        """This organisation's last day to answer."""
        days = [day for day in (self.round.closes_on, self.extended_to) if day]
        return max(days, default=None)

    def accepts_answers(self, at: datetime) -> bool:
        """Whether an answer that arrives at this instant is in time.

        A draft is tried by the test organisation, and answered by nobody else.
        """
        if self.round.state == Round.State.DRAFT:
            return self.is_test
        if self.round.state != Round.State.OPEN and not self._has_more_time(at):
            return False
        return self.closes_on is None or at < end_of_day(self.closes_on)

    def _has_more_time(self, at: datetime) -> bool:
        closed = self.round.state == Round.State.CLOSED
        return bool(closed and self.extended_to and at < end_of_day(self.extended_to))


class SentMail(models.Model):
    """A mail of the round, written down before it is sent, so that none is sent twice.

    `tried_at` claims the row for one sender. A row that was tried but never sent is one whose
    sender was stopped in between: nobody can know whether it arrived, so it is not sent again.
    A mail that came back (`bounced_at`) closes its address: it is not written to again until
    somebody says that it works, or another address has taken its place.
    """

    class Occasion(models.TextChoices):
        OPENING = "opening", "Inbjudan"
        REMINDER = "reminder", "Påminnelse"
        OVERDUE = "overdue", "Efter sista dagen"
        PAPER = "paper", "Bekräfta pappersvar"
        RECEIPT = "receipt", "Kvitto"
        COLLEAGUE = "colleague", "Inbjudan från en kollega"
        DELEGATED = "delegated", "Fått ett avsnitt"
        TAKEN_BACK = "taken_back", "Lämnat ifrån sig ett avsnitt"
        FINISHED = "finished", "Ett avsnitt är klart"
        SIGN_OFF = "sign_off", "Dags att attestera"
        RETURNED = "returned", "Tillbaka från attestanten"
        SENT_BACK = "sent_back", "Tillbaka från samordnaren"
        LATE_FILE = "late_file", "En fil kom för sent"
        LATE_FILE_ANSWER = "late_file_answer", "Svar om en fil som kom för sent"
        REOPENING_ASKED = "reopening_asked", "Ber att få ändra"
        REOPENING = "reopening", "Svar om att få ändra"

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="mails")
    occasion = models.CharField("tillfälle", max_length=20, choices=Occasion.choices)
    occasion_key = models.CharField(max_length=80, default="1")
    recipient = models.EmailField("mottagare")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True)
    subject = models.CharField("ämne", max_length=200)
    body = models.TextField("text", blank=True)
    tried_at = models.DateTimeField("påbörjat", null=True)
    fault = models.CharField("varför det inte gick iväg", max_length=200, blank=True)
    sent_at = models.DateTimeField("skickat", null=True)
    reply_to = models.EmailField("svar går till", blank=True)
    written_at = models.DateTimeField("skrivet", default=timezone.now)
    bounced_at = models.DateTimeField("kom tillbaka", null=True)
    bounce_note = models.TextField("varför det kom tillbaka", blank=True)

    objects = SentMailQuerySet.as_manager()

    class Meta:
        verbose_name = "skickat brev"
        verbose_name_plural = "skickade brev"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["invitation", "occasion", "occasion_key", "recipient"],
                name="one_mail_for_each_occasion",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_occasion_display()} till {self.recipient}"

    @property
    def standing(self) -> str:
        """What became of it, in words."""
        if self.bounced_at:
            return "Kom tillbaka"
        if self.sent_at:
            return "Skickat"
        if self.tried_at is None:
            return "Väntar på att skickas"
        in_doubt = timezone.now() - self.tried_at > IN_FLIGHT
        return "Oklart om det gick iväg" if in_doubt else "Skickas nu"

    @property
    def is_in_doubt(self) -> bool:
        """Whether its sender was stopped, so that nobody knows whether it arrived."""
        return self.standing == "Oklart om det gick iväg"


class Upload(models.Model):
    """What an uploaded workbook proposes; it changes nothing, and is gone after a day.

    `proposed` is what it would change, `told` what is wrong and what is good to know. The file
    itself is not kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField("filens namn", max_length=200)
    proposed = models.JSONField("förslag", default=list)
    told = models.JSONField("fel och upplysningar", default=dict)

    objects = UploadQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering: ClassVar = ["-at"]


class ListUpload(Upload):
    """What a coordinator's lists, changed in Excel, propose; `proposed` holds each `Proposed`."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="list_uploads")

    class Meta(Upload.Meta):
        verbose_name = "uppladdad lista"
        verbose_name_plural = "uppladdade listor"

    def __str__(self) -> str:
        return f"{self.file_name}, {self.round}"
