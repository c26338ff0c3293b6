"""What the review's pages show: the round with its six areas, an area."""

from dataclasses import dataclass
from typing import Any

from actors.models import Person
from followup.review import figures, querysets
from followup.review.compilation import AreaCompilation, Response, response
from followup.review.discussions.beside import OpenThreads, open_threads_on
from followup.review.discussions.querysets import open_threads
from followup.review.models import Challenge, Development, Proposal
from followup.review.reading.response import Inhabitants, inhabitants
from followup.review.workflow import closed_for_writing
from followup.rounds.models import Round
from goals.models import GoalArea
from goals.statistics.figures import Figure, setting
from goals.statistics.models import Measurement, Sex
from goals.statistics.trends import followed
from strategy_portal.access import can
from strategy_portal.swedish import number


@dataclass(frozen=True)
class AreaProgress:
    """How far the preparation group has come with one area."""

    area: GoalArea
    sign: str
    sub_goals: int
    judged: int
    without_reasons: int
    interventions: int
    chosen: int
    proposals: int

    @property
    def status(self) -> str:
        """Done when the area and all its sub-goals are judged."""
        if self.sign and self.judged == self.sub_goals:
            return "done"
        return "in_progress" if self.sign or self.judged else "not_started"


@dataclass(frozen=True)
class RoundPage:
    """A round as the preparation group sees it."""

    round: Round
    response: Response
    inhabitants: Inhabitants | None
    areas: tuple[AreaProgress, ...]
    proposed: int
    put_forward: int
    open_threads: int
    hinder: str

    @property
    def next_area(self) -> AreaProgress | None:
        """The first area that is not wholly judged."""
        return next((one for one in self.areas if one.status != "done"), None)

    @property
    def done(self) -> int:
        """How many areas are wholly judged."""
        return sum(1 for one in self.areas if one.status == "done")


def round_page(round_: Round) -> RoundPage:
    """How far the compilation has come; as many queries whoever has answered."""
    judged = querysets.judged_by_area(round_)
    counts = querysets.interventions_by_area(round_)
    proposals = [one for one in querysets.proposals(round_) if not one.is_merged]
    answered = response(round_)
    return RoundPage(
        round_,
        answered,
        inhabitants(round_, answered),
        tuple(
            _progress(area, judged[area.pk], counts.get(area.pk, {}), proposals)
            for area in querysets.areas(round_)
        ),
        len(proposals),
        sum(1 for one in proposals if one.is_sent),
        open_threads(round_),
        closed_for_writing(round_),
    )


def _progress(
    area: Any, judged: dict[str, Any], counts: dict[str, int], proposals: list[Proposal]
) -> AreaProgress:
    return AreaProgress(
        area,
        Development(judged["development"]).sign if judged["development"] else "",
        area.sub_goal_count,
        judged["judged"],
        judged["without_reasons"],
        counts.get("interventions", 0),
        counts.get("chosen", 0),
        sum(1 for one in proposals if one.sub_goal.goal_area_id == area.pk),
    )


@dataclass(frozen=True)
class AreaPage:
    """One area: what was answered beside the figures, and what the group makes of it."""

    compiled: AreaCompilation
    response: Response
    figures: list[Figure]
    hinder: str
    may_assess: bool
    writes_texts: bool
    threads: OpenThreads

    @property
    def may_write(self) -> bool:
        """Whether this person can judge now."""
        return self.may_assess and not self.hinder

    @property
    def may_quote(self) -> bool:
        """Whether this person can pick something for the report's texts now."""
        return self.writes_texts and not self.hinder

    @property
    def first_figure(self) -> Figure | None:
        """The drawn indicator that stands beside the judgement."""
        return next((one for one in self.figures if one.chart), None)

    @property
    def more_figures(self) -> list[Figure]:
        """The other indicators, in order."""
        return [one for one in self.figures if one is not self.first_figure]

    @property
    def proposed(self) -> set[int]:
        """The area's sub-goals that are proposed already; ids."""
        return {one.sub_goal_id for one in self.compiled.proposals}

    @property
    def degrees(self) -> Any:
        """The chart of implementation degrees."""
        return figures.degree_chart(self.compiled)

    @property
    def reach(self) -> Any:
        """The chart of persons reached."""
        return figures.reach_chart(self.compiled)

    @property
    def reach_words(self) -> str:
        """Which interventions the counts leave out, in words; empty when none."""
        reach = self.compiled.reach
        parts = []
        if reach.blank:
            parts.append(f"{number(reach.blank)} har inte svarat på antal")
        if reach.not_known:
            parts.append(f"{number(reach.not_known)} vet inte hur deltagarna fördelar sig")
        return f"Av {number(reach.interventions)} insatser: {', '.join(parts)}." if parts else ""

    @property
    def key_figures(self) -> list[tuple[str, str]]:
        """The largest figures first: the area's own, then what was answered."""
        return [*_indicator_key(self.figures), *_answer_keys(self.compiled, self.response.invited)]

    @property
    def done_rows(self) -> list[tuple[str, int]]:
        """The answers to whether anything was done, each kind apart."""
        done = self.compiled.done
        if done is None:
            return []
        rows = [
            ("Ja", done.yes),
            ("Nej, inget gjort", done.nothing_done),
            ("Ej relevant", done.not_relevant),
            ("Vet ej", done.not_known),
            ("Inget svar", done.blank),
        ]
        return [*rows, ("Annat svar", done.other)] if done.other else rows


def area_page(compiled: AreaCompilation, *, person: Person) -> AreaPage:
    """What the area's page shows to a person."""
    return AreaPage(
        compiled,
        response(compiled.round),
        followed(compiled.indicators),
        closed_for_writing(compiled.round),
        can(person, "review.assess"),
        can(person, "review.write"),
        open_threads_on(compiled.round, compiled.goal_area),
    )


def _indicator_key(shown: list[Figure]) -> list[tuple[str, str]]:
    for figure in shown:
        is_trend = figure.chart is not None and figure.chart.kind == "trend"
        one = _latest(figure) if is_trend else figure.only
        if one.value is not None:
            about = ", ".join(filter(None, (figure.indicator.title, one.group.lower())))
            return [(one.shown, f"{about}. {setting(one)}")]
    return []


def _latest(figure: Figure) -> Measurement:
    """The newest value, of everybody where that is known."""
    latest = max(one.year or 0 for one in figure.measurements)
    newest = [one for one in figure.measurements if one.year == latest]
    return next((one for one in newest if one.sex == Sex.TOTAL), newest[0])


def _answer_keys(compiled: AreaCompilation, invited: int) -> list[tuple[str, str]]:
    reach = compiled.reach
    organisations = len({row.actor.pk for row in compiled.interventions})
    reached = "utan uppgift om antal"
    if reach.total is not None:
        reached = f"med {number(reach.total)} deltagare"
    return [
        (
            number(len(compiled.interventions)),
            f"insatser från {number(organisations)} organisationer, {reached}.",
        ),
        (number(compiled.answered), f"av {number(invited)} inbjudna organisationer har lämnat in."),
    ]


def own_challenges(compiled: AreaCompilation, person: Person) -> set[int]:
    """The challenges that this person named and may change; ids."""
    named: tuple[Challenge, ...] = compiled.challenges
    return {one.pk for one in named if one.named_by_id == person.pk}
