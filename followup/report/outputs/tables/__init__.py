"""The round's data as tables: what was answered, done, judged, measured and proposed.

The one place where a column is named and explained. Workbook, CSV and JSON write these tables and
nothing else. A value is a text, a number, None (left blank) or a list of texts; a count may be
words where it is hidden ("under 5"). Words stand exactly as they were written.
"""

from followup.report.drawing.sources.numbering import SourceList
from followup.report.outputs.tables.answers import ANSWERS, COMMENTS, ORGANISATIONS, SECTIONS
from followup.report.outputs.tables.areas import AREAS, CHALLENGES, SUB_GOALS
from followup.report.outputs.tables.columns import Column, Subject, Table, Value
from followup.report.outputs.tables.interventions import INTERVENTIONS
from followup.report.outputs.tables.last_year import COMPARISON, LAST_YEAR, PLANNED
from followup.report.outputs.tables.measurements import MEASUREMENTS
from followup.report.outputs.tables.proposals import PROPOSAL_SOURCES, PROPOSALS
from followup.report.outputs.tables.quotations import QUOTATIONS
from followup.report.outputs.tables.report import CHANGES, REPORT, SOURCES
from followup.report.snapshot import Snapshot

__all__ = ["Column", "Table", "Value", "data_tables"]

SUBJECTS: tuple[Subject, ...] = (
    REPORT,
    ORGANISATIONS,
    AREAS,
    SUB_GOALS,
    SECTIONS,
    ANSWERS,
    INTERVENTIONS,
    MEASUREMENTS,
    COMMENTS,
    CHALLENGES,
    QUOTATIONS,
    PROPOSALS,
    PROPOSAL_SOURCES,
    LAST_YEAR,
    PLANNED,
    COMPARISON,
    CHANGES,
    SOURCES,
)


def data_tables(snapshot: Snapshot) -> list[Table]:
    """Every table, in the order of the workbook's sheets; the first says what the file is."""
    cited = SourceList(snapshot)
    return [subject.table(snapshot, cited) for subject in SUBJECTS]
