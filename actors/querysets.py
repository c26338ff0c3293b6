"""Named questions about organisations and events."""

from typing import Any

from django.db import models
from django.db.models import Case, IntegerField, Value, When

_COUNTY_ORDER = ("type_order", "name")


class ActorQuerySet(models.QuerySet[Any]):
    """Organisations."""

    def counted(self) -> "ActorQuerySet":
        """Organisations that count: the test organisation never does."""
        return self.filter(is_test=False)

    def invited(self) -> "ActorQuerySet":
        """Organisations that are asked to answer the survey, the test organisation left out."""
        return self.counted().filter(is_invited=True)

    def in_county_order(self) -> "ActorQuerySet":
        """By type in the county's order, then by name."""
        types = [value for value, _ in self.model._meta.get_field("actor_type").choices]
        order = Case(
            *[When(actor_type=kind, then=Value(place)) for place, kind in enumerate(types)],
            output_field=IntegerField(),
        )
        return self.annotate(type_order=order).order_by(*_COUNTY_ORDER)

    def first_those_in(self, body: models.Model) -> "ActorQuerySet":
        """Those who sit in a body before the others, each in the county's order."""
        seated = models.Exists(
            self.model.objects.filter(seats__body=body, pk=models.OuterRef("pk"))
        )
        return self.in_county_order().annotate(seated=seated).order_by("-seated", *_COUNTY_ORDER)


class EventQuerySet(models.QuerySet[Any]):
    """Events."""

    def about(self, subject: models.Model) -> "EventQuerySet":
        """What has happened to one thing, newest first."""
        return self.filter(subject_type=subject._meta.model_name, subject_id=str(subject.pk))
