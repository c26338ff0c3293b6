"""A focus group's activity plan: written until it is decided, and what came of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from actors.events import record
from actors.models import Person
from followup.council.models import Activity, ActivityPlan
from followup.council.workflow import PLANS
from followup.rounds.editions import refuse_changed
from followup.survey.models import Intervention, ReportedIntervention, stand_ins
from strategy_portal.exceptions import WrongStateError

PARTIES = ("responsible", "participants", "funding_sources")
WORDS = (
    "title",
    "description",
    "sub_goal",
    "starts_on",
    "ends_on",
    "funding",
    "expected_effect",
    *Activity.COUNTS,
    "child_rights_assessed_on",
    "child_rights_link",
    "child_rights_omitted_because",
)


def as_stored(activity: Activity) -> dict[str, Any]:
    """An activity's fields as they are, whom it concerns as lists; what an edition marks."""
    words = {name: getattr(activity, name) for name in WORDS}
    return words | {name: list(getattr(activity, name).order_by("pk")) for name in PARTIES}


@transaction.atomic
def add_activity(plan: ActivityPlan, *, by: Person, activity_id: UUID, **fields: Any) -> Activity:
    """One more activity, last in the plan.

    `activity_id` is made with the form, so that a form sent twice adds one activity.
    """
    _hold(plan)
    if known := Activity.objects.filter(pk=activity_id, plan=plan).first():
        return known
    words, parties = _divided(fields)
    last = plan.activities.aggregate(last=Max("position"))["last"] or 0
    activity = Activity.objects.create(id=activity_id, plan=plan, position=last + 1, **words)
    _set_parties(activity, parties)
    record("add_activity", activity, by=by, plan=plan.pk)
    return activity


@transaction.atomic
def change_activity(activity: Activity, *, by: Person, edition: str = "", **fields: Any) -> None:
    """Write an activity anew; what it said before is kept in its history.

    `edition` marks the activity as the writer saw it. Raises `ChangedMeanwhileError` where
    somebody else has changed it since.
    """
    _hold(activity.plan)
    activity.refresh_from_db()
    _refuse_removed(activity)
    stored = as_stored(activity)
    refuse_changed(stored, edition)
    words, parties = _divided(fields)
    for name, value in words.items():
        setattr(activity, name, value)
    activity.save()
    _set_parties(activity, parties)
    new = as_stored(activity)
    changed = sorted(name for name in new if new[name] != stored[name])
    if changed:
        record("change_activity", activity, by=by, plan=activity.plan_id, changed=changed)


@transaction.atomic
def remove_activity(activity: Activity, *, by: Person) -> None:
    """Take an activity out of the plan; it can be put back."""
    _hold(activity.plan)
    activity.removed_at = timezone.now()
    activity.save(update_fields=["removed_at"])
    record("remove_activity", activity, by=by, plan=activity.plan_id)


@transaction.atomic
def restore_activity(activity: Activity, *, by: Person) -> None:
    """Put back an activity that was taken out of the plan."""
    _hold(activity.plan)
    activity.removed_at = None
    activity.save(update_fields=["removed_at"])
    record("restore_activity", activity, by=by, plan=activity.plan_id)


@transaction.atomic
def decide_plan(plan: ActivityPlan, *, by: Person) -> None:
    """The group stands by its plan: those responsible find the activities in their survey."""
    _hold(plan)
    PLANS.move(plan, "decide", by=by)


def reopen_plan(plan: ActivityPlan, *, by: Person, reason: str) -> None:
    """Change a decided plan again; meanwhile its activities do not stand in any survey."""
    PLANS.move(plan, "reopen", by=by, reason=reason)


def outcomes(plan: ActivityPlan) -> dict[UUID, list[ReportedIntervention]]:
    """What those responsible have handed in about each of a plan's activities, year by year.

    Only what is in an organisation's newest submitted version; a draft tells nothing here. Where
    an intervention was merged into another before it was handed in, the other tells of it.
    """
    carried_out = _carried_out(plan)
    reported = ReportedIntervention.objects.current().filter(intervention__in=carried_out)
    related = reported.select_related(
        "intervention", "version__submission__actor", "version__submission__round"
    )
    told = list(related.order_by("version__submission__round__year", "version__submission__actor"))
    handed_in = {(one.version_id, one.intervention_id) for one in told}
    by_activity: dict[UUID, list[ReportedIntervention]] = defaultdict(list)
    for one in told:
        taken_up = carried_out[one.intervention_id].items()
        others = handed_in - {(one.version_id, one.intervention_id)}
        for activity in {what for by, what in taken_up if (one.version_id, by) not in others}:
            by_activity[activity].append(one)
    return by_activity


def _carried_out(plan: ActivityPlan) -> dict[UUID, dict[UUID, UUID]]:
    """The interventions that tell of a plan's activities: which they took up, and what it was.

    One that others were merged into tells of what those had taken up as well.
    """
    planned = plan.activities.values("pk")
    took_up = Intervention.objects.filter(planned_activity__in=planned)
    merged = Q(section__in=took_up.values("section"), merged_into__isnull=False)
    every = list(Intervention.objects.filter(Q(planned_activity__in=planned) | merged))
    instead = stand_ins(every)
    found: dict[UUID, dict[UUID, UUID]] = defaultdict(dict)
    for one in every:
        if one.planned_activity is not None:
            for teller in {one.pk, instead.get(one.pk, one.pk)}:
                found[teller][one.pk] = one.planned_activity
    return found


def _hold(plan: ActivityPlan) -> None:
    """Nobody else writes in the plan meanwhile; refused once it is decided."""
    plan.state = ActivityPlan.objects.select_for_update().get(pk=plan.pk).state
    if not plan.is_draft:
        raise WrongStateError(
            "Planen är beslutad. Välj ”Ändra planen igen” på planens sida om något ska skrivas om."
        )


def _refuse_removed(activity: Activity) -> None:
    if activity.removed_at:
        raise WrongStateError(
            f"Någon har tagit bort ”{activity}” ur planen. Lägg tillbaka den på planens sida först."
        )


def _divided(fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Iterable[Any]]]:
    """An activity's own words, and whom and what it points at."""
    words = {name: value for name, value in fields.items() if name in WORDS}
    return words, {name: fields[name] for name in PARTIES if name in fields}


def _set_parties(activity: Activity, parties: Mapping[str, Iterable[Any]]) -> None:
    for name, rows in parties.items():
        getattr(activity, name).set(rows)
