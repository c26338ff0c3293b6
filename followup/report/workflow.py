"""A report's way from draft to publication: one table, read by buttons and guard alike."""

from actors.workflow import Transition, Workflow
from followup.report.models import AnnualReport, ReportBuild

State = AnnualReport.State


def _is_not_made(report: AnnualReport) -> str:
    if report.builds.filter(state__in=ReportBuild.UNDER_WAY).exists():
        return "Rapporten håller på att göras. Vänta tills den är klar."
    if not report.pdf:
        return "Gör rapporten först, så att det finns en PDF att läsa."
    return ""


REPORTS = Workflow(
    (
        Transition(
            "make_ready",
            "Klar för rådet",
            frozenset({State.DRAFT}),
            State.READY,
            "report.build",
            hinder=_is_not_made,
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
