"""Organisations that carry the strategy, the people who act for them, and what they did."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from actors.querysets import ActorQuerySet, EventQuerySet
from strategy_portal.access import Role


class ActorType(models.TextChoices):
    """The kind of organisation, in the order the county lists them."""

    MUNICIPALITY = "municipality", "Kommun"
    REGION = "region", "Region"
    AGENCY = "agency", "Statlig myndighet"
    COORDINATION = "coordination", "Samordningsförbund"
    COMPANY = "company", "Kommunalt bolag"
    UNIVERSITY = "university", "Lärosäte"
    CIVIL = "civil", "Civilsamhälle"
    BUSINESS = "business", "Näringsliv"


class Actor(models.Model):
    """An independent organisation that takes part in the strategy."""

    slug = models.SlugField("adressnamn", unique=True, max_length=80)
    name = models.CharField("namn", max_length=160, unique=True)
    short_name = models.CharField("kort namn", max_length=40)
    actor_type = models.CharField("typ", max_length=20, choices=ActorType.choices)
    municipality_code = models.CharField("kommunkod", max_length=4, blank=True)
    website = models.URLField("webbplats", blank=True)
    functional_email = models.EmailField("funktionsbrevlåda", blank=True)
    mandate = models.TextField("uppdrag", blank=True)
    mandate_source = models.CharField("källa för uppdraget", max_length=200, blank=True)
    source_place = models.CharField("plats i källan", max_length=200, blank=True)
    last_checked = models.CharField("senast kontrollerad", max_length=120, blank=True)
    is_test = models.BooleanField("testorganisation", default=False)
    is_invited = models.BooleanField("bjuds in att svara", default=True)

    history = HistoricalRecords()
    objects = ActorQuerySet.as_manager()

    class Meta:
        verbose_name = "aktör"
        verbose_name_plural = "aktörer"
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The organisation's own page in the register."""
        return reverse("actors:actor", args=[self.slug])


class PersonManager(BaseUserManager["Person"]):
    """Makes people; addresses are compared without regard to case."""

    def create_user(self, email: str, name: str, **fields: Any) -> "Person":
        """A person who signs in by code and so has no password."""
        person = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person with this address, however it is capitalised."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who signs in, with the roles they hold for organisations."""

    email = models.EmailField("e-postadress", unique=True)
    name = models.CharField("namn", max_length=120)
    is_active = models.BooleanField("får logga in", default=True)
    created_at = models.DateTimeField("upplagd", default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects = PersonManager()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "personer"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_address")
        ]

    def __str__(self) -> str:
        return self.name

    def memberships_held(self) -> list["Membership"]:
        """The person's roles with their organisations; read once for each request."""
        if not hasattr(self, "_memberships_held"):
            self._memberships_held = list(self.memberships.select_related("actor"))
        return self._memberships_held

    def roles_held(self) -> list[tuple[str, int]]:
        """Pairs of role and organisation id."""
        return [(held.role, held.actor_id) for held in self.memberships_held()]

    def bodies_convened(self) -> set[int]:
        """The focus groups that the person convenes, as ids of `Body`; read once a request.

        Where the convener's seat names an organisation but nobody in it, those who answer for
        the organisation convene.
        """
        if not hasattr(self, "_bodies_convened"):
            self._bodies_convened = set(self._convening_seats().values_list("body_id", flat=True))
        return self._bodies_convened

    def _convening_seats(self) -> "models.QuerySet[Seat]":
        answering = {Role.RESPONDENT, Role.ADMINISTRATOR}
        own = [actor_id for role, actor_id in self.roles_held() if role in answering]
        seats = Seat.objects.filter(body__kind=BodyKind.FOCUS, function=Seat.Function.CONVENER)
        return seats.filter(models.Q(person=self) | models.Q(person=None, actor__in=own))


class Membership(models.Model):
    """One role that a person holds on behalf of one organisation."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="memberships")
    role = models.CharField("roll", max_length=20, choices=Role.choices)
    is_contact = models.BooleanField("kontaktperson för enkäten", default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "roll"
        verbose_name_plural = "roller"
        ordering: ClassVar = ["actor__name", "role"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "actor", "role"], name="one_role_once_per_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()} ({self.actor})"


class BodyKind(models.TextChoices):
    """The kinds of body in the council's organisation."""

    COUNCIL = "council", "Råd"
    PREPARATION = "preparation", "Beredningsgrupp"
    NETWORK = "network", "Nätverk"
    FOCUS = "focus", "Fokusgrupp"


class Body(models.Model):
    """A council, group or network in which organisations meet."""

    slug = models.SlugField("adressnamn", unique=True, max_length=80)
    name = models.CharField("namn", max_length=160)
    kind = models.CharField("slag", max_length=20, choices=BodyKind.choices)
    description = models.TextField("beskrivning", blank=True)
    composition = models.TextField("sammansättning", blank=True)
    meetings_per_year = models.PositiveSmallIntegerField("möten per år", null=True, blank=True)
    reports_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supported_by"
    )
    source_place = models.CharField("plats i källan", max_length=200, blank=True)
    established = models.DateField("inrättad", null=True, blank=True)
    established_year = models.PositiveSmallIntegerField("inrättad år", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "organ"
        verbose_name_plural = "organ"
        ordering: ClassVar = ["kind", "name"]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A place in a body: who sits there, for which organisation, as what."""

    class Function(models.TextChoices):
        CHAIR = "chair", "Ordförande"
        CONVENER = "convener", "Sammankallande"
        MEMBER = "member", "Ledamot"

    body = models.ForeignKey(Body, models.CASCADE, related_name="seats")
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="seats")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="seats")
    title = models.CharField("uppgift", max_length=160, blank=True)
    function = models.CharField(
        "funktion", max_length=12, choices=Function.choices, default=Function.MEMBER
    )

    class Meta:
        verbose_name = "plats"
        verbose_name_plural = "platser"
        ordering: ClassVar = ["body", "function", "title"]

    def __str__(self) -> str:
        return f"{self.get_function_display()} i {self.body}: {self.actor or self.title}"


class Event(models.Model):
    """Something that somebody did, when and why; added to, never changed.

    `subject_type` and `subject_id` name the thing it happened to, such as `round` 3. `actor` is
    the organisation it concerns, where there is one.
    """

    at = models.DateTimeField("tid", default=timezone.now, editable=False)
    verb = models.CharField("händelse", max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="events")
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, related_name="events")
    reason = models.TextField("skäl", blank=True)
    data = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "händelse"
        verbose_name_plural = "händelser"
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["subject_type", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only new events are saved."""
        if self.pk:
            raise TypeError("An event is never changed")
        super().save(*args, **kwargs)
