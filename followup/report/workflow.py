"""A report's way from draft to publication: one table, read by buttons and guard alike."""

from actors.workflow import Transition, Workflow
from followup.report.making.content import build_snapshot
from followup.report.models import AnnualReport, ReportBuild
from followup.report.snapshot import says_the_same

State = AnnualReport.State


def _is_not_fit(report: AnnualReport) -> str:
    """The council must be able to read it, and it must be what the year's answers now say."""
    if report.builds.filter(state__in=ReportBuild.UNDER_WAY).exists():
        return "Rapporten håller på att göras. Vänta tills den är klar."
    if not report.pdf or report.snapshot is None:
        return "Gör rapporten först, så att det finns en PDF att läsa."
    if not says_the_same(report.snapshot, build_snapshot(report.round, report)):
        return "Något har ändrats sedan rapporten gjordes. Gör om den, så att allt kommer med."
    return ""


REPORTS = Workflow(
    (
        Transition(
            "make_ready",
            "Klar för rådet",
            frozenset({State.DRAFT}),
            State.READY,
            "report.build",
            hinder=_is_not_fit,
        ),
        Transition(
            "take_back",
            "Ändra igen",
            frozenset({State.READY}),
            State.DRAFT,
            "report.build",
        ),
        Transition(
            "adopt",
            "Fastställ rapporten",
            frozenset({State.READY}),
            State.ADOPTED,
            "report.decide",
        ),
        Transition(
            "publish",
            "Publicera",
            frozenset({State.ADOPTED}),
            State.PUBLISHED,
            "report.decide",
        ),
        Transition(
            "replace",
            "Ersätt med rättad version",
            frozenset({State.ADOPTED, State.PUBLISHED}),
            State.CORRECTED,
            "report.decide",
            needs_reason=True,
        ),
    )
)
