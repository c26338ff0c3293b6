"""The governor's page: what was done, what was not, and what the council is asked to decide.

Everything is counted from the snapshot. The page must hold on one sheet of paper, so each list is
at most three short sentences and names at most a handful of sub-goals.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from followup.report.snapshot import PlannedActivityPart, Proposal, Snapshot
from followup.report.suppression import total
from strategy_portal.swedish import in_words, number

MOST_PROPOSALS = 3
_MOST_NAMED = 6
_NOT_DONE = "Blev inte av"


@dataclass(frozen=True)
class OnePage:
    """Sentences for the page; `decision` is what the council is asked to decide, or empty."""

    done: tuple[str, ...]
    not_done: tuple[str, ...]
    proposals: tuple[Proposal, ...]
    more_proposals: int
    decision: str


def one_page(report: Snapshot) -> OnePage:
    """The year's facts in a few sentences."""
    proposals = report["proposals"]
    return OnePage(
        done=tuple(_done(report)),
        not_done=tuple(_not_done(report)),
        proposals=tuple(proposals[:MOST_PROPOSALS]),
        more_proposals=max(len(proposals) - MOST_PROPOSALS, 0),
        decision=_decision(report),
    )


def _done(report: Snapshot) -> Iterable[str]:
    interventions = [one for area in report["areas"] for one in area["interventions"]]
    organisations = {one["organisation"] for one in interventions}
    reached = total(area["reach"]["total"] for area in report["areas"])
    if not interventions:
        yield "Ingen organisation har redovisat någon insats."
        return
    by = _counted(len(organisations), "organisation", "organisationer")
    yield f"{_counted(len(interventions), 'insats', 'insatser')} av {by}."
    if reached is not None:
        yield f"{_in_number(reached)} deltagare räknades."
    planned = _planned(report)
    done = sum(one["is_done"] for one in planned)
    if planned:
        yield f"{done} av {len(planned)} planerade aktiviteter är gjorda eller pågår."


def _not_done(report: Snapshot) -> Iterable[str]:
    empty = _without_interventions(report)
    if empty:
        yield f"{_counted(len(empty), 'delmål', 'delmål')} saknar insats: {_named(empty)}."
    came_to_nothing = sum(
        one["status_label"] == _NOT_DONE
        for area in report["areas"]
        for one in area["interventions"]
    )
    if came_to_nothing:
        yield f"{_counted(came_to_nothing, 'insats', 'insatser')} blev inte av."
    silent = report["response"]["invited"] - report["response"]["answered"]
    if silent:
        yield f"{_counted(silent, 'organisation', 'organisationer')} svarade inte."


def _without_interventions(report: Snapshot) -> list[str]:
    """The codes of sub-goals that nobody reports any work for."""
    worked = {
        code
        for area in report["areas"]
        for one in area["interventions"]
        for code in one["sub_goals"]
    }
    every = [one["code"] for area in report["areas"] for one in area["sub_goals"]]
    return [code for code in every if code not in worked]


def _planned(report: Snapshot) -> list[PlannedActivityPart]:
    return [
        activity
        for priority in report["last_year_priorities"]
        for group in priority.get("groups", [])
        for activity in group["activities"]
    ]


def _decision(report: Snapshot) -> str:
    """What the council is asked to decide, as it could stand in its minutes."""
    codes = [one["sub_goal"] for one in report["proposals"] if one["sub_goal"]]
    first = "ställa sig bakom den årliga uppföljningen"
    if not codes:
        return f"{first}."
    which = f"delmål {in_words(codes[:_MOST_NAMED])}"
    if len(codes) > _MOST_NAMED:
        which += f" och {len(codes) - _MOST_NAMED} till"
    return f"{first}, och prioritera {which} för {report['year'] + 1}."


def _named(codes: Sequence[str]) -> str:
    more = len(codes) - _MOST_NAMED
    return ", ".join(codes[:_MOST_NAMED]) + (f" och {more} till" if more > 0 else "")


def _counted(count: int, one: str, many: str) -> str:
    return f"{number(count)} {one if count == 1 else many}"


def _in_number(count: int | str) -> str:
    words = number(count) if isinstance(count, int) else count
    return words[:1].upper() + words[1:]
