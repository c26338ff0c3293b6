"""What happens to a strategy as the years pass: it is prolonged, or another takes over."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from actors.events import record
from actors.models import Person
from goals.models import GoalArea, Strategy, SubGoal
from strategy_portal.exceptions import WrongStateError


@transaction.atomic
def prolong(strategy: Strategy, *, year_to: int, by: Person | None) -> Strategy:
    """Let a strategy apply some years more. Raises `WrongStateError` unless the end moves on."""
    Strategy.objects.select_for_update().get(pk=strategy.pk)
    strategy.refresh_from_db()
    old = strategy.year_to
    if year_to <= old:
        raise WrongStateError(f"Strategin gäller redan till och med {old}.")
    strategy.year_to = year_to
    strategy.save()
    record("prolong", strategy, by=by, old=old, new=year_to)
    return strategy


@transaction.atomic
def succeed(
    strategy: Strategy, *, title: str, year_from: int, year_to: int, by: Person | None
) -> Strategy:
    """Make a new strategy from an old one, to be rewritten: its areas, sub-goals, target groups.

    Every sub-goal keeps its key and points at the one it comes from, so that answers and
    priorities of both can be read as one thread. The new strategy takes over at once if its
    first year has begun, else when its first round opens (`take_over`); the old one ends the
    year before. Raises `WrongStateError` where the years run into each other.
    """
    Strategy.objects.select_for_update().get(pk=strategy.pk)
    strategy.refresh_from_db()
    if year_from <= strategy.year_from or year_to < year_from:
        raise WrongStateError("Den nya strategin måste börja efter den gamla.")
    if newer := strategy.superseded_by.first():
        raise WrongStateError(f"”{newer}” ersätter redan den här strategin.")
    new = _copy_of(strategy, title, year_from, year_to)
    _copy_target_groups(strategy, new)
    for area in strategy.goal_areas.with_sub_goals():
        _copy_area(area, new)
    strategy.year_to = min(strategy.year_to, year_from - 1)
    strategy.save()
    record("succeed", new, by=by, old=strategy.slug, year_from=year_from, year_to=year_to)
    if year_from <= timezone.localdate().year:
        take_over(new, by=by)
    return new


@transaction.atomic
def take_over(strategy: Strategy, *, by: Person | None) -> None:
    """Let a prepared strategy apply now; the one that applied until now is closed."""
    for ended in Strategy.objects.select_for_update().current().exclude(pk=strategy.pk):
        ended.status = Strategy.Status.CLOSED
        ended.save()
        record("close", ended, by=by)
    strategy.status = Strategy.Status.CURRENT
    strategy.save()
    record("take_over", strategy, by=by)


def _copy_of(strategy: Strategy, title: str, year_from: int, year_to: int) -> Strategy:
    return Strategy.objects.create(
        slug=_free_slug(title),
        title=title,
        region_name=strategy.region_name,
        vision=strategy.vision,
        overall_goal=strategy.overall_goal,
        purpose=strategy.purpose,
        follow_up=strategy.follow_up,
        year_from=year_from,
        year_to=year_to,
        origin=f"Övertagen från ”{strategy}”.",
        supersedes=strategy,
    )


def _free_slug(title: str) -> str:
    slug = slugify(title)[:70] or "strategi"
    taken = set(Strategy.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return next(free for free in (slug, *numbered) if free not in taken)


def _copy_target_groups(old: Strategy, new: Strategy) -> None:
    for group in old.target_groups.all():
        new.target_groups.create(
            slug=group.slug,
            name=group.name,
            description=group.description,
            level=group.level,
            order=group.order,
        )


def _copy_area(old: GoalArea, strategy: Strategy) -> None:
    new = strategy.goal_areas.create(
        number=old.number,
        slug=old.slug,
        title=old.title,
        situation=old.situation,
        goal=old.goal,
        order=old.order,
    )
    for sub_goal in old.sub_goals.all():
        _copy_sub_goal(sub_goal, new)


def _copy_sub_goal(old: SubGoal, area: GoalArea) -> None:
    new = area.sub_goals.create(
        number=old.number,
        slug=old.slug,
        title=old.title,
        wording=old.wording,
        kind=old.kind,
        kind_is_our_reading=old.kind_is_our_reading,
        responsible_note=old.responsible_note,
        derived_from=old,
    )
    new.responsible.set(old.responsible.all())
    new.indicators.set(old.indicators.all())
