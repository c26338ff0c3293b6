"""Changes of indicators and where their values come from, each with its event."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from actors.events import record
from actors.models import Actor, ActorType, Person
from goals.models import SubGoal
from goals.statistics.models import (
    Indicator,
    Measurement,
    MeasurementUpload,
    SeriesBreak,
    SourceLink,
)
from goals.statistics.own_files import FileRead
from goals.statistics.values import Comparison, Value, supersede, take_in
from strategy_portal.exceptions import WrongStateError

ALREADY_THERE = (
    "Det finns redan ett värde för samma år, plats, kön, grupp och ursprung. Ändra det i stället."
)


class AlreadyThereError(Exception):
    """A value for the same year, place and people holds already."""


# --- Indicators ------------------------------------------------------------------------------


@transaction.atomic
def save_indicator(indicator: Indicator, sub_goals: list[SubGoal], *, by: Person) -> Indicator:
    """Store a new or changed indicator; a new one gets its address from its title."""
    is_new = indicator.pk is None
    if is_new:
        indicator.slug = free_slug(indicator.title)
    indicator.save()
    indicator.sub_goals.set(sub_goals)
    record("add_indicator" if is_new else "change_indicator", indicator, by=by)
    return indicator


def free_slug(title: str) -> str:
    """An address that no indicator has."""
    stem = slugify(title)[:80] or "indikator"
    used = set(Indicator.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in used:
        slug, number = f"{stem}-{number}", number + 1
    return slug


@transaction.atomic
def add_break(indicator: Indicator, *, year: int, what: str, by: Person) -> SeriesBreak:
    """Mark the year from which values cannot be compared with those before."""
    try:
        with transaction.atomic():
            added = SeriesBreak.objects.create(indicator=indicator, year=year, what=what)
    except IntegrityError as error:
        raise AlreadyThereError(f"Det finns redan ett seriebrott för {year}.") from error
    record("add_series_break", indicator, by=by, year=year, what=what)
    return added


@transaction.atomic
def remove_break(series_break: SeriesBreak, *, by: Person) -> None:
    """Take a mark away; the event keeps what it said."""
    indicator, year, what = series_break.indicator, series_break.year, series_break.what
    series_break.delete()
    record("remove_series_break", indicator, by=by, year=year, what=what)


# --- Own measurements ------------------------------------------------------------------------


@transaction.atomic
def write_value(
    indicator: Indicator, value: Value, *, by: Person, replaces: Measurement | None = None
) -> Measurement:
    """Let an own value hold, in place of another if told; what it replaces is kept.

    Raises `AlreadyThereError`, and `WrongStateError` where somebody has replaced it already.
    """
    Indicator.objects.select_for_update().get(pk=indicator.pk)
    measurement = value.measurement(indicator, fetched_on=timezone.localdate())
    same = indicator.measurements.valid().filter(
        year=value.year,
        place=value.place,
        group=value.group,
        sex=value.sex,
        origin=value.origin,
    )
    if replaces:
        replaces.refresh_from_db()
        if replaces.superseded_by_id:
            raise WrongStateError("Någon har redan ändrat värdet. Läs in sidan igen.")
        same = same.exclude(pk=replaces.pk)
    if same.exists():
        raise AlreadyThereError(ALREADY_THERE)
    if replaces:
        supersede(replaces, measurement)
    else:
        measurement.save()
    replaced = replaces.pk if replaces else None
    record("write_value", indicator, by=by, value=measurement.pk, replaces=replaced)
    return measurement


@transaction.atomic
def receive(
    indicator: Indicator, read: FileRead, file_name: str, *, by: Person
) -> MeasurementUpload:
    """Keep what an uploaded file says; no measurement changes yet."""
    upload = MeasurementUpload.objects.create(
        indicator=indicator,
        file_name=file_name[:160],
        sha256=read.sha256,
        values=[value.plain() for value in read.values],
        uploaded_by=by,
    )
    record("upload_values", indicator, by=by, upload=upload.pk, sha256=read.sha256)
    return upload


@transaction.atomic
def take_in_upload(upload: MeasurementUpload, *, seen: str, by: Person) -> Comparison:
    """Let an uploaded file's values hold; raises `ChangedMeanwhileError`."""
    _settle(upload, MeasurementUpload.State.TAKEN_IN, by)
    values = [Value.from_plain(one) for one in upload.values]
    taken = take_in(upload.indicator, values, seen=seen, by=by, upload=upload)
    counts = f"{len(taken.new)}+{len(taken.changed)}"
    record("take_in_upload", upload.indicator, by=by, upload=upload.pk, taken=counts)
    return taken


@transaction.atomic
def decline_upload(upload: MeasurementUpload, *, by: Person) -> None:
    """Leave the measurements as they are."""
    _settle(upload, MeasurementUpload.State.DECLINED, by)
    record("decline_upload", upload.indicator, by=by, upload=upload.pk)


def _settle(upload: MeasurementUpload, state: str, by: Person) -> None:
    waiting = MeasurementUpload.objects.filter(pk=upload.pk, state=MeasurementUpload.State.WAITING)
    if not waiting.update(state=state, settled_by=by, settled_at=timezone.now()):
        raise WrongStateError("Filen är redan granskad.")


# --- Sources ---------------------------------------------------------------------------------


def municipalities() -> dict[str, str]:
    """The municipalities that carry the strategy: name by Sweden's code."""
    rows = Actor.objects.filter(actor_type=ActorType.MUNICIPALITY, is_test=False)
    return dict(rows.exclude(municipality_code="").values_list("municipality_code", "name"))


@transaction.atomic
def link_source(
    indicator: Indicator,
    provider: str,
    external_id: str,
    external_title: str,
    *,
    by: Person,
    **facts: Any,
) -> SourceLink:
    """Say where an indicator's values are fetched; nothing is fetched yet."""
    link = SourceLink(
        indicator=indicator,
        provider=provider,
        external_id=external_id,
        external_title=external_title[:300],
        **facts,
    )
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError as error:
        raise WrongStateError("Indikatorn är redan kopplad dit.") from error
    record("link_source", indicator, by=by, link=str(link))
    return link


@transaction.atomic
def end_link(link: SourceLink, *, by: Person) -> None:
    """Fetch no more from a source; what it has given stays, with where it came from."""
    if not link.is_active:
        raise WrongStateError("Kopplingen är redan avslutad.")
    link.is_active = False
    link.save()
    record("end_link", link.indicator, by=by, link=str(link))
