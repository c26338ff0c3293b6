"""What a report says if it is made now: the year as it is, and for a correction what it changes."""

from followup.report.gathering.year import gather_year
from followup.report.making.changes import changes, public_changes
from followup.report.models import AnnualReport
from followup.report.snapshot import Snapshot
from followup.rounds.models import Round


def build_snapshot(round_: Round, report: AnnualReport) -> Snapshot:
    """Everything the annual report says, as plain JSON types, with no count suppressed."""
    snapshot = gather_year(round_, report)
    before = AnnualReport.objects.was_adopted().filter(round=round_, version=report.version - 1)
    corrected = before.first()
    if corrected:
        snapshot["changes"] = changes(corrected.snapshot, snapshot)
        snapshot["public_changes"] = public_changes(corrected.snapshot, snapshot)
    return snapshot
