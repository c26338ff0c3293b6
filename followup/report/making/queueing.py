"""The line of builds: at most one is made for a report at a time, and at most one waits behind it.

Whoever asks while a build is under way has the report made once more when it ends, of what the
year then says; to ask again changes nothing. The worker takes the builds of all reports one after
the other. A build is stopped by whoever makes the report, or given up when its worker has fallen
silent: both are conditional updates, so that a worker that is told too late leaves nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from actors.events import record
from actors.models import Person
from followup.report.models import SILENCE_OF_THE_DEAD, AnnualReport, ReportBuild
from strategy_portal.exceptions import WrongStateError

State = ReportBuild.State
INTERRUPTED = "Avbröts innan rapporten blev klar. Försök igen."
TRY_AGAIN = "Rapporten börjar just göras. Försök igen."
IS_OVER = "Arbetet går inte att avbryta: det är redan klart."


class AnotherIsRunningError(Exception):
    """A build must wait, since the report is being made already, or its worker has just died."""


@dataclass(frozen=True)
class Line:
    """How the making of a report stands: what runs, what waits, what ended last.

    `ahead` is how many builds, of any report, are before the one that waits. `is_dead`: the
    worker has fallen silent; `is_forgotten`: nobody has begun on the one that waits.
    """

    running: ReportBuild | None
    waiting: ReportBuild | None
    ended: ReportBuild | None
    ahead: int
    is_dead: bool
    is_forgotten: bool

    @property
    def is_under_way(self) -> bool:
        """Whether anything is being made or waits."""
        return bool(self.running or self.waiting)

    @property
    def is_stuck(self) -> bool:
        """Whether nothing more happens unless somebody asks again."""
        is_dead = not self.running or self.is_dead
        return self.is_under_way and is_dead and (not self.waiting or self.is_forgotten)


def line_of(report: AnnualReport) -> Line:
    """How the making of a report stands now; only read, whoever looks."""
    now = timezone.now()
    under_way = {one.state: one for one in report.builds.filter(state__in=ReportBuild.UNDER_WAY)}
    running, waiting = under_way.get(State.RUNNING), under_way.get(State.QUEUED)
    return Line(
        running=running,
        waiting=waiting,
        ended=report.builds.exclude(state__in=ReportBuild.UNDER_WAY).first(),
        ahead=_ahead(waiting, now) if waiting else 0,
        is_dead=bool(running and running.is_dead(now)),
        is_forgotten=bool(waiting and waiting.is_dead(now) and not _anybody_works(now)),
    )


def _ahead(waiting: ReportBuild, now: datetime) -> int:
    """How many builds come before one that waits; those whose worker has died do not count."""
    alive = Q(state=State.QUEUED) | Q(heartbeat_at__gte=now - SILENCE_OF_THE_DEAD)
    before = ReportBuild.objects.filter(pk__lt=waiting.pk, state__in=ReportBuild.UNDER_WAY)
    return before.filter(alive).count()


def _anybody_works(now: datetime) -> bool:
    """Whether a worker has been heard from, with any report."""
    begun = ReportBuild.objects.exclude(state=State.QUEUED)
    return begun.filter(heartbeat_at__gte=now - SILENCE_OF_THE_DEAD).exists()


def put_last(report: AnnualReport, *, by: Person) -> tuple[ReportBuild, bool]:
    """The build that waits for the report, and whether it is new; a silent one is buried first."""
    bury_dead_builds(report)
    for _ in range(2):
        try:
            with transaction.atomic():
                return _new_build(report, by), True
        except IntegrityError:
            waiting = report.builds.filter(state=State.QUEUED)
            if waiting.update(heartbeat_at=timezone.now()):
                return waiting.get(), False
            # Gone since: a worker has just begun on it, so that there is room for one more.
    raise WrongStateError(TRY_AGAIN)


def _new_build(report: AnnualReport, by: Person) -> ReportBuild:
    return ReportBuild.objects.create(report=report, requested_by=by, step="Väntar på sin tur")


def take(build_pk: int) -> ReportBuild | None:
    """The build as the worker's, marked as running; None if it no longer waits.

    Raises `AnotherIsRunningError` while another build of the same report is under way.
    """
    build = ReportBuild.objects.select_related("report__round__strategy", "requested_by").get(
        pk=build_pk
    )
    bury_dead_builds(build.report)
    waiting = ReportBuild.objects.filter(pk=build_pk, state=State.QUEUED)
    try:
        with transaction.atomic():
            taken = waiting.update(state=State.RUNNING, heartbeat_at=timezone.now())
    except IntegrityError as error:
        raise AnotherIsRunningError from error
    return build if taken else None


def bury_dead_builds(report: AnnualReport | None = None) -> int:
    """Write down as failed what workers left behind when they died; how many there were."""
    silent_since = timezone.now() - SILENCE_OF_THE_DEAD
    dead = ReportBuild.objects.filter(state=State.RUNNING, heartbeat_at__lt=silent_since)
    if report:
        dead = dead.filter(report=report)
    return dead.update(state=State.FAILED, error=INTERRUPTED, finished_at=timezone.now())


@transaction.atomic
def cancel(build: ReportBuild, *, by: Person) -> None:
    """Stop a build: one that waits at once, one that runs at the worker's next step.

    What was made before stands. Raises `WrongStateError` when it had already ended.
    """
    under_way = ReportBuild.objects.filter(pk=build.pk, state__in=ReportBuild.UNDER_WAY)
    if not under_way.update(state=State.CANCELLED, finished_at=timezone.now()):
        raise WrongStateError(IS_OVER)
    record("cancel_build", build.report, by=by, build=build.pk)
