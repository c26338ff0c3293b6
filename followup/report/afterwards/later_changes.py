"""Notices of what holds otherwise than a frozen report says; the report itself is never changed.

The schedule sets each report in force beside the year once a day, and whoever makes reports may
ask for it at any time. What is found is kept, so that pages only read it. A notice goes when what
the report says holds again.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from actors.events import record
from actors.models import Person
from followup.report.afterwards.standing import Difference, differences
from followup.report.drawing.sources.numbering import SourceList
from followup.report.drawing.sources.source import WHOLE
from followup.report.making.content import build_snapshot
from followup.report.models import AnnualReport, LaterChange
from followup.report.snapshot import Snapshot
from strategy_portal.exceptions import WrongStateError

# So often the schedule looks at each report.
HOW_OFTEN = timedelta(hours=20)
NOT_FROZEN = "Bara en fastställd rapport jämförs. Ett utkast görs om i stället."


def look_at_those_due() -> int:
    """What the schedule does; how many reports it looked at. Two at once look at each once."""
    long_ago = timezone.now() - HOW_OFTEN
    is_due = Q(compared_at=None) | Q(compared_at__lt=long_ago)
    looked = 0
    for pk in AnnualReport.objects.in_force().filter(is_due).values_list("pk", flat=True):
        claimed = AnnualReport.objects.in_force().filter(is_due, pk=pk)
        if claimed.update(compared_at=timezone.now()):
            look(AnnualReport.objects.select_related("round__strategy").get(pk=pk), by=None)
            looked += 1
    return looked


@transaction.atomic
def look(report: AnnualReport, *, by: Person | None) -> int:
    """Set a frozen report beside the year and keep what differs; how many notices are new."""
    if not AnnualReport.objects.in_force().filter(pk=report.pk).exists() or not report.snapshot:
        raise WrongStateError(NOT_FROZEN)
    AnnualReport.objects.select_for_update().only("pk").get(pk=report.pk)
    then: Snapshot = report.snapshot
    found = differences(then, build_snapshot(report.round, report))
    new = _keep(report, then, found)
    AnnualReport.objects.filter(pk=report.pk).update(compared_at=timezone.now())
    if new:
        told = [one.what for one in found if one.key in new]
        record("find_later_changes", report, by=by, changes=told)
    return len(new)


def _keep(report: AnnualReport, then: Snapshot, found: list[Difference]) -> set[str]:
    """Write what was found; the keys of what is new or has changed once more."""
    kept = {one.key: one for one in report.later_changes.all()}
    report.later_changes.exclude(key__in=[one.key for one in found]).delete()
    told = SourceList(then), _areas(then)
    new = set()
    for order, one in enumerate(found, 1):
        before = kept.get(one.key)
        if before and (before.said, before.holds) == (one.said, one.holds):
            continue
        new.add(one.key)
        values = _values(one, order, *told)
        LaterChange.objects.update_or_create(report=report, key=one.key, defaults=values)
    return new


def _areas(snapshot: Snapshot) -> dict[int, str]:
    titles = {area["number"]: area["title"] for area in snapshot["areas"]}
    return {WHOLE: "Hela rapporten", **titles}


def _values(
    one: Difference, order: int, cited: SourceList, areas: dict[int, str]
) -> dict[str, object]:
    return {
        "order": order,
        "where": areas[one.area],
        "source_number": cited.number(one.source),
        "what": one.what,
        "said": one.said,
        "holds": one.holds,
        "since": date.fromisoformat(one.since) if one.since else None,
        "found_at": timezone.now(),
        "noted_at": None,
        "noted_by": None,
        "noted_because": "",
    }


@transaction.atomic
def note(change: LaterChange, *, seen: str, because: str, by: Person) -> None:
    """Somebody has read the notice and says why the report need not be corrected for it.

    `seen` is what held by the notice that was read (`LaterChange.edition`).
    """
    unread = LaterChange.objects.unread().filter(pk=change.pk, found_at=change.found_at)
    if change.edition != seen or not unread.update(
        noted_at=timezone.now(), noted_by=by, noted_because=because
    ):
        raise WrongStateError("Någon annan hann före, eller så har uppgiften ändrats igen.")
    record(
        "note_later_change",
        change.report,
        by=by,
        reason=because,
        change=change.key,
        said=change.said,
        holds=change.holds,
    )
